#include "verdict.h"

#include <security/pam_modules.h>

static int
denial_code(enum sekisho_reason reason) {
    switch (reason) {
    case SEKISHO_REASON_REVOKED:
        return PAM_ACCT_EXPIRED;
    case SEKISHO_REASON_UNKNOWN_USER:
    case SEKISHO_REASON_CLOSED_DAY:
    case SEKISHO_REASON_OUTSIDE_HOURS:
    case SEKISHO_REASON_RESTRICTED:
    case SEKISHO_REASON_STOPPED:
    case SEKISHO_REASON_PAST_COVERAGE:
        return PAM_PERM_DENIED;
    case SEKISHO_REASON_FAULT:
    case SEKISHO_REASON_NOT_GOVERNED:
    case SEKISHO_REASON_ROOT_SWITCH:
    case SEKISHO_REASON_UNATTENDED:
    case SEKISHO_REASON_OPEN:
    case SEKISHO_REASON_OVERRIDE:
    case SEKISHO_REASON_BREAK_GLASS:
    case SEKISHO_REASON_END:
    default:
        return PAM_SYSTEM_ERR;
    }
}

int
sekisho_verdict_pam_code(const struct sekisho_decision *decision) {
    if (decision->verdict == SEKISHO_VERDICT_ALLOW || decision->verdict == SEKISHO_VERDICT_IGNORE)
        return PAM_IGNORE; /* the only statement that lets anybody pass */
    return denial_code(decision->reason);
}
