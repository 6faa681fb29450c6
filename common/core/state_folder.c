#include "core/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDER_MODE 0755
#define LOCK_MODE   0600
#define STEP_MS     20

static enum sekisho_rc
take_lock(int folder_fd, int *ret_fd) {
    const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};
    const int fd = openat(folder_fd, SEKISHO_STATE_LOCK_FILE,
                          O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, LOCK_MODE);
    if (fd < 0)
        return sekisho_rc_from_errno(errno);
    for (int waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited += STEP_MS) {
        const int errnum = errno;
        if ((errnum != EWOULDBLOCK && errnum != EINTR) || waited >= SEKISHO_STATE_LOCK_MS) {
            (void)close(fd);
            return errnum == EWOULDBLOCK || errnum == EINTR ? SEKISHO_E_BUSY : sekisho_rc_from_errno(errnum);
        }
        (void)nanosleep(&step, NULL);
    }
    *ret_fd = fd;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_state_folder_open(const char *path, struct sekisho_trust trust,
                          struct sekisho_state_folder *ret_folder) {
    struct sekisho_state_folder folder = {.fd = -1, .lock_fd = -1};
    enum sekisho_rc rc;

    *ret_folder = folder;
    if ((rc = sekisho_safefile_open_folder(path, trust, &folder.fd, NULL)) != SEKISHO_OK)
        return rc;
    if ((rc = take_lock(folder.fd, &folder.lock_fd)) != SEKISHO_OK) {
        (void)close(folder.fd);
        return rc;
    }
    *ret_folder = folder;
    return SEKISHO_OK;
}

void
sekisho_state_folder_close(struct sekisho_state_folder *folder) {
    if (folder->lock_fd >= 0)
        (void)close(folder->lock_fd);
    if (folder->fd >= 0)
        (void)close(folder->fd);
    folder->fd = folder->lock_fd = -1;
}

static enum sekisho_rc
check_folder(int fd, struct sekisho_trust trust) {
    struct stat st;
    if (fstat(fd, &st) != 0)
        return sekisho_rc_from_errno(errno);
    if (!trust.judge_owner)
        return SEKISHO_OK;
    if (st.st_uid != 0 && (trust.owner == (uid_t)-1 || st.st_uid != trust.owner))
        return SEKISHO_E_OWNER;
    return (st.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? SEKISHO_E_MODE : SEKISHO_OK;
}

enum sekisho_rc
sekisho_state_folder_enter(int folder_fd, const char *name, bool make, struct sekisho_trust trust,
                           int *ret_fd) {
    enum sekisho_rc rc;
    int fd;

    if (make) {
        if (mkdirat(folder_fd, name, FOLDER_MODE) == 0) {
            /* umask may have taken what lockers need to read; the folder itself must survive a power cut. */
            if (fchmodat(folder_fd, name, FOLDER_MODE, 0) != 0 || fsync(folder_fd) != 0)
                return SEKISHO_E_IO;
        } else if (errno != EEXIST) {
            return sekisho_rc_from_errno(errno);
        }
    }
    fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOTDIR || errno == ELOOP ? SEKISHO_E_NOT_REGULAR : sekisho_rc_from_errno(errno);
    if ((rc = check_folder(fd, trust)) != SEKISHO_OK) {
        (void)close(fd);
        return rc;
    }
    *ret_fd = fd;
    return SEKISHO_OK;
}
