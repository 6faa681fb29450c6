/* What the person reads and what the log keeps: the exact words, silence, hostile partners (PAM-08, PAM-09).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "people.h"
#include "support/runner.h"

static struct fixture_talk talk;

static int
ask_with(const struct fixture_call *call, const char *at, const char *more_args) {
    char args[FIXTURE_PATH_CAP + 64];
    people_reset(people_hooks(), at);
    (void)snprintf(args, sizeof(args), "policy=%s %s", fixture_shared()->policy, more_args);
    fixture_recorded(fixture_shared(), call->service, TEST_TWIN_FAULT, args);
    fixture_log_clear();
    fixture_recorder()->code = -1;
    (void)fixture_ask(fixture_shared(), call, &talk);
    return fixture_recorder()->code;
}

static void
expect_text(const char *want) {
    if (strcmp(talk.text, want) == 0)
        return;
    printf("\n--- read:\n%s\n--- not:\n%s\n", talk.text, want);
    CU_FAIL("wrong words");
}

static const struct fixture_call by_ssh = {
    .service = "sshd", .user = "hanako", .tty = "ssh", .rhost = "pc-12", .door = RECORDER_ACCOUNT};
static const struct fixture_call on_console = {
    .service = "login", .user = "hanako", .tty = "tty1", .door = RECORDER_ACCOUNT};

#define ASK_EN                                                                                               \
    "If your work demands it, ask the system manager for permission. Contact: Information Policy, ext. 1234"
#define ASK_JA "業務上必要な場合は、情報システム管理者の許可を得てください。連絡先：情報政策課 内線1234"

static void
test_tell_outside_hours_exact(void) {
    fixture_policy(fixture_shared(), "jumin-01", "en", "");
    CU_ASSERT_EQUAL(ask_with(&by_ssh, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
    CU_ASSERT(talk.n == 1 && talk.style == PAM_ERROR_MSG);
    expect_text("Resident information system: outside operating hours (Article 13).\n"
                "Opens next: 2026-11-25 08:00.\n" ASK_EN);
    fixture_policy(fixture_shared(), "jumin-01", "ja", "");
    CU_ASSERT_EQUAL(ask_with(&by_ssh, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
    expect_text("住民情報システムは、運用時間外です（第13条）。\n"
                "次の運用開始：2026-11-25 08:00\n" ASK_JA);
}

static void
test_tell_holiday_named_exact(void) {
    fixture_policy(fixture_shared(), "both-01", "en", "");
    CU_ASSERT_EQUAL(ask_with(&by_ssh, "2026-11-23 07:00:00", ""), PAM_PERM_DENIED);
    expect_text("Resident information system, Groupware: outside operating hours (Article 13).\n"
                "Opens next: 2026-11-24 08:00.\n" ASK_EN);
    fixture_policy(fixture_shared(), "jumin-01", "en", "");
    CU_ASSERT_EQUAL(ask_with(&by_ssh, "2026-11-23 10:00:00", ""), PAM_PERM_DENIED);
    expect_text(
        "Resident information system: stopped today, a closed day (Labor Thanksgiving Day) (Article 13).\n"
        "Opens next: 2026-11-24 08:00.\n" ASK_EN);
    fixture_policy(fixture_shared(), "jumin-01", "ja", "");
    CU_ASSERT_EQUAL(ask_with(&by_ssh, "2026-11-23 10:00:00", ""), PAM_PERM_DENIED);
    expect_text("住民情報システムは、本日は閉庁日（勤労感謝の日）のため運用を停止しています（第13条）。\n"
                "次の運用開始：2026-11-24 08:00\n" ASK_JA);
    CU_ASSERT_EQUAL(ask_with(&by_ssh, "2026-12-30 10:00:00", ""), PAM_PERM_DENIED);
    expect_text("住民情報システムは、本日は閉庁日（年末年始）のため運用を停止しています（第13条）。\n"
                "次の運用開始：2027-01-04 08:00\n" ASK_JA);
}

static void
test_tell_restricted_and_never_exact(void) {
    struct fixture_call call = by_ssh;
    call.user = "haken";
    fixture_policy(fixture_shared(), "jumin-01", "ja", PEOPLE_RESTRICT);
    CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_EARLY, ""), PAM_PERM_DENIED);
    expect_text("住民情報システムは、あなたの利用区分（派遣要員）の利用時間外です（第13条）。\n"
                "次の運用開始：2026-11-24 09:00\n" ASK_JA);
    fixture_policy(fixture_shared(), "shut-1", "en", "");
    CU_ASSERT_EQUAL(ask_with(&by_ssh, PEOPLE_OPEN, ""), PAM_PERM_DENIED);
    expect_text("Never: outside operating hours (Article 13).\nNo opening is planned.\n" ASK_EN);
    call.user = "who";
    CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_OPEN, ""), PAM_PERM_DENIED);
    expect_text("This login cannot be permitted here.");
}

/* The kernel's console has no kanji; a terminal window that happens to be called so has. */
static void
test_tell_console_english(void) {
    struct fixture_call call = on_console;
    fixture_policy(fixture_shared(), "jumin-01", "ja", "");
    CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
    expect_text("Resident information system: outside operating hours (Article 13).\n"
                "Opens next: 2026-11-25 08:00.\n" ASK_EN);
    for (const unsigned char *at = (const unsigned char *)talk.text; *at != '\0'; at++)
        CU_ASSERT(*at < 0x80);
    call.service = "gdm-password";
    call.xdisplay = ":0";
    CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
    CU_ASSERT(strncmp(talk.text, "住民", strlen("住民")) == 0);
}

