#include "core/statement.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/value.h"

#define VERSION        "1"
#define MAGIC          "sekisho "
#define PURPOSE        "sekisho-statement-v1:"
#define PURPOSE_CAP    80
#define KEY_LINE       "key: "
#define KEY_LINE_LEN   (sizeof(KEY_LINE) - 1)
#define KEY_ID_CHARS   (SEKISHO_PUBLICKEY_ID_CAP - 1)
#define SIGNATURE_LINE "signature: "
#define SIGNATURE_AT   (sizeof(SIGNATURE_LINE) - 1)
#define BASE64_CHARS   88 /* of a 64-byte signature */
#define TAIL_LEN       (SIGNATURE_AT + BASE64_CHARS + 1)

struct kind_rule {
    const char *name;
    size_t max_bytes;
    unsigned roles;
};

static const struct kind_rule rules[SEKISHO_KIND_END] = {
    [SEKISHO_KIND_NONE] = {"none", 0, SEKISHO_ROLE_NONE},
    [SEKISHO_KIND_OVERRIDE] = {"override", SEKISHO_STATEMENT_OVERRIDE_MAX, SEKISHO_ROLE_MANAGER},
    [SEKISHO_KIND_NOTICE] = {"notice", SEKISHO_STATEMENT_NOTICE_MAX, SEKISHO_ROLE_MANAGER},
    [SEKISHO_KIND_REVOCATION] = {"revocation", SEKISHO_STATEMENT_REVOCATION_MAX, SEKISHO_ROLE_OFFICER},
    [SEKISHO_KIND_REVIEW] = {"review", SEKISHO_STATEMENT_REVIEW_MAX,
                             SEKISHO_ROLE_AUDITOR | SEKISHO_ROLE_OFFICER},
};

static const struct kind_rule *
rule_of(enum sekisho_kind kind) {
    return kind > SEKISHO_KIND_NONE && kind < SEKISHO_KIND_END ? &rules[kind] : &rules[SEKISHO_KIND_NONE];
}

const char *
sekisho_kind_str(enum sekisho_kind kind) {
    return rule_of(kind)->name;
}

size_t
sekisho_statement_max_bytes(enum sekisho_kind kind) {
    return rule_of(kind)->max_bytes;
}

enum sekisho_kind
sekisho_statement_kind(const char *bytes, size_t len) {
    const size_t magic_len = sizeof(MAGIC) - 1;
    for (int kind = SEKISHO_KIND_NONE + 1; kind < SEKISHO_KIND_END; kind++) {
        const size_t name_len = strlen(rules[kind].name);
        if (len > magic_len + name_len && memcmp(bytes, MAGIC, magic_len) == 0 &&
            memcmp(bytes + magic_len, rules[kind].name, name_len) == 0 && bytes[magic_len + name_len] == ' ')
            return (enum sekisho_kind)kind;
    }
    return SEKISHO_KIND_NONE;
}

/* What is signed: "sekisho-statement-v1:KIND:LENGTH" LF, then the LENGTH bytes. */
static enum sekisho_rc
make_message(enum sekisho_kind kind, const char *body, size_t body_len, char **ret_message,
             size_t *ret_purpose_len) {
    struct sekisho_writer writer;
    size_t purpose_len;
    char *message;

    sekisho_writer_init(&writer, PURPOSE_CAP);
    sekisho_writer_put(&writer, PURPOSE);
    sekisho_writer_put(&writer, sekisho_kind_str(kind));
    sekisho_writer_put(&writer, ":");
    sekisho_writer_put_number(&writer, body_len);
    sekisho_writer_put(&writer, "\n");
    purpose_len = writer.len;
    message = writer.rc == SEKISHO_OK ? malloc(purpose_len + body_len + 1) : NULL;
    if (message != NULL) {
        memcpy(message, writer.bytes, purpose_len);
        memcpy(message + purpose_len, body, body_len);
        message[purpose_len + body_len] = '\0';
        *ret_message = message;
        *ret_purpose_len = purpose_len;
    }
    sekisho_writer_done(&writer);
    return message != NULL ? SEKISHO_OK : SEKISHO_E_NOMEM;
}

/* The signature line is the last TAIL_LEN bytes, to the byte. */
static enum sekisho_rc
cut_signature(const char *bytes, size_t len, uint8_t signature[crypto_sign_BYTES], size_t *ret_body_len) {
    char text[BASE64_CHARS + 1];
    const char *tail;

    if (len <= TAIL_LEN)
        return SEKISHO_E_SYNTAX;
    tail = bytes + len - TAIL_LEN;
    if (tail[-1] != '\n' || memcmp(tail, SIGNATURE_LINE, SIGNATURE_AT) != 0 || tail[TAIL_LEN - 1] != '\n')
        return SEKISHO_E_SYNTAX;
    memcpy(text, tail + SIGNATURE_AT, BASE64_CHARS);
    text[BASE64_CHARS] = '\0';
    *ret_body_len = len - TAIL_LEN;
    return sekisho_value_base64(text, signature, crypto_sign_BYTES);
}

/* The id in the second line: only a hint where to look, so it is all that is read before the signature holds.
 */
