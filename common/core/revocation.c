#include "core/revocation.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "core/statement.h"
#include "core/value.h"
#include "core/writer.h"

/* The public part first, so that one pointer is both. */
struct held {
    struct sekisho_revocation revocation;
    struct sekisho_statement statement;
    struct sekisho_revoked *entry;
    char key_id[SEKISHO_PUBLICKEY_ID_CAP];
    char key_holder[SEKISHO_PUBLICKEY_HOLDER_CAP];
};

/* "NAME UID FROM REASON" */
static enum sekisho_rc
take_entry(struct sekisho_statement *statement, struct sekisho_revoked *entry) {
    const char *name, *uid, *from;
    size_t reason_len;
    char *text;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(&statement->lines, "revoke", &text)) != SEKISHO_OK)
        return rc;
    name = sekisho_value_cut_word(&text);
    uid = name == NULL ? NULL : sekisho_value_cut_word(&text);
    from = uid == NULL ? NULL : sekisho_value_cut_word(&text);
    if (from == NULL || !sekisho_name_is_user(name))
        return SEKISHO_E_SYNTAX;
    if ((rc = sekisho_value_uid(uid, &entry->uid_known, &entry->uid)) != SEKISHO_OK ||
        (rc = sekisho_value_time_in(from, statement->utc_offset_sec, &entry->from_at)) != SEKISHO_OK)
        return rc;
    reason_len = strlen(text);
    if (reason_len == 0 || text[0] == ' ')
        return SEKISHO_E_SYNTAX;
    entry->name = name;
    entry->reason = text;
    return reason_len <= SEKISHO_REVOCATION_REASON_MAX ? SEKISHO_OK : SEKISHO_E_RANGE;
}

static enum sekisho_rc
take_entries(struct held *held, size_t n) {
    enum sekisho_rc rc;

    if (n > 0 && (held->entry = calloc(n, sizeof(*held->entry))) == NULL)
        return SEKISHO_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if ((rc = take_entry(&held->statement, &held->entry[i])) != SEKISHO_OK)
            return rc;
        if (i > 0) {
            const int order = strcmp(held->entry[i - 1].name, held->entry[i].name);
            if (order >= 0)
                return order == 0 ? SEKISHO_E_EXISTS : SEKISHO_E_SYNTAX;
        }
    }
    held->revocation.entry = held->entry;
    held->revocation.n_entries = n;
    return sekisho_lines_end(&held->statement.lines);
}

static enum sekisho_rc
parse(struct held *held) {
    struct sekisho_revocation *revocation = &held->revocation;
    const struct sekisho_public_key *key = held->statement.key;
    char *serial, *entries;
    uint64_t n = 0;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(&held->statement.lines, "serial", &serial)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&held->statement.lines, "entries", &entries)) != SEKISHO_OK ||
        (rc = sekisho_value_number(serial, SEKISHO_STATEMENT_SERIAL_MAX, &revocation->serial)) !=
            SEKISHO_OK ||
        (rc = sekisho_value_number(entries, SEKISHO_REVOCATION_MAX_ENTRIES, &n)) != SEKISHO_OK)
        return rc;
    if (revocation->serial == 0)
        return SEKISHO_E_RANGE;
    memcpy(held->key_id, key->id, sizeof(held->key_id));
    memcpy(held->key_holder, key->holder, sizeof(held->key_holder));
    held->statement.key = NULL; /* the keyring may go */
    revocation->key_id = held->key_id;
    revocation->key_holder = held->key_holder;
    revocation->issued_at = held->statement.issued_at;
    revocation->utc_offset_sec = held->statement.utc_offset_sec;
    return take_entries(held, (size_t)n);
}

enum sekisho_rc
sekisho_revocation_open(const char *bytes, size_t len, const struct sekisho_keyring *keyring,
                        struct sekisho_revocation **ret_revocation) {
    struct held *held = calloc(1, sizeof(*held));
    enum sekisho_rc rc;

    *ret_revocation = NULL;
    if (held == NULL)
        return SEKISHO_E_NOMEM;
    rc = sekisho_statement_open(SEKISHO_KIND_REVOCATION, bytes, len, keyring, &held->statement);
    if (rc == SEKISHO_OK)
        rc = parse(held);
    if (rc == SEKISHO_OK)
        *ret_revocation = &held->revocation;
    else
        sekisho_revocation_free(&held->revocation);
    return rc;
}

void
sekisho_revocation_free(struct sekisho_revocation *revocation) {
    struct held *held = (struct held *)revocation;
    if (held == NULL)
        return;
    sekisho_statement_done(&held->statement);
    free(held->entry);
    free(held);
}

static void
write_body(struct sekisho_writer *writer, const struct sekisho_revocation *revocation, const char *key_id) {
    sekisho_statement_begin(writer, SEKISHO_KIND_REVOCATION, key_id, revocation->issued_at,
                            revocation->utc_offset_sec);
    sekisho_writer_field_number(writer, "serial", revocation->serial);
    sekisho_writer_field_number(writer, "entries", revocation->n_entries);
    for (size_t i = 0; i < revocation->n_entries; i++) {
        const struct sekisho_revoked *entry = &revocation->entry[i];
        sekisho_writer_put(writer, "revoke: ");
        sekisho_writer_put(writer, entry->name);
        sekisho_writer_put(writer, " ");
        if (entry->uid_known)
            sekisho_writer_put_number(writer, entry->uid);
        else
            sekisho_writer_put(writer, "unknown");
        sekisho_writer_put(writer, " ");
        sekisho_writer_put_time(writer, entry->from_at, revocation->utc_offset_sec);
        sekisho_writer_put(writer, " ");
        sekisho_writer_put(writer, entry->reason);
        sekisho_writer_put(writer, "\n");
    }
}

static enum sekisho_rc
read_back(const char *bytes, size_t len, const struct sekisho_public_key *key) {
    struct sekisho_keyring *keyring = calloc(1, sizeof(*keyring));
    struct sekisho_revocation *again = NULL;
    enum sekisho_rc rc = SEKISHO_E_NOMEM;

    if (keyring != NULL && (rc = sekisho_keyring_add(keyring, key)) == SEKISHO_OK)
        rc = sekisho_revocation_open(bytes, len, keyring, &again);
    sekisho_revocation_free(again);
    sekisho_keyring_free(keyring);
    return rc;
}

enum sekisho_rc
sekisho_revocation_seal(const struct sekisho_revocation *revocation, const struct sekisho_secret_key *key,
                        char **ret_bytes, size_t *ret_len) {
    struct sekisho_writer writer;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    sekisho_writer_init(&writer, SEKISHO_STATEMENT_REVOCATION_MAX);
    write_body(&writer, revocation, key->public_key.id);
    rc = sekisho_statement_sign(&writer, SEKISHO_KIND_REVOCATION, key, &bytes, &len);
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

const struct sekisho_revoked *
sekisho_revocation_find(const struct sekisho_revocation *revocation, const char *name) {
    size_t low = 0, high = revocation->n_entries;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(revocation->entry[middle].name, name);
        if (order == 0)
            return &revocation->entry[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
