#include "support/runner.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "core/holiday.h"

struct expected {
    int year, month, day;
    const char *name; /* NULL: no holiday */
};

static int32_t
day_of(int year, int month, int day) {
    return sekisho_civil_day(year, month, day);
}

static void
check(const struct expected *expected, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const struct expected *e = &expected[i];
        struct sekisho_holiday holiday = {"", ""};
        const bool found = sekisho_holiday_japan(day_of(e->year, e->month, e->day), &holiday);
        if (found != (e->name != NULL) || (found && strcmp(holiday.name, e->name) != 0))
            printf("\n    %d-%02d-%02d: %s, expected %s\n", e->year, e->month, e->day,
                   found ? holiday.name : "none", e->name != NULL ? e->name : "none");
        CU_ASSERT(found == (e->name != NULL));
        CU_ASSERT(!found || (e->name != NULL && strcmp(holiday.name, e->name) == 0));
    }
}

#define CHECK(table) check(table, sizeof(table) / sizeof((table)[0]))

static int
count(int first_year, int last_year, const char *name) {
    int n = 0;
    for (int32_t day = day_of(first_year, 1, 1); day <= day_of(last_year, 12, 31); day++) {
        struct sekisho_holiday holiday;
        if (sekisho_holiday_japan(day, &holiday) && (name == NULL || strcmp(holiday.name, name) == 0))
            n++;
    }
    return n;
}

static void
test_holiday_ordinary_year_all_days(void) {
    static const struct expected table[] = {
        {2022, 1, 1, "元日"},           {2022, 1, 10, "成人の日"},      {2022, 2, 11, "建国記念の日"},
        {2022, 2, 23, "天皇誕生日"},    {2022, 3, 21, "春分の日"},      {2022, 4, 29, "昭和の日"},
        {2022, 5, 3, "憲法記念日"},     {2022, 5, 4, "みどりの日"},     {2022, 5, 5, "こどもの日"},
        {2022, 7, 18, "海の日"},        {2022, 8, 11, "山の日"},        {2022, 9, 19, "敬老の日"},
        {2022, 9, 23, "秋分の日"},      {2022, 10, 10, "スポーツの日"}, {2022, 11, 3, "文化の日"},
        {2022, 11, 23, "勤労感謝の日"},
    };
    CHECK(table);
    CU_ASSERT_EQUAL(count(2022, 2022, NULL), 16);
}

static void
test_holiday_happy_mondays_first_and_last_possible(void) {
    static const struct expected table[] = {
        {2007, 1, 8, "成人の日"},       {2029, 1, 8, "成人の日"},
        {2030, 1, 14, "成人の日"},      {2030, 1, 7, NULL},
        {2019, 7, 15, "海の日"},        {2018, 7, 16, "海の日"},
        {2024, 7, 15, "海の日"},        {2023, 7, 17, "海の日"},
        {2028, 7, 17, "海の日"},        {2029, 7, 16, "海の日"},
        {2030, 7, 15, "海の日"},        {2025, 7, 21, "海の日"},
        {2024, 9, 16, "敬老の日"},      {2030, 9, 16, "敬老の日"},
        {2025, 9, 15, "敬老の日"},      {2026, 9, 21, "敬老の日"},
        {2007, 10, 8, "体育の日"},      {2024, 10, 14, "スポーツの日"},
        {2025, 10, 13, "スポーツの日"},
    };
    CHECK(table);
}

static void
test_holiday_mountain_day_begins_2016(void) {
    static const struct expected table[] = {
        {2015, 8, 11, NULL},       {2016, 8, 11, "山の日"}, {2019, 8, 11, "山の日"},
        {2019, 8, 12, "振替休日"}, {2024, 8, 11, "山の日"}, {2024, 8, 12, "振替休日"},
    };
    CHECK(table);
    CU_ASSERT_EQUAL(count(2007, 2015, "山の日"), 0);
    CU_ASSERT_EQUAL(count(2016, 2099, "山の日"), 84);
}

