#ifndef SEKISHO_CORE_POLICY_LIBCONFIG_H
#define SEKISHO_CORE_POLICY_LIBCONFIG_H

#include <stddef.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/diag.h"

/*
 * libconfig's second opinion on a policy: does it read the same settings from these bytes as
 * core/policy_tree.h? The file is in libconfig's language, and other programs may read it so. For `sekisho
 * policy check` and the tests, never for a login: libconfig is ten times slower, and see the .c for what else
 * it does.
 *
 * text need not end with a NUL. SEKISHO_OK: both agree, or the tree refuses the text and nothing was asked;
 * SEKISHO_E_SYNTAX with diag filled when they differ; SEKISHO_E_NOMEM. Not for concurrent use with setlocale.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_libconfig_agrees(const char *text, size_t len,
                                                                 struct sekisho_diag *reterr_diag);

#endif
