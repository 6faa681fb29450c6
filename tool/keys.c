/* What the subcommands of `sekisho key` share. */
#include "config.h"

#include "tool/keys.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/timestamp.h"

#define JAPAN_OFFSET_SEC 32400
#define PREFIX_MIN       8
#define LOG_TEXT_CAP     1024

bool
sekisho_keys_folder(const struct sekisho_tool *tool, char folder[SEKISHO_SAFEFILE_PATH_CAP]) {
    char policy[SEKISHO_SAFEFILE_PATH_CAP];
    enum sekisho_rc rc;
    int n;

    if (!tool->policy_given) {
        (void)snprintf(folder, SEKISHO_SAFEFILE_PATH_CAP, "%s", SEKISHO_KEYRING_FOLDER);
        return true;
    }
    if ((rc = sekisho_tool_absolute(tool->policy_path, policy)) == SEKISHO_OK) {
        *strrchr(policy, '/') = '\0';
        n = snprintf(folder, SEKISHO_SAFEFILE_PATH_CAP, "%s/keys", policy);
        if (n > 0 && n < SEKISHO_SAFEFILE_PATH_CAP)
            return true;
        rc = SEKISHO_E_ARGUMENT;
    }
    (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNREADABLE,
                                SEKISHO_ARGS(tool->policy_path, sekisho_rc_str(rc)));
    return false;
}

bool
sekisho_keys_load(const struct sekisho_tool *tool, struct sekisho_keyring **ret_keyring) {
    char folder[SEKISHO_SAFEFILE_PATH_CAP];
    enum sekisho_rc rc;

    *ret_keyring = NULL;
    if (!sekisho_keys_folder(tool, folder))
        return false;
    rc = sekisho_keyring_load(folder, sekisho_safefile_trust(), ret_keyring);
    if (rc == SEKISHO_E_NOT_FOUND)
        rc = (*ret_keyring = calloc(1, sizeof(**ret_keyring))) == NULL ? SEKISHO_E_NOMEM : SEKISHO_OK;
    if (rc != SEKISHO_OK)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNREADABLE,
                                    SEKISHO_ARGS(folder, sekisho_rc_str(rc)));
    return rc == SEKISHO_OK;
}

const struct sekisho_public_key *
sekisho_keys_find(const struct sekisho_tool *tool, const struct sekisho_keyring *keyring, const char *text) {
    const struct sekisho_public_key *found = NULL;
    char id[SEKISHO_PUBLICKEY_ID_CAP];
    size_t len = 0, n_found = 0;

    for (const char *at = text; *at != '\0' && len < sizeof(id) - 1; at++)
        if (*at != ' ')
            id[len++] = *at;
    id[len] = '\0';
    for (size_t i = 0; len >= PREFIX_MIN && i < keyring->n_keys; i++)
        if (strncmp(keyring->key[i].id, id, len) == 0) {
            found = &keyring->key[i];
            n_found++;
        }
    if (n_found == 1)
        return found;
    (void)sekisho_tool_complain(tool, n_found == 0 ? SEKISHO_MSG_KEY_UNKNOWN : SEKISHO_MSG_KEY_AMBIGUOUS,
                                SEKISHO_ARGS(text));
    return NULL;
}

bool
sekisho_keys_read(const struct sekisho_tool *tool, const char *path, struct sekisho_public_key *ret_key) {
    static const char secret[] = "sekisho secret-key ";
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    char *real = realpath(path, NULL), *bytes = NULL;
    enum sekisho_rc rc = SEKISHO_E_NOT_FOUND;
    bool is_secret = false;
    size_t len = 0;

    if (real != NULL)
        rc = sekisho_safefile_load(real, any, SEKISHO_PUBLICKEY_MAX_BYTES, &bytes, &len, NULL);
    if (rc == SEKISHO_OK) {
        is_secret = strncmp(bytes, secret, sizeof(secret) - 1) == 0;
        rc = sekisho_publickey_parse(bytes, len, ret_key);
    }
    if (is_secret)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_IS_SECRET, SEKISHO_ARGS(path));
    else if (rc != SEKISHO_OK)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNREADABLE, SEKISHO_ARGS(path, sekisho_rc_str(rc)));
    free(bytes);
    free(real);
    return rc == SEKISHO_OK;
}

const char *
sekisho_keys_role(const struct sekisho_tool *tool, enum sekisho_role role) {
    switch (role) {
    case SEKISHO_ROLE_MANAGER:
        return sekisho_message_text(tool->lang, SEKISHO_MSG_KEY_ROLE_MANAGER);
    case SEKISHO_ROLE_OFFICER:
        return sekisho_message_text(tool->lang, SEKISHO_MSG_KEY_ROLE_OFFICER);
    case SEKISHO_ROLE_AUDITOR:
        return sekisho_message_text(tool->lang, SEKISHO_MSG_KEY_ROLE_AUDITOR);
    case SEKISHO_ROLE_NONE:
    default:
        return "-";
    }
}

