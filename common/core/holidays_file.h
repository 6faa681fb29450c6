#ifndef SEKISHO_CORE_HOLIDAYS_FILE_H
#define SEKISHO_CORE_HOLIDAYS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/arena.h"
#include "core/calendar.h"
#include "core/diag.h"

/*
 * The Cabinet Office's list of national holidays: a header line, then "YYYY/M/D,name" in ascending order,
 * CRLF or LF. It has changed shape before, so nothing is guessed: one strange line and the whole file is
 * refused, with its line number. Only UTF-8 (BOM or none) is read here: the list is published in CP932, but a
 * login must not depend on libc's loadable conversion tables, so `sekisho calendar import` converts it once.
 */

#define SEKISHO_HOLIDAYS_FILE_MAX_BYTES (1024 * 1024)
#define SEKISHO_HOLIDAYS_FILE_MAX_NAME  120 /* bytes of one holiday's name */

struct sekisho_holidays {
    /*
     * In the arena. name is the file's, but where the file says only 休日 and the computed calendar knows a
     * better word for that day (振替休日), that word. name_en is "National holiday" when nothing better is
     * known.
     */
    struct sekisho_listed_holiday *listed;
    size_t n_listed;
    int32_t first_day, last_day; /* the whole years it covers; first > last when none is whole */
    int32_t incomplete_year; /* a last year that lacks November 23, so not covered; 0 when there is none */
};

/* Does it begin with the list's header as it is in CP932? */
bool sekisho_holidays_file_is_cp932(const char *bytes, size_t len);

/*
 * bytes is NUL-ended at len. SEKISHO_E_SYNTAX or _RANGE (no such date, over a cap, out of order) with diag's
 * line and message filled (diag->file is the caller's); SEKISHO_E_NOMEM. Pure; memory from the arena only.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_holidays_file_parse(const char *bytes, size_t len,
                                                             struct sekisho_arena *arena,
                                                             struct sekisho_holidays *ret_holidays,
                                                             struct sekisho_diag *reterr_diag);

#endif
