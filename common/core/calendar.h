#ifndef SEKISHO_CORE_CALENDAR_H
#define SEKISHO_CORE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/civil.h"
#include "base/rc.h"
#include "core/hours.h"

/*
 * Which days are open office days (開庁日) and which are closed (閉庁日), each with its reason. Precedence:
 *
 *   1. past coverage: closed                            4. annual closed range (December 29 to January 3)
 *   2. one-off day, open or closed                      5. repeating day opening that yields to holidays
 *   3. repeating day opening that keeps on holidays,    6. weekly days off
 *      then national holiday                            7. open
 *
 * January 1 is a holiday first, since 3 comes before 4. A struct is built by core/policy, or by hand in
 * tests, and only read here. Day numbers as in base/civil.h. Pure; any thread.
 */

#define SEKISHO_CALENDAR_MAX_ANNUAL   32
#define SEKISHO_CALENDAR_MAX_ONE_OFF  1024
#define SEKISHO_CALENDAR_MAX_REPEAT   64
#define SEKISHO_CALENDAR_MAX_HOLIDAYS 8192
#define SEKISHO_CALENDAR_WARN_DAYS    60 /* before coverage ends, status warns */

#define SEKISHO_CALENDAR_FIRST_DAY INT32_MIN /* "no first date" */
#define SEKISHO_CALENDAR_LAST_DAY  INT32_MAX /* "no last date" */

enum sekisho_day_kind { SEKISHO_DAY_CLOSED = 0, SEKISHO_DAY_OPEN };

enum sekisho_day_reason {
    SEKISHO_DAY_PAST_COVERAGE = 0,
    SEKISHO_DAY_ONE_OFF_CLOSED,
    SEKISHO_DAY_ONE_OFF_OPEN,
    SEKISHO_DAY_HOLIDAY,
    SEKISHO_DAY_ANNUAL,
    SEKISHO_DAY_REPEAT_OPEN,
    SEKISHO_DAY_WEEKEND,
    SEKISHO_DAY_WEEKDAY
};

struct sekisho_day {
    enum sekisho_day_kind kind;
    enum sekisho_day_reason reason;
    const char *name;    /* of the holiday, range, one-off day or opening; never NULL, "" when it has none */
    const char *name_en; /* the same in English; equal to name when the policy gives no English */
};

enum sekisho_national { SEKISHO_NATIONAL_NONE = 0, SEKISHO_NATIONAL_JAPAN, SEKISHO_NATIONAL_FILE };

/* Every year from month/day to month/day, both included; over the year's end when from is later than to. */
struct sekisho_annual {
    uint8_t from_month, from_day, to_month, to_day;
    const char *name, *name_en;
};

struct sekisho_one_off {
    int32_t day;
    enum sekisho_day_kind kind;
    const char *name, *name_en;
};

/*
 * A repeating opening. Without hours it makes the day an open office day. With hours it adds them, on that
 * day, to what the systems in question have anyway (one evening a week); the day's kind stays.
 */
struct sekisho_repeat {
    uint8_t weekdays; /* bit 1 << enum sekisho_weekday */
    uint8_t weeks; /* bit 1 << n for the nth such weekday of the month (1 to 5), bit 0 for the last; 0: every
                      week */
    bool keeps_on_holidays; /* false: yields to national holidays and annual closed ranges */
    bool has_hours;
    struct sekisho_hours hours;
    uint32_t systems;            /* with hours: bit set of the policy's systems */
    int32_t first_day, last_day; /* both included */
    const char *name, *name_en;
};

struct sekisho_listed_holiday {
    int32_t day;
    const char *name, *name_en;
};

struct sekisho_calendar {
    uint8_t weekly_closed; /* bit 1 << enum sekisho_weekday */
    enum sekisho_national national;
    size_t n_annual, n_one_off, n_repeat, n_listed;
    const struct sekisho_annual *annual;
    const struct sekisho_one_off *one_off; /* ascending by day, no day twice */
    const struct sekisho_repeat *repeat;
    const struct sekisho_listed_holiday *listed; /* from holidays_file: ascending by day, no day twice */
    int32_t listed_first_day, listed_last_day;   /* the whole years that list covers; first > last: none */
};

/*
 * Coverage: with SEKISHO_NATIONAL_JAPAN the years of core/holiday.h and those of the list, which is the
 * authority for its own; with _FILE those of the list alone; with _NONE up to the last year of
 * core/holiday.h, without holidays.
 */

/* The day's kind and why. Texts live as long as the calendar's. */
void sekisho_calendar_day(const struct sekisho_calendar *calendar, int32_t day, struct sekisho_day *ret_day);

/*
 * Adds the windows that repeating openings with hours give system (an index) on that day. None on a day past
 * coverage or closed by a one-off; on a holiday or in an annual range only those that keep on holidays.
 * Windows for which there is no room (core/hours.h) are left out.
 */
void sekisho_calendar_add_hours(const struct sekisho_calendar *calendar, int32_t day, uint32_t system,
                                struct sekisho_hours *hours);

/* The last day about which the calendar can answer; 1900-01-01 when there is none. */
int32_t sekisho_calendar_last_day(const struct sekisho_calendar *calendar);

/* Stable word for logs and JSON: "holiday", "weekend", "past-coverage", ... Static. */
const char *sekisho_day_reason_str(enum sekisho_day_reason reason);

#endif
