/* core/schedule: hours put together, and the next change found against a search minute by minute. */
#include <string.h>

#include "core/schedule.h"
#include "support/policy_fx.h"
#include "support/runner.h"

#define RESIDENT  (1u << 0)
#define GROUPWARE (1u << 2)

static struct fx_policy fx;

static struct sekisho_schedule
schedule_of(uint32_t systems) {
    fx_policy_init(&fx);
    return (struct sekisho_schedule){.policy = &fx.policy, .systems = systems};
}

/* The definition of `next`, with no idea of windows. */
static bool
next_by_minutes(const struct sekisho_schedule *schedule, int64_t at, bool wanted, int64_t *ret_at) {
    int64_t t = at - at % 60;
    for (int64_t i = 0; i < INT64_C(1440) * 40; i++) {
        t += 60;
        if (sekisho_schedule_is_open(schedule, t) == wanted) {
            *ret_at = t;
            return true;
        }
    }
    return false;
}

/* From many instants of a stretch of days, both ways; the instants fall on odd seconds too. */
static void
compare_next(const struct sekisho_schedule *schedule, const char *from, int days) {
    const int64_t start = fx_at(from), end = start + (int64_t)days * 86400;
    for (int64_t at = start; at < end; at += 1733) {
        const bool open = sekisho_schedule_is_open(schedule, at);
        int64_t slow = -1, fast = -1;
        const bool has_slow = next_by_minutes(schedule, at, !open, &slow);
        const bool has_fast = sekisho_schedule_next(schedule, at, !open, &fast);
        if (has_slow && (!has_fast || slow != fast))
            CU_FAIL_FATAL("next differs from the search by minutes");
    }
}

static void
test_next_article_13_every_system(void) {
    for (uint32_t system = 0; system < 4; system++) {
        const struct sekisho_schedule schedule = schedule_of(1u << system);
        compare_next(&schedule, "2026-12-20 00:00", 20); /* over the year's end */
        compare_next(&schedule, "2026-05-01 00:00", 10);
    }
}

static void
test_next_two_systems_open_together(void) {
    const struct sekisho_schedule schedule = schedule_of(RESIDENT | GROUPWARE);
    int64_t at = 0;
    compare_next(&schedule, "2026-09-18 00:00", 8); /* Silver Week */
    CU_ASSERT(sekisho_schedule_next(&schedule, fx_at("2026-09-18 17:30"), true, &at));
    CU_ASSERT_EQUAL(at, fx_at("2026-09-24 08:00"));
}

static void
test_next_hours_over_midnight(void) {
    const struct sekisho_schedule schedule = schedule_of(RESIDENT);
    fx.system[0].open_day = fx_hours("22:00-26:00");
    fx.system[0].closed_day = fx_hours("stopped");
    compare_next(&schedule, "2026-11-19 00:00", 8);
    CU_ASSERT(
        sekisho_schedule_is_open(&schedule, fx_at("2026-11-21 01:59:59"))); /* Friday's night, on Saturday */
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, fx_at("2026-11-21 02:00")));
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, fx_at("2026-11-22 01:00")));
    fx.system[0].open_day = fx_hours("00:00-24:00");
    compare_next(&schedule, "2026-11-19 00:00", 8);
}

static void
test_next_exceptions_and_restrictions(void) {
    const uint16_t bound[] = {0, 1};
    struct sekisho_schedule schedule = schedule_of(RESIDENT);
    fx.exception[0] = (struct sekisho_exception){.weekdays = 1u << SEKISHO_WEDNESDAY,
                                                 .first_day = SEKISHO_CALENDAR_FIRST_DAY,
                                                 .last_day = SEKISHO_CALENDAR_LAST_DAY,
                                                 .has_open_day = true,
                                                 .open_day = fx_hours("08:00-19:00")};
    fx.system[0].exception = fx.exception;
    fx.system[0].n_exceptions = 1;
    compare_next(&schedule, "2026-11-20 00:00", 9);
    CU_ASSERT(sekisho_schedule_is_open(&schedule, fx_at("2026-11-25 18:59:59")));
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, fx_at("2026-11-26 18:00")));

    fx.restriction[0] = (struct sekisho_restrict){
        .systems = RESIDENT, .open_day = fx_hours("09:00-17:00"), .closed_day = fx_hours("stopped")};
    fx.restriction[1] = (struct sekisho_restrict){.systems = RESIDENT,
                                                  .open_day = fx_hours("06:00-12:00, 13:00-23:00"),
                                                  .closed_day = fx_hours("00:00-24:00")};
    fx.policy.n_restrictions = 2;
    schedule.restriction = bound;
    schedule.n_restrictions = 2;
    compare_next(&schedule, "2026-11-20 00:00", 9);
    CU_ASSERT_EQUAL(sekisho_schedule_restriction(&schedule, fx_at("2026-11-25 08:30")), 0);
    CU_ASSERT_EQUAL(sekisho_schedule_restriction(&schedule, fx_at("2026-11-25 12:30")), 1);
    CU_ASSERT_EQUAL(sekisho_schedule_restriction(&schedule, fx_at("2026-11-25 10:00")), -1);
}

