#ifndef SEKISHO_TOOL_PERSON_H
#define SEKISHO_TOOL_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/name.h"
#include "base/rc.h"
#include "core/decision.h"

/*
 * People as the user database knows them (NSS, through libc). The PAM module looks up by itself; the judge is
 * the same, core/decision.h.
 */

#define SEKISHO_PERSON_MAX_GROUPS 1024 /* more: the groups count as unknown, and the narrower hours apply */

struct sekisho_who {
    char name[SEKISHO_NAME_MAX + 1];
    struct sekisho_person person; /* person.name points to name */
    bool is_assumed;              /* not in the user database; taken as ordinary staff for a rehearsal */
};

struct sekisho_groups {
    const char **group;
    size_t n_groups;
    bool are_known;
};

/*
 * Looks a name up. Unknown: is_known is false, and with rehearsal's uid given (not 0) an ordinary person of
 * that uid is assumed instead. SEKISHO_E_ARGUMENT when it can be no user's name, SEKISHO_E_NOMEM,
 * SEKISHO_E_IO when the user database fails.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_person_find(const char *name, uid_t rehearsal_uid,
                                                     struct sekisho_who *ret_who);

/* The person whom this process runs for, by its real uid. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_person_self(struct sekisho_who *ret_who);

/*
 * The groups of a known person; an assumed one is in none. are_known is false when they can't all be had.
 * sekisho_person_free_groups afterwards, always.
 */
void sekisho_person_groups(const struct sekisho_who *who, struct sekisho_groups *ret_groups);
void sekisho_person_free_groups(struct sekisho_groups *groups);

/*
 * Does the group exist, as far as the group database can tell? One that does not may be one whose directory
 * is down, so the gate does not take its members for free of it.
 */
bool sekisho_person_group_exists(const char *group);

#endif
