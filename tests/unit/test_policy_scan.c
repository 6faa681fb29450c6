#include "support/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libconfig.h>

#include "core/policy_libconfig.h"
#include "core/policy_scan.h"
#include "core/policy_tree.h"
#include "support/policy_text.h"

/* Words and sentences: what they are, and that libconfig reads nothing otherwise that we take. */

static struct sekisho_diag diag;

/* "N:name T:text 9:number B:1 =" and so on; "!" where it is refused. */
static const char *
scan(const char *text, size_t len) {
    static char shown[4096];
    char copy[1024];
    struct sekisho_policy_scan state;
    struct sekisho_token token;
    char *at = shown;
    memcpy(copy, text, len);
    copy[len] = '\0';
    sekisho_policy_scan_init(&state, copy, len, &diag);
    for (;;) {
        if (sekisho_policy_scan_next(&state, &token) != SEKISHO_OK) {
            (void)sprintf(at, "!");
            return shown;
        }
        switch (token.kind) {
        case SEKISHO_TOKEN_END:
            *at = '\0';
            return shown;
        case SEKISHO_TOKEN_NAME:
            at += sprintf(at, "N:%.*s ", (int)token.len, token.text);
            break;
        case SEKISHO_TOKEN_TEXT:
            at += sprintf(at, "T:%s ", token.text);
            break;
        case SEKISHO_TOKEN_NUMBER:
            at += sprintf(at, "9:%u ", token.number);
            break;
        case SEKISHO_TOKEN_BOOL:
            at += sprintf(at, "B:%u ", token.number);
            break;
        case SEKISHO_TOKEN_MARK:
        default:
            at += sprintf(at, "%c ", token.mark);
            break;
        }
    }
}

#define CHECK_SCAN(text, want) CU_ASSERT_STRING_EQUAL(scan(text, sizeof(text) - 1), want)

static void
test_next_words_are_taken_as_written(void) {
    CHECK_SCAN("", "");
    CHECK_SCAN("a-b_c*=1;", "N:a-b_c* = 9:1 ; ");
    CHECK_SCAN("a:\"x\",[](){}", "N:a = T:x , [ ] ( ) { } ");
    CHECK_SCAN("\"\" \"\\\"\" \"\\\\\" \"a\\\"b\\\\c\"", "T: T:\" T:\\ T:a\"b\\c ");
    CHECK_SCAN("\"# // /* */ ; @include\"", "T:# // /* */ ; @include ");
    CHECK_SCAN("true FALSE tRuE truex", "B:1 B:0 B:1 N:truex ");
    CHECK_SCAN("0 7 999999999", "9:0 9:7 9:999999999 ");
    CHECK_SCAN("\"住民\"", "T:住民 ");
}

static void
test_next_comments_and_blanks_vanish(void) {
    CHECK_SCAN("# x\na", "N:a ");
    CHECK_SCAN("// x \" y\r\na\t\r\n", "N:a ");
    CHECK_SCAN("a/* \" # // \n * / */b", "N:a N:b ");
    CHECK_SCAN("/**/a/***/b/*/ */c", "N:a N:b N:c ");
    CHECK_SCAN("#\n#\n", "");
    CHECK_SCAN("# 日本語\na", "N:a ");
}

static void
test_next_slips_are_refused(void) {
    CHECK_SCAN("# x", "!");
    CHECK_SCAN("//", "!");
    CHECK_SCAN("/* x *", "!");
    CHECK_SCAN("/*/", "!");
    CHECK_SCAN("/", "!");
    CHECK_SCAN("\"", "!");
    CHECK_SCAN("\"\\\"", "!");
    CHECK_SCAN("\"\\", "!");
    CHECK_SCAN("\"a\nb\"", "!");
    CHECK_SCAN("\"a\rb\"", "!");
    CHECK_SCAN("\"a\tb\"", "!");
    CHECK_SCAN("\"a\0b\"", "!");
    CHECK_SCAN("a\0b", "N:a !");
    CHECK_SCAN("\"\x7f\"", "!");
    CHECK_SCAN("\"\xc2\x80\"", "!"); /* C1 */
    CHECK_SCAN("\"\xe3\x81\"", "!");
    CHECK_SCAN("\"\xe3", "!");
    CHECK_SCAN("\"\xc0\xaf\"", "!");
    CHECK_SCAN("\"\xf4\x90\x80\x80\"", "!");
    CHECK_SCAN("\"\xff\"", "!");
    CHECK_SCAN("a \xef\xbb\xbf", "N:a !");
    CHECK_SCAN("a\fb", "N:a !");
    CHECK_SCAN("a\vb", "N:a !");
    CHECK_SCAN("_a", "!");
    CHECK_SCAN("@include", "!");
    CHECK_SCAN("$", "!");
}

