#ifndef SEKISHO_CORE_DIAG_H
#define SEKISHO_CORE_DIAG_H

#include <stddef.h>
#include <stdint.h>

#include "base/safefile.h"
#include "core/message.h"

/*
 * What went wrong in a file, for a person: file, line, cause, and what to do about it. Filled by core, shown
 * by entry points, in either language. Plain data; the caller owns it.
 */

#define SEKISHO_DIAG_ARG_CAP  160
#define SEKISHO_DIAG_MAX_ARGS 3

struct sekisho_diag {
    char file[SEKISHO_SAFEFILE_PATH_CAP];
    uint32_t line; /* 1 is the first; 0 when the file as a whole is meant */
    enum sekisho_msg what;
    enum sekisho_msg hint; /* SEKISHO_MSG_NONE when there is nothing useful to say */
    char what_arg[SEKISHO_DIAG_MAX_ARGS][SEKISHO_DIAG_ARG_CAP];
    char hint_arg[SEKISHO_DIAG_MAX_ARGS][SEKISHO_DIAG_ARG_CAP];
};

void sekisho_diag_init(struct sekisho_diag *diag, const char *file);

/* Both take a NULL diag, and args as core/message.h does; texts are cut to their caps. */
void sekisho_diag_set(struct sekisho_diag *diag, uint32_t line, enum sekisho_msg what,
                      const char *const args[]);
void sekisho_diag_hint(struct sekisho_diag *diag, enum sekisho_msg hint, const char *const args[]);

/* Fills diag from a failed open or read: the path where it failed, the cause, and the mend. */
void sekisho_diag_set_fault(struct sekisho_diag *diag, enum sekisho_rc rc,
                            const struct sekisho_safefile_fault *fault);

/* "FILE:LINE: what. hint" on one line. Returns text. */
const char *sekisho_diag_format(const struct sekisho_diag *diag, enum sekisho_lang lang, char *text,
                                size_t cap);

#endif
