#include "support/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/suggest.h"
#include "support/policy_text.h"

/* What a good policy says is what the struct holds. */

static struct sekisho_policy *
load(const char *path) {
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;
    char text[4096];
    size_t len;
    char *bytes = policy_text_read(path, &len);
    const enum sekisho_rc rc = policy_text_load(bytes, len, &policy, &diag);
    if (rc != SEKISHO_OK)
        printf("\n%s\n", sekisho_diag_format(&diag, SEKISHO_LANG_EN, text, sizeof(text)));
    CU_ASSERT_EQUAL_FATAL(rc, SEKISHO_OK);
    free(bytes);
    return policy;
}

static bool
names_are(const struct sekisho_names *names, size_t n, const char *const want[]) {
    if (names->n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(names->name[i], want[i]) != 0)
            return false;
    return true;
}

#define NAMES(...)                                                                                           \
    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), ((const char *const[]){__VA_ARGS__})

static void
check_hours(const struct sekisho_hours *hours, const char *want) {
    char text[SEKISHO_HOURS_TEXT_CAP];
    CU_ASSERT_STRING_EQUAL(sekisho_hours_str(hours, text), want);
}

static void
check_title(const char *title, const char *title_en, const char *want, const char *want_en) {
    CU_ASSERT_STRING_EQUAL(title, want);
    CU_ASSERT_STRING_EQUAL(title_en, want_en);
}

static void
test_load_good_outermost_settings_hold(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    CU_ASSERT_EQUAL(policy->utc_offset_sec, 9 * 3600);
    CU_ASSERT_EQUAL(policy->lang, SEKISHO_LANG_JA);
    CU_ASSERT_STRING_EQUAL(policy->host, "jumin-01.city.example");
    check_title(policy->contact, policy->contact_en, "情報政策課 \"内線\" 1234", "Systems \\ 1234");
    CU_ASSERT_FALSE(policy->is_sealed);
    CU_ASSERT_PTR_NULL(policy->holidays_file);
    sekisho_policy_free(policy);
}

static void
test_load_good_systems_hold(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    const struct sekisho_system *system = policy->system;
    CU_ASSERT_EQUAL_FATAL(policy->n_systems, 2);
    CU_ASSERT_STRING_EQUAL(system->name, "resident");
    check_title(system->title, system->title_en, "住民情報システム", "Residents");
    CU_ASSERT_STRING_EQUAL(system->article, "13");
    CU_ASSERT_EQUAL(system->line, 8);
    check_hours(&system->open_day, "08:00-17:30");
    check_hours(&system->closed_day, "stopped");
    CU_ASSERT_STRING_EQUAL(sekisho_system_title(system, SEKISHO_LANG_JA), "住民情報システム");
    CU_ASSERT_STRING_EQUAL(sekisho_system_title(system, SEKISHO_LANG_EN), "Residents");
    system++;
    check_title(system->title, system->title_en, "夜間処理", "夜間処理");
    CU_ASSERT_STRING_EQUAL(system->article, "");
    check_hours(&system->open_day, "08:00-12:00, 22:00-26:00");
    CU_ASSERT_EQUAL(system->n_exceptions, 0);
    sekisho_policy_free(policy);
}

static void
test_load_good_exceptions_hold(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    const struct sekisho_exception *exception = policy->system[0].exception;
    CU_ASSERT_EQUAL_FATAL(policy->system[0].n_exceptions, 2);
    CU_ASSERT_EQUAL(exception[0].weekdays, 1 << SEKISHO_WEDNESDAY);
    CU_ASSERT_EQUAL(exception[0].first_day, sekisho_civil_day(2026, 4, 1));
    CU_ASSERT_EQUAL(exception[0].last_day, sekisho_civil_day(2027, 3, 31));
    CU_ASSERT_TRUE(exception[0].has_open_day);
    CU_ASSERT_FALSE(exception[0].has_closed_day);
    check_hours(&exception[0].open_day, "08:00-19:00");
    CU_ASSERT_EQUAL(exception[0].line, 11);
    CU_ASSERT_EQUAL(exception[1].last_day, SEKISHO_CALENDAR_LAST_DAY);
    CU_ASSERT_TRUE(exception[1].has_closed_day);
    check_hours(&exception[1].closed_day, "09:00-10:00");
    sekisho_policy_free(policy);
}

