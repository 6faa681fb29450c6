#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/override.h"
#include "core/statement.h"
#include "core/value.h"
#include "support/runner.h"
#include "support/statement_fx.h"

static enum sekisho_rc
open_override(const struct statement_fx *fx, const char *bytes, size_t len) {
    struct sekisho_override *override = NULL;
    const enum sekisho_rc rc = sekisho_override_open(bytes, len, fx->keyring, &override);
    CU_ASSERT_EQUAL(override != NULL, rc == SEKISHO_OK);
    sekisho_override_free(override);
    return rc;
}

static char *
good(const struct statement_fx *fx, size_t *ret_len) {
    const struct sekisho_override override = statement_fx_override();
    char *bytes = statement_fx_seal(&override, fx->manager, ret_len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    return bytes;
}

/* RFC 8032, section 7.1, tests 1 and 2: the library here is the algorithm meant. */
static void
test_ed25519_rfc8032_vectors(void) {
    static const struct {
        const char *seed, *public_key, *message, *signature;
    } vectors[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25"
         "bf5f0595bbe246"
         "55141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387"
         "b2eaeb4302aee"
         "b00d291612bb0c00"},
    };
    struct statement_fx fx;
    statement_fx_start(&fx);
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t seed[32], public_key[32], message[1], expected[64], made[64];
        size_t message_len = 0;
        struct sekisho_secret_key *key = NULL;
        CU_ASSERT_EQUAL_FATAL(sekisho_value_hex(vectors[i].seed, seed, 32), SEKISHO_OK);
        CU_ASSERT_EQUAL_FATAL(sekisho_value_hex(vectors[i].public_key, public_key, 32), SEKISHO_OK);
        CU_ASSERT_EQUAL_FATAL(sekisho_value_hex(vectors[i].signature, expected, 64), SEKISHO_OK);
        (void)sodium_hex2bin(message, 1, vectors[i].message, strlen(vectors[i].message), NULL, &message_len,
                             NULL);
        CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_from_seed(seed, SEKISHO_ROLE_MANAGER, "x", 0, 0, &key),
                              SEKISHO_OK);
        CU_ASSERT_EQUAL(memcmp(key->public_key.bytes, public_key, 32), 0);
        (void)crypto_sign_detached(made, NULL, message, message_len, key->bytes);
        CU_ASSERT_EQUAL(memcmp(made, expected, 64), 0);
        sekisho_secretkey_free(key);
    }
    statement_fx_stop(&fx);
}

static const enum sekisho_kind kinds[] = {SEKISHO_KIND_OVERRIDE, SEKISHO_KIND_NOTICE, SEKISHO_KIND_REVOCATION,
                                          SEKISHO_KIND_REVIEW};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool
role_may(enum sekisho_role role, enum sekisho_kind kind) {
    return (role == SEKISHO_ROLE_MANAGER && (kind == SEKISHO_KIND_OVERRIDE || kind == SEKISHO_KIND_NOTICE)) ||
           (role == SEKISHO_ROLE_OFFICER &&
            (kind == SEKISHO_KIND_REVOCATION || kind == SEKISHO_KIND_REVIEW)) ||
           (role == SEKISHO_ROLE_AUDITOR && kind == SEKISHO_KIND_REVIEW);
}

/* Every written kind, signed for every purpose, by every role, offered as every kind: the diagonal alone gets
 * in. */
