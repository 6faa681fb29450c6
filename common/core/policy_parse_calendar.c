#include "core/policy_parse.h"

#include <string.h>

#include "base/civil.h"

#define DAYS_IN_LEAP_YEAR 366

/* Day of a leap year, from 0. */
static int32_t
day_of_year(uint8_t month, uint8_t day) {
    return sekisho_civil_day(2000, month, day) - sekisho_civil_day(2000, 1, 1);
}

/* Marks the range's days; false when one of them is marked already. */
static bool
mark_annual(const struct sekisho_annual *annual, bool taken[DAYS_IN_LEAP_YEAR]) {
    const int32_t last = day_of_year(annual->to_month, annual->to_day);
    int32_t day = day_of_year(annual->from_month, annual->from_day);
    for (;; day = (day + 1) % DAYS_IN_LEAP_YEAR) {
        if (taken[day])
            return false;
        taken[day] = true;
        if (day == last)
            return true;
    }
}

static enum sekisho_rc
parse_annual_range(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                   struct sekisho_annual *annual) {
    enum { FROM, TO, NAME, NAME_EN, N };
    static const struct sekisho_key keys[N] = {
        [FROM] = {"from", SEKISHO_KINDS_TEXT, true, "\"12-29\""},
        [TO] = {"to", SEKISHO_KINDS_TEXT, true, "\"01-03\""},
        [NAME] = {"name", SEKISHO_KINDS_TEXT, false, "\"年末年始\""},
        [NAME_EN] = {"name_en", SEKISHO_KINDS_TEXT, false, "\"Year end\""},
    };
    const struct sekisho_node *value[N];
    enum sekisho_rc rc;

    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_month_day(reader, value[FROM], &annual->from_month, &annual->from_day)) !=
            SEKISHO_OK ||
        (rc = sekisho_policy_read_month_day(reader, value[TO], &annual->to_month, &annual->to_day)) !=
            SEKISHO_OK)
        return rc;
    return sekisho_policy_read_title(reader, value[NAME], value[NAME_EN], &annual->name, &annual->name_en);
}

static enum sekisho_rc
parse_annual(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    bool taken[DAYS_IN_LEAP_YEAR] = {false};
    struct sekisho_annual *annual;
    size_t n = 0;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_length(reader, node, SEKISHO_CALENDAR_MAX_ANNUAL)) != SEKISHO_OK)
        return rc;
    if ((annual = sekisho_arena_alloc(reader->arena, node->n, sizeof(*annual))) == NULL)
        return sekisho_policy_read_nomem(reader);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next, n++) {
        if ((rc = parse_annual_range(reader, entry, &annual[n])) != SEKISHO_OK)
            return rc;
        if (!mark_annual(&annual[n], taken))
            return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_ANNUAL_MEET, NULL);
    }
    reader->policy->calendar.annual = annual;
    reader->policy->calendar.n_annual = n;
    return SEKISHO_OK;
}

/* weeks = [2, 4]; or ["last"]; or, as libconfig wants it for a mixture, (2, "last"). */
static enum sekisho_rc
parse_weeks(struct sekisho_policy_reader *reader, const struct sekisho_node *node, uint8_t *ret_weeks) {
    static const char *const last[] = {"last"};
    uint8_t weeks = 0;
    char digits[12];
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if (node->n == 0)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_EMPTY_LIST, NULL);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next) {
        uint32_t week = 0;
        size_t index = 0;
        if (entry->kind == SEKISHO_NODE_TEXT)
            rc = sekisho_policy_read_word(reader, entry, last, 1, &index);
        else if (entry->kind == SEKISHO_NODE_NUMBER)
            rc = sekisho_policy_read_number(reader, entry, 1, 5, &week);
        else
            rc = sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_ENTRY_WANTS_NUMBER, NULL);
        if (rc != SEKISHO_OK)
            return rc;
        if ((weeks & (1U << week)) != 0)
            return sekisho_policy_read_refuse(
                reader, entry->line, SEKISHO_MSG_POLICY_LISTED_TWICE,
                SEKISHO_ARGS(week == 0 ? last[0] : sekisho_policy_read_digits(week, digits)));
        weeks = (uint8_t)(weeks | (1U << week));
    }
    *ret_weeks = weeks;
    return SEKISHO_OK;
}

