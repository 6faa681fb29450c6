/* Whatever fails, and whenever, nobody comes in who would not have come in otherwise (PAM-03). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "people.h"
#include "support/runner.h"

#define K_MAX 2000 /* more calls than any transaction makes */

struct scene {
    const char *what, *host, *service, *user, *tty;
    uid_t caller;
    const char *ruser, *at;
    enum recorder_door door, second; /* second: RECORDER_END, or another door on the same handle */
    const char *language;
    int code; /* without a fault */
};

/* host "": the system's own name, which the hooks give. */
static const struct scene scenes[] = {
    {"closed", "", "sshd", "hanako", "ssh", 0, NULL, PEOPLE_CLOSED, RECORDER_ACCOUNT, RECORDER_END, "ja",
     PAM_PERM_DENIED},
    {"closed, auth", "", "swaylock", "hanako", NULL, 1001, NULL, PEOPLE_CLOSED, RECORDER_AUTH, RECORDER_END,
     "en", PAM_PERM_DENIED},
    {"closed, setcred", "", "sshd", "hanako", NULL, 0, NULL, PEOPLE_CLOSED, RECORDER_SETCRED, RECORDER_END,
     "en", PAM_PERM_DENIED},
    {"closed, session", "", "sshd", "hanako", NULL, 0, NULL, PEOPLE_CLOSED, RECORDER_OPEN, RECORDER_END, "en",
     PAM_PERM_DENIED},
    {"closed, password", "", "passwd", "hanako", NULL, 1001, NULL, PEOPLE_CLOSED, RECORDER_PASSWORD,
     RECORDER_END, "en", PAM_PERM_DENIED},
    {"closed, two doors", "", "sshd", "hanako", NULL, 0, NULL, PEOPLE_CLOSED, RECORDER_ACCOUNT, RECORDER_OPEN,
     "en", PAM_PERM_DENIED},
    {"restricted by group", "", "sshd", "haken", NULL, 0, NULL, PEOPLE_EARLY, RECORDER_ACCOUNT, RECORDER_END,
     "ja", PAM_PERM_DENIED},
    {"restricted by group, two doors", "", "sshd", "haken", NULL, 0, NULL, PEOPLE_EARLY, RECORDER_ACCOUNT,
     RECORDER_ACCOUNT, "ja", PAM_PERM_DENIED},
    {"su, closed", "", "su", "root", NULL, 1001, NULL, PEOPLE_CLOSED, RECORDER_ACCOUNT, RECORDER_END, "en",
     PAM_PERM_DENIED},
    {"sudo, closed", "", "sudo", "root", NULL, 0, "hanako", PEOPLE_CLOSED, RECORDER_ACCOUNT, RECORDER_END,
     "en", PAM_PERM_DENIED},
    {"cron of staff", "", "cron", "hanako", NULL, 0, NULL, PEOPLE_CLOSED, RECORDER_ACCOUNT, RECORDER_END,
     "en", PAM_PERM_DENIED},
    {"root by ssh", "", "sshd", "root", "tty1", 0, NULL, PEOPLE_CLOSED, RECORDER_ACCOUNT, RECORDER_END, "en",
     PAM_PERM_DENIED},
    {"unknown", "", "sshd", "who", NULL, 0, NULL, PEOPLE_OPEN, RECORDER_ACCOUNT, RECORDER_END, "en",
     PAM_PERM_DENIED},
    {"open", "", "sshd", "hanako", NULL, 0, NULL, PEOPLE_EARLY, RECORDER_ACCOUNT, RECORDER_OPEN, "ja",
     PAM_IGNORE},
    {"not governed", "other-1", "sshd", "hanako", NULL, 0, NULL, PEOPLE_OPEN, RECORDER_ACCOUNT, RECORDER_END,
     "ja", PAM_IGNORE},
    {"console root", "", "login", "root", "tty1", 0, NULL, PEOPLE_CLOSED, RECORDER_ACCOUNT, RECORDER_OPEN,
     "ja", PAM_IGNORE},
};

