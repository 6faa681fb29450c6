#ifndef SEKISHO_CORE_LINES_H
#define SEKISHO_CORE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"

/*
 * Text of one magic line and "key: value" lines in a fixed order, read strictly and in place: values are cut
 * out of the caller's own copy, so a million lines cost no allocation. LF ends every line, also the last.
 * Nothing is skipped and nothing is guessed. Not for concurrent use on one text.
 */
struct sekisho_lines {
    char *at;      /* the next line */
    char *end;     /* of the text, where its NUL is */
    uint32_t line; /* number of the line taken last; 1 is the first */
};

/*
 * bytes is the caller's, NUL-ended at len, and is written to. SEKISHO_E_SYNTAX when any character is not
 * printable UTF-8 or harmful to its reader (base/escape.h), or when the last line does not end; lines->line
 * tells where.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_lines_start(struct sekisho_lines *lines, char *bytes, size_t len);

/*
 * The magic line "NAME VERSION". SEKISHO_E_SYNTAX for another name, SEKISHO_E_VERSION for another version.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_lines_take_magic(struct sekisho_lines *lines, const char *name,
                                                          const char *version);

/*
 * Takes the line "key: value"; ret_value points into the text. SEKISHO_E_SYNTAX when the next line has
 * another key, or its value is empty or begins or ends with a blank; SEKISHO_E_TRUNCATED when there is no
 * next line.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_lines_take(struct sekisho_lines *lines, const char *key,
                                                    char **ret_value);

/* Has the next line this key? */
bool sekisho_lines_has(const struct sekisho_lines *lines, const char *key);

/* SEKISHO_E_TRAILING unless every line was taken. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_lines_end(const struct sekisho_lines *lines);

#endif
