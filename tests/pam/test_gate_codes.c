/* All six doors against a table of results, and what stacks make of them (PAM-04, 10, 12, 13, 14). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "people.h"
#include "support/runner.h"

#define MODULE TEST_TWIN_FAULT

#define fixture (*fixture_shared())

struct row {
    const char *what, *host, *service, *user;
    uid_t caller;
    const char *ruser, *tty, *rhost, *at;
    int code;     /* auth, setcred, account, session open */
    int password; /* chauthtok, asked by that caller */
};

/* The module's own answer, as the recorder noted it. */
static int
answer(const struct fixture_call *call) {
    fixture_recorder()->code = -1;
    (void)fixture_ask(&fixture, call, NULL);
    return fixture_recorder()->code;
}

static void
expect(const char *what, enum recorder_door door, int got, int want) {
    if (got == want)
        return;
    printf("\n    %s, door %d: %s", what, (int)door, fixture_code_str(got));
    printf(", not %s\n", fixture_code_str(want));
    CU_FAIL("wrong code");
}

static void
check_row(const struct row *row) {
    struct hooks *hooks = people_hooks();
    static const enum recorder_door doors[] = {RECORDER_AUTH, RECORDER_SETCRED, RECORDER_ACCOUNT,
                                               RECORDER_OPEN, RECORDER_CLOSE,   RECORDER_PASSWORD};
    char args[FIXTURE_PATH_CAP + 16];

    people_reset(hooks, row->at);
    hooks->uid = row->caller;
    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    fixture_recorded(&fixture, row->service, MODULE, args);
    for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
        const struct fixture_call call = {.service = row->service,
                                          .user = row->user,
                                          .tty = row->tty,
                                          .rhost = row->rhost,
                                          .ruser = row->ruser,
                                          .door = doors[i]};
        expect(row->what, doors[i], answer(&call),
               doors[i] == RECORDER_CLOSE      ? PAM_IGNORE
               : doors[i] == RECORDER_PASSWORD ? row->password
                                               : row->code);
    }
}

static void
check_rows(const struct row *rows, size_t n, const char *more) {
    for (size_t i = 0; i < n; i++) {
        fixture_policy(&fixture, rows[i].host, "en", more);
        check_row(&rows[i]);
    }
}

#define DENIED     PAM_PERM_DENIED
#define PASS       PAM_IGNORE
#define ROWS(rows) rows, sizeof(rows) / sizeof((rows)[0])

static void
test_doors_hours_result_table(void) {
    static const struct row rows[] = {
        {"open", "jumin-01", "sshd", "hanako", 0, NULL, "ssh", "pc1", PEOPLE_OPEN, PASS, PASS},
        {"closed", "jumin-01", "sshd", "hanako", 0, NULL, "ssh", "pc1", PEOPLE_CLOSED, DENIED, PASS},
        {"closed, a locker", "jumin-01", "swaylock", "hanako", 1001, NULL, NULL, NULL, PEOPLE_CLOSED, DENIED,
         DENIED},
        {"open, a locker", "jumin-01", "swaylock", "hanako", 1001, NULL, NULL, NULL, PEOPLE_OPEN, PASS, PASS},
        {"closed, host in capitals", "JUMIN-01", "sshd", "hanako", 0, NULL, NULL, NULL, PEOPLE_CLOSED, DENIED,
         PASS},
        {"holiday", "jumin-01", "sshd", "hanako", 0, NULL, NULL, NULL, "2026-11-23 10:00:00", DENIED, PASS},
        {"holiday, groupware", "gw-01", "sshd", "hanako", 0, NULL, NULL, NULL, "2026-11-23 10:00:00", PASS,
         PASS},
        {"evening, groupware", "gw-01", "sshd", "hanako", 0, NULL, NULL, NULL, "2026-11-24 21:59:59", PASS,
         PASS},
        {"evening, both", "both-1", "sshd", "hanako", 0, NULL, NULL, NULL, "2026-11-24 21:59:59", DENIED,
         PASS},
        {"never", "shut-1", "sshd", "hanako", 0, NULL, NULL, NULL, PEOPLE_OPEN, DENIED, PASS},
        {"past coverage", "jumin-01", "sshd", "hanako", 0, NULL, NULL, NULL, "2150-11-24 10:00:00", DENIED,
         PASS},
        {"clock in 1999", "free-1", "sshd", "hanako", 0, NULL, NULL, NULL, "1999-12-31 10:00:00",
         PAM_SYSTEM_ERR, PASS},
    };
    check_rows(ROWS(rows), "");
}

