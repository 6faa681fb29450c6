#ifndef SEKISHO_CORE_HOURS_H
#define SEKISHO_CORE_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"

/*
 * Hours of one day: windows [start, end) in minutes after the day's midnight, in the policy's offset. A
 * window may run past midnight: its end goes up to 48:00 and belongs to the day on which it started.
 * Half-open, so 08:00:00 is in, 17:29:59 is in and 17:30:00 is out (Article 13). Any thread.
 */

#define SEKISHO_HOURS_MAX_WINDOWS 8
#define SEKISHO_HOURS_MAX_MIN     (2 * 1440)
#define SEKISHO_HOURS_TEXT_CAP    128

struct sekisho_window {
    int16_t start_min; /* 0 to 1439 */
    int16_t end_min;   /* over start_min, at most SEKISHO_HOURS_MAX_MIN */
};

struct sekisho_hours {
    uint8_t n_windows;                                       /* 0: stopped, nobody comes in (運用停止) */
    struct sekisho_window window[SEKISHO_HOURS_MAX_WINDOWS]; /* ascending, disjoint, not touching */
};

/*
 * "stopped", or "HH:MM-HH:MM" up to SEKISHO_HOURS_MAX_WINDOWS times with ", " or "," between, ascending.
 * SEKISHO_E_SYNTAX; SEKISHO_E_RANGE (an hour over 48:00, a start over 23:59, an end not after its start, a
 * window longer than 24 hours); SEKISHO_E_EXISTS (windows overlap, touch or are out of order);
 * SEKISHO_E_TOO_LARGE.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_hours_parse(const char *text, struct sekisho_hours *ret_hours);

/* "08:00-17:30, 19:00-21:00" or "stopped". Returns text. */
const char *sekisho_hours_str(const struct sekisho_hours *hours, char text[SEKISHO_HOURS_TEXT_CAP]);

/* Is that minute (0 up to SEKISHO_HOURS_MAX_MIN, counted from the midnight that began the day) inside? */
bool sekisho_hours_contain(const struct sekisho_hours *hours, int32_t min);

/*
 * Adds other's windows, joining those that overlap or touch. False, and hours unchanged, when the result
 * needs more than SEKISHO_HOURS_MAX_WINDOWS.
 */
bool sekisho_hours_add(struct sekisho_hours *hours, const struct sekisho_hours *other);

#endif