static void
test_holiday_emperors_birthday_moves_and_skips_2019(void) {
    static const struct expected table[] = {
        {2007, 12, 23, "天皇誕生日"}, {2018, 12, 23, "天皇誕生日"}, {2018, 12, 24, "振替休日"},
        {2018, 2, 23, NULL},          {2019, 2, 23, NULL},          {2019, 12, 23, NULL},
        {2020, 2, 23, "天皇誕生日"},  {2020, 2, 24, "振替休日"},    {2020, 12, 23, NULL},
    };
    CHECK(table);
    CU_ASSERT_EQUAL(count(2019, 2019, "天皇誕生日"), 0);
    CU_ASSERT_EQUAL(count(2007, 2099, "天皇誕生日"), 92);
}

static void
test_holiday_2019_ten_days_and_enthronement(void) {
    static const struct expected table[] = {
        {2019, 4, 28, NULL},
        {2019, 4, 29, "昭和の日"},
        {2019, 4, 30, "国民の休日"},
        {2019, 5, 1, "天皇の即位の日"},
        {2019, 5, 2, "国民の休日"},
        {2019, 5, 3, "憲法記念日"},
        {2019, 5, 4, "みどりの日"},
        {2019, 5, 5, "こどもの日"},
        {2019, 5, 6, "振替休日"},
        {2019, 5, 7, NULL},
        {2019, 10, 22, "即位礼正殿の儀の行われる日"},
        {2019, 10, 21, NULL},
        {2019, 10, 23, NULL},
        {2018, 5, 1, NULL},
        {2020, 5, 1, NULL},
        {2018, 10, 22, NULL},
        {2020, 10, 22, NULL},
    };
    CHECK(table);
    CU_ASSERT_EQUAL(count(2019, 2019, NULL), 22);
}

static void
test_holiday_2020_and_2021_moved_for_the_games(void) {
    static const struct expected table[] = {
        {2020, 7, 20, NULL},           {2020, 7, 23, "海の日"},
        {2020, 7, 24, "スポーツの日"}, {2020, 8, 10, "山の日"},
        {2020, 8, 11, NULL},           {2020, 10, 12, NULL},
        {2021, 7, 19, NULL},           {2021, 7, 22, "海の日"},
        {2021, 7, 23, "スポーツの日"}, {2021, 8, 8, "山の日"},
        {2021, 8, 9, "振替休日"},      {2021, 8, 11, NULL},
        {2021, 10, 11, NULL},          {2022, 7, 18, "海の日"},
        {2022, 8, 11, "山の日"},       {2022, 10, 10, "スポーツの日"},
    };
    CHECK(table);
}

static void
test_holiday_sports_day_renamed_2020(void) {
    CU_ASSERT_EQUAL(count(2007, 2019, "体育の日"), 13);
    CU_ASSERT_EQUAL(count(2020, 2099, "体育の日"), 0);
    CU_ASSERT_EQUAL(count(2007, 2019, "スポーツの日"), 0);
    CU_ASSERT_EQUAL(count(2020, 2099, "スポーツの日"), 80);
}

/* Article 3(2): to the nearest later day that is not a named holiday, be it a Tuesday or a Wednesday. */
static void
test_holiday_substitute_runs_past_named_days(void) {
    static const struct expected table[] = {
        {2008, 5, 4, "みどりの日"}, {2008, 5, 6, "振替休日"},  {2008, 5, 7, NULL},
        {2009, 5, 6, "振替休日"},   {2014, 5, 6, "振替休日"},  {2015, 5, 6, "振替休日"},
        {2020, 5, 6, "振替休日"},   {2025, 5, 6, "振替休日"},  {2026, 5, 3, "憲法記念日"},
        {2026, 5, 6, "振替休日"},   {2026, 5, 7, NULL},        {2031, 5, 6, "振替休日"},
        {2036, 5, 6, "振替休日"},   {2037, 5, 6, "振替休日"},  {2042, 5, 6, "振替休日"},
        {2043, 5, 6, "振替休日"},   {2048, 5, 6, "振替休日"},  {2010, 5, 6, NULL},
        {2024, 5, 6, "振替休日"},   {2027, 5, 6, NULL},        {2012, 1, 2, "振替休日"},
        {2017, 1, 2, "振替休日"},   {2023, 1, 2, "振替休日"},  {2024, 1, 2, NULL},
        {2007, 2, 12, "振替休日"},  {2007, 9, 24, "振替休日"}, {2024, 9, 23, "振替休日"},
        {2021, 3, 20, "春分の日"},
    };
    CHECK(table);
}

