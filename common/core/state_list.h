#ifndef SEKISHO_CORE_STATE_LIST_H
#define SEKISHO_CORE_STATE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "base/safefile.h"
#include "core/keyring.h"
#include "core/statement.h"

/*
 * The two cumulative lists as a host keeps them: the signed bytes (STATE/notice, STATE/revocation), and
 * beside each a record of what was in force last (STATE/notice.serial ...): serial, hash, signing key. The
 * list is written first, so a kill in between leaves a list newer than its record, which is fine; a list
 * older than its record, with the same serial and other bytes, or gone, is not.
 *
 * A serial pushed to its end by a stolen key is undone by distrusting that key: a list by another trusted key
 * then begins a new count.
 */

#define SEKISHO_STATE_LIST_HASH_BYTES 32 /* BLAKE2b-256 of the signed bytes */

/*
 * Called once the list is in place and before the record is: what is made of the list (an index) belongs
 * here, so that it is never older than the record. folder_fd is the locked state folder's.
 */
typedef enum sekisho_rc sekisho_state_list_fn(void *closure, int folder_fd,
                                              const uint8_t hash[SEKISHO_STATE_LIST_HASH_BYTES]);

/*
 * Verifies bytes as a SEKISHO_KIND_NOTICE or _REVOCATION and puts them in force; the same bytes again are
 * fine and mend what is missing. Errors as of that kind's open and of sekisho_state_folder_open;
 * SEKISHO_E_ROLLBACK. before_record may be NULL.
 */
SEKISHO_MUST_USE enum sekisho_rc
sekisho_state_list_install(const char *state_dir, struct sekisho_trust trust, enum sekisho_kind kind,
                           const struct sekisho_keyring *keyring, const char *bytes, size_t len,
                           sekisho_state_list_fn *before_record, void *closure);

/*
 * Reads the list's bytes from an opened state folder; not yet verified. SEKISHO_E_NOT_FOUND when there never
 * was one; SEKISHO_E_ROLLBACK when there is a record and no list; the rest as of sekisho_safefile_load_at.
 * Caller frees.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_state_list_load(int folder_fd, struct sekisho_trust trust,
                                                         enum sekisho_kind kind, char **ret_bytes,
                                                         size_t *ret_len);

/*
 * Holds a verified list against the record. SEKISHO_E_ROLLBACK as above; a record that cannot be read is an
 * error.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_state_list_check(int folder_fd, struct sekisho_trust trust,
                                                          enum sekisho_kind kind,
                                                          const struct sekisho_keyring *keyring,
                                                          const char *bytes, size_t len, uint64_t serial,
                                                          const char *key_id);

/* Only whether a record without its list stands there, cheaply: SEKISHO_OK or SEKISHO_E_ROLLBACK. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_state_list_check_gone(int folder_fd, struct sekisho_trust trust,
                                                               enum sekisho_kind kind);

/* The serial on record; SEKISHO_E_NOT_FOUND when there is none. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_state_list_serial(int folder_fd, struct sekisho_trust trust,
                                                           enum sekisho_kind kind, uint64_t *ret_serial,
                                                           uint8_t ret_hash[SEKISHO_STATE_LIST_HASH_BYTES]);

#endif
