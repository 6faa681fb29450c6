#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/timestamp.h"
#include "core/notice_statement.h"
#include "core/state_list.h"
#include "core/state_load.h"
#include "support/runner.h"
#include "support/statement_fx.h"

static const char *const resident[] = {"resident"};
static const char *const two[] = {"groupware", "internet"};
static const char *const unknown[] = {"parking", "internet"};

static struct sekisho_notice_change changes[2];
static struct sekisho_notice_stop stops[2];
static const struct sekisho_notice_withdrawal withdrawals[2] = {
    {.id = "20260401-7f3a9c21", .not_after = STATEMENT_FX_TO, .reason = "業務終了のため"},
    {.id = "20260402-00000001", .not_after = STATEMENT_FX_TO + 86400, .reason = "取消し"},
};

static struct sekisho_notice_statement
sample(uint64_t serial) {
    int32_t day = 0;
    CU_ASSERT_EQUAL(sekisho_timestamp_parse_date("2026-04-01", &day), SEKISHO_OK);
    changes[0] = (struct sekisho_notice_change){
        .id = "c1", .systems = {1, resident}, .first_day = day, .last_day = day + 3};
    CU_ASSERT_EQUAL(sekisho_hours_parse("08:00-12:00, 13:00-20:00", &changes[0].hours), SEKISHO_OK);
    changes[1] = (struct sekisho_notice_change){
        .id = "c2", .systems = {2, unknown}, .first_day = day, .last_day = day};
    CU_ASSERT_EQUAL(sekisho_hours_parse("stopped", &changes[1].hours), SEKISHO_OK);
    stops[0] = (struct sekisho_notice_stop){.id = "s1",
                                            .systems = {2, two},
                                            .start_at = STATEMENT_FX_FROM,
                                            .end_at = STATEMENT_FX_TO,
                                            .reason = "保守 作業"};
    stops[1] = stops[0];
    stops[1].id = "s2";
    return (struct sekisho_notice_statement){
        .serial = serial,
        .n_changes = 2,
        .n_stops = 2,
        .n_withdrawals = 2,
        .change = changes,
        .stop = stops,
        .withdrawal = withdrawals,
        .issued_at = STATEMENT_FX_ISSUED,
        .utc_offset_sec = STATEMENT_FX_OFFSET,
    };
}

static char *
seal(struct sekisho_notice_statement notice, const struct sekisho_secret_key *key, size_t *ret_len) {
    char *bytes = NULL;
    CU_ASSERT_EQUAL_FATAL(sekisho_notice_seal(&notice, key, &bytes, ret_len), SEKISHO_OK);
    return bytes;
}

