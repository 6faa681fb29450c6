/* sekisho check: what the gate would say. */
#include "config.h"

#include "tool/tool.h"

#include <string.h>

#include "base/timestamp.h"
#include "core/decision.h"
#include "core/schedule.h"
#include "tool/person.h"

enum { OPT_USER, OPT_SERVICE, OPT_HOST, OPT_TTY, OPT_AT, OPT_CALLER, OPT_TRACE };

static const struct sekisho_option options[] = {
    {"user", "NAME", SEKISHO_MSG_TOOL_OPT_USER}, {"service", "NAME", SEKISHO_MSG_TOOL_OPT_SERVICE},
    {"host", "NAME", SEKISHO_MSG_TOOL_OPT_HOST}, {"tty", "NAME", SEKISHO_MSG_TOOL_OPT_TTY},
    {"at", "TIME", SEKISHO_MSG_TOOL_OPT_AT},     {"caller", "NAME", SEKISHO_MSG_TOOL_OPT_CALLER},
    {"trace", NULL, SEKISHO_MSG_TOOL_OPT_TRACE},
};

#define DEFAULT_SERVICE "sshd"
#define STAFF_UID       60000 /* of an assumed person, unless the policy counts that as a system account */

/* One question, and all that its answer points to. */
struct question {
    const struct sekisho_tool *tool;
    const struct sekisho_args *args;
    struct sekisho_policy *policy; /* NULL: could not be loaded */
    struct sekisho_diag diag;      /* why, then */
    char host[SEKISHO_HOST_MAX + 1];
    struct sekisho_who user, caller;
    struct sekisho_groups groups;
    struct sekisho_request request;
    struct sekisho_decision decision;
    json_t *trace; /* with --trace --json */
};

static void
load_policy(struct question *question) {
    const struct sekisho_tool *tool = question->tool;
    if (sekisho_tool_read_policy(tool->policy_path, tool->policy_given, &question->policy, &question->diag) !=
        SEKISHO_OK)
        (void)sekisho_tool_complain_diag(tool, &question->diag);
    else if (tool->policy_given)
        (void)sekisho_tool_gate_would_read(tool, tool->policy_path);
}

/*
 * With a draft, or for another host, this machine's user database says nothing about who is unknown there.
 */
static uid_t
rehearsal_uid(const struct question *question) {
    char here[SEKISHO_HOST_MAX + 1];
    uint32_t system_max = question->policy == NULL ? 0 : question->policy->unattended.system_uid_max;
    bool is_rehearsal = question->tool->policy_given;

    if (!is_rehearsal && question->args->option[OPT_HOST] != NULL)
        is_rehearsal = !sekisho_tool_host(question->tool, question->policy, NULL, here) ||
                       strcmp(here, question->host) != 0;
    if (!is_rehearsal)
        return 0;
    return system_max < STAFF_UID ? STAFF_UID : system_max + 1;
}

static enum sekisho_exit
find_person(const struct question *question, const char *name, struct sekisho_who *who) {
    const struct sekisho_tool *tool = question->tool;
    enum sekisho_rc rc = name == NULL ? sekisho_person_self(who)
                                      : sekisho_person_find(name, rehearsal_uid(question), who);
    if (rc == SEKISHO_E_ARGUMENT)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_BAD_USER, SEKISHO_ARGS(name));
    if (rc == SEKISHO_E_NOT_FOUND)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_WHO_ARE_YOU, NULL);
    if (rc != SEKISHO_OK)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_USER_DATABASE, SEKISHO_ARGS(sekisho_rc_str(rc)));
    if (who->is_assumed)
        sekisho_tool_note(tool, SEKISHO_MSG_TOOL_ASSUMED_USER, SEKISHO_ARGS(name));
    return SEKISHO_EXIT_OK;
}

/* As the PAM module asks: a group nobody knows binds everybody, where its rule would keep a member out now.
 */
static bool
rule_groups_exist(const struct question *question) {
    const struct sekisho_policy *policy = question->policy;
    uint32_t systems = sekisho_policy_systems(policy, question->host, question->request.service);

    for (size_t i = 0; i < policy->n_restrictions; i++) {
        const struct sekisho_restrict *rule = &policy->restriction[i];
        const uint16_t index = (uint16_t)i;
        const struct sekisho_schedule alone = {
            .policy = policy, .systems = systems, .restriction = &index, .n_restrictions = 1};
        if (rule->groups.n == 0 || (rule->systems & systems) == 0 ||
            sekisho_schedule_restriction(&alone, question->request.now) < 0)
            continue;
        for (size_t k = 0; k < rule->groups.n; k++)
            if (!sekisho_person_group_exists(rule->groups.name[k])) {
                sekisho_tool_note(question->tool, SEKISHO_MSG_TOOL_UNKNOWN_GROUP,
                                  SEKISHO_ARGS(rule->groups.name[k]));
                return false;
            }
    }
    return true;
}

