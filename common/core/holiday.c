#include "core/holiday.h"

#include <stddef.h>
#include <string.h>

#include "base/civil.h"

#define FIRST_DAY 13514 /* 2007-01-01 */
#define LAST_DAY  47481 /* 2099-12-31 */

/* How the Act says a day of its month. */
enum way { ON_DAY, ON_MONDAY, ON_VERNAL_EQUINOX, ON_AUTUMNAL_EQUINOX };

struct rule {
    int32_t first_year, last_year;
    enum way way;
    int32_t which; /* the day of the month, or which Monday of it */
    struct sekisho_holiday holiday;
};

#define ALWAYS      SEKISHO_HOLIDAY_FIRST_YEAR, SEKISHO_HOLIDAY_LAST_YEAR
#define FROM(year)  (year), SEKISHO_HOLIDAY_LAST_YEAR
#define UNTIL(year) SEKISHO_HOLIDAY_FIRST_YEAR, (year)
#define ONLY(year)  (year), (year)

#define MOST_IN_MONTH 6

/* clang-format off */
#define EMPEROR  {"天皇誕生日", "The Emperor's Birthday"}
#define MARINE   {"海の日", "Marine Day"}
#define MOUNTAIN {"山の日", "Mountain Day"}
#define SPORTS   {"スポーツの日", "Sports Day"}

/* Article 2 by month, then year; a zeroed row ends a month. 2019: Act 99/2018; 2020, 2021: Acts 55/2018, 68/2020. */
static const struct rule rules[13][MOST_IN_MONTH + 1] = {
    [1] = {
        {ALWAYS, ON_DAY, 1, {"元日", "New Year's Day"}},
        {ALWAYS, ON_MONDAY, 2, {"成人の日", "Coming of Age Day"}},
    },
    [2] = {
        {ALWAYS, ON_DAY, 11, {"建国記念の日", "National Foundation Day"}},
        {FROM(2020), ON_DAY, 23, EMPEROR},
    },
    [3] = {
        {ALWAYS, ON_VERNAL_EQUINOX, 0, {"春分の日", "Vernal Equinox Day"}},
    },
    [4] = {
        {ALWAYS, ON_DAY, 29, {"昭和の日", "Showa Day"}},
    },
    [5] = {
        {ONLY(2019), ON_DAY, 1, {"天皇の即位の日", "Day of the Emperor's Accession"}},
        {ALWAYS, ON_DAY, 3, {"憲法記念日", "Constitution Memorial Day"}},
        {ALWAYS, ON_DAY, 4, {"みどりの日", "Greenery Day"}},
        {ALWAYS, ON_DAY, 5, {"こどもの日", "Children's Day"}},
    },
    [7] = {
        {UNTIL(2019), ON_MONDAY, 3, MARINE},
        {ONLY(2020), ON_DAY, 23, MARINE},
        {ONLY(2020), ON_DAY, 24, SPORTS},
        {ONLY(2021), ON_DAY, 22, MARINE},
        {ONLY(2021), ON_DAY, 23, SPORTS},
        {FROM(2022), ON_MONDAY, 3, MARINE},
    },
    [8] = {
        {2016, 2019, ON_DAY, 11, MOUNTAIN},
        {ONLY(2020), ON_DAY, 10, MOUNTAIN},
        {ONLY(2021), ON_DAY, 8, MOUNTAIN},
        {FROM(2022), ON_DAY, 11, MOUNTAIN},
    },
    [9] = {
        {ALWAYS, ON_MONDAY, 3, {"敬老の日", "Respect for the Aged Day"}},
        {ALWAYS, ON_AUTUMNAL_EQUINOX, 0, {"秋分の日", "Autumnal Equinox Day"}},
    },
    [10] = {
        {UNTIL(2019), ON_MONDAY, 2, {"体育の日", "Health and Sports Day"}},
        {ONLY(2019), ON_DAY, 22, {"即位礼正殿の儀の行われる日", "Day of the Enthronement Ceremony"}},
        {FROM(2022), ON_MONDAY, 2, SPORTS},
    },
    [11] = {
        {ALWAYS, ON_DAY, 3, {"文化の日", "Culture Day"}},
        {ALWAYS, ON_DAY, 23, {"勤労感謝の日", "Labor Thanksgiving Day"}},
    },
    [12] = {
        {UNTIL(2018), ON_DAY, 23, EMPEROR},
    },
};
/* clang-format on */

