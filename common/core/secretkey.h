#ifndef SEKISHO_CORE_SECRETKEY_H
#define SEKISHO_CORE_SECRETKEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/publickey.h"

/*
 * A signer's secret key, and its file: sealed by a passphrase (Argon2id, XSalsa20-Poly1305). In memory it
 * lives in sodium_malloc's guarded pages and is wiped by free. sekisho_crypto_start must have succeeded. Not
 * on hosts: only the tool, on the signer's machine, links what is here. Not for concurrent use.
 */

#define SEKISHO_SECRETKEY_MAX_BYTES      2048 /* of the file */
#define SEKISHO_SECRETKEY_PASSPHRASE_MIN 8    /* bytes */
#define SEKISHO_SECRETKEY_PASSPHRASE_MAX 1024

/* What opening the file costs a guesser: Argon2id's passes and bytes of memory. */
struct sekisho_seal_cost {
    uint64_t passes; /* 1 to 16 */
    size_t memory;   /* 8 KiB to 1 GiB */
};

extern const struct sekisho_seal_cost sekisho_secretkey_cost; /* 3 passes over 256 MiB: about a second */

struct sekisho_secret_key {
    struct sekisho_public_key public_key; /* standing TRUSTED */
    uint8_t *bytes;                       /* libsodium's 64-byte form, in guarded memory */
};

/*
 * A new key pair. holder is text within SEKISHO_PUBLICKEY_HOLDER_CAP. SEKISHO_E_ARGUMENT, SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_secretkey_new(enum sekisho_role role, const char *holder,
                                                       int64_t made_at, int32_t offset_sec,
                                                       struct sekisho_secret_key **ret_key);

/* Wipes and frees. NULL-safe. */
void sekisho_secretkey_free(struct sekisho_secret_key *key);

/*
 * The sealed file's text, malloc'ed, the caller's to free. SEKISHO_E_ARGUMENT (passphrase length, cost),
 * SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_secretkey_seal(const struct sekisho_secret_key *key,
                                                        const char *passphrase, size_t passphrase_len,
                                                        struct sekisho_seal_cost cost, char **ret_bytes,
                                                        size_t *ret_len);

/*
 * Opens such a file's text. SEKISHO_E_KEY when the passphrase is wrong or the sealed part was changed;
 * SEKISHO_E_SYNTAX, _VERSION, _TRAILING, _TOO_LARGE, _RANGE (a cost outside the limits), _NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_secretkey_open(const char *bytes, size_t len, const char *passphrase,
                                                        size_t passphrase_len,
                                                        struct sekisho_secret_key **ret_key);

/* A key pair from a known 32-byte seed: tests and worked examples only. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_secretkey_from_seed(const uint8_t seed[32], enum sekisho_role role,
                                                             const char *holder, int64_t made_at,
                                                             int32_t offset_sec,
                                                             struct sekisho_secret_key **ret_key);

#endif