/* Same weekday and dates, but one changes open days and the other closed ones: they do not meet. */
static void
test_load_exceptions_of_two_kinds_pass(void) {
    struct sekisho_diag diag;
    CU_ASSERT_EQUAL(policy_text_try("from = \"2027-04-01\"; open_day = \"08:00-20:00\"; ", "", &diag),
                    SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("[\"wed\"]; from = \"2027-04-01\"", "[\"thu\"]", &diag), SEKISHO_OK);
    /* One common day, which is no Wednesday, and one that is. */
    CU_ASSERT_EQUAL(policy_text_try("from = \"2026-04-01\"; to = \"2027-03-31\"",
                                    "from = \"2026-04-01\"; to = \"2027-04-01\"", &diag),
                    SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("from = \"2026-04-01\"; to = \"2027-03-31\"",
                                    "from = \"2026-04-01\"; to = \"2027-04-07\"", &diag),
                    SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_POLICY_EXCEPTIONS_MEET);
}

static void
test_load_good_places_hold(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    CU_ASSERT_EQUAL_FATAL(policy->n_places, 2);
    CU_ASSERT_TRUE(names_are(&policy->place[0].hosts, NAMES("jumin-*", "jumin-??.x.example")));
    CU_ASSERT_TRUE(names_are(&policy->place[0].services, NAMES("sshd", "login*")));
    CU_ASSERT_EQUAL(policy->place[0].systems, 1);
    CU_ASSERT_EQUAL(policy->place[0].line, 20);
    CU_ASSERT_EQUAL(policy->place[1].services.n, 0);
    CU_ASSERT_EQUAL(policy->place[1].systems, 3);
    sekisho_policy_free(policy);
}

static void
test_load_good_calendar_holds(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    const struct sekisho_calendar *calendar = &policy->calendar;
    CU_ASSERT_EQUAL(calendar->weekly_closed, 1 << SEKISHO_SATURDAY | 1 << SEKISHO_SUNDAY);
    CU_ASSERT_EQUAL(calendar->national, SEKISHO_NATIONAL_JAPAN);
    CU_ASSERT_TRUE(calendar->listed_first_day > calendar->listed_last_day);
    CU_ASSERT_EQUAL_FATAL(calendar->n_annual, 2);
    CU_ASSERT_EQUAL(calendar->annual[0].from_month, 12);
    CU_ASSERT_EQUAL(calendar->annual[0].from_day, 29);
    CU_ASSERT_EQUAL(calendar->annual[0].to_month, 1);
    CU_ASSERT_EQUAL(calendar->annual[0].to_day, 3);
    check_title(calendar->annual[0].name, calendar->annual[0].name_en, "年末年始", "Year end");
    check_title(calendar->annual[1].name, calendar->annual[1].name_en, "", "");
    sekisho_policy_free(policy);
}

/* Ranges come apart into days, and all days stand in their order. */
static void
test_load_good_single_days_hold(void) {
    static const int32_t month_day[][2] = {{9, 28}, {9, 29}, {9, 30}, {10, 1}};
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    const struct sekisho_calendar *calendar = &policy->calendar;
    CU_ASSERT_EQUAL_FATAL(calendar->n_one_off, 5);
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(calendar->one_off[i].day, sekisho_civil_day(2026, month_day[i][0], month_day[i][1]));
        CU_ASSERT_EQUAL(calendar->one_off[i].kind, SEKISHO_DAY_CLOSED);
    }
    CU_ASSERT_STRING_EQUAL(calendar->one_off[0].name, "");
    check_title(calendar->one_off[3].name, calendar->one_off[3].name_en, "記念日", "City Day");
    CU_ASSERT_EQUAL(calendar->one_off[4].day, sekisho_civil_day(2027, 3, 28));
    CU_ASSERT_EQUAL(calendar->one_off[4].kind, SEKISHO_DAY_OPEN);
    check_title(calendar->one_off[4].name, calendar->one_off[4].name_en, "休日開庁", "休日開庁");
    sekisho_policy_free(policy);
}