enum { P_WEEKDAYS, P_WEEKS, P_HOURS, P_SYSTEMS, P_HOLIDAYS, P_FROM, P_TO, P_NAME, P_NAME_EN, P_N };

static const struct sekisho_key repeat_keys[P_N] = {
    [P_WEEKDAYS] = {"weekdays", SEKISHO_KINDS_ARRAY, true, "[\"sun\"]"},
    [P_WEEKS] = {"weeks", SEKISHO_KINDS_ARRAY | SEKISHO_KINDS_LIST, false, "[2, 4]"},
    [P_HOURS] = {"hours", SEKISHO_KINDS_TEXT, false, "\"17:30-19:00\""},
    [P_SYSTEMS] = {"systems", SEKISHO_KINDS_ARRAY, false, "[\"resident\"]"},
    [P_HOLIDAYS] = {"holidays", SEKISHO_KINDS_TEXT, false, "\"yield\""},
    [P_FROM] = {"from", SEKISHO_KINDS_TEXT, false, "\"2026-04-01\""},
    [P_TO] = {"to", SEKISHO_KINDS_TEXT, false, "\"2027-03-31\""},
    [P_NAME] = {"name", SEKISHO_KINDS_TEXT, false, "\"日曜開庁\""},
    [P_NAME_EN] = {"name_en", SEKISHO_KINDS_TEXT, false, "\"Sunday opening\""},
};

static enum sekisho_rc
parse_repeat_hours(struct sekisho_policy_reader *reader, const struct sekisho_node *const value[P_N],
                   struct sekisho_repeat *repeat) {
    enum sekisho_rc rc;
    repeat->has_hours = value[P_HOURS] != NULL;
    repeat->systems = UINT32_MAX >> (SEKISHO_POLICY_MAX_SYSTEMS - reader->policy->n_systems);
    if ((rc = sekisho_policy_read_hours(reader, value[P_HOURS], &repeat->hours)) != SEKISHO_OK)
        return rc;
    if (repeat->has_hours && repeat->hours.n_windows == 0)
        return sekisho_policy_read_refuse(reader, value[P_HOURS]->line, SEKISHO_MSG_POLICY_REPEAT_STOPPED,
                                          NULL);
    if (!repeat->has_hours && value[P_SYSTEMS] != NULL)
        return sekisho_policy_read_refuse(reader, value[P_SYSTEMS]->line, SEKISHO_MSG_POLICY_REPEAT_SYSTEMS,
                                          NULL);
    return sekisho_policy_read_systems(reader, value[P_SYSTEMS], &repeat->systems);
}

static enum sekisho_rc
parse_repeat_entry(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                   struct sekisho_repeat *repeat) {
    static const char *const manners[] = {"yield", "keep"};
    const struct sekisho_node *value[P_N];
    size_t manner = 0;
    enum sekisho_rc rc;

    if ((rc = sekisho_policy_read_group(reader, node, repeat_keys, P_N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_weekdays(reader, value[P_WEEKDAYS], false, &repeat->weekdays)) !=
            SEKISHO_OK ||
        (rc = parse_weeks(reader, value[P_WEEKS], &repeat->weeks)) != SEKISHO_OK ||
        (rc = parse_repeat_hours(reader, value, repeat)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_word(reader, value[P_HOLIDAYS], manners, 2, &manner)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_span(reader, value[P_FROM], value[P_TO], &repeat->first_day,
                                       &repeat->last_day)) != SEKISHO_OK)
        return rc;
    repeat->keeps_on_holidays = manner == 1;
    return sekisho_policy_read_title(reader, value[P_NAME], value[P_NAME_EN], &repeat->name,
                                     &repeat->name_en);
}

static enum sekisho_rc
parse_repeat(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    struct sekisho_repeat *repeat;
    size_t n = 0;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_length(reader, node, SEKISHO_CALENDAR_MAX_REPEAT)) != SEKISHO_OK)
        return rc;
    if ((repeat = sekisho_arena_alloc(reader->arena, node->n, sizeof(*repeat))) == NULL)
        return sekisho_policy_read_nomem(reader);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next)
        if ((rc = parse_repeat_entry(reader, entry, &repeat[n++])) != SEKISHO_OK)
            return rc;
    reader->policy->calendar.repeat = repeat;
    reader->policy->calendar.n_repeat = n;
    return SEKISHO_OK;
}

