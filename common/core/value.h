#ifndef SEKISHO_CORE_VALUE_H
#define SEKISHO_CORE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/arena.h"
#include "core/policy.h"

/*
 * Values of statement and key lines. Each has one spelling: what is accepted here comes out of core/writer.h
 * as the same bytes. SEKISHO_E_SYNTAX for any other spelling, SEKISHO_E_RANGE past the limit named. Pure; any
 * thread.
 */

#define SEKISHO_VALUE_TEXT_MAX 600 /* bytes of a reason or a person's name: 200 kanji */
#define SEKISHO_VALUE_ID_MAX   32  /* bytes of the id of an override, change or stop */

/* Decimal digits without leading zeros, 0 to max. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_value_number(const char *text, uint64_t max, uint64_t *ret_number);

/* "unknown", or a uid below 4294967295. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_value_uid(const char *text, bool *ret_is_known, uint32_t *ret_uid);

/* "yes" or "no". */
SEKISHO_MUST_USE enum sekisho_rc sekisho_value_flag(const char *text, bool *ret_flag);

/* "YYYY-MM-DDTHH:MM:SS+HH:MM"; UTC is "+00:00". */
SEKISHO_MUST_USE enum sekisho_rc sekisho_value_time(const char *text, int64_t *ret_at,
                                                    int32_t *ret_offset_sec);

/* The same in the offset given: all times of one statement carry the same. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_value_time_in(const char *text, int32_t offset_sec, int64_t *ret_at);

/* Exactly len bytes as lower-case hexadecimal digits, or as padded Base64 (RFC 4648). */
SEKISHO_MUST_USE enum sekisho_rc sekisho_value_hex(const char *text, uint8_t *to, size_t len);
SEKISHO_MUST_USE enum sekisho_rc sekisho_value_base64(const char *text, uint8_t *to, size_t len);

/* Lower-case letters, digits and '-', not first; at most SEKISHO_VALUE_ID_MAX bytes. */
bool sekisho_value_is_id(const char *text);

/* A host name as lists carry it: base/name.h's, without upper case. */
bool sekisho_value_is_host(const char *text);

/* Free text within SEKISHO_VALUE_TEXT_MAX bytes, none of them harmful, no blank at either end. */
bool sekisho_value_is_text(const char *text);

/*
 * "NAME,NAME": no blanks, no name twice, each as is_name says, at most max. text is cut up in place; the
 * array is in the arena. SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_value_list(char *text, bool (*is_name)(const char *), size_t max,
                                                    struct sekisho_arena *arena,
                                                    struct sekisho_names *ret_names);

/* Cuts the next word off at a blank; *text moves to the rest. NULL when no blank follows a word. */
char *sekisho_value_cut_word(char **text);

#endif
