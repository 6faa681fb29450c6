#ifndef SEKISHO_TESTS_SUPPORT_STATEMENT_FX_H
#define SEKISHO_TESTS_SUPPORT_STATEMENT_FX_H

#include <stddef.h>

#include "core/keyring.h"
#include "core/override.h"
#include "core/policy.h"
#include "core/secretkey.h"
#include "core/statement.h"

/*
 * Fixed test keys (public knowledge: seeds of 32 equal bytes), a sample override, and a folder for a host's
 * state. Everything aborts the test program when the machine itself fails.
 */

#define STATEMENT_FX_OFFSET 32400

/* The sample override's window: 2026-04-01 17:30 to 20:00 in Japan. */
#define STATEMENT_FX_FROM   INT64_C(1775032200)
#define STATEMENT_FX_TO     INT64_C(1775041200)
#define STATEMENT_FX_MADE   INT64_C(1774969200) /* the keys: 2026-04-01 00:00 */
#define STATEMENT_FX_ISSUED (STATEMENT_FX_FROM - 3600)

struct statement_fx {
    struct sekisho_secret_key *manager, *deputy, *officer, *auditor, *stranger;
    struct sekisho_keyring *keyring; /* all of them but stranger */
    struct sekisho_policy
        *policy;     /* systems resident, finance, groupware, internet; overrides of up to 12 h */
    char folder[64]; /* temporary, this process's own */
    char state_dir[96], keys_dir[96];
    struct sekisho_trust trust;
};

void statement_fx_start(struct statement_fx *fx);
void statement_fx_stop(struct statement_fx *fx); /* removes the folder */

/* tanaka, uid 1001, resident and finance, host madoguchi-1, sshd and login. */
struct sekisho_override statement_fx_override(void);

/* Sealed by the key; NULL on failure. free() it. */
char *statement_fx_seal(const struct sekisho_override *override, const struct sekisho_secret_key *key,
                        size_t *ret_len);

/* Signs any body at all under that kind's purpose. free() it. */
char *statement_fx_sign(enum sekisho_kind kind, const char *body, size_t body_len,
                        const struct sekisho_secret_key *key, size_t *ret_len);

/* The same, over any message, put behind the body. */
char *statement_fx_sign_message(const char *body, size_t body_len, const void *message, size_t message_len,
                                const struct sekisho_secret_key *key, size_t *ret_len);

/* A copy of the signed text without its signature line, NUL-ended. free() it. */
char *statement_fx_body(const char *bytes, size_t len, size_t *ret_len);

/* text with the first from in it replaced by to, NULL when there is none. free() it. */
char *statement_fx_edit(const char *text, const char *from, const char *to);

/* The whole of a file; NULL when it cannot be read. free() it. */
char *statement_fx_read(const char *path, size_t *ret_len);
void statement_fx_write(const char *folder, const char *name, const void *bytes, size_t len, unsigned mode);

/* Puts the fixture's keys into keys_dir. */
void statement_fx_store_keys(struct statement_fx *fx);

#endif
