#include "core/secretkey.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/lines.h"
#include "core/value.h"
#include "core/writer.h"

#define MAGIC      "sekisho secret-key"
#define VERSION    "1"
#define SEED_BYTES crypto_sign_SEEDBYTES
#define BOX_BYTES  (SEED_BYTES + crypto_secretbox_MACBYTES)
#define MAX_PASSES 16
#define MAX_MEMORY ((size_t)1 << 30)

const struct sekisho_seal_cost sekisho_secretkey_cost = {.passes = 3, .memory = (size_t)256 << 20};

/* What stands in the file beside the public part. */
struct sealed {
    struct sekisho_seal_cost cost;
    uint8_t salt[crypto_pwhash_SALTBYTES];
    uint8_t nonce[crypto_secretbox_NONCEBYTES];
    uint8_t box[BOX_BYTES];
};

enum sekisho_rc
sekisho_secretkey_from_seed(const uint8_t seed[32], enum sekisho_role role, const char *holder,
                            int64_t made_at, int32_t offset_sec, struct sekisho_secret_key **ret_key) {
    struct sekisho_secret_key *key;

    if (sekisho_role_parse(sekisho_role_str(role)) == SEKISHO_ROLE_NONE || !sekisho_value_is_text(holder) ||
        strlen(holder) >= sizeof(key->public_key.holder))
        return SEKISHO_E_ARGUMENT;
    if ((key = calloc(1, sizeof(*key))) == NULL)
        return SEKISHO_E_NOMEM;
    if ((key->bytes = sodium_malloc(crypto_sign_SECRETKEYBYTES)) == NULL) {
        free(key);
        return SEKISHO_E_NOMEM;
    }
    (void)crypto_sign_seed_keypair(key->public_key.bytes, key->bytes, seed);
    key->public_key.role = role;
    memcpy(key->public_key.holder, holder, strlen(holder) + 1);
    key->public_key.made_at = made_at;
    key->public_key.made_offset_sec = offset_sec;
    key->public_key.standing = SEKISHO_KEY_TRUSTED;
    sekisho_publickey_set_id(&key->public_key);
    *ret_key = key;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_secretkey_new(enum sekisho_role role, const char *holder, int64_t made_at, int32_t offset_sec,
                      struct sekisho_secret_key **ret_key) {
    uint8_t *seed = sodium_malloc(SEED_BYTES);
    enum sekisho_rc rc;

    if (seed == NULL)
        return SEKISHO_E_NOMEM;
    randombytes_buf(seed, SEED_BYTES);
    rc = sekisho_secretkey_from_seed(seed, role, holder, made_at, offset_sec, ret_key);
    sodium_free(seed);
    return rc;
}

void
sekisho_secretkey_free(struct sekisho_secret_key *key) {
    if (key == NULL)
        return;
    sodium_free(key->bytes);
    free(key);
}

static bool
is_cost(struct sekisho_seal_cost cost) {
    return cost.passes >= crypto_pwhash_OPSLIMIT_MIN && cost.passes <= MAX_PASSES &&
           cost.memory >= crypto_pwhash_MEMLIMIT_MIN && cost.memory <= MAX_MEMORY;
}

/* The box's key in guarded memory; NULL when Argon2id found no memory. */
static uint8_t *
stretch(const char *passphrase, size_t len, const struct sealed *sealed) {
    uint8_t *box_key = sodium_malloc(crypto_secretbox_KEYBYTES);
    if (box_key != NULL &&
        crypto_pwhash(box_key, crypto_secretbox_KEYBYTES, passphrase, len, sealed->salt, sealed->cost.passes,
                      sealed->cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        sodium_free(box_key);
        return NULL;
    }
    return box_key;
}

static enum sekisho_rc
encode(const struct sekisho_public_key *key, const struct sealed *sealed, char **ret_bytes, size_t *ret_len) {
    struct sekisho_writer writer;
    enum sekisho_rc rc;

    sekisho_writer_init(&writer, SEKISHO_SECRETKEY_MAX_BYTES);
    sekisho_writer_put(&writer, MAGIC " " VERSION "\n");
    sekisho_writer_field(&writer, "id", key->id);
    sekisho_writer_field(&writer, "role", sekisho_role_str(key->role));
    sekisho_writer_field(&writer, "holder", key->holder);
    sekisho_writer_field_time(&writer, "made", key->made_at, key->made_offset_sec);
    sekisho_writer_field_number(&writer, "argon2id-passes", sealed->cost.passes);
    sekisho_writer_field_number(&writer, "argon2id-memory", sealed->cost.memory);
    sekisho_writer_field_base64(&writer, "salt", sealed->salt, sizeof(sealed->salt));
    sekisho_writer_field_base64(&writer, "nonce", sealed->nonce, sizeof(sealed->nonce));
    sekisho_writer_field_base64(&writer, "sealed", sealed->box, sizeof(sealed->box));
    rc = sekisho_writer_take(&writer, ret_bytes, ret_len);
    sekisho_writer_done(&writer);
    return rc;
}

enum sekisho_rc
sekisho_secretkey_seal(const struct sekisho_secret_key *key, const char *passphrase, size_t passphrase_len,
                       struct sekisho_seal_cost cost, char **ret_bytes, size_t *ret_len) {
    struct sealed sealed = {.cost = cost};
    uint8_t *box_key;

    if (passphrase_len < SEKISHO_SECRETKEY_PASSPHRASE_MIN ||
        passphrase_len > SEKISHO_SECRETKEY_PASSPHRASE_MAX || !is_cost(cost))
        return SEKISHO_E_ARGUMENT;
    randombytes_buf(sealed.salt, sizeof(sealed.salt));
    randombytes_buf(sealed.nonce, sizeof(sealed.nonce));
    if ((box_key = stretch(passphrase, passphrase_len, &sealed)) == NULL)
        return SEKISHO_E_NOMEM;
    /* The first half of libsodium's form is the seed, from which all else follows. */
    (void)crypto_secretbox_easy(sealed.box, key->bytes, SEED_BYTES, sealed.nonce, box_key);
    sodium_free(box_key);
    return encode(&key->public_key, &sealed, ret_bytes, ret_len);
}

static enum sekisho_rc
take_sealed(struct sekisho_lines *lines, struct sealed *sealed) {
    char *passes, *memory, *salt, *nonce, *box;
    uint64_t number = 0;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(lines, "argon2id-passes", &passes)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "argon2id-memory", &memory)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "salt", &salt)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "nonce", &nonce)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "sealed", &box)) != SEKISHO_OK ||
        (rc = sekisho_lines_end(lines)) != SEKISHO_OK ||
        (rc = sekisho_value_number(passes, MAX_PASSES, &sealed->cost.passes)) != SEKISHO_OK ||
        (rc = sekisho_value_number(memory, MAX_MEMORY, &number)) != SEKISHO_OK ||
        (rc = sekisho_value_base64(salt, sealed->salt, sizeof(sealed->salt))) != SEKISHO_OK ||
        (rc = sekisho_value_base64(nonce, sealed->nonce, sizeof(sealed->nonce))) != SEKISHO_OK ||
        (rc = sekisho_value_base64(box, sealed->box, sizeof(sealed->box))) != SEKISHO_OK)
        return rc;
    sealed->cost.memory = (size_t)number;
    return is_cost(sealed->cost) ? SEKISHO_OK : SEKISHO_E_RANGE;
}

