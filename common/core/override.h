#ifndef SEKISHO_CORE_OVERRIDE_H
#define SEKISHO_CORE_OVERRIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/keyring.h"
#include "core/notice.h"
#include "core/policy.h"
#include "core/secretkey.h"

/*
 * The manager's permission to use systems outside their hours (Article 13(1)): one person, named systems,
 * [from, to). Built by sekisho_override_open from a verified statement, or filled by hand to be sealed. Read
 * only once built; any thread may read.
 */

#define SEKISHO_OVERRIDE_MAX_HOSTS    64
#define SEKISHO_OVERRIDE_MAX_SERVICES 32

struct sekisho_override {
    const char *id; /* sekisho_value_is_id */
    const char *user;
    bool uid_known;
    uint32_t uid;
    struct sekisho_names system_names;
    uint32_t systems;           /* the policy's bits for those names; 0 until sekisho_override_bind */
    bool any_host, any_service; /* the word "any" stood there; never the absence of names */
    struct sekisho_names hosts; /* lower case */
    struct sekisho_names services;
    int64_t not_before, not_after; /* [not_before, not_after) */
    bool maintenance;              /* beats a stop, too */
    const char *reason, *requester, *section, *approver;
    int64_t issued_at;
    int32_t utc_offset_sec; /* of every time in it */
    const char *key_id;     /* of the key that signed it */
    const char *key_holder; /* as the trusted key file says; NULL before it is signed */
};

/* Why an override does or does not serve this person here and now. */
enum sekisho_fit {
    SEKISHO_FIT_NONE = 0,
    SEKISHO_FIT_OTHER_USER,
    SEKISHO_FIT_OTHER_UID, /* the name was given to somebody else meanwhile */
    SEKISHO_FIT_OTHER_HOST,
    SEKISHO_FIT_OTHER_SERVICE,
    SEKISHO_FIT_TOO_EARLY,
    SEKISHO_FIT_EXPIRED,
    SEKISHO_FIT_TOO_LONG, /* longer than the policy allows */
    SEKISHO_FIT_WITHDRAWN,
    SEKISHO_FIT_YES = 0x6b94
};

/*
 * Verifies and parses. The key's holder and id are copied, so keyring need not outlive it. Errors as of
 * sekisho_statement_open; SEKISHO_E_TRAILING; SEKISHO_E_RANGE (an empty window, more names than the caps, a
 * requester who approves).
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_override_open(const char *bytes, size_t len,
                                                       const struct sekisho_keyring *keyring,
                                                       struct sekisho_override **ret_override);

/* Only what sekisho_override_open made. NULL-safe. */
void sekisho_override_free(struct sekisho_override *override);

/* Looks the systems' names up; names the policy does not know give no bit. */
void sekisho_override_bind(struct sekisho_override *override, const struct sekisho_policy *policy);

/*
 * Signs it (key_id and key_holder are the key's, whatever stands there) and reads the result back, so what
 * was signed is what will be read. ret_bytes is malloc'ed and the caller's. SEKISHO_E_KEY (not a manager's),
 * SEKISHO_E_ARGUMENT, _RANGE, _SYNTAX (a field that would not be accepted), SEKISHO_E_TOO_LARGE,
 * SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_override_seal(const struct sekisho_override *override,
                                                       const struct sekisho_secret_key *key, char **ret_bytes,
                                                       size_t *ret_len);

/*
 * All but the systems, which the decision matches. host is lower case; uid counts only when uid_known. notice
 * may be NULL. Pure.
 */
struct sekisho_override_use {
    const char *user;
    bool uid_known;
    uint32_t uid;
    const char *host, *service;
    int64_t now;
};
enum sekisho_fit sekisho_override_fit(const struct sekisho_override *override,
                                      const struct sekisho_policy *policy,
                                      const struct sekisho_notice *notice,
                                      const struct sekisho_override_use *use);

/* Stable word for logs and JSON: "other-user", "too-early", ..., "fits". Static. */
const char *sekisho_fit_str(enum sekisho_fit fit);

/* The sentence for people, of core/message_statement.def; it takes the override's id as {1}. */
enum sekisho_msg sekisho_fit_msg(enum sekisho_fit fit);

#endif