static void
test_load_good_repeating_openings_hold(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    const struct sekisho_repeat *repeat = policy->calendar.repeat;
    CU_ASSERT_EQUAL_FATAL(policy->calendar.n_repeat, 2);
    CU_ASSERT_EQUAL(repeat[0].weekdays, 1 << SEKISHO_SUNDAY);
    CU_ASSERT_EQUAL(repeat[0].weeks, 1 << 2 | 1 << 4);
    CU_ASSERT_FALSE(repeat[0].has_hours);
    CU_ASSERT_FALSE(repeat[0].keeps_on_holidays);
    CU_ASSERT_EQUAL(repeat[0].first_day, SEKISHO_CALENDAR_FIRST_DAY);
    CU_ASSERT_EQUAL(repeat[0].last_day, SEKISHO_CALENDAR_LAST_DAY);
    check_title(repeat[0].name, repeat[0].name_en, "日曜開庁", "Sundays");
    CU_ASSERT_EQUAL(repeat[1].weeks, 1 << 1 | 1 << 0);
    CU_ASSERT_TRUE(repeat[1].has_hours);
    check_hours(&repeat[1].hours, "17:30-19:00");
    CU_ASSERT_EQUAL(repeat[1].systems, 1);
    CU_ASSERT_TRUE(repeat[1].keeps_on_holidays);
    CU_ASSERT_EQUAL(repeat[1].first_day, sekisho_civil_day(2026, 4, 1));
    CU_ASSERT_EQUAL(repeat[1].last_day, sekisho_civil_day(2026, 12, 31));
    sekisho_policy_free(policy);
}

static void
test_load_good_restrictions_hold(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    const struct sekisho_restrict *restriction = policy->restriction;
    CU_ASSERT_EQUAL_FATAL(policy->n_restrictions, 2);
    CU_ASSERT_TRUE(policy->wants_groups);
    check_title(restriction[0].title, restriction[0].title_en, "派遣要員", "Temporary staff");
    CU_ASSERT_TRUE(names_are(&restriction[0].groups, NAMES("haken")));
    CU_ASSERT_TRUE(names_are(&restriction[0].users, NAMES("tanaka", "suzuki")));
    CU_ASSERT_EQUAL(restriction[0].systems, 1);
    check_hours(&restriction[0].open_day, "09:00-17:00");
    check_hours(&restriction[0].closed_day, "stopped");
    check_title(restriction[1].title, restriction[1].title_en, "", "");
    CU_ASSERT_EQUAL(restriction[1].groups.n, 0);
    CU_ASSERT_EQUAL(restriction[1].systems, 3);
    check_hours(&restriction[1].open_day, "10:00-12:00");
    check_hours(&restriction[1].closed_day, "10:00-12:00");
    CU_ASSERT_EQUAL(restriction[1].line, 41);
    sekisho_policy_free(policy);
}

