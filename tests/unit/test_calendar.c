#include "support/runner.h"

#include <string.h>

#include "base/civil.h"
#include "core/calendar.h"

#define BIT(weekday) ((uint8_t)(1u << (weekday)))
#define WEEKEND      (BIT(SEKISHO_SATURDAY) | BIT(SEKISHO_SUNDAY))

static const struct sekisho_annual new_year[] = {{12, 29, 1, 3, "年末年始", "Year-end and New Year days"}};

/* What city ordinances say: weekends, holidays, December 29 to January 3. */
static struct sekisho_calendar
city(void) {
    struct sekisho_calendar calendar;
    memset(&calendar, 0, sizeof(calendar));
    calendar.weekly_closed = WEEKEND;
    calendar.national = SEKISHO_NATIONAL_JAPAN;
    calendar.annual = new_year;
    calendar.n_annual = 1;
    return calendar;
}

static int32_t
day_of(int year, int month, int day) {
    return sekisho_civil_day(year, month, day);
}

static struct sekisho_day
ask(const struct sekisho_calendar *calendar, int32_t at) {
    struct sekisho_day day;
    memset(&day, 0x55, sizeof(day));
    sekisho_calendar_day(calendar, at, &day);
    CU_ASSERT_PTR_NOT_NULL_FATAL(day.name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(day.name_en);
    return day;
}

static void
expect(const struct sekisho_calendar *calendar, int32_t at, enum sekisho_day_kind kind,
       enum sekisho_day_reason reason, const char *name) {
    const struct sekisho_day day = ask(calendar, at);
    CU_ASSERT_EQUAL(day.kind, kind);
    CU_ASSERT_EQUAL(day.reason, reason);
    CU_ASSERT_STRING_EQUAL(day.name, name);
}

static struct sekisho_repeat
opening(uint8_t weekdays, uint8_t weeks, bool keeps) {
    struct sekisho_repeat repeat;
    memset(&repeat, 0, sizeof(repeat));
    repeat.weekdays = weekdays;
    repeat.weeks = weeks;
    repeat.keeps_on_holidays = keeps;
    repeat.first_day = SEKISHO_CALENDAR_FIRST_DAY;
    repeat.last_day = SEKISHO_CALENDAR_LAST_DAY;
    repeat.name = "休日開庁";
    return repeat;
}

static void
test_calendar_plain_week_each_reason(void) {
    const struct sekisho_calendar calendar = city();
    expect(&calendar, day_of(2026, 11, 20), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2026, 11, 21), SEKISHO_DAY_CLOSED, SEKISHO_DAY_WEEKEND, "");
    expect(&calendar, day_of(2026, 11, 22), SEKISHO_DAY_CLOSED, SEKISHO_DAY_WEEKEND, "");
    expect(&calendar, day_of(2026, 11, 23), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "勤労感謝の日");
    CU_ASSERT_STRING_EQUAL(ask(&calendar, day_of(2026, 11, 23)).name_en, "Labor Thanksgiving Day");
}

static void
test_calendar_new_year_is_holiday_first(void) {
    const struct sekisho_calendar calendar = city();
    expect(&calendar, day_of(2026, 12, 28), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2026, 12, 29), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "年末年始");
    expect(&calendar, day_of(2026, 12, 31), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "年末年始");
    expect(&calendar, day_of(2027, 1, 1), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "元日");
    expect(&calendar, day_of(2027, 1, 2), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL,
           "年末年始"); /* a Saturday */
    expect(&calendar, day_of(2028, 1, 3), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "年末年始");
    expect(&calendar, day_of(2027, 1, 4), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2023, 1, 2), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "振替休日");
    CU_ASSERT_STRING_EQUAL(ask(&calendar, day_of(2026, 12, 30)).name_en, "Year-end and New Year days");
}

static void
test_calendar_annual_within_a_year_both_ends_in(void) {
    static const struct sekisho_annual summer[] = {{8, 12, 8, 14, "夏季", NULL},
                                                   {2, 29, 2, 29, "閏日", NULL}};
    struct sekisho_calendar calendar = city();
    calendar.annual = summer;
    calendar.n_annual = 2;
    expect(&calendar, day_of(2025, 8, 12), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "夏季");
    expect(&calendar, day_of(2025, 8, 14), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "夏季");
    expect(&calendar, day_of(2025, 8, 15), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2028, 2, 29), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "閏日");
    expect(&calendar, day_of(2028, 3, 1), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    CU_ASSERT_STRING_EQUAL(ask(&calendar, day_of(2025, 8, 12)).name_en, "夏季");
}

