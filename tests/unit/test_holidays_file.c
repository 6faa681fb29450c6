#include "support/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/holiday.h"
#include "core/holidays_file.h"
#include "tool/cp932.h"

#define HEADER    "国民の祝日・休日月日,国民の祝日・休日名称"
#define BOM       "\xef\xbb\xbf"
#define KINROU    "2026/11/23,勤労感謝の日\n"
#define WHOLE     HEADER "\n2026/1/1,元日\n" KINROU
#define MAX_BYTES 20000

static struct sekisho_arena arena;
static struct sekisho_diag diag;

static enum sekisho_rc
parse_bytes(const char *bytes, size_t len, struct sekisho_holidays *ret_holidays) {
    sekisho_diag_init(&diag, "list.csv");
    return sekisho_holidays_file_parse(bytes, len, &arena, ret_holidays, &diag);
}

static void
expect_good(const char *text, size_t n, int first_year, int last_year, int incomplete) {
    struct sekisho_holidays holidays;
    sekisho_arena_init(&arena);
    CU_ASSERT_EQUAL(parse_bytes(text, strlen(text), &holidays), SEKISHO_OK);
    CU_ASSERT_EQUAL(holidays.n_listed, n);
    CU_ASSERT_EQUAL(holidays.first_day, sekisho_civil_day(first_year, 1, 1));
    CU_ASSERT_EQUAL(holidays.last_day, sekisho_civil_day(last_year, 12, 31));
    CU_ASSERT_EQUAL(holidays.incomplete_year, incomplete);
    sekisho_arena_done(&arena);
}

static void
expect_bad_bytes(const char *bytes, size_t len, enum sekisho_rc rc, enum sekisho_msg what, unsigned line) {
    struct sekisho_holidays holidays;
    char text[SEKISHO_MESSAGE_CAP * 2];

    sekisho_arena_init(&arena);
    CU_ASSERT_EQUAL(parse_bytes(bytes, len, &holidays), rc);
    if (diag.what != what || diag.line != line)
        printf("\n    got: %s\n", sekisho_diag_format(&diag, SEKISHO_LANG_EN, text, sizeof(text)));
    CU_ASSERT_EQUAL(diag.what, what);
    CU_ASSERT_EQUAL(diag.line, line);
    CU_ASSERT_NOT_EQUAL(diag.hint, SEKISHO_MSG_NONE);
    CU_ASSERT_EQUAL(holidays.n_listed, 0);
    CU_ASSERT_PTR_NULL(holidays.listed);
    CU_ASSERT(holidays.first_day > holidays.last_day);
    sekisho_arena_done(&arena);
}

static void
expect_bad(const char *text, enum sekisho_rc rc, enum sekisho_msg what, unsigned line) {
    expect_bad_bytes(text, strlen(text), rc, what, line);
}

static void
test_holidays_file_parse_bom_and_line_ends_accepted(void) {
    expect_good(WHOLE, 2, 2026, 2026, 0);
    expect_good(BOM WHOLE, 2, 2026, 2026, 0);
    expect_good(HEADER "\r\n2026/1/1,元日\r\n2026/11/23,勤労感謝の日\r\n", 2, 2026, 2026, 0);
    expect_good(BOM HEADER "\r\n2026/1/1,元日\r\n2026/11/23,勤労感謝の日\r\n", 2, 2026, 2026, 0);
}

static void
test_holidays_file_parse_coverage_whole_years_only(void) {
    expect_good(WHOLE "2027/1/1,元日\n", 3, 2026, 2026, 2027);
    expect_good(HEADER "\n2025/5/3,憲法記念日\n2026/1/1,元日\n" KINROU, 3, 2026, 2026, 0);
    expect_good(WHOLE "2027/1/1,元日\n2027/11/23,勤労感謝の日\n", 4, 2026, 2027, 0);
    expect_good(WHOLE "2027/12/23,誕生日\n", 3, 2026, 2026, 2027);
    expect_good(HEADER "\n2026/5/3,憲法記念日\n", 1, 2027, 2025, 2026); /* no whole year: first > last */
    expect_good(HEADER "\n2026/5/3,憲法記念日\n" KINROU, 2, 2027, 2026, 0);
}

