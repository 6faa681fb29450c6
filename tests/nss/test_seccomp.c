/* In a process that may make hardly any system call, the module answers or says NOTFOUND, and nobody dies
 * (NSS-07). */
#include "support/runner.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/index_fixture.h"
#include "twin.h"

static struct twin_calls nss;
static struct fx_index_place place;

/* Everything but the listed calls and exit fails with EPERM. */
static bool
allow_only(const int *calls, size_t n_calls) {
    struct sock_filter code[64] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    struct sock_fprog program = {.filter = code};
    unsigned short at = 1;
    size_t n;

    for (n = 0; n <= n_calls; n++) {
        const unsigned call = (unsigned)(n < n_calls ? calls[n] : SYS_exit_group);
        code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1);
        code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    program.len = at;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* The answers of a child under the filter: 10 * that for yamada + that for suzuki, each status + 3; 255: no
 * filter. */
static int
ask_under(const int *calls, size_t n_calls) {
    int status = -1;
    const pid_t child = fork();

    if (child == 0) {
        struct passwd pw;
        char buffer[512];
        int errnum = 0, yamada, suzuki, again;
        if (!allow_only(calls, n_calls))
            _exit(255);
        yamada = nss.getpwnam_r("yamada", &pw, buffer, sizeof(buffer), &errnum);
        suzuki = nss.getpwnam_r("suzuki", &pw, buffer, sizeof(buffer), &errnum);
        again = nss.getpwnam_r("suzuki", &pw, buffer, sizeof(buffer), &errnum);
        _exit(again == suzuki ? (yamada + 3) * 10 + suzuki + 3 : 254);
    }
    CU_ASSERT_FATAL(child > 0 && waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

#define CODES(yamada, suzuki) ((NSS_STATUS_##yamada + 3) * 10 + NSS_STATUS_##suzuki + 3)

static void
test_under_seccomp_answers_or_not_found(void) {
    static const int all[] = {SYS_openat,  SYS_newfstatat, SYS_fstat,        SYS_read,
                              SYS_pread64, SYS_close,      SYS_clock_gettime};
    const size_t n_all = sizeof(all) / sizeof(all[0]);
    const struct sekisho_index_entry yamada = {
        .name = "yamada", .has_uid = true, .uid = 9, .has_account = true, .gid = 9, .gecos = "", .home = "/"};
    size_t left_out, n;

    fx_index_place_make(&place);
    twin_load(place.path, &nss);
    fx_index_write(&place, &yamada, 1, 1);
    CU_ASSERT_EQUAL(ask_under(all, n_all), CODES(SUCCESS, NOTFOUND));
    /* Each alone away: whatever is needed of them is missed quietly. */
    for (left_out = 0; left_out < n_all; left_out++) {
        int some[sizeof(all) / sizeof(all[0])];
        size_t n_some = 0;
        int answer;
        for (n = 0; n < n_all; n++)
            if (n != left_out)
                some[n_some++] = all[n];
        answer = ask_under(some, n_some);
        CU_ASSERT(answer == CODES(SUCCESS, NOTFOUND) || answer == CODES(NOTFOUND, NOTFOUND));
        if (all[left_out] == SYS_openat || all[left_out] == SYS_pread64)
            CU_ASSERT_EQUAL(answer, CODES(NOTFOUND, NOTFOUND));
    }
    CU_ASSERT_EQUAL(ask_under(NULL, 0), CODES(NOTFOUND, NOTFOUND));
    fx_index_place_remove(&place);
}

const char *const runner_suite = "nss seccomp";
const CU_TestInfo runner_tests[] = {
    {"under_seccomp_answers_or_not_found", test_under_seccomp_answers_or_not_found},
    CU_TEST_INFO_NULL,
};