static void
test_calendar_one_off_beats_all_but_coverage(void) {
    const struct sekisho_one_off one_off[] = {
        {day_of(2005, 4, 4), SEKISHO_DAY_OPEN, "early", NULL},
        {day_of(2025, 12, 30), SEKISHO_DAY_OPEN, "年末開庁", NULL},
        {day_of(2026, 3, 29), SEKISHO_DAY_OPEN, "転入繁忙期", "Moving season"},
        {day_of(2026, 11, 23), SEKISHO_DAY_OPEN, NULL, NULL},
        {day_of(2026, 11, 24), SEKISHO_DAY_CLOSED, "台風", "Typhoon"},
        {day_of(2100, 4, 5), SEKISHO_DAY_OPEN, "late", NULL},
    };
    struct sekisho_calendar calendar = city();
    calendar.one_off = one_off;
    calendar.n_one_off = 6;
    expect(&calendar, day_of(2025, 12, 30), SEKISHO_DAY_OPEN, SEKISHO_DAY_ONE_OFF_OPEN, "年末開庁");
    expect(&calendar, day_of(2026, 3, 29), SEKISHO_DAY_OPEN, SEKISHO_DAY_ONE_OFF_OPEN, "転入繁忙期");
    expect(&calendar, day_of(2026, 11, 23), SEKISHO_DAY_OPEN, SEKISHO_DAY_ONE_OFF_OPEN, "");
    expect(&calendar, day_of(2026, 11, 24), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ONE_OFF_CLOSED, "台風");
    expect(&calendar, day_of(2026, 11, 25), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2005, 4, 4), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    expect(&calendar, day_of(2100, 4, 5), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    CU_ASSERT_STRING_EQUAL(ask(&calendar, day_of(2026, 11, 24)).name_en, "Typhoon");
}

/* Every 2nd Sunday; 2026-11-08 is one, 2026-05-03 a 1st Sunday and a holiday. */
static void
test_calendar_repeat_yields_to_holidays_by_default(void) {
    const struct sekisho_repeat repeat[] = {opening(BIT(SEKISHO_SUNDAY), 1u << 1 | 1u << 2 | 1u << 4, false)};
    struct sekisho_calendar calendar = city();
    calendar.repeat = repeat;
    calendar.n_repeat = 1;
    expect(&calendar, day_of(2026, 11, 1), SEKISHO_DAY_OPEN, SEKISHO_DAY_REPEAT_OPEN, "休日開庁");
    expect(&calendar, day_of(2026, 11, 8), SEKISHO_DAY_OPEN, SEKISHO_DAY_REPEAT_OPEN, "休日開庁");
    expect(&calendar, day_of(2026, 11, 15), SEKISHO_DAY_CLOSED, SEKISHO_DAY_WEEKEND, "");
    expect(&calendar, day_of(2026, 11, 7), SEKISHO_DAY_CLOSED, SEKISHO_DAY_WEEKEND, "");
    expect(&calendar, day_of(2026, 5, 3), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "憲法記念日");
    expect(&calendar, day_of(2027, 1, 3), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "年末年始");
    expect(&calendar, day_of(2025, 11, 23), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "勤労感謝の日");
}

/* As one city held its 4th Sunday on 2025-11-23, a holiday. */
static void
test_calendar_repeat_that_keeps_beats_holiday_and_annual(void) {
    const struct sekisho_one_off one_off[] = {{day_of(2025, 10, 26), SEKISHO_DAY_CLOSED, "点検", NULL}};
    const struct sekisho_repeat repeat[] = {opening(BIT(SEKISHO_SUNDAY), 1u << 1 | 1u << 4, true)};
    struct sekisho_calendar calendar = city();
    calendar.repeat = repeat;
    calendar.n_repeat = 1;
    calendar.one_off = one_off;
    calendar.n_one_off = 1;
    expect(&calendar, day_of(2025, 11, 23), SEKISHO_DAY_OPEN, SEKISHO_DAY_REPEAT_OPEN, "休日開庁");
    expect(&calendar, day_of(2027, 1, 3), SEKISHO_DAY_OPEN, SEKISHO_DAY_REPEAT_OPEN, "休日開庁");
    expect(&calendar, day_of(2025, 10, 26), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ONE_OFF_CLOSED, "点検");
    expect(&calendar, day_of(2025, 11, 24), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "振替休日");
}

static void
test_calendar_repeat_last_and_fifth_week(void) {
    const struct sekisho_repeat last[] = {opening(BIT(SEKISHO_SATURDAY), 1u, false)};
    const struct sekisho_repeat fifth[] = {opening(BIT(SEKISHO_SATURDAY), 1u << 5, false)};
    struct sekisho_calendar calendar = city();
    calendar.repeat = last;
    calendar.n_repeat = 1;
    expect(&calendar, day_of(2026, 2, 28), SEKISHO_DAY_OPEN, SEKISHO_DAY_REPEAT_OPEN, "休日開庁");
    expect(&calendar, day_of(2026, 2, 21), SEKISHO_DAY_CLOSED, SEKISHO_DAY_WEEKEND, "");
    expect(&calendar, day_of(2026, 5, 30), SEKISHO_DAY_OPEN, SEKISHO_DAY_REPEAT_OPEN, "休日開庁");
    expect(&calendar, day_of(2026, 5, 23), SEKISHO_DAY_CLOSED, SEKISHO_DAY_WEEKEND, "");
    calendar.repeat = fifth;
    expect(&calendar, day_of(2026, 2, 28), SEKISHO_DAY_CLOSED, SEKISHO_DAY_WEEKEND, "");
    expect(&calendar, day_of(2026, 5, 30), SEKISHO_DAY_OPEN, SEKISHO_DAY_REPEAT_OPEN, "休日開庁");
}

static void
test_calendar_repeat_first_and_last_dates_are_in(void) {
    struct sekisho_repeat repeat = opening(BIT(SEKISHO_SUNDAY), 0, false);
    struct sekisho_calendar calendar = city();
    repeat.first_day = day_of(2026, 3, 22);
    repeat.last_day = day_of(2026, 4, 5);
    calendar.repeat = &repeat;
    calendar.n_repeat = 1;
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2026, 3, 15)).kind, SEKISHO_DAY_CLOSED);
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2026, 3, 22)).kind, SEKISHO_DAY_OPEN);
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2026, 3, 29)).kind, SEKISHO_DAY_OPEN);
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2026, 4, 5)).kind, SEKISHO_DAY_OPEN);
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2026, 4, 12)).kind, SEKISHO_DAY_CLOSED);
}

