#include "core/decision.h"

#include <stdio.h>
#include <string.h>

#include "base/name.h"
#include "base/timestamp.h"
#include "core/schedule.h"

struct judge {
    const struct sekisho_policy *policy;
    const struct sekisho_state *state;
    const struct sekisho_request *request;
    enum sekisho_lang lang;
    sekisho_trace_fn *trace;
    void *closure;
    struct sekisho_decision *decision;
    uint16_t bound[SEKISHO_POLICY_MAX_RESTRICT];
    struct sekisho_schedule schedule;
};

static void
say(const struct judge *judge, int step, enum sekisho_msg msg, const char *const args[]) {
    if (judge->trace != NULL)
        judge->trace(judge->closure, step, msg, args);
}

/* The verdict leaves by one of these three; everything else only looks. */
static bool
deny(const struct judge *judge, enum sekisho_reason reason) {
    judge->decision->verdict = SEKISHO_VERDICT_DENY;
    judge->decision->reason = reason;
    return true;
}

static bool
ignore(const struct judge *judge, enum sekisho_reason reason) {
    judge->decision->verdict = SEKISHO_VERDICT_IGNORE;
    judge->decision->reason = reason;
    return true;
}

static bool
allow(const struct judge *judge, enum sekisho_reason reason) {
    judge->decision->verdict = SEKISHO_VERDICT_ALLOW;
    judge->decision->reason = reason;
    return true;
}

static const char *
name_of(const struct sekisho_person *person) {
    return person->name != NULL ? person->name : "?";
}

