#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stddef.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/crypto.h"
#include "core/keyring.h"
#include "core/secretkey.h"
#include "core/value.h"
#include "support/runner.h"
#include "support/statement_fx.h"

static const struct sekisho_seal_cost cheap = {.passes = 1, .memory = 8192};
static const char passphrase[] = "correct horse 馬";

static void
test_publickey_round_trip_gives_the_same_bytes(void) {
    struct sekisho_public_key key, again;
    struct statement_fx fx;
    size_t len = 0, again_len = 0;
    char *bytes = NULL, *again_bytes = NULL;
    statement_fx_start(&fx);
    key = fx.manager->public_key;
    for (int standing = SEKISHO_KEY_DISTRUSTED; standing <= SEKISHO_KEY_TRUSTED; standing++) {
        key.standing = (enum sekisho_key_standing)standing;
        key.standing_at = standing == SEKISHO_KEY_TRUSTED ? 0 : STATEMENT_FX_FROM;
        key.standing_offset_sec = standing == SEKISHO_KEY_TRUSTED ? 0 : STATEMENT_FX_OFFSET;
        CU_ASSERT_EQUAL_FATAL(sekisho_publickey_encode(&key, &bytes, &len), SEKISHO_OK);
        CU_ASSERT_EQUAL_FATAL(sekisho_publickey_parse(bytes, len, &again), SEKISHO_OK);
        CU_ASSERT_EQUAL(again.standing, key.standing);
        CU_ASSERT_EQUAL(again.standing_at, key.standing_at);
        CU_ASSERT_EQUAL(again.role, SEKISHO_ROLE_MANAGER);
        CU_ASSERT_STRING_EQUAL(again.holder, "山田 太郎");
        CU_ASSERT_STRING_EQUAL(again.id, "68a3382c057df27d915c915bacfdd7c4");
        CU_ASSERT_EQUAL_FATAL(sekisho_publickey_encode(&again, &again_bytes, &again_len), SEKISHO_OK);
        CU_ASSERT_TRUE(again_len == len && memcmp(again_bytes, bytes, len) == 0);
        free(bytes);
        free(again_bytes);
    }
    statement_fx_stop(&fx);
}

static void
test_publickey_fingerprint_is_in_groups(void) {
    char text[SEKISHO_PUBLICKEY_PRINT_CAP];
    struct statement_fx fx;
    statement_fx_start(&fx);
    CU_ASSERT_STRING_EQUAL(sekisho_publickey_fingerprint(&fx.manager->public_key, text),
                           "68a3 382c 057d f27d 915c 915b acfd d7c4");
    statement_fx_stop(&fx);
}

static void
test_publickey_parse_strange_file_refused(void) {
    static const struct {
        const char *from, *to;
        enum sekisho_rc rc;
    } edits[] = {
        {"public-key 1", "public-key 2", SEKISHO_E_VERSION},
        {"public-key", "secret-key", SEKISHO_E_SYNTAX},
        {"id: ", "id: 0", SEKISHO_E_KEY},
        {"role: manager", "role: officer", SEKISHO_E_KEY}, /* all that the fingerprint covers */
        {"holder: ", "holder: 山", SEKISHO_E_KEY},
        {"T00:00:00", "T00:00:01", SEKISHO_E_KEY},
        {"role: manager", "role: root", SEKISHO_E_RANGE},
        {"role: manager", "role: manager,officer", SEKISHO_E_RANGE},
        {"role: manager", "role: none", SEKISHO_E_RANGE},
        {"role: manager\n", "", SEKISHO_E_SYNTAX},
        {"holder: ", "holder: \x1b[2J", SEKISHO_E_SYNTAX},
        {"+09:00", "Z", SEKISHO_E_SYNTAX},
        {"public: ", "public: A", SEKISHO_E_SYNTAX},
        {"b1w=\n", "b1w=", SEKISHO_E_SYNTAX},
        {"b1w=\n", "b1w=\nissued-before: 2026-04-01T17:30:00+09:00\ndistrusted: 2026-04-01T17:30:00+09:00\n",
         SEKISHO_E_TRAILING},
        {"b1w=\n", "b1w=\ntrusted: yes\n", SEKISHO_E_SYNTAX},
    };
    struct sekisho_public_key key;
    struct statement_fx fx;
    size_t len = 0;
    char *bytes = NULL, *edited;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL_FATAL(sekisho_publickey_encode(&fx.manager->public_key, &bytes, &len), SEKISHO_OK);
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        enum sekisho_rc rc;
        edited = statement_fx_edit(bytes, edits[i].from, edits[i].to);
        CU_ASSERT_PTR_NOT_NULL_FATAL(edited);
        rc = sekisho_publickey_parse(edited, strlen(edited), &key);
        if (rc != edits[i].rc)
            printf("\n  edit %zu to \"%s\": %s\n", i, edits[i].to, sekisho_rc_str(rc));
        CU_ASSERT_EQUAL(rc, edits[i].rc);
        free(edited);
    }
    edited = calloc(1, SEKISHO_PUBLICKEY_MAX_BYTES + 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(edited);
    CU_ASSERT_EQUAL(sekisho_publickey_parse(edited, SEKISHO_PUBLICKEY_MAX_BYTES + 1, &key),
                    SEKISHO_E_TOO_LARGE);
    free(edited);
    free(bytes);
    statement_fx_stop(&fx);
}

