/* The module's functions called as glibc calls them, held against glibc's contract in every buffer size. */
#include "support/runner.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support/index_fixture.h"
#include "twin.h"

#define NOW    1800000000
#define CANARY 0x5a

static const struct sekisho_index_entry revoked[] = {
    {.name = "yamada",
     .from_at = 1,
     .has_uid = true,
     .uid = 4001,
     .has_account = true,
     .gid = 4100,
     .gecos = "Yamada Taro,,,",
     .home = "/home/yamada"},
    {.name = "later",
     .from_at = NOW + 100,
     .has_uid = true,
     .uid = 4002,
     .has_account = true,
     .gid = 4002,
     .home = "/h"},
    {.name = "name-only", .from_at = NOW - 1},
    {.name = "uid-only", .from_at = NOW - 1, .has_uid = true, .uid = 4003},
    {.name = "root", .from_at = 0, .has_uid = true, .uid = 0, .has_account = true, .home = "/root"},
    {.name = "toor", .from_at = 0, .has_uid = true, .uid = 0, .has_account = true, .home = "/root"},
};
#define N_REVOKED (sizeof(revoked) / sizeof(revoked[0]))

static struct twin_calls nss;
static struct fx_index_place place;

/* Each test starts with this list, at this instant. */
static void
begin(void) {
    if (nss.twin == NULL) {
        fx_index_place_make(&place);
        twin_load(place.path, &nss);
    }
    fx_index_write(&place, revoked, N_REVOKED, 1);
    nss.twin->has_now = true;
    nss.twin->is_clock_broken = false;
    nss.twin->now = NOW;
}

static void
end(void) {
    fx_index_place_remove(&place);
    nss.twin = NULL;
}

static enum nss_status
ask_name(const char *name) {
    struct passwd pw;
    char buffer[2048];
    int errnum = 0;
    const enum nss_status status = nss.getpwnam_r(name, &pw, buffer, sizeof(buffer), &errnum);
    CU_ASSERT_EQUAL(errnum, status == NSS_STATUS_SUCCESS ? 0 : ENOENT);
    return status;
}

static enum nss_status
ask_uid(uid_t uid) {
    struct passwd pw;
    char buffer[2048];
    int errnum = 0;
    return nss.getpwuid_r(uid, &pw, buffer, sizeof(buffer), &errnum);
}

static enum nss_status
ask_shadow(const char *name) {
    struct spwd sp;
    char buffer[2048];
    int errnum = 0;
    return nss.getspnam_r(name, &sp, buffer, sizeof(buffer), &errnum);
}

static bool
is_inside(const char *text, const char *buffer, size_t len) {
    return text >= buffer && text + strlen(text) < buffer + len;
}

/* A buffer of any length at any alignment, with canaries on both sides. */
struct area {
    char before[64], bytes[512];
};

static char *
area_fill(struct area *area, size_t offset) {
    memset(area, CANARY, sizeof(*area));
    return area->bytes + offset;
}

static bool
area_is_intact(const struct area *area, size_t offset, size_t len) {
    const char *all = (const char *)area;
    const size_t start = sizeof(area->before) + offset;
    size_t n;
    for (n = 0; n < sizeof(*area); n++)
        if ((n < start || n >= start + len) && all[n] != CANARY)
            return false;
    return true;
}

static void
test_getpwnam_every_buffer_length_erange_then_success(void) {
    const size_t need = sizeof("yamada") + sizeof("x") + sizeof("Yamada Taro,,,") + sizeof("/home/yamada") +
                        sizeof("/usr/sbin/nologin");
    struct area area;
    size_t offset, len;

    begin();
    for (offset = 0; offset < 8; offset++)
        for (len = 0; len <= need + 1; len++) {
            char *buffer = area_fill(&area, offset);
            struct passwd pw = {.pw_uid = 1};
            int by_name = 0, by_uid = 0;
            const enum nss_status want = len < need ? NSS_STATUS_TRYAGAIN : NSS_STATUS_SUCCESS;
            CU_ASSERT_EQUAL(nss.getpwuid_r(4001, &pw, buffer, len, &by_uid), want);
            CU_ASSERT_EQUAL(nss.getpwnam_r("yamada", &pw, buffer, len, &by_name), want);
            CU_ASSERT_EQUAL(by_name, len < need ? ERANGE : 0);
            CU_ASSERT_EQUAL(by_uid, len < need ? ERANGE : 0);
            CU_ASSERT(area_is_intact(&area, offset, len));
            if (want != NSS_STATUS_SUCCESS) {
                CU_ASSERT_EQUAL(pw.pw_uid, 1);
                continue;
            }
            CU_ASSERT_STRING_EQUAL(pw.pw_name, "yamada");
            CU_ASSERT_STRING_EQUAL(pw.pw_passwd, "x");
            CU_ASSERT_STRING_EQUAL(pw.pw_gecos, "Yamada Taro,,,");
            CU_ASSERT_STRING_EQUAL(pw.pw_dir, "/home/yamada");
            CU_ASSERT_STRING_EQUAL(pw.pw_shell, "/usr/sbin/nologin");
            CU_ASSERT(pw.pw_uid == 4001 && pw.pw_gid == 4100);
            CU_ASSERT(is_inside(pw.pw_name, buffer, len) && is_inside(pw.pw_passwd, buffer, len) &&
                      is_inside(pw.pw_gecos, buffer, len) && is_inside(pw.pw_dir, buffer, len) &&
                      is_inside(pw.pw_shell, buffer, len));
        }
    end();
}