static void
prepare(const struct scene *scene) {
    struct fixture *f = fixture_shared();
    char args[FIXTURE_PATH_CAP + 32];
    people_reset(people_hooks(), scene->at);
    fixture_policy(f, scene->host, scene->language, PEOPLE_RESTRICT);
    (void)snprintf(args, sizeof(args), "policy=%s debug", f->policy);
    fixture_recorded(f, scene->service, TEST_TWIN_FAULT, args);
}

/* One transaction in which the k-th call of the second door (or of the only one) fails. */
static int
play(const struct scene *scene, unsigned k, bool onward) {
    const struct fixture_call call = {
        .service = scene->service, .user = scene->user, .tty = scene->tty, .ruser = scene->ruser};
    struct hooks *hooks = people_hooks();
    struct fixture_talk talk;
    pam_handle_t *pamh;
    int code;

    people_reset(hooks, scene->at);
    hooks->host = "jumin-01";
    hooks->uid = scene->caller;
    pamh = fixture_open(fixture_shared(), &call, &talk);
    if (scene->second != RECORDER_END) {
        (void)fixture_knock(pamh, scene->door, 0);
        hooks->total = 0;
    }
    fixture_recorder()->code = -1;
    hooks->fail_at = k;
    hooks->fail_onward = onward;
    (void)fixture_knock(pamh, scene->second != RECORDER_END ? scene->second : scene->door, 0);
    code = fixture_recorder()->code;
    hooks->fail_at = 0;
    (void)pam_end(pamh, PAM_SUCCESS);
    if (hooks->live_blocks != 0 || hooks->live_fds != 0) {
        printf("\n    %s, k=%u: %ld blocks and %ld descriptors left\n", scene->what, k, hooks->live_blocks,
               hooks->live_fds);
        CU_FAIL("leak");
    }
    return code;
}

static bool
is_denial(int code) {
    return code == PAM_PERM_DENIED || code == PAM_SYSTEM_ERR || code == PAM_BUF_ERR ||
           code == PAM_SERVICE_ERR;
}

static void
play_all(const struct scene *scene, bool onward) {
    unsigned k;
    const int good = play(scene, 0, false);
    if (good != scene->code) {
        printf("\n    %s: %s without a fault\n", scene->what, fixture_code_str(good));
        CU_FAIL("wrong code");
    }
    for (k = 1; k < K_MAX; k++) {
        const int code = play(scene, k, onward);
        if (!people_hooks()->has_failed)
            break;
        if (!is_denial(code) && !(good == PAM_IGNORE && code == PAM_IGNORE)) {
            printf("\n    %s, k=%u%s: %s\n", scene->what, k, onward ? " onward" : "", fixture_code_str(code));
            CU_FAIL("a fault let somebody in");
        }
    }
    CU_ASSERT(k > 5 && k < K_MAX);
}

static void
test_gate_kth_fault_never_permits(void) {
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        prepare(&scenes[i]);
        play_all(&scenes[i], false);
    }
}

static void
test_gate_faults_from_kth_on_never_permit(void) {
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        prepare(&scenes[i]);
        play_all(&scenes[i], true);
    }
}

/* A hook that is never called would make the two tests above empty. */
static void
test_gate_hooks_all_reached(void) {
    static const char *const name[HOOK_END] = {"malloc",       "calloc",      "realloc",    "strdup",
                                               "open",         "openat",      "fstat",      "read",
                                               "getpwnam_r",   "getpwuid_r",  "getgrnam_r", "getgrgid_r",
                                               "getgrouplist", "gethostname", "clock"};
    unsigned calls[HOOK_END] = {0};
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        prepare(&scenes[i]);
        (void)play(&scenes[i], 0, false);
        for (size_t k = 0; k < HOOK_END; k++)
            calls[k] += people_hooks()->calls[k];
    }
    for (size_t k = 0; k < HOOK_END; k++)
        if (calls[k] == 0 && k != HOOK_REALLOC) {
            printf("\n    %s is never called through the hook\n", name[k]);
            CU_FAIL("a hook is not reached");
        }
}

