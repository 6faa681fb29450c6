#ifndef SEKISHO_BASE_RC_H
#define SEKISHO_BASE_RC_H

/*
 * The one error space. A code is a cause a caller can act on, not a call site.
 * A verdict never travels in an rc (see core/decision.h), so SEKISHO_OK permits nobody.
 */
enum sekisho_rc {
    SEKISHO_OK = 0,
    SEKISHO_E_INTERNAL, /* a broken promise inside Sekisho; the value every function starts from */
    SEKISHO_E_NOMEM,
    SEKISHO_E_ARGUMENT,  /* a caller's value outside the documented limits */
    SEKISHO_E_NOT_FOUND, /* no such file, name or entry */
    SEKISHO_E_ACCESS,    /* the kernel said no: EACCES, EPERM */
    SEKISHO_E_IO,
    SEKISHO_E_NOT_REGULAR, /* symbolic link, FIFO, device, socket or folder where a file must be */
    SEKISHO_E_OWNER,       /* owned by somebody who must not own it */
    SEKISHO_E_MODE,        /* writable by group or others */
    SEKISHO_E_TOO_LARGE,   /* over its named cap */
    SEKISHO_E_SYNTAX,
    SEKISHO_E_RANGE,     /* well formed, but outside what can be represented or is allowed */
    SEKISHO_E_TRUNCATED, /* the output buffer or the input ended early */
    SEKISHO_E_CLOCK,     /* the clock could not be read, or is absurd */
    SEKISHO_E_TRAILING,  /* bytes after the end of a complete object */
    SEKISHO_E_VERSION,   /* a format version this build does not know */
    SEKISHO_E_SIGNATURE, /* does not verify under the key it must verify under */
    SEKISHO_E_KEY,       /* no such trusted key, or one of another role */
    SEKISHO_E_ROLLBACK,  /* an older serial, or the same serial with other bytes */
    SEKISHO_E_EXISTS,
    SEKISHO_E_RANDOM,  /* the system's random numbers are not to be had */
    SEKISHO_E_CHANGED, /* it changed while it was read */
    SEKISHO_E_BUSY,    /* a lock was not had within its bound */
    SEKISHO_E_END      /* one past the last; never returned */
};

/* Static English text for logs, never NULL, also for values outside the enum. Any thread. */
const char *sekisho_rc_str(enum sekisho_rc rc);

/* The cause named by an errno value; SEKISHO_E_IO when it is none of those above. */
enum sekisho_rc sekisho_rc_from_errno(int errnum);

#endif
