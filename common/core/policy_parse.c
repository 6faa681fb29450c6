#include "core/policy_parse.h"

#include <string.h>

#include "base/name.h"
#include "base/timestamp.h"

#define N_KEYS(keys) (sizeof(keys) / sizeof((keys)[0]))

/* What holds when the section, or the setting, is not there: sekisho.conf(5) says the same. */
#define DEFAULT_SYSTEM_UID_MAX 999
#define DEFAULT_LONGEST_MIN    (4 * 60)
#define DEFAULT_AUDIT_PATH     SEKISHO_LOG_DIR "/audit.log"
#define DEFAULT_REVIEW_DAYS    35
#define DEFAULT_GRACE_SEC      60

static const char *const default_unattended[] = {"cron", "crond", "atd", "systemd-user"};
static const char *const default_break_glass[] = {"login"};
static const uint32_t default_warn_min[] = {15, 5, 1};

static void
set_defaults(struct sekisho_policy *policy) {
    policy->unattended.services = (struct sekisho_names){N_KEYS(default_unattended), default_unattended};
    policy->unattended.system_uid_max = DEFAULT_SYSTEM_UID_MAX;
    policy->break_glass.services = (struct sekisho_names){N_KEYS(default_break_glass), default_break_glass};
    policy->override.longest_min = DEFAULT_LONGEST_MIN;
    policy->override.latest_min = SEKISHO_DAY_MIN;
    policy->audit.path = DEFAULT_AUDIT_PATH;
    policy->audit.sync = true;
    policy->audit.on_failure = SEKISHO_AUDIT_FAILURE_ALARM;
    policy->audit.review_days = DEFAULT_REVIEW_DAYS;
    memcpy(policy->closing.warn_min, default_warn_min, sizeof(default_warn_min));
    policy->closing.n_warnings = N_KEYS(default_warn_min);
    policy->closing.grace_sec = DEFAULT_GRACE_SEC;
}

static enum sekisho_rc
parse_unattended(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    enum { SERVICES, ACCOUNTS, UID_MAX, N };
    static const struct sekisho_key keys[N] = {
        [SERVICES] = {"services", SEKISHO_KINDS_ARRAY, false, "[\"cron\", \"atd\"]"},
        [ACCOUNTS] = {"accounts", SEKISHO_KINDS_ARRAY, false, "[\"batch\"]"},
        [UID_MAX] = {"system_uid_max", SEKISHO_KINDS_NUMBER, false, "999"},
    };
    const struct sekisho_node *value[N];
    struct sekisho_policy *policy = reader->policy;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_names(reader, value[SERVICES], SEKISHO_NAMES_SERVICE_GLOB, true,
                                        &policy->unattended.services)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_names(reader, value[ACCOUNTS], SEKISHO_NAMES_USER, true,
                                        &policy->unattended.accounts)) != SEKISHO_OK)
        return rc;
    return sekisho_policy_read_number(reader, value[UID_MAX], 0, 65533, &policy->unattended.system_uid_max);
}

static enum sekisho_rc
parse_break_glass(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    static const struct sekisho_key keys[] = {{"services", SEKISHO_KINDS_ARRAY, true, "[\"login\"]"}};
    const struct sekisho_node *services;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_group(reader, node, keys, 1, &services)) != SEKISHO_OK)
        return rc;
    return sekisho_policy_read_names(reader, services, SEKISHO_NAMES_SERVICE_GLOB, true,
                                     &reader->policy->break_glass.services);
}

static enum sekisho_rc
parse_override(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    enum { LONGEST, LATEST, N };
    static const struct sekisho_key keys[N] = {
        [LONGEST] = {"longest", SEKISHO_KINDS_TEXT, false, "\"04:00\""},
        [LATEST] = {"latest", SEKISHO_KINDS_TEXT, false, "\"20:00\""},
    };
    const struct sekisho_node *value[N];
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_clock(reader, value[LONGEST], &reader->policy->override.longest_min)) !=
            SEKISHO_OK)
        return rc;
    return sekisho_policy_read_clock(reader, value[LATEST], &reader->policy->override.latest_min);
}

