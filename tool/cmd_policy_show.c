/* sekisho policy show: the policy as the gate understands it. */
#include "config.h"

#include "tool/tool.h"

#include <string.h>

#include "base/timestamp.h"
#include "core/decision.h"
#include "core/schedule.h"

enum { OPT_AT };

static const struct sekisho_option options[] = {
    {"at", "TIME", SEKISHO_MSG_TOOL_OPT_AT_WEEK},
};

#define WEEK     7
#define LIST_CAP 4096

static const char *
hours_text(const struct sekisho_tool *tool, const struct sekisho_hours *hours,
           char text[SEKISHO_HOURS_TEXT_CAP]) {
    return hours->n_windows == 0 ? sekisho_message_text(tool->lang, SEKISHO_MSG_WORD_HOURS_STOPPED)
                                 : sekisho_hours_str(hours, text);
}

/* "a, b, c", cut with "..." when it is very long. */
static const char *
list_text(const struct sekisho_names *names, const char *mark, char text[LIST_CAP]) {
    size_t used = strlen(text);
    for (size_t i = 0; i < names->n; i++) {
        if (used + strlen(names->name[i]) + strlen(mark) + 8 >= LIST_CAP) {
            (void)snprintf(text + used, LIST_CAP - used, ", ...");
            break;
        }
        used += (size_t)snprintf(text + used, LIST_CAP - used, "%s%s%s", used == 0 ? "" : ", ", mark,
                                 names->name[i]);
    }
    return text;
}

static void
print_systems(const struct sekisho_tool *tool, const struct sekisho_policy *policy) {
    struct sekisho_table table;

    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_SHOW_SYSTEMS, NULL);
    sekisho_table_init(&table, 5);
    sekisho_table_add(
        &table, (const char *const[]){sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_SYSTEM),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_TITLE),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_ARTICLE),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_OPEN_DAY),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_CLOSED_DAY)});
    for (size_t i = 0; i < policy->n_systems; i++) {
        const struct sekisho_system *system = &policy->system[i];
        char open[SEKISHO_HOURS_TEXT_CAP], closed[SEKISHO_HOURS_TEXT_CAP];
        sekisho_table_add(&table,
                          (const char *const[]){system->name, sekisho_system_title(system, tool->lang),
                                                system->article, hours_text(tool, &system->open_day, open),
                                                hours_text(tool, &system->closed_day, closed)});
    }
    sekisho_table_print(&table, 2);
    sekisho_table_done(&table);
}

static const char *
weekdays_text(const struct sekisho_tool *tool, uint8_t weekdays, char text[LIST_CAP]) {
    size_t used = 0;
    *text = '\0';
    for (unsigned i = SEKISHO_SUNDAY; i <= SEKISHO_SATURDAY; i++)
        if ((weekdays >> i & 1) != 0)
            used += (size_t)snprintf(text + used, LIST_CAP - used, "%s%s", used == 0 ? "" : ",",
                                     sekisho_tool_weekday(tool, (enum sekisho_weekday)i));
    return text;
}

static void
add_exception(const struct sekisho_tool *tool, struct sekisho_table *table,
              const struct sekisho_system *system, const struct sekisho_exception *exception) {
    char weekdays[LIST_CAP], from[SEKISHO_TIMESTAMP_CAP], to[SEKISHO_TIMESTAMP_CAP];
    char open[SEKISHO_HOURS_TEXT_CAP], closed[SEKISHO_HOURS_TEXT_CAP];
    sekisho_table_add(table,
                      (const char *const[]){
                          system->name, weekdays_text(tool, exception->weekdays, weekdays),
                          exception->has_open_day ? hours_text(tool, &exception->open_day, open) : "-",
                          exception->has_closed_day ? hours_text(tool, &exception->closed_day, closed) : "-",
                          exception->first_day == SEKISHO_CALENDAR_FIRST_DAY
                              ? "-"
                              : sekisho_timestamp_date(exception->first_day, from),
                          exception->last_day == SEKISHO_CALENDAR_LAST_DAY
                              ? "-"
                              : sekisho_timestamp_date(exception->last_day, to)});
}

