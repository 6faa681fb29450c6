#ifndef SEKISHO_CORE_DECISION_H
#define SEKISHO_CORE_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/rc.h"
#include "core/calendar.h"
#include "core/message.h"
#include "core/notice.h"
#include "core/policy.h"

/*
 * The decision: may this person come in, here, now? One pure function, used by the PAM module in every phase,
 * by the closing service and by `sekisho check`, so that they cannot disagree. Any thread.
 */

/* Zero denies. The others differ from it, and from each other, in many bits. */
enum sekisho_verdict {
    SEKISHO_VERDICT_DENY = 0,
    SEKISHO_VERDICT_IGNORE = 0x35ca, /* no objection: not ours to judge */
    SEKISHO_VERDICT_ALLOW = 0x5a35
};

enum sekisho_reason {
    SEKISHO_REASON_FAULT = 0,     /* deny: no policy, no state, no clock, no memory */
    SEKISHO_REASON_REVOKED,       /* deny: Article 20(4) */
    SEKISHO_REASON_UNKNOWN_USER,  /* deny: a governed place wants to know who it is */
    SEKISHO_REASON_CLOSED_DAY,    /* deny: no hours at all, since the day is closed */
    SEKISHO_REASON_OUTSIDE_HOURS, /* deny: Article 13(1) */
    SEKISHO_REASON_RESTRICTED,    /* deny: open, but not for this person's group */
    SEKISHO_REASON_STOPPED,       /* deny: stopped by the manager, Article 13(2) */
    SEKISHO_REASON_PAST_COVERAGE, /* deny: the calendar has run out */
    SEKISHO_REASON_NOT_GOVERNED,  /* ignore */
    SEKISHO_REASON_ROOT_SWITCH,   /* ignore: su or sudo by root itself */
    SEKISHO_REASON_UNATTENDED,    /* ignore: cron and the like for system accounts */
    SEKISHO_REASON_OPEN,          /* allow */
    SEKISHO_REASON_OVERRIDE,      /* allow: the manager's permission */
    SEKISHO_REASON_BREAK_GLASS,   /* allow: root on the console */
    SEKISHO_REASON_END
};

struct sekisho_person {
    const char *name; /* canonical (pw_name); NULL when nobody is meant */
    uid_t uid;
    bool is_known;   /* name and uid come from the user database */
    bool is_revoked; /* on the revocation list, in force at now */
};

/* Who asks for what. Pointers are the caller's. Nothing here that a remote side can choose ever permits. */
struct sekisho_request {
    struct sekisho_person subject; /* the human being judged */
    struct sekisho_person target;  /* the account asked for */
    struct sekisho_person caller;  /* the real uid of the calling process */
    const char *service;
    const char *host;         /* lower case; of the system or the policy, never from input */
    const char *tty;          /* may be NULL; only narrows break-glass */
    bool is_remote;           /* a remote host is named; only narrows break-glass */
    bool groups_known;        /* false: every restriction that names a group binds */
    const char *const *group; /* the subject's groups */
    size_t n_groups;
    int64_t now;
};

struct sekisho_override; /* core/override.h */

/* What signed statements say on this host. All-NULL is a host without any. */
struct sekisho_state {
    const struct sekisho_notice *notice;
    const struct sekisho_override *const *override; /* verified, for this host */
    size_t n_overrides;
    bool is_damaged; /* state on record that cannot be read whole: a fault */
};

struct sekisho_decision {
    enum sekisho_verdict verdict;
    enum sekisho_reason reason;
    uint32_t systems;        /* that the place serves */
    uint32_t closed_systems; /* those that keep this person out */
    struct sekisho_day day;  /* the day of now; set once a system was judged */
    bool has_next_open;      /* with a denial by hours */
    int64_t next_open_at;
    bool has_until; /* with ALLOW by hours or override: when it ends */
    int64_t until_at;
    const struct sekisho_restrict *restriction; /* with RESTRICTED */
    const struct sekisho_stop *stop;            /* with STOPPED */
    const struct sekisho_override *override;    /* with OVERRIDE */
};

/* Called for each step tried, in order. step is DESIGN's number (1 to 9); msg and args say what was found. */
typedef void sekisho_trace_fn(void *closure, int step, enum sekisho_msg msg, const char *const args[]);

/*
 * policy NULL means it could not be loaded: a fault for all but root on a local console. lang is of the trace
 * and the day's name in it. trace may be NULL. ret_decision is always filled, with a denial before anything
 * else.
 */
void sekisho_decision_make(const struct sekisho_policy *policy, const struct sekisho_state *state,
                           const struct sekisho_request *request, enum sekisho_lang lang,
                           sekisho_trace_fn *trace, void *closure, struct sekisho_decision *ret_decision);

/* Stable words for logs and JSON. Static, never NULL. */
const char *sekisho_verdict_str(enum sekisho_verdict verdict);
const char *sekisho_reason_str(enum sekisho_reason reason);

/* Programs that change one person into another, judged by who calls them: su, sudo, runuser, doas. */
bool sekisho_decision_is_switch(const char *service);

/* A local virtual or serial console by its name, with or without "/dev/". */
bool sekisho_decision_is_console(const char *tty);

/*
 * What the person at the door reads: why, until when or from when, whom to ask. Empty when there is nothing
 * to say. policy may be NULL. text holds SEKISHO_MESSAGE_CAP bytes or more. Returns text.
 */
const char *sekisho_decision_explain(const struct sekisho_policy *policy,
                                     const struct sekisho_decision *decision, enum sekisho_lang lang,
                                     char *text, size_t cap);

/* The names of a set of systems, comma between: keywords for logs, titles for people. Returns text. */
const char *sekisho_decision_systems(const struct sekisho_policy *policy, uint32_t systems, char *text,
                                     size_t cap);

#endif
