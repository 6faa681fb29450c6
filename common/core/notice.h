#ifndef SEKISHO_CORE_NOTICE_H
#define SEKISHO_CORE_NOTICE_H

#include <stddef.h>
#include <stdint.h>

#include "core/hours.h"

/* The manager's changes of hours and stops (Article 13(2)) in force on this host. Built from a verified
 * notice (core/notice_statement.h). */

struct sekisho_hours_change {
    uint32_t systems;
    int32_t first_day, last_day; /* both included; days of the policy's offset */
    struct sekisho_hours hours;
    const char *id;
};

struct sekisho_stop {
    uint32_t systems;
    int64_t start_at, end_at; /* [start, end) */
    const char *id, *reason;
};

struct sekisho_notice {
    uint64_t serial;
    size_t n_changes, n_stops, n_withdrawn;
    const struct sekisho_hours_change *change; /* a later one beats an earlier one on the same day */
    const struct sekisho_stop *stop;
    const char *const *withdrawn; /* ids of overrides that no longer count; ascending by strcmp */
};

#endif