static struct sekisho_hours
evening(void) {
    struct sekisho_hours hours;
    memset(&hours, 0, sizeof(hours));
    hours.n_windows = 1;
    hours.window[0].start_min = 17 * 60 + 30;
    hours.window[0].end_min = 19 * 60;
    return hours;
}

static int
evening_windows(const struct sekisho_calendar *calendar, int32_t day, uint32_t system) {
    struct sekisho_hours hours;
    memset(&hours, 0, sizeof(hours));
    sekisho_calendar_add_hours(calendar, day, system, &hours);
    return hours.n_windows;
}

/* Wednesdays to 19:00, for systems 0 and 31. */
static void
test_calendar_add_hours_only_its_days_and_systems(void) {
    struct sekisho_repeat repeat = opening(BIT(SEKISHO_WEDNESDAY), 0, false);
    struct sekisho_calendar calendar = city();
    repeat.has_hours = true;
    repeat.hours = evening();
    repeat.systems = 1u | UINT32_C(1) << 31;
    calendar.repeat = &repeat;
    calendar.n_repeat = 1;
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 11, 25), 0), 1);
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 11, 25), 31), 1);
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 11, 25), 1), 0);
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 11, 25), 32), 0);
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 11, 26), 0), 0);
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 4, 29), 0), 0);  /* Showa Day */
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 12, 30), 0), 0); /* annual */
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2100, 1, 6), 0), 0);
    CU_ASSERT_EQUAL(evening_windows(&calendar, INT32_MAX, 0), 0);
    repeat.keeps_on_holidays = true;
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 4, 29), 0), 1);
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 12, 30), 0), 1);
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2100, 1, 6), 0), 0);
    /* Such a rule changes no day's kind. */
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2026, 4, 29)).reason, SEKISHO_DAY_HOLIDAY);
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2026, 11, 25)).reason, SEKISHO_DAY_WEEKDAY);
}

