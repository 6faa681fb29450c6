#ifndef SEKISHO_CORE_NOTICE_STATEMENT_H
#define SEKISHO_CORE_NOTICE_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/arena.h"
#include "core/hours.h"
#include "core/keyring.h"
#include "core/notice.h"
#include "core/policy.h"
#include "core/secretkey.h"

/*
 * The manager's cumulative notice as it is written: systems by name. The tool edits a copy and seals it with
 * the next serial; hosts make struct sekisho_notice of it. Read only once built; any thread may read.
 */

#define SEKISHO_NOTICE_MAX_CHANGES     512
#define SEKISHO_NOTICE_MAX_STOPS       512
#define SEKISHO_NOTICE_MAX_WITHDRAWALS 2048

struct sekisho_notice_change {
    const char *id;
    struct sekisho_names systems;
    int32_t first_day, last_day; /* both included */
    struct sekisho_hours hours;
};

struct sekisho_notice_stop {
    const char *id;
    struct sekisho_names systems;
    int64_t start_at, end_at; /* [start, end) */
    const char *reason;
};

struct sekisho_notice_withdrawal {
    const char *id;    /* of the override */
    int64_t not_after; /* of the override: once past, the line may go */
    const char *reason;
};

struct sekisho_notice_statement {
    uint64_t serial; /* 1 to SEKISHO_STATEMENT_SERIAL_MAX */
    size_t n_changes, n_stops, n_withdrawals;
    const struct sekisho_notice_change *change; /* in order of effect: a later one beats an earlier one */
    const struct sekisho_notice_stop *stop;
    const struct sekisho_notice_withdrawal *withdrawal; /* ascending by id, none twice */
    int64_t issued_at;
    int32_t utc_offset_sec;
    const char *key_id, *key_holder; /* of the key that signed it; NULL before */
};

/*
 * Verifies and parses; keyring need not outlive it. Errors as of sekisho_statement_open; SEKISHO_E_TRAILING;
 * SEKISHO_E_RANGE (an empty span, more entries than the caps); SEKISHO_E_EXISTS (an id twice).
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_notice_open(const char *bytes, size_t len,
                                                     const struct sekisho_keyring *keyring,
                                                     struct sekisho_notice_statement **ret_notice);

/* Only what sekisho_notice_open made. NULL-safe. */
void sekisho_notice_free(struct sekisho_notice_statement *notice);

/* Signs it and reads it back. Errors as of sekisho_override_seal, and SEKISHO_E_EXISTS. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_notice_seal(const struct sekisho_notice_statement *notice,
                                                     const struct sekisho_secret_key *key, char **ret_bytes,
                                                     size_t *ret_len);

/*
 * What it means under that policy. Systems the policy does not know give no bit. Texts stay the statement's,
 * which must outlive ret_notice; arrays are in the arena. SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_notice_bind(const struct sekisho_notice_statement *statement,
                                                     const struct sekisho_policy *policy,
                                                     struct sekisho_arena *arena,
                                                     struct sekisho_notice *ret_notice);

#endif
