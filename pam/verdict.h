#ifndef SEKISHO_PAM_VERDICT_H
#define SEKISHO_PAM_VERDICT_H

#include "core/decision.h"

/*
 * The one table from a verdict to a PAM code. A veto-only module never says PAM_SUCCESS: that could end a
 * stack in which it is `sufficient`. No objection and ALLOW are PAM_IGNORE; out of hours PAM_PERM_DENIED;
 * revoked PAM_ACCT_EXPIRED; a fault, and anything unforeseen, PAM_SYSTEM_ERR.
 */
int sekisho_verdict_pam_code(const struct sekisho_decision *decision);

#endif
