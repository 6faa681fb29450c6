#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <security/pam_ext.h>

#include "base/escape.h"
#include "base/timestamp.h"

#define VALUE_CAP 200
#define LINE_CAP  2048

struct line {
    char text[LINE_CAP];
    size_t len;
};

static void
put(struct line *line, const char *key, const char *value) {
    const size_t key_len = strlen(key);
    char escaped[VALUE_CAP];
    size_t value_len;

    if (value == NULL || value[0] == '\0')
        return;
    sekisho_escape_value(value, escaped, sizeof(escaped));
    value_len = strlen(escaped);
    if (line->len + key_len + value_len + 3 >= sizeof(line->text))
        return;
    if (line->len > 0)
        line->text[line->len++] = ' ';
    memcpy(line->text + line->len, key, key_len);
    line->text[line->len + key_len] = '=';
    memcpy(line->text + line->len + key_len + 1, escaped, value_len + 1);
    line->len += key_len + 1 + value_len;
}

static void
put_person(struct line *line, const char *key, const char *uid_key, const struct sekisho_person *person) {
    char uid[16];
    put(line, key, person->name);
    if (!person->is_known && person->name != NULL)
        return;
    (void)snprintf(uid, sizeof(uid), "%u", (unsigned)person->uid);
    put(line, uid_key, uid);
}

static void
put_instant(struct line *line, const char *key, bool has, int64_t at, const struct sekisho_policy *policy) {
    char text[SEKISHO_TIMESTAMP_CAP];
    if (has && policy != NULL)
        put(line, key, sekisho_timestamp_rfc3339(at, policy->utc_offset_sec, text));
}

