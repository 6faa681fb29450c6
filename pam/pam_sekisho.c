/* The six doors PAM knocks at; behind each is the same gate. */
#include <unistd.h>
#include <security/pam_modules.h>

#include "base/attr.h"
#include "gate.h"

SEKISHO_PUBLIC int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv) {
    return sekisho_gate_run(pamh, (unsigned)flags, argc, argv, SEKISHO_PHASE_AUTH);
}

/* Credentials may be taken away at any hour. */
SEKISHO_PUBLIC int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv) {
    if (((unsigned)flags & PAM_DELETE_CRED) != 0)
        return PAM_IGNORE;
    return sekisho_gate_run(pamh, (unsigned)flags, argc, argv, SEKISHO_PHASE_SETCRED);
}

SEKISHO_PUBLIC int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv) {
    return sekisho_gate_run(pamh, (unsigned)flags, argc, argv, SEKISHO_PHASE_ACCOUNT);
}

/* Asks again: an `account sufficient` line above ours may have skipped us, and the hour may have struck. */
SEKISHO_PUBLIC int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv) {
    return sekisho_gate_run(pamh, (unsigned)flags, argc, argv, SEKISHO_PHASE_OPEN);
}

/* Recorded, never refused: a session that cannot be closed helps nobody. */
SEKISHO_PUBLIC int
pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv) {
    (void)sekisho_gate_run(pamh, (unsigned)flags | PAM_SILENT, argc, argv, SEKISHO_PHASE_CLOSE);
    return PAM_IGNORE;
}

/* Root changes passwords at any hour; a login at which one has expired was judged in account. */
SEKISHO_PUBLIC int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv) {
    if (getuid() == 0)
        return PAM_IGNORE;
    return sekisho_gate_run(pamh, (unsigned)flags, argc, argv, SEKISHO_PHASE_PASSWORD);
}
