#include "support/hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/attr.h"

SEKISHO_PUBLIC struct hooks sekisho_hooks;

#define H (&sekisho_hooks)

/* Each symbol in two: what the module calls now, and what libc has. */
#define WRAP(type, name, ...)                                                                                \
    type __real_##name(__VA_ARGS__);                                                                         \
    type __wrap_##name(__VA_ARGS__);                                                                         \
    type __wrap_##name(__VA_ARGS__)

static bool
fails(enum hook kind) {
    unsigned at;
    H->calls[kind]++;
    H->total++;
    if (H->fail_at == 0 || (H->fail_kind_only && kind != H->fail_kind))
        return false;
    at = H->fail_kind_only ? H->calls[kind] : H->total;
    if (at != H->fail_at && !(H->fail_onward && at > H->fail_at))
        return false;
    H->has_failed = true;
    return true;
}

static void *
count_block(void *block) {
    if (block != NULL)
        H->live_blocks++;
    return block;
}

WRAP(void *, malloc, size_t size) {
    errno = ENOMEM;
    return fails(HOOK_MALLOC) ? NULL : count_block(__real_malloc(size));
}

WRAP(void *, calloc, size_t n, size_t size) {
    errno = ENOMEM;
    return fails(HOOK_CALLOC) ? NULL : count_block(__real_calloc(n, size));
}

WRAP(void *, realloc, void *block, size_t size) {
    void *moved;
    errno = ENOMEM;
    if (fails(HOOK_REALLOC) || (moved = __real_realloc(block, size)) == NULL)
        return NULL;
    if (block == NULL)
        H->live_blocks++;
    return moved;
}

WRAP(char *, strdup, const char *text) {
    errno = ENOMEM;
    return fails(HOOK_STRDUP) ? NULL : count_block(__real_strdup(text));
}

WRAP(void, free, void *block) {
    if (block != NULL)
        H->live_blocks--;
    __real_free(block);
}

static int
count_fd(int fd) {
    if (fd >= 0)
        H->live_fds++;
    return fd;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...) {
    errno = EMFILE;
    return fails(HOOK_OPEN) ? -1 : count_fd(__real_open(path, flags));
}

int __real_openat(int folder_fd, const char *path, int flags, ...);
int __wrap_openat(int folder_fd, const char *path, int flags, ...);
int
__wrap_openat(int folder_fd, const char *path, int flags, ...) {
    errno = EIO;
    return fails(HOOK_OPENAT) ? -1 : count_fd(__real_openat(folder_fd, path, flags));
}

WRAP(int, close, int fd) {
    H->live_fds--;
    return __real_close(fd);
}

/* Where the test is not root but plays it, its own files are root's. */
WRAP(int, fstat, int fd, struct stat *st) {
    int result;
    errno = EIO;
    if (fails(HOOK_FSTAT))
        return -1;
    result = __real_fstat(fd, st);
    if (result == 0 && H->fake_uid && st->st_uid == geteuid())
        st->st_uid = 0;
    return result;
}

WRAP(ssize_t, read, int fd, void *buffer, size_t cap) {
    errno = EIO;
    if (fails(HOOK_READ))
        return -1;
    if (H->short_reads && H->calls[HOOK_READ] % 2 == 1) {
        errno = EINTR;
        return -1;
    }
    return __real_read(fd, buffer, H->short_reads && cap > 1 ? 1 + cap / 2 : cap);
}

WRAP(uid_t, getuid, void) {
    return H->fake_uid ? H->uid : __real_getuid();
}

WRAP(int, gethostname, char *name, size_t cap) {
    errno = EPERM;
    if (fails(HOOK_GETHOSTNAME))
        return -1;
    if (H->host == NULL)
        return __real_gethostname(name, cap);
    if (strlen(H->host) >= cap) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(name, H->host, strlen(H->host) + 1);
    return 0;
}

WRAP(int, __gethostname_chk, char *name, size_t cap, size_t object) {
    return __wrap_gethostname(name, cap < object ? cap : object);
}

WRAP(int, clock_gettime, clockid_t id, struct timespec *ts) {
    errno = EINVAL;
    if (fails(HOOK_CLOCK))
        return -1;
    if (!H->fake_now)
        return __real_clock_gettime(id, ts);
    ts->tv_sec = (time_t)H->now;
    ts->tv_nsec = 0;
    return 0;
}

/* The made-up user database: names in any case are found, as case-blind directories do; the record has its
 * own. */
