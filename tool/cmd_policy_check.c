/* sekisho policy check: is the file a policy? */
#include "config.h"

#include <stdlib.h>

#include "core/policy_libconfig.h"
#include "tool/tool.h"

#define NUMBER_CAP 24

/* What is wrong with the file's content is a finding; that it can't be had at all is an error. */
static enum sekisho_exit
exit_of(enum sekisho_rc rc) {
    switch (rc) {
    case SEKISHO_OK:
        return SEKISHO_EXIT_OK;
    case SEKISHO_E_SYNTAX:
    case SEKISHO_E_RANGE:
    case SEKISHO_E_SIGNATURE:
    case SEKISHO_E_TOO_LARGE:
    case SEKISHO_E_TRAILING:
    case SEKISHO_E_TRUNCATED:
    case SEKISHO_E_EXISTS:
    case SEKISHO_E_VERSION:
    case SEKISHO_E_OWNER:
    case SEKISHO_E_MODE:
    case SEKISHO_E_NOT_REGULAR:
        return SEKISHO_EXIT_PROBLEM;
    case SEKISHO_E_INTERNAL:
    case SEKISHO_E_NOMEM:
    case SEKISHO_E_ARGUMENT:
    case SEKISHO_E_NOT_FOUND:
    case SEKISHO_E_ACCESS:
    case SEKISHO_E_IO:
    case SEKISHO_E_CLOCK:
    case SEKISHO_E_KEY:
    case SEKISHO_E_ROLLBACK:
    case SEKISHO_E_RANDOM:
    case SEKISHO_E_CHANGED:
    case SEKISHO_E_BUSY:
    case SEKISHO_E_END:
        break;
    }
    return SEKISHO_EXIT_ERROR;
}

static enum sekisho_exit
print_json(const struct sekisho_tool *tool, const char *path, const struct sekisho_policy *policy,
           bool gate_reads, const struct sekisho_diag *diag) {
    char cause[SEKISHO_SAFEFILE_PATH_CAP + 2 * SEKISHO_MESSAGE_CAP];

    if (policy == NULL)
        return sekisho_json_print(
            tool, json_pack("{s:o, s:b, s:{s:o, s:i, s:o}}", "file", sekisho_json_text(path), "valid", false,
                            "error", "file", sekisho_json_text(diag->file), "line", (int)diag->line, "text",
                            sekisho_json_text(sekisho_diag_format(diag, tool->lang, cause, sizeof(cause)))));
    return sekisho_json_print(tool, json_pack("{s:o, s:b, s:b, s:b, s:i, s:i, s:i}", "file",
                                              sekisho_json_text(path), "valid", true, "sealed",
                                              policy->is_sealed, "gate_would_read", gate_reads, "systems",
                                              (int)policy->n_systems, "places", (int)policy->n_places,
                                              "restrictions", (int)policy->n_restrictions));
}

static void
print_people(const struct sekisho_tool *tool, const char *path, const struct sekisho_policy *policy) {
    char systems[NUMBER_CAP], places[NUMBER_CAP], restrictions[NUMBER_CAP];
    (void)snprintf(systems, sizeof(systems), "%zu", policy->n_systems);
    (void)snprintf(places, sizeof(places), "%zu", policy->n_places);
    (void)snprintf(restrictions, sizeof(restrictions), "%zu", policy->n_restrictions);
    sekisho_tool_say(tool,
                     policy->is_sealed ? SEKISHO_MSG_TOOL_POLICY_VALID_SEALED : SEKISHO_MSG_TOOL_POLICY_VALID,
                     SEKISHO_ARGS(path, systems, places, restrictions));
}

/* The gate's reader and libconfig must read the same settings from these bytes: other programs may use the
 * latter. */
static enum sekisho_rc
ask_libconfig(const char *path, struct sekisho_diag *reterr_diag) {
    const struct sekisho_trust nobody = {.owner = (uid_t)-1, .judge_owner = false};
    char absolute[SEKISHO_SAFEFILE_PATH_CAP], *text = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    if (*path != '/') {
        if ((rc = sekisho_tool_absolute(path, absolute)) != SEKISHO_OK)
            return rc;
        path = absolute;
    }
    sekisho_diag_init(reterr_diag, path);
    rc = sekisho_safefile_load(path, nobody, SEKISHO_POLICY_MAX_BYTES, &text, &len, NULL);
    if (rc == SEKISHO_OK)
        rc = sekisho_policy_libconfig_agrees(text, len, reterr_diag);
    free(text);
    return rc;
}

static enum sekisho_exit
run(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    bool is_draft = args->n_args > 0 || tool->policy_given, gate_reads = true;
    const char *path = args->n_args > 0 ? args->arg[0] : tool->policy_path;
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;
    enum sekisho_rc rc = sekisho_tool_read_policy(path, is_draft, &policy, &diag);
    enum sekisho_exit printed = SEKISHO_EXIT_OK;

    if (rc == SEKISHO_OK && (rc = ask_libconfig(path, &diag)) != SEKISHO_OK) {
        sekisho_policy_free(policy);
        policy = NULL;
    }
    if (rc != SEKISHO_OK)
        (void)sekisho_tool_complain_diag(tool, &diag);
    else if (is_draft)
        gate_reads = sekisho_tool_gate_would_read(tool, path);
    if (tool->json)
        printed = print_json(tool, path, policy, gate_reads, &diag);
    else if (rc == SEKISHO_OK)
        print_people(tool, path, policy);
    sekisho_policy_free(policy);
    return printed == SEKISHO_EXIT_OK ? exit_of(rc) : printed;
}

const struct sekisho_command sekisho_command_policy_check = {
    .name = "policy check",
    .usage = "[FILE]",
    .summary = SEKISHO_MSG_TOOL_POLICY_CHECK_SUMMARY,
    .details = SEKISHO_MSG_TOOL_POLICY_CHECK_DETAILS,
    .max_args = 1,
    .run = run,
};
