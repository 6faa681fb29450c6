/* sekisho key new: a pair of keys, on the signer's own machine. */
#include "config.h"

#include "tool/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/value.h"
#include "tool/keys.h"
#include "tool/passphrase.h"

enum { OPT_ROLE, OPT_HOLDER, OPT_OUT, OPT_FD };

static const struct sekisho_option options[] = {
    {"role", "ROLE", SEKISHO_MSG_KEY_OPT_ROLE},
    {"holder", "NAME", SEKISHO_MSG_KEY_OPT_HOLDER},
    {"out", "FILE", SEKISHO_MSG_KEY_OPT_OUT},
    {"passphrase-fd", "N", SEKISHO_MSG_KEY_OPT_FD},
};

/* Never over anything that is there, and never through a link. */
static bool
write_new(const struct sekisho_tool *tool, const char *path, const char *bytes, size_t len, mode_t mode) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    size_t done = 0;
    int errnum = fd < 0 ? errno : 0;

    while (errnum == 0 && done < len) {
        const ssize_t put = write(fd, bytes + done, len - done);
        if (put > 0)
            done += (size_t)put;
        else if (errno != EINTR)
            errnum = put < 0 ? errno : EIO;
    }
    if (errnum == 0 && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
        errnum = errno;
    if (fd >= 0 && close(fd) != 0 && errnum == 0)
        errnum = errno;
    if (errnum == 0)
        return true;
    if (fd >= 0)
        (void)unlink(path);
    (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNWRITABLE, SEKISHO_ARGS(path, strerror(errnum)));
    return false;
}

static bool
name_files(const struct sekisho_tool *tool, const struct sekisho_args *args,
           char secret[SEKISHO_SAFEFILE_PATH_CAP], char public[SEKISHO_SAFEFILE_PATH_CAP]) {
    const char *out = args->option[OPT_OUT];
    int n;
    if (out != NULL)
        n = snprintf(secret, SEKISHO_SAFEFILE_PATH_CAP, "%s", out);
    else
        n = snprintf(secret, SEKISHO_SAFEFILE_PATH_CAP, "%s.key", args->option[OPT_ROLE]);
    if (n > 0 && n < SEKISHO_SAFEFILE_PATH_CAP)
        n = snprintf(public, SEKISHO_SAFEFILE_PATH_CAP, "%s.pub", secret);
    if (n > 0 && n < SEKISHO_SAFEFILE_PATH_CAP)
        return true;
    (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNWRITABLE,
                                SEKISHO_ARGS(out, sekisho_rc_str(SEKISHO_E_ARGUMENT)));
    return false;
}

/* Before the passphrase is asked for: nobody types one twice to hear that the file exists. */
static bool
is_free(const struct sekisho_tool *tool, const char *path) {
    struct stat st;
    if (lstat(path, &st) != 0)
        return true;
    (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNWRITABLE, SEKISHO_ARGS(path, strerror(EEXIST)));
    return false;
}

static bool
save(const struct sekisho_tool *tool, const struct sekisho_secret_key *key,
     const struct sekisho_passphrase *passphrase, const char *secret_path, const char *public_path) {
    char *secret = NULL, *public = NULL;
    size_t secret_len = 0, public_len = 0;
    bool done = false;
    enum sekisho_rc rc;

    rc = sekisho_secretkey_seal(key, passphrase->bytes, passphrase->len, sekisho_secretkey_cost, &secret,
                                &secret_len);
    if (rc == SEKISHO_OK)
        rc = sekisho_publickey_encode(&key->public_key, &public, &public_len);
    if (rc != SEKISHO_OK)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNWRITABLE,
                                    SEKISHO_ARGS(secret_path, sekisho_rc_str(rc)));
    else if (write_new(tool, secret_path, secret, secret_len, 0600)) {
        done = write_new(tool, public_path, public, public_len, 0644);
        if (!done)
            (void)unlink(secret_path);
    }
    free(secret);
    free(public);
    return done;
}

static enum sekisho_exit
report(const struct sekisho_tool *tool, const struct sekisho_public_key *key, const char *secret_path,
       const char *public_path) {
    if (tool->json)
        return sekisho_json_print(tool, json_pack("{s:o, s:o, s:o}", "key", sekisho_keys_json(key),
                                                  "secret_file", sekisho_json_text(secret_path),
                                                  "public_file", sekisho_json_text(public_path)));
    sekisho_keys_say(tool, key);
    sekisho_tool_say(tool, SEKISHO_MSG_KEY_NEW_SECRET, SEKISHO_ARGS(secret_path));
    sekisho_tool_say(tool, SEKISHO_MSG_KEY_NEW_PUBLIC, SEKISHO_ARGS(public_path));
    return SEKISHO_EXIT_OK;
}

static enum sekisho_exit
run(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    char secret_path[SEKISHO_SAFEFILE_PATH_CAP], public_path[SEKISHO_SAFEFILE_PATH_CAP];
    const char *role_word = args->option[OPT_ROLE], *holder = args->option[OPT_HOLDER];
    struct sekisho_passphrase passphrase = {0};
    struct sekisho_secret_key *key = NULL;
    enum sekisho_exit exit_code = SEKISHO_EXIT_ERROR;
    int32_t offset_sec = 0;
    int64_t now = 0;

    if (role_word == NULL || sekisho_role_parse(role_word) == SEKISHO_ROLE_NONE)
        return sekisho_tool_complain(tool, SEKISHO_MSG_KEY_BAD_ROLE, SEKISHO_ARGS(role_word));
    if (!sekisho_value_is_text(holder) || strlen(holder) >= SEKISHO_PUBLICKEY_HOLDER_CAP)
        return sekisho_tool_complain(tool, SEKISHO_MSG_KEY_BAD_HOLDER, SEKISHO_ARGS(holder));
    if (!name_files(tool, args, secret_path, public_path) || !is_free(tool, secret_path) ||
        !is_free(tool, public_path) || !sekisho_keys_now(tool, &now, &offset_sec) ||
        !sekisho_passphrase_read(tool, args->option[OPT_FD], true, &passphrase))
        return SEKISHO_EXIT_ERROR;
    if (sekisho_secretkey_new(sekisho_role_parse(role_word), holder, now, offset_sec, &key) != SEKISHO_OK)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_NO_MEMORY, NULL);
    else if (save(tool, key, &passphrase, secret_path, public_path))
        exit_code = report(tool, &key->public_key, secret_path, public_path);
    sekisho_secretkey_free(key);
    sekisho_passphrase_done(&passphrase);
    return exit_code;
}

const struct sekisho_command sekisho_command_key_new = {
    .name = "key new",
    .usage = "--role manager|officer|auditor --holder NAME [--out FILE] [--passphrase-fd N]",
    .summary = SEKISHO_MSG_KEY_NEW_SUMMARY,
    .details = SEKISHO_MSG_KEY_NEW_DETAILS,
    .option = options,
    .n_options = SEKISHO_COUNT(options),
    .run = run,
};
