#ifndef SEKISHO_CORE_STATEMENT_H
#define SEKISHO_CORE_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/keyring.h"
#include "core/lines.h"
#include "core/secretkey.h"
#include "core/writer.h"

/*
 * Signed statements, the one text format for all kinds (doc/FORMAT.statement): magic line, "key: value" lines
 * in fixed order, one signature line. The Ed25519 signature covers a purpose with the kind and length, then
 * the exact bytes; it is checked before anything but the key's id is read. Checking wants no random numbers
 * and no sekisho_crypto_start. A statement is only bytes: what brought it here does not matter. Any thread.
 */

enum sekisho_kind {
    SEKISHO_KIND_NONE = 0,
    SEKISHO_KIND_OVERRIDE,   /* manager */
    SEKISHO_KIND_NOTICE,     /* manager */
    SEKISHO_KIND_REVOCATION, /* officer */
    SEKISHO_KIND_REVIEW,     /* auditor or officer */
    SEKISHO_KIND_END
};

#define SEKISHO_STATEMENT_OVERRIDE_MAX   (8 * 1024) /* bytes, signature line and all */
#define SEKISHO_STATEMENT_NOTICE_MAX     (256 * 1024)
#define SEKISHO_STATEMENT_REVOCATION_MAX (128 * 1024 * 1024)
#define SEKISHO_STATEMENT_REVIEW_MAX     (64 * 1024)
#define SEKISHO_STATEMENT_SERIAL_MAX     INT64_MAX

/* A verified statement whose own fields are still to be taken from lines. */
struct sekisho_statement {
    enum sekisho_kind kind;
    const struct sekisho_public_key *key; /* in the keyring */
    int64_t issued_at;
    int32_t utc_offset_sec; /* of every time in it */
    struct sekisho_lines lines;
    char *memory; /* what lines point into */
};

/*
 * Verifies bytes as a statement of that kind under a key of the keyring (NULL: no keys) and takes the header.
 * SEKISHO_E_TOO_LARGE; SEKISHO_E_SYNTAX (not of that kind, or malformed); SEKISHO_E_VERSION; SEKISHO_E_KEY
 * (unknown, distrusted, retired before it was issued, or of another role); SEKISHO_E_SIGNATURE;
 * SEKISHO_E_NOMEM. End with sekisho_statement_done, also what a caller's own parser then refuses. keyring
 * must outlive it.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_statement_open(enum sekisho_kind kind, const char *bytes, size_t len,
                                                        const struct sekisho_keyring *keyring,
                                                        struct sekisho_statement *ret_statement);

/* NULL-safe. */
void sekisho_statement_done(struct sekisho_statement *statement);

/* Which kind the magic line names, whatever else may be wrong; SEKISHO_KIND_NONE. */
enum sekisho_kind sekisho_statement_kind(const char *bytes, size_t len);

/* "override", "notice", ...; "none". Static. */
const char *sekisho_kind_str(enum sekisho_kind kind);

/* The cap of that kind in bytes; 0 for none. */
size_t sekisho_statement_max_bytes(enum sekisho_kind kind);

/* Writes the magic line and the header. */
void sekisho_statement_begin(struct sekisho_writer *writer, enum sekisho_kind kind, const char *key_id,
                             int64_t issued_at, int32_t utc_offset_sec);

/*
 * Appends the signature line to what writer holds, which sekisho_statement_begin began with the same kind and
 * key. The role is judged where the statement is read, so a wrong one is refused here too: SEKISHO_E_KEY.
 * ret_bytes is malloc'ed and the caller's.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_statement_sign(struct sekisho_writer *writer, enum sekisho_kind kind,
                                                        const struct sekisho_secret_key *key,
                                                        char **ret_bytes, size_t *ret_len);

/*
 * One long line of plain ASCII ("sekisho1:" Base64 ".") that survives mail, a QR code and a terminal; and
 * back. unfold also takes a statement as it is, and blanks and line ends anywhere inside the long line.
 * Results are malloc'ed, NUL-ended and the caller's. SEKISHO_E_SYNTAX (neither), SEKISHO_E_TRUNCATED (a long
 * line without its end), SEKISHO_E_TOO_LARGE (over max_bytes), SEKISHO_E_NOMEM. Nothing is verified.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_statement_fold(const char *bytes, size_t len, char **ret_line);
SEKISHO_MUST_USE enum sekisho_rc sekisho_statement_unfold(const char *text, size_t len, size_t max_bytes,
                                                          char **ret_bytes, size_t *ret_len);

#endif
