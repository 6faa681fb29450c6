/* sekisho policy install, rollback, seal: putting a policy in force, and taking it back. */
#include "config.h"

#include "tool/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/policy_seal.h"
#include "tool/plan.h"
#include "tool/swap.h"

enum { OPT_YES, OPT_DRY_RUN, OPT_HOST };

static const struct sekisho_option options[] = {
    {"yes", NULL, SEKISHO_MSG_TOOL_OPT_YES},
    {"dry-run", NULL, SEKISHO_MSG_TOOL_OPT_DRY_RUN},
    {"host", "NAME", SEKISHO_MSG_TOOL_OPT_HOST},
};

/* One change of the policy in force. */
struct change {
    const struct sekisho_tool *tool;
    const struct sekisho_args *args;
    char target[SEKISHO_SAFEFILE_PATH_CAP]; /* the policy in force */
    struct sekisho_policy *before, *after;  /* before NULL: no valid one */
    char *bytes;                            /* of after, sealed */
    size_t len;
    json_t *lines;
    size_t n_changes;
};

static void
done(struct change *change) {
    sekisho_policy_free(change->before);
    sekisho_policy_free(change->after);
    free(change->bytes);
    json_decref(change->lines);
}

static enum sekisho_exit
complain_fault(const struct sekisho_tool *tool, enum sekisho_rc rc,
               const struct sekisho_safefile_fault *fault) {
    struct sekisho_diag diag;
    if (rc == SEKISHO_E_BUSY)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_LOCKED, SEKISHO_ARGS(fault->path));
    sekisho_diag_init(&diag, fault->path);
    sekisho_diag_set_fault(&diag, rc, fault);
    return sekisho_tool_complain_diag(tool, &diag);
}

/* The file could be read; it is putting another in its place that failed. */
static enum sekisho_exit
complain_write(const struct sekisho_tool *tool, enum sekisho_rc rc,
               const struct sekisho_safefile_fault *fault) {
    if (rc == SEKISHO_E_ACCESS)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_NOT_WRITABLE, SEKISHO_ARGS(fault->path));
    return complain_fault(tool, rc, fault);
}

/* Without --policy the real place; an absolute path without links either way. */
static enum sekisho_exit
find_target(struct change *change) {
    const char *path = change->tool->policy_path;
    struct sekisho_safefile_fault fault = {.errnum = 0};
    enum sekisho_rc rc;

    rc = sekisho_tool_absolute(path, change->target);
    if (rc == SEKISHO_OK)
        return SEKISHO_EXIT_OK;
    (void)snprintf(fault.path, sizeof(fault.path), "%s", path);
    return complain_fault(change->tool, rc, &fault);
}

static enum sekisho_exit
load_bytes(const struct sekisho_tool *tool, const char *path, char **ret_bytes, size_t *ret_len) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    struct sekisho_safefile_fault fault = {.errnum = 0};
    char *real = realpath(path, NULL);
    enum sekisho_rc rc = SEKISHO_E_NOT_FOUND;

    *ret_bytes = NULL;
    (void)snprintf(fault.path, sizeof(fault.path), "%s", path);
    if (real != NULL)
        rc = sekisho_safefile_load(real, any, SEKISHO_POLICY_MAX_BYTES, ret_bytes, ret_len, &fault);
    free(real);
    return rc == SEKISHO_OK ? SEKISHO_EXIT_OK : complain_fault(tool, rc, &fault);
}

/*
 * The draft as a policy, and the bytes it was read from: the draft's, sealed anew. A draft is mostly a copy
 * of the policy in force, edited, so the seal it carries no longer holds, and that is fine.
 */
