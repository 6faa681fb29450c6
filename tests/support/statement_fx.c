#include "support/statement_fx.h"

#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/crypto.h"

#define SIGNATURE_LINE_LEN 100

static void *
must(void *pointer) {
    if (pointer == NULL)
        abort();
    return pointer;
}

static void
must_ok(enum sekisho_rc rc) {
    if (rc != SEKISHO_OK) {
        fprintf(stderr, "fixture: %s\n", sekisho_rc_str(rc));
        abort();
    }
}

static struct sekisho_secret_key *
make_key(uint8_t fill, enum sekisho_role role, const char *holder) {
    uint8_t seed[32];
    struct sekisho_secret_key *key = NULL;
    memset(seed, fill, sizeof(seed));
    must_ok(sekisho_secretkey_from_seed(seed, role, holder, STATEMENT_FX_MADE, STATEMENT_FX_OFFSET, &key));
    return must(key);
}

static struct sekisho_policy *
make_policy(void) {
    static const struct sekisho_system systems[] = {
        {.name = "resident", .title = "住民情報システム", .title_en = "Resident"},
        {.name = "finance", .title = "財務会計システム", .title_en = "Finance"},
        {.name = "groupware", .title = "グループウェア", .title_en = "Groupware"},
        {.name = "internet", .title = "インターネット", .title_en = "Internet"},
    };
    static struct sekisho_policy policy;
    policy.utc_offset_sec = STATEMENT_FX_OFFSET;
    policy.system = systems;
    policy.n_systems = sizeof(systems) / sizeof(systems[0]);
    policy.override.longest_min = 720;
    return &policy;
}

void
statement_fx_start(struct statement_fx *fx) {
    memset(fx, 0, sizeof(*fx));
    must_ok(sekisho_crypto_start());
    fx->manager = make_key(1, SEKISHO_ROLE_MANAGER, "山田 太郎");
    fx->deputy = make_key(2, SEKISHO_ROLE_MANAGER, "鈴木 一郎");
    fx->officer = make_key(3, SEKISHO_ROLE_OFFICER, "佐藤 次郎");
    fx->auditor = make_key(4, SEKISHO_ROLE_AUDITOR, "高橋 三郎");
    fx->stranger = make_key(5, SEKISHO_ROLE_MANAGER, "stranger");
    fx->keyring = must(calloc(1, sizeof(*fx->keyring)));
    must_ok(sekisho_keyring_add(fx->keyring, &fx->manager->public_key));
    must_ok(sekisho_keyring_add(fx->keyring, &fx->deputy->public_key));
    must_ok(sekisho_keyring_add(fx->keyring, &fx->officer->public_key));
    must_ok(sekisho_keyring_add(fx->keyring, &fx->auditor->public_key));
    fx->policy = make_policy();
    (void)strcpy(fx->folder, "/tmp/sekisho-test-XXXXXX");
    must(mkdtemp(fx->folder));
    (void)snprintf(fx->state_dir, sizeof(fx->state_dir), "%s/state", fx->folder);
    (void)snprintf(fx->keys_dir, sizeof(fx->keys_dir), "%s/keys", fx->folder);
    if (mkdir(fx->state_dir, 0755) != 0)
        abort();
    fx->trust = sekisho_safefile_trust();
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    (void)st, (void)type, (void)at;
    return remove(path);
}

