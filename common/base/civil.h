#ifndef SEKISHO_BASE_CIVIL_H
#define SEKISHO_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"

/*
 * Civil time in a fixed offset from UTC, proleptic Gregorian, without libc's time zones:
 * neither TZ, TZDIR nor /etc/localtime can move it. Leap seconds do not exist here, as in POSIX.
 * A day number counts days since 1970-01-01 (day 0). All functions are pure; any thread.
 */

#define SEKISHO_DAY_SEC        86400
#define SEKISHO_DAY_MIN        1440
#define SEKISHO_YEAR_MIN       1900
#define SEKISHO_YEAR_MAX       2199
#define SEKISHO_OFFSET_MAX_SEC (14 * 3600)

enum sekisho_weekday {
    SEKISHO_SUNDAY = 0,
    SEKISHO_MONDAY,
    SEKISHO_TUESDAY,
    SEKISHO_WEDNESDAY,
    SEKISHO_THURSDAY,
    SEKISHO_FRIDAY,
    SEKISHO_SATURDAY
};

struct sekisho_date {
    int32_t year;  /* SEKISHO_YEAR_MIN to SEKISHO_YEAR_MAX */
    int32_t month; /* 1 to 12 */
    int32_t day;   /* 1 to 31 */
};

/* True when the date exists and its year is within the limits above. */
bool sekisho_civil_is_date(struct sekisho_date date);

bool sekisho_civil_is_leap_year(int32_t year);

/* Days in that month; 0 when the month is not 1 to 12. */
int32_t sekisho_civil_month_days(int32_t year, int32_t month);

/* The day number of a date for which sekisho_civil_is_date holds. */
int32_t sekisho_civil_day(int32_t year, int32_t month, int32_t day);

/* The date of a day number, exact for years 1900 to 2199 and beyond. */
struct sekisho_date sekisho_civil_date(int32_t day);

enum sekisho_weekday sekisho_civil_weekday(int32_t day);

/*
 * Splits an instant (UTC seconds) into the local day number and the second of that day.
 * SEKISHO_E_RANGE outside the years above or with an offset over SEKISHO_OFFSET_MAX_SEC.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_civil_split(int64_t at, int32_t offset_sec, int32_t *ret_day,
                                                     int32_t *ret_sec_of_day);

/* The instant at which a local day begins plus sec (which may exceed a day). */
int64_t sekisho_civil_instant(int32_t day, int64_t sec, int32_t offset_sec);

#endif
