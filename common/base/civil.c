#include "base/civil.h"

bool
sekisho_civil_is_leap_year(int32_t year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int32_t
sekisho_civil_month_days(int32_t year, int32_t month) {
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    return days[month - 1] + (month == 2 && sekisho_civil_is_leap_year(year) ? 1 : 0);
}

bool
sekisho_civil_is_date(struct sekisho_date date) {
    return date.year >= SEKISHO_YEAR_MIN && date.year <= SEKISHO_YEAR_MAX && date.day >= 1 &&
           date.day <= sekisho_civil_month_days(date.year, date.month);
}

/* Years are counted from March, so that the leap day is the last day of a year. */
int32_t
sekisho_civil_day(int32_t year, int32_t month, int32_t day) {
    const int32_t y = month <= 2 ? year - 1 : year;
    const int32_t era = (y >= 0 ? y : y - 399) / 400;
    const int32_t year_of_era = y - era * 400;
    const int32_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct sekisho_date
sekisho_civil_date(int32_t day) {
    const int32_t z = day + 719468;
    const int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    const int32_t doe = z - era * 146097;
    const int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int32_t mp = (5 * doy + 2) / 153;
    struct sekisho_date date;
    date.day = doy - (153 * mp + 2) / 5 + 1;
    date.month = mp < 10 ? mp + 3 : mp - 9;
    date.year = yoe + era * 400 + (date.month <= 2 ? 1 : 0);
    return date;
}

enum sekisho_weekday
sekisho_civil_weekday(int32_t day) {
    const int32_t weekday = (day % 7 + 4) % 7; /* 1970-01-01 was a Thursday */
    return (enum sekisho_weekday)(weekday < 0 ? weekday + 7 : weekday);
}

enum sekisho_rc
sekisho_civil_split(int64_t at, int32_t offset_sec, int32_t *ret_day, int32_t *ret_sec_of_day) {
    const int64_t first = sekisho_civil_instant(sekisho_civil_day(SEKISHO_YEAR_MIN, 1, 1), 0, 0);
    const int64_t last = sekisho_civil_instant(sekisho_civil_day(SEKISHO_YEAR_MAX, 12, 31), 0, 0);
    int64_t local, sec;

    if (offset_sec < -SEKISHO_OFFSET_MAX_SEC || offset_sec > SEKISHO_OFFSET_MAX_SEC)
        return SEKISHO_E_RANGE;
    if (at < first + SEKISHO_DAY_SEC || at >= last)
        return SEKISHO_E_RANGE;
    local = at + offset_sec;
    sec = local % SEKISHO_DAY_SEC;
    if (sec < 0)
        sec += SEKISHO_DAY_SEC;
    *ret_day = (int32_t)((local - sec) / SEKISHO_DAY_SEC);
    *ret_sec_of_day = (int32_t)sec;
    return SEKISHO_OK;
}

int64_t
sekisho_civil_instant(int32_t day, int64_t sec, int32_t offset_sec) {
    return (int64_t)day * SEKISHO_DAY_SEC + sec - offset_sec;
}
