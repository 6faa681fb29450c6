/* Boundary seconds: the module's own objects with another clock (PAM-06). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock/clock.h"
#include "support/clock_fake.h"
#include "support/fixture.h"
#include "support/runner.h"

static struct clock_fake *
fake(void) {
    static struct clock_fake *clock;
    if (clock == NULL)
        clock = fixture_symbol(TEST_TWIN_CLOCK, "sekisho_clock_fake");
    return clock;
}

static void
use_host(const char *host) {
    char args[FIXTURE_PATH_CAP + 16];
    fixture_policy(fixture_shared(), host, "en", "");
    (void)snprintf(args, sizeof(args), "policy=%s", fixture_shared()->policy);
    fixture_recorded(fixture_shared(), "sshd", TEST_TWIN_CLOCK, args);
}

static int
ask_at(int64_t now) {
    const struct fixture_call call = {
        .service = "sshd", .user = fixture_some_user(), .door = RECORDER_ACCOUNT};
    fake()->now = now;
    fake()->rc = SEKISHO_OK;
    fixture_recorder()->code = -1;
    (void)fixture_ask(fixture_shared(), &call, NULL);
    return fixture_recorder()->code;
}

struct edge {
    const char *host, *at;
    bool open;
};

static void
check_edges(const struct edge *edges, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const int want = edges[i].open ? PAM_IGNORE : PAM_PERM_DENIED;
        int got;
        use_host(edges[i].host);
        got = ask_at(fixture_instant(edges[i].at));
        if (got == want)
            continue;
        printf("\n    %s %s: %s\n", edges[i].host, edges[i].at, fixture_code_str(got));
        CU_FAIL("wrong code at a boundary");
    }
}

#define EDGES(edges) edges, sizeof(edges) / sizeof((edges)[0])

static void
test_account_open_day_half_open(void) {
    static const struct edge edges[] = {
        {"jumin-01", "2026-11-24 00:00:00", false}, {"jumin-01", "2026-11-24 07:59:59", false},
        {"jumin-01", "2026-11-24 08:00:00", true},  {"jumin-01", "2026-11-24 17:29:59", true},
        {"jumin-01", "2026-11-24 17:30:00", false}, {"jumin-01", "2026-11-24 23:59:59", false},
        {"gw-01", "2026-11-24 21:59:59", true},     {"gw-01", "2026-11-24 22:00:00", false},
        {"both-1", "2026-11-24 17:29:59", true},    {"both-1", "2026-11-24 17:30:00", false},
    };
    check_edges(EDGES(edges));
}

static void
test_account_closed_days(void) {
    static const struct edge edges[] = {
        {"jumin-01", "2026-11-23 08:00:00", false}, /* Labour Thanksgiving Day, a Monday */
        {"gw-01", "2026-11-23 07:59:59", false},    {"gw-01", "2026-11-23 08:00:00", true},
        {"gw-01", "2026-11-23 17:29:59", true},     {"gw-01", "2026-11-23 17:30:00", false},
        {"jumin-01", "2026-11-21 10:00:00", false}, /* Saturday */
        {"jumin-01", "2026-11-22 10:00:00", false}, /* Sunday */
        {"jumin-01", "2026-09-22 10:00:00", false}, /* between two holidays */
        {"jumin-01", "2027-03-22 10:00:00", false}, /* substitute of March 21 */
        {"jumin-01", "2026-11-25 10:00:00", true},
    };
    check_edges(EDGES(edges));
}

static void
test_account_year_end_and_leap_day(void) {
    static const struct edge edges[] = {
        {"jumin-01", "2026-12-28 17:29:59", true},  {"jumin-01", "2026-12-29 08:00:00", false},
        {"jumin-01", "2026-12-31 17:29:59", false}, {"jumin-01", "2027-01-01 08:00:00", false},
        {"gw-01", "2027-01-01 08:00:00", true},     {"gw-01", "2027-01-01 17:30:00", false},
        {"jumin-01", "2027-01-03 08:00:00", false}, {"jumin-01", "2027-01-04 07:59:59", false},
        {"jumin-01", "2027-01-04 08:00:00", true},  {"jumin-01", "2028-02-28 17:29:59", true},
        {"jumin-01", "2028-02-29 07:59:59", false}, {"jumin-01", "2028-02-29 08:00:00", true},
        {"jumin-01", "2028-02-29 17:29:59", true},  {"jumin-01", "2028-02-29 17:30:00", false},
        {"jumin-01", "2028-03-01 08:00:00", true},
    };
    check_edges(EDGES(edges));
}

