/* sekisho status: does the gate have all it needs, and how do this host's systems stand? */
#include "config.h"

#include "tool/tool.h"

#include <string.h>

#include "base/timestamp.h"
#include "core/schedule.h"

enum { OPT_HOST, OPT_AT };

static const struct sekisho_option options[] = {
    {"host", "NAME", SEKISHO_MSG_TOOL_OPT_HOST},
    {"at", "TIME", SEKISHO_MSG_TOOL_OPT_AT},
};

struct view {
    const struct sekisho_tool *tool;
    const struct sekisho_policy *policy;
    char host[SEKISHO_HOST_MAX + 1];
    int64_t now;
    int32_t day;
    int32_t days_left; /* of the calendar, today not counted; negative past its end */
    uint32_t systems;  /* of any of this host's places */
};

/* How one system stands now. */
struct standing {
    bool is_open;
    bool is_stopped;
    bool has_next;
    int64_t next_at;
    struct sekisho_hours today;
};

static struct standing
stand(const struct view *view, uint32_t system) {
    const struct sekisho_schedule schedule = {.policy = view->policy, .systems = 1u << system};
    struct standing standing = {0};
    uint32_t closed, stopped;

    sekisho_schedule_closed(&schedule, view->now, &closed, &stopped);
    standing.is_stopped = stopped != 0;
    standing.is_open = closed == 0 && stopped == 0;
    standing.has_next = sekisho_schedule_next(&schedule, view->now, !standing.is_open, &standing.next_at);
    sekisho_schedule_day(view->policy, NULL, system, view->day, &standing.today);
    return standing;
}

static bool
is_running_out(const struct view *view) {
    return view->days_left <= SEKISHO_CALENDAR_WARN_DAYS;
}

static const char *
hours_text(const struct view *view, const struct sekisho_hours *hours, char text[SEKISHO_HOURS_TEXT_CAP]) {
    return hours->n_windows == 0 ? sekisho_message_text(view->tool->lang, SEKISHO_MSG_WORD_HOURS_STOPPED)
                                 : sekisho_hours_str(hours, text);
}

static void
print_day(const struct view *view) {
    const struct sekisho_tool *tool = view->tool;
    char time[SEKISHO_TOOL_TIME_CAP], date[SEKISHO_TIMESTAMP_CAP], left[16];
    struct sekisho_day day;

    sekisho_calendar_day(&view->policy->calendar, view->day, &day);
    sekisho_tool_say(tool,
                     *day.name == '\0' ? SEKISHO_MSG_TOOL_STATUS_NOW : SEKISHO_MSG_TOOL_STATUS_NOW_NAMED,
                     SEKISHO_ARGS(sekisho_tool_time(tool, view->policy, view->now, time),
                                  sekisho_message_text(tool->lang, day.kind == SEKISHO_DAY_OPEN
                                                                       ? SEKISHO_MSG_WORD_OPEN_DAY
                                                                       : SEKISHO_MSG_WORD_CLOSED_DAY),
                                  sekisho_tool_either(tool, day.name, day.name_en)));
    (void)snprintf(left, sizeof(left), "%d", view->days_left);
    (void)sekisho_timestamp_date(sekisho_calendar_last_day(&view->policy->calendar), date);
    if (view->days_left < 0)
        sekisho_tool_say(tool, SEKISHO_MSG_TOOL_STATUS_COVERAGE_OVER, SEKISHO_ARGS(date));
    else
        sekisho_tool_say(tool,
                         is_running_out(view) ? SEKISHO_MSG_TOOL_STATUS_COVERAGE_SHORT
                                              : SEKISHO_MSG_TOOL_STATUS_COVERAGE,
                         SEKISHO_ARGS(date, left));
}

static void
print_systems(const struct view *view) {
    const struct sekisho_tool *tool = view->tool;
    struct sekisho_table table;

    if (view->systems == 0) {
        sekisho_tool_say(tool, SEKISHO_MSG_TOOL_STATUS_NO_SYSTEMS, SEKISHO_ARGS(view->host));
        return;
    }
    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_STATUS_SYSTEMS, SEKISHO_ARGS(view->host));
    sekisho_table_init(&table, 4);
    for (uint32_t i = 0; i < view->policy->n_systems; i++) {
        char time[SEKISHO_TOOL_TIME_CAP] = "", next[SEKISHO_MESSAGE_CAP], hours[SEKISHO_HOURS_TEXT_CAP];
        struct standing standing;
        if ((view->systems >> i & 1) == 0)
            continue;
        standing = stand(view, i);
        if (standing.has_next)
            (void)sekisho_tool_time(tool, view->policy, standing.next_at, time);
        (void)sekisho_message_format(tool->lang,
                                     !standing.has_next ? SEKISHO_MSG_TOOL_STATUS_NO_CHANGE
                                     : standing.is_open ? SEKISHO_MSG_TOOL_STATUS_UNTIL
                                                        : SEKISHO_MSG_TOOL_STATUS_OPENS,
                                     SEKISHO_ARGS(time), next, sizeof(next));
        sekisho_table_add(
            &table, (const char *const[]){
                        sekisho_system_title(&view->policy->system[i], tool->lang),
                        sekisho_message_text(tool->lang, standing.is_open ? SEKISHO_MSG_TOOL_WORD_OPEN
                                                                          : SEKISHO_MSG_TOOL_WORD_CLOSED),
                        hours_text(view, &standing.today, hours), next});
    }
    sekisho_table_print(&table, 2);
    sekisho_table_done(&table);
}