static enum sekisho_exit
load_draft(const struct sekisho_tool *tool, const char *path, struct sekisho_policy **ret_policy,
           char **ret_sealed, size_t *ret_len) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    struct sekisho_diag diag;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_exit result;
    enum sekisho_rc rc;

    *ret_policy = NULL;
    *ret_sealed = NULL;
    result = load_bytes(tool, path, &bytes, &len);
    if (result != SEKISHO_EXIT_OK)
        return result;
    rc = sekisho_policy_seal_text(bytes, len, ret_sealed, ret_len);
    free(bytes);
    if (rc != SEKISHO_OK)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_CANNOT_SEAL,
                                     SEKISHO_ARGS(path, sekisho_rc_str(rc)));
    rc = sekisho_policy_load_text(path, *ret_sealed, *ret_len, any, ret_policy, &diag);
    return rc == SEKISHO_OK ? SEKISHO_EXIT_OK : sekisho_tool_complain_diag(tool, &diag);
}

/* The policy in force, if there is a valid one. */
static void
load_before(struct change *change) {
    struct sekisho_diag diag;
    if (sekisho_tool_read_policy(change->target, false, &change->before, &diag) != SEKISHO_OK) {
        sekisho_tool_note(change->tool, SEKISHO_MSG_TOOL_NO_POLICY_YET, NULL);
        (void)sekisho_tool_complain_diag(change->tool, &diag);
    }
}

static enum sekisho_exit
show_changes(struct change *change) {
    const struct sekisho_tool *tool = change->tool;
    char host[SEKISHO_HOST_MAX + 1];
    int64_t now;

    if (!sekisho_tool_host(tool, change->after, change->args->option[OPT_HOST], host) ||
        !sekisho_tool_now(tool, change->after, NULL, &now))
        return SEKISHO_EXIT_ERROR;
    if (tool->json)
        change->lines = json_array();
    else
        sekisho_tool_say(tool, SEKISHO_MSG_TOOL_PLAN_HEAD, SEKISHO_ARGS(host));
    change->n_changes = sekisho_plan_say(tool, change->before, change->after, host, now, change->lines);
    if (change->n_changes == 0 && !tool->json)
        sekisho_tool_say(tool, SEKISHO_MSG_TOOL_PLAN_NOTHING, NULL);
    return SEKISHO_EXIT_OK;
}

/* True when it is to be done. */
static bool
confirm(const struct change *change, enum sekisho_msg question) {
    return change->args->option[OPT_DRY_RUN] == NULL &&
           (change->args->option[OPT_YES] != NULL ||
            sekisho_tool_ask(change->tool, question, SEKISHO_ARGS(change->target)));
}

static enum sekisho_exit
finish(struct change *change, bool is_done, enum sekisho_msg said) {
    const struct sekisho_tool *tool = change->tool;
    bool is_dry = change->args->option[OPT_DRY_RUN] != NULL;

    if (tool->json) {
        enum sekisho_exit rc = sekisho_json_print(tool, json_pack("{s:b, s:o, s:O}", "done", is_done,
                                                                  "policy", sekisho_json_text(change->target),
                                                                  "changes", change->lines));
        if (rc != SEKISHO_EXIT_OK)
            return rc;
    } else {
        sekisho_tool_say(tool, is_done ? said : SEKISHO_MSG_TOOL_NOTHING_DONE, SEKISHO_ARGS(change->target));
    }
    return is_done || is_dry ? SEKISHO_EXIT_OK : SEKISHO_EXIT_PROBLEM;
}

/* In force is what the gate can read: if it can't, the old one comes back at once. */
static enum sekisho_exit
verify(const struct sekisho_tool *tool, struct sekisho_swap *swap, bool had_file) {
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;
    enum sekisho_rc rc;

    rc = sekisho_tool_read_policy(swap->path, false, &policy, &diag);
    sekisho_policy_free(policy);
    if (rc == SEKISHO_OK)
        return SEKISHO_EXIT_OK;
    (void)sekisho_tool_complain_diag(tool, &diag);
    rc = had_file ? sekisho_swap_exchange(swap) : sekisho_swap_remove(swap);
    return sekisho_tool_complain(
        tool, rc == SEKISHO_OK ? SEKISHO_MSG_TOOL_TAKEN_BACK : SEKISHO_MSG_TOOL_NOT_TAKEN_BACK,
        SEKISHO_ARGS(swap->path));
}

