/* Policy files that are not what they should be: denied, at once, with the cause in the log (PAM-05, PAM-15).
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/policy.h"
#include "core/policy_seal.h"
#include "people.h"
#include "support/runner.h"

#ifdef SANITIZED
#define SLOW_MS 10000.0 /* now and then the sanitizer gives back memory for seconds */
#else
#define SLOW_MS 100.0
#endif

static char text[1 << 20];

static struct fixture *
f(void) {
    return fixture_shared();
}

static const char *
in_folder(const char *name) {
    static char path[FIXTURE_PATH_CAP];
    (void)snprintf(path, sizeof(path), "%s/%s", f()->folder, name);
    return path;
}

/* The shipped module's answer with the policy at that path. */
static int
ask(const char *policy) {
    const struct fixture_call call = {
        .service = "sshd", .user = fixture_some_user(), .door = RECORDER_ACCOUNT};
    char args[2 * FIXTURE_PATH_CAP];
    (void)snprintf(args, sizeof(args), "policy=%s", policy);
    fixture_recorded(f(), "sshd", TEST_MODULE, args);
    fixture_log_clear();
    fixture_recorder()->code = -1;
    (void)fixture_ask(f(), &call, NULL);
    return fixture_recorder()->code;
}

/* Denied as a fault, in time, and one of the two log lines names the cause. */
static void
expect_fault(const char *what, const char *policy, const char *cause) {
    const double start = fixture_ms();
    double took;
    int code;

    (void)alarm(60); /* a module that waits for a FIFO's other end waits for ever */
    code = ask(policy);
    (void)alarm(0);
    took = fixture_ms() - start;
    if (code == PAM_SYSTEM_ERR && took < SLOW_MS && fixture_log_has(cause) && fixture_log_has("verdict=deny"))
        return;
    printf("\n    %s: %s in %.1f ms, logged: %s\n", what, fixture_code_str(code), took, fixture_log.first);
    CU_FAIL("a bad policy file");
}

static size_t
good_policy(const char *more) {
    return fixture_policy_text(text, sizeof(text), "free-1", "en", more);
}

/* Everything below would be let in by this policy. */
static void
test_file_good_allowed(void) {
    (void)fixture_write(f(), "sekisho.conf", text, good_policy(""), 0644);
    CU_ASSERT_EQUAL(ask(f()->policy), PAM_IGNORE);
    (void)fixture_write(f(), "sekisho.conf", text, good_policy(""), 0444);
    CU_ASSERT_EQUAL(ask(f()->policy), PAM_IGNORE);
    (void)unlink(in_folder("second"));
    CU_ASSERT_EQUAL(link(f()->policy, in_folder("second")), 0);
    CU_ASSERT_EQUAL(ask(in_folder("second")), PAM_IGNORE);
}

static void
test_file_of_another_kind_denied(void) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd;

    (void)fixture_write(f(), "good", text, good_policy(""), 0644);
    expect_fault("missing", in_folder("missing"), "does not exist");
    CU_ASSERT_EQUAL(symlink("good", in_folder("link")), 0);
    expect_fault("symbolic link", in_folder("link"), "symbolic link");
    CU_ASSERT_EQUAL(symlink(".", in_folder("linked")), 0);
    expect_fault("linked folder", in_folder("linked/good"), "symbolic link");
    CU_ASSERT_EQUAL(symlink("link2", in_folder("link2")), 0);
    expect_fault("link to itself", in_folder("link2"), "symbolic link");
    CU_ASSERT_EQUAL(mkfifo(in_folder("fifo"), 0644), 0);
    expect_fault("FIFO", in_folder("fifo"), "not a plain file");
    CU_ASSERT_EQUAL(mkdir(in_folder("folder"), 0755), 0);
    expect_fault("folder", in_folder("folder"), "not a plain file");
    expect_fault("file as a folder", in_folder("good/sekisho.conf"), "good");
    expect_fault("device", "/dev/zero", "not a plain file");
    expect_fault("null device", "/dev/null", "not a plain file");
    expect_fault("terminal", "/dev/tty", "/dev/tty");
    expect_fault("process memory", "/proc/self/mem", "/proc/");
    expect_fault("descriptor", "/proc/self/fd/0", "/proc/");
    expect_fault("root", "/", "/");
    expect_fault("another file", "/etc/passwd", "/etc/passwd:1");
    CU_ASSERT_FATAL(strlen(in_folder("socket")) < sizeof(name.sun_path));
    memcpy(name.sun_path, in_folder("socket"), strlen(in_folder("socket")));
    CU_ASSERT_FATAL((fd = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0);
    CU_ASSERT_EQUAL(bind(fd, (const struct sockaddr *)&name, sizeof(name)), 0);
    expect_fault("socket", in_folder("socket"), "socket");
    (void)close(fd);
}

