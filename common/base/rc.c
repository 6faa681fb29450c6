#include "base/rc.h"

#include <errno.h>

const char *
sekisho_rc_str(enum sekisho_rc rc) {
    static const char *const text[SEKISHO_E_END] = {
        [SEKISHO_OK] = "ok",
        [SEKISHO_E_INTERNAL] = "internal error",
        [SEKISHO_E_NOMEM] = "out of memory",
        [SEKISHO_E_ARGUMENT] = "bad argument",
        [SEKISHO_E_NOT_FOUND] = "not found",
        [SEKISHO_E_ACCESS] = "access refused by the system",
        [SEKISHO_E_IO] = "input or output error",
        [SEKISHO_E_NOT_REGULAR] = "not a regular file",
        [SEKISHO_E_OWNER] = "wrong owner",
        [SEKISHO_E_MODE] = "writable by group or others",
        [SEKISHO_E_TOO_LARGE] = "too large",
        [SEKISHO_E_SYNTAX] = "syntax error",
        [SEKISHO_E_RANGE] = "out of range",
        [SEKISHO_E_TRUNCATED] = "truncated",
        [SEKISHO_E_CLOCK] = "clock not readable",
        [SEKISHO_E_TRAILING] = "trailing bytes",
        [SEKISHO_E_VERSION] = "unknown format version",
        [SEKISHO_E_SIGNATURE] = "signature does not verify",
        [SEKISHO_E_KEY] = "key not trusted for this role",
        [SEKISHO_E_ROLLBACK] = "older than what is on record",
        [SEKISHO_E_EXISTS] = "exists already",
        [SEKISHO_E_RANDOM] = "no random numbers from the system",
        [SEKISHO_E_CHANGED] = "changed while being read",
        [SEKISHO_E_BUSY] = "locked by another process",
    };
    if ((unsigned)rc >= SEKISHO_E_END)
        return "unknown error";
    return text[rc];
}

enum sekisho_rc
sekisho_rc_from_errno(int errnum) {
    switch (errnum) {
    case ENOENT:
    case ENOTDIR:
        return SEKISHO_E_NOT_FOUND;
    case EACCES:
    case EPERM:
        return SEKISHO_E_ACCESS;
    case ELOOP:
    case EISDIR:
    case ENXIO:
        return SEKISHO_E_NOT_REGULAR;
    case ENOMEM:
        return SEKISHO_E_NOMEM;
    case EFBIG:
        return SEKISHO_E_TOO_LARGE;
    case EEXIST:
        return SEKISHO_E_EXISTS;
    case EAGAIN:
        return SEKISHO_E_BUSY;
    default:
        return SEKISHO_E_IO;
    }
}
