#include "core/state_list.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/notice_statement.h"
#include "core/revocation.h"
#include "core/state_folder.h"
#include "core/value.h"
#include "core/writer.h"

#define MAGIC      "sekisho serial"
#define VERSION    "1"
#define RECORD_MAX 512
#define FILE_MODE  0644
#define NAME_CAP   32

struct record {
    uint64_t serial;
    char key_id[SEKISHO_PUBLICKEY_ID_CAP];
    uint8_t hash[SEKISHO_STATE_LIST_HASH_BYTES];
};

static bool
is_list(enum sekisho_kind kind) {
    return kind == SEKISHO_KIND_NOTICE || kind == SEKISHO_KIND_REVOCATION;
}

static void
name_record(enum sekisho_kind kind, char name[NAME_CAP]) {
    static const char suffix[] = ".serial";
    const char *word = sekisho_kind_str(kind);
    const size_t len = strlen(word);
    memcpy(name, word, len);
    memcpy(name + len, suffix, sizeof(suffix));
}

static void
hash_list(const char *bytes, size_t len, uint8_t hash[SEKISHO_STATE_LIST_HASH_BYTES]) {
    (void)crypto_generichash(hash, SEKISHO_STATE_LIST_HASH_BYTES, (const uint8_t *)bytes, len, NULL, 0);
}

static enum sekisho_rc
parse_record(char *bytes, size_t len, enum sekisho_kind kind, struct record *record) {
    char *word, *key_id, *serial, *hash;
    struct sekisho_lines lines;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_start(&lines, bytes, len)) != SEKISHO_OK ||
        (rc = sekisho_lines_take_magic(&lines, MAGIC, VERSION)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "kind", &word)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "key", &key_id)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "serial", &serial)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "hash", &hash)) != SEKISHO_OK ||
        (rc = sekisho_lines_end(&lines)) != SEKISHO_OK ||
        (rc = sekisho_value_number(serial, SEKISHO_STATEMENT_SERIAL_MAX, &record->serial)) != SEKISHO_OK ||
        (rc = sekisho_value_hex(hash, record->hash, sizeof(record->hash))) != SEKISHO_OK)
        return rc;
    if (strcmp(word, sekisho_kind_str(kind)) != 0 || strlen(key_id) != sizeof(record->key_id) - 1)
        return SEKISHO_E_SYNTAX;
    memcpy(record->key_id, key_id, sizeof(record->key_id));
    return SEKISHO_OK;
}

static enum sekisho_rc
load_record(int folder_fd, struct sekisho_trust trust, enum sekisho_kind kind, struct record *ret_record) {
    char name[NAME_CAP];
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    name_record(kind, name);
    if ((rc = sekisho_safefile_load_at(folder_fd, name, trust, RECORD_MAX, &bytes, &len)) != SEKISHO_OK)
        return rc;
    rc = parse_record(bytes, len, kind, ret_record);
    free(bytes);
    return rc;
}

static enum sekisho_rc
write_record(int folder_fd, enum sekisho_kind kind, const struct record *record) {
    char name[NAME_CAP], hex[2 * SEKISHO_STATE_LIST_HASH_BYTES + 1];
    struct sekisho_writer writer;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    sekisho_writer_init(&writer, RECORD_MAX);
    sekisho_writer_put(&writer, MAGIC " " VERSION "\n");
    sekisho_writer_field(&writer, "kind", sekisho_kind_str(kind));
    sekisho_writer_field(&writer, "key", record->key_id);
    sekisho_writer_field_number(&writer, "serial", record->serial);
    sekisho_writer_field(&writer, "hash",
                         sodium_bin2hex(hex, sizeof(hex), record->hash, sizeof(record->hash)));
    if ((rc = sekisho_writer_take(&writer, &bytes, &len)) == SEKISHO_OK) {
        name_record(kind, name);
        rc = sekisho_safefile_replace_at(folder_fd, name, bytes, len, FILE_MODE);
        free(bytes);
    }
    sekisho_writer_done(&writer);
    return rc;
}

/* A count ends with the key that made it, once that key is distrusted and another one signs. */
static bool
begins_new_count(const struct record *record, const struct sekisho_keyring *keyring, const char *key_id) {
    const struct sekisho_public_key *before = sekisho_keyring_find(keyring, record->key_id);
    return before != NULL && before->standing == SEKISHO_KEY_DISTRUSTED &&
           strcmp(record->key_id, key_id) != 0;
}

static enum sekisho_rc
check_against(int folder_fd, struct sekisho_trust trust, enum sekisho_kind kind,
              const struct sekisho_keyring *keyring, const struct record *now) {
    struct record before;
    const enum sekisho_rc rc = load_record(folder_fd, trust, kind, &before);

    if (rc == SEKISHO_E_NOT_FOUND)
        return SEKISHO_OK;
    if (rc != SEKISHO_OK)
        return rc;
    if (begins_new_count(&before, keyring, now->key_id))
        return SEKISHO_OK;
    if (now->serial != before.serial)
        return now->serial > before.serial ? SEKISHO_OK : SEKISHO_E_ROLLBACK;
    return memcmp(now->hash, before.hash, sizeof(before.hash)) == 0 ? SEKISHO_OK : SEKISHO_E_ROLLBACK;
}