static void
test_doors_people_result_table(void) {
    static const struct row rows[] = {
        {"unknown, open", "jumin-01", "sshd", "who", 0, NULL, NULL, NULL, PEOPLE_OPEN, DENIED, PASS},
        {"unknown, closed", "jumin-01", "sshd", "who", 0, NULL, NULL, NULL, PEOPLE_CLOSED, DENIED, PASS},
        {"not governed", "other-1", "sshd", "hanako", 0, NULL, NULL, NULL, PEOPLE_CLOSED, PASS, PASS},
        {"not governed, unknown", "other-1", "sshd", "who", 0, NULL, NULL, NULL, PEOPLE_CLOSED, PASS, PASS},
        {"other service there", "proxy-1", "sshd", "hanako", 0, NULL, NULL, NULL, PEOPLE_OPEN, PASS, PASS},
        {"governed service there", "proxy-1", "squid", "hanako", 0, NULL, NULL, NULL, PEOPLE_OPEN, DENIED,
         PASS},
        {"root by ssh", "jumin-01", "sshd", "root", 0, NULL, "ssh", "pc1", PEOPLE_CLOSED, DENIED, PASS},
        {"toor by ssh", "jumin-01", "sshd", "toor", 0, NULL, "ssh", "pc1", PEOPLE_CLOSED, DENIED, PASS},
        {"root by ssh says tty1", "jumin-01", "sshd", "root", 0, NULL, "tty1", NULL, PEOPLE_CLOSED, DENIED,
         PASS},
        {"root on console", "jumin-01", "login", "root", 0, NULL, "tty1", NULL, PEOPLE_CLOSED, PASS, PASS},
        {"root on /dev/console", "jumin-01", "login", "root", 0, NULL, "/dev/ttyS0", "", PEOPLE_CLOSED, PASS,
         PASS},
        {"toor on console", "jumin-01", "login", "toor", 0, NULL, "tty1", NULL, PEOPLE_CLOSED, PASS, PASS},
        {"root by telnet", "jumin-01", "login", "root", 0, NULL, "tty1", "pc1", PEOPLE_CLOSED, DENIED, PASS},
        {"root on a pty", "jumin-01", "login", "root", 0, NULL, "pts/0", NULL, PEOPLE_CLOSED, DENIED, PASS},
        {"root on no tty", "jumin-01", "login", "root", 0, NULL, NULL, NULL, PEOPLE_CLOSED, DENIED, PASS},
        {"root, odd tty", "jumin-01", "login", "root", 0, NULL, "tty1/../pts/0", NULL, PEOPLE_CLOSED, DENIED,
         PASS},
        {"root, display manager", "jumin-01", "gdm", "root", 0, NULL, "tty1", NULL, PEOPLE_CLOSED, DENIED,
         PASS},
        {"staff on console", "jumin-01", "login", "hanako", 0, NULL, "tty1", NULL, PEOPLE_CLOSED, DENIED,
         PASS},
        {"cron, system account", "jumin-01", "cron", "postgres", 0, NULL, "cron", NULL, PEOPLE_CLOSED, PASS,
         PASS},
        {"cron, root", "jumin-01", "cron", "root", 0, NULL, "cron", NULL, PEOPLE_CLOSED, PASS, PASS},
        {"cron, staff", "jumin-01", "cron", "hanako", 0, NULL, "cron", NULL, PEOPLE_CLOSED, DENIED, PASS},
        {"cron, listed", "jumin-01", "cron", "batch", 0, NULL, "cron", NULL, PEOPLE_CLOSED, PASS, PASS},
        {"ssh, listed", "jumin-01", "sshd", "batch", 0, NULL, NULL, NULL, PEOPLE_CLOSED, DENIED, PASS},
        {"cron, unknown", "jumin-01", "cron", "who", 0, NULL, "cron", NULL, PEOPLE_CLOSED, DENIED, PASS},
        {"ssh, system account", "jumin-01", "sshd", "postgres", 0, NULL, NULL, NULL, PEOPLE_CLOSED, DENIED,
         PASS},
    };
    check_rows(ROWS(rows), "unattended = { services = [\"cron\"]; accounts = [\"batch\"]; };\n");
}

