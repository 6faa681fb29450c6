#ifndef SEKISHO_BASE_ESCAPE_H
#define SEKISHO_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Makes text from outside harmless to terminals, logs and their readers. No locale. Any thread. */

/*
 * Length of the valid UTF-8 sequence at text (1 to 4), or 0 when there is none: over-long forms, surrogates
 * and code points past U+10FFFF are none. At the NUL it is 0.
 */
size_t sekisho_escape_utf8_len(const char *text);

/* True when all of text is valid UTF-8. */
bool sekisho_escape_is_utf8(const char *text);

/*
 * Length of the run of harmless characters at the start of text: printable UTF-8 without controls, direction
 * overrides, invisible characters or invalid bytes. text[that] is the NUL or the first byte at fault.
 */
size_t sekisho_escape_plain_len(const char *text);

/*
 * Copies text for a person's terminal: printable characters stay, also Japanese ones; every control character
 * (C0, DEL, C1), direction override and invalid byte becomes \xNN. Always terminates; cuts at cap between
 * characters. Returns to. cap is at least 1; NULL text reads as "-".
 */
const char *sekisho_escape_text(const char *text, char *to, size_t cap);

/*
 * Copies text as one value of a key=value log line: only printable ASCII, all else \xNN; put in quotation
 * marks when it is empty or holds a blank, '=', '"' or '\'. Same contract.
 */
const char *sekisho_escape_value(const char *text, char *to, size_t cap);

#endif
