#ifndef SEKISHO_CORE_SCHEDULE_H
#define SEKISHO_CORE_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/notice.h"
#include "core/policy.h"

/*
 * Operating hours of a set of systems for one person, put together: the policy's hours for the kind of day,
 * its exceptions and repeating openings, changed by the manager's notice, cut by the person's restrictions,
 * stopped by stops. Everything the gate says about time comes from here. Pure; any thread.
 */

#define SEKISHO_SCHEDULE_HORIZON_DAYS 400 /* how far ahead an opening is looked for */

struct sekisho_schedule {
    const struct sekisho_policy *policy;
    const struct sekisho_notice *notice; /* NULL: none */
    uint32_t systems;                    /* all of them must be open */
    const uint16_t *restriction;         /* indexes of the restrictions that bind this person */
    size_t n_restrictions;
};

/* The system's windows that start on that day, before restrictions and stops. */
void sekisho_schedule_day(const struct sekisho_policy *policy, const struct sekisho_notice *notice,
                          uint32_t system, int32_t day, struct sekisho_hours *ret_hours);

/* Which of the systems are closed at that instant by hours (restrictions not looked at), and which by a stop.
 */
void sekisho_schedule_closed(const struct sekisho_schedule *schedule, int64_t at, uint32_t *ret_closed,
                             uint32_t *ret_stopped);

/* The first restriction that keeps this person out of one of the systems at that instant; -1 when none does.
 */
int32_t sekisho_schedule_restriction(const struct sekisho_schedule *schedule, int64_t at);

/* All systems open, no stop, no restriction against it. */
bool sekisho_schedule_is_open(const struct sekisho_schedule *schedule, int64_t at);

/*
 * The first instant after `at` at which is_open changes to the value wanted: the next opening when it is
 * closed, closing time when it is open. False when there is none within the horizon or before coverage ends.
 */
bool sekisho_schedule_next(const struct sekisho_schedule *schedule, int64_t at, bool wanted, int64_t *ret_at);

/* The stop in force for any of the systems at that instant, or NULL. */
const struct sekisho_stop *sekisho_schedule_stop(const struct sekisho_schedule *schedule, int64_t at);

#endif