static void
test_getspnam_every_buffer_length_erange_then_success(void) {
    const size_t need = sizeof("yamada") + sizeof("!*");
    struct area area;
    size_t offset, len;

    begin();
    for (offset = 0; offset < 8; offset++)
        for (len = 0; len <= need + 1; len++) {
            char *buffer = area_fill(&area, offset);
            struct spwd sp = {.sp_expire = 77};
            int errnum = 0;
            const enum nss_status want = len < need ? NSS_STATUS_TRYAGAIN : NSS_STATUS_SUCCESS;
            CU_ASSERT_EQUAL(nss.getspnam_r("yamada", &sp, buffer, len, &errnum), want);
            CU_ASSERT_EQUAL(errnum, len < need ? ERANGE : 0);
            CU_ASSERT(area_is_intact(&area, offset, len));
            if (want != NSS_STATUS_SUCCESS) {
                CU_ASSERT_EQUAL(sp.sp_expire, 77);
                continue;
            }
            CU_ASSERT_STRING_EQUAL(sp.sp_namp, "yamada");
            CU_ASSERT_STRING_EQUAL(sp.sp_pwdp, "!*");
            CU_ASSERT_EQUAL(sp.sp_expire, 1);
            /* 0 would ask for a new password, which is a way in. */
            CU_ASSERT(sp.sp_lstchg == -1 && sp.sp_min == -1 && sp.sp_max == -1 && sp.sp_warn == -1 &&
                      sp.sp_inact == -1 && sp.sp_flag == ~0UL);
            CU_ASSERT(is_inside(sp.sp_namp, buffer, len) && is_inside(sp.sp_pwdp, buffer, len));
        }
    end();
}