static void
test_next_numbers_but_plain_ones_are_refused(void) {
    static const char *const refused[] = {"00",  "01", "1000000000", "4294967296", "99999999999999999999",
                                          "-1",  "+1", "1.0",        "1.",         ".5",
                                          "1e3", "1L", "0L",         "0x1",        "0X1",
                                          "1LL", "-",  "+",          ".",          "1a",
                                          "1_",  "1-", "1--1",       "0b1",        "1*",
                                          "1+1"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        CU_ASSERT_STRING_EQUAL(scan(refused[i], strlen(refused[i])), "!");
        CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_POLICY_NUMBER);
    }
}

static void
test_next_lines_are_counted_over_all(void) {
    char text[] = "a\r\n/*\n\n*/ # \n//\n\"x\"\n\n  b";
    struct sekisho_policy_scan state;
    struct sekisho_token token;
    sekisho_policy_scan_init(&state, text, sizeof(text) - 1, NULL);
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_scan_next(&state, &token), SEKISHO_OK);
    CU_ASSERT_EQUAL(token.line, 1);
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_scan_next(&state, &token), SEKISHO_OK);
    CU_ASSERT_EQUAL(token.line, 6);
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_scan_next(&state, &token), SEKISHO_OK);
    CU_ASSERT_EQUAL(token.line, 8);
}

static enum sekisho_rc
read_tree(const char *text) {
    struct sekisho_arena arena;
    struct sekisho_node *root = NULL;
    const size_t len = strlen(text);
    enum sekisho_rc rc;
    char *copy = malloc(len + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, text, len + 1);
    sekisho_arena_init(&arena);
    rc = sekisho_policy_tree_read(copy, len, &arena, &root, &diag);
    CU_ASSERT_EQUAL(rc == SEKISHO_OK, root != NULL);
    sekisho_arena_done(&arena);
    free(copy);
    return rc;
}

/* What libconfig 1.5 takes, and makes of it what nobody wrote. Shown on libconfig itself, then refused here.
 */
static void
test_tree_what_libconfig_misreads_is_refused(void) {
    static const char *const text[] = {"a = 4294967296;", "a = 99999999999;", "a = 2147483648;"};
    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
        config_t config;
        int number = -1;
        config_init(&config);
        CU_ASSERT_EQUAL(config_read_string(&config, text[i]), CONFIG_TRUE);
        (void)config_lookup_int(&config, "a", &number);
        CU_ASSERT_TRUE(number < 0 || number < 2000000000);
        config_destroy(&config);
        CU_ASSERT_EQUAL(read_tree(text[i]), SEKISHO_E_SYNTAX);
    }
}