static enum sekisho_exit
put_in_force(struct change *change) {
    struct sekisho_safefile_fault fault;
    struct sekisho_swap swap;
    bool had_file = false;
    enum sekisho_exit result;
    enum sekisho_rc rc = sekisho_swap_open(change->target, sekisho_safefile_trust(), &swap, &fault);

    if (rc == SEKISHO_OK)
        rc = sekisho_swap_put(&swap, change->bytes, change->len, &had_file);
    result = rc == SEKISHO_OK ? verify(change->tool, &swap, had_file)
                              : complain_write(change->tool, rc, &fault);
    sekisho_swap_close(&swap);
    return result;
}

/* The same bytes again would only push the real predecessor out of NAME.previous. */
static bool
is_in_force(const struct change *change) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    char *bytes = NULL;
    size_t len = 0;
    bool same;

    if (change->before == NULL || sekisho_safefile_load(change->target, any, SEKISHO_POLICY_MAX_BYTES, &bytes,
                                                        &len, NULL) != SEKISHO_OK)
        return false;
    same = len == change->len && memcmp(bytes, change->bytes, len) == 0;
    free(bytes);
    return same;
}

/* Edited where it lies: there is no telling any more what was in force before. */
static bool
is_target(const struct change *change, const char *path) {
    struct stat draft, target;
    return stat(path, &draft) == 0 && stat(change->target, &target) == 0 && draft.st_dev == target.st_dev &&
           draft.st_ino == target.st_ino;
}

static enum sekisho_exit
install(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct change change = {.tool = tool, .args = args};
    enum sekisho_exit rc = find_target(&change);

    if (rc == SEKISHO_EXIT_OK && is_target(&change, args->arg[0]))
        rc = sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_IS_TARGET, SEKISHO_ARGS(args->arg[0]));
    if (rc == SEKISHO_EXIT_OK)
        rc = load_draft(tool, args->arg[0], &change.after, &change.bytes, &change.len);
    if (rc == SEKISHO_EXIT_OK) {
        load_before(&change);
        rc = show_changes(&change);
    }
    if (rc == SEKISHO_EXIT_OK && is_in_force(&change)) {
        rc = finish(&change, true, SEKISHO_MSG_TOOL_ALREADY_IN_FORCE);
    } else if (rc == SEKISHO_EXIT_OK) {
        bool is_wanted = confirm(&change, SEKISHO_MSG_TOOL_ASK_INSTALL);
        if (is_wanted)
            rc = put_in_force(&change);
        if (rc == SEKISHO_EXIT_OK)
            rc = finish(&change, is_wanted, SEKISHO_MSG_TOOL_INSTALLED);
    }
    done(&change);
    return rc;
}

static enum sekisho_exit
exchange(struct change *change, struct sekisho_swap *swap) {
    struct sekisho_diag diag;
    enum sekisho_exit result;
    enum sekisho_rc rc;
    bool is_wanted;

    /* Judged as the gate will: once exchanged it must be readable where it lies. */
    if (sekisho_tool_read_policy(swap->previous_path, false, &change->after, &diag) != SEKISHO_OK) {
        (void)sekisho_tool_complain(change->tool, SEKISHO_MSG_TOOL_NO_PREVIOUS,
                                    SEKISHO_ARGS(swap->previous_path));
        return sekisho_tool_complain_diag(change->tool, &diag);
    }
    load_before(change);
    result = show_changes(change);
    if (result != SEKISHO_EXIT_OK)
        return result;
    is_wanted = confirm(change, SEKISHO_MSG_TOOL_ASK_ROLLBACK);
    if (is_wanted) {
        rc = sekisho_swap_exchange(swap);
        if (rc != SEKISHO_OK) {
            struct sekisho_safefile_fault fault = {.errnum = 0};
            (void)snprintf(fault.path, sizeof(fault.path), "%s", swap->path);
            return complain_write(change->tool, rc, &fault);
        }
    }
    return finish(change, is_wanted, SEKISHO_MSG_TOOL_ROLLED_BACK);
}

