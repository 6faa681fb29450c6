/*
 * libpam's syslog calls end here: an executable's symbol comes before libc's. So do its calls of libaudit:
 * run by root, libpam would write a kernel record for each of many thousand transactions and, before that,
 * ask the DNS for every made-up PAM_RHOST, which may take seconds.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "base/attr.h"
#include "support/fixture.h"

struct fixture_log fixture_log;

SEKISHO_PUBLIC void __syslog_chk(int priority, int flag, const char *format, ...);
SEKISHO_PUBLIC int audit_open(void);

/* As on a kernel without audit. */
int
audit_open(void) {
    errno = EPROTONOSUPPORT;
    return -1;
}

static void
keep(int priority, const char *format, va_list args) {
    fixture_log.priority = priority;
    (void)vsnprintf(fixture_log.line, sizeof(fixture_log.line), format, args);
    if (fixture_log.n++ == 0)
        memcpy(fixture_log.first, fixture_log.line, sizeof(fixture_log.first));
}

SEKISHO_PUBLIC void
syslog(int priority, const char *format, ...) {
    va_list args;
    va_start(args, format);
    keep(priority, format, args);
    va_end(args);
}

SEKISHO_PUBLIC void
__syslog_chk(int priority, int flag, const char *format, ...) {
    va_list args;
    (void)flag;
    va_start(args, format);
    keep(priority, format, args);
    va_end(args);
}

SEKISHO_PUBLIC void
openlog(const char *ident, int option, int facility) {
    (void)ident;
    (void)option;
    (void)facility;
    fixture_log.opened++;
}

SEKISHO_PUBLIC void
closelog(void) {
    fixture_log.opened++;
}

SEKISHO_PUBLIC int
setlogmask(int mask) {
    fixture_log.opened++;
    return mask;
}

void
fixture_log_clear(void) {
    memset(&fixture_log, 0, sizeof(fixture_log));
}

bool
fixture_log_has(const char *text) {
    return strstr(fixture_log.line, text) != NULL || strstr(fixture_log.first, text) != NULL;
}
