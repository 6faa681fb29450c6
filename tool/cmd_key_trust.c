/* sekisho key trust, retire, distrust: whose signatures count on this host, and since when no longer. */
#include "config.h"

#include "tool/tool.h"

#include <string.h>

#include "base/timestamp.h"
#include "tool/keys.h"

enum { OPT_YES, OPT_FINGERPRINT };
enum { OPT_BEFORE = 1 };

static const struct sekisho_option trust_options[] = {
    {"yes", NULL, SEKISHO_MSG_TOOL_OPT_YES},
    {"fingerprint", "PRINT", SEKISHO_MSG_KEY_OPT_PRINT},
};
static const struct sekisho_option retire_options[] = {
    {"yes", NULL, SEKISHO_MSG_TOOL_OPT_YES},
    {"issued-before", "TIME", SEKISHO_MSG_KEY_OPT_BEFORE},
};
static const struct sekisho_option distrust_options[] = {
    {"yes", NULL, SEKISHO_MSG_TOOL_OPT_YES},
};

/* Writes it down, records it, and says so. */
static enum sekisho_exit
store(const struct sekisho_tool *tool, const struct sekisho_public_key *key, const char *what,
      enum sekisho_msg said) {
    char folder[SEKISHO_SAFEFILE_PATH_CAP], print[SEKISHO_PUBLICKEY_PRINT_CAP];
    enum sekisho_rc rc;

    if (!sekisho_keys_folder(tool, folder))
        return SEKISHO_EXIT_ERROR;
    rc = sekisho_keyring_store(folder, sekisho_safefile_trust(), key);
    if (rc != SEKISHO_OK)
        return sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNWRITABLE,
                                     SEKISHO_ARGS(folder, sekisho_rc_str(rc)));
    sekisho_keys_record(what, key);
    if (tool->json)
        return sekisho_json_print(tool, sekisho_keys_json(key));
    sekisho_tool_say(tool, said, SEKISHO_ARGS(key->holder, sekisho_publickey_fingerprint(key, print)));
    return SEKISHO_EXIT_OK;
}

static bool
is_agreed(const struct sekisho_tool *tool, const struct sekisho_args *args, enum sekisho_msg question,
          const struct sekisho_public_key *key) {
    if (args->option[OPT_YES] != NULL)
        return true;
    if (!tool->json)
        sekisho_keys_say(tool, key);
    if (sekisho_tool_ask(tool, question, SEKISHO_ARGS(key->holder, sekisho_keys_role(tool, key->role))))
        return true;
    sekisho_tool_note(tool, SEKISHO_MSG_KEY_NOT_DONE, NULL);
    return false;
}

/* What the holder read out over the phone, blanks wherever they fell. */
static bool
is_print(const char *text, const char *id) {
    for (; *text != '\0'; text++) {
        if (*text == ' ')
            continue;
        if (*text != *id)
            return false;
        id++;
    }
    return *id == '\0';
}

static enum sekisho_exit
run_trust(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct sekisho_args agreed = *args;
    struct sekisho_keyring *keyring = NULL;
    struct sekisho_public_key key;
    enum sekisho_key_standing standing = SEKISHO_KEY_TRUSTED;
    bool is_other = false;

    if (!sekisho_keys_read(tool, args->arg[0], &key) || !sekisho_keys_load(tool, &keyring))
        return SEKISHO_EXIT_ERROR;
    for (size_t i = 0; i < keyring->n_keys; i++) {
        const struct sekisho_public_key *known = &keyring->key[i];
        if (memcmp(known->bytes, key.bytes, sizeof(key.bytes)) != 0)
            continue;
        standing = known->standing;
        is_other = is_other || strcmp(known->id, key.id) != 0;
    }
    sekisho_keyring_free(keyring);
    if (is_other)
        return sekisho_tool_complain(tool, SEKISHO_MSG_KEY_IN_TWO_ROLES, SEKISHO_ARGS(args->arg[0]));
    /* Trust that ended does not come back by a file that was lying about. */
    if (standing != SEKISHO_KEY_TRUSTED || key.standing != SEKISHO_KEY_TRUSTED)
        return sekisho_tool_complain(tool, SEKISHO_MSG_KEY_ENDED, SEKISHO_ARGS(key.holder, key.id));
    if (args->option[OPT_FINGERPRINT] != NULL) {
        if (!is_print(args->option[OPT_FINGERPRINT], key.id))
            return sekisho_tool_complain(tool, SEKISHO_MSG_KEY_OTHER_PRINT, SEKISHO_ARGS(args->arg[0]));
        agreed.option[OPT_YES] = "";
    }
    if (!is_agreed(tool, &agreed, SEKISHO_MSG_KEY_ASK_TRUST, &key))
        return SEKISHO_EXIT_PROBLEM;
    return store(tool, &key, "trust", SEKISHO_MSG_KEY_DONE_TRUST);
}