static void
test_open_cross_purpose_matrix_only_the_diagonal(void) {
    struct statement_fx fx;
    const struct sekisho_secret_key *keys[3];
    statement_fx_start(&fx);
    keys[0] = fx.manager;
    keys[1] = fx.officer;
    keys[2] = fx.auditor;
    for (size_t written = 0; written < N_KINDS; written++)
        for (size_t purpose = 0; purpose < N_KINDS; purpose++)
            for (size_t key = 0; key < 3; key++)
                for (size_t as = 0; as < N_KINDS; as++) {
                    struct sekisho_statement statement;
                    char body[256];
                    size_t len = 0;
                    char *bytes;
                    bool may;
                    enum sekisho_rc rc;
                    (void)snprintf(body, sizeof(body),
                                   "sekisho %s 1\nkey: %s\nissued: 2026-04-01T16:30:00+09:00\n",
                                   sekisho_kind_str(kinds[written]), keys[key]->public_key.id);
                    bytes = statement_fx_sign(kinds[purpose], body, strlen(body), keys[key], &len);
                    rc = sekisho_statement_open(kinds[as], bytes, len, fx.keyring, &statement);
                    may = written == purpose && purpose == as &&
                          role_may(keys[key]->public_key.role, kinds[as]);
                    CU_ASSERT_EQUAL(rc == SEKISHO_OK, may);
                    if (written != as)
                        CU_ASSERT_EQUAL(rc, SEKISHO_E_SYNTAX);
                    sekisho_statement_done(&statement);
                    free(bytes);
                }
    statement_fx_stop(&fx);
}

/* The manager's own key, used by other programs over the very same bytes. */
static void
test_open_signature_of_another_program_refused(void) {
    struct statement_fx fx;
    size_t len = 0, body_len = 0, out_len = 0;
    char *bytes, *body, *forged;
    uint8_t hash[64], sshsig[256];
    size_t sshsig_len = 0;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    body = statement_fx_body(bytes, len, &body_len);

    forged = statement_fx_sign_message(body, body_len, body, body_len, fx.manager,
                                       &out_len); /* openssl, signify */
    CU_ASSERT_EQUAL(open_override(&fx, forged, out_len), SEKISHO_E_SIGNATURE);
    free(forged);

    (void)crypto_generichash(hash, sizeof(hash), (const uint8_t *)body, body_len, NULL,
                             0); /* minisign, prehashed */
    forged = statement_fx_sign_message(body, body_len, hash, sizeof(hash), fx.manager, &out_len);
    CU_ASSERT_EQUAL(open_override(&fx, forged, out_len), SEKISHO_E_SIGNATURE);
    free(forged);

    /* PROTOCOL.sshsig: "SSHSIG", then namespace, reserved, hash name and hash as strings. */
    memcpy(sshsig, "SSHSIG\0\0\0\7sekisho\0\0\0\0\0\0\0\6sha512\0\0\0\100", 35);
    sshsig_len = 35;
    (void)crypto_hash_sha512(sshsig + sshsig_len, (const uint8_t *)body, body_len);
    sshsig_len += 64;
    forged = statement_fx_sign_message(body, body_len, sshsig, sshsig_len, fx.manager, &out_len);
    CU_ASSERT_EQUAL(open_override(&fx, forged, out_len), SEKISHO_E_SIGNATURE);
    free(forged);

    free(body);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_untrusted_or_misplaced_key_refused(void) {
    const struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    size_t len = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = statement_fx_seal(&override, fx.stranger, &len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_E_KEY);
    free(bytes);
    CU_ASSERT_PTR_NULL(statement_fx_seal(&override, fx.officer, &len)); /* the tool refuses to sign */
    CU_ASSERT_PTR_NULL(statement_fx_seal(&override, fx.auditor, &len));
    bytes = good(&fx, &len);
    {
        struct sekisho_override *none = NULL;
        CU_ASSERT_EQUAL(sekisho_override_open(bytes, len, NULL, &none), SEKISHO_E_KEY);
    }
    free(bytes);
    statement_fx_stop(&fx);
}

/* The id names one trusted key, the signature is another's. */
static void
test_open_other_trusted_keys_signature_refused(void) {
    struct statement_fx fx;
    size_t len = 0, body_len = 0;
    char *bytes, *body, *swapped;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    body = statement_fx_body(bytes, len, &body_len);
    swapped = statement_fx_sign(SEKISHO_KIND_OVERRIDE, body, body_len, fx.deputy, &len);
    CU_ASSERT_EQUAL(open_override(&fx, swapped, len), SEKISHO_E_SIGNATURE);
    free(swapped);
    free(body);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_standing_of_key_counts_at_the_second(void) {
    struct statement_fx fx;
    size_t len = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    fx.keyring->key[0].standing = SEKISHO_KEY_RETIRED;
    fx.keyring->key[0].standing_at = STATEMENT_FX_ISSUED + 1;
    CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_OK);
    fx.keyring->key[0].standing_at = STATEMENT_FX_ISSUED;
    CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_E_KEY);
    fx.keyring->key[0].standing = SEKISHO_KEY_DISTRUSTED;
    fx.keyring->key[0].standing_at = STATEMENT_FX_ISSUED + 1000;
    CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_E_KEY);
    free(bytes);
    statement_fx_stop(&fx);
}

