#include "config.h"

#include "tool/plan.h"

#include <string.h>

#include "base/timestamp.h"
#include "core/decision.h"
#include "core/schedule.h"

#define MAX_SERVICES 512
#define LIST_CAP     1024

struct plan {
    const struct sekisho_tool *tool;
    const struct sekisho_policy *before, *after;
    const char *host;
    int64_t now;
    json_t *lines;
    size_t n_changes;
};

static void
emit(struct plan *plan, enum sekisho_msg msg, const char *const args[]) {
    char text[SEKISHO_MESSAGE_CAP];
    plan->n_changes++;
    if (plan->lines == NULL) {
        sekisho_tool_say(plan->tool, msg, args);
        return;
    }
    (void)sekisho_message_format(plan->tool->lang, msg, args, text, sizeof(text));
    (void)json_array_append_new(plan->lines, sekisho_json_text(text));
}

/* The systems of any of the host's places. */
static uint32_t
host_systems(const struct sekisho_policy *policy, const char *host) {
    uint32_t systems = 0;
    for (size_t i = 0; i < policy->n_places; i++)
        if (sekisho_names_match(&policy->place[i].hosts, host))
            systems |= policy->place[i].systems;
    return systems;
}

/* The keywords of what a service serves; the word for none when it is nothing or there is no policy. */
static const char *
served(const struct plan *plan, const struct sekisho_policy *policy, const char *service,
       char text[LIST_CAP]) {
    uint32_t systems = policy == NULL ? 0 : sekisho_policy_systems(policy, plan->host, service);
    if (systems == 0)
        return sekisho_message_text(plan->tool->lang, SEKISHO_MSG_TOOL_WORD_NOTHING);
    return sekisho_decision_systems(policy, systems, text, LIST_CAP);
}

/* Names, not patterns: those one can ask the policy about. */
static size_t
add_services(const struct sekisho_names *names, const char *list[], size_t n) {
    for (size_t i = 0; i < names->n && n < MAX_SERVICES; i++) {
        bool is_new = sekisho_name_is_service(names->name[i]);
        for (size_t k = 0; is_new && k < n; k++)
            is_new = strcmp(list[k], names->name[i]) != 0;
        if (is_new)
            list[n++] = names->name[i];
    }
    return n;
}

static size_t
collect_services(const struct sekisho_policy *policy, const char *host, const char *list[], size_t n) {
    for (size_t i = 0; policy != NULL && i < policy->n_places; i++)
        if (sekisho_names_match(&policy->place[i].hosts, host))
            n = add_services(&policy->place[i].services, list, n);
    return n;
}

/* One line a service, or one for all when they change alike. */
static void
say_services(struct plan *plan) {
    static const char *const usual[] = {"sshd", "login", "su", "sudo", "cron"};
    const struct sekisho_names usual_names = {SEKISHO_COUNT(usual), usual};
    const char *list[MAX_SERVICES];
    char old[LIST_CAP], new[LIST_CAP], first_old[LIST_CAP] = "", first_new[LIST_CAP] = "";
    size_t n = add_services(&usual_names, list, 0);
    bool are_alike = true;

    n = collect_services(plan->before, plan->host, list, n);
    n = collect_services(plan->after, plan->host, list, n);
    for (size_t i = 0; i < n; i++) {
        const char *was = served(plan, plan->before, list[i], old),
                   *is = served(plan, plan->after, list[i], new);
        if (i == 0) {
            (void)snprintf(first_old, sizeof(first_old), "%s", was);
            (void)snprintf(first_new, sizeof(first_new), "%s", is);
        }
        are_alike = are_alike && strcmp(was, first_old) == 0 && strcmp(is, first_new) == 0;
    }
    if (are_alike) {
        if (strcmp(first_old, first_new) != 0)
            emit(plan, SEKISHO_MSG_TOOL_PLAN_SERVES, SEKISHO_ARGS(first_old, first_new));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const char *was = served(plan, plan->before, list[i], old),
                   *is = served(plan, plan->after, list[i], new);
        if (strcmp(was, is) != 0)
            emit(plan, SEKISHO_MSG_TOOL_PLAN_SERVICE, SEKISHO_ARGS(list[i], was, is));
    }
}

static bool
is_open(const struct sekisho_policy *policy, size_t system, int64_t now) {
    const struct sekisho_schedule schedule = {.policy = policy, .systems = 1u << system};
    return sekisho_schedule_is_open(&schedule, now);
}

static const char *
hours_text(const struct plan *plan, const struct sekisho_policy *policy, size_t system, int32_t day,
           char text[SEKISHO_HOURS_TEXT_CAP]) {
    struct sekisho_hours hours;
    sekisho_schedule_day(policy, NULL, (uint32_t)system, day, &hours);
    if (hours.n_windows == 0)
        return sekisho_message_text(plan->tool->lang, SEKISHO_MSG_WORD_HOURS_STOPPED);
    return sekisho_hours_str(&hours, text);
}