static void
find_groups(struct question *question, const struct sekisho_who *subject) {
    struct sekisho_request *request = &question->request;

    if (question->policy == NULL || !question->policy->wants_groups)
        return;
    sekisho_person_groups(subject, &question->groups);
    request->group = question->groups.group;
    request->n_groups = question->groups.n_groups;
    request->groups_known = question->groups.are_known &&
                            (rehearsal_uid(question) != 0 || rule_groups_exist(question));
    if (!question->groups.are_known && request->subject.is_known)
        sekisho_tool_note(question->tool, SEKISHO_MSG_TOOL_GROUPS_UNKNOWN, SEKISHO_ARGS(subject->name));
}

/*
 * su and sudo are judged by who calls them: --caller, or when that is absent --user. Everything else is
 * started by a daemon of root's.
 */
static enum sekisho_exit
find_people(struct question *question) {
    struct sekisho_request *request = &question->request;
    const struct sekisho_args *args = question->args;
    const char *user = args->n_args > 0 ? args->arg[0] : args->option[OPT_USER];
    const char *caller = args->option[OPT_CALLER];
    bool is_switch = sekisho_decision_is_switch(request->service);
    enum sekisho_exit rc = find_person(question, user, &question->user);

    if (rc != SEKISHO_EXIT_OK)
        return rc;
    request->target = question->user.person;
    if (caller != NULL) {
        rc = find_person(question, caller, &question->caller);
        if (rc != SEKISHO_EXIT_OK)
            return rc;
    } else if (is_switch) {
        question->caller = question->user;
        question->caller.person.name = question->caller.name;
    } else {
        rc = find_person(question, "root", &question->caller);
        if (rc != SEKISHO_EXIT_OK)
            return rc;
    }
    request->caller = question->caller.person;
    request->subject = is_switch ? request->caller : request->target;
    find_groups(question, is_switch ? &question->caller : &question->user);
    return SEKISHO_EXIT_OK;
}

static enum sekisho_exit
ask(struct question *question) {
    const struct sekisho_tool *tool = question->tool;
    const struct sekisho_args *args = question->args;
    struct sekisho_request *request = &question->request;

    if (args->n_args > 0 && args->option[OPT_USER] != NULL)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_TWO_USERS, SEKISHO_ARGS(args->arg[0]));
    request->service = args->option[OPT_SERVICE] == NULL ? DEFAULT_SERVICE : args->option[OPT_SERVICE];
    if (!sekisho_name_is_service(request->service))
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_BAD_SERVICE, SEKISHO_ARGS(request->service));
    request->tty = args->option[OPT_TTY];
    request->is_remote = strcmp(request->service, "sshd") == 0;
    if (!sekisho_tool_host(tool, question->policy, args->option[OPT_HOST], question->host) ||
        !sekisho_tool_now(tool, question->policy, args->option[OPT_AT], &request->now))
        return SEKISHO_EXIT_ERROR;
    request->host = question->host;
    return find_people(question);
}

static void
trace_line(void *closure, int step, enum sekisho_msg msg, const char *const args[]) {
    const struct question *question = closure;
    char text[SEKISHO_MESSAGE_CAP], number[16];

    (void)sekisho_message_format(question->tool->lang, msg, args, text, sizeof(text));
    if (question->tool->json) {
        (void)json_array_append_new(question->trace,
                                    json_pack("{s:i, s:o}", "step", step, "text", sekisho_json_text(text)));
        return;
    }
    (void)snprintf(number, sizeof(number), "%d", step);
    sekisho_tool_say(question->tool, SEKISHO_MSG_TOOL_TRACE_STEP, SEKISHO_ARGS(number, text));
}

static const char *
article(const struct question *question) {
    const struct sekisho_decision *decision = &question->decision;
    uint32_t systems = decision->closed_systems != 0 ? decision->closed_systems : decision->systems;
    for (size_t i = 0; question->policy != NULL && i < question->policy->n_systems; i++)
        if ((systems >> i & 1) != 0)
            return question->policy->system[i].article;
    return NULL;
}

/* An ordinary weekday or weekend has no name. */
static json_t *
name_json(const char *name) {
    return sekisho_json_text(*name == '\0' ? NULL : name);
}

static json_t *
day_json(const struct question *question) {
    const struct sekisho_day *day = &question->decision.day;
    char date[SEKISHO_TIMESTAMP_CAP];
    int32_t number, sec;

    if (day->name == NULL || question->policy == NULL ||
        sekisho_civil_split(question->request.now, question->policy->utc_offset_sec, &number, &sec) !=
            SEKISHO_OK)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "date", sekisho_timestamp_date(number, date), "kind",
                     day->kind == SEKISHO_DAY_OPEN ? "open" : "closed", "reason",
                     sekisho_day_reason_str(day->reason), "name", name_json(day->name), "name_en",
                     name_json(day->name_en));
}

static json_t *
time_json(const struct question *question, bool has, int64_t at) {
    return has && question->policy != NULL ? sekisho_json_time(at, question->policy->utc_offset_sec)
                                           : json_null();
}

