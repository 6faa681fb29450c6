#ifndef SEKISHO_PAM_REPORT_H
#define SEKISHO_PAM_REPORT_H

#include <security/pam_modules.h>

#include "args.h"
#include "core/decision.h"
#include "core/diag.h"
#include "request.h"

/* One PAM call, judged, with what the reports need. policy NULL: it could not be loaded, and diag says why.
 */
struct sekisho_case {
    pam_handle_t *pamh;
    unsigned flags;
    enum sekisho_phase phase;
    struct sekisho_args args;
    struct sekisho_gathered gathered;
    const struct sekisho_policy *policy;
    struct sekisho_diag diag;
    struct sekisho_decision decision;
};

/* One key=value line to syslog (authpriv), escaped; stable keys, see pam_sekisho(8). */
void sekisho_report_log(const struct sekisho_case *c);

/* The fault's cause with file and line, for the administrator. */
void sekisho_report_fault(const struct sekisho_case *c);

/*
 * One message to the person, by the policy's language or in English on a console that has no kanji; nothing
 * under PAM_SILENT or `quiet`. Whether it arrives changes nothing.
 */
void sekisho_report_tell(const struct sekisho_case *c);

#endif