static enum sekisho_exit
rollback(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct change change = {.tool = tool, .args = args};
    struct sekisho_safefile_fault fault;
    struct sekisho_swap swap = {.folder_fd = -1, .lock_fd = -1};
    enum sekisho_exit result = find_target(&change);
    enum sekisho_rc rc;

    if (result == SEKISHO_EXIT_OK) {
        rc = sekisho_swap_open(change.target, sekisho_safefile_trust(), &swap, &fault);
        result = rc == SEKISHO_OK ? exchange(&change, &swap) : complain_write(tool, rc, &fault);
    }
    sekisho_swap_close(&swap);
    done(&change);
    return result;
}

/* Puts bytes in the place of the file, with the mode it had. */
static enum sekisho_exit
replace(const struct sekisho_tool *tool, const char *path, const char *bytes, size_t len) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    struct sekisho_safefile_fault fault = {.errnum = 0};
    char folder[SEKISHO_SAFEFILE_PATH_CAP];
    const char *slash = strrchr(path, '/');
    struct stat st;
    int folder_fd = -1;
    enum sekisho_rc rc;

    (void)snprintf(fault.path, sizeof(fault.path), "%s", path);
    (void)snprintf(folder, sizeof(folder), "%.*s", slash == path ? 1 : (int)(slash - path), path);
    rc = sekisho_safefile_open_folder(folder, any, &folder_fd, &fault);
    if (rc != SEKISHO_OK)
        return complain_fault(tool, rc, &fault);
    rc = fstatat(folder_fd, slash + 1, &st, AT_SYMLINK_NOFOLLOW) != 0
             ? sekisho_rc_from_errno(errno)
             : sekisho_safefile_replace_at(folder_fd, slash + 1, bytes, len, st.st_mode & 0777);
    (void)close(folder_fd);
    return rc == SEKISHO_OK ? SEKISHO_EXIT_OK : complain_write(tool, rc, &fault);
}

/* In place, and only a valid policy: a seal on nonsense would look like approval. */
static enum sekisho_exit
seal(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    char *sealed = NULL, *real = realpath(args->arg[0], NULL);
    const char *path = real == NULL ? args->arg[0] : real;
    struct sekisho_policy *policy = NULL;
    size_t len = 0;
    enum sekisho_exit rc = load_draft(tool, path, &policy, &sealed, &len);

    if (rc == SEKISHO_EXIT_OK)
        rc = replace(tool, path, sealed, len);
    if (rc == SEKISHO_EXIT_OK && tool->json)
        rc = sekisho_json_print(
            tool, json_pack("{s:b, s:o}", "done", true, "policy", sekisho_json_text(args->arg[0])));
    else if (rc == SEKISHO_EXIT_OK)
        sekisho_tool_say(tool, SEKISHO_MSG_TOOL_SEALED, SEKISHO_ARGS(args->arg[0]));
    sekisho_policy_free(policy);
    free(sealed);
    free(real);
    return rc;
}

const struct sekisho_command sekisho_command_policy_install = {
    .name = "policy install",
    .usage = "FILE [--yes] [--dry-run] [--host NAME]",
    .summary = SEKISHO_MSG_TOOL_POLICY_INSTALL_SUMMARY,
    .details = SEKISHO_MSG_TOOL_POLICY_INSTALL_DETAILS,
    .option = options,
    .n_options = SEKISHO_COUNT(options),
    .min_args = 1,
    .max_args = 1,
    .run = install,
};

const struct sekisho_command sekisho_command_policy_rollback = {
    .name = "policy rollback",
    .usage = "[--yes] [--dry-run] [--host NAME]",
    .summary = SEKISHO_MSG_TOOL_POLICY_ROLLBACK_SUMMARY,
    .details = SEKISHO_MSG_TOOL_POLICY_ROLLBACK_DETAILS,
    .option = options,
    .n_options = SEKISHO_COUNT(options),
    .run = rollback,
};

const struct sekisho_command sekisho_command_policy_seal = {
    .name = "policy seal",
    .usage = "FILE",
    .summary = SEKISHO_MSG_TOOL_POLICY_SEAL_SUMMARY,
    .details = SEKISHO_MSG_TOOL_POLICY_SEAL_DETAILS,
    .min_args = 1,
    .max_args = 1,
    .run = seal,
};