static bool
is_digits(const char *text) {
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

bool
sekisho_decision_is_console(const char *tty) {
    static const char *const prefix[] = {"tty", "ttyS", "ttyAMA", "hvc"};
    if (tty == NULL)
        return false;
    if (strncmp(tty, "/dev/", 5) == 0)
        tty += 5;
    if (strcmp(tty, "console") == 0)
        return true;
    for (size_t i = 0; i < sizeof(prefix) / sizeof(prefix[0]); i++)
        if (strncmp(tty, prefix[i], strlen(prefix[i])) == 0 && is_digits(tty + strlen(prefix[i])))
            return true;
    return false;
}

bool
sekisho_decision_is_switch(const char *service) {
    static const char *const name[] = {"su", "su-l", "sudo", "sudo-i", "runuser", "runuser-l", "doas"};
    for (size_t i = 0; service != NULL && i < sizeof(name) / sizeof(name[0]); i++)
        if (strcmp(service, name[i]) == 0)
            return true;
    return false;
}

/* Step 2. uid, never the name: toor is root too, and a "root" with another uid is not. */
static bool
try_break_glass(const struct judge *judge) {
    const struct sekisho_request *request = judge->request;
    const bool listed = judge->policy == NULL
                            ? request->service != NULL && strcmp(request->service, "login") == 0
                            : sekisho_names_match(&judge->policy->break_glass.services, request->service);
    if (!request->subject.is_known || request->subject.uid != 0 || !listed || request->is_remote ||
        !sekisho_decision_is_console(request->tty)) {
        say(judge, 2, SEKISHO_MSG_TRACE_BREAK_GLASS_NO, NULL);
        return false;
    }
    say(judge, 2, SEKISHO_MSG_TRACE_BREAK_GLASS_YES, SEKISHO_ARGS(request->tty, request->service));
    return allow(judge, SEKISHO_REASON_BREAK_GLASS);
}

/* Step 1, read after step 2: the two are one question when nothing can be read. */
static bool
try_fault(const struct judge *judge) {
    if (judge->policy == NULL)
        say(judge, 1, SEKISHO_MSG_TRACE_POLICY_FAULT, NULL);
    else if (judge->state->is_damaged)
        say(judge, 1, SEKISHO_MSG_TRACE_STATE_FAULT, NULL);
    else {
        say(judge, 1, SEKISHO_MSG_TRACE_POLICY_OK, NULL);
        return false;
    }
    return deny(judge, SEKISHO_REASON_FAULT);
}

/* Step 3. */
static bool
try_revoked(const struct judge *judge) {
    const struct sekisho_person *const person[] = {&judge->request->subject, &judge->request->caller,
                                                   &judge->request->target};
    for (size_t i = 0; i < 3; i++) {
        if (!person[i]->is_revoked)
            continue;
        say(judge, 3, SEKISHO_MSG_TRACE_REVOKED, SEKISHO_ARGS(name_of(person[i])));
        return deny(judge, SEKISHO_REASON_REVOKED);
    }
    say(judge, 3, SEKISHO_MSG_TRACE_NOT_REVOKED, NULL);
    return false;
}

/* Step 4. */
static bool
try_not_governed(const struct judge *judge) {
    const struct sekisho_request *request = judge->request;
    char list[SEKISHO_MESSAGE_CAP];

    judge->decision->systems = sekisho_policy_systems(judge->policy, request->host, request->service);
    if (judge->decision->systems == 0) {
        say(judge, 4, SEKISHO_MSG_TRACE_NOT_GOVERNED, SEKISHO_ARGS(request->host, request->service));
        return ignore(judge, SEKISHO_REASON_NOT_GOVERNED);
    }
    sekisho_decision_systems(judge->policy, judge->decision->systems, list, sizeof(list));
    say(judge, 4, SEKISHO_MSG_TRACE_GOVERNED, SEKISHO_ARGS(request->host, request->service, list));
    return false;
}

/* Step 5. A daemon's `su postgres -c` goes on; a person who is root by then was judged when they became it.
 */
static bool
try_root_switch(const struct judge *judge) {
    const struct sekisho_request *request = judge->request;
    if (sekisho_decision_is_switch(request->service) && request->caller.uid == 0 &&
        request->subject.is_known && request->subject.uid == 0) {
        say(judge, 5, SEKISHO_MSG_TRACE_ROOT_SWITCH_YES, SEKISHO_ARGS(request->service));
        return ignore(judge, SEKISHO_REASON_ROOT_SWITCH);
    }
    say(judge, 5, SEKISHO_MSG_TRACE_ROOT_SWITCH_NO, NULL);
    return false;
}

/* Step 6. */
static bool
try_unattended(const struct judge *judge) {
    const struct sekisho_request *request = judge->request;
    const struct sekisho_person *subject = &request->subject;
    if (sekisho_names_match(&judge->policy->unattended.services, request->service) && subject->is_known &&
        (subject->uid <= judge->policy->unattended.system_uid_max ||
         sekisho_names_have(&judge->policy->unattended.accounts, subject->name))) {
        say(judge, 6, SEKISHO_MSG_TRACE_UNATTENDED_YES, SEKISHO_ARGS(request->service, name_of(subject)));
        return ignore(judge, SEKISHO_REASON_UNATTENDED);
    }
    say(judge, 6, SEKISHO_MSG_TRACE_UNATTENDED_NO, SEKISHO_ARGS(request->service, name_of(subject)));
    return false;
}

static bool
try_unknown_user(const struct judge *judge) {
    if (judge->request->subject.is_known)
        return false;
    say(judge, 7, SEKISHO_MSG_TRACE_UNKNOWN_USER, SEKISHO_ARGS(name_of(&judge->request->subject)));
    judge->decision->closed_systems = judge->decision->systems;
    return deny(judge, SEKISHO_REASON_UNKNOWN_USER);
}

static bool
binds(const struct sekisho_restrict *restriction, const struct sekisho_request *request, uint32_t systems) {
    if ((restriction->systems & systems) == 0)
        return false;
    if (sekisho_names_have(&restriction->users, request->subject.name))
        return true;
    if (restriction->groups.n == 0)
        return false;
    if (!request->groups_known) /* nobody escapes a narrower rule because a directory is down */
        return true;
    for (size_t i = 0; i < request->n_groups; i++)
        if (sekisho_names_have(&restriction->groups, request->group[i]))
            return true;
    return false;
}

static void
collect_restrictions(struct judge *judge) {
    size_t n = 0;
    for (size_t i = 0; i < judge->policy->n_restrictions; i++)
        if (binds(&judge->policy->restriction[i], judge->request, judge->decision->systems))
            judge->bound[n++] = (uint16_t)i;
    judge->schedule.policy = judge->policy;
    judge->schedule.notice = judge->state->notice;
    judge->schedule.systems = judge->decision->systems;
    judge->schedule.restriction = judge->bound;
    judge->schedule.n_restrictions = n;
}

static const char *
day_word(const struct sekisho_day *day, enum sekisho_lang lang) {
    const char *name = lang == SEKISHO_LANG_JA ? day->name : day->name_en;
    if (name[0] != '\0')
        return name;
    switch (day->reason) {
    case SEKISHO_DAY_WEEKEND:
        return sekisho_message_text(lang, SEKISHO_MSG_WORD_WEEKEND);
    case SEKISHO_DAY_PAST_COVERAGE:
        return sekisho_message_text(lang, SEKISHO_MSG_WORD_PAST_COVERAGE);
    case SEKISHO_DAY_ONE_OFF_CLOSED:
    case SEKISHO_DAY_ONE_OFF_OPEN:
    case SEKISHO_DAY_HOLIDAY:
    case SEKISHO_DAY_ANNUAL:
    case SEKISHO_DAY_REPEAT_OPEN:
    case SEKISHO_DAY_WEEKDAY:
        break;
    }
    return sekisho_message_text(lang, day->kind == SEKISHO_DAY_OPEN ? SEKISHO_MSG_WORD_WEEKDAY
                                                                    : SEKISHO_MSG_WORD_CLOSED_DAY);
}

static void
trace_hours(const struct judge *judge, int32_t day, uint32_t closed, uint32_t stopped) {
    char date[SEKISHO_TIMESTAMP_CAP], text[SEKISHO_HOURS_TEXT_CAP];
    const struct sekisho_day *kind = &judge->decision->day;

    if (judge->trace == NULL)
        return;
    say(judge, 7, SEKISHO_MSG_TRACE_DAY,
        SEKISHO_ARGS(sekisho_timestamp_date(day, date),
                     sekisho_message_text(judge->lang, kind->kind == SEKISHO_DAY_OPEN
                                                           ? SEKISHO_MSG_WORD_OPEN_DAY
                                                           : SEKISHO_MSG_WORD_CLOSED_DAY),
                     day_word(kind, judge->lang)));
    for (uint32_t i = 0; i < judge->policy->n_systems; i++) {
        struct sekisho_hours hours;
        if ((judge->decision->systems & (1u << i)) == 0)
            continue;
        sekisho_schedule_day(judge->policy, judge->state->notice, i, day, &hours);
        sekisho_hours_str(&hours, text);
        say(judge, 7,
            (stopped & (1u << i)) != 0  ? SEKISHO_MSG_TRACE_SYSTEM_STOPPED
            : (closed & (1u << i)) != 0 ? SEKISHO_MSG_TRACE_SYSTEM_CLOSED
                                        : SEKISHO_MSG_TRACE_SYSTEM_OPEN,
            SEKISHO_ARGS(sekisho_system_title(&judge->policy->system[i], judge->lang),
                         hours.n_windows == 0
                             ? sekisho_message_text(judge->lang, SEKISHO_MSG_WORD_HOURS_STOPPED)
                             : text));
    }
}

static void
trace_restrictions(const struct judge *judge, int32_t shut) {
    char line[16];
    for (size_t i = 0; judge->trace != NULL && i < judge->schedule.n_restrictions; i++) {
        const struct sekisho_restrict *rule = &judge->policy->restriction[judge->bound[i]];
        const bool is_shut = shut == (int32_t)judge->bound[i];
        (void)snprintf(line, sizeof(line), "%u", rule->line);
        say(judge, 7, is_shut ? SEKISHO_MSG_TRACE_RESTRICTED : SEKISHO_MSG_TRACE_RESTRICTION_OK,
            SEKISHO_ARGS(judge->lang == SEKISHO_LANG_JA ? rule->title : rule->title_en, line,
                         name_of(&judge->request->subject)));
        if (is_shut)
            break;
    }
}

/* Is it the day that shuts all of them out: no hours at all today, because the day is closed? */
static bool
is_closed_day(const struct judge *judge, uint32_t closed, int32_t day) {
    if (judge->decision->day.kind != SEKISHO_DAY_CLOSED)
        return false;
    for (uint32_t i = 0; i < judge->policy->n_systems; i++) {
        struct sekisho_hours hours;
        if ((closed & (1u << i)) == 0)
            continue;
        sekisho_schedule_day(judge->policy, judge->state->notice, i, day, &hours);
        if (hours.n_windows > 0)
            return false;
    }
    return true;
}

static enum sekisho_reason
closed_reason(const struct judge *judge, uint32_t closed, uint32_t stopped, int32_t day) {
    if (stopped != 0)
        return SEKISHO_REASON_STOPPED;
    if (closed == 0)
        return SEKISHO_REASON_RESTRICTED;
    if (judge->decision->day.reason == SEKISHO_DAY_PAST_COVERAGE)
        return SEKISHO_REASON_PAST_COVERAGE;
    return is_closed_day(judge, closed, day) ? SEKISHO_REASON_CLOSED_DAY : SEKISHO_REASON_OUTSIDE_HOURS;
}

/* Step 7. On ALLOW the verdict is given; else decision says what is closed and why, for the steps that
 * follow. */
static bool
try_open(struct judge *judge) {
    const struct sekisho_request *request = judge->request;
    struct sekisho_decision *decision = judge->decision;
    uint32_t closed, stopped;
    int32_t day, sec, shut;
    char text[SEKISHO_TIMESTAMP_CAP];

    if (sekisho_civil_split(request->now, judge->policy->utc_offset_sec, &day, &sec) != SEKISHO_OK)
        return deny(judge, SEKISHO_REASON_FAULT);
    sekisho_calendar_day(&judge->policy->calendar, day, &decision->day);
    collect_restrictions(judge);
    sekisho_schedule_closed(&judge->schedule, request->now, &closed, &stopped);
    shut = sekisho_schedule_restriction(&judge->schedule, request->now);
    trace_hours(judge, day, closed, stopped);
    trace_restrictions(judge, shut);

    if (closed == 0 && stopped == 0 && shut < 0) {
        decision->has_until = sekisho_schedule_next(&judge->schedule, request->now, false,
                                                    &decision->until_at);
        say(judge, 7, SEKISHO_MSG_TRACE_ALL_OPEN,
            SEKISHO_ARGS(decision->has_until ? sekisho_timestamp_people(decision->until_at,
                                                                        judge->policy->utc_offset_sec, text)
                                             : sekisho_message_text(judge->lang, SEKISHO_MSG_WORD_NO_END)));
        return allow(judge, SEKISHO_REASON_OPEN);
    }
    decision->closed_systems = closed | stopped;
    if (shut >= 0) {
        decision->restriction = &judge->policy->restriction[shut];
        decision->closed_systems |= decision->restriction->systems & decision->systems;
    }
    if (stopped != 0)
        decision->stop = sekisho_schedule_stop(&judge->schedule, request->now);
    decision->reason = closed_reason(judge, closed, stopped, day);
    return false;
}

/* Step 9. */
static void
deny_by_hours(const struct judge *judge) {
    struct sekisho_decision *decision = judge->decision;
    char text[SEKISHO_TIMESTAMP_CAP];

    decision->has_next_open = sekisho_schedule_next(&judge->schedule, judge->request->now, true,
                                                    &decision->next_open_at);
    if (decision->has_next_open)
        say(judge, 9, SEKISHO_MSG_TRACE_DENIED,
            SEKISHO_ARGS(
                sekisho_timestamp_people(decision->next_open_at, judge->policy->utc_offset_sec, text)));
    else
        say(judge, 9, SEKISHO_MSG_TRACE_DENIED_NO_NEXT, NULL);
    (void)deny(judge, decision->reason);
}

void
sekisho_decision_make(const struct sekisho_policy *policy, const struct sekisho_state *state,
                      const struct sekisho_request *request, enum sekisho_lang lang, sekisho_trace_fn *trace,
                      void *closure, struct sekisho_decision *ret_decision) {
    struct judge judge;

    judge.policy = policy;
    judge.state = state;
    judge.request = request;
    judge.lang = lang;
    judge.trace = trace;
    judge.closure = closure;
    judge.decision = ret_decision;
    memset(ret_decision, 0, sizeof(*ret_decision)); /* DENY, FAULT */
    ret_decision->day.name = "";
    ret_decision->day.name_en = "";

    if (try_break_glass(&judge) || try_fault(&judge) || try_revoked(&judge) || try_not_governed(&judge) ||
        try_root_switch(&judge) || try_unattended(&judge) || try_unknown_user(&judge) || try_open(&judge))
        return;
    say(&judge, 8, SEKISHO_MSG_TRACE_NO_OVERRIDE, SEKISHO_ARGS(name_of(&request->subject)));
    deny_by_hours(&judge);
}

const char *
sekisho_verdict_str(enum sekisho_verdict verdict) {
    switch (verdict) {
    case SEKISHO_VERDICT_ALLOW:
        return "allow";
    case SEKISHO_VERDICT_IGNORE:
        return "ignore";
    case SEKISHO_VERDICT_DENY:
    default:
        return "deny";
    }
}

const char *
sekisho_reason_str(enum sekisho_reason reason) {
    static const char *const word[SEKISHO_REASON_END] = {
        [SEKISHO_REASON_FAULT] = "fault",
        [SEKISHO_REASON_REVOKED] = "revoked",
        [SEKISHO_REASON_UNKNOWN_USER] = "unknown-user",
        [SEKISHO_REASON_CLOSED_DAY] = "closed-day",
        [SEKISHO_REASON_OUTSIDE_HOURS] = "outside-hours",
        [SEKISHO_REASON_RESTRICTED] = "restricted",
        [SEKISHO_REASON_STOPPED] = "stopped",
        [SEKISHO_REASON_PAST_COVERAGE] = "past-coverage",
        [SEKISHO_REASON_NOT_GOVERNED] = "not-governed",
        [SEKISHO_REASON_ROOT_SWITCH] = "root-switch",
        [SEKISHO_REASON_UNATTENDED] = "unattended",
        [SEKISHO_REASON_OPEN] = "open",
        [SEKISHO_REASON_OVERRIDE] = "override",
        [SEKISHO_REASON_BREAK_GLASS] = "break-glass",
    };
    return (unsigned)reason < SEKISHO_REASON_END ? word[reason] : "fault";
}