static enum sekisho_rc
fill_record(const char *bytes, size_t len, uint64_t serial, const char *key_id, struct record *record) {
    if (strlen(key_id) != sizeof(record->key_id) - 1)
        return SEKISHO_E_ARGUMENT;
    record->serial = serial;
    memcpy(record->key_id, key_id, sizeof(record->key_id));
    hash_list(bytes, len, record->hash);
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_state_list_check(int folder_fd, struct sekisho_trust trust, enum sekisho_kind kind,
                         const struct sekisho_keyring *keyring, const char *bytes, size_t len,
                         uint64_t serial, const char *key_id) {
    struct record now;
    const enum sekisho_rc rc = is_list(kind) ? fill_record(bytes, len, serial, key_id, &now)
                                             : SEKISHO_E_ARGUMENT;
    return rc != SEKISHO_OK ? rc : check_against(folder_fd, trust, kind, keyring, &now);
}

/* Whole, by the kind's own reader: nothing is put in force that could not be read from there. */
static enum sekisho_rc
verify(enum sekisho_kind kind, const struct sekisho_keyring *keyring, const char *bytes, size_t len,
       struct record *ret_record) {
    struct sekisho_notice_statement *notice = NULL;
    struct sekisho_revocation *revocation = NULL;
    enum sekisho_rc rc = SEKISHO_E_ARGUMENT;

    if (kind == SEKISHO_KIND_NOTICE && (rc = sekisho_notice_open(bytes, len, keyring, &notice)) == SEKISHO_OK)
        rc = fill_record(bytes, len, notice->serial, notice->key_id, ret_record);
    if (kind == SEKISHO_KIND_REVOCATION &&
        (rc = sekisho_revocation_open(bytes, len, keyring, &revocation)) == SEKISHO_OK)
        rc = fill_record(bytes, len, revocation->serial, revocation->key_id, ret_record);
    sekisho_notice_free(notice);
    sekisho_revocation_free(revocation);
    return rc;
}

enum sekisho_rc
sekisho_state_list_install(const char *state_dir, struct sekisho_trust trust, enum sekisho_kind kind,
                           const struct sekisho_keyring *keyring, const char *bytes, size_t len,
                           sekisho_state_list_fn *before_record, void *closure) {
    struct sekisho_state_folder folder;
    struct record record;
    enum sekisho_rc rc;

    if ((rc = verify(kind, keyring, bytes, len, &record)) != SEKISHO_OK ||
        (rc = sekisho_state_folder_open(state_dir, trust, &folder)) != SEKISHO_OK)
        return rc;
    rc = check_against(folder.fd, trust, kind, keyring, &record);
    if (rc == SEKISHO_OK)
        rc = sekisho_safefile_replace_at(folder.fd, sekisho_kind_str(kind), bytes, len, FILE_MODE);
    if (rc == SEKISHO_OK && before_record != NULL)
        rc = before_record(closure, folder.fd, record.hash);
    if (rc == SEKISHO_OK)
        rc = write_record(folder.fd, kind, &record);
    sekisho_state_folder_close(&folder);
    return rc;
}

enum sekisho_rc
sekisho_state_list_load(int folder_fd, struct sekisho_trust trust, enum sekisho_kind kind, char **ret_bytes,
                        size_t *ret_len) {
    enum sekisho_rc rc, gone;

    if (!is_list(kind))
        return SEKISHO_E_ARGUMENT;
    rc = sekisho_safefile_load_at(folder_fd, sekisho_kind_str(kind), trust, sekisho_statement_max_bytes(kind),
                                  ret_bytes, ret_len);
    if (rc != SEKISHO_E_NOT_FOUND)
        return rc;
    gone = sekisho_state_list_check_gone(folder_fd, trust, kind);
    return gone == SEKISHO_OK ? SEKISHO_E_NOT_FOUND : gone;
}

enum sekisho_rc
sekisho_state_list_check_gone(int folder_fd, struct sekisho_trust trust, enum sekisho_kind kind) {
    char name[NAME_CAP];
    int fd = -1;
    enum sekisho_rc rc;

    if (!is_list(kind))
        return SEKISHO_E_ARGUMENT;
    name_record(kind, name);
    rc = sekisho_safefile_open_at(folder_fd, name, trust, &fd);
    if (rc == SEKISHO_E_NOT_FOUND)
        return SEKISHO_OK;
    if (rc != SEKISHO_OK)
        return rc;
    (void)close(fd);
    rc = sekisho_safefile_open_at(folder_fd, sekisho_kind_str(kind), trust, &fd);
    if (rc == SEKISHO_OK)
        (void)close(fd);
    return rc == SEKISHO_E_NOT_FOUND ? SEKISHO_E_ROLLBACK : rc;
}

enum sekisho_rc
sekisho_state_list_serial(int folder_fd, struct sekisho_trust trust, enum sekisho_kind kind,
                          uint64_t *ret_serial, uint8_t ret_hash[SEKISHO_STATE_LIST_HASH_BYTES]) {
    struct record record;
    const enum sekisho_rc rc = is_list(kind) ? load_record(folder_fd, trust, kind, &record)
                                             : SEKISHO_E_ARGUMENT;
    if (rc != SEKISHO_OK)
        return rc;
    *ret_serial = record.serial;
    memcpy(ret_hash, record.hash, sizeof(record.hash));
    return SEKISHO_OK;
}
