#ifndef SEKISHO_CORE_STATE_FOLDER_H
#define SEKISHO_CORE_STATE_FOLDER_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/rc.h"
#include "base/safefile.h"

/*
 * The state folder (SEKISHO_STATE_DIR) as those who change it see it: opened, locked against one another,
 * with its subfolders made when they are missing. Readers need none of this: files are replaced whole.
 */

#define SEKISHO_STATE_LOCK_FILE                                                                              \
    "lock"                         /* 0600: only its owner can hold it, so nobody else can hold others up */
#define SEKISHO_STATE_LOCK_MS 2000 /* the longest wait for it */

struct sekisho_state_folder {
    int fd;      /* of the folder */
    int lock_fd; /* held until sekisho_state_folder_close */
};

/*
 * SEKISHO_E_BUSY when the lock was not had in time; SEKISHO_E_ACCESS, _NOT_FOUND, _OWNER, _MODE,
 * _NOT_REGULAR, _IO.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_state_folder_open(const char *path, struct sekisho_trust trust,
                                                           struct sekisho_state_folder *ret_folder);
void sekisho_state_folder_close(struct sekisho_state_folder *folder);

/*
 * Opens the folder called name inside the one given, making it (0755) when missing and make is set. ret_fd is
 * the caller's to close. Errors as above.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_state_folder_enter(int folder_fd, const char *name, bool make,
                                                            struct sekisho_trust trust, int *ret_fd);

#endif
