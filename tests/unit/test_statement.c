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
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
         "55141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
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
        (void)sodium_hex2bin(message, 1, vectors[i].message, strlen(vectors[i].message), NULL, &message_len, NULL);
        CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_from_seed(seed, SEKISHO_ROLE_MANAGER, "x", 0, 0, &key), SEKISHO_OK);
        CU_ASSERT_EQUAL(memcmp(key->public_key.bytes, public_key, 32), 0);
        (void)crypto_sign_detached(made, NULL, message, message_len, key->bytes);
        CU_ASSERT_EQUAL(memcmp(made, expected, 64), 0);
        sekisho_secretkey_free(key);
    }
    statement_fx_stop(&fx);
}

static void
test_open_signed_by_manager_gives_every_field(void) {
    const struct sekisho_override from = statement_fx_override();
    struct sekisho_override *to = NULL;
    struct statement_fx fx;
    size_t len = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    CU_ASSERT_EQUAL_FATAL(sekisho_override_open(bytes, len, fx.keyring, &to), SEKISHO_OK);
    CU_ASSERT_STRING_EQUAL(to->id, from.id);
    CU_ASSERT_STRING_EQUAL(to->user, from.user);
    CU_ASSERT_TRUE(to->uid_known);
    CU_ASSERT_EQUAL(to->uid, 1001);
    CU_ASSERT_EQUAL_FATAL(to->system_names.n, 2);
    CU_ASSERT_STRING_EQUAL(to->system_names.name[1], "finance");
    CU_ASSERT_FALSE(to->any_host);
    CU_ASSERT_FALSE(to->any_service);
    CU_ASSERT_EQUAL_FATAL(to->hosts.n, 1);
    CU_ASSERT_STRING_EQUAL(to->hosts.name[0], "madoguchi-1");
    CU_ASSERT_EQUAL(to->services.n, 2);
    CU_ASSERT_EQUAL(to->not_before, from.not_before);
    CU_ASSERT_EQUAL(to->not_after, from.not_after);
    CU_ASSERT_FALSE(to->maintenance);
    CU_ASSERT_STRING_EQUAL(to->reason, from.reason);
    CU_ASSERT_STRING_EQUAL(to->requester, from.requester);
    CU_ASSERT_STRING_EQUAL(to->section, from.section);
    CU_ASSERT_STRING_EQUAL(to->approver, from.approver);
    CU_ASSERT_EQUAL(to->issued_at, from.issued_at);
    CU_ASSERT_STRING_EQUAL(to->key_id, fx.manager->public_key.id);
    CU_ASSERT_STRING_EQUAL(to->key_holder, "山田 太郎");
    sekisho_override_bind(to, fx.policy);
    CU_ASSERT_EQUAL(to->systems, 3);
    sekisho_override_free(to);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_reencoded_gives_the_same_bytes(void) {
    struct sekisho_override *to = NULL;
    struct statement_fx fx;
    size_t len = 0, again_len = 0;
    char *bytes, *again;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    CU_ASSERT_EQUAL_FATAL(sekisho_override_open(bytes, len, fx.keyring, &to), SEKISHO_OK);
    again = statement_fx_seal(to, fx.manager, &again_len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    CU_ASSERT_EQUAL_FATAL(again_len, len);
    CU_ASSERT_EQUAL(memcmp(again, bytes, len), 0);
    free(again);
    sekisho_override_free(to);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_any_bit_flipped_refused(void) {
    struct statement_fx fx;
    size_t len = 0, accepted = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    for (size_t i = 0; i < len * 8; i++) {
        struct sekisho_override *override = NULL;
        bytes[i / 8] = (char)(bytes[i / 8] ^ (1 << (i % 8)));
        accepted += sekisho_override_open(bytes, len, fx.keyring, &override) == SEKISHO_OK ? 1 : 0;
        sekisho_override_free(override);
        bytes[i / 8] = (char)(bytes[i / 8] ^ (1 << (i % 8)));
    }
    CU_ASSERT_EQUAL(accepted, 0);
    CU_ASSERT_EQUAL(open_override(&fx, bytes, len), SEKISHO_OK);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_cut_at_any_byte_or_lengthened_refused(void) {
    struct statement_fx fx;
    size_t len = 0;
    char *bytes, *longer;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    for (size_t cut = 0; cut < len; cut++)
        CU_ASSERT_NOT_EQUAL(open_override(&fx, bytes, cut), SEKISHO_OK);
    longer = calloc(1, 2 * len + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(longer);
    memcpy(longer, bytes, len);
    for (const char *tail = "\n #x\r"; *tail != '\0'; tail++) {
        longer[len] = *tail;
        CU_ASSERT_NOT_EQUAL(open_override(&fx, longer, len + 1), SEKISHO_OK);
    }
    longer[len] = '\0';
    CU_ASSERT_NOT_EQUAL(open_override(&fx, longer, len + 1), SEKISHO_OK);
    memcpy(longer + len, bytes, len); /* two in one */
    CU_ASSERT_NOT_EQUAL(open_override(&fx, longer, 2 * len), SEKISHO_OK);
    free(longer);
    free(bytes);
    statement_fx_stop(&fx);
}

static const enum sekisho_kind kinds[] = {SEKISHO_KIND_OVERRIDE, SEKISHO_KIND_NOTICE, SEKISHO_KIND_REVOCATION,
                                          SEKISHO_KIND_REVIEW};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool
role_may(enum sekisho_role role, enum sekisho_kind kind) {
    return (role == SEKISHO_ROLE_MANAGER && (kind == SEKISHO_KIND_OVERRIDE || kind == SEKISHO_KIND_NOTICE)) ||
           (role == SEKISHO_ROLE_OFFICER && (kind == SEKISHO_KIND_REVOCATION || kind == SEKISHO_KIND_REVIEW)) ||
           (role == SEKISHO_ROLE_AUDITOR && kind == SEKISHO_KIND_REVIEW);
}

/* Every written kind, signed for every purpose, by every role, offered as every kind: the diagonal alone gets in. */
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
                    (void)snprintf(body, sizeof(body), "sekisho %s 1\nkey: %s\nissued: 2026-04-01T16:30:00+09:00\n",
                                   sekisho_kind_str(kinds[written]), keys[key]->public_key.id);
                    bytes = statement_fx_sign(kinds[purpose], body, strlen(body), keys[key], &len);
                    rc = sekisho_statement_open(kinds[as], bytes, len, fx.keyring, &statement);
                    may = written == purpose && purpose == as && role_may(keys[key]->public_key.role, kinds[as]);
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

    forged = statement_fx_sign_message(body, body_len, body, body_len, fx.manager, &out_len); /* openssl, signify */
    CU_ASSERT_EQUAL(open_override(&fx, forged, out_len), SEKISHO_E_SIGNATURE);
    free(forged);

    (void)crypto_generichash(hash, sizeof(hash), (const uint8_t *)body, body_len, NULL, 0); /* minisign, prehashed */
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

/* A small-order key would make R = that point, S = 0 sign anything. It must not get in even past the key file. */
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

/* Each edit is signed by the manager, properly: what refuses it is the grammar. */
static void
test_open_signed_but_not_canonical_refused(void) {
    static const struct {
        const char *from, *to;
        enum sekisho_rc rc;
    } edits[] = {
        {"sekisho override 1", "sekisho override 2", SEKISHO_E_VERSION},
        {"sekisho override 1", "sekisho override 01", SEKISHO_E_VERSION},
        {"sekisho override 1\n", "sekisho override 1\n\n", SEKISHO_E_KEY},
        {"user: tanaka\nuid: 1001\n", "uid: 1001\nuser: tanaka\n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user: tanaka\nuser: tanaka\n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user: tanaka\nadmin: yes\n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user: tanaka\r\n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user: tanaka \n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user:  tanaka\n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user:tanaka\n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user: \n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "User: tanaka\n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user: *\n", SEKISHO_OK}, /* a name like any other: it matches no other name */
        {"user: tanaka\n", "user: a/b\n", SEKISHO_E_SYNTAX},
        {"user: tanaka\n", "user: -x\n", SEKISHO_E_SYNTAX},
        {"uid: 1001", "uid: 01001", SEKISHO_E_SYNTAX},
        {"uid: 1001", "uid: +1001", SEKISHO_E_SYNTAX},
        {"uid: 1001", "uid: 1001 ", SEKISHO_E_SYNTAX},
        {"uid: 1001", "uid: 0x3e9", SEKISHO_E_SYNTAX},
        {"uid: 1001", "uid: 4294967295", SEKISHO_E_RANGE},
        {"uid: 1001", "uid: 99999999999999999999999", SEKISHO_E_RANGE},
        {"uid: 1001", "uid: unknown", SEKISHO_OK},
        {"uid: 1001", "uid: any", SEKISHO_E_SYNTAX},
        {"hosts: madoguchi-1", "hosts: any", SEKISHO_OK},
        {"hosts: madoguchi-1", "hosts: *", SEKISHO_E_SYNTAX},
        {"hosts: madoguchi-1", "hosts: madoguchi-*", SEKISHO_E_SYNTAX},
        {"hosts: madoguchi-1", "hosts: Madoguchi-1", SEKISHO_E_SYNTAX},
        {"hosts: madoguchi-1", "hosts: madoguchi-1,any", SEKISHO_E_SYNTAX},
        {"hosts: madoguchi-1", "hosts: madoguchi-1,", SEKISHO_E_SYNTAX},
        {"hosts: madoguchi-1", "hosts: madoguchi-1, b", SEKISHO_E_SYNTAX},
        {"hosts: madoguchi-1", "hosts: madoguchi-1,madoguchi-1", SEKISHO_E_SYNTAX},
        {"hosts: madoguchi-1\n", "", SEKISHO_E_SYNTAX},
        {"services: sshd,login", "services: any", SEKISHO_OK},
        {"services: sshd,login", "services: *", SEKISHO_E_SYNTAX},
        {"services: sshd,login\n", "", SEKISHO_E_SYNTAX},
        {"systems: resident,finance", "systems: any", SEKISHO_E_SYNTAX},
        {"systems: resident,finance", "systems: resident,resident", SEKISHO_E_SYNTAX},
        {"systems: resident,finance\n", "", SEKISHO_E_SYNTAX},
        {"maintenance: no", "maintenance: yes", SEKISHO_OK},
        {"maintenance: no", "maintenance: true", SEKISHO_E_SYNTAX},
        {"maintenance: no\n", "", SEKISHO_E_SYNTAX},
        {"T17:30:00+09:00", "T17:30:00Z", SEKISHO_E_SYNTAX},
        {"T17:30:00+09:00", "T17:30:00-00:00", SEKISHO_E_SYNTAX},
        {"T17:30:00+09:00", "T08:30:00+00:00", SEKISHO_E_SYNTAX}, /* one offset in one statement */
        {"T17:30:00+09:00", " 17:30:00+09:00", SEKISHO_E_SYNTAX},
        {"T17:30:00+09:00", "T17:30:00.0+09:00", SEKISHO_E_SYNTAX},
        {"T17:30:00+09:00", "T24:30:00+09:00", SEKISHO_E_RANGE},
        {"2026-04-01T17:30", "2026-02-30T17:30", SEKISHO_E_RANGE},
        {"not-after: 2026-04-01T20:00:00", "not-after: 2026-04-01T17:30:00", SEKISHO_E_RANGE},
        {"not-after: 2026-04-01T20:00:00", "not-after: 2026-04-01T17:29:59", SEKISHO_E_RANGE},
        {"not-after: 2026-04-01T20:00:00", "not-after: 2026-04-01T17:30:01", SEKISHO_OK},
        {"id: 2026", "id: -026", SEKISHO_E_SYNTAX},
        {"id: 20260401-7f3a9c21", "id: 20260401-7F3A9C21", SEKISHO_E_SYNTAX},
        {"id: 20260401-7f3a9c21", "id: a/../b", SEKISHO_E_SYNTAX},
        {"id: 20260401-7f3a9c21", "id: 123456789012345678901234567890123", SEKISHO_E_SYNTAX},
        {"id: 20260401-7f3a9c21", "id: 12345678901234567890123456789012", SEKISHO_OK},
        {"reason: ", "reason: \x1b[31m", SEKISHO_E_SYNTAX},
        {"reason: ", "reason: \t", SEKISHO_E_SYNTAX},
        {"reason: ", "reason: \x7f", SEKISHO_E_SYNTAX},
        {"reason: ", "reason: \xc2\x9b", SEKISHO_E_SYNTAX},     /* C1 */
        {"reason: ", "reason: \xe2\x80\xae", SEKISHO_E_SYNTAX}, /* right-to-left override */
        {"reason: ", "reason: \xef\xbb\xbf", SEKISHO_E_SYNTAX}, /* BOM */
        {"reason: ", "reason: \xff", SEKISHO_E_SYNTAX},
        {"reason: ", "reason: \xc0\xaf", SEKISHO_E_SYNTAX}, /* over-long */
        {"reason: 年度始めの転入処理\n", "", SEKISHO_E_SYNTAX},
        {"approver: 山田 太郎", "approver: 田中 花子", SEKISHO_E_RANGE}, /* approves their own request */
        {"approver: 山田 太郎\n", "", SEKISHO_E_TRUNCATED},
        {"approver: 山田 太郎\n", "approver: 山田 太郎\nnote: x\n", SEKISHO_E_TRAILING},
        {"approver: 山田 太郎\n", "approver: 山田 太郎\n\n", SEKISHO_E_TRAILING},
    };
    struct statement_fx fx;
    size_t len = 0, body_len = 0;
    char *bytes, *body;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    body = statement_fx_body(bytes, len, &body_len);
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        char *edited = statement_fx_edit(body, edits[i].from, edits[i].to), *signed_text;
        enum sekisho_rc rc;
        CU_ASSERT_PTR_NOT_NULL_FATAL(edited);
        signed_text = statement_fx_sign(SEKISHO_KIND_OVERRIDE, edited, strlen(edited), fx.manager, &len);
        rc = open_override(&fx, signed_text, len);
        if (rc != edits[i].rc)
            printf("\n  edit %zu to \"%s\": %s\n", i, edits[i].to, sekisho_rc_str(rc));
        CU_ASSERT_EQUAL(rc, edits[i].rc);
        free(signed_text);
        free(edited);
    }
    free(body);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_nul_inside_refused(void) {
    struct statement_fx fx;
    size_t len = 0, body_len = 0;
    char *bytes, *body, *signed_text, *at;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    body = statement_fx_body(bytes, len, &body_len);
    at = strstr(body, "tanaka");
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    at[3] = '\0';
    signed_text = statement_fx_sign(SEKISHO_KIND_OVERRIDE, body, body_len, fx.manager, &len);
    CU_ASSERT_EQUAL(open_override(&fx, signed_text, len), SEKISHO_E_SYNTAX);
    free(signed_text);
    free(body);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_size_cap_is_exact(void) {
    struct statement_fx fx;
    size_t len = 0;
    char *big, *signed_text;
    const size_t cap = SEKISHO_STATEMENT_OVERRIDE_MAX;
    statement_fx_start(&fx);
    big = malloc(cap + 16);
    CU_ASSERT_PTR_NOT_NULL_FATAL(big);
    for (size_t body_len = cap - 100; body_len <= cap - 99; body_len++) {
        const int head = snprintf(big, cap, "sekisho override 1\nkey: %s\nissued: 2026-04-01T16:30:00+09:00\nid: ",
                                  fx.manager->public_key.id);
        memset(big + head, 'a', body_len - (size_t)head);
        big[body_len - 1] = '\n';
        signed_text = statement_fx_sign(SEKISHO_KIND_OVERRIDE, big, body_len, fx.manager, &len);
        /* At the cap it is read, and falls at the next field; over it nothing is read. */
        CU_ASSERT_EQUAL(open_override(&fx, signed_text, len), len > cap ? SEKISHO_E_TOO_LARGE : SEKISHO_E_TRUNCATED);
        free(signed_text);
    }
    free(big);
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

static void
test_seal_wildcard_as_a_name_refused(void) {
    static const char *const any[] = {"any"};
    struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    size_t len = 0;
    char *bytes = NULL;
    statement_fx_start(&fx);
    override.hosts.name = any;
    CU_ASSERT_EQUAL(sekisho_override_seal(&override, fx.manager, &bytes, &len), SEKISHO_E_ARGUMENT);
    override = statement_fx_override();
    override.services.n = 0;
    CU_ASSERT_EQUAL(sekisho_override_seal(&override, fx.manager, &bytes, &len), SEKISHO_E_ARGUMENT);
    override = statement_fx_override();
    override.reason = "a\nhosts: any";
    CU_ASSERT_NOT_EQUAL(sekisho_override_seal(&override, fx.manager, &bytes, &len), SEKISHO_OK);
    override = statement_fx_override();
    override.reason = "";
    CU_ASSERT_NOT_EQUAL(sekisho_override_seal(&override, fx.manager, &bytes, &len), SEKISHO_OK);
    CU_ASSERT_PTR_NULL(bytes);
    statement_fx_stop(&fx);
}

static void
test_unfold_of_fold_gives_the_same_bytes(void) {
    struct statement_fx fx;
    size_t len = 0, again_len = 0, at = 0;
    char *bytes, *line = NULL, *again = NULL, *wrapped;
    statement_fx_start(&fx);
    bytes = good(&fx, &len);
    CU_ASSERT_EQUAL_FATAL(sekisho_statement_fold(bytes, len, &line), SEKISHO_OK);
    CU_ASSERT_PTR_NULL(strchr(line, '\n'));
    CU_ASSERT_EQUAL_FATAL(sekisho_statement_unfold(line, strlen(line), 8192, &again, &again_len), SEKISHO_OK);
    CU_ASSERT_TRUE(again_len == len && memcmp(again, bytes, len) == 0);
    free(again);
    /* As a mail program leaves it: wrapped, indented, CRLF. */
    wrapped = calloc(1, 2 * strlen(line) + 16);
    CU_ASSERT_PTR_NOT_NULL_FATAL(wrapped);
    wrapped[at++] = ' ';
    for (size_t i = 0; line[i] != '\0'; i++) {
        wrapped[at++] = line[i];
        if (i > 20 && i % 60 == 0) {
            memcpy(wrapped + at, "\r\n ", 3);
            at += 3;
        }
    }
    memcpy(wrapped + at, "\r\n", 2);
    CU_ASSERT_EQUAL_FATAL(sekisho_statement_unfold(wrapped, strlen(wrapped), 8192, &again, &again_len), SEKISHO_OK);
    CU_ASSERT_TRUE(again_len == len && memcmp(again, bytes, len) == 0);
    free(again);
    /* The text itself passes through untouched. */
    CU_ASSERT_EQUAL_FATAL(sekisho_statement_unfold(bytes, len, 8192, &again, &again_len), SEKISHO_OK);
    CU_ASSERT_TRUE(again_len == len && memcmp(again, bytes, len) == 0);
    free(again);
    again = NULL;
    CU_ASSERT_EQUAL(sekisho_statement_unfold(line, strlen(line) - 1, 8192, &again, &again_len), SEKISHO_E_TRUNCATED);
    CU_ASSERT_EQUAL(sekisho_statement_unfold("hello", 5, 8192, &again, &again_len), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(sekisho_statement_unfold("", 0, 8192, &again, &again_len), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(sekisho_statement_unfold("sekisho1:!!.", 12, 8192, &again, &again_len), SEKISHO_E_SYNTAX);
    CU_ASSERT_NOT_EQUAL(sekisho_statement_unfold(line, strlen(line), 100, &again, &again_len), SEKISHO_OK);
    CU_ASSERT_PTR_NULL(again);
    free(wrapped);
    free(line);
    free(bytes);
    statement_fx_stop(&fx);
}

/* The worked example of the format's page: its key file, its statement, its one long line. */
static char *
cut_block(const char *text, const char *name) {
    char start[64];
    const char *from, *to;
    char *block;
    (void)snprintf(start, sizeof(start), "\n----- begin %s -----\n", name);
    if ((from = strstr(text, start)) == NULL)
        return NULL;
    from += strlen(start);
    if ((to = strstr(from, "----- end")) == NULL)
        return NULL;
    block = calloc(1, (size_t)(to - from) + 1);
    if (block != NULL)
        memcpy(block, from, (size_t)(to - from));
    return block;
}

static void
test_open_worked_example_of_the_format_page(void) {
    struct sekisho_keyring *keyring = calloc(1, sizeof(*keyring));
    struct sekisho_public_key key;
    struct sekisho_override *override = NULL;
    size_t len = 0;
    char *page = statement_fx_read(TEST_SRCDIR "/doc/FORMAT.statement", &len), *public_key, *statement;
    CU_ASSERT_PTR_NOT_NULL_FATAL(page);
    CU_ASSERT_PTR_NOT_NULL_FATAL(keyring);
    public_key = cut_block(page, "key");
    statement = cut_block(page, "statement");
    CU_ASSERT_PTR_NOT_NULL_FATAL(public_key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(statement);
    CU_ASSERT_EQUAL_FATAL(sekisho_publickey_parse(public_key, strlen(public_key), &key), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_keyring_add(keyring, &key), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_override_open(statement, strlen(statement), keyring, &override), SEKISHO_OK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(override);
    CU_ASSERT_STRING_EQUAL(override->user, "tanaka");
    sekisho_override_free(override);
    free(statement);
    free(public_key);
    free(page);
    sekisho_keyring_free(keyring);
}

const char *const runner_suite = "statement";
const CU_TestInfo runner_tests[] = {
    {"test_ed25519_rfc8032_vectors", test_ed25519_rfc8032_vectors},
    {"test_open_signed_by_manager_gives_every_field", test_open_signed_by_manager_gives_every_field},
    {"test_open_reencoded_gives_the_same_bytes", test_open_reencoded_gives_the_same_bytes},
    {"test_open_any_bit_flipped_refused", test_open_any_bit_flipped_refused},
    {"test_open_cut_at_any_byte_or_lengthened_refused", test_open_cut_at_any_byte_or_lengthened_refused},
    {"test_open_cross_purpose_matrix_only_the_diagonal", test_open_cross_purpose_matrix_only_the_diagonal},
    {"test_open_signature_of_another_program_refused", test_open_signature_of_another_program_refused},
    {"test_open_untrusted_or_misplaced_key_refused", test_open_untrusted_or_misplaced_key_refused},
    {"test_open_other_trusted_keys_signature_refused", test_open_other_trusted_keys_signature_refused},
    {"test_open_standing_of_key_counts_at_the_second", test_open_standing_of_key_counts_at_the_second},
    {"test_open_noncanonical_s_refused", test_open_noncanonical_s_refused},
    {"test_open_small_order_key_refused", test_open_small_order_key_refused},
    {"test_open_signed_but_not_canonical_refused", test_open_signed_but_not_canonical_refused},
    {"test_open_nul_inside_refused", test_open_nul_inside_refused},
    {"test_open_size_cap_is_exact", test_open_size_cap_is_exact},
    {"test_open_signature_in_another_spelling_refused", test_open_signature_in_another_spelling_refused},
    {"test_seal_wildcard_as_a_name_refused", test_seal_wildcard_as_a_name_refused},
    {"test_unfold_of_fold_gives_the_same_bytes", test_unfold_of_fold_gives_the_same_bytes},
    {"test_open_worked_example_of_the_format_page", test_open_worked_example_of_the_format_page},
    CU_TEST_INFO_NULL,
};