static int
fill_person(const struct hooks_person *person, struct passwd *record, char *buffer, size_t cap,
            struct passwd **ret_found) {
    const char *name = person->canonical != NULL ? person->canonical : person->name;
    const size_t len = strlen(name) + 1;
    *ret_found = NULL;
    if (cap < person->want || cap < len + 8)
        return ERANGE;
    memset(buffer, 0x5a, cap);
    memcpy(buffer, name, len);
    memcpy(buffer + len, "", 1);
    memset(record, 0, sizeof(*record));
    record->pw_name = buffer;
    record->pw_passwd = record->pw_gecos = record->pw_dir = record->pw_shell = buffer + len;
    record->pw_uid = person->uid;
    record->pw_gid = person->gid;
    *ret_found = record;
    return 0;
}

static const struct hooks_person *
find_person(const char *name, uid_t uid) {
    for (const struct hooks_person *at = H->people; at->name != NULL; at++)
        if (name != NULL ? strcasecmp(at->name, name) == 0 : at->uid == uid)
            return at;
    return NULL;
}

static int
answer_person(const struct hooks_person *person, struct passwd *record, char *buffer, size_t cap,
              struct passwd **ret_found) {
    *ret_found = NULL;
    return person == NULL ? 0 : fill_person(person, record, buffer, cap, ret_found);
}

WRAP(int, getpwnam_r, const char *name, struct passwd *record, char *buffer, size_t cap,
     struct passwd **ret_found) {
    *ret_found = NULL;
    if (fails(HOOK_GETPWNAM))
        return EIO;
    if (H->people == NULL)
        return __real_getpwnam_r(name, record, buffer, cap, ret_found);
    return answer_person(find_person(name, 0), record, buffer, cap, ret_found);
}

WRAP(int, getpwuid_r, uid_t uid, struct passwd *record, char *buffer, size_t cap, struct passwd **ret_found) {
    *ret_found = NULL;
    if (fails(HOOK_GETPWUID))
        return EIO;
    if (H->people == NULL)
        return __real_getpwuid_r(uid, record, buffer, cap, ret_found);
    return answer_person(find_person(NULL, uid), record, buffer, cap, ret_found);
}

static int
answer_group(const char *name, gid_t gid, struct group *record, char *buffer, size_t cap,
             struct group **ret_found) {
    static char *nobody[] = {NULL};
    *ret_found = NULL;
    for (const struct hooks_group *at = H->groups; at != NULL && at->name != NULL; at++) {
        if (name != NULL ? strcmp(at->name, name) != 0 : at->gid != gid)
            continue;
        if (cap < strlen(at->name) + 1)
            return ERANGE;
        memcpy(buffer, at->name, strlen(at->name) + 1);
        memset(record, 0, sizeof(*record));
        record->gr_name = buffer;
        record->gr_gid = at->gid;
        record->gr_mem = nobody;
        *ret_found = record;
        break;
    }
    return 0;
}

WRAP(int, getgrnam_r, const char *name, struct group *record, char *buffer, size_t cap,
     struct group **ret_found) {
    *ret_found = NULL;
    if (fails(HOOK_GETGRNAM))
        return EIO;
    if (H->people == NULL)
        return __real_getgrnam_r(name, record, buffer, cap, ret_found);
    return answer_group(name, 0, record, buffer, cap, ret_found);
}

WRAP(int, getgrgid_r, gid_t gid, struct group *record, char *buffer, size_t cap, struct group **ret_found) {
    *ret_found = NULL;
    if (fails(HOOK_GETGRGID))
        return EIO;
    if (H->people == NULL)
        return __real_getgrgid_r(gid, record, buffer, cap, ret_found);
    return answer_group(NULL, gid, record, buffer, cap, ret_found);
}

WRAP(int, getgrouplist, const char *name, gid_t primary, gid_t *list, int *n) {
    const struct hooks_person *person;
    int found = 0, cap = *n;
    if (fails(HOOK_GETGROUPLIST))
        return -1;
    if (H->people == NULL)
        return __real_getgrouplist(name, primary, list, n);
    if (found < cap)
        list[found] = primary;
    found++;
    person = find_person(name, 0);
    for (const gid_t *more = person != NULL ? person->more : NULL; more != NULL && *more != 0;
         more++, found++)
        if (found < cap)
            list[found] = *more;
    *n = found;
    return found > cap ? -1 : found;
}