static void
test_calendar_add_hours_on_one_off_days(void) {
    const struct sekisho_one_off one_off[] = {
        {day_of(2026, 4, 29), SEKISHO_DAY_OPEN, "", NULL},
        {day_of(2026, 11, 25), SEKISHO_DAY_CLOSED, "台風", NULL},
    };
    struct sekisho_repeat repeat = opening(BIT(SEKISHO_WEDNESDAY), 0, true);
    struct sekisho_calendar calendar = city();
    repeat.has_hours = true;
    repeat.hours = evening();
    repeat.systems = 1;
    calendar.repeat = &repeat;
    calendar.n_repeat = 1;
    calendar.one_off = one_off;
    calendar.n_one_off = 2;
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 11, 25), 0), 0);
    repeat.keeps_on_holidays = false;
    CU_ASSERT_EQUAL(evening_windows(&calendar, day_of(2026, 4, 29), 0), 1);
}

/* A list for 2026 and 2027 that takes one holiday away and adds another. */
static struct sekisho_calendar
listed(enum sekisho_national national) {
    static struct sekisho_listed_holiday list[3];
    struct sekisho_calendar calendar = city();
    list[0] = (struct sekisho_listed_holiday){day_of(2026, 1, 1), "元日", "New Year's Day"};
    list[1] = (struct sekisho_listed_holiday){day_of(2026, 6, 10), "式典の日", "National holiday"};
    list[2] = (struct sekisho_listed_holiday){day_of(2027, 11, 23), "勤労感謝の日", "Labor Thanksgiving Day"};
    calendar.national = national;
    calendar.listed = list;
    calendar.n_listed = 3;
    calendar.listed_first_day = day_of(2026, 1, 1);
    calendar.listed_last_day = day_of(2027, 12, 31);
    return calendar;
}

static void
test_calendar_list_is_authority_for_its_years(void) {
    const struct sekisho_calendar calendar = listed(SEKISHO_NATIONAL_JAPAN);
    expect(&calendar, day_of(2026, 6, 10), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "式典の日");
    expect(&calendar, day_of(2026, 11, 23), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2027, 11, 23), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "勤労感謝の日");
    expect(&calendar, day_of(2025, 11, 3), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "文化の日");
    expect(&calendar, day_of(2028, 1, 10), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "成人の日");
    CU_ASSERT_EQUAL(sekisho_calendar_last_day(&calendar), day_of(2099, 12, 31));
}

static void
test_calendar_file_only_knows_listed_years(void) {
    struct sekisho_calendar calendar = listed(SEKISHO_NATIONAL_FILE);
    expect(&calendar, day_of(2025, 12, 31), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    expect(&calendar, day_of(2026, 1, 1), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "元日");
    expect(&calendar, day_of(2027, 12, 28), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2028, 1, 4), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    CU_ASSERT_EQUAL(sekisho_calendar_last_day(&calendar), day_of(2027, 12, 31));
    calendar.listed_first_day = 1; /* no whole year */
    calendar.listed_last_day = 0;
    expect(&calendar, day_of(2026, 11, 24), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    CU_ASSERT_EQUAL(sekisho_calendar_last_day(&calendar), day_of(1900, 1, 1));
    calendar.n_listed = 0; /* a zeroed range without a list */
    calendar.listed_first_day = 0;
    expect(&calendar, 0, SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
}

static void
test_calendar_list_of_an_incomplete_year_is_not_used(void) {
    struct sekisho_calendar calendar = listed(SEKISHO_NATIONAL_JAPAN);
    calendar.listed_first_day = day_of(2027, 1, 1);
    expect(&calendar, day_of(2026, 6, 10), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2026, 11, 23), SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, "勤労感謝の日");
}

static void
test_calendar_list_past_2099_extends_coverage(void) {
    struct sekisho_calendar calendar = listed(SEKISHO_NATIONAL_JAPAN);
    calendar.listed_last_day = day_of(2101, 12, 31);
    CU_ASSERT_EQUAL(sekisho_calendar_last_day(&calendar), day_of(2101, 12, 31));
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2101, 12, 28)).reason, SEKISHO_DAY_WEEKDAY);
    CU_ASSERT_EQUAL(ask(&calendar, day_of(2102, 1, 4)).reason, SEKISHO_DAY_PAST_COVERAGE);
    calendar.listed_first_day = day_of(2101, 1, 1); /* 2100 is nobody's */
    CU_ASSERT_EQUAL(sekisho_calendar_last_day(&calendar), day_of(2099, 12, 31));
}