static void
print_exceptions(const struct sekisho_tool *tool, const struct sekisho_policy *policy) {
    struct sekisho_table table;

    sekisho_table_init(&table, 6);
    sekisho_table_add(
        &table, (const char *const[]){sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_SYSTEM),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_WEEKDAYS),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_OPEN_DAY),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_CLOSED_DAY),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_FROM),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_TO)});
    for (size_t i = 0; i < policy->n_systems; i++)
        for (size_t k = 0; k < policy->system[i].n_exceptions; k++)
            add_exception(tool, &table, &policy->system[i], &policy->system[i].exception[k]);
    if (table.n_rows > 1) {
        sekisho_tool_say(tool, SEKISHO_MSG_TOOL_SHOW_EXCEPTIONS, NULL);
        sekisho_table_print(&table, 2);
    }
    sekisho_table_done(&table);
}

static void
print_places(const struct sekisho_tool *tool, const struct sekisho_policy *policy) {
    struct sekisho_table table;

    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_SHOW_PLACES, NULL);
    sekisho_table_init(&table, 3);
    sekisho_table_add(
        &table, (const char *const[]){sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_HOSTS),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_SERVICES),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_SYSTEMS)});
    for (size_t i = 0; i < policy->n_places; i++) {
        const struct sekisho_place *place = &policy->place[i];
        char hosts[LIST_CAP] = "", services[LIST_CAP] = "", systems[SEKISHO_MESSAGE_CAP];
        sekisho_table_add(
            &table, (const char *const[]){
                        list_text(&place->hosts, "", hosts),
                        place->services.n == 0 ? sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_WORD_EVERY)
                                               : list_text(&place->services, "", services),
                        sekisho_decision_systems(policy, place->systems, systems, sizeof(systems))});
    }
    sekisho_table_print(&table, 2);
    sekisho_table_done(&table);
}

static void
print_restrictions(const struct sekisho_tool *tool, const struct sekisho_policy *policy) {
    struct sekisho_table table;

    if (policy->n_restrictions == 0)
        return;
    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_SHOW_RESTRICTIONS, NULL);
    sekisho_table_init(&table, 5);
    sekisho_table_add(
        &table, (const char *const[]){sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_WHO),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_TITLE),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_SYSTEMS),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_OPEN_DAY),
                                      sekisho_message_text(tool->lang, SEKISHO_MSG_TOOL_COLUMN_CLOSED_DAY)});
    for (size_t i = 0; i < policy->n_restrictions; i++) {
        const struct sekisho_restrict *rule = &policy->restriction[i];
        char who[LIST_CAP] = "", systems[SEKISHO_MESSAGE_CAP];
        char open[SEKISHO_HOURS_TEXT_CAP], closed[SEKISHO_HOURS_TEXT_CAP];
        (void)list_text(&rule->groups, "@", who);
        (void)list_text(&rule->users, "", who);
        sekisho_table_add(
            &table,
            (const char *const[]){who, sekisho_tool_either(tool, rule->title, rule->title_en),
                                  sekisho_decision_systems(policy, rule->systems, systems, sizeof(systems)),
                                  hours_text(tool, &rule->open_day, open),
                                  hours_text(tool, &rule->closed_day, closed)});
    }
    sekisho_table_print(&table, 2);
    sekisho_table_done(&table);
}