static void
test_tell_fault_both_languages(void) {
    static const char en[] =
        "The login gate has a fault and lets nobody in. The administrator finds the cause in the "
        "system log.",
                      ja[] = "ログイン管理（関所）に障害があるため、ログインを停止しています。"
                             "管理者はシステムログで原因を確認してください。";
    char both[sizeof(en) + sizeof(ja)];
    (void)snprintf(both, sizeof(both), "%s\n%s", en, ja);
    (void)remove(fixture_shared()->policy);
    CU_ASSERT_EQUAL(ask_with(&by_ssh, PEOPLE_OPEN, ""), PAM_SYSTEM_ERR);
    expect_text(both);
    CU_ASSERT_EQUAL(ask_with(&on_console, PEOPLE_OPEN, ""), PAM_SYSTEM_ERR);
    expect_text(en);
}

/* Allowed: one line at the opening of the session, and nothing before. */
static void
test_tell_open_until_once(void) {
    struct fixture_call call = by_ssh;
    fixture_policy(fixture_shared(), "jumin-01", "ja", "");
    for (enum recorder_door door = RECORDER_AUTH; door <= RECORDER_CLOSE; door++) {
        call.door = door;
        CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_OPEN, ""), PAM_IGNORE);
        CU_ASSERT_EQUAL(talk.n, door == RECORDER_OPEN ? 1 : 0);
    }
    call.door = RECORDER_OPEN;
    (void)ask_with(&call, PEOPLE_OPEN, "");
    CU_ASSERT_EQUAL(talk.style, PAM_TEXT_INFO);
    expect_text("住民情報システムの運用時間は 2026-11-24 17:30 までです。");
}

static void
test_tell_silence(void) {
    static const struct {
        const char *args;
        int flags;
        unsigned n;
    } table[] = {{"", 0, 1},
                 {"", (int)PAM_SILENT, 0},
                 {"even_silent", (int)PAM_SILENT, 1},
                 {"quiet", 0, 0},
                 {"quiet even_silent", (int)PAM_SILENT, 0}};
    fixture_policy(fixture_shared(), "jumin-01", "ja", "");
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct fixture_call call = by_ssh;
        call.flags = table[i].flags;
        CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_CLOSED, table[i].args), PAM_PERM_DENIED);
        CU_ASSERT_EQUAL(talk.n, table[i].n);
        CU_ASSERT_EQUAL(fixture_log.n, 1); /* silent to the person, never to the log */
        CU_ASSERT(fixture_log_has("verdict=deny"));
    }
}

