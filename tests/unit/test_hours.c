/* core/hours: windows of a day. */
#include <string.h>

#include "core/hours.h"
#include "support/runner.h"

static struct sekisho_hours
parse(const char *text) {
    struct sekisho_hours hours = {.n_windows = 0};
    CU_ASSERT_EQUAL_FATAL(sekisho_hours_parse(text, &hours), SEKISHO_OK);
    return hours;
}

static void
test_parse_table(void) {
    static const struct {
        const char *text;
        enum sekisho_rc rc;
        const char *back; /* as written again; NULL: as it was */
    } table[] = {
        {"08:00-17:30", SEKISHO_OK, NULL},
        {"stopped", SEKISHO_OK, NULL},
        {"00:00-24:00", SEKISHO_OK, NULL},
        {"22:00-26:00", SEKISHO_OK, NULL},
        {"23:59-47:59", SEKISHO_OK, NULL},
        {"08:00-12:00, 13:00-17:30", SEKISHO_OK, NULL},
        {"08:00-12:00,13:00-17:30", SEKISHO_OK, "08:00-12:00, 13:00-17:30"},
        {"08:30-08:31", SEKISHO_OK, NULL},
        {"00:00-24:01", SEKISHO_E_RANGE, NULL},
        {"24:00-25:00", SEKISHO_E_RANGE, NULL},
        {"08:00-08:00", SEKISHO_E_RANGE, NULL},
        {"17:30-08:00", SEKISHO_E_RANGE, NULL},
        {"08:60-17:30", SEKISHO_E_RANGE, NULL},
        {"08:00-17:99", SEKISHO_E_RANGE, NULL},
        {"23:00-48:01", SEKISHO_E_RANGE, NULL},
        {"08:00-12:00, 12:00-13:00", SEKISHO_E_EXISTS, NULL},
        {"08:00-12:00, 11:00-13:00", SEKISHO_E_EXISTS, NULL},
        {"13:00-17:00, 08:00-12:00", SEKISHO_E_EXISTS, NULL},
        {"01:00-02:00, 22:00-26:00", SEKISHO_E_EXISTS, NULL}, /* runs into its own next morning */
        {"02:00-03:00, 22:00-26:00", SEKISHO_OK, NULL},
        {"", SEKISHO_E_SYNTAX, NULL},
        {"8:00-17:30", SEKISHO_E_SYNTAX, NULL},
        {"08:00 - 17:30", SEKISHO_E_SYNTAX, NULL},
        {"08:00-17:30 ", SEKISHO_E_SYNTAX, NULL},
        {"08:00-17:30,", SEKISHO_E_SYNTAX, NULL},
        {"08:00-17:30;18:00-19:00", SEKISHO_E_SYNTAX, NULL},
        {"08:00", SEKISHO_E_SYNTAX, NULL},
        {"08:00-", SEKISHO_E_SYNTAX, NULL},
        {"-08:00-17:30", SEKISHO_E_SYNTAX, NULL},
        {"Stopped", SEKISHO_E_SYNTAX, NULL},
        {"08:0\xd9\xa0-17:30", SEKISHO_E_SYNTAX, NULL}, /* an Arabic-Indic zero */
        {"01:00-01:01,02:00-02:01,03:00-03:01,04:00-04:01,05:00-05:01,06:00-06:01,07:00-07:01,08:00-08:01",
         SEKISHO_OK,
         "01:00-01:01, 02:00-02:01, 03:00-03:01, 04:00-04:01, 05:00-05:01, 06:00-06:01, 07:00-07:01, "
         "08:00-08:01"},
        {"01:00-01:01,02:00-02:01,03:00-03:01,04:00-04:01,05:00-05:01,06:00-06:01,07:00-07:01,08:00-08:01,09:"
         "00-10:00",
         SEKISHO_E_TOO_LARGE, NULL},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sekisho_hours hours;
        char text[SEKISHO_HOURS_TEXT_CAP];
        const enum sekisho_rc rc = sekisho_hours_parse(table[i].text, &hours);
        if (rc != table[i].rc) {
            CU_FAIL(table[i].text);
        } else if (rc == SEKISHO_OK) {
            CU_ASSERT_STRING_EQUAL(sekisho_hours_str(&hours, text),
                                   table[i].back != NULL ? table[i].back : table[i].text);
        }
    }
}

