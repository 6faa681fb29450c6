#ifndef SEKISHO_TOOL_SWAP_H
#define SEKISHO_TOOL_SWAP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/rc.h"
#include "base/safefile.h"

/*
 * Putting a file in force beside its predecessor: NAME and NAME.previous in one folder, changed only while
 * NAME.lock is held, so that two administrators do not undo each other. A kill at any instant leaves whole
 * files.
 */

#define SEKISHO_SWAP_MODE 0644 /* screen lockers that are not root read it too; it holds no secret */

struct sekisho_swap {
    int folder_fd, lock_fd; /* -1: not open */
    struct sekisho_trust trust;
    char name[NAME_MAX + 1];
    char path[SEKISHO_SAFEFILE_PATH_CAP];
    char previous_path[SEKISHO_SAFEFILE_PATH_CAP];
};

/*
 * Opens the folder of path, whose owners and modes are judged by trust, and takes the lock. SEKISHO_E_BUSY
 * when somebody holds it for more than two seconds. sekisho_swap_close afterwards, always. fault as
 * base/safefile.h.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_swap_open(const char *path, struct sekisho_trust trust,
                                                   struct sekisho_swap *ret_swap,
                                                   struct sekisho_safefile_fault *reterr_fault);
void sekisho_swap_close(struct sekisho_swap *swap);

/* Keeps what NAME holds, if it is there, as NAME.previous, and puts bytes into NAME. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_swap_put(struct sekisho_swap *swap, const char *bytes, size_t len,
                                                  bool *ret_had_file);

/* Exchanges NAME and NAME.previous. SEKISHO_E_NOT_FOUND when either is missing. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_swap_exchange(struct sekisho_swap *swap);

/* Takes NAME away, when there was none before a put. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_swap_remove(struct sekisho_swap *swap);

#endif