static void
test_file_too_large_denied(void) {
    const size_t len = good_policy("");

    (void)fixture_write(f(), "sparse", text, len, 0644);
    CU_ASSERT_EQUAL(truncate(in_folder("sparse"), (off_t)1 << 30), 0);
    expect_fault("1 GB sparse", in_folder("sparse"), "larger than");
    memset(text + len, '\n', SEKISHO_POLICY_MAX_BYTES + 1 - len);
    (void)fixture_write(f(), "cap", text, SEKISHO_POLICY_MAX_BYTES, 0644);
    CU_ASSERT_EQUAL(ask(in_folder("cap")), PAM_IGNORE);
    (void)fixture_write(f(), "over", text, SEKISHO_POLICY_MAX_BYTES + 1, 0644);
    expect_fault("one byte over", in_folder("over"), "larger than");
}

static void
expect_mode(const char *name, mode_t mode, const char *cause) {
    (void)fixture_write(f(), name, text, good_policy(""), mode);
    expect_fault(name, in_folder(name), cause);
}

static void
test_file_writable_by_others_denied(void) {
    char path[FIXTURE_PATH_CAP];
    expect_mode("world-writable", 0646, "can be written");
    expect_mode("group-writable", 0664, "can be written");
    expect_mode("all-writable", 0777, "can be written");
    CU_ASSERT_EQUAL(mkdir(in_folder("open"), 0755), 0);
    (void)fixture_write(f(), "open/policy", text, good_policy(""), 0644);
    (void)snprintf(path, sizeof(path), "%s", in_folder("open"));
    CU_ASSERT_EQUAL(ask(in_folder("open/policy")), PAM_IGNORE);
    CU_ASSERT_EQUAL(chmod(path, 0777), 0);
    expect_fault("folder world-writable", in_folder("open/policy"), "can be written");
    CU_ASSERT_EQUAL(chmod(path, 0775), 0);
    expect_fault("folder group-writable", in_folder("open/policy"), "can be written");
    CU_ASSERT_EQUAL(chmod(path, 01777), 0);
    expect_fault("folder like /tmp", in_folder("open/policy"), "can be written");
    CU_ASSERT_EQUAL(mkdir(in_folder("open/deep"), 0755), 0);
    (void)fixture_write(f(), "open/deep/policy", text, good_policy(""), 0644);
    CU_ASSERT_EQUAL(chmod(path, 0777), 0);
    expect_fault("folder above world-writable", in_folder("open/deep/policy"), "can be written");
    CU_ASSERT_EQUAL(chmod(path, 0755), 0);
    CU_ASSERT_EQUAL(ask(in_folder("open/deep/policy")), PAM_IGNORE);
}

static void
test_file_of_another_owner_denied(void) {
    char path[FIXTURE_PATH_CAP];
    if (getuid() != 0) {
        puts("\n    (another owner: skipped, not root)");
        return;
    }
    (void)fixture_write(f(), "strange", text, good_policy(""), 0644);
    CU_ASSERT_EQUAL(chown(in_folder("strange"), 65534, 65534), 0);
    expect_fault("another owner", in_folder("strange"), "must not own it");
    (void)unlink(in_folder("hard"));
    (void)snprintf(path, sizeof(path), "%s", in_folder("strange"));
    CU_ASSERT_EQUAL(link(path, in_folder("hard")), 0);
    expect_fault("hard link to another's", in_folder("hard"), "must not own it");
    CU_ASSERT_EQUAL(mkdir(in_folder("theirs"), 0755), 0);
    (void)fixture_write(f(), "theirs/policy", text, good_policy(""), 0644);
    CU_ASSERT_EQUAL(chown(in_folder("theirs"), 65534, 65534), 0);
    expect_fault("in another's folder", in_folder("theirs/policy"), "must not own it");
}