/* Points of small or mixed order, and bytes that are no point, with the id that is rightly theirs. */
static void
test_publickey_parse_weak_point_refused(void) {
    static const char *const points[] = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* not canonical */
        "0200000000000000000000000000000000000000000000000000000000000000", /* no point */
    };
    struct sekisho_public_key key, parsed;
    struct statement_fx fx;
    statement_fx_start(&fx);
    key = fx.manager->public_key;
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        size_t len = 0;
        char *bytes = NULL;
        CU_ASSERT_EQUAL_FATAL(sekisho_value_hex(points[i], key.bytes, 32), SEKISHO_OK);
        sekisho_publickey_set_id(&key);
        CU_ASSERT_EQUAL_FATAL(sekisho_publickey_encode(&key, &bytes, &len), SEKISHO_OK);
        CU_ASSERT_EQUAL(sekisho_publickey_parse(bytes, len, &parsed), SEKISHO_E_KEY);
        free(bytes);
    }
    statement_fx_stop(&fx);
}

static struct sekisho_keyring *
load(struct statement_fx *fx, enum sekisho_rc expected) {
    struct sekisho_keyring *keyring = NULL;
    CU_ASSERT_EQUAL(sekisho_keyring_load(fx->keys_dir, fx->trust, &keyring), expected);
    CU_ASSERT_EQUAL(keyring != NULL, expected == SEKISHO_OK);
    return keyring;
}

static void
test_keyring_stored_keys_are_found(void) {
    struct sekisho_keyring *keyring;
    struct statement_fx fx;
    statement_fx_start(&fx);
    (void)load(&fx, SEKISHO_E_NOT_FOUND);
    statement_fx_store_keys(&fx);
    keyring = load(&fx, SEKISHO_OK);
    CU_ASSERT_EQUAL(keyring->n_keys, 4);
    CU_ASSERT_EQUAL(keyring->n_refused, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sekisho_keyring_find(keyring, fx.officer->public_key.id));
    CU_ASSERT_EQUAL(sekisho_keyring_find(keyring, fx.officer->public_key.id)->role, SEKISHO_ROLE_OFFICER);
    CU_ASSERT_PTR_NULL(sekisho_keyring_find(keyring, fx.stranger->public_key.id));
    CU_ASSERT_PTR_NULL(sekisho_keyring_find(keyring, ""));
    CU_ASSERT_PTR_NULL(sekisho_keyring_find(NULL, fx.officer->public_key.id));
    sekisho_keyring_free(keyring);
    statement_fx_stop(&fx);
}

