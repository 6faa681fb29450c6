/* core/message: every sentence in both languages, arguments escaped. */
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "core/message.h"
#include "support/runner.h"

/* The set of placeholders in a text, as bits. */
static unsigned
placeholders(const char *text) {
    unsigned set = 0;
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{'))
        if (at[1] >= '1' && at[1] <= '9' && at[2] == '}')
            set |= 1u << (at[1] - '0');
    return set;
}

static bool
has_japanese(const char *text) {
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0xe3)
            return true;
    return false;
}

/* A sentence whose translation lost an argument would keep a fact from half the readers. */
static void
test_table_both_languages_say_the_same(void) {
    for (int id = 1; id < SEKISHO_MSG_END; id++) {
        const char *en = sekisho_message_text(SEKISHO_LANG_EN, (enum sekisho_msg)id);
        const char *ja = sekisho_message_text(SEKISHO_LANG_JA, (enum sekisho_msg)id);
        char note[256];
        (void)snprintf(note, sizeof(note), "%d: %.200s", id, en);
        if (en[0] == '\0' || ja[0] == '\0' || !sekisho_escape_is_utf8(en) || !sekisho_escape_is_utf8(ja) ||
            placeholders(en) != placeholders(ja))
            CU_FAIL(note);
        for (const char *at = en; *at != '\0'; at++)
            if ((unsigned char)*at >= 0x80) {
                CU_FAIL(note); /* English is for terminals that show nothing else */
                break;
            }
        if (strlen(en) > 40 && !has_japanese(ja))
            CU_FAIL(note);
    }
}

static void
test_format_places_and_escapes_arguments(void) {
    char text[SEKISHO_MESSAGE_CAP];
    sekisho_message_format(SEKISHO_LANG_EN, SEKISHO_MSG_GATE_OPEN_UNTIL, SEKISHO_ARGS("a\x1b]0;x\x07", "T"),
                           text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "a\\x1b]0;x\\x07: open until T.");
    sekisho_message_format(SEKISHO_LANG_JA, SEKISHO_MSG_GATE_OPEN_UNTIL, SEKISHO_ARGS("住民", "T"), text,
                           sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "住民の運用時間は T までです。");
    /* An argument is text, never a template. */
    sekisho_message_format(SEKISHO_LANG_EN, SEKISHO_MSG_GATE_OPEN_UNTIL, SEKISHO_ARGS("{2}%s", "T"), text,
                           sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "{2}%s: open until T.");
}

static void
test_format_missing_and_unknown(void) {
    char text[64];
    sekisho_message_format(SEKISHO_LANG_EN, SEKISHO_MSG_GATE_OPEN_UNTIL, NULL, text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "-: open until -.");
    sekisho_message_format(SEKISHO_LANG_EN, SEKISHO_MSG_END, NULL, text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "");
    sekisho_message_format((enum sekisho_lang)9, SEKISHO_MSG_GATE_ASK, NULL, text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "");
    for (size_t cap = 1; cap < sizeof(text); cap++) {
        sekisho_message_format(SEKISHO_LANG_JA, SEKISHO_MSG_GATE_NEXT_OPEN, SEKISHO_ARGS("2026-11-24 08:00"),
                               text, cap);
        CU_ASSERT(strlen(text) < cap && sekisho_escape_is_utf8(text));
    }
}

static void
test_parse_lang(void) {
    enum sekisho_lang lang = SEKISHO_LANG_EN;
    CU_ASSERT(sekisho_message_parse_lang("ja", &lang) && lang == SEKISHO_LANG_JA);
    CU_ASSERT(sekisho_message_parse_lang("en", &lang) && lang == SEKISHO_LANG_EN);
    CU_ASSERT(!sekisho_message_parse_lang("ja_JP", &lang) && !sekisho_message_parse_lang(NULL, &lang));
}

const char *const runner_suite = "message";
const CU_TestInfo runner_tests[] = {
    {"table_both_languages_say_the_same", test_table_both_languages_say_the_same},
    {"format_places_and_escapes_arguments", test_format_places_and_escapes_arguments},
    {"format_missing_and_unknown", test_format_missing_and_unknown},
    {"parse_lang", test_parse_lang},
    CU_TEST_INFO_NULL,
};
