/* core/decision: the order of the steps, each reason, and what the person reads. */
#include <stdio.h>
#include <string.h>

#include "core/decision.h"
#include "support/policy_fx.h"
#include "support/runner.h"

static struct fx_policy fx;
static struct sekisho_request request;
static struct sekisho_state state;
static struct sekisho_decision decision;

/* A staff member at jumin-01 over ssh, on Tuesday, November 24, 2026, an open office day. */
static void
given(const char *at) {
    fx_policy_init(&fx);
    memset(&request, 0, sizeof(request));
    memset(&state, 0, sizeof(state));
    request.subject = (struct sekisho_person){.name = "tanaka", .uid = 1001, .is_known = true};
    request.target = request.subject;
    request.caller = (struct sekisho_person){.name = "root", .uid = 0, .is_known = true};
    request.service = "sshd";
    request.host = "jumin-01";
    request.tty = "ssh";
    request.is_remote = true;
    request.groups_known = true;
    request.now = fx_at(at);
}

static void
root_on_the_console(void) {
    request.subject = request.target = request.caller;
    request.service = "login";
    request.tty = "tty1";
    request.is_remote = false;
}

static void
expect(enum sekisho_verdict verdict, enum sekisho_reason reason) {
    memset(&decision, 0xff, sizeof(decision)); /* whatever was there must not matter */
    sekisho_decision_make(&fx.policy, &state, &request, SEKISHO_LANG_EN, NULL, NULL, &decision);
    CU_ASSERT_EQUAL(decision.verdict, verdict);
    CU_ASSERT_STRING_EQUAL(sekisho_reason_str(decision.reason), sekisho_reason_str(reason));
}

#define DENY(reason)   expect(SEKISHO_VERDICT_DENY, SEKISHO_REASON_##reason)
#define IGNORE(reason) expect(SEKISHO_VERDICT_IGNORE, SEKISHO_REASON_##reason)
#define ALLOW(reason)  expect(SEKISHO_VERDICT_ALLOW, SEKISHO_REASON_##reason)

static void
test_make_article_13_boundaries(void) {
    static const struct {
        const char *host, *open_from, *open_until; /* NULL: stopped */
        const char *closed_from, *closed_until;
    } row[] = {
        {"jumin-01", "08:00:00", "17:30:00", NULL, NULL},
        {"zaimu-02", "08:00:00", "17:30:00", NULL, NULL},
        {"gw-1", "08:00:00", "22:00:00", "08:00:00", "17:30:00"},
        {"inet-1", "08:00:00", "17:30:00", "08:00:00", "17:30:00"},
    };
    static const char *const day[] = {"2026-11-24", "2026-11-22", "2026-11-23", "2026-12-29", "2027-01-01"};
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
        for (size_t d = 0; d < sizeof(day) / sizeof(day[0]); d++) {
            const char *from = d == 0 ? row[i].open_from : row[i].closed_from;
            const char *until = d == 0 ? row[i].open_until : row[i].closed_until;
            char text[32];
            (void)snprintf(text, sizeof(text), "%s %s", day[d], from != NULL ? from : "12:00:00");
            given(text);
            request.host = row[i].host;
            if (from == NULL) {
                DENY(CLOSED_DAY);
                continue;
            }
            ALLOW(OPEN);
            request.now--;
            DENY(OUTSIDE_HOURS);
            (void)snprintf(text, sizeof(text), "%s %s", day[d], until);
            request.now = fx_at(text) - 1;
            ALLOW(OPEN);
            CU_ASSERT(decision.has_until && decision.until_at == request.now + 1);
            request.now++;
            DENY(OUTSIDE_HOURS);
        }
}

static void
test_make_order_break_glass_before_fault_before_revoked(void) {
    given("2026-11-22 03:00");
    root_on_the_console();
    ALLOW(BREAK_GLASS);
    request.target.is_revoked = request.subject.is_revoked = true;
    state.is_damaged = true;
    ALLOW(BREAK_GLASS);
    request.tty = "pts/0";
    DENY(FAULT);
    state.is_damaged = false;
    DENY(REVOKED);
}

static void
test_make_break_glass_is_narrow(void) {
    given("2026-11-22 03:00");
    root_on_the_console();
    request.subject.name = "toor"; /* the uid counts */
    ALLOW(BREAK_GLASS);
    request.service = "sshd";
    DENY(CLOSED_DAY);
    request.service = "login";
    request.is_remote = true;
    DENY(CLOSED_DAY);
    request.is_remote = false;
    request.tty = NULL;
    DENY(CLOSED_DAY);
    request.tty = "/dev/ttyS0";
    ALLOW(BREAK_GLASS);
    request.subject.uid = 1000;
    request.subject.name = "root";
    DENY(CLOSED_DAY);
    request.subject.uid = 0;
    request.subject.is_known = false;
    DENY(UNKNOWN_USER);
}

