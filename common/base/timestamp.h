#ifndef SEKISHO_BASE_TIMESTAMP_H
#define SEKISHO_BASE_TIMESTAMP_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"

/* Text forms of dates, offsets and instants. Strict: one spelling each, no blanks, no locale. Any thread. */

#define SEKISHO_TIMESTAMP_CAP 32 /* bytes that hold any of the texts below, with the NUL */

/* "YYYY-MM-DD" of a real date within base/civil.h's years -> day number. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_timestamp_parse_date(const char *text, int32_t *ret_day);

/* "+HH:MM" or "-HH:MM", at most 14 hours either way -> seconds east of UTC. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_timestamp_parse_offset(const char *text, int32_t *ret_offset_sec);

/*
 * An instant as a person or RFC 3339 writes it: "YYYY-MM-DD HH:MM", "YYYY-MM-DD HH:MM:SS" (both in
 * offset_sec), or "YYYY-MM-DDTHH:MM:SS" followed by "Z" or an offset. SEKISHO_E_SYNTAX or SEKISHO_E_RANGE
 * otherwise.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_timestamp_parse(const char *text, int32_t offset_sec,
                                                         int64_t *ret_at);

/* Only the RFC 3339 form with an offset, as signed statements and logs carry it. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_timestamp_parse_rfc3339(const char *text, int64_t *ret_at);

/* "YYYY-MM-DDTHH:MM:SS+HH:MM"; an instant that cannot be written gives "-". Returns text. */
const char *sekisho_timestamp_rfc3339(int64_t at, int32_t offset_sec, char text[SEKISHO_TIMESTAMP_CAP]);

/* "YYYY-MM-DD HH:MM", the form people read; "-" as above. Returns text. */
const char *sekisho_timestamp_people(int64_t at, int32_t offset_sec, char text[SEKISHO_TIMESTAMP_CAP]);

/* "YYYY-MM-DD" of a day number. Returns text. */
const char *sekisho_timestamp_date(int32_t day, char text[SEKISHO_TIMESTAMP_CAP]);

#endif
