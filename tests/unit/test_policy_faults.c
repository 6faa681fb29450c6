#include "support/runner.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "core/policy_libconfig.h"
#include "core/policy_seal.h"
#include "support/policy_text.h"

/*
 * Memory that runs out: at each malloc of ours (linked with --wrap), and under libconfig, whose mallocs
 * nobody checks. Also that libconfig leaves the thread's locale as it was.
 */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void __wrap_free(void *block);

static unsigned fail_at; /* the k-th allocation from now; 0: none */
static unsigned calls;
static long live;

static bool
fails(void) {
    calls++;
    return fail_at != 0 && calls == fail_at;
}

void *
__wrap_malloc(size_t size) {
    void *block = fails() ? NULL : __real_malloc(size);
    live += block != NULL;
    return block;
}

void *
__wrap_calloc(size_t n, size_t size) {
    void *block = fails() ? NULL : __real_calloc(n, size);
    live += block != NULL;
    return block;
}

void
__wrap_free(void *block) {
    live -= block != NULL;
    __real_free(block);
}

/* Calls act with the 1st, 2nd, ... allocation failing until none fails; each must say so and leave nothing.
 */
static unsigned
sweep(enum sekisho_rc (*act)(struct sekisho_diag *diag)) {
    struct sekisho_diag diag;
    enum sekisho_rc rc = SEKISHO_E_NOMEM;
    unsigned k = 0;
    while (rc == SEKISHO_E_NOMEM && k < 10000) {
        const long before = live;
        memset(&diag, 0, sizeof(diag));
        fail_at = ++k;
        calls = 0;
        rc = act(&diag);
        fail_at = 0;
        CU_ASSERT_EQUAL(live, before);
        if (rc == SEKISHO_E_NOMEM)
            CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_FILE_NOMEM);
    }
    CU_ASSERT_EQUAL(rc, SEKISHO_OK);
    return k - 1;
}

static char *policy_text;
static size_t policy_len;
static char policy_path[4096];

static enum sekisho_rc
act_load_text(struct sekisho_diag *diag) {
    struct sekisho_policy *policy = NULL;
    const enum sekisho_rc rc = policy_text_load(policy_text, policy_len, &policy, diag);
    CU_ASSERT_EQUAL(rc == SEKISHO_OK, policy != NULL);
    sekisho_policy_free(policy);
    return rc;
}

static enum sekisho_rc
act_load_file(struct sekisho_diag *diag) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    struct sekisho_policy *policy = NULL;
    const enum sekisho_rc rc = sekisho_policy_load(policy_path, any, &policy, diag);
    CU_ASSERT_EQUAL(rc == SEKISHO_OK, policy != NULL);
    sekisho_policy_free(policy);
    return rc;
}

static enum sekisho_rc
act_agree(struct sekisho_diag *diag) {
    return sekisho_policy_libconfig_agrees(policy_text, policy_len, diag);
}

static void
test_load_each_failing_allocation_is_said(void) {
    policy_text = policy_text_read("tests/data/policy/good.conf", &policy_len);
    CU_ASSERT_TRUE(sweep(act_load_text) >= 5);
    CU_ASSERT_TRUE(sweep(act_agree) >= 3);
    (void)snprintf(policy_path, sizeof(policy_path), "%s/tests/data/policy/good.conf", TEST_SRCDIR);
    CU_ASSERT_TRUE(sweep(act_load_file) >= 5);
    free(policy_text);
}

/* Many blocks of the arena, so that a later one fails too. */
static void
test_load_large_each_failing_allocation_is_said(void) {
    static const char find[] = "restrict = (\n", entry[] = "{ users = [\"u\"]; hours = \"stopped\"; },\n";
    size_t len, put_len = sizeof(find) - 1;
    char *good = policy_text_read("tests/data/policy/good.conf", &len);
    char *put = malloc(sizeof(find) + 900 * sizeof(entry));
    CU_ASSERT_PTR_NOT_NULL_FATAL(put);
    memcpy(put, find, put_len);
    for (unsigned i = 0; i < 900; i++, put_len += sizeof(entry) - 1)
        memcpy(put + put_len, entry, sizeof(entry) - 1);
    policy_text = policy_text_change(good, len, find, put, put_len, &policy_len);
    CU_ASSERT_TRUE(sweep(act_load_text) > 7);
    free(policy_text);
    free(put);
    free(good);
}

static void
test_reload_failing_allocation_leaves_no_policy(void) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;
    const long before = live;
    (void)snprintf(policy_path, sizeof(policy_path), "%s/tests/data/policy/good.conf", TEST_SRCDIR);
    CU_ASSERT_EQUAL(sekisho_policy_reload(policy_path, any, &policy, &diag), SEKISHO_OK);
    calls = 0;
    fail_at = 1;
    CU_ASSERT_EQUAL(sekisho_policy_reload(policy_path, any, &policy, &diag), SEKISHO_E_NOMEM);
    fail_at = 0;
    CU_ASSERT_PTR_NULL(policy);
    CU_ASSERT_EQUAL(live, before);
}