static void
test_load_good_small_sections_hold(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    CU_ASSERT_TRUE(names_are(&policy->unattended.services, NAMES("cron", "at?")));
    CU_ASSERT_TRUE(names_are(&policy->unattended.accounts, NAMES("batch")));
    CU_ASSERT_EQUAL(policy->unattended.system_uid_max, 500);
    CU_ASSERT_TRUE(names_are(&policy->break_glass.services, NAMES("login", "getty-*")));
    CU_ASSERT_EQUAL(policy->override.longest_min, 150);
    CU_ASSERT_EQUAL(policy->override.latest_min, 1200);
    CU_ASSERT_STRING_EQUAL(policy->audit.path, "/var/log/x/audit.log");
    CU_ASSERT_FALSE(policy->audit.sync);
    CU_ASSERT_EQUAL(policy->audit.on_failure, SEKISHO_AUDIT_FAILURE_DENY);
    CU_ASSERT_EQUAL(policy->audit.review_days, 40);
    CU_ASSERT_EQUAL_FATAL(policy->closing.n_warnings, 3);
    CU_ASSERT_EQUAL(policy->closing.warn_min[0], 30);
    CU_ASSERT_EQUAL(policy->closing.warn_min[1], 5);
    CU_ASSERT_EQUAL(policy->closing.warn_min[2], 1);
    CU_ASSERT_EQUAL(policy->closing.grace_sec, 0);
    sekisho_policy_free(policy);
}

static void
test_load_minimal_has_the_documented_defaults(void) {
    struct sekisho_policy *policy = load("tests/data/policy/minimal.conf");
    CU_ASSERT_EQUAL(policy->utc_offset_sec, -(3 * 3600 + 1800));
    CU_ASSERT_EQUAL(policy->lang, SEKISHO_LANG_EN);
    CU_ASSERT_PTR_NULL(policy->host);
    check_title(policy->contact, policy->contact_en, "", "");
    CU_ASSERT_EQUAL(policy->calendar.weekly_closed, 0);
    CU_ASSERT_EQUAL(policy->calendar.national, SEKISHO_NATIONAL_NONE);
    CU_ASSERT_EQUAL(policy->calendar.n_annual + policy->calendar.n_one_off + policy->calendar.n_repeat, 0);
    CU_ASSERT_EQUAL(policy->n_restrictions, 0);
    CU_ASSERT_FALSE(policy->wants_groups);
    CU_ASSERT_TRUE(names_are(&policy->unattended.services, NAMES("cron", "crond", "atd", "systemd-user")));
    CU_ASSERT_EQUAL(policy->unattended.accounts.n, 0);
    CU_ASSERT_EQUAL(policy->unattended.system_uid_max, 999);
    CU_ASSERT_TRUE(names_are(&policy->break_glass.services, NAMES("login")));
    CU_ASSERT_EQUAL(policy->override.longest_min, 240);
    CU_ASSERT_EQUAL(policy->override.latest_min, SEKISHO_DAY_MIN);
    CU_ASSERT_STRING_EQUAL(policy->audit.path, SEKISHO_LOG_DIR "/audit.log");
    CU_ASSERT_TRUE(policy->audit.sync);
    CU_ASSERT_EQUAL(policy->audit.on_failure, SEKISHO_AUDIT_FAILURE_ALARM);
    CU_ASSERT_EQUAL(policy->audit.review_days, 35);
    CU_ASSERT_EQUAL(policy->closing.n_warnings, 3);
    CU_ASSERT_EQUAL(policy->closing.warn_min[0], 15);
    CU_ASSERT_EQUAL(policy->closing.grace_sec, 60);
    sekisho_policy_free(policy);
}

