#include "gate.h"

#include <stdlib.h>

#include "clock/clock.h"
#include "report.h"
#include "verdict.h"

#define KEPT_POLICY "sekisho_policy"

/*
 * The parsed policy, kept with the PAM handle from one phase to the next. It is believed only while the files
 * still hold the same bytes (sekisho_policy_reload).
 */
struct keeper {
    struct sekisho_policy *policy;
};

static void
keeper_free(struct keeper *keeper) {
    if (keeper != NULL)
        sekisho_policy_free(keeper->policy);
    free(keeper);
}

static void
keeper_cleanup(pam_handle_t *pamh, void *data, int error_status) {
    (void)pamh;
    (void)error_status;
    keeper_free(data);
}

/* The handle's keeper; when it cannot be kept there, *ret_mine is set and the caller frees it. */
static struct keeper *
get_keeper(pam_handle_t *pamh, bool *ret_mine) {
    const void *data = NULL;
    struct keeper *keeper;

    *ret_mine = false;
    if (pam_get_data(pamh, KEPT_POLICY, &data) == PAM_SUCCESS && data != NULL)
        return (struct keeper *)(uintptr_t)data; /* ours, and const only for strangers */
    if ((keeper = calloc(1, sizeof(*keeper))) == NULL)
        return NULL;
    *ret_mine = pam_set_data(pamh, KEPT_POLICY, keeper, keeper_cleanup) != PAM_SUCCESS;
    return keeper;
}

static void
blame(struct sekisho_case *c, const char *what) {
    sekisho_diag_init(&c->diag, "pam_sekisho.so");
    sekisho_diag_set(&c->diag, 0, SEKISHO_MSG_GATE_INTERNAL, SEKISHO_ARGS(what));
}

/* All that a judgement needs. Whatever fails leaves c->policy NULL, which denies all but root on the console.
 */
static void
prepare(struct sekisho_case *c, struct keeper *keeper) {
    enum sekisho_rc rc;

    if (c->args.unknown != NULL) {
        sekisho_diag_init(&c->diag, "pam_sekisho.so");
        sekisho_diag_set(&c->diag, 0, SEKISHO_MSG_GATE_ARGUMENT, SEKISHO_ARGS(c->args.unknown));
        return;
    }
    if (keeper == NULL) {
        blame(c, sekisho_rc_str(SEKISHO_E_NOMEM));
        return;
    }
    if ((rc = sekisho_clock_now(&c->gathered.request.now)) != SEKISHO_OK) {
        blame(c, sekisho_rc_str(rc));
        return;
    }
    if ((rc = sekisho_policy_reload(c->args.policy_path, sekisho_safefile_trust(), &keeper->policy,
                                    &c->diag)) != SEKISHO_OK)
        return;
    if ((rc = sekisho_request_add_host(&c->gathered, keeper->policy)) != SEKISHO_OK) {
        blame(c, "no usable host name");
        return;
    }
    c->policy = keeper->policy;
    sekisho_request_add_groups(&c->gathered, c->policy);
}

static int
judge(struct sekisho_case *c, struct keeper *keeper) {
    static const struct sekisho_state no_state;

    prepare(c, keeper);
    sekisho_decision_make(c->policy, &no_state, &c->gathered.request, SEKISHO_LANG_EN, NULL, NULL,
                          &c->decision);
    sekisho_report_fault(c);
    sekisho_report_log(c);
    sekisho_report_tell(c);
    return sekisho_verdict_pam_code(&c->decision);
}

int
sekisho_gate_run(pam_handle_t *pamh, unsigned flags, int argc, const char **argv, enum sekisho_phase phase) {
    int code = PAM_SYSTEM_ERR;
    bool mine = false;
    struct keeper *keeper;
    struct sekisho_case *c = calloc(1, sizeof(*c));

    if (c == NULL)
        return PAM_BUF_ERR;
    c->pamh = pamh;
    c->flags = flags;
    c->phase = phase;
    sekisho_args_parse(argc, argv, &c->args);
    keeper = get_keeper(pamh, &mine);
    if (sekisho_request_gather(pamh, phase, &c->gathered) == SEKISHO_OK)
        code = judge(c, keeper);
    sekisho_request_done(&c->gathered);
    if (mine)
        keeper_free(keeper);
    free(c);
    return code;
}