/* A day a row, a system a column; more systems than columns take more tables. */
static void
print_week_part(const struct sekisho_tool *tool, const struct sekisho_policy *policy, int32_t first,
                size_t from, size_t n) {
    const char *cell[SEKISHO_TABLE_MAX_COLUMNS] = {""};
    char text[SEKISHO_TABLE_MAX_COLUMNS][SEKISHO_HOURS_TEXT_CAP];
    struct sekisho_table table;

    sekisho_table_init(&table, n + 2);
    for (size_t i = 0; i < n; i++)
        cell[i + 1] = policy->system[from + i].name;
    cell[n + 1] = "";
    sekisho_table_add(&table, cell);
    for (int32_t day = first; day < first + WEEK; day++) {
        char date[SEKISHO_TIMESTAMP_CAP], head[SEKISHO_TOOL_TIME_CAP];
        struct sekisho_day kind;
        (void)snprintf(head, sizeof(head), "%s (%s)", sekisho_timestamp_date(day, date),
                       sekisho_tool_weekday(tool, sekisho_civil_weekday(day)));
        cell[0] = head;
        for (size_t i = 0; i < n; i++) {
            struct sekisho_hours hours;
            sekisho_schedule_day(policy, NULL, (uint32_t)(from + i), day, &hours);
            cell[i + 1] = hours_text(tool, &hours, text[i]);
        }
        sekisho_calendar_day(&policy->calendar, day, &kind);
        cell[n + 1] = sekisho_tool_either(tool, kind.name, kind.name_en);
        sekisho_table_add(&table, cell);
    }
    sekisho_table_print(&table, 2);
    sekisho_table_done(&table);
}

static void
print_week(const struct sekisho_tool *tool, const struct sekisho_policy *policy, int32_t first) {
    const size_t most = SEKISHO_TABLE_MAX_COLUMNS - 2;
    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_SHOW_WEEK, NULL);
    for (size_t from = 0; from < policy->n_systems; from += most) {
        size_t left = policy->n_systems - from;
        print_week_part(tool, policy, first, from, left < most ? left : most);
    }
}

static void
print_people(const struct sekisho_tool *tool, const struct sekisho_policy *policy, int32_t first) {
    char zone[SEKISHO_TIMESTAMP_CAP], date[SEKISHO_TIMESTAMP_CAP];

    /* "1970-01-01T09:00:00+09:00": the offset is its end. */
    (void)sekisho_timestamp_rfc3339(0, policy->utc_offset_sec, zone);
    sekisho_tool_say(
        tool, policy->is_sealed ? SEKISHO_MSG_TOOL_STATUS_POLICY_SEALED : SEKISHO_MSG_TOOL_STATUS_POLICY,
        SEKISHO_ARGS(tool->policy_path));
    sekisho_tool_say(
        tool, SEKISHO_MSG_TOOL_SHOW_OFFSET,
        SEKISHO_ARGS(strlen(zone) > 6 ? zone + strlen(zone) - 6 : "-",
                     sekisho_timestamp_date(sekisho_calendar_last_day(&policy->calendar), date)));
    print_systems(tool, policy);
    print_exceptions(tool, policy);
    print_places(tool, policy);
    print_restrictions(tool, policy);
    print_week(tool, policy, first);
}

static json_t *
names_json(const struct sekisho_names *names) {
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && i < names->n; i++)
        (void)json_array_append_new(list, sekisho_json_text(names->name[i]));
    return list;
}

static json_t *
day_json(const struct sekisho_policy *policy, int32_t day) {
    char date[SEKISHO_TIMESTAMP_CAP], text[SEKISHO_HOURS_TEXT_CAP];
    json_t *hours = json_object();
    struct sekisho_day kind;

    for (size_t i = 0; hours != NULL && i < policy->n_systems; i++) {
        struct sekisho_hours of;
        sekisho_schedule_day(policy, NULL, (uint32_t)i, day, &of);
        (void)json_object_set_new(hours, policy->system[i].name, json_string(sekisho_hours_str(&of, text)));
    }
    sekisho_calendar_day(&policy->calendar, day, &kind);
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "date", sekisho_timestamp_date(day, date), "kind",
                     kind.kind == SEKISHO_DAY_OPEN ? "open" : "closed", "reason",
                     sekisho_day_reason_str(kind.reason), "name", sekisho_json_text(kind.name), "hours",
                     hours);
}