/* PAM-08: whatever the other side of the conversation does, and never a prompt. */
static void
test_tell_hostile_conversation_verdict_same(void) {
    fixture_policy(fixture_shared(), "jumin-01", "ja", "");
    for (enum recorder_door door = RECORDER_AUTH; door <= RECORDER_OPEN; door++) {
        struct fixture_call call = by_ssh;
        call.door = door;
        call.conv = FIXTURE_CONV_ERROR;
        for (call.conv_error = 1; call.conv_error < 40; call.conv_error++) {
            CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
            CU_ASSERT(talk.prompts == 0 && fixture_log_has("verdict=deny"));
            CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_OPEN, ""), PAM_IGNORE);
            CU_ASSERT_EQUAL(talk.prompts, 0);
        }
        call.conv_error = -1;
        CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
        call.conv = FIXTURE_CONV_NULL_RESP;
        CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
        CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_OPEN, ""), PAM_IGNORE);
        call.conv = FIXTURE_CONV_NULL;
        CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
        CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_OPEN, ""), PAM_IGNORE);
    }
}

/* 32 questions on one handle: one message each, no more. */
static void
test_tell_many_questions_one_message_each(void) {
    pam_handle_t *pamh;
    fixture_policy(fixture_shared(), "jumin-01", "ja", "");
    (void)ask_with(&by_ssh, PEOPLE_CLOSED, "");
    pamh = fixture_open(fixture_shared(), &by_ssh, &talk);
    for (unsigned n = 1; n <= 32; n++) {
        CU_ASSERT_EQUAL(pam_acct_mgmt(pamh, 0), PAM_PERM_DENIED);
        CU_ASSERT_EQUAL(talk.n, n);
    }
    (void)pam_end(pamh, PAM_PERM_DENIED);
}

static void
expect_line(const char *want) {
    const char *line = strstr(fixture_log.line, "event=");
    char cut[FIXTURE_TEXT_CAP], *policy;
    (void)snprintf(cut, sizeof(cut), "%s", line != NULL ? line : fixture_log.line);
    if ((policy = strstr(cut, " policy=")) != NULL) { /* 16 hex digits of the file's sum */
        CU_ASSERT_EQUAL(strspn(policy + 8, "0123456789abcdef"), 16);
        CU_ASSERT_EQUAL(strlen(policy + 8), 16);
        *policy = '\0';
    }
    if (strcmp(cut, want) == 0)
        return;
    printf("\n--- logged:\n%s\n--- not:\n%s\n", cut, want);
    CU_FAIL("wrong log line");
}