/* L, the order of the group, little-endian. */
static const uint8_t group_order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                        0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                        0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

static void
replace_signature(char *bytes, size_t len, const uint8_t signature[64]) {
    char text[90];
    (void)sodium_bin2base64(text, sizeof(text), signature, 64, sodium_base64_VARIANT_ORIGINAL);
    memcpy(bytes + len - 89, text, 88);
}

static void
test_open_noncanonical_s_refused(void) {
    struct statement_fx fx;
    uint8_t signature[64];
    unsigned carry = 0;
    size_t len = 0, got = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    CU_ASSERT_EQUAL_FATAL(sodium_base642bin(signature, 64, bytes + len - 89, 88, NULL, &got, NULL,
                                            sodium_base64_VARIANT_ORIGINAL),
                          0);
    for (size_t i = 0; i < 32; i++) {
        carry += (unsigned)signature[32 + i] + group_order[i];
        signature[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    CU_ASSERT_EQUAL(carry, 0);
    replace_signature(bytes, len, signature);
    CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_E_SIGNATURE);
    free(bytes);
    statement_fx_stop(&fx);
}

/* A small-order key would make R = that point, S = 0 sign anything. It must not get in even past the key
 * file. */
static void
test_open_small_order_key_refused(void) {
    static const char *const points[] = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    };
    struct statement_fx fx;
    size_t len = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        uint8_t signature[64] = {0};
        CU_ASSERT_EQUAL_FATAL(sekisho_value_hex(points[i], fx.keyring->key[0].bytes, 32), SEKISHO_OK);
        memcpy(signature, fx.keyring->key[0].bytes, 32);
        replace_signature(bytes, len, signature);
        CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_E_SIGNATURE);
        memset(signature, 0, sizeof(signature));
        signature[0] = 1; /* R = the identity */
        replace_signature(bytes, len, signature);
        CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_E_SIGNATURE);
    }
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_signature_in_another_spelling_refused(void) {
    struct statement_fx fx;
    size_t len = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    /* The last digit before "==" carries four bits that no byte uses. */
    bytes[len - 4]++;
    CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_E_SYNTAX);
    bytes[len - 4]--;
    bytes[len - 2] = 'A';
    CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_E_SYNTAX);
    free(bytes);
    statement_fx_stop(&fx);
}

const char *const runner_suite = "statement signature";
const CU_TestInfo runner_tests[] = {
    {"test_ed25519_rfc8032_vectors", test_ed25519_rfc8032_vectors},
    {"test_open_cross_purpose_matrix_only_the_diagonal", test_open_cross_purpose_matrix_only_the_diagonal},
    {"test_open_signature_of_another_program_refused", test_open_signature_of_another_program_refused},
    {"test_open_untrusted_or_misplaced_key_refused", test_open_untrusted_or_misplaced_key_refused},
    {"test_open_other_trusted_keys_signature_refused", test_open_other_trusted_keys_signature_refused},
    {"test_open_standing_of_key_counts_at_the_second", test_open_standing_of_key_counts_at_the_second},
    {"test_open_noncanonical_s_refused", test_open_noncanonical_s_refused},
    {"test_open_small_order_key_refused", test_open_small_order_key_refused},
    {"test_open_signature_in_another_spelling_refused", test_open_signature_in_another_spelling_refused},
    CU_TEST_INFO_NULL,
};