static json_t *
system_json(const struct sekisho_system *system) {
    char open[SEKISHO_HOURS_TEXT_CAP], closed[SEKISHO_HOURS_TEXT_CAP];
    return json_pack("{s:s, s:o, s:o, s:o, s:s, s:s}", "name", system->name, "title",
                     sekisho_json_text(system->title), "title_en", sekisho_json_text(system->title_en),
                     "article", sekisho_json_text(system->article), "open_day",
                     sekisho_hours_str(&system->open_day, open), "closed_day",
                     sekisho_hours_str(&system->closed_day, closed));
}

static json_t *
restriction_json(const struct sekisho_policy *policy, const struct sekisho_restrict *rule) {
    char open[SEKISHO_HOURS_TEXT_CAP], closed[SEKISHO_HOURS_TEXT_CAP];
    return json_pack("{s:o, s:o, s:o, s:o, s:s, s:s}", "title", sekisho_json_text(rule->title), "groups",
                     names_json(&rule->groups), "users", names_json(&rule->users), "systems",
                     sekisho_json_systems(policy, rule->systems), "open_day",
                     sekisho_hours_str(&rule->open_day, open), "closed_day",
                     sekisho_hours_str(&rule->closed_day, closed));
}

static enum sekisho_exit
print_json(const struct sekisho_tool *tool, const struct sekisho_policy *policy, int32_t first) {
    json_t *systems = json_array(), *places = json_array(), *rules = json_array(), *week = json_array();

    for (size_t i = 0; i < policy->n_systems; i++)
        (void)json_array_append_new(systems, system_json(&policy->system[i]));
    for (size_t i = 0; i < policy->n_places; i++)
        (void)json_array_append_new(places,
                                    json_pack("{s:o, s:o, s:o}", "hosts", names_json(&policy->place[i].hosts),
                                              "services", names_json(&policy->place[i].services), "systems",
                                              sekisho_json_systems(policy, policy->place[i].systems)));
    for (size_t i = 0; i < policy->n_restrictions; i++)
        (void)json_array_append_new(rules, restriction_json(policy, &policy->restriction[i]));
    for (int32_t day = first; day < first + WEEK; day++)
        (void)json_array_append_new(week, day_json(policy, day));
    return sekisho_json_print(
        tool, json_pack("{s:o, s:b, s:i, s:o, s:o, s:o, s:o}", "file", sekisho_json_text(tool->policy_path),
                        "sealed", policy->is_sealed, "utc_offset_seconds", (int)policy->utc_offset_sec,
                        "systems", systems, "places", places, "restrictions", rules, "week", week));
}

static enum sekisho_exit
run(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct sekisho_policy *policy = NULL;
    enum sekisho_exit rc = sekisho_tool_load(tool, &policy);
    int32_t day, sec;
    int64_t now;

    if (rc != SEKISHO_EXIT_OK)
        return rc;
    rc = SEKISHO_EXIT_ERROR;
    if (!sekisho_tool_now(tool, policy, args->option[OPT_AT], &now)) {
        rc = SEKISHO_EXIT_ERROR;
    } else if (sekisho_civil_split(now, policy->utc_offset_sec, &day, &sec) != SEKISHO_OK) {
        rc = sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_CLOCK, NULL);
    } else if (tool->json) {
        rc = print_json(tool, policy, day);
    } else {
        print_people(tool, policy, day);
        rc = SEKISHO_EXIT_OK;
    }
    sekisho_policy_free(policy);
    return rc;
}

const struct sekisho_command sekisho_command_policy_show = {
    .name = "policy show",
    .usage = "[--at TIME]",
    .summary = SEKISHO_MSG_TOOL_POLICY_SHOW_SUMMARY,
    .details = SEKISHO_MSG_TOOL_POLICY_SHOW_DETAILS,
    .option = options,
    .n_options = SEKISHO_COUNT(options),
    .run = run,
};
