#ifndef SEKISHO_CORE_STATE_LOAD_H
#define SEKISHO_CORE_STATE_LOAD_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "base/safefile.h"
#include "core/decision.h"
#include "core/keyring.h"
#include "core/override.h"

/*
 * What signed statements say on this host for one person at one instant: from the state folder and the
 * trusted keys to core/decision.h's struct. All that it hands over has been verified. Any thread; one set for
 * one decision.
 */

#define SEKISHO_STATE_MAX_REFUSED 8
#define SEKISHO_STATE_NAME_CAP    128

struct sekisho_state_source {
    const char *state_dir; /* SEKISHO_STATE_DIR */
    const char *keys_dir;  /* SEKISHO_KEYRING_FOLDER */
    struct sekisho_trust trust;
};

/* A file that does not count, and why: for the log and the trace. */
struct sekisho_state_refused {
    char name[SEKISHO_STATE_NAME_CAP];
    enum sekisho_rc rc;
};

struct sekisho_state_set {
    struct sekisho_state state; /* is_damaged: see damage */
    struct sekisho_state_refused damage;
    /* Overrides that do not count never damage the state: less is permitted, nothing more. */
    struct sekisho_state_refused refused[SEKISHO_STATE_MAX_REFUSED];
    size_t n_refused; /* may be more than fit above */
};

/*
 * user is the subject's canonical name; NULL loads no overrides. policy NULL gives an empty state, since
 * nothing can be decided by it anyway. Overrides are those in force at now, with their systems' bits set;
 * whether one fits this host, service and uid is sekisho_override_fit's to say. No state folder is a host
 * without statements. Fails only with SEKISHO_E_NOMEM or SEKISHO_E_ARGUMENT; all else is in ret_set. Free
 * with sekisho_state_free.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_state_load(const struct sekisho_state_source *source,
                                                    const struct sekisho_policy *policy, const char *user,
                                                    int64_t now, struct sekisho_state_set **ret_set);

/* NULL-safe. */
void sekisho_state_free(struct sekisho_state_set *set);

#endif
