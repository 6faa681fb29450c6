#include "config.h"

#include "tool/swap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/policy.h"

#define LOCK_TRIES   20
#define LOCK_WAIT_NS 100000000L

static const char previous_suffix[] = ".previous";
static const char lock_suffix[] = ".lock";

static bool
sibling(const struct sekisho_swap *swap, const char *suffix, char name[NAME_MAX + 1]) {
    int n = snprintf(name, NAME_MAX + 1, "%s%s", swap->name, suffix);
    return n > 0 && n <= NAME_MAX;
}

/* Bounded: another hangs or was stopped with the lock held. */
static enum sekisho_rc
take_lock(struct sekisho_swap *swap) {
    const struct timespec wait = {0, LOCK_WAIT_NS};
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char name[NAME_MAX + 1];

    if (!sibling(swap, lock_suffix, name))
        return SEKISHO_E_ARGUMENT;
    swap->lock_fd = openat(swap->folder_fd, name,
                           O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (swap->lock_fd < 0)
        return sekisho_rc_from_errno(errno);
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (fcntl(swap->lock_fd, F_OFD_SETLK, &lock) == 0)
            return SEKISHO_OK;
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return sekisho_rc_from_errno(errno);
        (void)nanosleep(&wait, NULL);
    }
    return SEKISHO_E_BUSY;
}

enum sekisho_rc
sekisho_swap_open(const char *path, struct sekisho_trust trust, struct sekisho_swap *ret_swap,
                  struct sekisho_safefile_fault *reterr_fault) {
    struct sekisho_swap *swap = ret_swap;
    char folder[SEKISHO_SAFEFILE_PATH_CAP];
    const char *slash = strrchr(path, '/');
    enum sekisho_rc rc;

    memset(swap, 0, sizeof(*swap));
    swap->folder_fd = swap->lock_fd = -1;
    swap->trust = trust;
    (void)snprintf(reterr_fault->path, sizeof(reterr_fault->path), "%s", path);
    reterr_fault->errnum = 0;
    if (slash == NULL || strlen(path) + sizeof(previous_suffix) > sizeof(swap->path) ||
        strlen(slash + 1) + sizeof(previous_suffix) > sizeof(swap->name) || slash[1] == '\0')
        return SEKISHO_E_ARGUMENT;
    (void)snprintf(swap->name, sizeof(swap->name), "%s", slash + 1);
    (void)snprintf(swap->path, sizeof(swap->path), "%s", path);
    (void)snprintf(swap->previous_path, sizeof(swap->previous_path), "%s%s", path, previous_suffix);
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = '\0';
    rc = sekisho_safefile_open_folder(slash == path ? "/" : folder, trust, &swap->folder_fd, reterr_fault);
    if (rc != SEKISHO_OK)
        return rc;
    return take_lock(swap);
}

void
sekisho_swap_close(struct sekisho_swap *swap) {
    if (swap->lock_fd >= 0)
        (void)close(swap->lock_fd);
    if (swap->folder_fd >= 0)
        (void)close(swap->folder_fd);
    swap->folder_fd = swap->lock_fd = -1;
}

/* A broken predecessor is kept too: somebody may want to see what it was. A huge one is not. */
static enum sekisho_rc
keep_previous(struct sekisho_swap *swap, bool *ret_had_file) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    char name[NAME_MAX + 1], *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc = sekisho_safefile_load_at(swap->folder_fd, swap->name, any, SEKISHO_POLICY_MAX_BYTES,
                                                  &bytes, &len);
    *ret_had_file = rc != SEKISHO_E_NOT_FOUND;
    if (rc == SEKISHO_E_NOT_FOUND || rc == SEKISHO_E_TOO_LARGE)
        return SEKISHO_OK;
    if (rc == SEKISHO_OK)
        rc = sibling(swap, previous_suffix, name)
                 ? sekisho_safefile_replace_at(swap->folder_fd, name, bytes, len, SEKISHO_SWAP_MODE)
                 : SEKISHO_E_ARGUMENT;
    free(bytes);
    return rc;
}

enum sekisho_rc
sekisho_swap_put(struct sekisho_swap *swap, const char *bytes, size_t len, bool *ret_had_file) {
    enum sekisho_rc rc = keep_previous(swap, ret_had_file);
    return rc == SEKISHO_OK
               ? sekisho_safefile_replace_at(swap->folder_fd, swap->name, bytes, len, SEKISHO_SWAP_MODE)
               : rc;
}

/* For file systems that can't exchange: a kill in the middle loses the one that is being given up. */
static enum sekisho_rc
exchange_by_copy(struct sekisho_swap *swap, const char *previous) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    char *bytes = NULL;
    size_t len = 0;
    bool had_file;
    enum sekisho_rc rc = sekisho_safefile_load_at(swap->folder_fd, previous, any, SEKISHO_POLICY_MAX_BYTES,
                                                  &bytes, &len);
    if (rc == SEKISHO_OK)
        rc = sekisho_swap_put(swap, bytes, len, &had_file);
    free(bytes);
    return rc;
}

enum sekisho_rc
sekisho_swap_exchange(struct sekisho_swap *swap) {
    char name[NAME_MAX + 1];
    if (!sibling(swap, previous_suffix, name))
        return SEKISHO_E_ARGUMENT;
    if (renameat2(swap->folder_fd, swap->name, swap->folder_fd, name, RENAME_EXCHANGE) != 0) {
        if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)
            return exchange_by_copy(swap, name);
        return sekisho_rc_from_errno(errno);
    }
    return fsync(swap->folder_fd) == 0 ? SEKISHO_OK : SEKISHO_E_IO;
}

enum sekisho_rc
sekisho_swap_remove(struct sekisho_swap *swap) {
    if (unlinkat(swap->folder_fd, swap->name, 0) != 0)
        return sekisho_rc_from_errno(errno);
    return fsync(swap->folder_fd) == 0 ? SEKISHO_OK : SEKISHO_E_IO;
}