/* "file" without a file has no answer, and a file beside "none" would never be asked. */
static enum sekisho_rc
parse_holidays_file(struct sekisho_policy_reader *reader, const struct sekisho_node *national,
                    const struct sekisho_node *node) {
    const enum sekisho_national kind = reader->policy->calendar.national;
    if (kind == SEKISHO_NATIONAL_FILE && node == NULL)
        return sekisho_policy_read_refuse(reader, national->line, SEKISHO_MSG_POLICY_HOLIDAYS_MISSING, NULL);
    if (node == NULL)
        return SEKISHO_OK;
    if (kind == SEKISHO_NATIONAL_NONE)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_HOLIDAYS_UNUSED, NULL);
    reader->policy->holidays_line = node->line;
    return sekisho_policy_read_path(reader, node, &reader->policy->holidays_file);
}

enum { C_WEEKLY, C_NATIONAL, C_ANNUAL, C_CLOSED, C_OPEN, C_REPEAT, C_HOLIDAYS_FILE, C_N };

static const struct sekisho_key calendar_keys[C_N] = {
    [C_WEEKLY] = {"weekly_closed", SEKISHO_KINDS_ARRAY, true, "[\"sat\", \"sun\"]"},
    [C_NATIONAL] = {"national_holidays", SEKISHO_KINDS_TEXT, true, "\"japan\""},
    [C_ANNUAL] = {"annual_closed", SEKISHO_KINDS_LIST, false, "( { from = \"12-29\"; to = \"01-03\"; } )"},
    [C_CLOSED] = {"closed", SEKISHO_KINDS_LIST, false, "( { date = \"2026-05-01\"; } )"},
    [C_OPEN] = {"open", SEKISHO_KINDS_LIST, false, "( { date = \"2026-03-29\"; } )"},
    [C_REPEAT] = {"repeat", SEKISHO_KINDS_LIST, false, "( { weekdays = [\"sun\"]; weeks = [2]; } )"},
    [C_HOLIDAYS_FILE] = {"holidays_file", SEKISHO_KINDS_TEXT, false, "\"/etc/sekisho/holidays.csv\""},
};

enum sekisho_rc
sekisho_policy_parse_calendar(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    static const char *const nationals[] = {[SEKISHO_NATIONAL_NONE] = "none",
                                            [SEKISHO_NATIONAL_JAPAN] = "japan",
                                            [SEKISHO_NATIONAL_FILE] = "file"};
    struct sekisho_calendar *calendar = &reader->policy->calendar;
    const struct sekisho_node *value[C_N];
    size_t national = 0;
    enum sekisho_rc rc;

    /* No list: the whole years it covers are none. */
    calendar->listed_first_day = 1;
    if ((rc = sekisho_policy_read_group(reader, node, calendar_keys, C_N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_weekdays(reader, value[C_WEEKLY], true, &calendar->weekly_closed)) !=
            SEKISHO_OK ||
        (rc = sekisho_policy_read_word(reader, value[C_NATIONAL], nationals, 3, &national)) != SEKISHO_OK)
        return rc;
    calendar->national = (enum sekisho_national)national;
    if ((rc = parse_holidays_file(reader, value[C_NATIONAL], value[C_HOLIDAYS_FILE])) != SEKISHO_OK ||
        (rc = parse_annual(reader, value[C_ANNUAL])) != SEKISHO_OK ||
        (rc = sekisho_policy_parse_one_off(reader, value[C_CLOSED], value[C_OPEN])) != SEKISHO_OK)
        return rc;
    return parse_repeat(reader, value[C_REPEAT]);
}