/* Each group look-up that fails binds the narrower hours, and nothing wider. */
static void
test_gate_group_lookups_fail_narrower_hours(void) {
    static const enum hook kinds[] = {HOOK_GETGROUPLIST, HOOK_GETGRGID, HOOK_GETGRNAM, HOOK_STRDUP};
    const struct scene *open = &scenes[13];
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct fixture_call call = {.service = "sshd", .user = "hanako", .door = RECORDER_ACCOUNT};
        prepare(open);
        people_hooks()->host = "jumin-01";
        people_hooks()->fail_kind_only = true;
        people_hooks()->fail_kind = kinds[i];
        people_hooks()->fail_at = 1;
        fixture_recorder()->code = -1;
        (void)fixture_ask(fixture_shared(), &call, NULL);
        CU_ASSERT_EQUAL(fixture_recorder()->code, PAM_PERM_DENIED);
        CU_ASSERT(people_hooks()->has_failed);
    }
}

static void
test_gate_short_reads_and_signals_same_verdict(void) {
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        const struct fixture_call call = {.service = scenes[i].service,
                                          .user = scenes[i].user,
                                          .tty = scenes[i].tty,
                                          .ruser = scenes[i].ruser,
                                          .door = scenes[i].door};
        prepare(&scenes[i]);
        people_hooks()->host = "jumin-01";
        people_hooks()->uid = scenes[i].caller;
        people_hooks()->short_reads = true;
        (void)fixture_ask(fixture_shared(), &call, NULL);
        CU_ASSERT_EQUAL(fixture_recorder()->code, scenes[i].code);
        CU_ASSERT(people_hooks()->calls[HOOK_READ] > 2);
    }
}

/* In a child, with the stack loaded and asked once: what the limit leaves is what the module gets. */
static int
ask_under_limit(int resource, rlim_t limit) {
    const struct scene *scene = &scenes[0];
    const pid_t child = fork();
    int status = 0;
    if (child == 0) {
        const struct fixture_call call = {.service = scene->service, .user = scene->user};
        const struct rlimit value = {limit, limit};
        pam_handle_t *pamh;
        people_hooks()->host = "jumin-01";
        pamh = fixture_open(fixture_shared(), &call, NULL);
        (void)pam_acct_mgmt(pamh, 0);
        fixture_recorder()->code = -1;
        if (setrlimit((__rlimit_resource_t)resource, &value) != 0)
            _exit(99);
        (void)pam_acct_mgmt(pamh, 0);
        _exit(fixture_recorder()->code);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
        printf("\n    limit %ld: killed by signal %d\n", (long)limit,
               WIFSIGNALED(status) ? WTERMSIG(status) : 0);
        return -1;
    }
    return WEXITSTATUS(status);
}

static void
test_gate_few_descriptors_denied(void) {
    prepare(&scenes[0]);
    for (rlim_t limit = 0; limit < 16; limit++)
        CU_ASSERT(is_denial(ask_under_limit(RLIMIT_NOFILE, limit)));
}

#ifndef SANITIZED
static rlim_t
address_space(void) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL || fscanf(file, "%lu", &pages) != 1)
        pages = 0;
    if (file != NULL)
        (void)fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void
test_gate_little_memory_denied(void) {
    const rlim_t now = address_space();
    CU_ASSERT_FATAL(now > 0);
    prepare(&scenes[0]);
    for (rlim_t more = 0; more < 64; more++)
        CU_ASSERT(is_denial(ask_under_limit(RLIMIT_AS, now - (8 << 20) + more * (256 << 10))));
}
#endif

#define T(name)                                                                                              \
    { #name, name }
const char *const runner_suite = "pam: faults";
const CU_TestInfo runner_tests[] = {
    T(test_gate_kth_fault_never_permits),
    T(test_gate_faults_from_kth_on_never_permit),
    T(test_gate_hooks_all_reached),
    T(test_gate_group_lookups_fail_narrower_hours),
    T(test_gate_short_reads_and_signals_same_verdict),
    T(test_gate_few_descriptors_denied),
#ifndef SANITIZED
    T(test_gate_little_memory_denied),
#endif
    CU_TEST_INFO_NULL,
};