static void
test_log_lines_exact(void) {
    struct fixture_call call = by_ssh;
    fixture_policy(fixture_shared(), "both-01", "ja", "");
    (void)ask_with(&call, PEOPLE_CLOSED, "");
    CU_ASSERT_EQUAL(fixture_log.n, 1);
    CU_ASSERT_EQUAL(fixture_log.priority, LOG_AUTHPRIV | LOG_NOTICE);
    CU_ASSERT(strncmp(fixture_log.line, "pam_sekisho(sshd:account): ", 27) == 0 ||
              strstr(fixture_log.line, "(sshd:"));
    expect_line(
        "event=decision phase=account verdict=deny reason=outside-hours systems=resident,groupware "
        "closed=resident day=weekday next_open=2026-11-25T08:00:00+09:00 user=hanako uid=1001 caller=root "
        "caller_uid=0 target=hanako service=sshd host=both-01 tty=ssh rhost=pc-12 "
        "at=2026-11-24T17:30:00+09:00");
    call.door = RECORDER_OPEN;
    (void)ask_with(&call, PEOPLE_OPEN, "");
    CU_ASSERT_EQUAL(fixture_log.n, 1);
    CU_ASSERT_EQUAL(fixture_log.priority, LOG_AUTHPRIV | LOG_INFO);
    expect_line(
        "event=session-open phase=session verdict=allow reason=open systems=resident,groupware day=weekday "
        "until=2026-11-24T17:30:00+09:00 user=hanako uid=1001 caller=root caller_uid=0 target=hanako "
        "service=sshd host=both-01 tty=ssh rhost=pc-12 at=2026-11-24T10:00:00+09:00");
    call = (struct fixture_call){.service = "login", .user = "toor", .tty = "tty1", .door = RECORDER_ACCOUNT};
    (void)ask_with(&call, PEOPLE_CLOSED, "");
    CU_ASSERT_EQUAL(fixture_log.n, 1);
    CU_ASSERT_EQUAL(fixture_log.priority, LOG_AUTHPRIV | LOG_WARNING); /* PAM-14: each use is seen */
    expect_line("event=decision phase=account verdict=allow reason=break-glass user=toor uid=0 caller=root "
                "caller_uid=0 target=toor service=login host=both-01 tty=tty1 at=2026-11-24T17:30:00+09:00");
}

/* What would only repeat is for `debug`; every denial has its line in each phase. */
static void
test_log_one_line_a_decision(void) {
    static const struct {
        enum recorder_door door;
        const char *host, *at, *args;
        unsigned n;
    } table[] = {
        {RECORDER_AUTH, "jumin-01", PEOPLE_CLOSED, "", 1},
        {RECORDER_SETCRED, "jumin-01", PEOPLE_CLOSED, "", 1},
        {RECORDER_ACCOUNT, "jumin-01", PEOPLE_CLOSED, "", 1},
        {RECORDER_OPEN, "jumin-01", PEOPLE_CLOSED, "", 1},
        {RECORDER_AUTH, "jumin-01", PEOPLE_OPEN, "", 0},
        {RECORDER_SETCRED, "jumin-01", PEOPLE_OPEN, "", 0},
        {RECORDER_ACCOUNT, "jumin-01", PEOPLE_OPEN, "", 1},
        {RECORDER_CLOSE, "jumin-01", PEOPLE_OPEN, "", 1},
        {RECORDER_ACCOUNT, "other-1", PEOPLE_CLOSED, "", 0},
        {RECORDER_ACCOUNT, "other-1", PEOPLE_CLOSED, "debug", 1},
        {RECORDER_AUTH, "jumin-01", PEOPLE_OPEN, "debug", 1},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct fixture_call call = by_ssh;
        call.door = table[i].door;
        fixture_policy(fixture_shared(), table[i].host, "en", "");
        (void)ask_with(&call, table[i].at, table[i].args);
        CU_ASSERT_EQUAL(fixture_log.n, table[i].n);
    }
}

static void
test_log_fault_names_cause(void) {
    char want[FIXTURE_PATH_CAP + 64];
    (void)remove(fixture_shared()->policy);
    (void)ask_with(&by_ssh, PEOPLE_OPEN, "");
    CU_ASSERT_EQUAL(fixture_log.n, 2);
    CU_ASSERT_EQUAL(fixture_log.priority, LOG_AUTHPRIV | LOG_ERR);
    (void)snprintf(want, sizeof(want), "%s does not exist.", fixture_shared()->policy);
    CU_ASSERT(strstr(fixture_log.first, want) != NULL);
    expect_line("event=decision phase=account verdict=deny reason=fault user=hanako uid=1001 caller=root "
                "caller_uid=0 target=hanako service=sshd tty=ssh rhost=pc-12");
    (void)ask_with(&by_ssh, PEOPLE_OPEN, "polcy=/x");
    CU_ASSERT(strstr(fixture_log.first, "polcy=/x") != NULL &&
              strstr(fixture_log.first, "pam_sekisho(8)") != NULL);
}