static const struct sekisho_public_key *
find_key(const char *body, size_t body_len, const struct sekisho_keyring *keyring) {
    char id[SEKISHO_PUBLICKEY_ID_CAP];
    const char *line = memchr(body, '\n', body_len);

    if (line == NULL || body_len - (size_t)(line + 1 - body) < KEY_LINE_LEN + KEY_ID_CHARS + 1 ||
        memcmp(line + 1, KEY_LINE, KEY_LINE_LEN) != 0)
        return NULL;
    memcpy(id, line + 1 + KEY_LINE_LEN, KEY_ID_CHARS);
    id[KEY_ID_CHARS] = '\0';
    return sekisho_keyring_find(keyring, id);
}

static enum sekisho_rc
take_header(struct sekisho_statement *statement, size_t purpose_len, size_t body_len) {
    struct sekisho_lines *lines = &statement->lines;
    char *key_id, *issued;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_start(lines, statement->memory + purpose_len, body_len)) != SEKISHO_OK)
        return rc;
    lines->at += sizeof(MAGIC) - 1; /* kind and version follow */
    if ((rc = sekisho_lines_take_magic(lines, sekisho_kind_str(statement->kind), VERSION)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "key", &key_id)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "issued", &issued)) != SEKISHO_OK ||
        (rc = sekisho_value_time(issued, &statement->issued_at, &statement->utc_offset_sec)) != SEKISHO_OK)
        return rc;
    if (strcmp(key_id, statement->key->id) != 0)
        return SEKISHO_E_SYNTAX;
    return sekisho_publickey_counts(statement->key, statement->issued_at) ? SEKISHO_OK : SEKISHO_E_KEY;
}

enum sekisho_rc
sekisho_statement_open(enum sekisho_kind kind, const char *bytes, size_t len,
                       const struct sekisho_keyring *keyring, struct sekisho_statement *ret_statement) {
    struct sekisho_statement statement = {.kind = kind};
    uint8_t signature[crypto_sign_BYTES];
    size_t body_len = 0, purpose_len = 0;
    enum sekisho_rc rc;

    memset(ret_statement, 0, sizeof(*ret_statement));
    if (kind == SEKISHO_KIND_NONE || sekisho_statement_kind(bytes, len) != kind)
        return SEKISHO_E_SYNTAX;
    if (len > sekisho_statement_max_bytes(kind))
        return SEKISHO_E_TOO_LARGE;
    if ((rc = cut_signature(bytes, len, signature, &body_len)) != SEKISHO_OK)
        return rc;
    statement.key = find_key(bytes, body_len, keyring);
    if (statement.key == NULL || statement.key->standing == SEKISHO_KEY_DISTRUSTED ||
        ((unsigned)statement.key->role & rule_of(kind)->roles) == 0)
        return SEKISHO_E_KEY;
    if ((rc = make_message(kind, bytes, body_len, &statement.memory, &purpose_len)) != SEKISHO_OK)
        return rc;
    if (crypto_sign_verify_detached(signature, (const uint8_t *)statement.memory, purpose_len + body_len,
                                    statement.key->bytes) != 0)
        rc = SEKISHO_E_SIGNATURE;
    else
        rc = take_header(&statement, purpose_len, body_len);
    if (rc == SEKISHO_OK)
        *ret_statement = statement;
    else
        sekisho_statement_done(&statement);
    return rc;
}

void
sekisho_statement_done(struct sekisho_statement *statement) {
    if (statement == NULL)
        return;
    free(statement->memory);
    memset(statement, 0, sizeof(*statement));
}

void
sekisho_statement_begin(struct sekisho_writer *writer, enum sekisho_kind kind, const char *key_id,
                        int64_t issued_at, int32_t utc_offset_sec) {
    sekisho_writer_put(writer, MAGIC);
    sekisho_writer_put(writer, sekisho_kind_str(kind));
    sekisho_writer_put(writer, " " VERSION "\n");
    sekisho_writer_field(writer, "key", key_id);
    sekisho_writer_field_time(writer, "issued", issued_at, utc_offset_sec);
}

enum sekisho_rc
sekisho_statement_sign(struct sekisho_writer *writer, enum sekisho_kind kind,
                       const struct sekisho_secret_key *key, char **ret_bytes, size_t *ret_len) {
    uint8_t signature[crypto_sign_BYTES];
    size_t purpose_len = 0;
    char *message = NULL;
    enum sekisho_rc rc;

    if (((unsigned)key->public_key.role & rule_of(kind)->roles) == 0)
        return SEKISHO_E_KEY;
    if (writer->rc != SEKISHO_OK || writer->bytes == NULL)
        return writer->rc != SEKISHO_OK ? writer->rc : SEKISHO_E_ARGUMENT;
    if ((rc = make_message(kind, writer->bytes, writer->len, &message, &purpose_len)) != SEKISHO_OK)
        return rc;
    (void)crypto_sign_detached(signature, NULL, (const uint8_t *)message, purpose_len + writer->len,
                               key->bytes);
    free(message);
    sekisho_writer_field_base64(writer, "signature", signature, sizeof(signature));
    return sekisho_writer_take(writer, ret_bytes, ret_len);
}
