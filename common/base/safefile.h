#ifndef SEKISHO_BASE_SAFEFILE_H
#define SEKISHO_BASE_SAFEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/rc.h"

/*
 * Files that decide who comes in are opened here and nowhere else. A path is walked folder by folder on
 * descriptors, no symbolic link is followed, nothing blocks (a FIFO or device is refused, not waited for),
 * and what is checked is what is read. No static state; any thread. No descriptor survives a call unless
 * returned.
 */

#define SEKISHO_SAFEFILE_PATH_CAP 1024 /* bytes of a path, with the NUL */

struct sekisho_trust {
    /*
     * Besides root, files and folders may belong to this uid; (uid_t)-1 for nobody but root. See
     * sekisho_safefile_trust.
     */
    uid_t owner;
    /* False: owners and modes are not judged (a draft on somebody's desk), all the rest is. */
    bool judge_owner;
};

/* What was wrong, and where: the part of the path at which the walk ended. */
struct sekisho_safefile_fault {
    char path[SEKISHO_SAFEFILE_PATH_CAP];
    int errnum; /* 0 when no system call failed */
};

/*
 * The trust of this process: root's files alone; and its own uid's too when the process is neither root nor
 * set-uid nor set-gid (tests, the demo, a locker run by a person for themself).
 */
struct sekisho_trust sekisho_safefile_trust(void);

/*
 * Opens the regular file at the absolute path for reading. ret_fd is close-on-exec and the caller's to close.
 * SEKISHO_E_NOT_FOUND, _ACCESS, _NOT_REGULAR, _OWNER, _MODE, _ARGUMENT (relative, "..", too long), _IO.
 * reterr_fault may be NULL.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_safefile_open(const char *path, struct sekisho_trust trust,
                                                       int *ret_fd,
                                                       struct sekisho_safefile_fault *reterr_fault);

/*
 * The same for a folder: ret_fd is usable with openat and the calls below.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_safefile_open_folder(const char *path, struct sekisho_trust trust,
                                                              int *ret_fd,
                                                              struct sekisho_safefile_fault *reterr_fault);

/* Opens a regular file by its name in a folder opened above; name holds no '/'. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_safefile_open_at(int folder_fd, const char *name,
                                                          struct sekisho_trust trust, int *ret_fd);

/*
 * Opens and judges the file itself in two system calls; the folders on the way are the system's own and are
 * not judged. Only for look-ups made inside every process (NSS), where the walk would cost more than the
 * answer.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_safefile_open_system(const char *path, struct sekisho_trust trust,
                                                              int *ret_fd, struct stat *ret_st);

/*
 * Reads the whole of an open file, once, into the caller's buffer and ends it with a NUL that is not counted:
 * cap must be at least one more than the longest file wanted. SEKISHO_E_TOO_LARGE when it does not fit,
 * SEKISHO_E_IO, and SEKISHO_E_CHANGED when its size moved meanwhile.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_safefile_read_fd(int fd, char *buffer, size_t cap, size_t *ret_len);

/* Open, read, close: a file into malloc'ed memory the caller frees, NUL-ended, at most max_bytes long. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_safefile_load(const char *path, struct sekisho_trust trust,
                                                       size_t max_bytes, char **ret_bytes, size_t *ret_len,
                                                       struct sekisho_safefile_fault *reterr_fault);

/* The same for a file in an opened folder. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_safefile_load_at(int folder_fd, const char *name,
                                                          struct sekisho_trust trust, size_t max_bytes,
                                                          char **ret_bytes, size_t *ret_len);

/*
 * Puts bytes under name in an opened folder so that a reader, or a kill or power cut at any instant, finds
 * the old file or the new one whole: temporary file, fsync, rename, fsync of the folder. mode is exact, umask
 * or not.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_safefile_replace_at(int folder_fd, const char *name,
                                                             const void *bytes, size_t len, mode_t mode);

#endif
