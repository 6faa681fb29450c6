#ifndef SEKISHO_CORE_HOLIDAY_H
#define SEKISHO_CORE_HOLIDAY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * National holidays of Japan, computed from the Act on National Holidays (国民の祝日に関する法律, Act 178 of
 * 1948) as it stands in each year, with the special Acts for 2019, 2020 and 2021. Day numbers as in
 * base/civil.h. Pure.
 */

#define SEKISHO_HOLIDAY_FIRST_YEAR 2007 /* Act 43/2005: the present rule for substitute holidays */
#define SEKISHO_HOLIDAY_LAST_YEAR  2099 /* the equinox formula ends here */

struct sekisho_holiday {
    const char *name;    /* Japanese, UTF-8, as the Act or the Cabinet Office writes it; static */
    const char *name_en; /* static */
};

/*
 * Is that day a holiday: one the Act names (art. 2), a substitute (art. 3(2) 振替休日), or a day between two
 * holidays (art. 3(3) 国民の休日)? ret_holiday may be NULL. Days outside the years above are no holidays: ask
 * core/calendar.h, which knows that they are past coverage.
 */
bool sekisho_holiday_japan(int32_t day, struct sekisho_holiday *ret_holiday);

/* The English of a holiday's Japanese name, for lists that give only that; NULL when it is unknown. Static.
 */
const char *sekisho_holiday_name_en(const char *name);

#endif