static void
test_tree_what_libconfig_would_open_or_join_is_refused(void) {
    CU_ASSERT_EQUAL(read_tree("@include \"/etc/passwd\"\n"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_POLICY_INCLUDE);
    CU_ASSERT_EQUAL(read_tree("a = \"x\n@include \\\"/etc/passwd\\\"\n\";"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(read_tree("a = 1;\n \t@include \"/dev/zero\"\n"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(read_tree("a = \"b\" \"c\";"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(read_tree("a = [\"b\" \"c\"];"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(read_tree("a = \"b\\x00c\";"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(read_tree("a = 1; a = 2;"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(read_tree("a = { b = 1; b = 1; };"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(read_tree("a = { b = 1; }; c = { b = 1; };"), SEKISHO_OK);
}

static void
test_tree_depth_at_its_limit_passes(void) {
    CU_ASSERT_EQUAL(read_tree("a=((((((((1))))))));"), SEKISHO_OK);
    CU_ASSERT_EQUAL(read_tree("a=(((((((((1)))))))));"), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_POLICY_TOO_DEEP);
    /* Siblings do not add up. */
    CU_ASSERT_EQUAL(read_tree("a=((),(),(),(),(),(),(),(),(),(),());"), SEKISHO_OK);
}

/* Random sentences of the right words, so that many are good: what we take, libconfig takes alike. */
static void
test_agrees_random_sentences_read_alike(void) {
    static const char *const word[] = {
        "a",     "b2",       "c-_*",     "=",  ":",     ";",   ",",       "{",     "}",
        "[",     "]",        "(",        ")",  "1",     "0",   "42",      "\"x\"", "\"\\\"\"",
        "true",  "\"\"",     "\"\\\\\"", "\n", "# c\n", " ",   "a=1;",    "b={}",  "(1,\"x\")",
        "[1,2]", "/* \n */", "FALSE",    "a=", "=1;",   "x=(", "=[\"u\"]"};
    const size_t n_words = sizeof(word) / sizeof(word[0]);
    unsigned taken = 0;
    uint32_t seed = 12345;
    for (unsigned i = 0; i < 60000; i++) {
        char text[256] = "";
        size_t len = 0;
        const unsigned n = 1 + i % 9;
        for (unsigned k = 0; k < n; k++) {
            seed = seed * 1664525 + 1013904223;
            const char *next = word[(seed >> 16) % n_words];
            memcpy(text + len, next, strlen(next) + 1);
            len += strlen(next);
        }
        taken += read_tree(text) == SEKISHO_OK;
        if (sekisho_policy_libconfig_agrees(text, len, &diag) != SEKISHO_OK) {
            char shown[2048];
            printf("\n%s\n%s\n", text, sekisho_diag_format(&diag, SEKISHO_LANG_EN, shown, sizeof(shown)));
            CU_FAIL("libconfig reads it otherwise");
        }
    }
    CU_ASSERT_TRUE(taken > 1000);
}

static void
test_agrees_shipped_and_test_policies_read_alike(void) {
    static const char *const path[] = {"conf/sekisho.conf", "tests/data/policy/good.conf",
                                       "tests/data/policy/minimal.conf"};
    for (size_t i = 0; i < sizeof(path) / sizeof(path[0]); i++) {
        size_t len;
        char *text = policy_text_read(path[i], &len);
        CU_ASSERT_EQUAL(read_tree(text), SEKISHO_OK);
        CU_ASSERT_EQUAL(sekisho_policy_libconfig_agrees(text, len, &diag), SEKISHO_OK);
        free(text);
    }
}

const char *const runner_suite = "policy scan";
const CU_TestInfo runner_tests[] = {
    {"next_words_are_taken_as_written", test_next_words_are_taken_as_written},
    {"next_comments_and_blanks_vanish", test_next_comments_and_blanks_vanish},
    {"next_slips_are_refused", test_next_slips_are_refused},
    {"next_numbers_but_plain_ones_are_refused", test_next_numbers_but_plain_ones_are_refused},
    {"next_lines_are_counted_over_all", test_next_lines_are_counted_over_all},
    {"tree_what_libconfig_misreads_is_refused", test_tree_what_libconfig_misreads_is_refused},
    {"tree_what_libconfig_would_open_or_join_is_refused",
     test_tree_what_libconfig_would_open_or_join_is_refused},
    {"tree_depth_at_its_limit_passes", test_tree_depth_at_its_limit_passes},
    {"agrees_random_sentences_read_alike", test_agrees_random_sentences_read_alike},
    {"agrees_shipped_and_test_policies_read_alike", test_agrees_shipped_and_test_policies_read_alike},
    CU_TEST_INFO_NULL,
};
