#ifndef SEKISHO_CLOCK_CLOCK_H
#define SEKISHO_CLOCK_CLOCK_H

#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"

/*
 * The one place that reads the clock: UTC seconds since 1970. Entry points call it once and hand the instant
 * on, so one decision has one now. SEKISHO_E_CLOCK when it cannot be read or lies before 2000. Tests link
 * another object with the same symbol in its place; nothing shipped knows of that.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_clock_now(int64_t *ret_now);

#endif
