/* sekisho key list, show: which keys this host trusts, and what a key is. */
#include "config.h"

#include "tool/tool.h"

#include <unistd.h>

#include "base/timestamp.h"
#include "tool/keys.h"

/* A file that is no key is worth a look: somebody meant it to be one. */
static enum sekisho_exit
note_refused(const struct sekisho_tool *tool, const struct sekisho_keyring *keyring) {
    if (keyring->n_refused == 0)
        return SEKISHO_EXIT_OK;
    sekisho_tool_note(tool, SEKISHO_MSG_KEY_REFUSED,
                      SEKISHO_ARGS(keyring->refused_name, sekisho_rc_str(keyring->refused_rc)));
    return SEKISHO_EXIT_PROBLEM;
}

static enum sekisho_exit
list_json(const struct sekisho_tool *tool, const struct sekisho_keyring *keyring) {
    json_t *keys = json_array();
    for (size_t i = 0; i < keyring->n_keys; i++)
        (void)json_array_append_new(keys, sekisho_keys_json(&keyring->key[i]));
    return sekisho_json_print(
        tool, json_pack("{s:o, s:I}", "keys", keys, "refused", (json_int_t)keyring->n_refused));
}

static void
list_table(const struct sekisho_tool *tool, const struct sekisho_keyring *keyring) {
    struct sekisho_table table;
    sekisho_table_init(&table, 5);
    for (size_t i = 0; i < keyring->n_keys; i++) {
        const struct sekisho_public_key *key = &keyring->key[i];
        char print[SEKISHO_PUBLICKEY_PRINT_CAP], since[SEKISHO_TIMESTAMP_CAP] = "";
        if (key->standing != SEKISHO_KEY_TRUSTED)
            (void)sekisho_timestamp_people(key->standing_at, key->standing_offset_sec, since);
        sekisho_table_add(&table, (const char *const[]){sekisho_publickey_fingerprint(key, print),
                                                        sekisho_keys_role(tool, key->role), key->holder,
                                                        sekisho_keys_standing(tool, key->standing), since});
    }
    sekisho_table_print(&table, 0);
    sekisho_table_done(&table);
}

static enum sekisho_exit
run_list(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct sekisho_keyring *keyring = NULL;
    enum sekisho_exit exit_code = SEKISHO_EXIT_OK;

    (void)args;
    if (!sekisho_keys_load(tool, &keyring))
        return SEKISHO_EXIT_ERROR;
    if (tool->json)
        exit_code = list_json(tool, keyring);
    else if (keyring->n_keys == 0)
        sekisho_tool_say(tool, SEKISHO_MSG_KEY_LIST_NONE, NULL);
    else
        list_table(tool, keyring);
    if (exit_code == SEKISHO_EXIT_OK)
        exit_code = note_refused(tool, keyring);
    sekisho_keyring_free(keyring);
    return exit_code;
}

static enum sekisho_exit
run_show(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    const struct sekisho_public_key *found;
    struct sekisho_keyring *keyring = NULL;
    struct sekisho_public_key key;

    if (access(args->arg[0], F_OK) == 0) {
        if (!sekisho_keys_read(tool, args->arg[0], &key))
            return SEKISHO_EXIT_ERROR;
    } else {
        if (!sekisho_keys_load(tool, &keyring))
            return SEKISHO_EXIT_ERROR;
        found = sekisho_keys_find(tool, keyring, args->arg[0]);
        if (found != NULL)
            key = *found;
        sekisho_keyring_free(keyring);
        if (found == NULL)
            return SEKISHO_EXIT_ERROR;
    }
    if (tool->json)
        return sekisho_json_print(tool, sekisho_keys_json(&key));
    sekisho_keys_say(tool, &key);
    return SEKISHO_EXIT_OK;
}

const struct sekisho_command sekisho_command_key_list = {
    .name = "key list",
    .usage = "",
    .summary = SEKISHO_MSG_KEY_LIST_SUMMARY,
    .details = SEKISHO_MSG_NONE,
    .run = run_list,
};

const struct sekisho_command sekisho_command_key_show = {
    .name = "key show",
    .usage = "FILE|ID",
    .summary = SEKISHO_MSG_KEY_SHOW_SUMMARY,
    .details = SEKISHO_MSG_KEY_SHOW_DETAILS,
    .min_args = 1,
    .max_args = 1,
    .run = run_show,
};