static void
test_calendar_none_has_no_holidays(void) {
    struct sekisho_calendar calendar = listed(SEKISHO_NATIONAL_NONE);
    expect(&calendar, day_of(2026, 6, 10), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2026, 11, 23), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2026, 1, 1), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "年末年始");
    expect(&calendar, day_of(2099, 12, 28), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2100, 1, 4), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    CU_ASSERT_EQUAL(sekisho_calendar_last_day(&calendar), day_of(2099, 12, 31));
}

static void
test_calendar_edges_of_coverage_closed(void) {
    const struct sekisho_calendar calendar = city();
    struct sekisho_calendar odd = city();
    expect(&calendar, day_of(2006, 12, 28), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    expect(&calendar, day_of(2007, 1, 4), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2099, 12, 28), SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, "");
    expect(&calendar, day_of(2099, 12, 31), SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, "年末年始");
    expect(&calendar, day_of(2100, 1, 4), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    expect(&calendar, INT32_MIN, SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    expect(&calendar, INT32_MAX, SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    odd.national = (enum sekisho_national)77;
    expect(&odd, day_of(2026, 11, 24), SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, "");
    CU_ASSERT_EQUAL(sekisho_calendar_last_day(&odd), day_of(1900, 1, 1));
}

static void
test_day_reason_str_each_its_own_word(void) {
    for (int a = SEKISHO_DAY_PAST_COVERAGE; a <= SEKISHO_DAY_WEEKDAY; a++) {
        CU_ASSERT(strlen(sekisho_day_reason_str((enum sekisho_day_reason)a)) > 0);
        for (int b = a + 1; b <= SEKISHO_DAY_WEEKDAY; b++)
            CU_ASSERT_STRING_NOT_EQUAL(sekisho_day_reason_str((enum sekisho_day_reason)a),
                                       sekisho_day_reason_str((enum sekisho_day_reason)b));
    }
    CU_ASSERT_STRING_EQUAL(sekisho_day_reason_str(SEKISHO_DAY_HOLIDAY), "holiday");
    CU_ASSERT_STRING_EQUAL(sekisho_day_reason_str((enum sekisho_day_reason)99), "past-coverage");
}

const char *const runner_suite = "calendar";
const CU_TestInfo runner_tests[] = {
    {"test_calendar_plain_week_each_reason", test_calendar_plain_week_each_reason},
    {"test_calendar_new_year_is_holiday_first", test_calendar_new_year_is_holiday_first},
    {"test_calendar_annual_within_a_year_both_ends_in", test_calendar_annual_within_a_year_both_ends_in},
    {"test_calendar_one_off_beats_all_but_coverage", test_calendar_one_off_beats_all_but_coverage},
    {"test_calendar_repeat_yields_to_holidays_by_default",
     test_calendar_repeat_yields_to_holidays_by_default},
    {"test_calendar_repeat_that_keeps_beats_holiday_and_annual",
     test_calendar_repeat_that_keeps_beats_holiday_and_annual},
    {"test_calendar_repeat_last_and_fifth_week", test_calendar_repeat_last_and_fifth_week},
    {"test_calendar_repeat_first_and_last_dates_are_in", test_calendar_repeat_first_and_last_dates_are_in},
    {"test_calendar_add_hours_only_its_days_and_systems", test_calendar_add_hours_only_its_days_and_systems},
    {"test_calendar_add_hours_on_one_off_days", test_calendar_add_hours_on_one_off_days},
    {"test_calendar_list_is_authority_for_its_years", test_calendar_list_is_authority_for_its_years},
    {"test_calendar_file_only_knows_listed_years", test_calendar_file_only_knows_listed_years},
    {"test_calendar_list_of_an_incomplete_year_is_not_used",
     test_calendar_list_of_an_incomplete_year_is_not_used},
    {"test_calendar_list_past_2099_extends_coverage", test_calendar_list_past_2099_extends_coverage},
    {"test_calendar_none_has_no_holidays", test_calendar_none_has_no_holidays},
    {"test_calendar_edges_of_coverage_closed", test_calendar_edges_of_coverage_closed},
    {"test_day_reason_str_each_its_own_word", test_day_reason_str_each_its_own_word},
    CU_TEST_INFO_NULL,
};
