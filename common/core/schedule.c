#include "core/schedule.h"

#include <stddef.h>

#include "base/civil.h"

static bool
applies(const struct sekisho_exception *exception, int32_t day, enum sekisho_day_kind kind) {
    return (exception->weekdays & (1u << sekisho_civil_weekday(day))) != 0 && day >= exception->first_day &&
           day <= exception->last_day &&
           (kind == SEKISHO_DAY_OPEN ? exception->has_open_day : exception->has_closed_day);
}

static const struct sekisho_hours *
hours_of_kind(const struct sekisho_system *system, int32_t day, enum sekisho_day_kind kind) {
    for (size_t i = 0; i < system->n_exceptions; i++)
        if (applies(&system->exception[i], day, kind))
            return kind == SEKISHO_DAY_OPEN ? &system->exception[i].open_day
                                            : &system->exception[i].closed_day;
    return kind == SEKISHO_DAY_OPEN ? &system->open_day : &system->closed_day;
}

static const struct sekisho_hours_change *
find_change(const struct sekisho_notice *notice, uint32_t system, int32_t day) {
    const struct sekisho_hours_change *found = NULL;
    for (size_t i = 0; notice != NULL && i < notice->n_changes; i++)
        if ((notice->change[i].systems & (1u << system)) != 0 && day >= notice->change[i].first_day &&
            day <= notice->change[i].last_day)
            found = &notice->change[i];
    return found;
}

void
sekisho_schedule_day(const struct sekisho_policy *policy, const struct sekisho_notice *notice,
                     uint32_t system, int32_t day, struct sekisho_hours *ret_hours) {
    const struct sekisho_hours_change *change = find_change(notice, system, day);
    struct sekisho_day kind;

    if (change != NULL) {
        *ret_hours = change->hours;
        return;
    }
    sekisho_calendar_day(&policy->calendar, day, &kind);
    if (kind.reason == SEKISHO_DAY_PAST_COVERAGE) {
        ret_hours->n_windows = 0;
        return;
    }
    *ret_hours = *hours_of_kind(&policy->system[system], day, kind.kind);
    sekisho_calendar_add_hours(&policy->calendar, day, system, ret_hours);
}

/* Inside the windows of this day, or of those of the day before that run past midnight. */
static bool
system_is_open(const struct sekisho_schedule *schedule, uint32_t system, int32_t day, int32_t min) {
    struct sekisho_hours hours;
    sekisho_schedule_day(schedule->policy, schedule->notice, system, day, &hours);
    if (sekisho_hours_contain(&hours, min))
        return true;
    sekisho_schedule_day(schedule->policy, schedule->notice, system, day - 1, &hours);
    return sekisho_hours_contain(&hours, min + SEKISHO_DAY_MIN);
}

static const struct sekisho_hours *
restriction_hours(const struct sekisho_schedule *schedule, const struct sekisho_restrict *restriction,
                  int32_t day) {
    static const struct sekisho_hours none = {.n_windows = 0};
    struct sekisho_day kind;
    sekisho_calendar_day(&schedule->policy->calendar, day, &kind);
    if (kind.reason == SEKISHO_DAY_PAST_COVERAGE)
        return &none;
    return kind.kind == SEKISHO_DAY_OPEN ? &restriction->open_day : &restriction->closed_day;
}

static const struct sekisho_restrict *
restriction_at(const struct sekisho_schedule *schedule, size_t i) {
    return &schedule->policy->restriction[schedule->restriction[i]];
}

static bool
restriction_is_open(const struct sekisho_schedule *schedule, const struct sekisho_restrict *restriction,
                    int32_t day, int32_t min) {
    return sekisho_hours_contain(restriction_hours(schedule, restriction, day), min) ||
           sekisho_hours_contain(restriction_hours(schedule, restriction, day - 1), min + SEKISHO_DAY_MIN);
}

static bool
split(const struct sekisho_schedule *schedule, int64_t at, int32_t *ret_day, int32_t *ret_min) {
    int32_t sec;
    if (sekisho_civil_split(at, schedule->policy->utc_offset_sec, ret_day, &sec) != SEKISHO_OK)
        return false;
    *ret_min = sec / 60;
    return true;
}

static bool
stop_holds(const struct sekisho_stop *stop, uint32_t systems, int64_t at) {
    return (stop->systems & systems) != 0 && at >= stop->start_at && at < stop->end_at;
}