/* Lists that mean something when they are empty: nobody, no service, no day. */
static void
test_load_lists_that_may_be_empty_are(void) {
    struct sekisho_diag diag;
    CU_ASSERT_EQUAL(policy_text_try("[\"cron\", \"at?\"]", "[]", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("accounts = [\"batch\"]", "accounts = []", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("[\"login\", \"getty-*\"]", "[]", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("[\"sat\", \"sun\"]", "[]", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("[5, 30, 1]", "[]", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("\"Jumin-01.city.example\"", "\"\"", &diag), SEKISHO_OK);
}

static void
test_load_values_at_their_limits_pass(void) {
    struct sekisho_diag diag;
    CU_ASSERT_EQUAL(policy_text_try("review_days = 40", "review_days = 400", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("review_days = 40", "review_days = 1", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("grace_seconds = 0", "grace_seconds = 3600", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("system_uid_max = 500", "system_uid_max = 0", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("\"02:30\"", "\"24:00\"", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("\"02:30\"", "\"00:01\"", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("to = \"08-15\"", "to = \"12-28\"", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("from = \"08-15\"", "from = \"02-29\"", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy_text_try("to = \"2026-09-30\"", "to = \"2026-09-28\"", &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(
        policy_text_try("\"2026-09-28\"; to = \"2026-09-30\"", "\"2030-01-01\"; to = \"2031-01-01\"", &diag),
        SEKISHO_OK);
}

/* The order of sections is the writer's. */
static void
test_load_sections_in_any_order_pass(void) {
    static const char text[] = "restrict=({users=[\"u\"]; systems=[\"a\"]; hours=\"stopped\";}); "
                               "places=({hosts=[\"*\"]; systems=[\"a\"];});\n"
                               "calendar={national_holidays=\"none\"; weekly_closed=[]; "
                               "repeat=({weekdays=[\"mon\"]; hours=\"01:00-02:00\"; "
                               "systems=[\"a\"];});};\n"
                               "systems=({closed_day=\"stopped\"; open_day=\"stopped\"; title=\"A\"; "
                               "name=\"a\";}); language=\"en\";\n"
                               "utc_offset=\"+00:00\";";
    struct sekisho_policy *policy;
    struct sekisho_diag diag;
    CU_ASSERT_EQUAL_FATAL(policy_text_load(text, sizeof(text) - 1, &policy, &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy->place[0].systems, 1);
    CU_ASSERT_EQUAL(policy->restriction[0].systems, 1);
    sekisho_policy_free(policy);
}

static void
test_load_shipped_is_article_13(void) {
    struct sekisho_policy *policy = load("conf/sekisho.conf");
    static const char *const want[][4] = {
        {"resident", "住民情報システム", "08:00-17:30", "stopped"},
        {"finance", "財務会計システム", "08:00-17:30", "stopped"},
        {"groupware", "グループウェア", "08:00-22:00", "08:00-17:30"},
        {"internet", "インターネット", "08:00-17:30", "08:00-17:30"},
    };
    CU_ASSERT_EQUAL_FATAL(policy->n_systems, 4);
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_STRING_EQUAL(policy->system[i].name, want[i][0]);
        CU_ASSERT_STRING_EQUAL(policy->system[i].title, want[i][1]);
        CU_ASSERT_STRING_EQUAL(policy->system[i].article, "13");
        check_hours(&policy->system[i].open_day, want[i][2]);
        check_hours(&policy->system[i].closed_day, want[i][3]);
    }
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "jumin-01", "sshd"), 1);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "zaimu-2.city.example", "login"), 2);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "gw-1", "sshd"), 4);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "inet-1", "sshd"), 8);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "proxy-1", "squid"), 8);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "proxy-1", "sshd"), 0);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "mail-1", "sshd"), 0);
    CU_ASSERT_EQUAL(policy->lang, SEKISHO_LANG_JA);
    CU_ASSERT_EQUAL(policy->utc_offset_sec, 32400);
    sekisho_policy_free(policy);
}

/* Every example in the shipped file's comments, taken out of its comment, must load too. */
static void
uncomment(char *text, const char *from, const char *to) {
    char *at = strstr(text, from), *end = at == NULL ? NULL : strstr(at, to);
    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    for (; at < end; at++)
        if (*at == '#')
            *at = ' ';
}

static void
test_load_shipped_examples_in_comments_hold(void) {
    static const char *const example[][2] = {
        {"#   closed = (", "\n"},     {"#   open   = (", "\n"},        {"#   repeat = (", "\n"},
        {"#   restrict = (", "\n\n"}, {"# host = \"jumin-01\"", "\n"},
    };
    size_t len;
    char *text = policy_text_read("conf/sekisho.conf", &len);
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;
    for (size_t i = 0; i < sizeof(example) / sizeof(example[0]); i++)
        uncomment(text, example[i][0], example[i][1]);
    CU_ASSERT_EQUAL_FATAL(policy_text_load(text, len, &policy, &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy->calendar.n_one_off, 2);
    CU_ASSERT_EQUAL(policy->calendar.n_repeat, 1);
    CU_ASSERT_EQUAL(policy->n_restrictions, 1);
    CU_ASSERT_STRING_EQUAL(policy->host, "jumin-01");
    sekisho_policy_free(policy);
    free(text);
}

static void
test_systems_host_matches_whole_and_first_label(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "jumin-01", "sshd"), 1);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "jumin-01.city.example", "sshd"), 1);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "jumin-01", "login-x"), 1);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "jumin-01", "su"), 0);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "ajumin-01", "sshd"), 0);
    /* No dot in "batch": it means the label. A pattern with a dot means the whole name. */
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "batch", "su"), 3);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "batch.city.example", "su"), 3);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "batch2.city.example", "su"), 0);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, ".batch", "su"), 0);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "", "sshd"), 0);
    sekisho_policy_free(policy);
}