static enum sekisho_exit
print_json(const struct question *question) {
    const struct sekisho_decision *decision = &question->decision;
    const struct sekisho_request *request = &question->request;
    char message[SEKISHO_MESSAGE_CAP * 2], cause[SEKISHO_MESSAGE_CAP * 2];
    int32_t offset = question->policy == NULL ? 0 : question->policy->utc_offset_sec;
    json_t *value = json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:b}", "verdict",
        sekisho_verdict_str(decision->verdict), "reason", sekisho_reason_str(decision->reason), "systems",
        sekisho_json_systems(question->policy, decision->systems), "closed_systems",
        sekisho_json_systems(question->policy, decision->closed_systems), "next_open",
        time_json(question, decision->has_next_open, decision->next_open_at), "until",
        time_json(question, decision->has_until, decision->until_at), "day", day_json(question), "article",
        sekisho_json_text(article(question)), "message",
        sekisho_json_text(sekisho_decision_explain(question->policy, decision, question->tool->lang, message,
                                                   sizeof(message))),
        "user", sekisho_json_text(request->subject.name), "service", request->service, "host", request->host,
        "at", sekisho_json_time(request->now, offset), "assumed_user",
        question->user.is_assumed || question->caller.is_assumed);

    if (value != NULL && question->policy == NULL)
        (void)json_object_set_new(value, "error",
                                  sekisho_json_text(sekisho_diag_format(&question->diag, question->tool->lang,
                                                                        cause, sizeof(cause))));
    if (value != NULL && question->trace != NULL)
        (void)json_object_set(value, "trace", question->trace);
    return sekisho_json_print(question->tool, value);
}

static void
print_header(const struct question *question) {
    const struct sekisho_request *request = &question->request;
    char time[SEKISHO_TOOL_TIME_CAP], utc[SEKISHO_TIMESTAMP_CAP];
    sekisho_tool_say(
        question->tool, SEKISHO_MSG_TOOL_CHECK_HEADER,
        SEKISHO_ARGS(request->subject.name, request->host, request->service,
                     question->policy == NULL
                         ? sekisho_timestamp_rfc3339(request->now, 0, utc)
                         : sekisho_tool_time(question->tool, question->policy, request->now, time)));
}

static void
print_people(const struct question *question) {
    const struct sekisho_decision *decision = &question->decision;
    char message[SEKISHO_MESSAGE_CAP * 2];
    enum sekisho_msg head = SEKISHO_MSG_TOOL_CHECK_DENIED;

    if (decision->verdict == SEKISHO_VERDICT_ALLOW)
        head = SEKISHO_MSG_TOOL_CHECK_ALLOWED;
    else if (decision->verdict == SEKISHO_VERDICT_IGNORE)
        head = SEKISHO_MSG_TOOL_CHECK_IGNORED;
    sekisho_tool_say(question->tool, head, SEKISHO_ARGS(sekisho_reason_str(decision->reason)));
    (void)sekisho_decision_explain(question->policy, decision, question->tool->lang, message,
                                   sizeof(message));
    for (char *line = message, *next; *line != '\0'; line = next) {
        size_t len = strcspn(line, "\n");
        next = line + len + (line[len] == '\n');
        line[len] = '\0';
        (void)fputs("  ", stdout);
        sekisho_tool_put(stdout, line);
        (void)fputc('\n', stdout);
    }
}

static enum sekisho_exit
exit_of(const struct sekisho_decision *decision) {
    if (decision->verdict == SEKISHO_VERDICT_ALLOW || decision->verdict == SEKISHO_VERDICT_IGNORE)
        return SEKISHO_EXIT_OK;
    return decision->reason == SEKISHO_REASON_FAULT ? SEKISHO_EXIT_ERROR : SEKISHO_EXIT_PROBLEM;
}

static enum sekisho_exit
answer(struct question *question) {
    const struct sekisho_tool *tool = question->tool;
    const struct sekisho_state state = {0};
    bool wants_trace = question->args->option[OPT_TRACE] != NULL;

    if (tool->json && wants_trace)
        question->trace = json_array();
    if (!tool->json)
        print_header(question);
    sekisho_decision_make(question->policy, &state, &question->request, tool->lang,
                          wants_trace ? trace_line : NULL, question, &question->decision);
    if (tool->json && print_json(question) != SEKISHO_EXIT_OK)
        return SEKISHO_EXIT_ERROR;
    if (!tool->json)
        print_people(question);
    return exit_of(&question->decision);
}

static enum sekisho_exit
run(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct question question = {.tool = tool, .args = args};
    enum sekisho_exit rc;

    load_policy(&question);
    rc = ask(&question);
    if (rc == SEKISHO_EXIT_OK)
        rc = answer(&question);
    json_decref(question.trace);
    sekisho_person_free_groups(&question.groups);
    sekisho_policy_free(question.policy);
    return rc;
}

const struct sekisho_command sekisho_command_check = {
    .name = "check",
    .usage = "[USER] [--service NAME] [--host NAME] [--tty NAME] [--at TIME] [--caller NAME] [--trace]",
    .summary = SEKISHO_MSG_TOOL_CHECK_SUMMARY,
    .details = SEKISHO_MSG_TOOL_CHECK_DETAILS,
    .option = options,
    .n_options = SEKISHO_COUNT(options),
    .max_args = 1,
    .run = run,
};