static void
test_initgroups_revoked_keeps_the_primary_group_alone(void) {
    gid_t *groups = malloc(sizeof(*groups)), *const given = groups;
    long start = 1, size = 1;
    int errnum = 0;

    begin();
    CU_ASSERT_PTR_NOT_NULL_FATAL(groups);
    groups[0] = 4100;
    CU_ASSERT_EQUAL(nss.initgroups_dyn("yamada", 4100, &start, &size, &groups, 1, &errnum),
                    NSS_STATUS_SUCCESS);
    CU_ASSERT(start == 1 && size == 1 && groups == given && groups[0] == 4100);
    CU_ASSERT_EQUAL(nss.initgroups_dyn("name-only", 4100, &start, &size, &groups, 1, &errnum),
                    NSS_STATUS_SUCCESS);
    CU_ASSERT_EQUAL(errnum, 0);
    CU_ASSERT_EQUAL(nss.initgroups_dyn("suzuki", 4100, &start, &size, &groups, 1, &errnum),
                    NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(errnum, ENOENT);
    CU_ASSERT(start == 1 && size == 1 && groups == given && groups[0] == 4100);
    free(groups);
    end();
}

static void
test_not_found_errno_kept_errnop_never_zero(void) {
    static const int before[] = {0, EACCES, ERANGE, ENOENT};
    struct passwd pw;
    struct spwd sp;
    char buffer[256];
    size_t n;

    begin();
    for (n = 0; n < sizeof(before) / sizeof(before[0]); n++) {
        int errnum = 0;
        errno = before[n];
        CU_ASSERT_EQUAL(nss.getpwnam_r("suzuki", &pw, buffer, sizeof(buffer), &errnum), NSS_STATUS_NOTFOUND);
        CU_ASSERT(errno == before[n] && errnum == ENOENT);
        errno = before[n];
        CU_ASSERT_EQUAL(nss.getpwuid_r(9999, &pw, buffer, sizeof(buffer), &errno), NSS_STATUS_NOTFOUND);
        CU_ASSERT_EQUAL(errno, before[n] == 0 ? ENOENT : before[n]);
        errno = before[n];
        CU_ASSERT_EQUAL(nss.getspnam_r("suzuki", &sp, buffer, sizeof(buffer), &errno), NSS_STATUS_NOTFOUND);
        CU_ASSERT_EQUAL(errno, before[n] == 0 ? ENOENT : before[n]);
        errno = before[n];
        CU_ASSERT_EQUAL(nss.getpwnam_r("yamada", &pw, buffer, sizeof(buffer), &errno), NSS_STATUS_SUCCESS);
        CU_ASSERT_EQUAL(errno, before[n]);
        CU_ASSERT_EQUAL(nss.getpwnam_r("yamada", &pw, buffer, 3, &errno), NSS_STATUS_TRYAGAIN);
        CU_ASSERT_EQUAL(errno, ERANGE);
    }
    /* The failed open of a missing index must not show either. */
    CU_ASSERT_EQUAL(unlink(place.path), 0);
    errno = EACCES;
    CU_ASSERT_EQUAL(nss.getpwnam_r("yamada", &pw, buffer, sizeof(buffer), &errno), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(errno, EACCES);
    end();
}

static void
test_names_that_are_none_not_found(void) {
    static const char *const names[] = {NULL,      "",      "-yamada",  "yamada/", "Yamada",
                                        "yamada ", "yamad", "yamada\n", ".."};
    char longest[70000];
    size_t n;

    begin();
    for (n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
        CU_ASSERT_EQUAL(ask_name(names[n]), NSS_STATUS_NOTFOUND);
        CU_ASSERT_EQUAL(ask_shadow(names[n]), NSS_STATUS_NOTFOUND);
    }
    memset(longest, 'y', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    CU_ASSERT_EQUAL(ask_name(longest), NSS_STATUS_NOTFOUND);
    end();
}

static void
test_effective_date_to_the_second(void) {
    begin();
    nss.twin->now = NOW + 99;
    CU_ASSERT_EQUAL(ask_name("later"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_uid(4002), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_shadow("later"), NSS_STATUS_NOTFOUND);
    nss.twin->now = NOW + 100;
    CU_ASSERT_EQUAL(ask_name("later"), NSS_STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ask_uid(4002), NSS_STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ask_shadow("later"), NSS_STATUS_SUCCESS);
    nss.twin->is_clock_broken = true;
    CU_ASSERT_EQUAL(ask_name("later"), NSS_STATUS_NOTFOUND);
    end();
}

static void
test_without_account_shadow_alone_answers(void) {
    begin();
    CU_ASSERT_EQUAL(ask_name("name-only"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_shadow("name-only"), NSS_STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ask_name("uid-only"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_uid(4003), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_shadow("uid-only"), NSS_STATUS_SUCCESS);
    end();
}

static void
test_root_is_never_shown_locked(void) {
    begin();
    CU_ASSERT_EQUAL(ask_name("root"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_shadow("root"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_name("toor"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_shadow("toor"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_uid(0), NSS_STATUS_NOTFOUND);
    end();
}

static void
test_enumeration_is_empty(void) {
    struct passwd pw;
    char buffer[64];
    int errnum = 0;
    begin();
    CU_ASSERT_EQUAL(nss.setpwent(1), NSS_STATUS_SUCCESS);
    CU_ASSERT_EQUAL(nss.getpwent_r(&pw, buffer, sizeof(buffer), &errnum), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(errnum, ENOENT);
    CU_ASSERT_EQUAL(nss.getpwent_r(&pw, NULL, 0, &errnum), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(nss.endpwent(), NSS_STATUS_SUCCESS);
    end();
}

/* The file is old for the twin's clock, so misses are remembered; a new list must show at once all the same.
 */
static void
test_remembered_misses_end_with_the_list(void) {
    const struct sekisho_index_entry suzuki = {.name = "suzuki",
                                               .has_uid = true,
                                               .uid = 5001,
                                               .has_account = true,
                                               .gid = 1,
                                               .gecos = "",
                                               .home = "/"};
    int round;

    begin();
    nss.twin->now = (int64_t)time(NULL) + 3600;
    for (round = 0; round < 200; round++) {
        CU_ASSERT_EQUAL(ask_name("suzuki"), NSS_STATUS_NOTFOUND);
        CU_ASSERT_EQUAL(ask_name("suzuki"), NSS_STATUS_NOTFOUND);
        CU_ASSERT_EQUAL(ask_uid(5001), NSS_STATUS_NOTFOUND);
        fx_index_write(&place, &suzuki, 1, 2);
        CU_ASSERT_EQUAL(ask_name("suzuki"), NSS_STATUS_SUCCESS);
        CU_ASSERT_EQUAL(ask_uid(5001), NSS_STATUS_SUCCESS);
        CU_ASSERT_EQUAL(ask_shadow("suzuki"), NSS_STATUS_SUCCESS);
        CU_ASSERT_EQUAL(ask_name("yamada"), NSS_STATUS_NOTFOUND);
        fx_index_write(&place, revoked, N_REVOKED, 3);
        CU_ASSERT_EQUAL(ask_name("yamada"), NSS_STATUS_SUCCESS);
    }
    end();
}

/* Known before it is effective: must not be remembered as a miss. */
static void
test_remembered_misses_hold_nobody_in_the_list(void) {
    struct sekisho_index_entry person = revoked[1];
    begin();
    person.from_at = (int64_t)time(NULL) + 7200;
    fx_index_write(&place, &person, 1, 2);
    nss.twin->now = person.from_at - 1;
    CU_ASSERT_EQUAL(ask_name("later"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_name("later"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(ask_uid(4002), NSS_STATUS_NOTFOUND);
    nss.twin->now = person.from_at;
    CU_ASSERT_EQUAL(ask_name("later"), NSS_STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ask_uid(4002), NSS_STATUS_SUCCESS);
    end();
}

static size_t
count_descriptors(void) {
    DIR *dir = opendir("/proc/self/fd");
    size_t n = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    while (readdir(dir) != NULL)
        n++;
    (void)closedir(dir);
    return n;
}

static void *
ask_till_cancelled(void *unused) {
    const time_t until = time(NULL) + 10;
    while (time(NULL) < until) {
        struct passwd pw;
        char buffer[256];
        int errnum;
        (void)nss.getpwnam_r("yamada", &pw, buffer, sizeof(buffer), &errnum);
        pthread_testcancel();
    }
    return unused;
}

static void
test_cancelled_thread_leaves_no_descriptor(void) {
    const struct timespec pause = {.tv_nsec = 300000};
    size_t before;
    int n;

    begin();
    before = count_descriptors();
    for (n = 0; n < 200; n++) {
        pthread_t thread;
        CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, ask_till_cancelled, NULL), 0);
        (void)nanosleep(&pause, NULL);
        CU_ASSERT_EQUAL(pthread_cancel(thread), 0);
        CU_ASSERT_EQUAL(pthread_join(thread, NULL), 0);
    }
    CU_ASSERT_EQUAL(count_descriptors(), before);
    end();
}

static void
test_no_descriptor_to_be_had_not_found(void) {
    struct rlimit before, none;
    begin();
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &none), 0);
    CU_ASSERT_EQUAL(ask_name("yamada"), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &before), 0);
    CU_ASSERT_EQUAL(ask_name("yamada"), NSS_STATUS_SUCCESS);
    end();
}

const char *const runner_suite = "nss contract";
const CU_TestInfo runner_tests[] = {
    {"getpwnam_every_buffer_length_erange_then_success",
     test_getpwnam_every_buffer_length_erange_then_success},
    {"getspnam_every_buffer_length_erange_then_success",
     test_getspnam_every_buffer_length_erange_then_success},
    {"initgroups_revoked_keeps_the_primary_group_alone",
     test_initgroups_revoked_keeps_the_primary_group_alone},
    {"not_found_errno_kept_errnop_never_zero", test_not_found_errno_kept_errnop_never_zero},
    {"names_that_are_none_not_found", test_names_that_are_none_not_found},
    {"effective_date_to_the_second", test_effective_date_to_the_second},
    {"without_account_shadow_alone_answers", test_without_account_shadow_alone_answers},
    {"root_is_never_shown_locked", test_root_is_never_shown_locked},
    {"enumeration_is_empty", test_enumeration_is_empty},
    {"remembered_misses_end_with_the_list", test_remembered_misses_end_with_the_list},
    {"remembered_misses_hold_nobody_in_the_list", test_remembered_misses_hold_nobody_in_the_list},
    {"cancelled_thread_leaves_no_descriptor", test_cancelled_thread_leaves_no_descriptor},
    {"no_descriptor_to_be_had_not_found", test_no_descriptor_to_be_had_not_found},
    CU_TEST_INFO_NULL,
};