static void
test_holiday_saturday_is_not_substituted(void) {
    for (int32_t day = day_of(2007, 1, 1); day <= day_of(2099, 12, 31); day++) {
        struct sekisho_holiday holiday;
        int32_t before = day;
        bool has_sunday = false;
        if (!sekisho_holiday_japan(day, &holiday) || strcmp(holiday.name, "振替休日") != 0)
            continue;
        while (sekisho_holiday_japan(--before, &holiday))
            has_sunday = has_sunday || sekisho_civil_weekday(before) == SEKISHO_SUNDAY;
        CU_ASSERT_TRUE(has_sunday);
    }
    CU_ASSERT_FALSE(sekisho_holiday_japan(day_of(2022, 1, 3), NULL)); /* January 1 was a Saturday */
    CU_ASSERT_FALSE(sekisho_holiday_japan(day_of(2025, 2, 10), NULL));
}

/* Article 3(3). */
static void
test_holiday_between_two_named_days(void) {
    static const struct expected table[] = {
        {2009, 9, 22, "国民の休日"}, {2015, 9, 22, "国民の休日"}, {2026, 9, 22, "国民の休日"},
        {2032, 9, 21, "国民の休日"}, {2037, 9, 22, "国民の休日"}, {2043, 9, 22, "国民の休日"},
        {2049, 9, 21, "国民の休日"}, {2032, 9, 20, "敬老の日"},   {2032, 9, 22, "秋分の日"},
        {2020, 9, 21, "敬老の日"},   {2020, 9, 22, "秋分の日"},   {2025, 9, 22, NULL},
        {2031, 9, 22, NULL},
    };
    CHECK(table);
    CU_ASSERT_EQUAL(count(2007, 2031, "国民の休日"), 5); /* 2009, 2015, 2019 twice, 2026 */
}

static void
test_holiday_equinox_edge_years(void) {
    static const struct expected table[] = {
        {2007, 3, 21, "春分の日"}, {2008, 3, 20, "春分の日"}, {2011, 3, 21, "春分の日"},
        {2012, 9, 22, "秋分の日"}, {2012, 9, 23, NULL},       {2022, 3, 21, "春分の日"},
        {2026, 3, 20, "春分の日"}, {2026, 3, 21, NULL},       {2041, 9, 23, "秋分の日"},
        {2045, 9, 22, "秋分の日"}, {2055, 3, 21, "春分の日"}, {2059, 3, 20, "春分の日"},
        {2074, 9, 23, "秋分の日"}, {2074, 9, 22, NULL},       {2088, 3, 20, "春分の日"},
        {2092, 3, 19, "春分の日"}, {2096, 3, 19, "春分の日"}, {2099, 3, 20, "春分の日"},
        {2078, 9, 22, "秋分の日"}, {2099, 9, 23, "秋分の日"},
    };
    CHECK(table);
}

/* The same days as a table by the year's remainder of 4. */
static int
vernal_by_table(int year) {
    static const int last_21st[4] = {1956, 1989, 2022, 2055};
    if (year <= last_21st[year % 4])
        return 21;
    return year % 4 == 0 && year >= 2092 ? 19 : 20;
}

static int
autumnal_by_table(int year) {
    static const int first_22nd[4] = {2012, 2045, 2078, 9999};
    return year >= first_22nd[year % 4] ? 22 : 23;
}