static void
test_doors_switch_result_table(void) {
    static const struct row rows[] = {
        {"su by root", "jumin-01", "su", "postgres", 0, NULL, NULL, NULL, PEOPLE_CLOSED, PASS, PASS},
        {"su by root says hanako", "jumin-01", "su", "root", 0, "hanako", NULL, NULL, PEOPLE_CLOSED, DENIED,
         PASS},
        {"sudo by hanako", "jumin-01", "sudo", "root", 0, "hanako", NULL, NULL, PEOPLE_CLOSED, DENIED, PASS},
        {"sudo by hanako, open", "jumin-01", "sudo", "root", 0, "hanako", NULL, NULL, PEOPLE_OPEN, PASS,
         PASS},
        {"sudo by nobody known", "jumin-01", "sudo", "root", 0, "who", NULL, NULL, PEOPLE_OPEN, DENIED, PASS},
        {"sudo by root", "jumin-01", "sudo", "hanako", 0, "root", NULL, NULL, PEOPLE_CLOSED, PASS, PASS},
        {"su by hanako", "jumin-01", "su", "root", 1001, NULL, NULL, NULL, PEOPLE_CLOSED, DENIED, DENIED},
        {"su by hanako, lies", "jumin-01", "su", "root", 1001, "root", NULL, NULL, PEOPLE_CLOSED, DENIED,
         DENIED},
        {"su by hanako, open", "jumin-01", "su", "root", 1001, NULL, NULL, NULL, PEOPLE_OPEN, PASS, PASS},
        {"su by a lost uid", "jumin-01", "su", "root", 4242, NULL, NULL, NULL, PEOPLE_OPEN, DENIED, DENIED},
        {"su-l by hanako", "jumin-01", "su-l", "root", 1001, NULL, NULL, NULL, PEOPLE_CLOSED, DENIED, DENIED},
        {"passwd by hanako for root", "jumin-01", "passwd", "hanako", 1001, NULL, NULL, NULL, PEOPLE_CLOSED,
         DENIED, DENIED},
    };
    check_rows(ROWS(rows), "");
}

static void
test_doors_restrict_result_table(void) {
    static const struct row rows[] = {
        {"staff, early", "jumin-01", "sshd", "hanako", 0, NULL, NULL, NULL, PEOPLE_EARLY, PASS, PASS},
        {"temporary, early", "jumin-01", "sshd", "haken", 0, NULL, NULL, NULL, PEOPLE_EARLY, DENIED, PASS},
        {"temporary, later", "jumin-01", "sshd", "haken", 0, NULL, NULL, NULL, PEOPLE_OPEN, PASS, PASS},
        {"taro, early", "jumin-01", "sshd", "taro", 0, NULL, NULL, NULL, PEOPLE_EARLY, DENIED, PASS},
        {"TARO is taro", "jumin-01", "sshd", "TARO", 0, NULL, NULL, NULL, PEOPLE_EARLY, DENIED, PASS},
        {"his other name", "jumin-01", "sshd", "alias", 0, NULL, NULL, NULL, PEOPLE_EARLY, DENIED, PASS},
        {"a group without a name", "jumin-01", "sshd", "lost", 0, NULL, NULL, NULL, PEOPLE_EARLY, DENIED,
         PASS},
        {"su by haken", "jumin-01", "su", "hanako", 1002, NULL, NULL, NULL, PEOPLE_EARLY, DENIED, DENIED},
        {"su to haken", "jumin-01", "su", "haken", 1001, NULL, NULL, NULL, PEOPLE_EARLY, PASS, PASS},
        {"large record", "jumin-01", "sshd", "fat", 0, NULL, NULL, NULL, PEOPLE_EARLY, PASS, PASS},
        {"record too large", "jumin-01", "sshd", "huge", 0, NULL, NULL, NULL, PEOPLE_OPEN, DENIED, PASS},
    };
    check_rows(ROWS(rows), PEOPLE_RESTRICT);
}