static enum sekisho_rc
parse_audit(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    enum { PATH, SYNC, ON_FAILURE, REVIEW_DAYS, N };
    static const struct sekisho_key keys[N] = {
        [PATH] = {"path", SEKISHO_KINDS_TEXT, false, "\"/var/log/sekisho/audit.log\""},
        [SYNC] = {"sync", SEKISHO_KINDS_BOOL, false, "true"},
        [ON_FAILURE] = {"on_failure", SEKISHO_KINDS_TEXT, false, "\"alarm\""},
        [REVIEW_DAYS] = {"review_days", SEKISHO_KINDS_NUMBER, false, "35"},
    };
    static const char *const failures[] = {
        [SEKISHO_AUDIT_FAILURE_DENY] = "deny", [SEKISHO_AUDIT_FAILURE_ALARM] = "alarm"};
    const struct sekisho_node *value[N];
    struct sekisho_policy *policy = reader->policy;
    size_t failure = policy->audit.on_failure;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_path(reader, value[PATH], &policy->audit.path)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_word(reader, value[ON_FAILURE], failures, 2, &failure)) != SEKISHO_OK)
        return rc;
    policy->audit.on_failure = (enum sekisho_audit_failure)failure;
    if (value[SYNC] != NULL)
        policy->audit.sync = value[SYNC]->value.number != 0;
    return sekisho_policy_read_number(reader, value[REVIEW_DAYS], 1, 400, &policy->audit.review_days);
}

/* Kept descending, however they were written. */
static enum sekisho_rc
parse_warnings(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    uint32_t *const warn = reader->policy->closing.warn_min;
    size_t n = 0;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if (node->n > SEKISHO_POLICY_MAX_WARNINGS)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_TOO_MANY_ENTRIES,
                                          SEKISHO_ARGS("16"));
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next) {
        uint32_t minutes = 0;
        size_t at = n;
        if (entry->kind != SEKISHO_NODE_NUMBER)
            return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_ENTRY_WANTS_NUMBER,
                                              NULL);
        if ((rc = sekisho_policy_read_number(reader, entry, 1, 240, &minutes)) != SEKISHO_OK)
            return rc;
        for (; at > 0 && warn[at - 1] <= minutes; at--) {
            char digits[12];
            if (warn[at - 1] == minutes)
                return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_LISTED_TWICE,
                                                  SEKISHO_ARGS(sekisho_policy_read_digits(minutes, digits)));
            warn[at] = warn[at - 1];
        }
        warn[at] = minutes;
        n++;
    }
    reader->policy->closing.n_warnings = n;
    return SEKISHO_OK;
}

static enum sekisho_rc
parse_closing(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    enum { WARN, GRACE, N };
    static const struct sekisho_key keys[N] = {
        [WARN] = {"warn_minutes", SEKISHO_KINDS_ARRAY, false, "[15, 5, 1]"},
        [GRACE] = {"grace_seconds", SEKISHO_KINDS_NUMBER, false, "60"},
    };
    const struct sekisho_node *value[N];
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = parse_warnings(reader, value[WARN])) != SEKISHO_OK)
        return rc;
    return sekisho_policy_read_number(reader, value[GRACE], 0, 3600, &reader->policy->closing.grace_sec);
}

static enum sekisho_rc
parse_offset(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    if (sekisho_timestamp_parse_offset(node->value.text, &reader->policy->utc_offset_sec) == SEKISHO_OK)
        return SEKISHO_OK;
    return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_OFFSET,
                                      SEKISHO_ARGS(node->value.text));
}

static enum sekisho_rc
parse_language(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    static const char *const languages[SEKISHO_LANG_END] = {
        [SEKISHO_LANG_EN] = "en", [SEKISHO_LANG_JA] = "ja"};
    size_t language = 0;
    const enum sekisho_rc rc = sekisho_policy_read_word(reader, node, languages, SEKISHO_LANG_END, &language);
    if (rc == SEKISHO_OK)
        reader->policy->lang = (enum sekisho_lang)language;
    return rc;
}

/* host = ""; says in so many words: the system's own name. */
static enum sekisho_rc
parse_host(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    if (node == NULL || node->value.text[0] == '\0')
        return SEKISHO_OK;
    if (!sekisho_name_is_host(node->value.text))
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_HOST_NAME,
                                          SEKISHO_ARGS(node->value.text));
    for (char *at = node->value.text; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at | 0x20);
    reader->policy->host = node->value.text;
    return SEKISHO_OK;
}

enum {
    UTC_OFFSET,
    LANGUAGE,
    HOST,
    CONTACT,
    CONTACT_EN,
    SYSTEMS,
    PLACES,
    CALENDAR,
    RESTRICT,
    UNATTENDED,
    BREAK_GLASS,
    OVERRIDE,
    AUDIT,
    CLOSING,
    SEAL,
    N_SECTIONS
};