static void
test_make_without_policy_only_the_console(void) {
    given("2026-11-24 10:00");
    sekisho_decision_make(NULL, &state, &request, SEKISHO_LANG_EN, NULL, NULL, &decision);
    CU_ASSERT(decision.verdict == SEKISHO_VERDICT_DENY && decision.reason == SEKISHO_REASON_FAULT);
    root_on_the_console();
    sekisho_decision_make(NULL, &state, &request, SEKISHO_LANG_EN, NULL, NULL, &decision);
    CU_ASSERT(decision.verdict == SEKISHO_VERDICT_ALLOW && decision.reason == SEKISHO_REASON_BREAK_GLASS);
    request.service = "gdm-password";
    sekisho_decision_make(NULL, &state, &request, SEKISHO_LANG_EN, NULL, NULL, &decision);
    CU_ASSERT(decision.verdict == SEKISHO_VERDICT_DENY);
    request.service = NULL;
    sekisho_decision_make(NULL, &state, &request, SEKISHO_LANG_EN, NULL, NULL, &decision);
    CU_ASSERT(decision.verdict == SEKISHO_VERDICT_DENY);
}

static void
test_make_revoked_subject_caller_or_target(void) {
    given("2026-11-24 10:00");
    request.host = "elsewhere"; /* revoked counts where no system is governed, too */
    request.subject.is_revoked = true;
    DENY(REVOKED);
    request.subject.is_revoked = false;
    request.caller.is_revoked = true;
    DENY(REVOKED);
    request.caller.is_revoked = false;
    request.target.is_revoked = true;
    DENY(REVOKED);
}

static void
test_make_places_by_host_and_service(void) {
    given("2026-11-22 03:00");
    request.host = "elsewhere";
    IGNORE(NOT_GOVERNED);
    request.host = "proxy-1";
    IGNORE(NOT_GOVERNED);
    request.service = "squid";
    DENY(OUTSIDE_HOURS);
    request.service = "sshd";
    request.host = "jumin-01.city.example";
    DENY(CLOSED_DAY);
    request.host = "xjumin-01";
    IGNORE(NOT_GOVERNED);
}

static void
test_make_switch_by_root_and_by_staff(void) {
    given("2026-11-24 22:00");
    request.service = "su";
    request.target = (struct sekisho_person){.name = "postgres", .uid = 105, .is_known = true};
    request.subject = request.caller;
    IGNORE(ROOT_SWITCH);
    request.subject = request.caller = (struct sekisho_person){
        .name = "tanaka", .uid = 1001, .is_known = true};
    DENY(OUTSIDE_HOURS);
    /* sudo made itself root, and names a person: that person is judged */
    request.caller = (struct sekisho_person){.name = "root", .uid = 0, .is_known = true};
    DENY(OUTSIDE_HOURS);
    request.subject = request.caller;
    request.service = "sshd";
    DENY(OUTSIDE_HOURS);
}

static void
test_make_unattended_accounts(void) {
    static const char *const pattern = "batch-*";
    given("2026-11-22 03:00");
    request.service = "cron";
    DENY(CLOSED_DAY);
    request.subject.uid = 999;
    IGNORE(UNATTENDED);
    request.subject.uid = 1000;
    DENY(CLOSED_DAY);
    request.subject.name = "batch";
    IGNORE(UNATTENDED);
    request.subject.is_known = false;
    DENY(UNKNOWN_USER);
    request.subject.is_known = true;
    request.service = "sshd";
    DENY(CLOSED_DAY);
    fx.policy.unattended.services = (struct sekisho_names){1, &pattern}; /* globs, as in the policy */
    request.service = "batch-7";
    IGNORE(UNATTENDED);
}

static void
test_make_unknown_user_is_denied_in_hours_too(void) {
    given("2026-11-24 10:00");
    request.subject.is_known = false;
    DENY(UNKNOWN_USER);
    request.subject.name = NULL;
    DENY(UNKNOWN_USER);
    request.host = "elsewhere";
    IGNORE(NOT_GOVERNED);
}

