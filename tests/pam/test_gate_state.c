/* The host process is as it was after each call, whatever its uid and threads (PAM-16, PAM-17, BLD-02). */
#include "config.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/fixture.h"
#include "support/runner.h"

#ifdef SANITIZED
#define CALLS 500
#else
#define CALLS 10000
#endif

/* A stack of the shipped module and pam_permit, without the recorder: libpam unloads it in every pam_end. */
static void
use_policy(const char *host) {
    char lines[4 * FIXTURE_PATH_CAP];
    fixture_policy(fixture_shared(), host, "ja", "");
    (void)snprintf(lines, sizeof(lines),
                   "auth required %1$s policy=%2$s\nauth required pam_permit.so\n"
                   "account required %1$s policy=%2$s\naccount required pam_permit.so\n"
                   "session required %1$s policy=%2$s\nsession required pam_permit.so\n",
                   TEST_MODULE, fixture_shared()->policy);
    fixture_stack(fixture_shared(), "sshd", lines);
}

static int
ask(enum recorder_door door) {
    const struct fixture_call call = {.service = "sshd", .user = fixture_some_user(), .door = door};
    struct fixture_talk talk;
    return fixture_ask(fixture_shared(), &call, &talk);
}

static unsigned
count_entries(const char *path) {
    unsigned n = 0;
    DIR *folder = opendir(path);
    while (folder != NULL && readdir(folder) != NULL)
        n++;
    if (folder != NULL)
        (void)closedir(folder);
    return n;
}

struct snapshot {
    unsigned fds, threads;
    sigset_t mask;
    struct sigaction action[32];
    mode_t umask;
    char cwd[FIXTURE_PATH_CAP], locale[256], zone[256];
    struct rlimit limit[RLIMIT_NLIMITS];
    uid_t uid[3];
    gid_t gid[3];
    unsigned groups, log_changes;
    long clock_offset; /* what the C library thinks local time is */
    pid_t child;
};

static void
take(struct snapshot *s) {
    memset(s, 0, sizeof(*s));
    s->fds = count_entries("/proc/self/fd");
    s->threads = count_entries("/proc/self/task");
    (void)pthread_sigmask(SIG_BLOCK, NULL, &s->mask);
    for (int i = 1; i < 32; i++)
        (void)sigaction(i, NULL, &s->action[i]);
    s->umask = umask(0);
    (void)umask(s->umask);
    if (getcwd(s->cwd, sizeof(s->cwd)) == NULL)
        s->cwd[0] = '\0';
    (void)snprintf(s->locale, sizeof(s->locale), "%s", setlocale(LC_ALL, NULL));
    (void)snprintf(s->zone, sizeof(s->zone), "%s %s %s", getenv("TZ") != NULL ? getenv("TZ") : "-", tzname[0],
                   tzname[1]);
    for (int i = 0; i < RLIMIT_NLIMITS; i++)
        (void)getrlimit((__rlimit_resource_t)i, &s->limit[i]);
    (void)getresuid(&s->uid[0], &s->uid[1], &s->uid[2]);
    (void)getresgid(&s->gid[0], &s->gid[1], &s->gid[2]);
    s->groups = (unsigned)getgroups(0, NULL);
    s->log_changes = fixture_log.opened;
    s->clock_offset = timezone;
    s->child = waitpid(-1, NULL, WNOHANG); /* -1: no child there to wait for */
}

static void
expect_same(const struct snapshot *a, const struct snapshot *b) {
    CU_ASSERT_EQUAL(a->fds, b->fds);
    CU_ASSERT_EQUAL(a->threads, b->threads);
    CU_ASSERT_EQUAL(memcmp(&a->mask, &b->mask, sizeof(a->mask)), 0);
    for (int i = 1; i < 32; i++)
        if (a->action[i].sa_handler != b->action[i].sa_handler ||
            a->action[i].sa_flags != b->action[i].sa_flags)
            CU_FAIL("a signal is handled otherwise");
    CU_ASSERT_EQUAL(a->umask, b->umask);
    CU_ASSERT_STRING_EQUAL(a->cwd, b->cwd);
    CU_ASSERT_STRING_EQUAL(a->locale, b->locale);
    CU_ASSERT_STRING_EQUAL(a->zone, b->zone);
    CU_ASSERT_EQUAL(memcmp(a->limit, b->limit, sizeof(a->limit)), 0);
    CU_ASSERT_EQUAL(memcmp(a->uid, b->uid, sizeof(a->uid)), 0);
    CU_ASSERT_EQUAL(memcmp(a->gid, b->gid, sizeof(a->gid)), 0);
    CU_ASSERT_EQUAL(a->groups, b->groups);
    CU_ASSERT_EQUAL(a->log_changes, b->log_changes);
    CU_ASSERT_EQUAL(a->clock_offset, b->clock_offset);
    CU_ASSERT_EQUAL(a->child, b->child);
}