static void
test_systems_host_longer_than_any_is_no_label(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    char host[1024];
    memset(host, 'b', sizeof(host));
    memcpy(host + sizeof(host) - 3, ".x", 3);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, host, "su"), 0);
    sekisho_policy_free(policy);
}

static void
test_systems_two_places_add_up(void) {
    static const char text[] =
        "utc_offset=\"+09:00\" language=\"en\" systems=({name=\"a\" title=\"A\" open_day=\"stopped\" "
        "closed_day=\"stopped\"},{name=\"b\" title=\"B\" open_day=\"stopped\" closed_day=\"stopped\"})\n"
        "places=({hosts=[\"h\"] systems=[\"a\"]},{hosts=[\"h\"] services=[\"s\"] systems=[\"b\"]})\n"
        "calendar={weekly_closed=[] national_holidays=\"none\"}";
    struct sekisho_policy *policy;
    struct sekisho_diag diag;
    CU_ASSERT_EQUAL_FATAL(policy_text_load(text, sizeof(text) - 1, &policy, &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "h", "s"), 3);
    CU_ASSERT_EQUAL(sekisho_policy_systems(policy, "h", "t"), 1);
    sekisho_policy_free(policy);
}

static void
test_find_system_unknown_gives_count(void) {
    struct sekisho_policy *policy = load("tests/data/policy/good.conf");
    CU_ASSERT_EQUAL(sekisho_policy_find_system(policy, "night-batch"), 1);
    CU_ASSERT_EQUAL(sekisho_policy_find_system(policy, "night"), 2);
    CU_ASSERT_EQUAL(sekisho_policy_find_system(policy, ""), 2);
    sekisho_policy_free(policy);
}

static void
test_names_have_is_exact_and_match_is_glob(void) {
    const char *const list[] = {"login", "getty-*"};
    const struct sekisho_names names = {2, list}, none = {0, NULL};
    CU_ASSERT_TRUE(sekisho_names_have(&names, "login"));
    CU_ASSERT_FALSE(sekisho_names_have(&names, "getty-1"));
    CU_ASSERT_TRUE(sekisho_names_have(&names, "getty-*"));
    CU_ASSERT_TRUE(sekisho_names_match(&names, "getty-1"));
    CU_ASSERT_FALSE(sekisho_names_match(&names, "getty"));
    CU_ASSERT_FALSE(sekisho_names_have(&none, "login"));
    CU_ASSERT_FALSE(sekisho_names_match(&none, ""));
}

