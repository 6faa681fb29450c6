#ifndef SEKISHO_NSS_PACK_H
#define SEKISHO_NSS_PACK_H

#include <pwd.h>
#include <shadow.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/index.h"

/*
 * A revoked person as other programs see them: who they were, with no way in. All texts go into the caller's
 * buffer, which need not be aligned and may be NULL when its length is 0. False when it is too small: ret is
 * then untouched, the buffer perhaps not. Any thread.
 */

/* An entry with has_account. */
bool sekisho_pack_passwd(const struct sekisho_index_entry *entry, char *buffer, size_t cap,
                         struct passwd *ret);

/* Locked, and expired on the first day of 1970: the lock stops passwords, the expiry stops keys as well. */
bool sekisho_pack_shadow(const struct sekisho_index_entry *entry, char *buffer, size_t cap, struct spwd *ret);

#endif