static void
test_make_restrictions_by_group_and_user(void) {
    static const char *const temps[] = {"haken"}, *const users[] = {"suzuki"};
    static const char *const mine[] = {"staff", "haken"};
    given("2026-11-24 08:30");
    fx.restriction[0] = (struct sekisho_restrict){.title = "派遣",
                                                  .title_en = "Temporary staff",
                                                  .groups = {1, temps},
                                                  .users = {1, users},
                                                  .systems = 1u << 0,
                                                  .open_day = fx_hours("09:00-17:00"),
                                                  .closed_day = fx_hours("stopped")};
    fx.policy.n_restrictions = 1;
    fx.policy.wants_groups = true;
    ALLOW(OPEN);
    request.group = mine;
    request.n_groups = 2;
    DENY(RESTRICTED);
    CU_ASSERT(decision.has_next_open && decision.next_open_at == fx_at("2026-11-24 09:00"));
    CU_ASSERT_PTR_EQUAL(decision.restriction, &fx.restriction[0]);
    request.host = "gw-1"; /* not one of its systems */
    ALLOW(OPEN);
    request.host = "jumin-01";
    request.n_groups = 1;
    ALLOW(OPEN);
    request.groups_known = false; /* a directory is down: the narrower hours */
    DENY(RESTRICTED);
    request.groups_known = true;
    request.subject.name = "suzuki";
    DENY(RESTRICTED);
    request.now = fx_at("2026-11-24 16:59:59");
    ALLOW(OPEN);
    CU_ASSERT(decision.until_at == fx_at("2026-11-24 17:00"));
    /* never wider */
    fx.restriction[0].open_day = fx_hours("00:00-24:00");
    request.now = fx_at("2026-11-24 18:00");
    DENY(OUTSIDE_HOURS);
}

static void
test_make_all_systems_of_a_place_must_be_open(void) {
    given("2026-11-24 19:00");
    request.host = "both-1";
    DENY(OUTSIDE_HOURS);
    CU_ASSERT_EQUAL(decision.systems, 5u);
    CU_ASSERT_EQUAL(decision.closed_systems, 1u);
    request.now = fx_at("2026-11-24 10:00");
    ALLOW(OPEN);
    CU_ASSERT(decision.until_at == fx_at("2026-11-24 17:30"));
}

static void
test_make_stop_beats_hours(void) {
    static const struct sekisho_stop stop = {
        .systems = 1u << 0, .start_at = 0, .end_at = INT64_C(4000000000), .id = "s", .reason = "保守"};
    static const struct sekisho_notice notice = {.n_stops = 1, .stop = &stop};
    given("2026-11-24 10:00");
    state.notice = &notice;
    DENY(STOPPED);
    request.host = "gw-1";
    ALLOW(OPEN);
}

static void
test_make_past_coverage_and_absurd_clocks(void) {
    given("2100-01-04 10:00");
    DENY(PAST_COVERAGE);
    request.now = INT64_MAX;
    DENY(FAULT);
    request.now = INT64_MIN;
    DENY(FAULT);
}

/* What comes in by PAM_TTY or from a remote side never turns a denial into anything else. */
static void
test_make_tty_and_remote_never_permit(void) {
    static const char *const tty[] = {"tty1", "/dev/tty1", "console", "ttyS0", ":0", "ssh", "cron", "", NULL};
    for (size_t i = 0; i < sizeof(tty) / sizeof(tty[0]); i++)
        for (int remote = 0; remote < 2; remote++) {
            given("2026-11-22 03:00");
            request.tty = tty[i];
            request.is_remote = remote != 0;
            DENY(CLOSED_DAY);
            request.service = "login";
            DENY(CLOSED_DAY);
        }
}

static void
test_is_console_table(void) {
    static const char *const yes[] = {"tty1", "/dev/tty63", "ttyS0",       "ttyAMA0",
                                      "hvc0", "console",    "/dev/console"};
    static const char *const no[] = {"tty", "ttyS", "pts/0", "/dev/pts/1", "tty1x", "ttyUSB0", "ttyp0",
                                     ":0",  "ssh",  "",      "/dev/",      "TTY1",  "tty-1",   "consolex"};
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        CU_ASSERT(sekisho_decision_is_console(yes[i]));
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        CU_ASSERT(!sekisho_decision_is_console(no[i]));
    CU_ASSERT(!sekisho_decision_is_console(NULL));
}

static const char *
explain(enum sekisho_lang lang) {
    static char text[SEKISHO_MESSAGE_CAP];
    sekisho_decision_make(&fx.policy, &state, &request, lang, NULL, NULL, &decision);
    return sekisho_decision_explain(&fx.policy, &decision, lang, text, sizeof(text));
}