static void
test_holiday_equinoxes_agree_with_table_of_remainders(void) {
    for (int year = SEKISHO_HOLIDAY_FIRST_YEAR; year <= SEKISHO_HOLIDAY_LAST_YEAR; year++) {
        struct sekisho_holiday holiday = {"", ""};
        CU_ASSERT_TRUE(sekisho_holiday_japan(day_of(year, 3, vernal_by_table(year)), &holiday));
        CU_ASSERT_STRING_EQUAL(holiday.name, "春分の日");
        CU_ASSERT_TRUE(sekisho_holiday_japan(day_of(year, 9, autumnal_by_table(year)), &holiday));
        CU_ASSERT_STRING_EQUAL(holiday.name, "秋分の日");
        CU_ASSERT_EQUAL(count(year, year, "春分の日"), 1);
        CU_ASSERT_EQUAL(count(year, year, "秋分の日"), 1);
    }
}

static void
test_holiday_years_outside_none(void) {
    CU_ASSERT_FALSE(sekisho_holiday_japan(day_of(2006, 12, 31), NULL));
    CU_ASSERT_FALSE(sekisho_holiday_japan(day_of(2006, 11, 3), NULL));
    CU_ASSERT_TRUE(sekisho_holiday_japan(day_of(2007, 1, 1), NULL));
    CU_ASSERT_FALSE(sekisho_holiday_japan(day_of(2007, 1, 2), NULL));
    CU_ASSERT_FALSE(sekisho_holiday_japan(day_of(2099, 12, 31), NULL));
    CU_ASSERT_FALSE(sekisho_holiday_japan(day_of(2100, 1, 1), NULL));
    CU_ASSERT_FALSE(sekisho_holiday_japan(INT32_MIN, NULL));
    CU_ASSERT_FALSE(sekisho_holiday_japan(INT32_MAX, NULL));
}

static void
test_holiday_names_in_both_languages(void) {
    for (int32_t day = day_of(2007, 1, 1); day <= day_of(2099, 12, 31); day++) {
        struct sekisho_holiday holiday;
        if (!sekisho_holiday_japan(day, &holiday))
            continue;
        CU_ASSERT((unsigned char)holiday.name[0] >= 0xe3);
        for (const char *c = holiday.name_en; *c != '\0'; c++)
            CU_ASSERT(*c >= ' ' && *c <= '~');
        CU_ASSERT_PTR_EQUAL(sekisho_holiday_name_en(holiday.name), holiday.name_en);
    }
    CU_ASSERT_PTR_NULL(sekisho_holiday_name_en("節分"));
    CU_ASSERT_PTR_NULL(sekisho_holiday_name_en(""));
    CU_ASSERT_STRING_EQUAL(sekisho_holiday_name_en("海の日"), "Marine Day");
}

const char *const runner_suite = "holiday";
const CU_TestInfo runner_tests[] = {
    {"test_holiday_ordinary_year_all_days", test_holiday_ordinary_year_all_days},
    {"test_holiday_happy_mondays_first_and_last_possible",
     test_holiday_happy_mondays_first_and_last_possible},
    {"test_holiday_mountain_day_begins_2016", test_holiday_mountain_day_begins_2016},
    {"test_holiday_emperors_birthday_moves_and_skips_2019",
     test_holiday_emperors_birthday_moves_and_skips_2019},
    {"test_holiday_2019_ten_days_and_enthronement", test_holiday_2019_ten_days_and_enthronement},
    {"test_holiday_2020_and_2021_moved_for_the_games", test_holiday_2020_and_2021_moved_for_the_games},
    {"test_holiday_sports_day_renamed_2020", test_holiday_sports_day_renamed_2020},
    {"test_holiday_substitute_runs_past_named_days", test_holiday_substitute_runs_past_named_days},
    {"test_holiday_saturday_is_not_substituted", test_holiday_saturday_is_not_substituted},
    {"test_holiday_between_two_named_days", test_holiday_between_two_named_days},
    {"test_holiday_equinox_edge_years", test_holiday_equinox_edge_years},
    {"test_holiday_equinoxes_agree_with_table_of_remainders",
     test_holiday_equinoxes_agree_with_table_of_remainders},
    {"test_holiday_years_outside_none", test_holiday_years_outside_none},
    {"test_holiday_names_in_both_languages", test_holiday_names_in_both_languages},
    CU_TEST_INFO_NULL,
};
