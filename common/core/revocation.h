#ifndef SEKISHO_CORE_REVOCATION_H
#define SEKISHO_CORE_REVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/keyring.h"
#include "core/secretkey.h"

/*
 * The officer's cumulative list of revoked IDs (Article 20(4)). Whole replacement, by serial. Built for up to
 * a million: one pass, one array, texts in place. Read only once built; any thread may read.
 */

#define SEKISHO_REVOCATION_MAX_ENTRIES 1000000
#define SEKISHO_REVOCATION_REASON_MAX  200 /* bytes */

struct sekisho_revoked {
    const char *name;
    const char *reason;
    int64_t from_at; /* revoked from this instant on */
    bool uid_known;
    uint32_t uid;
};

struct sekisho_revocation {
    uint64_t serial; /* 1 to SEKISHO_STATEMENT_SERIAL_MAX */
    size_t n_entries;
    const struct sekisho_revoked *entry; /* ascending by name (bytes), no name twice */
    int64_t issued_at;
    int32_t utc_offset_sec;
    const char *key_id, *key_holder; /* of the key that signed it; NULL before */
};

/*
 * Verifies and parses; keyring need not outlive it. Errors as of sekisho_statement_open; SEKISHO_E_TRAILING;
 * SEKISHO_E_RANGE; SEKISHO_E_EXISTS (a name twice). Holds one copy of the list and 40 bytes an entry.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_revocation_open(const char *bytes, size_t len,
                                                         const struct sekisho_keyring *keyring,
                                                         struct sekisho_revocation **ret_revocation);

/* Only what sekisho_revocation_open made. NULL-safe. */
void sekisho_revocation_free(struct sekisho_revocation *revocation);

/* Signs it and reads it back. entry must be in order. Errors as of sekisho_override_seal, and
 * SEKISHO_E_EXISTS. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_revocation_seal(const struct sekisho_revocation *revocation,
                                                         const struct sekisho_secret_key *key,
                                                         char **ret_bytes, size_t *ret_len);

/* The entry of that name, by bisection; NULL. */
const struct sekisho_revoked *sekisho_revocation_find(const struct sekisho_revocation *revocation,
                                                      const char *name);

#endif
