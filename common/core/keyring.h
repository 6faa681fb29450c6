#ifndef SEKISHO_CORE_KEYRING_H
#define SEKISHO_CORE_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "base/safefile.h"
#include "core/publickey.h"

/*
 * The public keys this host trusts: SEKISHO_CONF_DIR/keys/ID.pub, one a file, root's and writable by nobody
 * else. A file that is damaged, misnamed or another's is no key: that only ever takes trust away. Loaded
 * once, then only read; any thread may read.
 */

#define SEKISHO_KEYRING_FOLDER      SEKISHO_CONF_DIR "/keys"
#define SEKISHO_KEYRING_SUFFIX      ".pub"
#define SEKISHO_KEYRING_MAX_KEYS    64
#define SEKISHO_KEYRING_MAX_ENTRIES 256 /* of the folder, whatever they are */

struct sekisho_keyring {
    struct sekisho_public_key key[SEKISHO_KEYRING_MAX_KEYS];
    size_t n_keys;
    size_t n_refused;       /* files named *.pub that are no key */
    char refused_name[256]; /* the first of them, and why */
    enum sekisho_rc refused_rc;
};

/*
 * Reads the folder. SEKISHO_E_NOT_FOUND when there is none, _OWNER, _MODE, _NOT_REGULAR, _TOO_LARGE (more
 * keys or entries than the caps), _NOMEM, _IO. Free with sekisho_keyring_free.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_keyring_load(const char *folder, struct sekisho_trust trust,
                                                      struct sekisho_keyring **ret_keyring);

/* NULL-safe. */
void sekisho_keyring_free(struct sekisho_keyring *keyring);

/* The key of that id, whatever its standing; NULL when there is none. keyring may be NULL. */
const struct sekisho_public_key *sekisho_keyring_find(const struct sekisho_keyring *keyring, const char *id);

/*
 * Adds a key to a keyring in memory. SEKISHO_E_TOO_LARGE; SEKISHO_E_EXISTS when its bytes are there already,
 * and under another id (another role, holder or date) the one that is there is distrusted, too.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_keyring_add(struct sekisho_keyring *keyring,
                                                     const struct sekisho_public_key *key);

/*
 * Writes the key into the folder (made when it is missing, its parent must be there), over its older file if
 * any. The folder's owner only; callers hold a lock when they may meet. Errors as of load, and
 * SEKISHO_E_ARGUMENT.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_keyring_store(const char *folder, struct sekisho_trust trust,
                                                       const struct sekisho_public_key *key);

#endif
