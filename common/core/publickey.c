#include "core/publickey.h"

#include <sodium.h>
#include <string.h>

#include "base/timestamp.h"
#include "core/lines.h"
#include "core/value.h"
#include "core/writer.h"

#define MAGIC      "sekisho public-key"
#define VERSION    "1"
#define ID_BYTES   16
#define ID_CHARS   32
#define GROUP_SIZE 4

static void
hash_field(crypto_generichash_state *state, const char *key, const char *value) {
    (void)crypto_generichash_update(state, (const uint8_t *)key, strlen(key));
    (void)crypto_generichash_update(state, (const uint8_t *)": ", 2);
    (void)crypto_generichash_update(state, (const uint8_t *)value, strlen(value));
    (void)crypto_generichash_update(state, (const uint8_t *)"\n", 1);
}

void
sekisho_publickey_set_id(struct sekisho_public_key *key) {
    char made[SEKISHO_TIMESTAMP_CAP], bytes[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL)];
    uint8_t hash[ID_BYTES];
    crypto_generichash_state state;

    (void)sodium_bin2base64(bytes, sizeof(bytes), key->bytes, sizeof(key->bytes),
                            sodium_base64_VARIANT_ORIGINAL);
    (void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
    hash_field(&state, "role", sekisho_role_str(key->role));
    hash_field(&state, "holder", key->holder);
    hash_field(&state, "made", sekisho_timestamp_rfc3339(key->made_at, key->made_offset_sec, made));
    hash_field(&state, "public", bytes);
    (void)crypto_generichash_final(&state, hash, sizeof(hash));
    (void)sodium_bin2hex(key->id, sizeof(key->id), hash, sizeof(hash));
}

static enum sekisho_rc
take_identity(struct sekisho_lines *lines, struct sekisho_public_key *key) {
    char *id, *role, *holder, *made, *bytes;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take_magic(lines, MAGIC, VERSION)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "id", &id)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "role", &role)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "holder", &holder)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "made", &made)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "public", &bytes)) != SEKISHO_OK ||
        (rc = sekisho_value_time(made, &key->made_at, &key->made_offset_sec)) != SEKISHO_OK ||
        (rc = sekisho_value_base64(bytes, key->bytes, sizeof(key->bytes))) != SEKISHO_OK)
        return rc;
    key->role = sekisho_role_parse(role);
    if (key->role == SEKISHO_ROLE_NONE || strlen(holder) >= sizeof(key->holder))
        return SEKISHO_E_RANGE;
    memcpy(key->holder, holder, strlen(holder) + 1);
    sekisho_publickey_set_id(key);
    if (strcmp(id, key->id) != 0 || crypto_core_ed25519_is_valid_point(key->bytes) != 1)
        return SEKISHO_E_KEY;
    return SEKISHO_OK;
}

/* At most one line, written on this host when trust ends. */
static enum sekisho_rc
take_standing(struct sekisho_lines *lines, struct sekisho_public_key *key) {
    const bool is_retired = sekisho_lines_has(lines, "issued-before");
    char *at;
    enum sekisho_rc rc;

    if (sekisho_lines_end(lines) == SEKISHO_OK) {
        key->standing = SEKISHO_KEY_TRUSTED;
        return SEKISHO_OK;
    }
    if ((rc = sekisho_lines_take(lines, is_retired ? "issued-before" : "distrusted", &at)) != SEKISHO_OK ||
        (rc = sekisho_value_time(at, &key->standing_at, &key->standing_offset_sec)) != SEKISHO_OK)
        return rc;
    key->standing = is_retired ? SEKISHO_KEY_RETIRED : SEKISHO_KEY_DISTRUSTED;
    return sekisho_lines_end(lines);
}

enum sekisho_rc
sekisho_publickey_parse(const char *bytes, size_t len, struct sekisho_public_key *ret_key) {
    char text[SEKISHO_PUBLICKEY_MAX_BYTES + 1];
    struct sekisho_public_key key;
    struct sekisho_lines lines;
    enum sekisho_rc rc;

    if (len > SEKISHO_PUBLICKEY_MAX_BYTES)
        return SEKISHO_E_TOO_LARGE;
    memcpy(text, bytes, len);
    text[len] = '\0';
    memset(&key, 0, sizeof(key));
    if ((rc = sekisho_lines_start(&lines, text, len)) != SEKISHO_OK ||
        (rc = take_identity(&lines, &key)) != SEKISHO_OK || (rc = take_standing(&lines, &key)) != SEKISHO_OK)
        return rc;
    *ret_key = key;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_publickey_encode(const struct sekisho_public_key *key, char **ret_bytes, size_t *ret_len) {
    struct sekisho_writer writer;
    enum sekisho_rc rc;

    if (!sekisho_value_is_text(key->holder) ||
        sekisho_role_parse(sekisho_role_str(key->role)) == SEKISHO_ROLE_NONE)
        return SEKISHO_E_ARGUMENT;
    sekisho_writer_init(&writer, SEKISHO_PUBLICKEY_MAX_BYTES);
    sekisho_writer_put(&writer, MAGIC " " VERSION "\n");
    sekisho_writer_field(&writer, "id", key->id);
    sekisho_writer_field(&writer, "role", sekisho_role_str(key->role));
    sekisho_writer_field(&writer, "holder", key->holder);
    sekisho_writer_field_time(&writer, "made", key->made_at, key->made_offset_sec);
    sekisho_writer_field_base64(&writer, "public", key->bytes, sizeof(key->bytes));
    if (key->standing != SEKISHO_KEY_TRUSTED)
        sekisho_writer_field_time(&writer,
                                  key->standing == SEKISHO_KEY_RETIRED ? "issued-before" : "distrusted",
                                  key->standing_at, key->standing_offset_sec);
    rc = sekisho_writer_take(&writer, ret_bytes, ret_len);
    sekisho_writer_done(&writer);
    return rc;
}

const char *
sekisho_publickey_fingerprint(const struct sekisho_public_key *key, char text[SEKISHO_PUBLICKEY_PRINT_CAP]) {
    size_t n = 0;
    for (size_t i = 0; i < ID_CHARS; i++) {
        if (i > 0 && i % GROUP_SIZE == 0)
            text[n++] = ' ';
        text[n++] = key->id[i];
    }
    text[n] = '\0';
    return text;
}

const char *
sekisho_role_str(enum sekisho_role role) {
    switch (role) {
    case SEKISHO_ROLE_MANAGER:
        return "manager";
    case SEKISHO_ROLE_OFFICER:
        return "officer";
    case SEKISHO_ROLE_AUDITOR:
        return "auditor";
    case SEKISHO_ROLE_NONE:
    default:
        return "none";
    }
}

enum sekisho_role
sekisho_role_parse(const char *word) {
    static const enum sekisho_role roles[] = {SEKISHO_ROLE_MANAGER, SEKISHO_ROLE_OFFICER,
                                              SEKISHO_ROLE_AUDITOR};
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        if (strcmp(word, sekisho_role_str(roles[i])) == 0)
            return roles[i];
    return SEKISHO_ROLE_NONE;
}

bool
sekisho_publickey_counts(const struct sekisho_public_key *key, int64_t issued_at) {
    switch (key->standing) {
    case SEKISHO_KEY_TRUSTED:
        return true;
    case SEKISHO_KEY_RETIRED:
        return issued_at < key->standing_at;
    case SEKISHO_KEY_DISTRUSTED:
    default:
        return false;
    }
}