static const struct sekisho_key sections[N_SECTIONS] = {
    [UTC_OFFSET] = {"utc_offset", SEKISHO_KINDS_TEXT, true, "\"+09:00\""},
    [LANGUAGE] = {"language", SEKISHO_KINDS_TEXT, true, "\"ja\""},
    [HOST] = {"host", SEKISHO_KINDS_TEXT, false, "\"jumin-01\""},
    [CONTACT] = {"contact", SEKISHO_KINDS_TEXT, false, "\"情報政策課 内線 1234\""},
    [CONTACT_EN] = {"contact_en", SEKISHO_KINDS_TEXT, false, "\"Information Policy Division, ext. 1234\""},
    [SYSTEMS] = {"systems", SEKISHO_KINDS_LIST, true, "( { name = \"resident\"; ... } )"},
    [PLACES] = {"places", SEKISHO_KINDS_LIST, true,
                "( { hosts = [\"jumin-*\"]; systems = [\"resident\"]; } )"},
    [CALENDAR] = {"calendar", SEKISHO_KINDS_GROUP, true, "{ weekly_closed = [\"sat\", \"sun\"]; ... }"},
    [RESTRICT] = {"restrict", SEKISHO_KINDS_LIST, false,
                  "( { groups = [\"haken\"]; hours = \"09:00-17:00\"; } )"},
    [UNATTENDED] = {"unattended", SEKISHO_KINDS_GROUP, false, "{ services = [\"cron\"]; }"},
    [BREAK_GLASS] = {"break_glass", SEKISHO_KINDS_GROUP, false, "{ services = [\"login\"]; }"},
    [OVERRIDE] = {"override", SEKISHO_KINDS_GROUP, false, "{ longest = \"04:00\"; }"},
    [AUDIT] = {"audit", SEKISHO_KINDS_GROUP, false, "{ on_failure = \"alarm\"; }"},
    [CLOSING] = {"closing", SEKISHO_KINDS_GROUP, false, "{ warn_minutes = [15, 5, 1]; }"},
    [SEAL] = {"seal", SEKISHO_KINDS_TEXT, false, "\"...\""},
};

static enum sekisho_rc
parse_rest(struct sekisho_policy_reader *reader, const struct sekisho_node *const value[N_SECTIONS]) {
    enum sekisho_rc rc;
    if ((rc = sekisho_policy_parse_places(reader, value[PLACES])) != SEKISHO_OK ||
        (rc = sekisho_policy_parse_calendar(reader, value[CALENDAR])) != SEKISHO_OK ||
        (rc = sekisho_policy_parse_restrict(reader, value[RESTRICT])) != SEKISHO_OK ||
        (rc = parse_unattended(reader, value[UNATTENDED])) != SEKISHO_OK ||
        (rc = parse_break_glass(reader, value[BREAK_GLASS])) != SEKISHO_OK ||
        (rc = parse_override(reader, value[OVERRIDE])) != SEKISHO_OK ||
        (rc = parse_audit(reader, value[AUDIT])) != SEKISHO_OK)
        return rc;
    return parse_closing(reader, value[CLOSING]);
}

enum sekisho_rc
sekisho_policy_parse(struct sekisho_policy_reader *reader, const struct sekisho_node *root) {
    const struct sekisho_node *value[N_SECTIONS];
    enum sekisho_rc rc;

    set_defaults(reader->policy);
    if ((rc = sekisho_policy_read_group(reader, root, sections, N_SECTIONS, value)) != SEKISHO_OK)
        return rc;
    /* A seal that holds is taken from its place before; see core/policy_seal.h. */
    if (value[SEAL] != NULL && !reader->policy->is_sealed)
        return sekisho_policy_read_refuse(reader, value[SEAL]->line, SEKISHO_MSG_POLICY_SEAL_PLACE, NULL);
    if ((rc = parse_offset(reader, value[UTC_OFFSET])) != SEKISHO_OK ||
        (rc = parse_language(reader, value[LANGUAGE])) != SEKISHO_OK ||
        (rc = parse_host(reader, value[HOST])) != SEKISHO_OK ||
        (rc = sekisho_policy_read_title(reader, value[CONTACT], value[CONTACT_EN], &reader->policy->contact,
                                        &reader->policy->contact_en)) != SEKISHO_OK ||
        (rc = sekisho_policy_parse_systems(reader, value[SYSTEMS])) != SEKISHO_OK)
        return rc;
    return parse_rest(reader, value);
}