/* An odd host: another umask, locale, zone and folder than anything would set by itself. */
static void
test_process_10000_calls_unchanged(void) {
    static const enum recorder_door doors[] = {RECORDER_ACCOUNT, RECORDER_AUTH, RECORDER_OPEN};
    struct snapshot before, after;

    (void)umask(0137);
    (void)setenv("TZ", "XXX-6", 1);
    tzset();
    (void)setlocale(LC_ALL, "C.UTF-8");
    CU_ASSERT_EQUAL(chdir("/tmp"), 0);
    use_policy("free-1");
    (void)ask(RECORDER_ACCOUNT);
    fixture_log_clear();
    take(&before);
    for (int i = 0; i < CALLS; i++) {
        if (i == CALLS / 3)
            use_policy("shut-1");
        if (i == 2 * (CALLS / 3))
            (void)remove(fixture_shared()->policy);
        CU_ASSERT_EQUAL(ask(doors[i % 3]), i < CALLS / 3         ? PAM_SUCCESS
                                           : i < 2 * (CALLS / 3) ? PAM_PERM_DENIED
                                                                 : PAM_SYSTEM_ERR);
    }
    take(&after);
    expect_same(&before, &after);
    (void)umask(022);
    (void)unsetenv("TZ");
    tzset();
}

/* Nothing grows either. */
static void
test_process_memory_does_not_grow(void) {
    struct rusage first, last;
    use_policy("free-1");
    for (int i = 0; i < 500; i++)
        (void)ask(RECORDER_ACCOUNT);
    (void)getrusage(RUSAGE_SELF, &first);
    for (int i = 0; i < CALLS / 5; i++)
        (void)ask(RECORDER_ACCOUNT);
    (void)getrusage(RUSAGE_SELF, &last);
#ifndef SANITIZED                                       /* its quarantine grows */
    CU_ASSERT(last.ru_maxrss - first.ru_maxrss < 1024); /* KB */
#endif
}

static void *
ask_much(void *closure) {
    unsigned *wrong = closure;
    for (int i = 0; i < CALLS / 50; i++)
        *wrong += ask(RECORDER_ACCOUNT) != PAM_PERM_DENIED;
    return NULL;
}

/* Each thread loads and unloads the module for itself, all at once; then they end, and their keys'
 * destructors run. */
static void
test_process_threads_load_and_unload(void) {
    enum { N = 8 };
    pthread_t thread[N];
    unsigned wrong[N] = {0};
    struct snapshot before, after;

    use_policy("shut-1");
    (void)ask(RECORDER_ACCOUNT);
    take(&before);
    for (size_t i = 0; i < N; i++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&thread[i], NULL, ask_much, &wrong[i]), 0);
    for (size_t i = 0; i < N; i++) {
        CU_ASSERT_EQUAL(pthread_join(thread[i], NULL), 0);
        CU_ASSERT_EQUAL(wrong[i], 0);
    }
    take(&after);
    expect_same(&before, &after);
}

/* libpam has let go of it: nothing of ours stays behind in the host. */
static void
test_process_module_unloaded_after_end(void) {
    use_policy("shut-1");
    (void)ask(RECORDER_ACCOUNT);
    CU_ASSERT_PTR_NULL(dlopen(TEST_MODULE, RTLD_NOW | RTLD_NOLOAD));
}

/* In a child: lets prepare change the process for good, asks, and hands the code back. */
static int
ask_in_child(bool (*prepare)(void), enum recorder_door door) {
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        if (!prepare())
            _exit(98);
        _exit(ask(door));
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
        printf("\n    killed by signal %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
        return -1;
    }
    return WEXITSTATUS(status);
}

static bool
become_nobody(void) {
    return setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
           setresuid(65534, 65534, 65534) == 0;
}

/* As a set-uid program of somebody's: the files' owner is not them, and trust is root's alone. */
static bool
become_setuid_like(void) {
    return setgroups(0, NULL) == 0 && setresuid(65534, 0, 0) == 0;
}

static bool
stay(void) {
    return true;
}