static void
check_refused(struct statement_fx *fx, size_t n_keys, enum sekisho_rc rc) {
    struct sekisho_keyring *keyring = load(fx, SEKISHO_OK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(keyring);
    CU_ASSERT_EQUAL(keyring->n_keys, n_keys);
    CU_ASSERT_EQUAL(keyring->n_refused, 1);
    CU_ASSERT_EQUAL(keyring->refused_rc, rc);
    sekisho_keyring_free(keyring);
}

static void
test_keyring_strange_file_is_no_key_and_harms_no_other(void) {
    char name[64], path[256];
    struct statement_fx fx;
    size_t len = 0;
    char *bytes = NULL;
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    CU_ASSERT_EQUAL_FATAL(sekisho_publickey_encode(&fx.stranger->public_key, &bytes, &len), SEKISHO_OK);
    (void)snprintf(name, sizeof(name), "%s.pub", fx.stranger->public_key.id);
    (void)snprintf(path, sizeof(path), "%s/%s", fx.keys_dir, name);
    statement_fx_write(fx.keys_dir, "copy.pub", bytes, len, 0644); /* under a name that is not its id */
    check_refused(&fx, 4, SEKISHO_E_KEY);
    (void)snprintf(path, sizeof(path), "%s/copy.pub", fx.keys_dir);
    (void)unlink(path);
    (void)snprintf(path, sizeof(path), "%s/%s", fx.keys_dir, name);
    statement_fx_write(fx.keys_dir, name, bytes, len, 0664);
    check_refused(&fx, 4, SEKISHO_E_MODE);
    statement_fx_write(fx.keys_dir, name, bytes, len - 1, 0644);
    check_refused(&fx, 4, SEKISHO_E_SYNTAX);
    (void)unlink(path);
    statement_fx_write(fx.folder, "elsewhere", bytes, len, 0644);
    CU_ASSERT_EQUAL_FATAL(symlink("../elsewhere", path), 0);
    check_refused(&fx, 4, SEKISHO_E_NOT_REGULAR);
    (void)unlink(path);
    CU_ASSERT_EQUAL_FATAL(mkfifo(path, 0644), 0);
    check_refused(&fx, 4, SEKISHO_E_NOT_REGULAR);
    (void)unlink(path);
    if (geteuid() == 0) {
        statement_fx_write(fx.keys_dir, name, bytes, len, 0644);
        CU_ASSERT_EQUAL_FATAL(chown(path, 65534, 65534), 0);
        check_refused(&fx, 4, SEKISHO_E_OWNER);
    }
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_keyring_one_key_in_two_roles_counts_in_neither(void) {
    struct sekisho_public_key key;
    struct sekisho_keyring *keyring;
    struct statement_fx fx;
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    key = fx.officer->public_key;
    key.role = SEKISHO_ROLE_MANAGER;
    sekisho_publickey_set_id(&key);
    CU_ASSERT_STRING_NOT_EQUAL(key.id, fx.officer->public_key.id);
    CU_ASSERT_EQUAL_FATAL(sekisho_keyring_store(fx.keys_dir, fx.trust, &key), SEKISHO_OK);
    keyring = load(&fx, SEKISHO_OK);
    CU_ASSERT_EQUAL(keyring->n_keys, 4);
    CU_ASSERT_EQUAL(keyring->refused_rc, SEKISHO_E_EXISTS);
    for (size_t i = 0; i < keyring->n_keys; i++)
        if (memcmp(keyring->key[i].bytes, key.bytes, sizeof(key.bytes)) == 0)
            CU_ASSERT_EQUAL(keyring->key[i].standing, SEKISHO_KEY_DISTRUSTED);
    sekisho_keyring_free(keyring);
    statement_fx_stop(&fx);
}

static void
test_keyring_over_its_caps_refused(void) {
    struct statement_fx fx;
    char name[32];
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    for (unsigned i = 0; i < SEKISHO_KEYRING_MAX_ENTRIES; i++) {
        (void)snprintf(name, sizeof(name), "note%u", i);
        statement_fx_write(fx.keys_dir, name, "x", 1, 0644);
    }
    (void)load(&fx, SEKISHO_E_TOO_LARGE);
    statement_fx_stop(&fx);

    statement_fx_start(&fx);
    for (uint8_t i = 0; i <= SEKISHO_KEYRING_MAX_KEYS; i++) {
        struct sekisho_secret_key *key = NULL;
        uint8_t seed[32];
        memset(seed, 100 + i, sizeof(seed));
        CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_from_seed(seed, SEKISHO_ROLE_AUDITOR, "x", 0, 0, &key),
                              SEKISHO_OK);
        CU_ASSERT_EQUAL(sekisho_keyring_store(fx.keys_dir, fx.trust, &key->public_key), SEKISHO_OK);
        sekisho_secretkey_free(key);
    }
    (void)load(&fx, SEKISHO_E_TOO_LARGE);
    statement_fx_stop(&fx);
}

static void
test_secretkey_opens_by_its_passphrase_alone(void) {
    struct sekisho_secret_key *key = NULL, *again = NULL;
    size_t len = 0;
    char *bytes = NULL;
    CU_ASSERT_EQUAL_FATAL(sekisho_crypto_start(), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_new(SEKISHO_ROLE_OFFICER, "佐藤 次郎", STATEMENT_FX_MADE,
                                                STATEMENT_FX_OFFSET, &key),
                          SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_seal(key, passphrase, strlen(passphrase), cheap, &bytes, &len),
                          SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_open(bytes, len, passphrase, strlen(passphrase), &again),
                          SEKISHO_OK);
    CU_ASSERT_EQUAL(memcmp(again->bytes, key->bytes, 64), 0);
    CU_ASSERT_EQUAL(again->public_key.role, SEKISHO_ROLE_OFFICER);
    CU_ASSERT_STRING_EQUAL(again->public_key.holder, "佐藤 次郎");
    sekisho_secretkey_free(again);
    again = NULL;
    CU_ASSERT_EQUAL(sekisho_secretkey_open(bytes, len, passphrase, strlen(passphrase) - 1, &again),
                    SEKISHO_E_KEY);
    CU_ASSERT_EQUAL(sekisho_secretkey_open(bytes, len, "Correct horse", 13, &again), SEKISHO_E_KEY);
    CU_ASSERT_EQUAL(sekisho_secretkey_open(bytes, len, "", 0, &again), SEKISHO_E_KEY);
    CU_ASSERT_PTR_NULL(again);
    CU_ASSERT_EQUAL(sekisho_secretkey_seal(key, "short", 5, cheap, &bytes, &len), SEKISHO_E_ARGUMENT);
    sekisho_secretkey_free(key);
    free(bytes);
}

static void
test_secretkey_two_seals_share_nothing(void) {
    struct sekisho_secret_key *key = NULL;
    size_t len = 0, other_len = 0;
    char *bytes = NULL, *other = NULL;
    CU_ASSERT_EQUAL_FATAL(sekisho_crypto_start(), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_new(SEKISHO_ROLE_MANAGER, "x", 0, 0, &key), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_seal(key, passphrase, strlen(passphrase), cheap, &bytes, &len),
                          SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(
        sekisho_secretkey_seal(key, passphrase, strlen(passphrase), cheap, &other, &other_len), SEKISHO_OK);
    CU_ASSERT_STRING_NOT_EQUAL(strstr(bytes, "salt: "), strstr(other, "salt: "));
    CU_ASSERT_STRING_NOT_EQUAL(strstr(bytes, "sealed: "), strstr(other, "sealed: "));
    free(bytes);
    free(other);
    sekisho_secretkey_free(key);
}

/* The role, holder and date beside the sealed part are bound to it by the id. */
static void
test_secretkey_any_bit_flipped_refused(void) {
    struct sekisho_secret_key *key = NULL;
    size_t len = 0;
    char *bytes = NULL;
    CU_ASSERT_EQUAL_FATAL(sekisho_crypto_start(), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_new(SEKISHO_ROLE_MANAGER, "holder", 0, 0, &key), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_seal(key, passphrase, strlen(passphrase), cheap, &bytes, &len),
                          SEKISHO_OK);
    for (size_t i = 0; i < len * 8; i++) {
        struct sekisho_secret_key *again = NULL;
        char *costs = strstr(bytes, "argon2id-"), *salt = strstr(bytes, "salt: ");
        if (bytes + i / 8 >= costs && bytes + i / 8 < salt)
            continue; /* costs are tried below, by value: a flipped digit may cost a gigabyte */
        bytes[i / 8] = (char)(bytes[i / 8] ^ (1 << (i % 8)));
        CU_ASSERT_NOT_EQUAL(sekisho_secretkey_open(bytes, len, passphrase, strlen(passphrase), &again),
                            SEKISHO_OK);
        sekisho_secretkey_free(again);
        bytes[i / 8] = (char)(bytes[i / 8] ^ (1 << (i % 8)));
    }
    free(bytes);
    sekisho_secretkey_free(key);
}

static void
test_secretkey_open_hostile_cost_refused_at_once(void) {
    static const char *const costs[] = {
        "passes: 0",  "passes: 17",          "passes: 4294967297", "passes: 01",
        "memory: 0",  "memory: 8191",        "memory: 1073741825", "memory: 18446744073709551616",
        "memory: -1", "memory: 99999999999",
    };
    struct sekisho_secret_key *key = NULL, *again = NULL;
    size_t len = 0;
    char *bytes = NULL;
    CU_ASSERT_EQUAL_FATAL(sekisho_crypto_start(), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_new(SEKISHO_ROLE_MANAGER, "holder", 0, 0, &key), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_secretkey_seal(key, passphrase, strlen(passphrase), cheap, &bytes, &len),
                          SEKISHO_OK);
    for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
        char *edited = statement_fx_edit(bytes, i < 4 ? "passes: 1" : "memory: 8192", costs[i]);
        enum sekisho_rc rc;
        CU_ASSERT_PTR_NOT_NULL_FATAL(edited);
        rc = sekisho_secretkey_open(edited, strlen(edited), passphrase, strlen(passphrase), &again);
        CU_ASSERT_TRUE(rc == SEKISHO_E_RANGE || rc == SEKISHO_E_SYNTAX);
        free(edited);
    }
    free(bytes);
    sekisho_secretkey_free(key);
}

/* Where the kernel gives no random numbers, libsodium would abort; a code must come back instead. */
static int
start_without_random_numbers(void) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
        return 77;
    return sekisho_crypto_start() == SEKISHO_E_RANDOM ? 0 : 1;
}