static void
test_seal_failing_allocation_is_said(void) {
    char *sealed = NULL;
    size_t len;
    calls = 0;
    fail_at = 1;
    CU_ASSERT_EQUAL(sekisho_policy_seal_text("a", 1, &sealed, &len), SEKISHO_E_NOMEM);
    fail_at = 0;
    CU_ASSERT_PTR_NULL(sealed);
}

static void
test_agrees_thread_locale_stays(void) {
    const locale_t own = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = uselocale((locale_t)0);
    struct sekisho_diag diag;
    CU_ASSERT_NOT_EQUAL_FATAL(own, (locale_t)0);
    (void)uselocale(own);
    CU_ASSERT_EQUAL(sekisho_policy_libconfig_agrees("a = 1;", 6, &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(uselocale((locale_t)0), own);
    (void)uselocale(before);
    freelocale(own);
}

/* Text that makes libconfig want much: unit repeated, n times. */
static char *
repeat(const char *before, const char *unit, unsigned n, const char *after, size_t *ret_len) {
    const size_t unit_len = strlen(unit);
    char *text = malloc(strlen(before) + n * unit_len + strlen(after) + 1), *at = text;
    if (text == NULL)
        abort();
    at += sprintf(at, "%s", before);
    for (unsigned i = 0; i < n; i++, at += unit_len)
        memcpy(at, unit, unit_len);
    at += sprintf(at, "%s", after);
    *ret_len = (size_t)(at - text);
    return text;
}

static size_t
address_space(void) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%lu", &pages) != 1)
        abort();
    (void)fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* In a process of its own with so many bytes more than it has: 0 agreed, 1 no memory; anything else is harm.
 */
static int
agree_within(const char *text, size_t len, size_t bytes) {
    int status = 0;
    const pid_t pid = fork();
    if (pid == 0) {
        struct sekisho_diag diag;
        struct rlimit limit = {.rlim_cur = address_space() + bytes, .rlim_max = RLIM_INFINITY};
        enum sekisho_rc rc;
        if (setrlimit(RLIMIT_AS, &limit) != 0)
            _exit(9);
        rc = sekisho_policy_libconfig_agrees(text, len, &diag);
        _exit(rc == SEKISHO_OK ? 0 : rc == SEKISHO_E_NOMEM ? 1 : 8);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        abort();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static void
check_within_any_limit(const char *text, size_t len) {
    unsigned n_agreed = 0, n_refused = 0;
    size_t bytes = 0;
    for (; bytes < (size_t)256 << 20 && n_agreed < 3; bytes += bytes / 12 + 16384) {
        const int result = agree_within(text, len, bytes);
        if (result > 1)
            printf("\n%.40s... with %zu bytes more: %d\n", text, bytes, result);
        CU_ASSERT_TRUE_FATAL(result <= 1);
        n_agreed += result == 0;
        n_refused += result == 1;
    }
    if (n_agreed == 0 || n_refused == 0)
        printf("\n%.40s...: %u agreed, %u refused\n", text, n_agreed, n_refused);
    CU_ASSERT_TRUE(n_agreed > 0 && n_refused > 0);
}

static void
test_agrees_no_limit_of_memory_ends_the_process(void) {
    static const struct {
        const char *before, *unit, *after;
        unsigned n;
    } shape[] = {
        {"a=(", "(0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0),", "0);", 2000},
        {"a=((", "0),(", "0));", 2000},
        {"a=(((((((", "0),(", "0)))))));", 2000},
        {"a=(", "{b={c={d={}}}},", "{});", 2000},
        {"a=(", "[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"],", "0);", 2000},
        {"a=\"", "0123456789abcdef", "\";", 25000},
        {"a=(\"", "0123456789abcdef0123456789abcdef0123456789abcdef\",\"", "\");", 2000},
        {"/*", "0123456789abcdef\n", "*/ a=1;", 25000},
    };
#if defined(__SANITIZE_ADDRESS__)
    printf("skipped: a limit of address space and the sanitizer's shadow do not go together ... ");
    return;
#endif
    for (size_t i = 0; i < sizeof(shape) / sizeof(shape[0]); i++) {
        size_t len;
        char *text = repeat(shape[i].before, shape[i].unit, shape[i].n, shape[i].after, &len);
        check_within_any_limit(text, len);
        free(text);
    }
}

const char *const runner_suite = "policy faults";
const CU_TestInfo runner_tests[] = {
    {"load_each_failing_allocation_is_said", test_load_each_failing_allocation_is_said},
    {"load_large_each_failing_allocation_is_said", test_load_large_each_failing_allocation_is_said},
    {"reload_failing_allocation_leaves_no_policy", test_reload_failing_allocation_leaves_no_policy},
    {"seal_failing_allocation_is_said", test_seal_failing_allocation_is_said},
    {"agrees_thread_locale_stays", test_agrees_thread_locale_stays},
    {"agrees_no_limit_of_memory_ends_the_process", test_agrees_no_limit_of_memory_ends_the_process},
    CU_TEST_INFO_NULL,
};