const char *
sekisho_keys_standing(const struct sekisho_tool *tool, enum sekisho_key_standing standing) {
    switch (standing) {
    case SEKISHO_KEY_TRUSTED:
        return sekisho_message_text(tool->lang, SEKISHO_MSG_KEY_STANDING_TRUSTED);
    case SEKISHO_KEY_RETIRED:
        return sekisho_message_text(tool->lang, SEKISHO_MSG_KEY_STANDING_RETIRED);
    case SEKISHO_KEY_DISTRUSTED:
    default:
        return sekisho_message_text(tool->lang, SEKISHO_MSG_KEY_STANDING_DISTRUSTED);
    }
}

void
sekisho_keys_say(const struct sekisho_tool *tool, const struct sekisho_public_key *key) {
    char made[SEKISHO_TIMESTAMP_CAP], since[SEKISHO_TIMESTAMP_CAP], print[SEKISHO_PUBLICKEY_PRINT_CAP];

    sekisho_tool_say(tool, SEKISHO_MSG_KEY_SAY_ROLE, SEKISHO_ARGS(sekisho_keys_role(tool, key->role)));
    sekisho_tool_say(tool, SEKISHO_MSG_KEY_SAY_HOLDER, SEKISHO_ARGS(key->holder));
    sekisho_tool_say(tool, SEKISHO_MSG_KEY_SAY_MADE,
                     SEKISHO_ARGS(sekisho_timestamp_people(key->made_at, key->made_offset_sec, made)));
    sekisho_tool_say(tool, SEKISHO_MSG_KEY_SAY_PRINT,
                     SEKISHO_ARGS(sekisho_publickey_fingerprint(key, print)));
    if (key->standing != SEKISHO_KEY_TRUSTED)
        sekisho_tool_say(
            tool,
            key->standing == SEKISHO_KEY_RETIRED ? SEKISHO_MSG_KEY_SAY_RETIRED
                                                 : SEKISHO_MSG_KEY_SAY_DISTRUSTED,
            SEKISHO_ARGS(sekisho_timestamp_rfc3339(key->standing_at, key->standing_offset_sec, since)));
}

json_t *
sekisho_keys_json(const struct sekisho_public_key *key) {
    static const char *const words[] = {[SEKISHO_KEY_DISTRUSTED] = "distrusted",
                                        [SEKISHO_KEY_RETIRED] = "retired",
                                        [SEKISHO_KEY_TRUSTED] = "trusted"};
    char print[SEKISHO_PUBLICKEY_PRINT_CAP];
    json_t *since = key->standing == SEKISHO_KEY_TRUSTED
                        ? json_null()
                        : sekisho_json_time(key->standing_at, key->standing_offset_sec);
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:o}", "id", key->id, "fingerprint",
                     sekisho_publickey_fingerprint(key, print), "role", sekisho_role_str(key->role), "holder",
                     sekisho_json_text(key->holder), "made",
                     sekisho_json_time(key->made_at, key->made_offset_sec), "standing", words[key->standing],
                     "standing_at", since);
}

void
sekisho_keys_record(const char *what, const struct sekisho_public_key *key) {
    char holder[LOG_TEXT_CAP], since[SEKISHO_TIMESTAMP_CAP];
    const bool is_trusted = key->standing == SEKISHO_KEY_TRUSTED;
    openlog("sekisho", LOG_PID, LOG_AUTHPRIV);
    syslog(LOG_NOTICE, "event=key-%s key=%s role=%s holder=%s%s%s uid=%lu", what, key->id,
           sekisho_role_str(key->role), sekisho_escape_value(key->holder, holder, sizeof(holder)),
           is_trusted ? "" : " at=",
           is_trusted ? "" : sekisho_timestamp_rfc3339(key->standing_at, key->standing_offset_sec, since),
           (unsigned long)getuid());
    closelog();
}

bool
sekisho_keys_now(const struct sekisho_tool *tool, int64_t *ret_now, int32_t *ret_offset_sec) {
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;

    *ret_offset_sec = JAPAN_OFFSET_SEC;
    if (sekisho_tool_read_policy(tool->policy_path, tool->policy_given, &policy, &diag) == SEKISHO_OK)
        *ret_offset_sec = policy->utc_offset_sec;
    sekisho_policy_free(policy);
    return sekisho_tool_now(tool, NULL, NULL, ret_now);
}