/* A restricted group that no database knows may be one whose directory is down. */
static void
test_doors_group_database_gone_narrower_hours(void) {
    static const struct hooks_group without[] = {{"jumin", 2001}, {NULL, 0}};
    struct hooks *hooks = people_hooks();
    const struct fixture_call call = {.service = "sshd", .user = "hanako", .door = RECORDER_ACCOUNT};
    char args[FIXTURE_PATH_CAP + 16];

    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    fixture_recorded(&fixture, "sshd", MODULE, args);
    fixture_policy(&fixture, "jumin-01", "en", PEOPLE_RESTRICT);
    people_reset(hooks, PEOPLE_EARLY);
    hooks->groups = without;
    CU_ASSERT_EQUAL(answer(&call), PAM_PERM_DENIED);
    hooks->now = fixture_instant(PEOPLE_OPEN);
    CU_ASSERT_EQUAL(answer(&call), PAM_IGNORE);
}

static void
test_doors_no_policy_only_console_root(void) {
    static const struct row rows[] = {
        {"staff", "", "sshd", "hanako", 0, NULL, NULL, NULL, PEOPLE_OPEN, PAM_SYSTEM_ERR, PASS},
        {"root by ssh", "", "sshd", "root", 0, NULL, NULL, NULL, PEOPLE_OPEN, PAM_SYSTEM_ERR, PASS},
        {"cron", "", "cron", "postgres", 0, NULL, NULL, NULL, PEOPLE_OPEN, PAM_SYSTEM_ERR, PASS},
        {"su by root", "", "su", "postgres", 0, NULL, NULL, NULL, PEOPLE_OPEN, PAM_SYSTEM_ERR, PASS},
        {"staff on console", "", "login", "hanako", 0, NULL, "tty1", NULL, PEOPLE_OPEN, PAM_SYSTEM_ERR, PASS},
        {"root by telnet", "", "login", "root", 0, NULL, "tty1", "pc", PEOPLE_OPEN, PAM_SYSTEM_ERR, PASS},
        {"root on console", "", "login", "root", 0, NULL, "tty1", NULL, PEOPLE_OPEN, PASS, PASS},
        {"toor on console", "", "login", "toor", 0, NULL, "ttyS0", NULL, PEOPLE_OPEN, PASS, PASS},
    };
    (void)remove(fixture.policy);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_row(&rows[i]);
}

static void
test_setcred_delete_always_ignore(void) {
    struct hooks *hooks = people_hooks();
    const struct fixture_call call = {
        .service = "sshd", .user = "hanako", .door = RECORDER_SETCRED, .flags = PAM_DELETE_CRED};
    people_reset(hooks, PEOPLE_CLOSED);
    fixture_policy(&fixture, "shut-1", "en", "");
    fixture_recorded(&fixture, "sshd", MODULE, "");
    CU_ASSERT_EQUAL(answer(&call), PAM_IGNORE);
}

/* PAM-13. At open hours, so that only the name is at fault. */
static void
test_account_hostile_names_denied(void) {
    static const char *const names[] = {
        "",         "/",       "..",      ".",        "a/b",          "../hanako",
        "-hanako",  "ha nako", "hanako ", "hanako\n", "\033[31mroot", "hanako:x",
        "\xff\xfe", "花子",    "evil",    "hanako\t", "%s%n%s%n",     NULL};
    char long_name[5000], args[FIXTURE_PATH_CAP + 16];
    struct fixture_call call = {.service = "sshd", .door = RECORDER_ACCOUNT};

    people_reset(people_hooks(), PEOPLE_OPEN);
    fixture_policy(&fixture, "jumin-01", "en", "");
    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    fixture_recorded(&fixture, "sshd", MODULE, args);
    for (size_t i = 0; names[i] != NULL; i++) {
        call.user = names[i];
        expect(names[i], call.door, answer(&call), PAM_PERM_DENIED);
    }
    call.user = NULL;
    CU_ASSERT_EQUAL(answer(&call), PAM_PERM_DENIED);
    call.user = "HANAKO"; /* found by a case-blind directory, and then hanako */
    CU_ASSERT_EQUAL(answer(&call), PAM_IGNORE);
    memset(long_name, 'a', sizeof(long_name));
    for (size_t len = 250; len < 270; len++) { /* no long name matches another one cut short */
        long_name[len] = '\0';
        call.user = long_name;
        expect("long name", call.door, answer(&call), len == 256 ? PAM_IGNORE : PAM_PERM_DENIED);
        long_name[len] = 'a';
    }
    long_name[sizeof(long_name) - 1] = '\0';
    CU_ASSERT_EQUAL(answer(&call), PAM_PERM_DENIED);
}

