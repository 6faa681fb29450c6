#ifndef SEKISHO_CORE_PUBLICKEY_H
#define SEKISHO_CORE_PUBLICKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"

/*
 * One public key and what it may sign (doc/FORMAT.statement). The role stands here, in a file root trusts,
 * and never in a statement. Plain data; any thread.
 */

#define SEKISHO_PUBLICKEY_BYTES      32 /* Ed25519 */
#define SEKISHO_PUBLICKEY_ID_CAP     33 /* 32 hexadecimal digits and the NUL */
#define SEKISHO_PUBLICKEY_HOLDER_CAP 201
#define SEKISHO_PUBLICKEY_PRINT_CAP  40   /* holds a fingerprint */
#define SEKISHO_PUBLICKEY_MAX_BYTES  1024 /* of a key file */

/* Bits, so that a kind of statement can name several. */
enum sekisho_role {
    SEKISHO_ROLE_NONE = 0,
    SEKISHO_ROLE_MANAGER = 1, /* 情報システム管理者, Article 5: overrides and notices */
    SEKISHO_ROLE_OFFICER = 2, /* 情報システム責任者, Article 6: revocations */
    SEKISHO_ROLE_AUDITOR = 4  /* 統括管理者, Article 4: reviews */
};

enum sekisho_key_standing {
    SEKISHO_KEY_DISTRUSTED = 0, /* nothing it signed counts */
    SEKISHO_KEY_RETIRED,        /* what says it was issued before standing_at counts */
    SEKISHO_KEY_TRUSTED
};

struct sekisho_public_key {
    uint8_t bytes[SEKISHO_PUBLICKEY_BYTES];
    char id[SEKISHO_PUBLICKEY_ID_CAP]; /* BLAKE2b-128 of the file's lines from role to public */
    enum sekisho_role role;
    char holder[SEKISHO_PUBLICKEY_HOLDER_CAP];
    int64_t made_at;
    int32_t made_offset_sec;
    enum sekisho_key_standing standing;
    int64_t standing_at; /* RETIRED: issued before; DISTRUSTED: since when, for the reader */
    int32_t standing_offset_sec;
};

/*
 * Fills id from role, holder, made_at and bytes: it names all that the holder vouches for, so that a file
 * whose role was changed on its way has another fingerprint.
 */
void sekisho_publickey_set_id(struct sekisho_public_key *key);

/*
 * A whole key file. SEKISHO_E_SYNTAX, _VERSION, _TRAILING, _TOO_LARGE, _RANGE; SEKISHO_E_KEY when the point
 * is no Ed25519 key worth the name (small or mixed order, not canonical) or the id is not its own.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_publickey_parse(const char *bytes, size_t len,
                                                         struct sekisho_public_key *ret_key);

/* The file's text, malloc'ed, the caller's to free. SEKISHO_E_ARGUMENT when a field cannot be written. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_publickey_encode(const struct sekisho_public_key *key,
                                                          char **ret_bytes, size_t *ret_len);

/* The id in eight groups of four, as one reads it over the phone. Returns text. */
const char *sekisho_publickey_fingerprint(const struct sekisho_public_key *key,
                                          char text[SEKISHO_PUBLICKEY_PRINT_CAP]);

/* "manager", "officer", "auditor"; "none" otherwise. Static. */
const char *sekisho_role_str(enum sekisho_role role);

/* SEKISHO_ROLE_NONE when the word is none of those. */
enum sekisho_role sekisho_role_parse(const char *word);

/* May the key's signature under a statement issued then count? */
bool sekisho_publickey_counts(const struct sekisho_public_key *key, int64_t issued_at);

#endif