static void
test_suggest_slips_of_the_finger_are_found(void) {
    static const char *const known[] = {"open_day", "closed_day", "exceptions", "name", "ja", "en"};
    CU_ASSERT_STRING_EQUAL(sekisho_suggest_closest("opne_day", known, 6), "open_day");
    CU_ASSERT_STRING_EQUAL(sekisho_suggest_closest("Open-Day", known, 6), "open_day");
    CU_ASSERT_STRING_EQUAL(sekisho_suggest_closest("exeptions", known, 6), "exceptions");
    CU_ASSERT_STRING_EQUAL(sekisho_suggest_closest("close", known, 6), "closed_day");
    CU_ASSERT_STRING_EQUAL(sekisho_suggest_closest("jp", known, 6), "ja");
    CU_ASSERT_PTR_NULL(sekisho_suggest_closest("hosts", known, 6));
    CU_ASSERT_PTR_NULL(sekisho_suggest_closest("", known, 6));
    CU_ASSERT_PTR_NULL(
        sekisho_suggest_closest("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", known, 6));
    CU_ASSERT_PTR_NULL(sekisho_suggest_closest("name", known, 0));
}

static void
test_load_text_over_the_cap_is_too_large(void) {
    struct sekisho_policy *policy;
    struct sekisho_diag diag;
    char *text = malloc(SEKISHO_POLICY_MAX_BYTES + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, '\n', SEKISHO_POLICY_MAX_BYTES + 1);
    CU_ASSERT_EQUAL(policy_text_load(text, SEKISHO_POLICY_MAX_BYTES + 1, &policy, &diag),
                    SEKISHO_E_TOO_LARGE);
    CU_ASSERT_PTR_NULL(policy);
    CU_ASSERT_EQUAL(policy_text_load(text, SEKISHO_POLICY_MAX_BYTES, &policy, &diag), SEKISHO_E_SYNTAX);
    free(text);
}

const char *const runner_suite = "policy";
const CU_TestInfo runner_tests[] = {
    {"load_good_outermost_settings_hold", test_load_good_outermost_settings_hold},
    {"load_good_systems_hold", test_load_good_systems_hold},
    {"load_good_exceptions_hold", test_load_good_exceptions_hold},
    {"load_exceptions_of_two_kinds_pass", test_load_exceptions_of_two_kinds_pass},
    {"load_good_places_hold", test_load_good_places_hold},
    {"load_good_calendar_holds", test_load_good_calendar_holds},
    {"load_good_single_days_hold", test_load_good_single_days_hold},
    {"load_good_repeating_openings_hold", test_load_good_repeating_openings_hold},
    {"load_good_restrictions_hold", test_load_good_restrictions_hold},
    {"load_good_small_sections_hold", test_load_good_small_sections_hold},
    {"load_minimal_has_the_documented_defaults", test_load_minimal_has_the_documented_defaults},
    {"load_lists_that_may_be_empty_are", test_load_lists_that_may_be_empty_are},
    {"load_values_at_their_limits_pass", test_load_values_at_their_limits_pass},
    {"load_sections_in_any_order_pass", test_load_sections_in_any_order_pass},
    {"load_shipped_is_article_13", test_load_shipped_is_article_13},
    {"load_shipped_examples_in_comments_hold", test_load_shipped_examples_in_comments_hold},
    {"load_text_over_the_cap_is_too_large", test_load_text_over_the_cap_is_too_large},
    {"systems_host_matches_whole_and_first_label", test_systems_host_matches_whole_and_first_label},
    {"systems_host_longer_than_any_is_no_label", test_systems_host_longer_than_any_is_no_label},
    {"systems_two_places_add_up", test_systems_two_places_add_up},
    {"find_system_unknown_gives_count", test_find_system_unknown_gives_count},
    {"names_have_is_exact_and_match_is_glob", test_names_have_is_exact_and_match_is_glob},
    {"suggest_slips_of_the_finger_are_found", test_suggest_slips_of_the_finger_are_found},
    CU_TEST_INFO_NULL,
};