/* PAM-17: a locker, by the auth door as well. */
static void
test_process_unprivileged_same_verdict(void) {
    static const enum recorder_door doors[] = {RECORDER_AUTH, RECORDER_ACCOUNT, RECORDER_OPEN};
    for (size_t i = 0; i < 3; i++) {
        use_policy("shut-1");
        CU_ASSERT_EQUAL(ask_in_child(getuid() == 0 ? become_nobody : stay, doors[i]), PAM_PERM_DENIED);
        use_policy("free-1");
        CU_ASSERT_EQUAL(ask_in_child(getuid() == 0 ? become_nobody : stay, doors[i]), PAM_SUCCESS);
        if (getuid() != 0)
            continue;
        CU_ASSERT_EQUAL(ask_in_child(become_setuid_like, doors[i]), PAM_SUCCESS);
        use_policy("shut-1");
        CU_ASSERT_EQUAL(ask_in_child(become_setuid_like, doors[i]), PAM_PERM_DENIED);
    }
}

/* A person's own policy is nothing to a set-uid program they call, nor to root. */
static void
test_process_own_policy_trusted_only_by_owner(void) {
    if (getuid() != 0) {
        puts("\n    (skipped, not root)");
        return;
    }
    use_policy("free-1");
    CU_ASSERT_EQUAL(chown(fixture_shared()->policy, 65534, 65534), 0);
    CU_ASSERT_EQUAL(ask_in_child(become_nobody, RECORDER_ACCOUNT), PAM_SUCCESS);
    CU_ASSERT_EQUAL(ask_in_child(become_setuid_like, RECORDER_ACCOUNT), PAM_SYSTEM_ERR);
    CU_ASSERT_EQUAL(ask(RECORDER_ACCOUNT), PAM_SYSTEM_ERR);
    CU_ASSERT_EQUAL(chmod(fixture_shared()->policy, 0600), 0);
    CU_ASSERT_EQUAL(chown(fixture_shared()->policy, 0, 0), 0);
    CU_ASSERT_EQUAL(ask_in_child(become_nobody, RECORDER_ACCOUNT), PAM_SYSTEM_ERR); /* may not be read */
}

/* No random numbers to be had, and no /dev/urandom: libsodium would abort its host if it were asked for any.
 */
static bool
forbid_random(void) {
    const struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0])};
    unsigned char byte;
    memcpy(&program.filter, &(const struct sock_filter *){filter}, sizeof(program.filter));
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 &&
           syscall(SYS_getrandom, &byte, sizeof(byte), 0U) == -1 && errno == EPERM;
}

static void
test_process_no_random_numbers_same_verdict(void) {
    use_policy("shut-1");
    CU_ASSERT_EQUAL(ask_in_child(forbid_random, RECORDER_ACCOUNT), PAM_PERM_DENIED);
    use_policy("free-1");
    CU_ASSERT_EQUAL(ask_in_child(forbid_random, RECORDER_ACCOUNT), PAM_SUCCESS);
}

/* A host that closed all of its descriptors, 0 to 2 too, as daemons do. */
static bool
close_all(void) {
    return close_range(0, ~0U, 0) == 0;
}

static void
test_process_no_descriptors_same_verdict(void) {
    use_policy("shut-1");
    CU_ASSERT_EQUAL(ask_in_child(close_all, RECORDER_ACCOUNT), PAM_PERM_DENIED);
    use_policy("free-1");
    CU_ASSERT_EQUAL(ask_in_child(close_all, RECORDER_ACCOUNT), PAM_SUCCESS);
}

static bool
hostile_environment(void) {
    static const char *const names[] = {
        "TZ",          "TZDIR",         "LANG", "LC_ALL", "LANGUAGE", "HOME",   "SEKISHO_POLICY",
        "HOSTALIASES", "MALLOC_CHECK_", "PATH", "SODIUM", "USER",     "LOGNAME"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (setenv(names[i], "%s/../../etc/passwd\n", 1) != 0)
            return false;
    return true;
}

static void
test_process_environment_same_verdict(void) {
    use_policy("shut-1");
    CU_ASSERT_EQUAL(ask_in_child(hostile_environment, RECORDER_ACCOUNT), PAM_PERM_DENIED);
    use_policy("free-1");
    CU_ASSERT_EQUAL(ask_in_child(hostile_environment, RECORDER_ACCOUNT), PAM_SUCCESS);
}

#define T(name)                                                                                              \
    { #name, name }
const char *const runner_suite = "pam: state of the host";
const CU_TestInfo runner_tests[] = {
    T(test_process_10000_calls_unchanged),          T(test_process_memory_does_not_grow),
    T(test_process_threads_load_and_unload),        T(test_process_module_unloaded_after_end),
    T(test_process_unprivileged_same_verdict),      T(test_process_own_policy_trusted_only_by_owner),
    T(test_process_no_random_numbers_same_verdict), T(test_process_no_descriptors_same_verdict),
    T(test_process_environment_same_verdict),       CU_TEST_INFO_NULL,
};