/* Auth without a name asks for one, as auth modules do; when none is given, nobody is let in. */
static void
test_auth_no_name_given_denied(void) {
    const struct fixture_call call = {
        .service = "sshd", .door = RECORDER_AUTH, .conv = FIXTURE_CONV_ERROR, .conv_error = PAM_CONV_ERR};
    char args[FIXTURE_PATH_CAP + 16];
    people_reset(people_hooks(), PEOPLE_OPEN);
    fixture_policy(&fixture, "free-1", "en", "");
    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    fixture_recorded(&fixture, "sshd", MODULE, args);
    CU_ASSERT_EQUAL(answer(&call), PAM_SYSTEM_ERR);
}

/* PAM-10 */
static void
test_handle_user_changed_between_doors_judged_anew(void) {
    static const struct {
        const char *user;
        int code;
    } steps[] = {{"postgres", PAM_IGNORE},
                 {"hanako", PAM_PERM_DENIED},
                 {"postgres", PAM_IGNORE},
                 {"who", PAM_PERM_DENIED},
                 {"hanako", PAM_PERM_DENIED}};
    const struct fixture_call call = {.service = "cron", .user = "postgres"};
    char args[FIXTURE_PATH_CAP + 16];
    pam_handle_t *pamh;

    people_reset(people_hooks(), PEOPLE_CLOSED);
    fixture_policy(&fixture, "jumin-01", "en", "");
    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    fixture_recorded(&fixture, "cron", MODULE, args);
    pamh = fixture_open(&fixture, &call, NULL);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        CU_ASSERT_EQUAL(pam_set_item(pamh, PAM_USER, steps[i].user), PAM_SUCCESS);
        for (enum recorder_door door = RECORDER_AUTH; door <= RECORDER_OPEN; door++) {
            (void)fixture_knock(pamh, door, 0);
            expect(steps[i].user, door, fixture_recorder()->code, steps[i].code);
        }
    }
    (void)pam_end(pamh, PAM_SUCCESS);
}

/* What is kept with the handle is believed only while the file still says the same. */
static void
test_handle_policy_changed_between_doors_obeyed(void) {
    static const struct {
        const char *host; /* NULL: no file */
        int code;
    } steps[] = {{"free-1", PAM_IGNORE},     {"shut-1", PAM_PERM_DENIED}, {"free-1", PAM_IGNORE},
                 {NULL, PAM_SYSTEM_ERR},     {"free-1", PAM_IGNORE},      {"free-2", PAM_IGNORE},
                 {"shut-9", PAM_PERM_DENIED}};
    const struct fixture_call call = {.service = "sshd", .user = "hanako"};
    char args[FIXTURE_PATH_CAP + 16];
    pam_handle_t *pamh;

    people_reset(people_hooks(), PEOPLE_OPEN);
    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    fixture_recorded(&fixture, "sshd", MODULE, args);
    pamh = fixture_open(&fixture, &call, NULL);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        (void)remove(fixture.policy);
        if (steps[i].host != NULL)
            fixture_policy(&fixture, steps[i].host, "en", "");
        (void)pam_acct_mgmt(pamh, 0);
        expect(steps[i].host != NULL ? steps[i].host : "no file", RECORDER_ACCOUNT, fixture_recorder()->code,
               steps[i].code);
    }
    (void)pam_end(pamh, PAM_SUCCESS);
}

static int
ask_stack(const char *lines, enum recorder_door door) {
    const struct fixture_call call = {.service = "stack", .user = "hanako", .door = door};
    char text[4 * FIXTURE_PATH_CAP];
    (void)snprintf(text, sizeof(text), lines, MODULE, fixture.policy);
    fixture_stack(&fixture, "stack", text);
    return fixture_ask(&fixture, &call, NULL);
}

