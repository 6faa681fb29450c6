#ifndef SEKISHO_CORE_POLICY_H
#define SEKISHO_CORE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "base/safefile.h"
#include "core/calendar.h"
#include "core/diag.h"
#include "core/hours.h"
#include "core/message.h"

/*
 * The policy: sekisho.conf as data (sekisho.conf(5) is the manual). Whole or not at all: one unknown key,
 * duplicate, bad time or number out of range and there is no policy, and a gate without a policy denies.
 * Loaded once, then only read; any thread may read.
 */

#define SEKISHO_POLICY_FILE      SEKISHO_CONF_DIR "/sekisho.conf"
#define SEKISHO_POLICY_MAX_BYTES (512 * 1024)

#define SEKISHO_POLICY_MAX_SYSTEMS    32 /* one bit each in a uint32_t */
#define SEKISHO_POLICY_MAX_EXCEPTIONS 64 /* a system */
#define SEKISHO_POLICY_MAX_PLACES     2048
#define SEKISHO_POLICY_MAX_RESTRICT   1024
#define SEKISHO_POLICY_MAX_NAMES      256 /* in one list */
#define SEKISHO_POLICY_MAX_WARNINGS   16
#define SEKISHO_POLICY_MAX_TEXT       200 /* bytes of a title, name or contact */
#define SEKISHO_POLICY_HASH_BYTES     32

struct sekisho_names {
    size_t n;
    const char *const *name;
};

/* Other hours on some weekdays, between dates: "Wednesdays to 19:00 until March". */
struct sekisho_exception {
    uint8_t weekdays;                  /* bit 1 << enum sekisho_weekday */
    int32_t first_day, last_day;       /* both included */
    bool has_open_day, has_closed_day; /* which kinds of day it changes */
    struct sekisho_hours open_day, closed_day;
    uint32_t line;
};

struct sekisho_system {
    const char *name; /* keyword, as in commands and logs */
    const char *title, *title_en;
    const char *article;
    struct sekisho_hours open_day, closed_day;
    const struct sekisho_exception *exception; /* no two meet on one day for one kind */
    size_t n_exceptions;
    uint32_t line;
};

/* Which systems a host serves, or one of its services. */
struct sekisho_place {
    struct sekisho_names hosts;    /* globs, lower case */
    struct sekisho_names services; /* globs; none: every service */
    uint32_t systems;
    uint32_t line;
};

/* Narrower hours for some people: cut with the system's, never wider (Article 28(7): the least access). */
struct sekisho_restrict {
    const char *title, *title_en; /* may be "" */
    struct sekisho_names groups, users;
    uint32_t systems;
    struct sekisho_hours open_day, closed_day;
    uint32_t line;
};

enum sekisho_audit_failure { SEKISHO_AUDIT_FAILURE_DENY = 0, SEKISHO_AUDIT_FAILURE_ALARM };

struct sekisho_policy {
    int32_t utc_offset_sec;
    enum sekisho_lang lang;
    const char *host;                 /* NULL: the system's own name */
    const char *contact, *contact_en; /* whom the refused ask; may be "" */
    const struct sekisho_system *system;
    size_t n_systems;
    const struct sekisho_place *place;
    size_t n_places;
    const struct sekisho_restrict *restriction;
    size_t n_restrictions;
    bool wants_groups; /* some restriction names a group */
    struct sekisho_calendar calendar;
    const char *holidays_file; /* NULL: none */
    uint32_t holidays_line;
    struct {
        struct sekisho_names services, accounts;
        uint32_t system_uid_max; /* accounts up to this uid are system accounts */
    } unattended;
    struct {
        struct sekisho_names services;
    } break_glass;
    struct {
        int32_t longest_min; /* of one override */
        int32_t latest_min;  /* minute of the day after which only --special goes; SEKISHO_DAY_MIN: none */
    } override;
    struct {
        const char *path;
        bool sync;
        enum sekisho_audit_failure on_failure;
        uint32_t review_days;
    } audit;
    struct {
        uint32_t warn_min[SEKISHO_POLICY_MAX_WARNINGS]; /* descending */
        size_t n_warnings;
        uint32_t grace_sec;
    } closing;
    bool is_sealed;
    uint8_t hash[SEKISHO_POLICY_HASH_BYTES]; /* BLAKE2b of the file's bytes, and of the holiday list's */
};

/*
 * Reads and checks the policy at path, and the holidays_file it names. On failure ret_policy is NULL and
 * reterr_diag says file, line, cause and mend. SEKISHO_E_NOT_FOUND, _OWNER, _MODE, _NOT_REGULAR, _TOO_LARGE,
 * _IO, SEKISHO_E_SYNTAX (anything wrong inside), SEKISHO_E_SIGNATURE (the seal does not hold),
 * SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_load(const char *path, struct sekisho_trust trust,
                                                     struct sekisho_policy **ret_policy,
                                                     struct sekisho_diag *reterr_diag);

/* The same from memory, as a draft is checked or a seal put on: name is what the diag calls it. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_load_text(const char *name, const char *text, size_t len,
                                                          struct sekisho_trust trust,
                                                          struct sekisho_policy **ret_policy,
                                                          struct sekisho_diag *reterr_diag);

/*
 * The same, keeping *policy when path and its holidays_file still hold, byte for byte, what it was made of.
 * On any failure *policy is freed and NULL. What makes a second phase on one PAM handle cheap without
 * trusting old data.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_reload(const char *path, struct sekisho_trust trust,
                                                       struct sekisho_policy **policy,
                                                       struct sekisho_diag *reterr_diag);

/* NULL-safe. */
void sekisho_policy_free(struct sekisho_policy *policy);

/* The bit set of the systems that this host and service serve; 0: not governed. host is lower case. */
uint32_t sekisho_policy_systems(const struct sekisho_policy *policy, const char *host, const char *service);

/* Index of the system of that name; n_systems when there is none. */
size_t sekisho_policy_find_system(const struct sekisho_policy *policy, const char *name);

/* Is name in the list: exactly, or by glob. */
bool sekisho_names_have(const struct sekisho_names *names, const char *name);
bool sekisho_names_match(const struct sekisho_names *names, const char *name);

/* The system's (or restriction's) title in that language. */
const char *sekisho_system_title(const struct sekisho_system *system, enum sekisho_lang lang);

#endif