static enum sekisho_rc
unseal(const struct sealed *sealed, const char *passphrase, size_t passphrase_len,
       const struct sekisho_public_key *as, struct sekisho_secret_key **ret_key) {
    struct sekisho_secret_key *key = NULL;
    uint8_t *box_key = NULL, *seed = NULL;
    enum sekisho_rc rc = SEKISHO_E_NOMEM;

    if ((box_key = stretch(passphrase, passphrase_len, sealed)) == NULL ||
        (seed = sodium_malloc(SEED_BYTES)) == NULL)
        goto out;
    rc = SEKISHO_E_KEY;
    if (crypto_secretbox_open_easy(seed, sealed->box, BOX_BYTES, sealed->nonce, box_key) != 0)
        goto out;
    rc = sekisho_secretkey_from_seed(seed, as->role, as->holder, as->made_at, as->made_offset_sec, &key);
    /* The id binds role, holder and date too, which stand beside the sealed part. */
    if (rc == SEKISHO_OK && strcmp(key->public_key.id, as->id) != 0)
        rc = SEKISHO_E_KEY;
    if (rc == SEKISHO_OK) {
        *ret_key = key;
        key = NULL;
    }
out:
    sekisho_secretkey_free(key);
    sodium_free(seed);
    sodium_free(box_key);
    return rc;
}

enum sekisho_rc
sekisho_secretkey_open(const char *bytes, size_t len, const char *passphrase, size_t passphrase_len,
                       struct sekisho_secret_key **ret_key) {
    char text[SEKISHO_SECRETKEY_MAX_BYTES + 1];
    char *id, *role, *holder, *made;
    struct sekisho_public_key as;
    struct sekisho_lines lines;
    struct sealed sealed;
    enum sekisho_rc rc;

    *ret_key = NULL;
    if (len > SEKISHO_SECRETKEY_MAX_BYTES)
        return SEKISHO_E_TOO_LARGE;
    memcpy(text, bytes, len);
    text[len] = '\0';
    memset(&as, 0, sizeof(as));
    if ((rc = sekisho_lines_start(&lines, text, len)) != SEKISHO_OK ||
        (rc = sekisho_lines_take_magic(&lines, MAGIC, VERSION)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "id", &id)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "role", &role)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "holder", &holder)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "made", &made)) != SEKISHO_OK ||
        (rc = take_sealed(&lines, &sealed)) != SEKISHO_OK ||
        (rc = sekisho_value_time(made, &as.made_at, &as.made_offset_sec)) != SEKISHO_OK)
        return rc;
    if (strlen(id) >= sizeof(as.id) || strlen(holder) >= sizeof(as.holder))
        return SEKISHO_E_SYNTAX;
    memcpy(as.id, id, strlen(id) + 1);
    memcpy(as.holder, holder, strlen(holder) + 1);
    as.role = sekisho_role_parse(role);
    return unseal(&sealed, passphrase, passphrase_len, &as, ret_key);
}