/* PAM-04: a module with a veto and no vote. */
static void
test_stack_never_ended_by_us(void) {
    people_reset(people_hooks(), PEOPLE_OPEN);
    for (int open = 0; open < 2; open++) {
        fixture_policy(&fixture, open ? "free-1" : "shut-1", "en", "");
        for (enum recorder_door door = RECORDER_AUTH; door < RECORDER_END; door++) {
            static const char *const phase[] = {"auth", "auth", "account", "session", "session", "password"};
            char lines[512];
            const bool closing = door == RECORDER_CLOSE || door == RECORDER_PASSWORD;
            int code;
            (void)snprintf(lines, sizeof(lines), "%s required %%s policy=%%s\n", phase[door]);
            code = ask_stack(lines, door);
            if (code == PAM_SUCCESS)
                expect("alone", door, code, PAM_PERM_DENIED);
            (void)snprintf(lines, sizeof(lines), "%s sufficient %%s policy=%%s\n%s required pam_deny.so\n",
                           phase[door], phase[door]);
            code = ask_stack(lines, door);
            if (code == PAM_SUCCESS)
                expect("sufficient before pam_deny", door, code, PAM_PERM_DENIED);
            (void)snprintf(lines, sizeof(lines), "%s required %%s policy=%%s\n%s required pam_permit.so\n",
                           phase[door], phase[door]);
            expect("required before pam_permit", door, ask_stack(lines, door),
                   open || closing ? PAM_SUCCESS : PAM_PERM_DENIED);
        }
    }
}

/* `account sufficient` above ours skips us; the session still says no. */
static void
test_stack_skipped_account_session_denies(void) {
    static const char lines[] = "account sufficient pam_permit.so\naccount required %1$s policy=%2$s\n"
                                "session required %1$s policy=%2$s\nsession required pam_permit.so\n";
    people_reset(people_hooks(), PEOPLE_OPEN);
    fixture_policy(&fixture, "shut-1", "en", "");
    CU_ASSERT_EQUAL(ask_stack(lines, RECORDER_ACCOUNT), PAM_SUCCESS);
    CU_ASSERT_EQUAL(ask_stack(lines, RECORDER_OPEN), PAM_PERM_DENIED);
}

static void
test_account_bad_arguments_denied(void) {
    static const char *const args[] = {
        "polcy=/x", "policy=", "policy=sekisho.conf",    "policy=/a/../b", "policy=/", "Debug",
        "-h",       "policy",  "policy=/nowhere/at/all", "debug=1"};
    const struct fixture_call call = {.service = "sshd", .user = "hanako", .door = RECORDER_ACCOUNT};
    people_reset(people_hooks(), PEOPLE_OPEN);
    fixture_policy(&fixture, "free-1", "en", "");
    for (size_t i = 0; i < sizeof(args) / sizeof(args[0]); i++) {
        fixture_recorded(&fixture, "sshd", MODULE, args[i]);
        fixture_log_clear();
        expect(args[i], RECORDER_ACCOUNT, answer(&call), PAM_SYSTEM_ERR);
        CU_ASSERT(fixture_log.n > 0);
    }
}

static void
test_account_host_name_unusable_denied(void) {
    static const struct {
        const char *host;
        int code;
    } table[] = {
        {"free-1", PAM_IGNORE},       {"FREE-1", PAM_IGNORE},   {"shut-1.city.lg.jp", PAM_PERM_DENIED},
        {"SHUT-1", PAM_PERM_DENIED},  {"", PAM_SYSTEM_ERR},     {"shut 1", PAM_SYSTEM_ERR},
        {"shut-1\n", PAM_SYSTEM_ERR}, {"関所", PAM_SYSTEM_ERR}, {"(none)", PAM_SYSTEM_ERR}};
    const struct fixture_call call = {.service = "sshd", .user = "hanako", .door = RECORDER_ACCOUNT};
    struct hooks *hooks = people_hooks();
    char args[FIXTURE_PATH_CAP + 16];

    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    fixture_recorded(&fixture, "sshd", MODULE, args);
    fixture_policy(&fixture, "", "en", "");
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        people_reset(hooks, PEOPLE_OPEN);
        hooks->host = table[i].host;
        expect(table[i].host, RECORDER_ACCOUNT, answer(&call), table[i].code);
    }
}