static const struct sekisho_holiday substitute = {"振替休日", "Substitute holiday"};
static const struct sekisho_holiday in_between = {"国民の休日", "Citizens' holiday"};

/*
 * The day of the month in Japan time, from the common formula in millionths of a day. Integers only: the
 * formula's "integer part" then has one meaning, and no rounding mode can move a day. Right for 1980 to 2099.
 */
static int32_t
equinox(int32_t year, int32_t millionths_1980) {
    return (millionths_1980 + 242194 * (year - 1980)) / 1000000 - (year / 4 - 495);
}

static bool
is_nth_monday(int32_t day, int32_t day_of_month, int32_t n) {
    return (day_of_month - 1) / 7 + 1 == n && sekisho_civil_weekday(day) == SEKISHO_MONDAY;
}

static bool
falls_on(const struct rule *rule, int32_t day, struct sekisho_date date) {
    if (date.year < rule->first_year || date.year > rule->last_year)
        return false;
    switch (rule->way) {
    case ON_DAY:
        return date.day == rule->which;
    case ON_MONDAY:
        return is_nth_monday(day, date.day, rule->which);
    case ON_VERNAL_EQUINOX:
        return date.day == equinox(date.year, 20843100);
    case ON_AUTUMNAL_EQUINOX:
        return date.day == equinox(date.year, 23248800);
    default:
        return false;
    }
}

/* Article 2: the days the Act itself names ("N" in what follows). NULL when it is none. */
static const struct sekisho_holiday *
find_named(int32_t day) {
    const struct sekisho_date date = sekisho_civil_date(day);
    for (const struct rule *rule = rules[date.month]; rule->first_year != 0; rule++)
        if (falls_on(rule, day, date))
            return &rule->holiday;
    return NULL;
}

/*
 * Article 3(2): when N falls on a Sunday, the nearest later day that is not N. So the run of N days that ends
 * the day before this one must hold a Sunday. Derived holidays do not count: nothing chains from a
 * substitute.
 */
static bool
is_substitute(int32_t day) {
    for (int32_t before = day - 1; find_named(before) != NULL; before--)
        if (sekisho_civil_weekday(before) == SEKISHO_SUNDAY)
            return true;
    return false;
}

/* Article 3(2) and (3) both want N the day before; then (3) wants it the day after. */
static const struct sekisho_holiday *
find_derived(int32_t day) {
    if (find_named(day - 1) == NULL)
        return NULL;
    if (is_substitute(day))
        return &substitute;
    return find_named(day + 1) != NULL ? &in_between : NULL;
}

bool
sekisho_holiday_japan(int32_t day, struct sekisho_holiday *ret_holiday) {
    const struct sekisho_holiday *holiday;

    if (day < FIRST_DAY || day > LAST_DAY)
        return false;
    holiday = find_named(day);
    if (holiday == NULL)
        holiday = find_derived(day);
    if (holiday != NULL && ret_holiday != NULL)
        *ret_holiday = *holiday;
    return holiday != NULL;
}

const char *
sekisho_holiday_name_en(const char *name) {
    for (size_t month = 1; month <= 12; month++)
        for (const struct rule *rule = rules[month]; rule->first_year != 0; rule++)
            if (strcmp(rule->holiday.name, name) == 0)
                return rule->holiday.name_en;
    if (strcmp(substitute.name, name) == 0)
        return substitute.name_en;
    return strcmp(in_between.name, name) == 0 ? in_between.name_en : NULL;
}