static void
put_policy(struct line *line, const struct sekisho_policy *policy) {
    char hex[17];
    if (policy == NULL)
        return;
    for (size_t i = 0; i < 8; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", policy->hash[i]);
    put(line, "policy", hex);
}

static void
put_systems(struct line *line, const char *key, const struct sekisho_policy *policy, uint32_t systems) {
    char text[SEKISHO_MESSAGE_CAP];
    if (policy != NULL && systems != 0)
        put(line, key, sekisho_decision_systems(policy, systems, text, sizeof(text)));
}

static const char *
phase_str(enum sekisho_phase phase) {
    switch (phase) {
    case SEKISHO_PHASE_AUTH:
        return "auth";
    case SEKISHO_PHASE_SETCRED:
        return "setcred";
    case SEKISHO_PHASE_ACCOUNT:
        return "account";
    case SEKISHO_PHASE_OPEN:
    case SEKISHO_PHASE_CLOSE:
        return "session";
    case SEKISHO_PHASE_PASSWORD:
        return "password";
    default:
        return "unknown";
    }
}

static const char *
event_str(const struct sekisho_case *c) {
    if (c->phase == SEKISHO_PHASE_CLOSE)
        return "session-close";
    if (c->phase == SEKISHO_PHASE_OPEN && c->decision.verdict != SEKISHO_VERDICT_DENY)
        return "session-open";
    return "decision";
}

static int
priority(const struct sekisho_decision *decision) {
    if (decision->reason == SEKISHO_REASON_FAULT)
        return LOG_ERR;
    if (decision->reason == SEKISHO_REASON_BREAK_GLASS)
        return LOG_WARNING;
    return decision->verdict == SEKISHO_VERDICT_DENY ? LOG_NOTICE : LOG_INFO;
}

/*
 * Auth and setcred of what is allowed would only repeat the account line, and what is not ours to judge would
 * fill the log: those are for `debug`.
 */
static bool
is_worth_a_line(const struct sekisho_case *c) {
    if (c->args.debug || c->decision.verdict == SEKISHO_VERDICT_DENY)
        return c->phase != SEKISHO_PHASE_CLOSE || c->decision.systems != 0 || c->args.debug;
    if (c->decision.reason == SEKISHO_REASON_NOT_GOVERNED)
        return false;
    return c->phase == SEKISHO_PHASE_ACCOUNT || c->phase == SEKISHO_PHASE_OPEN ||
           c->phase == SEKISHO_PHASE_CLOSE;
}

void
sekisho_report_log(const struct sekisho_case *c) {
    const struct sekisho_request *request = &c->gathered.request;
    const struct sekisho_decision *decision = &c->decision;
    struct line line = {.len = 0};

    if (!is_worth_a_line(c))
        return;
    put(&line, "event", event_str(c));
    put(&line, "phase", phase_str(c->phase));
    put(&line, "verdict", sekisho_verdict_str(decision->verdict));
    put(&line, "reason", sekisho_reason_str(decision->reason));
    put_systems(&line, "systems", c->policy, decision->systems);
    put_systems(&line, "closed", c->policy, decision->closed_systems);
    put(&line, "day", decision->systems != 0 ? sekisho_day_reason_str(decision->day.reason) : NULL);
    put_instant(&line, "next_open", decision->has_next_open, decision->next_open_at, c->policy);
    put_instant(&line, "until", decision->has_until, decision->until_at, c->policy);
    put_person(&line, "user", "uid", &request->subject);
    put_person(&line, "caller", "caller_uid", &request->caller);
    put(&line, "target", request->target.name);
    put(&line, "service", request->service);
    put(&line, "host", request->host);
    put(&line, "tty", request->tty);
    put(&line, "rhost", c->gathered.rhost);
    put(&line, "ruser", c->gathered.ruser);
    put_instant(&line, "at", true, request->now, c->policy);
    put_policy(&line, c->policy);
    pam_syslog(c->pamh, priority(decision), "%s", line.text);
}

void
sekisho_report_fault(const struct sekisho_case *c) {
    char cause[2 * SEKISHO_MESSAGE_CAP], text[2 * SEKISHO_MESSAGE_CAP];
    if (c->diag.what == SEKISHO_MSG_NONE)
        return;
    sekisho_diag_format(&c->diag, SEKISHO_LANG_EN, cause, sizeof(cause));
    pam_syslog(c->pamh, LOG_ERR, "%s", sekisho_escape_text(cause, text, sizeof(text)));
}

/* Su and sudo, cron and the like would say it with every command; the person was told at the door. */
static bool
is_worth_telling(const struct sekisho_case *c) {
    if (c->args.quiet || ((c->flags & PAM_SILENT) != 0 && !c->args.even_silent))
        return false;
    if (c->decision.verdict == SEKISHO_VERDICT_DENY)
        return c->phase != SEKISHO_PHASE_CLOSE && c->phase != SEKISHO_PHASE_SETCRED;
    return c->phase == SEKISHO_PHASE_OPEN && c->decision.verdict == SEKISHO_VERDICT_ALLOW &&
           !sekisho_decision_is_switch(c->gathered.request.service) &&
           !(c->policy != NULL &&
             sekisho_names_match(&c->policy->unattended.services, c->gathered.request.service));
}

/* The kernel's consoles have no kanji; a policy that cannot be read leaves the language open, so both are
 * said. */
static void
compose(const struct sekisho_case *c, char *text, size_t cap) {
    const bool console = sekisho_decision_is_console(c->gathered.request.tty) && !c->gathered.graphical;
    size_t len;

    if (c->policy != NULL) {
        sekisho_decision_explain(c->policy, &c->decision, console ? SEKISHO_LANG_EN : c->policy->lang, text,
                                 cap);
        return;
    }
    sekisho_decision_explain(NULL, &c->decision, SEKISHO_LANG_EN, text, cap);
    len = strlen(text);
    if (console || len + 2 >= cap)
        return;
    text[len++] = '\n';
    sekisho_decision_explain(NULL, &c->decision, SEKISHO_LANG_JA, text + len, cap - len);
}

void
sekisho_report_tell(const struct sekisho_case *c) {
    char text[2 * SEKISHO_MESSAGE_CAP];

    if (!is_worth_telling(c))
        return;
    compose(c, text, sizeof(text));
    if (text[0] == '\0')
        return;
    if (c->decision.verdict == SEKISHO_VERDICT_DENY)
        (void)pam_error(c->pamh, "%s", text);
    else
        (void)pam_info(c->pamh, "%s", text);
}
