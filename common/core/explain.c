/* What the person at the door reads: sekisho_decision_explain and its words. */
#include "core/decision.h"

#include <string.h>

#include "base/timestamp.h"

static void
append(char *text, size_t cap, const char *more) {
    const size_t len = strlen(text);
    size_t n = strlen(more);
    if (len + 1 >= cap)
        return;
    if (n >= cap - len)
        n = cap - len - 1;
    memcpy(text + len, more, n);
    text[len + n] = '\0';
}

const char *
sekisho_decision_systems(const struct sekisho_policy *policy, uint32_t systems, char *text, size_t cap) {
    text[0] = '\0';
    for (size_t i = 0; i < policy->n_systems; i++) {
        if ((systems & (1u << i)) == 0)
            continue;
        if (text[0] != '\0')
            append(text, cap, ",");
        append(text, cap, policy->system[i].name);
    }
    return text;
}

static void
put_titles(const struct sekisho_policy *policy, uint32_t systems, enum sekisho_lang lang, char *text,
           size_t cap) {
    text[0] = '\0';
    for (size_t i = 0; i < policy->n_systems; i++) {
        if ((systems & (1u << i)) == 0)
            continue;
        if (text[0] != '\0')
            append(text, cap, sekisho_message_text(lang, SEKISHO_MSG_WORD_COMMA));
        append(text, cap, sekisho_system_title(&policy->system[i], lang));
    }
}

static const char *
article_of(const struct sekisho_policy *policy, uint32_t systems) {
    for (size_t i = 0; i < policy->n_systems; i++)
        if ((systems & (1u << i)) != 0)
            return policy->system[i].article;
    return "13";
}

struct page {
    const struct sekisho_policy *policy;
    const struct sekisho_decision *decision;
    enum sekisho_lang lang;
    char *text;
    size_t cap;
};

static void
put_line(const struct page *page, enum sekisho_msg msg, const char *const args[]) {
    char line[SEKISHO_MESSAGE_CAP];
    sekisho_message_format(page->lang, msg, args, line, sizeof(line));
    if (page->text[0] != '\0')
        append(page->text, page->cap, "\n");
    append(page->text, page->cap, line);
}

static const char *
day_name(const struct page *page) {
    const struct sekisho_day *day = &page->decision->day;
    const char *name = page->lang == SEKISHO_LANG_JA ? day->name : day->name_en;
    if (name[0] != '\0')
        return name;
    return sekisho_message_text(page->lang, day->reason == SEKISHO_DAY_WEEKEND ? SEKISHO_MSG_WORD_WEEKEND
                                                                               : SEKISHO_MSG_WORD_CLOSED_DAY);
}

static void
put_restricted(const struct page *page, const char *titles, const char *article) {
    const struct sekisho_restrict *rule = page->decision->restriction;
    const char *title = page->lang == SEKISHO_LANG_JA ? rule->title : rule->title_en;
    put_line(page, SEKISHO_MSG_GATE_RESTRICTED, SEKISHO_ARGS(titles, article, title));
}

static void
put_stopped(const struct page *page, const char *titles) {
    const struct sekisho_stop *stop = page->decision->stop;
    char until[SEKISHO_TIMESTAMP_CAP];
    sekisho_timestamp_people(stop->end_at, page->policy->utc_offset_sec, until);
    put_line(page, SEKISHO_MSG_GATE_STOPPED, SEKISHO_ARGS(titles, until, stop->reason));
}

static void
put_cause(const struct page *page, const char *titles, const char *article) {
    const struct sekisho_decision *decision = page->decision;
    if (decision->reason == SEKISHO_REASON_CLOSED_DAY)
        put_line(page, SEKISHO_MSG_GATE_CLOSED_DAY, SEKISHO_ARGS(titles, article, day_name(page)));
    else if (decision->reason == SEKISHO_REASON_RESTRICTED && decision->restriction != NULL)
        put_restricted(page, titles, article);
    else if (decision->reason == SEKISHO_REASON_STOPPED && decision->stop != NULL)
        put_stopped(page, titles);
    else if (decision->reason == SEKISHO_REASON_PAST_COVERAGE)
        put_line(page, SEKISHO_MSG_GATE_PAST_COVERAGE, SEKISHO_ARGS(titles));
    else
        put_line(page, SEKISHO_MSG_GATE_OUTSIDE_HOURS, SEKISHO_ARGS(titles, article));
}

