#ifndef SEKISHO_CORE_OVERRIDE_STORE_H
#define SEKISHO_CORE_OVERRIDE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "base/safefile.h"
#include "core/keyring.h"
#include "core/override.h"

/*
 * Overrides as a host keeps them: the signed bytes, one file each, in a folder for each person:
 *
 *   STATE/overrides/BLAKE2b-128 of the user name/NOT-BEFORE-NOT-AFTER-ID   (instants in UTC seconds)
 *   STATE/archive/the same name, "-", that folder's name             (once expired; never deleted)
 *
 * A login opens its own person's folder alone, and in it only files whose names say that they are in force,
 * so neither other people's permits nor old ones cost it anything. Names are hints: what counts is verified
 * at use. Writers take the state folder's lock; readers need none.
 */

#define SEKISHO_OVERRIDE_STORE_FOLDER    "overrides"
#define SEKISHO_OVERRIDE_STORE_ARCHIVE   "archive"
#define SEKISHO_OVERRIDE_STORE_MAX_FILES 1024  /* in one person's folder */
#define SEKISHO_OVERRIDE_STORE_MAX_LOAD  64    /* read for one decision */
#define SEKISHO_OVERRIDE_STORE_MAX_USERS 65536 /* folders that list and archive look into */

/*
 * Verifies bytes and stores them; the same bytes again are fine. Errors as of sekisho_override_open and
 * sekisho_state_folder_open; SEKISHO_E_RANGE when it has expired at now; SEKISHO_E_EXISTS when another one
 * has its id; SEKISHO_E_TOO_LARGE when the person's folder is full, or more of theirs overlap than are read
 * for one decision. ret_override is the caller's to free.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_override_store_install(const char *state_dir,
                                                                struct sekisho_trust trust,
                                                                const struct sekisho_keyring *keyring,
                                                                const char *bytes, size_t len, int64_t now,
                                                                struct sekisho_override **ret_override);

/*
 * Called for each file found: override is NULL when rc says that it does not count. Returns true to keep
 * override, which the callee then frees; false leaves it to the caller.
 */
typedef bool sekisho_override_seen_fn(void *closure, const char *name, enum sekisho_rc rc,
                                      struct sekisho_override *override);

/*
 * The person's overrides whose windows meet [from, to). No folder is no override. Errors are of the store as
 * a whole: SEKISHO_E_TOO_LARGE (over the caps), _OWNER, _MODE, _NOT_REGULAR, _ACCESS, _IO, _NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_override_store_load(const char *state_dir,
                                                             struct sekisho_trust trust,
                                                             const struct sekisho_keyring *keyring,
                                                             const char *user, int64_t from, int64_t to,
                                                             sekisho_override_seen_fn *seen, void *closure);

/* False when nothing was ever stored for the person, so that nobody need load keys to find nothing. */
bool sekisho_override_store_has(const char *state_dir, struct sekisho_trust trust, const char *user);

/* Everybody's, expired ones too. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_override_store_list(const char *state_dir,
                                                             struct sekisho_trust trust,
                                                             const struct sekisho_keyring *keyring,
                                                             sekisho_override_seen_fn *seen, void *closure);

/* Moves those that expired before the instant given into the archive. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_override_store_archive(const char *state_dir,
                                                                struct sekisho_trust trust, int64_t before,
                                                                size_t *ret_n_moved);

#endif
