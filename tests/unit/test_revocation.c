#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/revocation.h"
#include "core/state_list.h"
#include "core/state_load.h"
#include "support/runner.h"
#include "support/statement_fx.h"

static struct sekisho_revoked entries[] = {
    {.name = "AD\\ishii", .reason = "退職", .from_at = STATEMENT_FX_FROM, .uid_known = true, .uid = 0},
    {.name = "kato",
     .reason = "委託契約 満了",
     .from_at = STATEMENT_FX_FROM + 1,
     .uid_known = false,
     .uid = UINT32_MAX},
    {.name = "mori", .reason = "退職", .from_at = STATEMENT_FX_TO, .uid_known = true, .uid = 4294967294},
};

static struct sekisho_revocation
sample(uint64_t serial) {
    return (struct sekisho_revocation){.serial = serial,
                                       .n_entries = 3,
                                       .entry = entries,
                                       .issued_at = STATEMENT_FX_ISSUED,
                                       .utc_offset_sec = STATEMENT_FX_OFFSET};
}

static char *
seal(struct sekisho_revocation revocation, const struct sekisho_secret_key *key, size_t *ret_len) {
    char *bytes = NULL;
    CU_ASSERT_EQUAL_FATAL(sekisho_revocation_seal(&revocation, key, &bytes, ret_len), SEKISHO_OK);
    return bytes;
}

