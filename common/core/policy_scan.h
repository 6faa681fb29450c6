#ifndef SEKISHO_CORE_POLICY_SCAN_H
#define SEKISHO_CORE_POLICY_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/diag.h"

/*
 * Cuts the policy's text into tokens, and is stricter than libconfig about every one of them: what
 * libconfig 1.5 reads otherwise than it is written (numbers out of range, @include, escapes, two texts side
 * by side) is refused here. A strict part of libconfig's language: what passes here and core/policy_tree.h,
 * libconfig reads the same. The text is worked on in place: a text token is decoded and NUL-ended where it
 * stands. Pure; any thread.
 */

#define SEKISHO_POLICY_SCAN_MAX_TOKENS 200000
#define SEKISHO_POLICY_SCAN_MAX_DIGITS 9

enum sekisho_token_kind {
    SEKISHO_TOKEN_END = 0,
    SEKISHO_TOKEN_NAME,
    SEKISHO_TOKEN_TEXT,
    SEKISHO_TOKEN_NUMBER,
    SEKISHO_TOKEN_BOOL,
    SEKISHO_TOKEN_MARK /* one of = : ; , { } [ ] ( ) */
};

struct sekisho_token {
    enum sekisho_token_kind kind;
    char mark; /* of a mark; '=' also for ':' */
    uint32_t line;
    uint32_t number; /* of a number; 0 or 1 of a bool */
    char *text;      /* where it stands; a text token's is decoded and NUL-ended, a name's has len bytes */
    size_t len;
};

struct sekisho_policy_scan {
    char *at, *end;
    uint32_t line;
    uint32_t n_tokens;
    struct sekisho_diag *diag;
};

/* text has len bytes and a NUL behind them; both text and diag (which may be NULL) outlive the scan. */
void sekisho_policy_scan_init(struct sekisho_policy_scan *scan, char *text, size_t len,
                              struct sekisho_diag *diag);

/* The next token; SEKISHO_E_SYNTAX with diag filled. After an error the scan is over. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_scan_next(struct sekisho_policy_scan *scan,
                                                          struct sekisho_token *ret_token);

#endif
