#include "base/safefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h> /* renameat */
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

struct sekisho_trust
sekisho_safefile_trust(void) {
    struct sekisho_trust trust = {.owner = (uid_t)-1, .judge_owner = true};
    if (getauxval(AT_SECURE) == 0 && getuid() == geteuid() && getgid() == getegid())
        trust.owner = geteuid();
    return trust;
}

static bool
owner_is_trusted(const struct stat *st, struct sekisho_trust trust) {
    return st->st_uid == 0 || (trust.owner != (uid_t)-1 && st->st_uid == trust.owner);
}

static enum sekisho_rc
check_file(int fd, struct sekisho_trust trust, struct stat *ret_st) {
    if (fstat(fd, ret_st) != 0)
        return sekisho_rc_from_errno(errno);
    if (!S_ISREG(ret_st->st_mode))
        return SEKISHO_E_NOT_REGULAR;
    if (!trust.judge_owner)
        return SEKISHO_OK;
    if (!owner_is_trusted(ret_st, trust))
        return SEKISHO_E_OWNER;
    return (ret_st->st_mode & (S_IWGRP | S_IWOTH)) != 0 ? SEKISHO_E_MODE : SEKISHO_OK;
}

/*
 * Every folder on the way counts: whoever can rename one of them chooses the file. A sticky folder such as
 * /tmp lets nobody rename what belongs to others, so it may be on the way, but may not hold the file itself.
 */
static enum sekisho_rc
check_folder(int fd, struct sekisho_trust trust, bool is_last) {
    struct stat st;
    if (fstat(fd, &st) != 0)
        return sekisho_rc_from_errno(errno);
    if (!S_ISDIR(st.st_mode))
        return SEKISHO_E_NOT_FOUND;
    if (!trust.judge_owner)
        return SEKISHO_OK;
    if (!owner_is_trusted(&st, trust))
        return SEKISHO_E_OWNER;
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (is_last || (st.st_mode & S_ISVTX) == 0))
        return SEKISHO_E_MODE;
    return SEKISHO_OK;
}

