#include "core/override.h"

#include <stdlib.h>
#include <string.h>

#include "core/override_fields.h"
#include "core/value.h"

static enum sekisho_rc
parse(struct sekisho_override_held *held) {
    struct sekisho_override *override = &held->override;
    struct sekisho_statement *statement = &held->statement;
    const struct sekisho_public_key *key = statement->key;
    char *id;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(&statement->lines, "id", &id)) != SEKISHO_OK ||
        (rc = sekisho_override_fields_take(&statement->lines, statement->utc_offset_sec, held)) !=
            SEKISHO_OK ||
        (rc = sekisho_override_fields_take_text(&statement->lines, "approver", &override->approver)) !=
            SEKISHO_OK ||
        (rc = sekisho_lines_end(&statement->lines)) != SEKISHO_OK)
        return rc;
    if (!sekisho_value_is_id(id))
        return SEKISHO_E_SYNTAX;
    /* Nobody gives themself permission. */
    if (strcmp(override->requester, override->approver) == 0)
        return SEKISHO_E_RANGE;
    override->id = id;
    override->issued_at = statement->issued_at;
    override->utc_offset_sec = statement->utc_offset_sec;
    override->key_id = sekisho_arena_text(&held->arena, key->id, strlen(key->id));
    override->key_holder = sekisho_arena_text(&held->arena, key->holder, strlen(key->holder));
    statement->key = NULL; /* the keyring may go */
    return override->key_id != NULL && override->key_holder != NULL ? SEKISHO_OK : SEKISHO_E_NOMEM;
}

enum sekisho_rc
sekisho_override_open(const char *bytes, size_t len, const struct sekisho_keyring *keyring,
                      struct sekisho_override **ret_override) {
    struct sekisho_override_held *held = sekisho_override_fields_new();
    enum sekisho_rc rc;

    *ret_override = NULL;
    if (held == NULL)
        return SEKISHO_E_NOMEM;
    rc = sekisho_statement_open(SEKISHO_KIND_OVERRIDE, bytes, len, keyring, &held->statement);
    if (rc == SEKISHO_OK)
        rc = parse(held);
    if (rc == SEKISHO_OK)
        *ret_override = &held->override;
    else
        sekisho_override_free(&held->override);
    return rc;
}

void
sekisho_override_free(struct sekisho_override *override) {
    struct sekisho_override_held *held = (struct sekisho_override_held *) override;
    if (held == NULL)
        return;
    sekisho_statement_done(&held->statement);
    sekisho_arena_done(&held->arena);
    free(held);
}

void
sekisho_override_bind(struct sekisho_override *override, const struct sekisho_policy *policy) {
    override->systems = 0;
    for (size_t i = 0; i < override->system_names.n; i++) {
        const size_t found = sekisho_policy_find_system(policy, override->system_names.name[i]);
        if (found < policy->n_systems)
            override->systems |= UINT32_C(1) << found;
    }
}

static void
write_body(struct sekisho_writer *writer, const struct sekisho_override *override, const char *key_id) {
    sekisho_statement_begin(writer, SEKISHO_KIND_OVERRIDE, key_id, override->issued_at,
                            override->utc_offset_sec);
    sekisho_writer_field(writer, "id", override->id);
    sekisho_override_fields_write(writer, override);
    sekisho_writer_field(writer, "approver", override->approver);
}

/* The one reader there is must accept it, under the one key. */
static enum sekisho_rc
read_back(const char *bytes, size_t len, const struct sekisho_public_key *key) {
    struct sekisho_keyring *keyring = calloc(1, sizeof(*keyring));
    struct sekisho_override *again = NULL;
    enum sekisho_rc rc = SEKISHO_E_NOMEM;

    if (keyring != NULL && (rc = sekisho_keyring_add(keyring, key)) == SEKISHO_OK)
        rc = sekisho_override_open(bytes, len, keyring, &again);
    sekisho_override_free(again);
    sekisho_keyring_free(keyring);
    return rc;
}

enum sekisho_rc
sekisho_override_seal(const struct sekisho_override *override, const struct sekisho_secret_key *key,
                      char **ret_bytes, size_t *ret_len) {
    struct sekisho_writer writer;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    sekisho_writer_init(&writer, SEKISHO_STATEMENT_OVERRIDE_MAX);
    write_body(&writer, override, key->public_key.id);
    rc = sekisho_statement_sign(&writer, SEKISHO_KIND_OVERRIDE, key, &bytes, &len);
    sekisho_writer_done(&writer);
    if (rc == SEKISHO_OK)
        rc = read_back(bytes, len, &key->public_key);
    if (rc == SEKISHO_OK) {
        *ret_bytes = bytes;
        *ret_len = len;
        bytes = NULL;
    }
    free(bytes);
    return rc;
}