static void
test_parse_every_prefix_and_flip_is_safe(void) {
    static const char good[] = "08:00-12:00, 13:00-17:30";
    char text[sizeof(good)];
    struct sekisho_hours hours;
    for (size_t i = 0; i < sizeof(good) - 1; i++) {
        memcpy(text, good, sizeof(good));
        text[i] = '\0';
        CU_ASSERT(i == 11 || sekisho_hours_parse(text, &hours) != SEKISHO_OK);
        for (int c = 1; c < 256; c++) {
            memcpy(text, good, sizeof(good));
            text[i] = (char)c;
            if (sekisho_hours_parse(text, &hours) == SEKISHO_OK)
                CU_ASSERT(hours.n_windows == 2 || hours.n_windows == 1);
        }
    }
}

static void
test_contain_is_half_open(void) {
    const struct sekisho_hours day = parse("08:00-17:30"), night = parse("22:00-26:00"),
                               none = parse("stopped");
    CU_ASSERT(!sekisho_hours_contain(&day, 479) && sekisho_hours_contain(&day, 480));
    CU_ASSERT(sekisho_hours_contain(&day, 1049) && !sekisho_hours_contain(&day, 1050));
    CU_ASSERT(sekisho_hours_contain(&night, 1320) && sekisho_hours_contain(&night, 1559));
    CU_ASSERT(!sekisho_hours_contain(&night, 1560) && !sekisho_hours_contain(&night, 0));
    for (int32_t min = 0; min <= SEKISHO_HOURS_MAX_MIN; min++)
        CU_ASSERT(!sekisho_hours_contain(&none, min));
}

/* Against a bitmap of minutes, over all pairs of a set of texts. */
static void
test_add_is_the_union(void) {
    static const char *const text[] = {"stopped",     "08:00-17:30", "17:30-19:00",
                                       "07:00-20:00", "22:00-26:00", "08:00-12:00, 13:00-17:30",
                                       "12:00-13:00", "00:00-24:00", "09:00-09:01"};
    const size_t n = sizeof(text) / sizeof(text[0]);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            const struct sekisho_hours a = parse(text[i]), b = parse(text[k]);
            struct sekisho_hours sum = a;
            CU_ASSERT(sekisho_hours_add(&sum, &b));
            for (int32_t min = 0; min <= SEKISHO_HOURS_MAX_MIN; min++)
                if (sekisho_hours_contain(&sum, min) !=
                    (sekisho_hours_contain(&a, min) || sekisho_hours_contain(&b, min)))
                    CU_FAIL_FATAL("the union differs");
            for (size_t w = 1; w < sum.n_windows; w++)
                CU_ASSERT(sum.window[w].start_min > sum.window[w - 1].end_min);
        }
}

static void
test_add_over_the_cap_changes_nothing(void) {
    struct sekisho_hours a = parse("01:00-01:01,02:00-02:01,03:00-03:01,04:00-04:01,05:00-05:01");
    const struct sekisho_hours b = parse("11:00-11:01,12:00-12:01,13:00-13:01,14:00-14:01");
    const struct sekisho_hours before = a;
    CU_ASSERT(!sekisho_hours_add(&a, &b));
    CU_ASSERT(memcmp(&a, &before, sizeof(a)) == 0);
}

const char *const runner_suite = "hours";
const CU_TestInfo runner_tests[] = {
    {"parse_table", test_parse_table},
    {"parse_every_prefix_and_flip_is_safe", test_parse_every_prefix_and_flip_is_safe},
    {"contain_is_half_open", test_contain_is_half_open},
    {"add_is_the_union", test_add_is_the_union},
    {"add_over_the_cap_changes_nothing", test_add_over_the_cap_changes_nothing},
    CU_TEST_INFO_NULL,
};
