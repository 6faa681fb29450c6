/*
 * Any bytes as what signers send: the first byte says as what. No fuzzer guesses a signature, so bodies are
 * signed here with the test keys; what is then accepted must come out of the encoder as the same bytes.
 *
 *   o n r  the body of an override, notice, revocation     q  a request        k  a public key file
 *   f      a folded statement                              others: a whole statement, as it is
 */
#include "support/fuzz.h"

#include <sodium.h>
#include <string.h>

#include "core/notice_statement.h"
#include "core/override.h"
#include "core/request.h"
#include "core/revocation.h"
#include "core/statement.h"

#define LEN_MAX 65536

/* The ids in the seeds are of these very keys (tests/support/statement_fx.h). */
#define MADE_AT    INT64_C(1774969200)
#define OFFSET_SEC 32400

static struct sekisho_secret_key *manager, *officer;
static struct sekisho_keyring keyring;

static void
make_keys(void) {
    uint8_t seed[32];
    if (manager != NULL)
        return;
    fuzz_insist(sodium_init() >= 0);
    memset(seed, 1, sizeof(seed));
    fuzz_insist(sekisho_secretkey_from_seed(seed, SEKISHO_ROLE_MANAGER, "山田 太郎", MADE_AT, OFFSET_SEC,
                                            &manager) == SEKISHO_OK);
    memset(seed, 3, sizeof(seed));
    fuzz_insist(sekisho_secretkey_from_seed(seed, SEKISHO_ROLE_OFFICER, "佐藤 次郎", MADE_AT, OFFSET_SEC,
                                            &officer) == SEKISHO_OK);
    fuzz_insist(sekisho_keyring_add(&keyring, &manager->public_key) == SEKISHO_OK);
    fuzz_insist(sekisho_keyring_add(&keyring, &officer->public_key) == SEKISHO_OK);
}

static void
insist_same(enum sekisho_rc rc, char *again, size_t again_len, const void *bytes, size_t len) {
    fuzz_insist(rc == SEKISHO_OK && again_len == len && memcmp(again, bytes, len) == 0);
    free(again);
}

static void
check_open(enum sekisho_kind kind, const char *bytes, size_t len) {
    struct sekisho_override *override = NULL;
    struct sekisho_notice_statement *notice = NULL;
    struct sekisho_revocation *revocation = NULL;
    char *again = NULL;
    size_t again_len = 0;
    enum sekisho_rc rc;

    if (kind == SEKISHO_KIND_OVERRIDE &&
        sekisho_override_open(bytes, len, &keyring, &override) == SEKISHO_OK) {
        fuzz_insist(override->any_host != (override->hosts.n > 0) && override->system_names.n > 0);
        rc = sekisho_override_seal(override, manager, &again, &again_len);
        insist_same(rc, again, again_len, bytes, len);
    }
    if (kind == SEKISHO_KIND_NOTICE && sekisho_notice_open(bytes, len, &keyring, &notice) == SEKISHO_OK) {
        rc = sekisho_notice_seal(notice, manager, &again, &again_len);
        insist_same(rc, again, again_len, bytes, len);
    }
    if (kind == SEKISHO_KIND_REVOCATION &&
        sekisho_revocation_open(bytes, len, &keyring, &revocation) == SEKISHO_OK) {
        rc = sekisho_revocation_seal(revocation, officer, &again, &again_len);
        insist_same(rc, again, again_len, bytes, len);
    }
    sekisho_override_free(override);
    sekisho_notice_free(notice);
    sekisho_revocation_free(revocation);
}

static void
check_body(enum sekisho_kind kind, const struct sekisho_secret_key *key, const char *body, size_t len) {
    struct sekisho_writer writer;
    char *text = malloc(len + 1), *bytes = NULL;
    size_t bytes_len = 0;

    fuzz_insist(text != NULL);
    memcpy(text, body, len);
    text[len] = '\0';
    sekisho_writer_init(&writer, LEN_MAX + 1024);
    sekisho_writer_put(&writer, text); /* up to a NUL: the rest of such an input is another's test */
    if (sekisho_statement_sign(&writer, kind, key, &bytes, &bytes_len) == SEKISHO_OK)
        check_open(kind, bytes, bytes_len);
    sekisho_writer_done(&writer);
    free(bytes);
    free(text);
}

static void
check_request(const char *bytes, size_t len) {
    struct sekisho_override *request = NULL;
    size_t again_len = 0;
    char *again = NULL;
    enum sekisho_rc rc;
    if (sekisho_request_parse(bytes, len, &request) != SEKISHO_OK)
        return;
    rc = sekisho_request_encode(request, &again, &again_len);
    insist_same(rc, again, again_len, bytes, len);
    sekisho_override_free(request);
}

static void
check_key(const char *bytes, size_t len) {
    struct sekisho_public_key key;
    size_t again_len = 0;
    char *again = NULL;
    enum sekisho_rc rc;
    if (sekisho_publickey_parse(bytes, len, &key) != SEKISHO_OK)
        return;
    rc = sekisho_publickey_encode(&key, &again, &again_len);
    insist_same(rc, again, again_len, bytes, len);
}

static void
check_folded(const char *text, size_t len) {
    char *bytes = NULL, *line = NULL, *again = NULL;
    size_t bytes_len = 0, again_len = 0;
    enum sekisho_rc rc;
    if (sekisho_statement_unfold(text, len, SEKISHO_STATEMENT_OVERRIDE_MAX, &bytes, &bytes_len) != SEKISHO_OK)
        return;
    fuzz_insist(bytes_len <= SEKISHO_STATEMENT_OVERRIDE_MAX && bytes[bytes_len] == '\0');
    fuzz_insist(sekisho_statement_fold(bytes, bytes_len, &line) == SEKISHO_OK);
    rc = sekisho_statement_unfold(line, strlen(line), SEKISHO_STATEMENT_OVERRIDE_MAX, &again, &again_len);
    insist_same(rc, again, again_len, bytes, bytes_len);
    free(line);
    free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    const char *text = (const char *)bytes;

    if (len == 0 || len > LEN_MAX)
        return 0;
    make_keys();
    switch (text[0]) {
    case 'o':
        check_body(SEKISHO_KIND_OVERRIDE, manager, text + 1, len - 1);
        break;
    case 'n':
        check_body(SEKISHO_KIND_NOTICE, manager, text + 1, len - 1);
        break;
    case 'r':
        check_body(SEKISHO_KIND_REVOCATION, officer, text + 1, len - 1);
        break;
    case 'q':
        check_request(text + 1, len - 1);
        break;
    case 'k':
        check_key(text + 1, len - 1);
        break;
    case 'f':
        check_folded(text + 1, len - 1);
        break;
    default:
        for (int kind = SEKISHO_KIND_NONE; kind < SEKISHO_KIND_END; kind++)
            check_open((enum sekisho_kind)kind, text, len);
    }
    return 0;
}