/* A window belongs to the day on which it started: open days have 22:00-26:00, closed days 23:00-25:00. */
static void
test_account_hours_across_midnight(void) {
    static const struct edge edges[] = {
        {"night-1", "2026-11-24 21:59:59", false}, {"night-1", "2026-11-24 22:00:00", true},
        {"night-1", "2026-11-24 23:59:59", true},  {"night-1", "2026-11-25 00:00:00", true},
        {"night-1", "2026-11-25 01:59:59", true},  {"night-1", "2026-11-25 02:00:00", false},
        {"night-1", "2026-11-28 01:59:59", true}, /* Friday's window on Saturday */
        {"night-1", "2026-11-28 02:00:00", false}, {"night-1", "2026-11-28 22:59:59", false},
        {"night-1", "2026-11-28 23:00:00", true},  {"night-1", "2026-11-29 00:59:59", true},
        {"night-1", "2026-11-29 01:00:00", false}, {"night-1", "2026-11-30 00:59:59", true},
        {"night-1", "2026-11-30 01:00:00", false}, {"night-1", "2026-12-29 01:59:59", true},
        {"night-1", "2026-12-31 23:59:59", true},  {"night-1", "2027-01-01 00:59:59", true},
        {"night-1", "2027-01-01 01:00:00", false}, {"night-1", "2028-02-29 01:59:59", true},
        {"night-1", "2028-03-01 01:59:59", true},  {"night-1", "2028-03-01 02:00:00", false},
    };
    check_edges(EDGES(edges));
}

/* Two years, every day: exactly the second at which the hours begin and end. */
static void
test_account_every_day_edges_agree(void) {
    const int64_t first = fixture_instant("2026-01-01 00:00:00");
    unsigned open_days = 0;
    use_host("jumin-01");
    for (int64_t day = 0; day < 366; day++) {
        const int64_t midnight = first + day * 86400;
        const bool open = ask_at(midnight + 8 * 3600) == PAM_IGNORE;
        open_days += open;
        CU_ASSERT_EQUAL(ask_at(midnight + 8 * 3600 - 1), PAM_PERM_DENIED);
        CU_ASSERT_EQUAL(ask_at(midnight + 17 * 3600 + 1799), open ? PAM_IGNORE : PAM_PERM_DENIED);
        CU_ASSERT_EQUAL(ask_at(midnight + 17 * 3600 + 1800), PAM_PERM_DENIED);
    }
    CU_ASSERT(open_days > 235 && open_days < 250);
}

/* PAM-01: the caller's environment has no say. */
static void
test_account_time_zone_changes_nothing(void) {
    static const char *const zones[] = {
        "UTC",   "Asia/Tokyo", "America/New_York",        "XXX-6", "XXX+12", ":/etc/passwd", "", "/nowhere",
        "JST-9", "<+24>-24",   "GMT0BST,M3.5.0/1,M10.5.0"};
    const int64_t edge = fixture_instant("2026-11-24 17:30:00");
    use_host("jumin-01");
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        CU_ASSERT_EQUAL_FATAL(setenv("TZ", zones[i], 1), 0);
        tzset();
        CU_ASSERT_EQUAL(ask_at(edge - 1), PAM_IGNORE);
        CU_ASSERT_EQUAL(ask_at(edge), PAM_PERM_DENIED);
        CU_ASSERT_STRING_EQUAL(getenv("TZ"), zones[i]);
    }
    (void)unsetenv("TZ");
    tzset();
}

static void
test_account_clock_fails_denied(void) {
    const struct fixture_call call = {
        .service = "sshd", .user = fixture_some_user(), .door = RECORDER_ACCOUNT};
    use_host("free-1");
    CU_ASSERT_EQUAL(ask_at(fixture_instant("2026-11-24 10:00:00")), PAM_IGNORE);
    fake()->rc = SEKISHO_E_CLOCK;
    (void)fixture_ask(fixture_shared(), &call, NULL);
    CU_ASSERT_EQUAL(fixture_recorder()->code, PAM_SYSTEM_ERR);
    CU_ASSERT_EQUAL(ask_at(INT64_MAX), PAM_SYSTEM_ERR);
    CU_ASSERT_EQUAL(ask_at(INT64_MIN), PAM_SYSTEM_ERR);
    CU_ASSERT_EQUAL(ask_at(0), PAM_PERM_DENIED); /* 1970: long before any calendar */
}

/* One decision has one now. */
static void
test_account_clock_read_once(void) {
    use_host("jumin-01");
    fake()->calls = 0;
    (void)ask_at(fixture_instant("2026-11-24 17:30:00"));
    CU_ASSERT_EQUAL(fake()->calls, 1);
}

#define T(name)                                                                                              \
    { #name, name }
const char *const runner_suite = "pam: clock";
const CU_TestInfo runner_tests[] = {
    T(test_account_open_day_half_open),
    T(test_account_closed_days),
    T(test_account_year_end_and_leap_day),
    T(test_account_hours_across_midnight),
    T(test_account_every_day_edges_agree),
    T(test_account_time_zone_changes_nothing),
    T(test_account_clock_fails_denied),
    T(test_account_clock_read_once),
    CU_TEST_INFO_NULL,
};