static void
test_file_contents_bad_denied(void) {
    static const struct {
        const char *what, *text;
        size_t len; /* 0: of text */
    } table[] = {
        {"blank", " \n\t\n", 0},
        {"comment", "# nothing\n", 0},
        {"NUL", "utc_offset\0 = \"+09:00\";", 24},
        {"include", "@include \"/etc/passwd\"\n", 0},
        {"UTF-16", "\xff\xfeu\0t\0c\0", 8},
        {"binary",
         "\x7f"
         "ELF\2\1\1\0",
         8},
        {"brackets", "((((((((((((((((((((((((((((((((((((((((", 0},
        {"unknown setting", "utc_ofset = \"+09:00\";\n", 0},
    };
    (void)fixture_write(f(), "bad", "", 0, 0644);
    expect_fault("empty", in_folder("bad"), "bad");
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        (void)fixture_write(f(), "bad", table[i].text,
                            table[i].len != 0 ? table[i].len : strlen(table[i].text), 0644);
        expect_fault(table[i].what, in_folder("bad"), "bad:");
    }
    (void)fixture_write(f(), "bad", text, good_policy("holidays_file = \"/x\";\n"), 0644);
    expect_fault("setting in the wrong place", in_folder("bad"), "holidays_file");
}

/* Each cut of a policy: in no case let in, and never a crash. The last section is one that must be there. */
static void
test_file_cut_anywhere_denied(void) {
    const size_t len = good_policy("");
    for (size_t cut = 0; cut < len - 2; cut++) {
        (void)fixture_write(f(), "cut", text, cut, 0644);
        if (ask(in_folder("cut")) != PAM_SYSTEM_ERR) {
            printf("\n    cut at %zu of %zu: %s\n", cut, len, fixture_code_str(fixture_recorder()->code));
            CU_FAIL("a cut policy");
        }
    }
}

/* Staff out of hours under a sealed policy whose every byte is flipped in turn: seal, text, newline and all.
 */
static void
test_file_sealed_each_byte_flipped_denied(void) {
    static const unsigned char masks[] = {0x01, 0x20, 0x80, 0xff};
    char *sealed = NULL;
    size_t len = good_policy(""), flipped = 0;
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_seal_text(text, len, &sealed, &len), SEKISHO_OK);
    (void)fixture_write(f(), "sealed", sealed, len, 0644);
    CU_ASSERT_EQUAL(ask(in_folder("sealed")), PAM_IGNORE);
    for (size_t at = 0; at < len; at++) {
        const char was = sealed[at];
        for (size_t k = 0; k < sizeof(masks); k++) {
            sealed[at] = (char)(was ^ (char)masks[k]);
            (void)fixture_write(f(), "sealed", sealed, len, 0644);
            if (ask(in_folder("sealed")) != PAM_SYSTEM_ERR || !fixture_log_has("sealed")) {
                printf("\n    byte %zu ^ %02x of %zu: %s\n", at, masks[k], len,
                       fixture_code_str(fixture_recorder()->code));
                CU_FAIL("a flipped byte");
            }
            flipped++;
        }
        sealed[at] = was;
    }
    CU_ASSERT(len > 1500 && flipped == 4 * len);
    free(sealed);
}

/* A restriction that is cut off must not set anybody free: the seal went with it. */
static void
test_file_sealed_cut_anywhere_never_wider(void) {
    const struct fixture_call call = {.service = "sshd", .user = "haken", .door = RECORDER_ACCOUNT};
    struct hooks *hooks = people_hooks();
    char *sealed = NULL, args[FIXTURE_PATH_CAP + 16];
    size_t len = fixture_policy_text(text, sizeof(text), "jumin-01", "en", PEOPLE_RESTRICT), wider = 0;

    CU_ASSERT_EQUAL_FATAL(sekisho_policy_seal_text(text, len, &sealed, &len), SEKISHO_OK);
    (void)snprintf(args, sizeof(args), "policy=%s", in_folder("cut"));
    fixture_recorded(f(), "sshd", TEST_TWIN_FAULT, args);
    for (size_t cut = 0; cut <= len; cut++) {
        people_reset(hooks, PEOPLE_EARLY);
        (void)fixture_write(f(), "cut", sealed, cut, 0644);
        (void)fixture_ask(f(), &call, NULL);
        if (fixture_recorder()->code != PAM_PERM_DENIED && fixture_recorder()->code != PAM_SYSTEM_ERR) {
            printf("\n    cut at %zu of %zu: %s\n", cut, len, fixture_code_str(fixture_recorder()->code));
            wider++;
        }
    }
    CU_ASSERT_EQUAL(wider, 0);
    free(sealed);
}