static void
test_crypto_start_without_random_numbers_is_an_error_not_an_abort(void) {
    int status = -1;
    const pid_t child = fork();
    if (child == 0)
        _exit(start_without_random_numbers());
    CU_ASSERT_EQUAL_FATAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        printf("[not tried: no seccomp here] ");
    else
        CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
}

const char *const runner_suite = "keyring";
const CU_TestInfo runner_tests[] = {
    {"test_crypto_start_without_random_numbers_is_an_error_not_an_abort",
     test_crypto_start_without_random_numbers_is_an_error_not_an_abort},
    {"test_publickey_round_trip_gives_the_same_bytes", test_publickey_round_trip_gives_the_same_bytes},
    {"test_publickey_fingerprint_is_in_groups", test_publickey_fingerprint_is_in_groups},
    {"test_publickey_parse_strange_file_refused", test_publickey_parse_strange_file_refused},
    {"test_publickey_parse_weak_point_refused", test_publickey_parse_weak_point_refused},
    {"test_keyring_stored_keys_are_found", test_keyring_stored_keys_are_found},
    {"test_keyring_strange_file_is_no_key_and_harms_no_other",
     test_keyring_strange_file_is_no_key_and_harms_no_other},
    {"test_keyring_one_key_in_two_roles_counts_in_neither",
     test_keyring_one_key_in_two_roles_counts_in_neither},
    {"test_keyring_over_its_caps_refused", test_keyring_over_its_caps_refused},
    {"test_secretkey_opens_by_its_passphrase_alone", test_secretkey_opens_by_its_passphrase_alone},
    {"test_secretkey_two_seals_share_nothing", test_secretkey_two_seals_share_nothing},
    {"test_secretkey_any_bit_flipped_refused", test_secretkey_any_bit_flipped_refused},
    {"test_secretkey_open_hostile_cost_refused_at_once", test_secretkey_open_hostile_cost_refused_at_once},
    CU_TEST_INFO_NULL,
};