static json_t *
system_json(const struct view *view, uint32_t i) {
    const struct sekisho_system *system = &view->policy->system[i];
    const struct standing standing = stand(view, i);
    char hours[SEKISHO_HOURS_TEXT_CAP];
    return json_pack(
        "{s:s, s:o, s:b, s:s, s:o}", "name", system->name, "title",
        sekisho_json_text(sekisho_system_title(system, view->tool->lang)), "open", standing.is_open,
        "hours_today", sekisho_hours_str(&standing.today, hours), "next_change",
        standing.has_next ? sekisho_json_time(standing.next_at, view->policy->utc_offset_sec) : json_null());
}

static enum sekisho_exit
print_json(const struct view *view, bool needs_care) {
    const struct sekisho_policy *policy = view->policy;
    char date[SEKISHO_TIMESTAMP_CAP];
    json_t *systems = json_array();

    for (uint32_t i = 0; systems != NULL && i < policy->n_systems; i++)
        if ((view->systems >> i & 1) != 0)
            (void)json_array_append_new(systems, system_json(view, i));
    return sekisho_json_print(
        view->tool,
        json_pack("{s:b, s:s, s:o, s:{s:o, s:b, s:b, s:n}, s:{s:s, s:i, s:b}, s:o}", "needs_care", needs_care,
                  "host", view->host, "at", sekisho_json_time(view->now, policy->utc_offset_sec), "policy",
                  "path", sekisho_json_text(view->tool->policy_path), "valid", true, "sealed",
                  policy->is_sealed, "error", "calendar", "last_day",
                  sekisho_timestamp_date(sekisho_calendar_last_day(&policy->calendar), date), "days_left",
                  view->days_left, "ends_soon", is_running_out(view), "systems", systems));
}

/* No policy: the gate lets nobody in, so this is the status, not a failure to find it out. */
static enum sekisho_exit
report_fault(const struct sekisho_tool *tool, const struct sekisho_diag *diag) {
    char cause[SEKISHO_MESSAGE_CAP * 2];

    (void)sekisho_tool_complain_diag(tool, diag);
    if (!tool->json) {
        sekisho_tool_say(tool, SEKISHO_MSG_TOOL_STATUS_FAULT, NULL);
        return SEKISHO_EXIT_PROBLEM;
    }
    (void)sekisho_diag_format(diag, tool->lang, cause, sizeof(cause));
    return sekisho_json_print(tool, json_pack("{s:b, s:{s:o, s:b, s:b, s:o}}", "needs_care", true, "policy",
                                              "path", sekisho_json_text(tool->policy_path), "valid", false,
                                              "sealed", false, "error", sekisho_json_text(cause))) ==
                   SEKISHO_EXIT_OK
               ? SEKISHO_EXIT_PROBLEM
               : SEKISHO_EXIT_ERROR;
}

static bool
look(const struct sekisho_args *args, struct view *view) {
    const struct sekisho_policy *policy = view->policy;
    int32_t sec;

    if (!sekisho_tool_host(view->tool, policy, args->option[OPT_HOST], view->host) ||
        !sekisho_tool_now(view->tool, policy, args->option[OPT_AT], &view->now))
        return false;
    if (sekisho_civil_split(view->now, policy->utc_offset_sec, &view->day, &sec) != SEKISHO_OK) {
        (void)sekisho_tool_complain(view->tool, SEKISHO_MSG_TOOL_CLOCK, NULL);
        return false;
    }
    view->days_left = sekisho_calendar_last_day(&policy->calendar) - view->day;
    for (size_t i = 0; i < policy->n_places; i++)
        if (sekisho_names_match(&policy->place[i].hosts, view->host))
            view->systems |= policy->place[i].systems;
    return true;
}

static enum sekisho_exit
run(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct view view = {.tool = tool};
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;
    enum sekisho_exit rc = SEKISHO_EXIT_ERROR;
    bool needs_care = false;

    if (sekisho_tool_read_policy(tool->policy_path, tool->policy_given, &policy, &diag) != SEKISHO_OK)
        return report_fault(tool, &diag);
    if (tool->policy_given)
        (void)sekisho_tool_gate_would_read(tool, tool->policy_path);
    view.policy = policy;
    if (look(args, &view)) {
        needs_care = needs_care || is_running_out(&view);
        rc = needs_care ? SEKISHO_EXIT_PROBLEM : SEKISHO_EXIT_OK;
        if (tool->json) {
            if (print_json(&view, needs_care) != SEKISHO_EXIT_OK)
                rc = SEKISHO_EXIT_ERROR;
        } else {
            sekisho_tool_say(tool,
                             policy->is_sealed ? SEKISHO_MSG_TOOL_STATUS_POLICY_SEALED
                                               : SEKISHO_MSG_TOOL_STATUS_POLICY,
                             SEKISHO_ARGS(tool->policy_path));
            print_day(&view);
            print_systems(&view);
        }
    }
    sekisho_policy_free(policy);
    return rc;
}

const struct sekisho_command sekisho_command_status = {
    .name = "status",
    .usage = "[--host NAME] [--at TIME]",
    .summary = SEKISHO_MSG_TOOL_STATUS_SUMMARY,
    .details = SEKISHO_MSG_TOOL_STATUS_DETAILS,
    .option = options,
    .n_options = SEKISHO_COUNT(options),
    .run = run,
};
