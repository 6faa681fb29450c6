#include "support/runner.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/policy_text.h"

/*
 * tests/data/policy/errors.txt: one slip a case, made in good.conf, and what a person is told about it, to
 * the letter, in both languages. In find and put, \n \t \\ and \xNN stand for bytes.
 */

struct test_case {
    char name[64], find[4096], put[4096], en[1024], ja[1024];
    size_t put_len;
};

static bool seen[SEKISHO_MSG_END];

static int
hex_value(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static size_t
unescape(const char *from, char *to) {
    size_t n = 0;
    for (; *from != '\0' && *from != '\n'; from++) {
        if (*from != '\\') {
            to[n++] = *from;
            continue;
        }
        from++;
        if (*from == 'x') {
            to[n++] = (char)(hex_value(from[1]) << 4 | hex_value(from[2]));
            from += 2;
        } else {
            to[n++] = *from == 'n' ? '\n' : *from == 't' ? '\t' : *from;
        }
    }
    to[n] = '\0';
    return n;
}

static void
copy_line(const char *from, char *to) {
    const size_t n = strcspn(from, "\n");
    memcpy(to, from, n);
    to[n] = '\0';
}

/* Fills the case that begins at *cursor; false at the end. */
static bool
next_case(const char **cursor, struct test_case *test) {
    memset(test, 0, sizeof(*test));
    while (**cursor != '\0') {
        const char *line = *cursor;
        const bool is_last = strncmp(line, "ja: ", 4) == 0;
        *cursor += strcspn(line, "\n");
        *cursor += **cursor == '\n';
        if (strncmp(line, "case: ", 6) == 0)
            copy_line(line + 6, test->name);
        else if (strncmp(line, "find: ", 6) == 0)
            (void)unescape(line + 6, test->find);
        else if (strncmp(line, "put: ", 5) == 0)
            test->put_len = unescape(line + 5, test->put);
        else if (strncmp(line, "en: ", 4) == 0)
            copy_line(line + 4, test->en);
        else if (is_last)
            copy_line(line + 4, test->ja);
        if (is_last)
            return true;
    }
    return false;
}

static bool
is_told(const struct sekisho_diag *diag, enum sekisho_lang lang, const char *wanted, const char *name) {
    char text[4096];
    sekisho_diag_format(diag, lang, text, sizeof(text));
    if (strcmp(text, wanted) == 0)
        return true;
    printf("\n%s:\n  wanted %s\n  given  %s\n", name, wanted, text);
    return false;
}

static void
check_case(const char *good, size_t len, const struct test_case *test) {
    struct sekisho_policy *policy;
    struct sekisho_diag diag;
    size_t changed_len;
    char *changed = policy_text_change(good, len, test->find, test->put, test->put_len, &changed_len);
    const enum sekisho_rc rc = policy_text_load(changed, changed_len, &policy, &diag);
    const bool is_seal = diag.hint == SEKISHO_MSG_POLICY_SEAL_HINT;

    CU_ASSERT_EQUAL(rc, is_seal ? SEKISHO_E_SIGNATURE : SEKISHO_E_SYNTAX);
    CU_ASSERT_PTR_NULL(policy);
    if (rc == SEKISHO_OK) {
        printf("\n%s is accepted\n", test->name);
        sekisho_policy_free(policy);
    } else {
        CU_ASSERT_TRUE(is_told(&diag, SEKISHO_LANG_EN, test->en, test->name));
        CU_ASSERT_TRUE(is_told(&diag, SEKISHO_LANG_JA, test->ja, test->name));
        seen[diag.what] = true;
        seen[diag.hint] = true;
    }
    free(changed);
}

static void
test_errors_each_slip_names_line_cause_and_mend(void) {
    size_t len, cases_len, n = 0;
    char *good = policy_text_read("tests/data/policy/good.conf", &len);
    char *cases = policy_text_read("tests/data/policy/errors.txt", &cases_len);
    const char *cursor = cases;
    struct test_case test;
    while (next_case(&cursor, &test)) {
        check_case(good, len, &test);
        n++;
    }
    CU_ASSERT_TRUE(n > 150);
    free(cases);
    free(good);
}

/* Lists over their caps: too long to write down. */
static void
try_long(const char *find, const char *before, const char *entry, unsigned n, const char *after,
         const char *cap) {
    struct sekisho_diag diag;
    char *put = malloc(1 << 20), *at = put;
    CU_ASSERT_PTR_NOT_NULL_FATAL(put);
    at += sprintf(at, "%s", before);
    for (unsigned i = 0; i < n; i++) {
        at += sprintf(at, i == 0 ? "" : ",\n");
        for (const char *from = entry; *from != '\0'; from++)
            at += *from == '#' ? sprintf(at, "%u", i) : sprintf(at, "%c", *from);
    }
    (void)sprintf(at, "%s", after);
    CU_ASSERT_EQUAL(policy_text_try(find, put, &diag), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_POLICY_TOO_MANY_ENTRIES);
    CU_ASSERT_STRING_EQUAL(diag.what_arg[0], cap);
    seen[diag.what] = true;
    free(put);
}

static void
test_errors_lists_over_their_caps_are_refused(void) {
    try_long("users = [\"sato\"]", "users = [", "\"u#\"", 257, "]", "256");
    try_long("hosts = [\"batch\"]", "hosts = [", "\"h#\"", 2049, "]", "2048");
    try_long("places = (", "places = (", "{ hosts = [\"h#\"]; systems = [\"resident\"]; }", 2047, ",",
             "2048");
    try_long("restrict = (", "restrict = (", "{ users = [\"u#\"]; hours = \"stopped\"; }", 1023, ",", "1024");
    try_long("systems = (\n", "systems = (\n",
             "{ name = \"s#\"; title = \"S\"; open_day = \"stopped\"; closed_day = \"stopped\"; }", 31, ",\n",
             "32");
    try_long("annual_closed = ( ", "annual_closed = ( ", "{ from = \"12-29\"; to = \"12-29\"; }", 31, ", ",
             "32");
    try_long("repeat = (", "repeat = (", "{ weekdays = [\"sun\"]; }", 63, ",", "64");
    try_long("exceptions = (", "exceptions = (", "{ weekdays = [\"sun\"]; open_day = \"stopped\"; }", 63, ",",
             "64");
}

static void
test_errors_too_many_words_are_refused(void) {
    struct sekisho_diag diag;
    struct sekisho_policy *policy;
    const size_t len = 2 * 210000;
    char *text = malloc(len + 64), *at = text;
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    at += sprintf(at, "a=((1");
    for (unsigned i = 0; i < 105000; i++)
        at += sprintf(at, i % 2000 == 1999 ? "),(1" : ",1");
    CU_ASSERT_EQUAL(policy_text_load(text, (size_t)(at - text), &policy, &diag), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_POLICY_TOO_MUCH);
    seen[diag.what] = true;
    free(text);
}

/* Whoever adds a complaint shows how it comes about. */
static void
test_errors_no_message_goes_unsaid(void) {
    static const struct {
        enum sekisho_msg msg;
        const char *name;
    } all[] = {
#define SEKISHO_MESSAGE(id, en, ja) {SEKISHO_MSG_##id, #id},
#include "core/message_policy.def"
#undef SEKISHO_MESSAGE
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        /* Files have test_policy_load.c; libconfig's objection would be a bug. */
        if (strncmp(all[i].name, "FILE_", 5) == 0 || all[i].msg == SEKISHO_MSG_POLICY_LIBCONFIG)
            continue;
        if (!seen[all[i].msg])
            printf("\nnever said: %s\n", all[i].name);
        CU_ASSERT_TRUE(seen[all[i].msg]);
    }
}

const char *const runner_suite = "policy errors";
const CU_TestInfo runner_tests[] = {
    {"each_slip_names_line_cause_and_mend", test_errors_each_slip_names_line_cause_and_mend},
    {"lists_over_their_caps_are_refused", test_errors_lists_over_their_caps_are_refused},
    {"too_many_words_are_refused", test_errors_too_many_words_are_refused},
    {"no_message_goes_unsaid", test_errors_no_message_goes_unsaid},
    CU_TEST_INFO_NULL,
};