static void
test_explain_says_why_when_and_whom(void) {
    given("2026-11-23 10:00");
    CU_ASSERT_STRING_EQUAL(
        explain(SEKISHO_LANG_JA),
        "住民情報システムは、本日は閉庁日（勤労感謝の日）のため運用を停止しています（第13条）。\n"
        "次の運用開始：2026-11-24 08:00\n"
        "業務上必要な場合は、情報システム管理者の許可を得てください。連絡先：情報政策課");
    CU_ASSERT_STRING_EQUAL(
        explain(SEKISHO_LANG_EN),
        "Resident registry: stopped today, a closed day (Labor Thanksgiving Day) (Article 13).\n"
        "Opens next: 2026-11-24 08:00.\n"
        "If your work demands it, ask the system manager for permission. "
        "Contact: Information Policy Division");
    request.now = fx_at("2026-11-24 17:30");
    CU_ASSERT_STRING_EQUAL(explain(SEKISHO_LANG_JA),
                           "住民情報システムは、運用時間外です（第13条）。\n"
                           "次の運用開始：2026-11-25 08:00\n"
                           "業務上必要な場合は、情報システム管理者の許可を得てください。連絡先：情報政策課");
    request.now--;
    CU_ASSERT_STRING_EQUAL(explain(SEKISHO_LANG_JA),
                           "住民情報システムの運用時間は 2026-11-24 17:30 までです。");
    request.subject.is_known = false;
    CU_ASSERT_STRING_EQUAL(explain(SEKISHO_LANG_EN), "This login cannot be permitted here.");
    request.host = "elsewhere";
    CU_ASSERT_STRING_EQUAL(explain(SEKISHO_LANG_EN), "");
}

struct steps {
    int last;
    int n;
    bool in_order;
};

static void
collect(void *closure, int step, enum sekisho_msg msg, const char *const args[]) {
    struct steps *steps = closure;
    char text[SEKISHO_MESSAGE_CAP];
    sekisho_message_format(SEKISHO_LANG_EN, msg, args, text, sizeof(text));
    CU_ASSERT(text[0] != '\0');
    /* 2 is asked before 1 is answered; else the steps rise */
    steps->in_order = steps->in_order && (step >= steps->last || (steps->last == 2 && step == 1));
    steps->last = step;
    steps->n++;
}

static void
test_make_traces_each_step_in_order(void) {
    struct steps steps = {.in_order = true};
    given("2026-11-24 18:00");
    sekisho_decision_make(&fx.policy, &state, &request, SEKISHO_LANG_EN, collect, &steps, &decision);
    CU_ASSERT(steps.in_order);
    CU_ASSERT(steps.last == 9 && steps.n >= 9);
}

static void
test_str_unknown_values_deny(void) {
    CU_ASSERT_STRING_EQUAL(sekisho_verdict_str((enum sekisho_verdict)7), "deny");
    CU_ASSERT_STRING_EQUAL(sekisho_reason_str((enum sekisho_reason)77), "fault");
}

const char *const runner_suite = "decision";
const CU_TestInfo runner_tests[] = {
    {"make_article_13_boundaries", test_make_article_13_boundaries},
    {"make_order_break_glass_before_fault_before_revoked",
     test_make_order_break_glass_before_fault_before_revoked},
    {"make_break_glass_is_narrow", test_make_break_glass_is_narrow},
    {"make_without_policy_only_the_console", test_make_without_policy_only_the_console},
    {"make_revoked_subject_caller_or_target", test_make_revoked_subject_caller_or_target},
    {"make_places_by_host_and_service", test_make_places_by_host_and_service},
    {"make_switch_by_root_and_by_staff", test_make_switch_by_root_and_by_staff},
    {"make_unattended_accounts", test_make_unattended_accounts},
    {"make_unknown_user_is_denied_in_hours_too", test_make_unknown_user_is_denied_in_hours_too},
    {"make_restrictions_by_group_and_user", test_make_restrictions_by_group_and_user},
    {"make_all_systems_of_a_place_must_be_open", test_make_all_systems_of_a_place_must_be_open},
    {"make_stop_beats_hours", test_make_stop_beats_hours},
    {"make_past_coverage_and_absurd_clocks", test_make_past_coverage_and_absurd_clocks},
    {"make_tty_and_remote_never_permit", test_make_tty_and_remote_never_permit},
    {"is_console_table", test_is_console_table},
    {"explain_says_why_when_and_whom", test_explain_says_why_when_and_whom},
    {"make_traces_each_step_in_order", test_make_traces_each_step_in_order},
    {"str_unknown_values_deny", test_str_unknown_values_deny},
    CU_TEST_INFO_NULL,
};