/* No byte from outside moves the log or the terminal: one line, printable ASCII, no new key. */
static void
test_log_hostile_items_escaped(void) {
    static const char *const hostile[] = {"x\nevent=decision verdict=allow",
                                          "\033[2J\033[31mroot",
                                          "a\r\nb",
                                          "\x7f\x80\x9b\xff",
                                          "x verdict=allow",
                                          "\" verdict=allow \"",
                                          "\\\" user=root",
                                          "花子\u202e",
                                          "%s%n%p",
                                          "\tuser=root"};
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        const struct fixture_call call = {.service = "sshd",
                                          .user = hostile[i],
                                          .tty = hostile[i],
                                          .rhost = hostile[i],
                                          .ruser = hostile[i],
                                          .door = RECORDER_ACCOUNT};
        fixture_policy(fixture_shared(), "jumin-01", "ja", "");
        CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_OPEN, ""), PAM_PERM_DENIED);
        for (const unsigned char *at = (const unsigned char *)fixture_log.line; *at != '\0'; at++)
            CU_ASSERT(*at >= 0x20 && *at < 0x7f);
        CU_ASSERT(strstr(fixture_log.line, "event=decision phase=account verdict=deny reason=unknown-user") !=
                  NULL);
        for (const unsigned char *at = (const unsigned char *)talk.text; *at != '\0'; at++)
            CU_ASSERT((*at >= 0x20 || *at == '\n') && *at != 0x7f);
        CU_ASSERT(strstr(talk.text, "verdict") == NULL);
    }
}

/* However long the items, the line has its verdict, its person and its instant. */
static void
test_log_long_items_cut(void) {
    static char longest[8192];
    struct fixture_call call = by_ssh;
    memset(longest, '\n', sizeof(longest) - 1);
    call.tty = call.rhost = call.ruser = longest;
    fixture_policy(fixture_shared(), "jumin-01", "ja", "");
    CU_ASSERT_EQUAL(ask_with(&call, PEOPLE_CLOSED, ""), PAM_PERM_DENIED);
    CU_ASSERT(strlen(fixture_log.line) < 2200);
    CU_ASSERT(fixture_log_has("verdict=deny") && fixture_log_has("user=hanako") &&
              fixture_log_has(" at=2026-11-24T"));
}

/* An administrator's own text is shown as written, but for what would move the terminal. */
static void
test_tell_nothing_moves_the_terminal(void) {
    static const char *const hosts[] = {"jumin-01", "both-1", "shut-1", "gw-1"};
    for (size_t i = 0; i < 4; i++) {
        fixture_policy(fixture_shared(), hosts[i], "ja", PEOPLE_RESTRICT);
        (void)ask_with(&by_ssh, "2026-11-24 23:00:00", "");
        CU_ASSERT_EQUAL(talk.n, 1);
        for (const unsigned char *at = (const unsigned char *)talk.text; *at != '\0'; at++)
            CU_ASSERT((*at >= 0x20 || *at == '\n') && *at != 0x7f);
    }
}

#define T(name)                                                                                              \
    { #name, name }
const char *const runner_suite = "pam: words";
const CU_TestInfo runner_tests[] = {
    T(test_tell_outside_hours_exact),
    T(test_tell_holiday_named_exact),
    T(test_tell_restricted_and_never_exact),
    T(test_tell_console_english),
    T(test_tell_fault_both_languages),
    T(test_tell_open_until_once),
    T(test_tell_silence),
    T(test_tell_hostile_conversation_verdict_same),
    T(test_tell_many_questions_one_message_each),
    T(test_tell_nothing_moves_the_terminal),
    T(test_log_lines_exact),
    T(test_log_one_line_a_decision),
    T(test_log_fault_names_cause),
    T(test_log_hostile_items_escaped),
    T(test_log_long_items_cut),
    CU_TEST_INFO_NULL,
};
