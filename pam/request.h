#ifndef SEKISHO_PAM_REQUEST_H
#define SEKISHO_PAM_REQUEST_H

#include <stdbool.h>
#include <security/pam_modules.h>

#include "base/name.h"
#include "base/rc.h"
#include "core/decision.h"

#define SEKISHO_REQUEST_MAX_GROUPS 4096 /* of one person; more than that and group rules bind */

enum sekisho_phase {
    SEKISHO_PHASE_AUTH = 0,
    SEKISHO_PHASE_SETCRED,
    SEKISHO_PHASE_ACCOUNT,
    SEKISHO_PHASE_OPEN,
    SEKISHO_PHASE_CLOSE,
    SEKISHO_PHASE_PASSWORD
};

/* A person's name, kept: PAM items and the user database's buffers change under us. */
struct sekisho_name_box {
    char text[SEKISHO_NAME_MAX + 1];
};

/* What a PAM call asks, in core's terms, with the memory behind it. */
struct sekisho_gathered {
    struct sekisho_request request;
    const char *rhost, *ruser; /* PAM's own, only logged */
    bool graphical;            /* an X display is named */
    unsigned primary_gid;      /* of the subject */
    char host[SEKISHO_HOST_MAX + 1];
    struct sekisho_name_box subject, target, caller;
    char **group;
    size_t n_groups;
};

/*
 * Gathers who asks, from PAM's items, the real uid and the user database; groups are left to the call below.
 * Who is judged: for su, sudo and the like, and for a change of password, the human who calls (real uid;
 * where the program has made itself root before asking, as sudo does, the user it names); else the user who
 * logs in. SEKISHO_E_INTERNAL when PAM's own data cannot be had. Call done in any case.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_request_gather(pam_handle_t *pamh, enum sekisho_phase phase,
                                                        struct sekisho_gathered *ret_gathered);

/* The host: the policy's, or the system's own name. SEKISHO_E_RANGE when that is no host name. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_request_add_host(struct sekisho_gathered *gathered,
                                                          const struct sekisho_policy *policy);

/* The subject's groups, when the policy asks for them. Failure is no error: the narrower hours apply. */
void sekisho_request_add_groups(struct sekisho_gathered *gathered, const struct sekisho_policy *policy);

void sekisho_request_done(struct sekisho_gathered *gathered);

#endif
