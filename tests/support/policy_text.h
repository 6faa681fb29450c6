#ifndef SEKISHO_TESTS_SUPPORT_POLICY_TEXT_H
#define SEKISHO_TESTS_SUPPORT_POLICY_TEXT_H

#include <stddef.h>

#include "core/diag.h"
#include "core/policy.h"

/* Policies as text: from tests/data/policy, changed in places, loaded from memory. All dies when memory is
 * short. */

/* The whole of a file under the source folder, malloc'ed, NUL-ended. */
char *policy_text_read(const char *path, size_t *ret_len);

/* text with the first find (which must be there) turned into put; len bytes may hold NULs. malloc'ed. */
char *policy_text_change(const char *text, size_t len, const char *find, const char *put, size_t put_len,
                         size_t *ret_len);

/* Loads from memory, owners unjudged; "t.conf" is its name. */
enum sekisho_rc policy_text_load(const char *text, size_t len, struct sekisho_policy **ret_policy,
                                 struct sekisho_diag *reterr_diag);

/* good.conf with one change: what it gives, freed again. */
enum sekisho_rc policy_text_try(const char *find, const char *put, struct sekisho_diag *reterr_diag);

#endif
