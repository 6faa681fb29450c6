/* Where the tool gets its facts from: the policy, the host's name, the clock. */
#include "config.h"

#include "tool/tool.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/timestamp.h"
#include "clock/clock.h"

/* realpath of the folder part, and the last part as it is. */
static bool
resolve_folder(const char *path, char absolute[SEKISHO_SAFEFILE_PATH_CAP]) {
    char folder[SEKISHO_SAFEFILE_PATH_CAP];
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);
    char *real;
    int n;

    if (len >= sizeof(folder))
        return false;
    memcpy(folder, path, len);
    folder[len] = '\0';
    real = realpath(slash == NULL ? "." : len == 0 ? "/" : folder, NULL);
    if (real == NULL)
        return false;
    n = snprintf(absolute, SEKISHO_SAFEFILE_PATH_CAP, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
    free(real);
    return n > 0 && n < SEKISHO_SAFEFILE_PATH_CAP;
}

enum sekisho_rc
sekisho_tool_absolute(const char *path, char absolute[SEKISHO_SAFEFILE_PATH_CAP]) {
    if (*path == '\0' || strlen(path) >= SEKISHO_SAFEFILE_PATH_CAP)
        return SEKISHO_E_ARGUMENT;
    return resolve_folder(path, absolute) ? SEKISHO_OK : SEKISHO_E_NOT_FOUND;
}

/* A draft may be reached through links, which the safe open refuses: so they are resolved before. */
static enum sekisho_rc
resolve_draft(const char *path, char absolute[SEKISHO_SAFEFILE_PATH_CAP]) {
    char *real = realpath(path, NULL);
    enum sekisho_rc rc = SEKISHO_E_ARGUMENT;
    if (real == NULL)
        return sekisho_tool_absolute(path, absolute);
    if (strlen(real) < SEKISHO_SAFEFILE_PATH_CAP) {
        memcpy(absolute, real, strlen(real) + 1);
        rc = SEKISHO_OK;
    }
    free(real);
    return rc;
}

enum sekisho_rc
sekisho_tool_read_policy(const char *path, bool is_draft, struct sekisho_policy **ret_policy,
                         struct sekisho_diag *reterr_diag) {
    const struct sekisho_trust nobody = {.owner = (uid_t)-1, .judge_owner = false};
    char absolute[SEKISHO_SAFEFILE_PATH_CAP];
    struct sekisho_safefile_fault fault = {.errnum = 0};
    enum sekisho_rc rc;

    *ret_policy = NULL;
    if (!is_draft)
        return sekisho_policy_load(path, sekisho_safefile_trust(), ret_policy, reterr_diag);
    rc = resolve_draft(path, absolute);
    if (rc == SEKISHO_OK)
        return sekisho_policy_load(absolute, nobody, ret_policy, reterr_diag);
    sekisho_diag_init(reterr_diag, path);
    (void)snprintf(fault.path, sizeof(fault.path), "%s", path);
    sekisho_diag_set_fault(reterr_diag, rc, &fault);
    return rc;
}

static enum sekisho_exit
load(const struct sekisho_tool *tool, const char *path, bool is_draft, struct sekisho_policy **ret_policy) {
    struct sekisho_diag diag;
    if (sekisho_tool_read_policy(path, is_draft, ret_policy, &diag) == SEKISHO_OK)
        return SEKISHO_EXIT_OK;
    return sekisho_tool_complain_diag(tool, &diag);
}

enum sekisho_exit
sekisho_tool_load(const struct sekisho_tool *tool, struct sekisho_policy **ret_policy) {
    return load(tool, tool->policy_path, tool->policy_given, ret_policy);
}

enum sekisho_exit
sekisho_tool_load_draft(const struct sekisho_tool *tool, const char *path,
                        struct sekisho_policy **ret_policy) {
    return load(tool, path, true, ret_policy);
}

bool
sekisho_tool_gate_would_read(const struct sekisho_tool *tool, const char *path) {
    const struct sekisho_trust root = {.owner = (uid_t)-1, .judge_owner = true};
    char absolute[SEKISHO_SAFEFILE_PATH_CAP], text[SEKISHO_SAFEFILE_PATH_CAP + 2 * SEKISHO_MESSAGE_CAP];
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;
    enum sekisho_rc rc;

    if (*path != '/') {
        if (sekisho_tool_absolute(path, absolute) != SEKISHO_OK)
            return false;
        path = absolute;
    }
    /* Whole, since the list of holidays it names must be readable too. */
    rc = sekisho_policy_load(path, root, &policy, &diag);
    sekisho_policy_free(policy);
    if (rc == SEKISHO_OK)
        return true;
    sekisho_tool_note(tool, SEKISHO_MSG_TOOL_GATE_WOULD_REFUSE,
                      SEKISHO_ARGS(sekisho_diag_format(&diag, tool->lang, text, sizeof(text))));
    return false;
}

bool
sekisho_tool_host(const struct sekisho_tool *tool, const struct sekisho_policy *policy, const char *given,
                  char host[SEKISHO_HOST_MAX + 1]) {
    char name[HOST_NAME_MAX + 1] = "";
    const char *from = given;

    *host = '\0';
    if (from == NULL && policy != NULL)
        from = policy->host;
    if (from == NULL) {
        if (gethostname(name, sizeof(name) - 1) != 0)
            *name = '\0';
        from = name;
    }
    if (!sekisho_name_is_host(from)) {
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_BAD_HOST, SEKISHO_ARGS(from));
        return false;
    }
    for (size_t i = 0; i <= strlen(from); i++)
        host[i] = (char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] - 'A' + 'a' : from[i]);
    return true;
}

bool
sekisho_tool_now(const struct sekisho_tool *tool, const struct sekisho_policy *policy, const char *at,
                 int64_t *ret_now) {
    enum sekisho_rc rc;
    if (at == NULL) {
        rc = sekisho_clock_now(ret_now);
        if (rc != SEKISHO_OK)
            (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_CLOCK, NULL);
        return rc == SEKISHO_OK;
    }
    rc = sekisho_timestamp_parse(at, policy == NULL ? 0 : policy->utc_offset_sec, ret_now);
    if (rc == SEKISHO_E_RANGE)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_TIME_RANGE, SEKISHO_ARGS(at));
    else if (rc != SEKISHO_OK)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_TIME_SYNTAX, SEKISHO_ARGS(at));
    return rc == SEKISHO_OK;
}
