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
        {"section: 市民課", "section: 市民課 ", SEKISHO_E_SYNTAX},
        {"section: 市民課", "section:  市民課", SEKISHO_E_SYNTAX},
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
        const int head = snprintf(big, cap,
                                  "sekisho override 1\nkey: %s\nissued: 2026-04-01T16:30:00+09:00\nid: ",
                                  fx.manager->public_key.id);
        memset(big + head, 'a', body_len - (size_t)head);
        big[body_len - 1] = '\n';
        signed_text = statement_fx_sign(SEKISHO_KIND_OVERRIDE, big, body_len, fx.manager, &len);
        /* At the cap it is read, and falls at the next field; over it nothing is read. */
        CU_ASSERT_EQUAL(open_override(&fx, signed_text, len),
                        len > cap ? SEKISHO_E_TOO_LARGE : SEKISHO_E_TRUNCATED);
        free(signed_text);
    }
    free(big);
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
    CU_ASSERT_EQUAL_FATAL(sekisho_statement_unfold(wrapped, strlen(wrapped), 8192, &again, &again_len),
                          SEKISHO_OK);
    CU_ASSERT_TRUE(again_len == len && memcmp(again, bytes, len) == 0);
    free(again);
    /* The text itself passes through untouched. */
    CU_ASSERT_EQUAL_FATAL(sekisho_statement_unfold(bytes, len, 8192, &again, &again_len), SEKISHO_OK);
    CU_ASSERT_TRUE(again_len == len && memcmp(again, bytes, len) == 0);
    free(again);
    again = NULL;
    CU_ASSERT_EQUAL(sekisho_statement_unfold(line, strlen(line) - 1, 8192, &again, &again_len),
                    SEKISHO_E_TRUNCATED);
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
    {"test_open_signed_by_manager_gives_every_field", test_open_signed_by_manager_gives_every_field},
    {"test_open_reencoded_gives_the_same_bytes", test_open_reencoded_gives_the_same_bytes},
    {"test_open_any_bit_flipped_refused", test_open_any_bit_flipped_refused},
    {"test_open_cut_at_any_byte_or_lengthened_refused", test_open_cut_at_any_byte_or_lengthened_refused},
    {"test_open_signed_but_not_canonical_refused", test_open_signed_but_not_canonical_refused},
    {"test_open_nul_inside_refused", test_open_nul_inside_refused},
    {"test_open_size_cap_is_exact", test_open_size_cap_is_exact},
    {"test_seal_wildcard_as_a_name_refused", test_seal_wildcard_as_a_name_refused},
    {"test_unfold_of_fold_gives_the_same_bytes", test_unfold_of_fold_gives_the_same_bytes},
    {"test_open_worked_example_of_the_format_page", test_open_worked_example_of_the_format_page},
    CU_TEST_INFO_NULL,
};