static void
test_open_sealed_gives_every_entry_and_the_same_bytes(void) {
    struct sekisho_notice_statement *notice = NULL;
    struct statement_fx fx;
    size_t len = 0, again_len = 0;
    char *bytes, *again;
    statement_fx_start(&fx);
    bytes = seal(sample(7), fx.manager, &len);
    CU_ASSERT_EQUAL_FATAL(sekisho_notice_open(bytes, len, fx.keyring, &notice), SEKISHO_OK);
    CU_ASSERT_EQUAL(notice->serial, 7);
    CU_ASSERT_TRUE(notice->n_changes == 2 && notice->n_stops == 2 && notice->n_withdrawals == 2);
    CU_ASSERT_EQUAL(notice->change[0].last_day - notice->change[0].first_day, 3);
    CU_ASSERT_EQUAL(notice->change[0].hours.n_windows, 2);
    CU_ASSERT_EQUAL(notice->change[1].hours.n_windows, 0);
    CU_ASSERT_STRING_EQUAL(notice->stop[0].reason, "保守 作業");
    CU_ASSERT_EQUAL(notice->stop[1].end_at, STATEMENT_FX_TO);
    CU_ASSERT_STRING_EQUAL(notice->withdrawal[1].id, "20260402-00000001");
    CU_ASSERT_STRING_EQUAL(notice->key_holder, "山田 太郎");
    again = seal(*notice, fx.manager, &again_len);
    CU_ASSERT_TRUE(again_len == len && memcmp(again, bytes, len) == 0);
    free(again);
    sekisho_notice_free(notice);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_bind_systems_by_name_and_unknown_ones_give_no_bit(void) {
    const struct sekisho_notice_statement from = sample(1);
    struct sekisho_notice notice;
    struct sekisho_arena arena;
    struct statement_fx fx;
    statement_fx_start(&fx);
    sekisho_arena_init(&arena);
    CU_ASSERT_EQUAL_FATAL(sekisho_notice_bind(&from, fx.policy, &arena, &notice), SEKISHO_OK);
    CU_ASSERT_EQUAL(notice.change[0].systems, 1);
    CU_ASSERT_EQUAL(notice.change[1].systems, 8);
    CU_ASSERT_EQUAL(notice.stop[0].systems, 12);
    CU_ASSERT_EQUAL(notice.n_withdrawn, 2);
    CU_ASSERT_STRING_EQUAL(notice.withdrawn[0], "20260401-7f3a9c21");
    sekisho_arena_done(&arena);
    statement_fx_stop(&fx);
}

static void
test_open_empty_notice_is_a_notice(void) {
    const struct sekisho_notice_statement empty = {.serial = 1, .issued_at = STATEMENT_FX_ISSUED};
    struct sekisho_notice_statement *notice = NULL;
    struct statement_fx fx;
    size_t len = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = seal(empty, fx.manager, &len);
    CU_ASSERT_EQUAL(sekisho_notice_open(bytes, len, fx.keyring, &notice), SEKISHO_OK);
    sekisho_notice_free(notice);
    free(bytes);
    statement_fx_stop(&fx);
}

/* Signed by the manager, properly: what refuses each is the grammar. */
static void
test_open_signed_but_not_canonical_refused(void) {
    static const struct {
        const char *from, *to;
        enum sekisho_rc rc;
    } edits[] = {
        {"serial: 7", "serial: 07", SEKISHO_E_SYNTAX},
        {"serial: 7", "serial: 0", SEKISHO_E_RANGE},
        {"serial: 7", "serial: 9223372036854775807", SEKISHO_OK},
        {"serial: 7", "serial: 9223372036854775808", SEKISHO_E_RANGE},
        {"changes: 2", "changes: 1", SEKISHO_E_SYNTAX},
        {"changes: 2", "changes: 3", SEKISHO_E_SYNTAX},
        {"changes: 2", "changes: 513", SEKISHO_E_RANGE},
        {"withdrawals: 2", "withdrawals: 1", SEKISHO_E_TRAILING},
        {"withdrawals: 2", "withdrawals: 3", SEKISHO_E_TRUNCATED},
        {"withdrawals: 2", "withdrawals: 4294967297", SEKISHO_E_RANGE},
        {"change: c1 resident", "change: c1  resident", SEKISHO_E_SYNTAX},
        {"change: c1 resident", "change: resident", SEKISHO_E_SYNTAX},
        {"change: c1 resident", "change: c1 any,", SEKISHO_E_SYNTAX},
        {"change: c2", "change: c1", SEKISHO_E_EXISTS},
        {"stop: s1", "stop: c1", SEKISHO_E_EXISTS},
        {"08:00-12:00, 13:00-20:00", "08:00-12:00,13:00-20:00", SEKISHO_E_SYNTAX},
        {"08:00-12:00, 13:00-20:00", "8:00-12:00", SEKISHO_E_SYNTAX},
        {"08:00-12:00, 13:00-20:00", "08:00-12:00, 11:00-20:00", SEKISHO_E_EXISTS},
        {"08:00-12:00, 13:00-20:00", "08:00-48:01", SEKISHO_E_RANGE},
        {"2026-04-01 2026-04-04", "2026-04-05 2026-04-04", SEKISHO_E_RANGE},
        {"2026-04-01 2026-04-04", "2026-04-31 2026-05-04", SEKISHO_E_RANGE},
        {" 保守 作業", "", SEKISHO_E_SYNTAX},
        {"T20:00:00+09:00 保守", "T17:30:00+09:00 保守", SEKISHO_E_RANGE},
        {"T20:00:00+09:00 保守", "T11:00:00+00:00 保守", SEKISHO_E_SYNTAX},
        {"withdraw: 20260401-7f3a9c21", "withdraw: 20260403-7f3a9c21", SEKISHO_E_SYNTAX}, /* out of order */
        {"withdraw: 20260401-7f3a9c21", "withdraw: 20260402-00000001", SEKISHO_E_EXISTS},
    };
    struct statement_fx fx;
    size_t len = 0, body_len = 0;
    char *bytes, *body;
    statement_fx_start(&fx);
    bytes = seal(sample(7), fx.manager, &len);
    body = statement_fx_body(bytes, len, &body_len);
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        struct sekisho_notice_statement *notice = NULL;
        char *edited = statement_fx_edit(body, edits[i].from, edits[i].to), *signed_text;
        enum sekisho_rc rc;
        CU_ASSERT_PTR_NOT_NULL_FATAL(edited);
        signed_text = statement_fx_sign(SEKISHO_KIND_NOTICE, edited, strlen(edited), fx.manager, &len);
        rc = sekisho_notice_open(signed_text, len, fx.keyring, &notice);
        if (rc != edits[i].rc)
            printf("\n  edit %zu to \"%s\": %s\n", i, edits[i].to, sekisho_rc_str(rc));
        CU_ASSERT_EQUAL(rc, edits[i].rc);
        sekisho_notice_free(notice);
        free(signed_text);
        free(edited);
    }
    free(body);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_open_any_bit_flipped_refused(void) {
    struct statement_fx fx;
    size_t len = 0, accepted = 0;
    char *bytes;
    statement_fx_start(&fx);
    bytes = seal(sample(7), fx.manager, &len);
    for (size_t i = 0; i < len * 8; i++) {
        struct sekisho_notice_statement *notice = NULL;
        bytes[i / 8] = (char)(bytes[i / 8] ^ (1 << (i % 8)));
        accepted += sekisho_notice_open(bytes, len, fx.keyring, &notice) == SEKISHO_OK ? 1 : 0;
        sekisho_notice_free(notice);
        bytes[i / 8] = (char)(bytes[i / 8] ^ (1 << (i % 8)));
    }
    CU_ASSERT_EQUAL(accepted, 0);
    free(bytes);
    statement_fx_stop(&fx);
}

/* --- in force on a host --- */

static enum sekisho_rc
install_as(struct statement_fx *fx, struct sekisho_notice_statement notice,
           const struct sekisho_secret_key *key) {
    size_t len = 0;
    char *bytes = seal(notice, key, &len);
    const enum sekisho_rc rc = sekisho_state_list_install(fx->state_dir, fx->trust, SEKISHO_KIND_NOTICE,
                                                          fx->keyring, bytes, len, NULL, NULL);
    free(bytes);
    return rc;
}

static void
check_state(struct statement_fx *fx, uint64_t serial, enum sekisho_rc damage) {
    const struct sekisho_state_source source = {fx->state_dir, fx->keys_dir, fx->trust};
    struct sekisho_state_set *set = NULL;
    CU_ASSERT_EQUAL_FATAL(sekisho_state_load(&source, fx->policy, "tanaka", STATEMENT_FX_FROM, &set),
                          SEKISHO_OK);
    CU_ASSERT_EQUAL(set->state.is_damaged, damage != SEKISHO_OK);
    CU_ASSERT_EQUAL(set->damage.rc, damage);
    CU_ASSERT_EQUAL(set->state.notice == NULL ? 0 : set->state.notice->serial, serial);
    sekisho_state_free(set);
}

static char *
take_file(struct statement_fx *fx, const char *name, size_t *ret_len) {
    char path[256];
    char *bytes;
    (void)snprintf(path, sizeof(path), "%s/%s", fx->state_dir, name);
    bytes = statement_fx_read(path, ret_len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    return bytes;
}

static void
remove_file(struct statement_fx *fx, const char *name) {
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/%s", fx->state_dir, name);
    CU_ASSERT_EQUAL(unlink(path), 0);
}

static void
test_list_serial_only_goes_up(void) {
    struct sekisho_notice_statement other;
    struct statement_fx fx;
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    check_state(&fx, 0, SEKISHO_OK);
    CU_ASSERT_EQUAL(install_as(&fx, sample(5), fx.manager), SEKISHO_OK);
    check_state(&fx, 5, SEKISHO_OK);
    CU_ASSERT_EQUAL(install_as(&fx, sample(5), fx.manager), SEKISHO_OK); /* the same bytes */
    CU_ASSERT_EQUAL(install_as(&fx, sample(4), fx.manager), SEKISHO_E_ROLLBACK);
    other = sample(5);
    other.n_stops = 1;
    CU_ASSERT_EQUAL(install_as(&fx, other, fx.manager), SEKISHO_E_ROLLBACK);
    CU_ASSERT_EQUAL(install_as(&fx, sample(5), fx.deputy),
                    SEKISHO_E_ROLLBACK); /* another key, so other bytes */
    CU_ASSERT_EQUAL(install_as(&fx, sample(6), fx.deputy), SEKISHO_OK);
    check_state(&fx, 6, SEKISHO_OK);
    statement_fx_stop(&fx);
}

static void
test_list_older_put_back_or_gone_is_damage(void) {
    struct statement_fx fx;
    size_t old_len = 0, new_len = 0, record_len = 0;
    char *old, *new, *record;
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    CU_ASSERT_EQUAL_FATAL(install_as(&fx, sample(5), fx.manager), SEKISHO_OK);
    old = take_file(&fx, "notice", &old_len);
    CU_ASSERT_EQUAL_FATAL(install_as(&fx, sample(6), fx.manager), SEKISHO_OK);
    new = take_file(&fx, "notice", &new_len);
    record = take_file(&fx, "notice.serial", &record_len);

    statement_fx_write(fx.state_dir, "notice", old, old_len, 0644); /* yesterday's, from a backup */
    check_state(&fx, 0, SEKISHO_E_ROLLBACK);
    remove_file(&fx, "notice");
    check_state(&fx, 0, SEKISHO_E_ROLLBACK);
    statement_fx_write(fx.state_dir, "notice", new, new_len, 0644);
    check_state(&fx, 6, SEKISHO_OK);
    statement_fx_write(fx.state_dir, "notice", "", 0, 0644);
    check_state(&fx, 0, SEKISHO_E_SYNTAX);
    new[new_len / 2] ^= 4;
    statement_fx_write(fx.state_dir, "notice", new, new_len, 0644);
    check_state(&fx, 0, SEKISHO_E_SIGNATURE);
    new[new_len / 2] ^= 4;
    statement_fx_write(fx.state_dir, "notice", new, new_len, 0664);
    check_state(&fx, 0, SEKISHO_E_MODE);
    statement_fx_write(fx.state_dir, "notice", new, new_len, 0644);
    record[record_len / 2] ^= 1;
    statement_fx_write(fx.state_dir, "notice.serial", record, record_len, 0644);
    {
        const struct sekisho_state_source source = {fx.state_dir, fx.keys_dir, fx.trust};
        struct sekisho_state_set *set = NULL;
        CU_ASSERT_EQUAL_FATAL(sekisho_state_load(&source, fx.policy, NULL, STATEMENT_FX_FROM, &set),
                              SEKISHO_OK);
        CU_ASSERT_TRUE(set->state.is_damaged);
        sekisho_state_free(set);
    }
    free(old);
    free(new);
    free(record);
    statement_fx_stop(&fx);
}

/* What a kill between the two writes leaves: the new list, the old record. And the mend: install it again. */
static void
test_list_killed_between_its_two_files_is_whole(void) {
    struct statement_fx fx;
    size_t record_len = 0;
    char *record;
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    CU_ASSERT_EQUAL_FATAL(install_as(&fx, sample(5), fx.manager), SEKISHO_OK);
    record = take_file(&fx, "notice.serial", &record_len);
    CU_ASSERT_EQUAL_FATAL(install_as(&fx, sample(6), fx.manager), SEKISHO_OK);
    statement_fx_write(fx.state_dir, "notice.serial", record, record_len, 0644);
    check_state(&fx, 6, SEKISHO_OK);
    remove_file(&fx, "notice.serial");
    check_state(&fx, 6, SEKISHO_OK);
    CU_ASSERT_EQUAL(install_as(&fx, sample(6), fx.manager), SEKISHO_OK);
    CU_ASSERT_EQUAL(install_as(&fx, sample(5), fx.manager), SEKISHO_E_ROLLBACK);
    free(record);
    statement_fx_stop(&fx);
}

/* A stolen key pushed the serial to its end. Distrusting it lets the next key begin anew; nothing less does.
 */
static void
test_list_count_begins_anew_only_when_its_key_is_distrusted(void) {
    struct sekisho_public_key stolen;
    struct statement_fx fx;
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    CU_ASSERT_EQUAL_FATAL(install_as(&fx, sample(SEKISHO_STATEMENT_SERIAL_MAX), fx.manager), SEKISHO_OK);
    CU_ASSERT_EQUAL(install_as(&fx, sample(8), fx.deputy), SEKISHO_E_ROLLBACK);
    fx.keyring->key[0].standing = SEKISHO_KEY_RETIRED;
    fx.keyring->key[0].standing_at = STATEMENT_FX_TO;
    CU_ASSERT_EQUAL(install_as(&fx, sample(8), fx.deputy), SEKISHO_E_ROLLBACK);
    fx.keyring->key[0].standing = SEKISHO_KEY_DISTRUSTED;
    fx.keyring->key[0].standing_offset_sec = STATEMENT_FX_OFFSET;
    stolen = fx.keyring->key[0];
    CU_ASSERT_EQUAL_FATAL(sekisho_keyring_store(fx.keys_dir, fx.trust, &stolen), SEKISHO_OK);
    check_state(&fx, 0,
                SEKISHO_E_KEY); /* the thief's notice counts no longer: closed until there is a new one */
    CU_ASSERT_EQUAL(install_as(&fx, sample(9), fx.manager), SEKISHO_E_KEY);
    CU_ASSERT_EQUAL(install_as(&fx, sample(8), fx.deputy), SEKISHO_OK);
    check_state(&fx, 8, SEKISHO_OK);
    CU_ASSERT_EQUAL(install_as(&fx, sample(7), fx.deputy), SEKISHO_E_ROLLBACK);
    statement_fx_stop(&fx);
}

const char *const runner_suite = "notice";
const CU_TestInfo runner_tests[] = {
    {"test_open_sealed_gives_every_entry_and_the_same_bytes",
     test_open_sealed_gives_every_entry_and_the_same_bytes},
    {"test_bind_systems_by_name_and_unknown_ones_give_no_bit",
     test_bind_systems_by_name_and_unknown_ones_give_no_bit},
    {"test_open_empty_notice_is_a_notice", test_open_empty_notice_is_a_notice},
    {"test_open_signed_but_not_canonical_refused", test_open_signed_but_not_canonical_refused},
    {"test_open_any_bit_flipped_refused", test_open_any_bit_flipped_refused},
    {"test_list_serial_only_goes_up", test_list_serial_only_goes_up},
    {"test_list_older_put_back_or_gone_is_damage", test_list_older_put_back_or_gone_is_damage},
    {"test_list_killed_between_its_two_files_is_whole", test_list_killed_between_its_two_files_is_whole},
    {"test_list_count_begins_anew_only_when_its_key_is_distrusted",
     test_list_count_begins_anew_only_when_its_key_is_distrusted},
    CU_TEST_INFO_NULL,
};
