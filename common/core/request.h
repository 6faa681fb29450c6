#ifndef SEKISHO_CORE_REQUEST_H
#define SEKISHO_CORE_REQUEST_H

#include <stddef.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/override.h"

/*
 * A request for an override: what somebody asks for, unsigned, so nothing in it permits anything. It fills
 * the fields of an override that the requester knows; id, approver, issued_at, key and maintenance are the
 * manager's.
 */

#define SEKISHO_REQUEST_MAX_BYTES (8 * 1024)

/*
 * Reads a request. SEKISHO_E_SYNTAX, _VERSION, _TRAILING, _RANGE, _TOO_LARGE, _NOMEM. Free with
 * sekisho_override_free.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_request_parse(const char *bytes, size_t len,
                                                       struct sekisho_override **ret_request);

/*
 * Writes one; issued_at is when it was made. Reads it back, as sealing does. ret_bytes is malloc'ed and the
 * caller's.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_request_encode(const struct sekisho_override *request,
                                                        char **ret_bytes, size_t *ret_len);

#endif