/* A system that both policies know; i and k are its indexes in them. */
static void
say_system(struct plan *plan, size_t i, size_t k, int32_t today) {
    const char *name = plan->after->system[k].name;
    const enum sekisho_lang lang = plan->tool->lang;
    bool was = is_open(plan->before, i, plan->now), is = is_open(plan->after, k, plan->now);

    if (was != is)
        emit(plan, SEKISHO_MSG_TOOL_PLAN_NOW,
             SEKISHO_ARGS(
                 name,
                 sekisho_message_text(lang, was ? SEKISHO_MSG_TOOL_WORD_OPEN : SEKISHO_MSG_TOOL_WORD_CLOSED),
                 sekisho_message_text(lang, is ? SEKISHO_MSG_TOOL_WORD_OPEN : SEKISHO_MSG_TOOL_WORD_CLOSED)));
    for (int32_t day = today; day < today + SEKISHO_PLAN_DAYS; day++) {
        char old[SEKISHO_HOURS_TEXT_CAP], new[SEKISHO_HOURS_TEXT_CAP], date[SEKISHO_TIMESTAMP_CAP];
        const char *before = hours_text(plan, plan->before, i, day, old);
        const char *after = hours_text(plan, plan->after, k, day, new);
        if (strcmp(before, after) != 0)
            emit(plan, SEKISHO_MSG_TOOL_PLAN_DAY,
                 SEKISHO_ARGS(sekisho_timestamp_date(day, date),
                              sekisho_tool_weekday(plan->tool, sekisho_civil_weekday(day)), name, before,
                              after));
    }
}

static void
say_systems(struct plan *plan) {
    uint32_t before, after;
    int32_t day, sec;

    if (plan->before == NULL ||
        sekisho_civil_split(plan->now, plan->after->utc_offset_sec, &day, &sec) != SEKISHO_OK)
        return;
    before = host_systems(plan->before, plan->host);
    after = host_systems(plan->after, plan->host);
    for (size_t k = 0; k < plan->after->n_systems; k++) {
        size_t i = sekisho_policy_find_system(plan->before, plan->after->system[k].name);
        if (i < plan->before->n_systems && (after >> k & 1) != 0 && (before >> i & 1) != 0)
            say_system(plan, i, k, day);
    }
}

static bool
same_names(const struct sekisho_names *a, const struct sekisho_names *b) {
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->name[i], b->name[i]) != 0)
            return false;
    return true;
}

static bool
same_hours(const struct sekisho_hours *a, const struct sekisho_hours *b) {
    char text_a[SEKISHO_HOURS_TEXT_CAP], text_b[SEKISHO_HOURS_TEXT_CAP];
    return strcmp(sekisho_hours_str(a, text_a), sekisho_hours_str(b, text_b)) == 0;
}

static bool
same_restrictions(const struct sekisho_policy *a, const struct sekisho_policy *b) {
    if (a->n_restrictions != b->n_restrictions)
        return false;
    for (size_t i = 0; i < a->n_restrictions; i++) {
        const struct sekisho_restrict *p = &a->restriction[i], *q = &b->restriction[i];
        char systems_p[LIST_CAP], systems_q[LIST_CAP];
        if (!same_names(&p->groups, &q->groups) || !same_names(&p->users, &q->users) ||
            !same_hours(&p->open_day, &q->open_day) || !same_hours(&p->closed_day, &q->closed_day) ||
            strcmp(sekisho_decision_systems(a, p->systems, systems_p, LIST_CAP),
                   sekisho_decision_systems(b, q->systems, systems_q, LIST_CAP)) != 0)
            return false;
    }
    return true;
}

/* What concerns people and services rather than the hours. */
static void
say_rest(struct plan *plan) {
    const struct sekisho_policy *a = plan->before, *b = plan->after;
    char was[24], is[24];

    if (a == NULL)
        return;
    (void)snprintf(was, sizeof(was), "%zu", a->n_restrictions);
    (void)snprintf(is, sizeof(is), "%zu", b->n_restrictions);
    if (!same_restrictions(a, b))
        emit(plan, SEKISHO_MSG_TOOL_PLAN_RESTRICTIONS, SEKISHO_ARGS(was, is));
    if (!same_names(&a->break_glass.services, &b->break_glass.services))
        emit(plan, SEKISHO_MSG_TOOL_PLAN_BREAK_GLASS, NULL);
    if (!same_names(&a->unattended.services, &b->unattended.services) ||
        !same_names(&a->unattended.accounts, &b->unattended.accounts) ||
        a->unattended.system_uid_max != b->unattended.system_uid_max)
        emit(plan, SEKISHO_MSG_TOOL_PLAN_UNATTENDED, NULL);
    if (a->utc_offset_sec != b->utc_offset_sec)
        emit(plan, SEKISHO_MSG_TOOL_PLAN_OFFSET, NULL);
}

size_t
sekisho_plan_say(const struct sekisho_tool *tool, const struct sekisho_policy *before,
                 const struct sekisho_policy *after, const char *host, int64_t now, json_t *lines) {
    struct plan plan = {tool, before, after, host, now, lines, 0};

    if (before == NULL)
        emit(&plan, SEKISHO_MSG_TOOL_PLAN_FIRST, NULL);
    say_services(&plan);
    say_systems(&plan);
    say_rest(&plan);
    return plan.n_changes;
}