static void
test_holidays_file_parse_names_explained(void) {
    static const char text[] = HEADER "\n2026/1/1,元日\n2026/5/6,休日\n2026/6/10,休日\n2026/9/22,休日\n"
                                      "2026/10/1,式典の日\n" KINROU;
    struct sekisho_holidays holidays;
    sekisho_arena_init(&arena);
    CU_ASSERT_EQUAL_FATAL(parse_bytes(text, sizeof(text) - 1, &holidays), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(holidays.n_listed, 6);
    CU_ASSERT_STRING_EQUAL(holidays.listed[0].name, "元日");
    CU_ASSERT_STRING_EQUAL(holidays.listed[0].name_en, "New Year's Day");
    CU_ASSERT_STRING_EQUAL(holidays.listed[1].name, "振替休日");
    CU_ASSERT_STRING_EQUAL(holidays.listed[1].name_en, "Substitute holiday");
    CU_ASSERT_STRING_EQUAL(holidays.listed[2].name, "休日");
    CU_ASSERT_STRING_EQUAL(holidays.listed[2].name_en, "National holiday");
    CU_ASSERT_STRING_EQUAL(holidays.listed[3].name, "国民の休日");
    CU_ASSERT_STRING_EQUAL(holidays.listed[4].name, "式典の日");
    CU_ASSERT_EQUAL(holidays.listed[4].day, sekisho_civil_day(2026, 10, 1));
    sekisho_arena_done(&arena);
}

static void
test_holidays_file_parse_strange_header_refused(void) {
    expect_bad("", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_EMPTY, 0);
    expect_bad("\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_BLANK, 1);
    expect_bad(BOM, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_TORN, 1);
    expect_bad(HEADER, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_TORN, 1);
    expect_bad(HEADER "\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NO_ROWS, 1);
    expect_bad("2026/1/1,元日\n" KINROU, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_HEADER, 1);
    expect_bad("国民の祝日月日,国民の祝日名称\n2026/1/1,元日\n", SEKISHO_E_SYNTAX,
               SEKISHO_MSG_HOLIDAYS_HEADER, 1);
    expect_bad(HEADER " \n2026/1/1,元日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_HEADER, 1);
    expect_bad(HEADER ",\n2026/1/1,元日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_HEADER, 1);
    expect_bad(BOM BOM WHOLE, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_HEADER, 1);
    expect_bad("<html>\n<body>404</body>\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_HEADER, 1);
}

static void
test_holidays_file_parse_cp932_says_import_it(void) {
    static const char bytes[] =
        "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x8c\x8e\x93\xfa,"
        "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x96\xbc\x8f\xcc"
        "\r\n2026/1/1,\x8c\xb3\x93\xfa\r\n";
    CU_ASSERT_TRUE(sekisho_holidays_file_is_cp932(bytes, sizeof(bytes) - 1));
    CU_ASSERT_FALSE(sekisho_holidays_file_is_cp932(bytes, 40));
    CU_ASSERT_FALSE(sekisho_holidays_file_is_cp932(WHOLE, strlen(WHOLE)));
    expect_bad_bytes(bytes, sizeof(bytes) - 1, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_IN_CP932, 1);
    CU_ASSERT_EQUAL(diag.hint, SEKISHO_MSG_HOLIDAYS_HINT_IMPORT);
}

static void
test_holidays_file_parse_strange_rows_refused(void) {
    static const struct {
        const char *row;
        enum sekisho_rc rc;
        enum sekisho_msg what;
    } table[] = {
        {"\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_BLANK},
        {"2026/2/11\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_ROW},
        {"建国記念の日,2026/2/11\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"2026-02-11,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"2026/02/11,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"2026/2/011,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"2026/2/1 ,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {" 2026/2/11,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"26/2/11,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"20260/2/11,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"0026/2/11,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"2026/2/,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"2026/2/11/1,建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {",建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"\"2026/2/11\",\"建国記念の日\"\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE},
        {"2026/2/29,閏日\n", SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_NO_SUCH_DATE},
        {"2026/13/1,何か\n", SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_NO_SUCH_DATE},
        {"2026/4/31,何か\n", SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_NO_SUCH_DATE},
        {"2200/1/1,元日\n", SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_NO_SUCH_DATE},
        {"1899/1/1,元日\n", SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_NO_SUCH_DATE},
        {"2026/2/11,\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME_EMPTY},
        {"2026/2/11,\"建国記念の日\"\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,建国記念の日,\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11, 建国記念の日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,建国記念の日 \n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,建国記念の日　\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,　\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,建国\tの日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,建国\x1b[2Jの日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,建国\xe2\x80\xaeの日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,建国\rの日\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME},
        {"2026/2/11,\xe5\xbb\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NOT_UTF8},
        {"2026/2/11,\x8c\xb3\x93\xfa\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NOT_UTF8},
        {"2026/2/11,建国記念の日\r\n", SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_LINE_END},
        {"2026/1/1,元日\n", SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_TWICE},
        {"2025/12/31,何か\n", SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_ORDER},
        {"2028/1/1,元日\n", SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_GAP},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        char text[1024];
        (void)snprintf(text, sizeof(text), HEADER "\n2026/1/1,元日\n%s" KINROU, table[i].row);
        expect_bad(text, table[i].rc, table[i].what, 3);
    }
}

static void
test_holidays_file_parse_lf_in_crlf_file_refused(void) {
    expect_bad(HEADER "\r\n2026/1/1,元日\n2026/11/23,勤労感謝の日\r\n", SEKISHO_E_SYNTAX,
               SEKISHO_MSG_HOLIDAYS_LINE_END, 2);
}

/* A file cut at any byte is refused or covers less; never is it taken for whole. */
static void
test_holidays_file_parse_cut_anywhere_never_whole(void) {
    const size_t len = strlen(WHOLE);
    for (size_t cut = 0; cut < len; cut++) {
        struct sekisho_holidays holidays;
        char *bytes = malloc(cut + 1);
        CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
        memcpy(bytes, WHOLE, cut);
        bytes[cut] = '\0';
        sekisho_arena_init(&arena);
        if (parse_bytes(bytes, cut, &holidays) == SEKISHO_OK)
            CU_ASSERT(holidays.first_day > holidays.last_day && holidays.incomplete_year == 2026);
        sekisho_arena_done(&arena);
        free(bytes);
    }
}

/* Each byte of a good list changed to each other: no crash, no read past the end (under ASan). */
static void
test_holidays_file_parse_flipped_bytes_no_harm(void) {
    const size_t len = strlen(WHOLE);
    for (size_t at = 0; at < len; at++)
        for (int change = 1; change < 256; change++) {
            struct sekisho_holidays holidays;
            char *bytes = malloc(len + 1);
            CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
            memcpy(bytes, WHOLE, len + 1);
            bytes[at] = (char)(bytes[at] ^ change);
            sekisho_arena_init(&arena);
            if (parse_bytes(bytes, len, &holidays) == SEKISHO_OK)
                CU_ASSERT(at > strlen(HEADER) && holidays.n_listed == 2);
            sekisho_arena_done(&arena);
            free(bytes);
        }
}

static void
test_holidays_file_parse_nul_refused_with_line(void) {
    static const char bytes[] = HEADER "\n2026/1/1,元日\0\n" KINROU;
    expect_bad_bytes(bytes, sizeof(bytes) - 1, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NUL, 2);
    expect_bad_bytes(WHOLE "\0", strlen(WHOLE) + 1, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NUL, 4);
}

static void
test_holidays_file_parse_caps_named(void) {
    char name[SEKISHO_HOLIDAYS_FILE_MAX_NAME + 2], text[1024];
    char *big = malloc(SEKISHO_HOLIDAYS_FILE_MAX_BYTES + 2);

    CU_ASSERT_PTR_NOT_NULL_FATAL(big);
    memset(big, 'x', SEKISHO_HOLIDAYS_FILE_MAX_BYTES + 1);
    big[SEKISHO_HOLIDAYS_FILE_MAX_BYTES + 1] = '\0';
    expect_bad_bytes(big, SEKISHO_HOLIDAYS_FILE_MAX_BYTES + 1, SEKISHO_E_RANGE,
                     SEKISHO_MSG_HOLIDAYS_TOO_LARGE, 0);
    free(big);

    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    (void)snprintf(text, sizeof(text), HEADER "\n2026/1/1,%s\n", name);
    expect_bad(text, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_NAME_LONG, 2);
    (void)snprintf(text, sizeof(text), HEADER "\n2026/1/1,%s\n" KINROU, name + 1);
    expect_good(text, 2, 2026, 2026, 0);
}

/* The list with one row a day, from 1980 on. */
static char *
many_rows(size_t n, size_t *ret_len) {
    char *text = malloc(64 + n * 24);
    size_t len;
    if (text == NULL)
        return NULL;
    len = (size_t)sprintf(text, HEADER "\n");
    for (size_t i = 0; i < n; i++) {
        const struct sekisho_date date = sekisho_civil_date(sekisho_civil_day(1980, 1, 1) + (int32_t)i);
        len += (size_t)sprintf(text + len, "%d/%d/%d,x\n", (int)date.year, (int)date.month, (int)date.day);
    }
    *ret_len = len;
    return text;
}

static void
test_holidays_file_parse_too_many_rows_refused(void) {
    struct sekisho_holidays holidays;
    size_t len = 0;
    char *text = many_rows(SEKISHO_CALENDAR_MAX_HOLIDAYS, &len);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    sekisho_arena_init(&arena);
    CU_ASSERT_EQUAL(parse_bytes(text, len, &holidays), SEKISHO_OK);
    CU_ASSERT_EQUAL(holidays.n_listed, SEKISHO_CALENDAR_MAX_HOLIDAYS);
    sekisho_arena_done(&arena);
    free(text);
    text = many_rows(SEKISHO_CALENDAR_MAX_HOLIDAYS + 1, &len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    expect_bad_bytes(text, len, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_TOO_MANY, 1);
    free(text);
}

static void
test_holidays_file_parse_null_diag_accepted(void) {
    struct sekisho_holidays holidays;
    sekisho_arena_init(&arena);
    CU_ASSERT_EQUAL(sekisho_holidays_file_parse("x\n", 2, &arena, &holidays, NULL), SEKISHO_E_SYNTAX);
    sekisho_arena_done(&arena);
}

static void
test_cp932_decode_damaged_says_where(void) {
    char *text;
    size_t len, at;
    CU_ASSERT_EQUAL(sekisho_cp932_decode("ab\x8c\xb3\x82", 5, &text, &len, &at), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(at, 4);
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_EQUAL(sekisho_cp932_decode("a\xff"
                                         "b",
                                         3, &text, &len, &at),
                    SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(at, 1);
    CU_ASSERT_EQUAL_FATAL(sekisho_cp932_decode("\x8c\xb3\x93\xfa\x81\x45\xb1", 7, &text, &len, &at),
                          SEKISHO_OK);
    CU_ASSERT_STRING_EQUAL(text, "元日・ｱ");
    CU_ASSERT_EQUAL(len, strlen(text));
    free(text);
}

static size_t
load_official(char *bytes) {
    const char *shared = getenv("SEKISHO_SHARED");
    char path[4096];
    size_t len;
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/data/syukujitsu-2016-2023.csv",
                   shared != NULL ? shared : TEST_SRCDIR "/../shared");
    file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    len = fread(bytes, 1, MAX_BYTES, file);
    (void)fclose(file);
    return len;
}

/* The list calls the day of 2019 体育の日（スポーツの日）, though the Act that renames it came into force in
 * 2020. */
static bool
is_same_name(const char *listed, const char *computed) {
    return strcmp(listed, computed) == 0 ||
           (strcmp(listed, "体育の日（スポーツの日）") == 0 && strcmp(computed, "体育の日") == 0);
}

/* Day for day, and by name; where the list says only 休日, the computed one. */
static void
compare(const struct sekisho_holidays *holidays) {
    size_t i = 0;
    for (int32_t day = holidays->first_day; day <= holidays->last_day; day++) {
        struct sekisho_holiday computed;
        const bool is_listed = i < holidays->n_listed && holidays->listed[i].day == day;
        CU_ASSERT_EQUAL(sekisho_holiday_japan(day, &computed), is_listed);
        if (!is_listed)
            continue;
        CU_ASSERT_TRUE(is_same_name(holidays->listed[i].name, computed.name));
        CU_ASSERT_STRING_EQUAL(holidays->listed[i].name_en, computed.name_en);
        i++;
    }
    CU_ASSERT_EQUAL(i, holidays->n_listed);
}

static void
test_holidays_file_official_list_agrees_with_computed(void) {
    struct sekisho_holidays holidays;
    char bytes[MAX_BYTES], *text;
    size_t len = load_official(bytes), at;

    if (len == 0) {
        printf("(skipped: no official list on this machine) ");
        return;
    }
    sekisho_arena_init(&arena);
    CU_ASSERT_TRUE(sekisho_holidays_file_is_cp932(bytes, len));
    CU_ASSERT_EQUAL_FATAL(sekisho_cp932_decode(bytes, len, &text, &len, &at), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(parse_bytes(text, len, &holidays), SEKISHO_OK);
    CU_ASSERT_EQUAL(holidays.first_day, sekisho_civil_day(2016, 1, 1));
    CU_ASSERT_EQUAL(holidays.last_day, sekisho_civil_day(2023, 12, 31));
    CU_ASSERT(holidays.n_listed > 8 * 15);
    compare(&holidays);
    sekisho_arena_done(&arena);
    free(text);
}

const char *const runner_suite = "holidays_file";
const CU_TestInfo runner_tests[] = {
    {"test_holidays_file_parse_bom_and_line_ends_accepted",
     test_holidays_file_parse_bom_and_line_ends_accepted},
    {"test_holidays_file_parse_coverage_whole_years_only",
     test_holidays_file_parse_coverage_whole_years_only},
    {"test_holidays_file_parse_names_explained", test_holidays_file_parse_names_explained},
    {"test_holidays_file_parse_strange_header_refused", test_holidays_file_parse_strange_header_refused},
    {"test_holidays_file_parse_cp932_says_import_it", test_holidays_file_parse_cp932_says_import_it},
    {"test_holidays_file_parse_strange_rows_refused", test_holidays_file_parse_strange_rows_refused},
    {"test_holidays_file_parse_lf_in_crlf_file_refused", test_holidays_file_parse_lf_in_crlf_file_refused},
    {"test_holidays_file_parse_cut_anywhere_never_whole", test_holidays_file_parse_cut_anywhere_never_whole},
    {"test_holidays_file_parse_flipped_bytes_no_harm", test_holidays_file_parse_flipped_bytes_no_harm},
    {"test_holidays_file_parse_nul_refused_with_line", test_holidays_file_parse_nul_refused_with_line},
    {"test_holidays_file_parse_caps_named", test_holidays_file_parse_caps_named},
    {"test_holidays_file_parse_too_many_rows_refused", test_holidays_file_parse_too_many_rows_refused},
    {"test_holidays_file_parse_null_diag_accepted", test_holidays_file_parse_null_diag_accepted},
    {"test_cp932_decode_damaged_says_where", test_cp932_decode_damaged_says_where},
    {"test_holidays_file_official_list_agrees_with_computed",
     test_holidays_file_official_list_agrees_with_computed},
    CU_TEST_INFO_NULL,
};