void
statement_fx_stop(struct statement_fx *fx) {
    sekisho_secretkey_free(fx->manager);
    sekisho_secretkey_free(fx->deputy);
    sekisho_secretkey_free(fx->officer);
    sekisho_secretkey_free(fx->auditor);
    sekisho_secretkey_free(fx->stranger);
    sekisho_keyring_free(fx->keyring);
    (void)nftw(fx->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    memset(fx, 0, sizeof(*fx));
}

struct sekisho_override
statement_fx_override(void) {
    static const char *const systems[] = {"resident", "finance"};
    static const char *const hosts[] = {"madoguchi-1"};
    static const char *const services[] = {"sshd", "login"};
    return (struct sekisho_override){
        .id = "20260401-7f3a9c21",
        .user = "tanaka",
        .uid_known = true,
        .uid = 1001,
        .system_names = {.n = 2, .name = systems},
        .hosts = {.n = 1, .name = hosts},
        .services = {.n = 2, .name = services},
        .not_before = STATEMENT_FX_FROM,
        .not_after = STATEMENT_FX_TO,
        .reason = "年度始めの転入処理",
        .requester = "田中 花子",
        .section = "市民課",
        .approver = "山田 太郎",
        .issued_at = STATEMENT_FX_ISSUED,
        .utc_offset_sec = STATEMENT_FX_OFFSET,
    };
}

char *
statement_fx_seal(const struct sekisho_override *override, const struct sekisho_secret_key *key,
                  size_t *ret_len) {
    char *bytes = NULL;
    return sekisho_override_seal(override, key, &bytes, ret_len) == SEKISHO_OK ? bytes : NULL;
}

char *
statement_fx_sign_message(const char *body, size_t body_len, const void *message, size_t message_len,
                          const struct sekisho_secret_key *key, size_t *ret_len) {
    uint8_t signature[crypto_sign_BYTES];
    char text[sodium_base64_ENCODED_LEN(crypto_sign_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    char *bytes = must(malloc(body_len + SIGNATURE_LINE_LEN + 1));

    (void)crypto_sign_detached(signature, NULL, message, message_len, key->bytes);
    (void)sodium_bin2base64(text, sizeof(text), signature, sizeof(signature), sodium_base64_VARIANT_ORIGINAL);
    memcpy(bytes, body, body_len);
    (void)snprintf(bytes + body_len, SIGNATURE_LINE_LEN + 1, "signature: %s\n", text);
    *ret_len = body_len + SIGNATURE_LINE_LEN;
    return bytes;
}

/* Written out here, not taken from the code under test: it is what doc/FORMAT.statement says. */
char *
statement_fx_sign(enum sekisho_kind kind, const char *body, size_t body_len,
                  const struct sekisho_secret_key *key, size_t *ret_len) {
    char *message = must(malloc(body_len + 96)), *bytes;
    const int purpose_len = snprintf(message, 96, "sekisho-statement-v1:%s:%zu\n", sekisho_kind_str(kind),
                                     body_len);
    memcpy(message + purpose_len, body, body_len);
    bytes = statement_fx_sign_message(body, body_len, message, (size_t)purpose_len + body_len, key, ret_len);
    free(message);
    return bytes;
}

char *
statement_fx_body(const char *bytes, size_t len, size_t *ret_len) {
    char *body = must(calloc(1, len + 1));
    *ret_len = len - SIGNATURE_LINE_LEN;
    memcpy(body, bytes, *ret_len);
    return body;
}

char *
statement_fx_edit(const char *text, const char *from, const char *to) {
    const char *at = strstr(text, from);
    char *edited;
    size_t head;
    if (at == NULL)
        return NULL;
    head = (size_t)(at - text);
    edited = must(malloc(strlen(text) + strlen(to) + 1));
    memcpy(edited, text, head);
    (void)strcpy(edited + head, to);
    (void)strcat(edited, at + strlen(from));
    return edited;
}

char *
statement_fx_read(const char *path, size_t *ret_len) {
    FILE *file = fopen(path, "rb");
    char *bytes = must(calloc(1, 1 << 20));
    if (file == NULL) {
        free(bytes);
        return NULL;
    }
    *ret_len = fread(bytes, 1, (1 << 20) - 1, file);
    (void)fclose(file);
    return bytes;
}

void
statement_fx_write(const char *folder, const char *name, const void *bytes, size_t len, unsigned mode) {
    char path[512];
    int fd;
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    (void)unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len || fchmod(fd, mode) != 0)
        abort();
    (void)close(fd);
}

void
statement_fx_store_keys(struct statement_fx *fx) {
    for (size_t i = 0; i < fx->keyring->n_keys; i++)
        must_ok(sekisho_keyring_store(fx->keys_dir, fx->trust, &fx->keyring->key[i]));
}