/* It must have worked until now. */
static void
stop(pid_t child) {
    int status = 0;
    (void)kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* A child swaps the policy for links, FIFOs and nothing as fast as it can; only the closed one may be
 * believed. */
static void
swap_for_ever(const char *policy) {
    char shut[FIXTURE_PATH_CAP], link_to_free[FIXTURE_PATH_CAP + 8], fifo[FIXTURE_PATH_CAP + 8];
    (void)snprintf(shut, sizeof(shut), "%s", in_folder("shut"));
    (void)snprintf(link_to_free, sizeof(link_to_free), "%s.link", policy);
    (void)snprintf(fifo, sizeof(fifo), "%s.fifo", policy);
    for (;;) {
        if (symlink("free", link_to_free) != 0 || rename(link_to_free, policy) != 0 || unlink(policy) != 0 ||
            link(shut, policy) != 0 || mkfifo(fifo, 0644) != 0 || rename(fifo, policy) != 0 ||
            unlink(policy) != 0 || link(shut, policy) != 0 || unlink(policy) != 0)
            _exit(1);
    }
}

static void
test_file_swap_race_never_permits(void) {
    size_t len = good_policy(""), seen_shut = 0, seen_fault = 0;
    char policy[FIXTURE_PATH_CAP];
    pid_t child;

    (void)fixture_write(f(), "free", text, len, 0644);
    len = fixture_policy_text(text, sizeof(text), "shut-1", "en", "");
    (void)fixture_write(f(), "shut", text, len, 0644);
    (void)snprintf(policy, sizeof(policy), "%s", in_folder("raced"));
    if ((child = fork()) == 0) {
        swap_for_ever(policy);
        _exit(0);
    }
    CU_ASSERT_FATAL(child > 0);
    for (int round = 0; round < 3000; round++) {
        const double start = fixture_ms();
        const int code = ask(policy);
        seen_shut += code == PAM_PERM_DENIED;
        seen_fault += code == PAM_SYSTEM_ERR;
        if ((code != PAM_PERM_DENIED && code != PAM_SYSTEM_ERR) || fixture_ms() - start > 10 * SLOW_MS) {
            printf("\n    round %d: %s in %.1f ms, logged: %s\n", round, fixture_code_str(code),
                   fixture_ms() - start, fixture_log.first);
            CU_FAIL("lost a race");
        }
    }
    stop(child);
    CU_ASSERT(seen_shut > 0 && seen_fault > 0);
}

/* Rewritten in place while it is read: the old, the new, or a fault; here both deny. */
static void
test_file_rewritten_in_place_never_permits(void) {
    const size_t len = fixture_policy_text(text, sizeof(text), "shut-1", "en", "");
    const char *path = fixture_write(f(), "torn", text, len, 0644);
    const pid_t child = fork();

    if (child == 0)
        for (;;) {
            const int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
            if (fd < 0 || write(fd, text, len / 2) < 0 || write(fd, text + len / 2, len - len / 2) < 0)
                _exit(1);
            (void)close(fd);
        }
    CU_ASSERT_FATAL(child > 0);
    for (int round = 0; round < 2000; round++) {
        const int code = ask(in_folder("torn"));
        if (code != PAM_PERM_DENIED && code != PAM_SYSTEM_ERR)
            CU_FAIL("believed a torn policy");
    }
    stop(child);
}

#define T(name)                                                                                              \
    { #name, name }
const char *const runner_suite = "pam: files";
const CU_TestInfo runner_tests[] = {
    T(test_file_good_allowed),
    T(test_file_of_another_kind_denied),
    T(test_file_too_large_denied),
    T(test_file_writable_by_others_denied),
    T(test_file_of_another_owner_denied),
    T(test_file_contents_bad_denied),
    T(test_file_cut_anywhere_denied),
    T(test_file_sealed_each_byte_flipped_denied),
    T(test_file_sealed_cut_anywhere_never_wider),
    T(test_file_swap_race_never_permits),
    T(test_file_rewritten_in_place_never_permits),
    CU_TEST_INFO_NULL,
};