void
sekisho_schedule_closed(const struct sekisho_schedule *schedule, int64_t at, uint32_t *ret_closed,
                        uint32_t *ret_stopped) {
    const struct sekisho_notice *notice = schedule->notice;
    int32_t day, min;

    *ret_closed = schedule->systems;
    *ret_stopped = 0;
    for (size_t i = 0; notice != NULL && i < notice->n_stops; i++)
        if (stop_holds(&notice->stop[i], schedule->systems, at))
            *ret_stopped |= notice->stop[i].systems & schedule->systems;
    if (!split(schedule, at, &day, &min))
        return;
    for (uint32_t system = 0; system < schedule->policy->n_systems; system++)
        if ((schedule->systems & (1u << system)) != 0 && system_is_open(schedule, system, day, min))
            *ret_closed &= ~(1u << system);
}

int32_t
sekisho_schedule_restriction(const struct sekisho_schedule *schedule, int64_t at) {
    int32_t day, min;
    if (schedule->n_restrictions == 0)
        return -1;
    if (!split(schedule, at, &day, &min))
        return schedule->restriction[0];
    for (size_t i = 0; i < schedule->n_restrictions; i++)
        if (!restriction_is_open(schedule, restriction_at(schedule, i), day, min))
            return schedule->restriction[i];
    return -1;
}

bool
sekisho_schedule_is_open(const struct sekisho_schedule *schedule, int64_t at) {
    uint32_t closed, stopped;
    sekisho_schedule_closed(schedule, at, &closed, &stopped);
    return closed == 0 && stopped == 0 && sekisho_schedule_restriction(schedule, at) < 0;
}

const struct sekisho_stop *
sekisho_schedule_stop(const struct sekisho_schedule *schedule, int64_t at) {
    const struct sekisho_notice *notice = schedule->notice;
    for (size_t i = 0; notice != NULL && i < notice->n_stops; i++)
        if (stop_holds(&notice->stop[i], schedule->systems, at))
            return &notice->stop[i];
    return NULL;
}

/* The search for a change: is_open can only change where some window or stop begins or ends. */
struct search {
    const struct sekisho_schedule *schedule;
    int64_t after_at; /* the change must lie later */
    bool wanted;
    bool found;
    int64_t best_at; /* the earliest change found */
};

static void
try_instant(struct search *search, int64_t at) {
    if (at <= search->after_at || (search->found && at >= search->best_at))
        return;
    if (sekisho_schedule_is_open(search->schedule, at) != search->wanted)
        return;
    search->found = true;
    search->best_at = at;
}

static void
try_hours(struct search *search, const struct sekisho_hours *hours, int32_t day) {
    const int32_t offset = search->schedule->policy->utc_offset_sec;
    for (size_t i = 0; i < hours->n_windows; i++) {
        const struct sekisho_window *window = &hours->window[i];
        const int32_t min = search->wanted ? window->start_min : window->end_min;
        try_instant(search, sekisho_civil_instant(day, (int64_t)min * 60, offset));
    }
}

static void
try_day(struct search *search, int32_t day) {
    const struct sekisho_schedule *schedule = search->schedule;
    for (uint32_t system = 0; system < schedule->policy->n_systems; system++) {
        struct sekisho_hours hours;
        if ((schedule->systems & (1u << system)) == 0)
            continue;
        sekisho_schedule_day(schedule->policy, schedule->notice, system, day, &hours);
        try_hours(search, &hours, day);
    }
    for (size_t i = 0; i < schedule->n_restrictions; i++)
        try_hours(search, restriction_hours(schedule, restriction_at(schedule, i), day), day);
}

bool
sekisho_schedule_next(const struct sekisho_schedule *schedule, int64_t at, bool wanted, int64_t *ret_at) {
    struct search search = {.schedule = schedule, .after_at = at, .wanted = wanted};
    const struct sekisho_notice *notice = schedule->notice;
    int32_t day, min;

    if (!split(schedule, at, &day, &min))
        return false;
    for (size_t i = 0; notice != NULL && i < notice->n_stops; i++)
        try_instant(&search, wanted ? notice->stop[i].end_at : notice->stop[i].start_at);
    /* Windows of the day before may still end after `at`; one found on day d may be beaten by d - 1's late
     * end. */
    for (int32_t d = day - 1; d <= day + SEKISHO_SCHEDULE_HORIZON_DAYS; d++) {
        if (search.found && search.best_at < sekisho_civil_instant(d, 0, schedule->policy->utc_offset_sec))
            break;
        try_day(&search, d);
    }
    if (!search.found || search.best_at > at + (int64_t)SEKISHO_SCHEDULE_HORIZON_DAYS * SEKISHO_DAY_SEC)
        return false;
    *ret_at = search.best_at;
    return true;
}
