#ifndef SEKISHO_TOOL_CP932_H
#define SEKISHO_TOOL_CP932_H

#include <stddef.h>

#include "base/attr.h"
#include "base/rc.h"

/*
 * CP932 (Shift_JIS as Windows writes it) to UTF-8 by libc's iconv, which loads a conversion table from a
 * file. So it is done here, once, when a list is imported, and never at a login. One thread.
 */

/*
 * ret_text is malloc'ed, NUL-ended, the caller's to free. SEKISHO_E_NOT_FOUND when this system has no such
 * table; SEKISHO_E_SYNTAX when the bytes are no CP932, the first wrong one at reterr_at; SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_cp932_decode(const char *bytes, size_t len, char **ret_text,
                                                      size_t *ret_len, size_t *reterr_at);

#endif
