#ifndef SEKISHO_CORE_POLICY_SEAL_H
#define SEKISHO_CORE_POLICY_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/diag.h"

/*
 * The seal of a policy file: its first line, seal = "<64 hex>"; with BLAKE2b-256 over every byte after that
 * line, keyed with a purpose so that the sum of something else is no seal. First, so that a file cut off
 * anywhere keeps a seal that no longer holds. No secret is in it: it finds the slip of an editor, a disk or a
 * copy, and says so before anything in the file is believed. Who can write the file can seal it. Pure; any
 * thread.
 */

#define SEKISHO_POLICY_SEAL_LINE_MAX 75 /* bytes of the line, with its newline */

/*
 * Is there a seal, and does it hold? bytes need not end with a NUL. SEKISHO_OK with ret_is_sealed false when
 * the first line is no seal and does not look like one; SEKISHO_E_SIGNATURE with diag's line, cause and mend
 * filled.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_seal_check(const char *bytes, size_t len, bool *ret_is_sealed,
                                                           struct sekisho_diag *reterr_diag);

/*
 * The same text with a fresh seal. One that was there, whole or damaged, is taken off, but only when nothing
 * shares its line; else it stays, and loading the result says so. ret_bytes is malloc'ed, the caller's to
 * free, NUL-ended (not counted). Says nothing about what the text holds: sekisho_policy_load_text does.
 * SEKISHO_E_TOO_LARGE over SEKISHO_POLICY_MAX_BYTES; SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_seal_text(const char *bytes, size_t len, char **ret_bytes,
                                                          size_t *ret_len);

#endif