static void
test_next_notice_changes_and_stops(void) {
    const struct sekisho_hours_change change[] = {
        {.systems = RESIDENT, .hours = fx_hours("08:00-20:00"), .first_day = 20781, .last_day = 20783},
        {.systems = RESIDENT, .hours = fx_hours("10:00-12:00"), .first_day = 20782, .last_day = 20782}};
    const struct sekisho_stop stop[] = {{.systems = GROUPWARE | RESIDENT,
                                         .start_at = fx_at("2026-11-25 09:00:30"),
                                         .end_at = fx_at("2026-11-25 09:30"),
                                         .id = "s1",
                                         .reason = "保守"}};
    const struct sekisho_notice notice = {
        .serial = 1, .n_changes = 2, .n_stops = 1, .change = change, .stop = stop};
    struct sekisho_schedule schedule = schedule_of(RESIDENT);
    uint32_t closed = 0, stopped = 0;

    schedule.notice = &notice;
    CU_ASSERT_EQUAL(sekisho_civil_day(2026, 11, 24), 20781);
    CU_ASSERT(sekisho_schedule_is_open(&schedule, fx_at("2026-11-24 19:59")));
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, fx_at("2026-11-25 08:59"))); /* the later change wins */
    CU_ASSERT(sekisho_schedule_is_open(&schedule, fx_at("2026-11-26 19:59")));
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, fx_at("2026-11-27 19:59")));
    sekisho_schedule_closed(&schedule, fx_at("2026-11-25 09:00:30"), &closed, &stopped);
    CU_ASSERT_EQUAL(stopped, RESIDENT);
    CU_ASSERT_PTR_NULL(sekisho_schedule_stop(&schedule, fx_at("2026-11-25 09:00:29")));
    CU_ASSERT_PTR_EQUAL(sekisho_schedule_stop(&schedule, fx_at("2026-11-25 09:29:59")), &stop[0]);
    CU_ASSERT_PTR_NULL(sekisho_schedule_stop(&schedule, fx_at("2026-11-25 09:30")));

    schedule.systems = GROUPWARE;
    {
        int64_t at = 0;
        CU_ASSERT(sekisho_schedule_next(&schedule, fx_at("2026-11-25 08:00"), false, &at));
        CU_ASSERT_EQUAL(at, fx_at("2026-11-25 09:00:30"));
        CU_ASSERT(sekisho_schedule_next(&schedule, at, true, &at));
        CU_ASSERT_EQUAL(at, fx_at("2026-11-25 09:30"));
    }
}

static void
test_next_none_within_the_horizon(void) {
    const struct sekisho_schedule schedule = schedule_of(RESIDENT);
    int64_t at = 0;
    fx.system[0].open_day = fx_hours("stopped");
    CU_ASSERT(!sekisho_schedule_next(&schedule, fx_at("2026-11-25 08:00"), true, &at));
    fx.system[0].open_day = fx_hours("00:00-24:00");
    fx.system[0].closed_day = fx_hours("00:00-24:00");
    CU_ASSERT(!sekisho_schedule_next(&schedule, fx_at("2026-11-25 08:00"), false, &at));
    CU_ASSERT(!sekisho_schedule_next(&schedule, INT64_MAX, false, &at));
    CU_ASSERT(!sekisho_schedule_next(&schedule, INT64_MIN, true, &at));
}

static void
test_past_coverage_is_closed(void) {
    const struct sekisho_schedule schedule = schedule_of(1u << 3);
    CU_ASSERT(sekisho_schedule_is_open(&schedule, fx_at("2099-12-31 10:00")));
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, fx_at("2100-01-04 10:00")));
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, fx_at("2006-12-27 10:00")));
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, INT64_MAX));
    CU_ASSERT(!sekisho_schedule_is_open(&schedule, INT64_MIN));
}

const char *const runner_suite = "schedule";
const CU_TestInfo runner_tests[] = {
    {"next_article_13_every_system", test_next_article_13_every_system},
    {"next_two_systems_open_together", test_next_two_systems_open_together},
    {"next_hours_over_midnight", test_next_hours_over_midnight},
    {"next_exceptions_and_restrictions", test_next_exceptions_and_restrictions},
    {"next_notice_changes_and_stops", test_next_notice_changes_and_stops},
    {"next_none_within_the_horizon", test_next_none_within_the_horizon},
    {"past_coverage_is_closed", test_past_coverage_is_closed},
    CU_TEST_INFO_NULL,
};