/* A link can end an O_DIRECTORY|O_NOFOLLOW open with ENOTDIR: that is a link, not an absence. */
static enum sekisho_rc
folder_open_error(int folder_fd, const char *name, int errnum) {
    struct stat st;
    if (errnum == ENOTDIR && fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return SEKISHO_E_NOT_REGULAR;
    return sekisho_rc_from_errno(errnum);
}

static void
set_fault(struct sekisho_safefile_fault *fault, const char *path, size_t len, int errnum) {
    if (fault == NULL)
        return;
    if (len >= sizeof(fault->path))
        len = sizeof(fault->path) - 1;
    memcpy(fault->path, path, len);
    fault->path[len] = '\0';
    fault->errnum = errnum;
}

/* The next component at *at, or 0 when none is left; false for "." and "..". */
static bool
next_component(const char *path, size_t *at, char *name, size_t cap, size_t *ret_len) {
    size_t len = 0;
    while (path[*at] == '/')
        (*at)++;
    while (path[*at + len] != '\0' && path[*at + len] != '/')
        len++;
    *ret_len = len;
    if (len >= cap)
        return false;
    memcpy(name, path + *at, len);
    name[len] = '\0';
    *at += len;
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool
has_more(const char *path, size_t at) {
    while (path[at] == '/')
        at++;
    return path[at] != '\0';
}

/* Walks to the folder that holds the last component (or to the last one itself when whole). */
static enum sekisho_rc
walk(const char *path, struct sekisho_trust trust, bool whole, int *ret_fd, char *last, size_t last_cap,
     struct sekisho_safefile_fault *fault) {
    size_t at = 0, len = 0;
    int fd, next;
    enum sekisho_rc rc;

    if (path == NULL || path[0] != '/' || strlen(path) >= SEKISHO_SAFEFILE_PATH_CAP) {
        set_fault(fault, path == NULL ? "" : path, path == NULL ? 0 : strlen(path), 0);
        return SEKISHO_E_ARGUMENT;
    }
    if ((fd = open("/", OPEN_FLAGS | O_DIRECTORY)) < 0) {
        rc = sekisho_rc_from_errno(errno);
        set_fault(fault, "/", 1, errno);
        return rc;
    }
    rc = check_folder(fd, trust, !has_more(path, 0));
    while (rc == SEKISHO_OK && has_more(path, at)) {
        if (!next_component(path, &at, last, last_cap, &len)) {
            rc = SEKISHO_E_ARGUMENT;
            break;
        }
        if (!whole && !has_more(path, at)) {
            /* The folder that holds the file may not be one that others write to, sticky or not. */
            rc = check_folder(fd, trust, true);
            if (rc != SEKISHO_OK)
                at -= len + 1;
            break;
        }
        next = openat(fd, last, OPEN_FLAGS | O_DIRECTORY);
        if (next < 0) {
            const int errnum = errno;
            rc = folder_open_error(fd, last, errnum);
            set_fault(fault, path, at, errnum);
            (void)close(fd);
            return rc;
        }
        (void)close(fd);
        fd = next;
        rc = check_folder(fd, trust, whole && !has_more(path, at));
    }
    if (rc != SEKISHO_OK || (!whole && len == 0)) {
        set_fault(fault, path, at == 0 ? 1 : at, 0);
        (void)close(fd);
        return rc != SEKISHO_OK ? rc : SEKISHO_E_ARGUMENT;
    }
    *ret_fd = fd;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_safefile_open_folder(const char *path, struct sekisho_trust trust, int *ret_fd,
                             struct sekisho_safefile_fault *reterr_fault) {
    char last[NAME_MAX + 1];
    return walk(path, trust, true, ret_fd, last, sizeof(last), reterr_fault);
}

static enum sekisho_rc
open_checked(int folder_fd, const char *name, struct sekisho_trust trust, int *ret_fd, struct stat *ret_st) {
    enum sekisho_rc rc;
    const int fd = openat(folder_fd, name, OPEN_FLAGS);
    if (fd < 0)
        return sekisho_rc_from_errno(errno);
    if ((rc = check_file(fd, trust, ret_st)) != SEKISHO_OK) {
        (void)close(fd);
        return rc;
    }
    *ret_fd = fd;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_safefile_open_at(int folder_fd, const char *name, struct sekisho_trust trust, int *ret_fd) {
    struct stat st;

    if (name == NULL || name[0] == '\0' || strchr(name, '/') != NULL || strcmp(name, ".") == 0 ||
        strcmp(name, "..") == 0)
        return SEKISHO_E_ARGUMENT;
    return open_checked(folder_fd, name, trust, ret_fd, &st);
}

enum sekisho_rc
sekisho_safefile_open_system(const char *path, struct sekisho_trust trust, int *ret_fd, struct stat *ret_st) {
    if (path == NULL || path[0] != '/')
        return SEKISHO_E_ARGUMENT;
    return open_checked(AT_FDCWD, path, trust, ret_fd, ret_st);
}

enum sekisho_rc
sekisho_safefile_open(const char *path, struct sekisho_trust trust, int *ret_fd,
                      struct sekisho_safefile_fault *reterr_fault) {
    char last[NAME_MAX + 1];
    int folder_fd = -1;
    enum sekisho_rc rc;

    if ((rc = walk(path, trust, false, &folder_fd, last, sizeof(last), reterr_fault)) != SEKISHO_OK)
        return rc;
    errno = 0;
    rc = sekisho_safefile_open_at(folder_fd, last, trust, ret_fd);
    if (rc != SEKISHO_OK)
        set_fault(reterr_fault, path, strlen(path), errno);
    (void)close(folder_fd);
    return rc;
}

enum sekisho_rc
sekisho_safefile_read_fd(int fd, char *buffer, size_t cap, size_t *ret_len) {
    size_t len = 0;
    struct stat st;

    if (cap == 0)
        return SEKISHO_E_ARGUMENT;
    if (fstat(fd, &st) != 0)
        return sekisho_rc_from_errno(errno);
    if (st.st_size < 0 || (uintmax_t)st.st_size >= cap)
        return SEKISHO_E_TOO_LARGE;
    while (len < cap) {
        const ssize_t got = read(fd, buffer + len, cap - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return sekisho_rc_from_errno(errno);
        if (got == 0)
            break;
        len += (size_t)got;
    }
    if (len == cap)
        return SEKISHO_E_TOO_LARGE;
    if (len != (size_t)st.st_size)
        return SEKISHO_E_CHANGED;
    buffer[len] = '\0';
    *ret_len = len;
    return SEKISHO_OK;
}

static enum sekisho_rc
load_fd(int fd, size_t max_bytes, char **ret_bytes, size_t *ret_len) {
    struct stat st;
    size_t cap;
    char *bytes;
    enum sekisho_rc rc;

    if (fstat(fd, &st) != 0)
        return sekisho_rc_from_errno(errno);
    if (st.st_size < 0 || (uintmax_t)st.st_size > max_bytes)
        return SEKISHO_E_TOO_LARGE;
    cap = (size_t)st.st_size + 1;
    if ((bytes = malloc(cap)) == NULL)
        return SEKISHO_E_NOMEM;
    if ((rc = sekisho_safefile_read_fd(fd, bytes, cap, ret_len)) != SEKISHO_OK) {
        free(bytes);
        return rc == SEKISHO_E_TOO_LARGE ? SEKISHO_E_CHANGED : rc;
    }
    *ret_bytes = bytes;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_safefile_load(const char *path, struct sekisho_trust trust, size_t max_bytes, char **ret_bytes,
                      size_t *ret_len, struct sekisho_safefile_fault *reterr_fault) {
    int fd = -1;
    enum sekisho_rc rc = sekisho_safefile_open(path, trust, &fd, reterr_fault);
    if (rc != SEKISHO_OK)
        return rc;
    errno = 0;
    rc = load_fd(fd, max_bytes, ret_bytes, ret_len);
    if (rc != SEKISHO_OK)
        set_fault(reterr_fault, path, strlen(path), errno);
    (void)close(fd);
    return rc;
}

enum sekisho_rc
sekisho_safefile_load_at(int folder_fd, const char *name, struct sekisho_trust trust, size_t max_bytes,
                         char **ret_bytes, size_t *ret_len) {
    int fd = -1;
    enum sekisho_rc rc = sekisho_safefile_open_at(folder_fd, name, trust, &fd);
    if (rc != SEKISHO_OK)
        return rc;
    rc = load_fd(fd, max_bytes, ret_bytes, ret_len);
    (void)close(fd);
    return rc;
}

static enum sekisho_rc
write_all(int fd, const void *bytes, size_t len) {
    const char *from = bytes;
    while (len > 0) {
        const ssize_t put = write(fd, from, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return SEKISHO_E_IO;
        from += put;
        len -= (size_t)put;
    }
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_safefile_replace_at(int folder_fd, const char *name, const void *bytes, size_t len, mode_t mode) {
    static const char suffix[] = ".new";
    char temporary[NAME_MAX + 1];
    const size_t name_len = name == NULL ? 0 : strlen(name);
    enum sekisho_rc rc = SEKISHO_E_IO;
    int fd;

    if (name_len == 0 || strchr(name, '/') != NULL || name_len + sizeof(suffix) > sizeof(temporary))
        return SEKISHO_E_ARGUMENT;
    memcpy(temporary, name, name_len);
    memcpy(temporary + name_len, suffix, sizeof(suffix));

    /* A left-over of an interrupted run is dead: whoever writes here holds the caller's lock. */
    if (unlinkat(folder_fd, temporary, 0) != 0 && errno != ENOENT)
        return sekisho_rc_from_errno(errno);
    fd = openat(folder_fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
    if (fd < 0)
        return sekisho_rc_from_errno(errno);
    if ((rc = write_all(fd, bytes, len)) == SEKISHO_OK && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
        rc = SEKISHO_E_IO;
    if (close(fd) != 0 && rc == SEKISHO_OK)
        rc = SEKISHO_E_IO;
    if (rc == SEKISHO_OK && renameat(folder_fd, temporary, folder_fd, name) != 0)
        rc = sekisho_rc_from_errno(errno);
    if (rc != SEKISHO_OK) {
        (void)unlinkat(folder_fd, temporary, 0);
        return rc;
    }
    return fsync(folder_fd) == 0 ? SEKISHO_OK : SEKISHO_E_IO;
}
