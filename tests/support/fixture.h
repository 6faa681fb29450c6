#ifndef SEKISHO_TESTS_SUPPORT_FIXTURE_H
#define SEKISHO_TESTS_SUPPORT_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <security/pam_appl.h>

#include "support/recorder.h"

/*
 * A private folder with a policy and PAM services, and real transactions through libpam against a module of
 * the build tree. Needs no root and touches nothing outside its folder. What cannot be set up ends the
 * program.
 */

#define FIXTURE_PATH_CAP 512
#define FIXTURE_TEXT_CAP 4096

struct fixture {
    char folder[128];
    char policy[FIXTURE_PATH_CAP];
    char confdir[FIXTURE_PATH_CAP];
};

void fixture_make(struct fixture *f);
void fixture_remove(const struct fixture *f);

/* The program's own, made at the first call and removed at exit; forked children leave by _exit. */
struct fixture *fixture_shared(void);

/* Puts text into the folder under name, mode exact; the path comes back in static memory. */
const char *fixture_write(const struct fixture *f, const char *name, const char *text, size_t len,
                          mode_t mode);

/*
 * Article 13 in short, for the folder's sekisho.conf: which systems a host has is in its name (jumin-*, gw-*,
 * both-*, night-*, free-*: open always, shut-*: never; proxy-1: never, for squid). more: further sections.
 * See fixture.c.
 */
void fixture_policy(const struct fixture *f, const char *host, const char *language, const char *more);
size_t fixture_policy_text(char *text, size_t cap, const char *host, const char *language, const char *more);

/* confdir/service: the lines as they are. */
void fixture_stack(const struct fixture *f, const char *service, const char *lines);

/* confdir/service: the module with those arguments in all four phases, through the recorder, then pam_permit.
 */
void fixture_recorded(const struct fixture *f, const char *service, const char *module, const char *args);

enum fixture_conv {
    FIXTURE_CONV_GOOD = 0,
    FIXTURE_CONV_NULL,      /* no conversation function at all */
    FIXTURE_CONV_NULL_RESP, /* success, but no answers */
    FIXTURE_CONV_ERROR      /* fails with conv_error */
};

/* One question to PAM. Zero is: no item, no flag. */
struct fixture_call {
    const char *service, *user, *tty, *rhost, *ruser, *xdisplay;
    int flags;
    enum recorder_door door;
    enum fixture_conv conv;
    int conv_error;
};

/* What the conversation was given. */
struct fixture_talk {
    unsigned n, prompts;
    int style; /* of the last message */
    char text[FIXTURE_TEXT_CAP];
};

/* One whole transaction: pam_start, one door, pam_end. The stack's code. talk may be NULL. */
int fixture_ask(const struct fixture *f, const struct fixture_call *call, struct fixture_talk *talk);

/* The same in steps, for more than one door on a handle. */
pam_handle_t *fixture_open(const struct fixture *f, const struct fixture_call *call,
                           struct fixture_talk *talk);
int fixture_knock(pam_handle_t *pamh, enum recorder_door door, int flags);

/* The recorder's note, and the module's symbol, of modules loaded by path. */
struct recorder *fixture_recorder(void);
void *fixture_symbol(const char *module, const char *symbol);

/* "PAM_IGNORE" and so on. */
const char *fixture_code_str(int code);

/* What went to syslog (nothing does in these programs: the symbol is theirs). */
struct fixture_log {
    unsigned n;      /* lines since the test put 0 here */
    unsigned opened; /* openlog, closelog and setlogmask calls */
    int priority;
    char line[FIXTURE_TEXT_CAP];  /* the latest */
    char first[FIXTURE_TEXT_CAP]; /* the first */
};
extern struct fixture_log fixture_log;
void fixture_log_clear(void);

/* True when either kept line holds text. */
bool fixture_log_has(const char *text);

/* The instant of "YYYY-MM-DD HH:MM:SS" in +09:00. */
int64_t fixture_instant(const char *text);

/* A user that the user database knows, with a uid over 999 if there is one: for modules that ask the
 * system's. */
const char *fixture_some_user(void);

/* Millisecond clock that only goes forward. */
double fixture_ms(void);

#endif