/* PAM-12: text from the other side never moves the verdict. */
static void
test_account_item_fuzz_verdict_constant(void) {
    static const struct {
        const char *host, *service, *user;
        uid_t caller;
        int code;
    } cases[] = {
        {"shut-1", "sshd", "hanako", 0, PAM_PERM_DENIED}, {"free-1", "sshd", "hanako", 0, PAM_IGNORE},
        {"shut-1", "sshd", "root", 0, PAM_PERM_DENIED},   {"shut-1", "login", "hanako", 0, PAM_PERM_DENIED},
        {"shut-1", "su", "root", 1001, PAM_PERM_DENIED},  {"shut-1", "cron", "hanako", 0, PAM_PERM_DENIED},
        {"other-1", "sshd", "hanako", 0, PAM_IGNORE}};
    static const char *const seeds[] = {"tty1", "console",   "/dev/console", ":0",
                                        "root", "localhost", "127.0.0.1",    "cron"};
    char args[FIXTURE_PATH_CAP + 16];
    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    srand(13);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        people_reset(people_hooks(), PEOPLE_OPEN);
        people_hooks()->uid = cases[i].caller;
        fixture_policy(&fixture, cases[i].host, "ja", "");
        fixture_recorded(&fixture, cases[i].service, MODULE, args);
        for (int round = 0; round < 400; round++) {
            char text[4][600];
            struct fixture_call call = {
                .service = cases[i].service, .user = cases[i].user, .door = RECORDER_ACCOUNT};
            for (size_t k = 0; k < 4; k++) {
                const size_t len = (size_t)rand() % (round % 50 == 0 ? 599 : 30);
                for (size_t at = 0; at < len; at++)
                    text[k][at] = (char)(1 + rand() % 255);
                text[k][len] = '\0';
                if (rand() % 3 == 0)
                    strcpy(text[k], seeds[(size_t)rand() % (sizeof(seeds) / sizeof(seeds[0]))]);
            }
            call.tty = text[0];
            call.rhost = text[1];
            call.ruser = text[2];
            call.xdisplay = text[3];
            expect(cases[i].host, RECORDER_ACCOUNT, answer(&call), cases[i].code);
        }
    }
}

/* A "root" whose uid is not 0 is nobody special, whatever the name. */
static void
test_account_root_by_name_only_denied(void) {
    static const struct hooks_person town[] = {{.name = "root", .uid = 1234, .gid = 1}, {.name = NULL}};
    const struct fixture_call call = {
        .service = "login", .user = "root", .tty = "tty1", .door = RECORDER_ACCOUNT};
    char args[FIXTURE_PATH_CAP + 16];
    (void)snprintf(args, sizeof(args), "policy=%s", fixture.policy);
    people_reset(people_hooks(), PEOPLE_CLOSED);
    people_hooks()->people = town;
    fixture_policy(&fixture, "jumin-01", "en", "");
    fixture_recorded(&fixture, "login", MODULE, args);
    CU_ASSERT_EQUAL(answer(&call), PAM_PERM_DENIED);
    (void)remove(fixture.policy);
    CU_ASSERT_EQUAL(answer(&call), PAM_SYSTEM_ERR);
}

#define T(name)                                                                                              \
    { #name, name }
const char *const runner_suite = "pam: codes";
const CU_TestInfo runner_tests[] = {
    T(test_doors_hours_result_table),
    T(test_doors_people_result_table),
    T(test_doors_switch_result_table),
    T(test_doors_restrict_result_table),
    T(test_doors_group_database_gone_narrower_hours),
    T(test_doors_no_policy_only_console_root),
    T(test_setcred_delete_always_ignore),
    T(test_account_hostile_names_denied),
    T(test_auth_no_name_given_denied),
    T(test_handle_user_changed_between_doors_judged_anew),
    T(test_handle_policy_changed_between_doors_obeyed),
    T(test_stack_never_ended_by_us),
    T(test_stack_skipped_account_session_denies),
    T(test_account_bad_arguments_denied),
    T(test_account_host_name_unusable_denied),
    T(test_account_item_fuzz_verdict_constant),
    T(test_account_root_by_name_only_denied),
    CU_TEST_INFO_NULL,
};