/* The key named, as it stands; its end as given. */
static enum sekisho_exit
end_trust(const struct sekisho_tool *tool, const struct sekisho_args *args,
          enum sekisho_key_standing standing, int64_t at, int32_t offset_sec) {
    const bool is_retired = standing == SEKISHO_KEY_RETIRED;
    struct sekisho_keyring *keyring = NULL;
    const struct sekisho_public_key *found;
    struct sekisho_public_key key;

    if (!sekisho_keys_load(tool, &keyring))
        return SEKISHO_EXIT_ERROR;
    if ((found = sekisho_keys_find(tool, keyring, args->arg[0])) != NULL)
        key = *found;
    sekisho_keyring_free(keyring);
    if (found == NULL)
        return SEKISHO_EXIT_ERROR;
    if (key.standing == SEKISHO_KEY_DISTRUSTED)
        return sekisho_tool_complain(tool, SEKISHO_MSG_KEY_ENDED, SEKISHO_ARGS(key.holder, key.id));
    key.standing = standing;
    key.standing_at = at;
    key.standing_offset_sec = offset_sec;
    if (!is_agreed(tool, args, is_retired ? SEKISHO_MSG_KEY_ASK_RETIRE : SEKISHO_MSG_KEY_ASK_DISTRUST, &key))
        return SEKISHO_EXIT_PROBLEM;
    return store(tool, &key, is_retired ? "retire" : "distrust",
                 is_retired ? SEKISHO_MSG_KEY_DONE_RETIRE : SEKISHO_MSG_KEY_DONE_DISTRUST);
}

static enum sekisho_exit
run_distrust(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    int32_t offset_sec = 0;
    int64_t now = 0;
    if (!sekisho_keys_now(tool, &now, &offset_sec))
        return SEKISHO_EXIT_ERROR;
    return end_trust(tool, args, SEKISHO_KEY_DISTRUSTED, now, offset_sec);
}

static enum sekisho_exit
run_retire(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    const char *text = args->option[OPT_BEFORE];
    int32_t offset_sec = 0;
    int64_t now = 0, before = 0;
    enum sekisho_rc rc;

    if (text == NULL)
        return sekisho_tool_complain(tool, SEKISHO_MSG_KEY_WANTS_BEFORE, NULL);
    if (!sekisho_keys_now(tool, &now, &offset_sec))
        return SEKISHO_EXIT_ERROR;
    if ((rc = sekisho_timestamp_parse(text, offset_sec, &before)) != SEKISHO_OK)
        return sekisho_tool_complain(
            tool, rc == SEKISHO_E_RANGE ? SEKISHO_MSG_TOOL_TIME_RANGE : SEKISHO_MSG_TOOL_TIME_SYNTAX,
            SEKISHO_ARGS(text));
    return end_trust(tool, args, SEKISHO_KEY_RETIRED, before, offset_sec);
}

const struct sekisho_command sekisho_command_key_trust = {
    .name = "key trust",
    .usage = "FILE [--fingerprint PRINT | --yes]",
    .summary = SEKISHO_MSG_KEY_TRUST_SUMMARY,
    .details = SEKISHO_MSG_KEY_TRUST_DETAILS,
    .option = trust_options,
    .n_options = SEKISHO_COUNT(trust_options),
    .min_args = 1,
    .max_args = 1,
    .run = run_trust,
};

const struct sekisho_command sekisho_command_key_distrust = {
    .name = "key distrust",
    .usage = "ID [--yes]",
    .summary = SEKISHO_MSG_KEY_DISTRUST_SUMMARY,
    .details = SEKISHO_MSG_KEY_DISTRUST_DETAILS,
    .option = distrust_options,
    .n_options = SEKISHO_COUNT(distrust_options),
    .min_args = 1,
    .max_args = 1,
    .run = run_distrust,
};

const struct sekisho_command sekisho_command_key_retire = {
    .name = "key retire",
    .usage = "ID --issued-before TIME [--yes]",
    .summary = SEKISHO_MSG_KEY_RETIRE_SUMMARY,
    .details = SEKISHO_MSG_KEY_RETIRE_DETAILS,
    .option = retire_options,
    .n_options = SEKISHO_COUNT(retire_options),
    .min_args = 1,
    .max_args = 1,
    .run = run_retire,
};