static void
put_closed(const struct page *page) {
    const struct sekisho_decision *decision = page->decision;
    const struct sekisho_policy *policy = page->policy;
    const char *whom = page->lang == SEKISHO_LANG_JA ? policy->contact : policy->contact_en;
    char titles[SEKISHO_MESSAGE_CAP / 2], time[SEKISHO_TIMESTAMP_CAP], contact[SEKISHO_MESSAGE_CAP / 2] = "";

    put_titles(policy, decision->closed_systems, page->lang, titles, sizeof(titles));
    put_cause(page, titles, article_of(policy, decision->closed_systems));
    if (decision->has_next_open)
        put_line(
            page, SEKISHO_MSG_GATE_NEXT_OPEN,
            SEKISHO_ARGS(sekisho_timestamp_people(decision->next_open_at, policy->utc_offset_sec, time)));
    else
        put_line(page, SEKISHO_MSG_GATE_NO_NEXT_OPEN, NULL);
    if (whom != NULL && whom[0] != '\0')
        sekisho_message_format(page->lang, SEKISHO_MSG_GATE_CONTACT, SEKISHO_ARGS(whom), contact,
                               sizeof(contact));
    put_line(page, SEKISHO_MSG_GATE_ASK, SEKISHO_ARGS(contact));
}

static void
put_open(const struct page *page) {
    char titles[SEKISHO_MESSAGE_CAP / 2], time[SEKISHO_TIMESTAMP_CAP];
    if (!page->decision->has_until)
        return;
    put_titles(page->policy, page->decision->systems, page->lang, titles, sizeof(titles));
    put_line(page, SEKISHO_MSG_GATE_OPEN_UNTIL,
             SEKISHO_ARGS(titles, sekisho_timestamp_people(page->decision->until_at,
                                                           page->policy->utc_offset_sec, time)));
}

const char *
sekisho_decision_explain(const struct sekisho_policy *policy, const struct sekisho_decision *decision,
                         enum sekisho_lang lang, char *text, size_t cap) {
    const struct page page = {policy, decision, lang, text, cap};

    text[0] = '\0';
    switch (decision->reason) {
    case SEKISHO_REASON_REVOKED:
        put_line(&page, SEKISHO_MSG_GATE_REVOKED, NULL);
        break;
    case SEKISHO_REASON_UNKNOWN_USER:
        put_line(&page, SEKISHO_MSG_GATE_UNKNOWN_USER, NULL);
        break;
    case SEKISHO_REASON_BREAK_GLASS:
        put_line(&page, SEKISHO_MSG_GATE_BREAK_GLASS, NULL);
        break;
    case SEKISHO_REASON_CLOSED_DAY:
    case SEKISHO_REASON_OUTSIDE_HOURS:
    case SEKISHO_REASON_RESTRICTED:
    case SEKISHO_REASON_STOPPED:
    case SEKISHO_REASON_PAST_COVERAGE:
        if (policy != NULL) {
            put_closed(&page);
            break;
        }
        put_line(&page, SEKISHO_MSG_GATE_FAULT, NULL);
        break;
    case SEKISHO_REASON_OPEN:
    case SEKISHO_REASON_OVERRIDE:
        if (policy != NULL)
            put_open(&page);
        break;
    case SEKISHO_REASON_NOT_GOVERNED:
    case SEKISHO_REASON_ROOT_SWITCH:
    case SEKISHO_REASON_UNATTENDED:
        break;
    case SEKISHO_REASON_FAULT:
    case SEKISHO_REASON_END:
    default:
        put_line(&page, SEKISHO_MSG_GATE_FAULT, NULL);
        break;
    }
    return text;
}