static void
test_open_sealed_gives_every_entry_and_the_same_bytes(void) {
    struct sekisho_revocation *list = NULL;
    struct statement_fx fx;
    size_t len = 0, again_len = 0;
    char *bytes, *again;
    statement_fx_start(&fx);
    bytes = seal(sample(3), fx.officer, &len);
    CU_ASSERT_EQUAL_FATAL(sekisho_revocation_open(bytes, len, fx.keyring, &list), SEKISHO_OK);
    CU_ASSERT_EQUAL(list->serial, 3);
    CU_ASSERT_EQUAL_FATAL(list->n_entries, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct sekisho_revoked *found = sekisho_revocation_find(list, entries[i].name);
        CU_ASSERT_PTR_EQUAL_FATAL(found, &list->entry[i]);
        CU_ASSERT_STRING_EQUAL(found->reason, entries[i].reason);
        CU_ASSERT_EQUAL(found->from_at, entries[i].from_at);
        CU_ASSERT_EQUAL(found->uid_known, entries[i].uid_known);
        CU_ASSERT_EQUAL(found->uid, entries[i].uid);
    }
    CU_ASSERT_PTR_NULL(sekisho_revocation_find(list, "kat"));
    CU_ASSERT_PTR_NULL(sekisho_revocation_find(list, "zzz"));
    again = seal(*list, fx.officer, &again_len);
    CU_ASSERT_TRUE(again_len == len && memcmp(again, bytes, len) == 0);
    free(again);
    sekisho_revocation_free(list);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_seal_by_manager_or_out_of_order_refused(void) {
    struct sekisho_revocation list = sample(1);
    struct sekisho_revoked swapped[2];
    struct statement_fx fx;
    char *bytes = NULL;
    size_t len = 0;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL(sekisho_revocation_seal(&list, fx.manager, &bytes, &len), SEKISHO_E_KEY);
    CU_ASSERT_EQUAL(sekisho_revocation_seal(&list, fx.auditor, &bytes, &len), SEKISHO_E_KEY);
    swapped[0] = entries[1];
    swapped[1] = entries[0];
    list.entry = swapped;
    list.n_entries = 2;
    CU_ASSERT_EQUAL(sekisho_revocation_seal(&list, fx.officer, &bytes, &len), SEKISHO_E_SYNTAX);
    swapped[1] = entries[1];
    CU_ASSERT_EQUAL(sekisho_revocation_seal(&list, fx.officer, &bytes, &len), SEKISHO_E_EXISTS);
    swapped[1] = entries[2];
    swapped[1].name = "zoe x";
    CU_ASSERT_NOT_EQUAL(sekisho_revocation_seal(&list, fx.officer, &bytes, &len), SEKISHO_OK);
    swapped[1].name = "zoe";
    swapped[1].reason = "x\nrevoke: root 0 2026-04-01T17:30:00+09:00 x";
    CU_ASSERT_NOT_EQUAL(sekisho_revocation_seal(&list, fx.officer, &bytes, &len), SEKISHO_OK);
    swapped[1].reason = "";
    CU_ASSERT_NOT_EQUAL(sekisho_revocation_seal(&list, fx.officer, &bytes, &len), SEKISHO_OK);
    CU_ASSERT_PTR_NULL(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_signed_but_not_canonical_refused(void) {
    static const struct {
        const char *from, *to;
        enum sekisho_rc rc;
    } edits[] = {
        {"entries: 3", "entries: 2", SEKISHO_E_TRAILING},
        {"entries: 3", "entries: 4", SEKISHO_E_TRUNCATED},
        {"entries: 3", "entries: 1000001", SEKISHO_E_RANGE},
        {"entries: 3", "entries: 03", SEKISHO_E_SYNTAX},
        {"revoke: kato unknown", "revoke: kato", SEKISHO_E_SYNTAX},
        {"revoke: kato unknown", "revoke: kato -1", SEKISHO_E_SYNTAX},
        {"revoke: kato unknown", "revoke: kato  unknown", SEKISHO_E_SYNTAX},
        {"revoke: kato", "revoke: AA", SEKISHO_E_SYNTAX},
        {"revoke: kato", "revoke: mori", SEKISHO_E_EXISTS},
        {" 委託契約 満了", "", SEKISHO_E_SYNTAX},
        {" 委託契約 満了", " ", SEKISHO_E_SYNTAX},
        {"T17:30:00+09:00 退職", "T17:30:00Z 退職", SEKISHO_E_SYNTAX},
    };
    struct statement_fx fx;
    size_t len = 0, body_len = 0;
    char *bytes, *body;
    statement_fx_start(&fx);
    bytes = seal(sample(7), fx.officer, &len);
    body = statement_fx_body(bytes, len, &body_len);
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        struct sekisho_revocation *list = NULL;
        char *edited = statement_fx_edit(body, edits[i].from, edits[i].to), *signed_text;
        enum sekisho_rc rc;
        CU_ASSERT_PTR_NOT_NULL_FATAL(edited);
        signed_text = statement_fx_sign(SEKISHO_KIND_REVOCATION, edited, strlen(edited), fx.officer, &len);
        rc = sekisho_revocation_open(signed_text, len, fx.keyring, &list);
        if (rc != edits[i].rc)
            printf("\n  edit %zu to \"%s\": %s\n", i, edits[i].to, sekisho_rc_str(rc));
        CU_ASSERT_EQUAL(rc, edits[i].rc);
        sekisho_revocation_free(list);
        free(signed_text);
        free(edited);
    }
    free(body);
    free(bytes);
    statement_fx_stop(&fx);
}

static double
open_ms(struct statement_fx *fx, size_t n) {
    struct sekisho_revoked *many = calloc(n, sizeof(*many));
    char(*name)[32] = calloc(n, sizeof(*name));
    struct sekisho_revocation list = sample(1), *opened = NULL;
    struct timespec from, to;
    size_t len = 0;
    char *bytes;
    CU_ASSERT_PTR_NOT_NULL_FATAL(many);
    CU_ASSERT_PTR_NOT_NULL_FATAL(name);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(name[i], sizeof(name[i]), "u%07zu", i);
        many[i] = (struct sekisho_revoked){.name = name[i],
                                           .reason = "退職",
                                           .from_at = STATEMENT_FX_FROM,
                                           .uid_known = true,
                                           .uid = (uint32_t)i};
    }
    list.entry = many;
    list.n_entries = n;
    bytes = seal(list, fx->officer, &len);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    CU_ASSERT_EQUAL_FATAL(sekisho_revocation_open(bytes, len, fx->keyring, &opened), SEKISHO_OK);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    CU_ASSERT_EQUAL(opened->n_entries, n);
    CU_ASSERT_PTR_NOT_NULL(sekisho_revocation_find(opened, name[n - 1]));
    sekisho_revocation_free(opened);
    free(bytes);
    free(name);
    free(many);
    return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

static void
test_open_large_list_is_linear(void) {
    struct statement_fx fx;
    double small, large;
    statement_fx_start(&fx);
    small = open_ms(&fx, 20000);
    large = open_ms(&fx, 200000);
    printf("[%.0f ms for 20,000, %.0f ms for 200,000] ", small, large);
    CU_ASSERT_TRUE(large < 25.0 * small);
    statement_fx_stop(&fx);
}

struct step {
    unsigned n;
    bool list_is_there, record_is_there;
};

static enum sekisho_rc
look(void *closure, int folder_fd, const uint8_t hash[SEKISHO_STATE_LIST_HASH_BYTES]) {
    struct step *step = closure;
    (void)hash;
    step->n++;
    step->list_is_there = faccessat(folder_fd, "revocation", F_OK, 0) == 0;
    step->record_is_there = faccessat(folder_fd, "revocation.serial", F_OK, 0) == 0;
    return SEKISHO_OK;
}

static enum sekisho_rc
fail(void *closure, int folder_fd, const uint8_t hash[SEKISHO_STATE_LIST_HASH_BYTES]) {
    (void)closure, (void)folder_fd, (void)hash;
    return SEKISHO_E_IO;
}

static enum sekisho_rc
install(struct statement_fx *fx, uint64_t serial, sekisho_state_list_fn *between, void *closure) {
    size_t len = 0;
    char *bytes = seal(sample(serial), fx->officer, &len);
    const enum sekisho_rc rc = sekisho_state_list_install(fx->state_dir, fx->trust, SEKISHO_KIND_REVOCATION,
                                                          fx->keyring, bytes, len, between, closure);
    free(bytes);
    return rc;
}

static void
test_list_index_is_made_before_the_record(void) {
    struct step step = {0};
    uint8_t hash[SEKISHO_STATE_LIST_HASH_BYTES];
    uint64_t serial = 0;
    int fd = -1;
    struct statement_fx fx;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL(install(&fx, 4, look, &step), SEKISHO_OK);
    CU_ASSERT_TRUE(step.n == 1 && step.list_is_there && !step.record_is_there);
    CU_ASSERT_EQUAL(install(&fx, 5, fail, NULL), SEKISHO_E_IO);
    CU_ASSERT_EQUAL_FATAL(sekisho_safefile_open_folder(fx.state_dir, fx.trust, &fd, NULL), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_state_list_serial(fd, fx.trust, SEKISHO_KIND_REVOCATION, &serial, hash),
                    SEKISHO_OK);
    CU_ASSERT_EQUAL(serial, 4);
    CU_ASSERT_EQUAL(sekisho_state_list_serial(fd, fx.trust, SEKISHO_KIND_NOTICE, &serial, hash),
                    SEKISHO_E_NOT_FOUND);
    CU_ASSERT_EQUAL(sekisho_state_list_serial(fd, fx.trust, SEKISHO_KIND_OVERRIDE, &serial, hash),
                    SEKISHO_E_ARGUMENT);
    (void)close(fd);
    CU_ASSERT_EQUAL(install(&fx, 5, look, &step), SEKISHO_OK);
    CU_ASSERT_EQUAL(install(&fx, 4, look, &step), SEKISHO_E_ROLLBACK);
    CU_ASSERT_EQUAL(step.n, 2);
    statement_fx_stop(&fx);
}

static void
test_list_gone_is_damage(void) {
    struct sekisho_state_source source;
    struct sekisho_state_set *set = NULL;
    char path[256];
    struct statement_fx fx;
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    source = (struct sekisho_state_source){fx.state_dir, fx.keys_dir, fx.trust};
    CU_ASSERT_EQUAL_FATAL(install(&fx, 4, NULL, NULL), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_state_load(&source, fx.policy, "kato", STATEMENT_FX_FROM, &set),
                          SEKISHO_OK);
    CU_ASSERT_FALSE(set->state.is_damaged);
    sekisho_state_free(set);
    (void)snprintf(path, sizeof(path), "%s/revocation", fx.state_dir);
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL_FATAL(sekisho_state_load(&source, fx.policy, "kato", STATEMENT_FX_FROM, &set),
                          SEKISHO_OK);
    CU_ASSERT_TRUE(set->state.is_damaged);
    CU_ASSERT_STRING_EQUAL(set->damage.name, "revocation");
    CU_ASSERT_EQUAL(set->damage.rc, SEKISHO_E_ROLLBACK);
    sekisho_state_free(set);
    statement_fx_stop(&fx);
}

const char *const runner_suite = "revocation";
const CU_TestInfo runner_tests[] = {
    {"test_open_sealed_gives_every_entry_and_the_same_bytes",
     test_open_sealed_gives_every_entry_and_the_same_bytes},
    {"test_seal_by_manager_or_out_of_order_refused", test_seal_by_manager_or_out_of_order_refused},
    {"test_open_signed_but_not_canonical_refused", test_open_signed_but_not_canonical_refused},
    {"test_open_large_list_is_linear", test_open_large_list_is_linear},
    {"test_list_index_is_made_before_the_record", test_list_index_is_made_before_the_record},
    {"test_list_gone_is_damage", test_list_gone_is_damage},
    CU_TEST_INFO_NULL,
};
