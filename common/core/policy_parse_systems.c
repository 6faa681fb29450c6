#include "core/policy_parse.h"

#include <string.h>

#include "base/civil.h"
#include "base/name.h"

static enum sekisho_rc
parse_exception(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                struct sekisho_exception *exception) {
    enum { WEEKDAYS, FROM, TO, OPEN_DAY, CLOSED_DAY, N };
    static const struct sekisho_key keys[N] = {
        [WEEKDAYS] = {"weekdays", SEKISHO_KINDS_ARRAY, true, "[\"wed\"]"},
        [FROM] = {"from", SEKISHO_KINDS_TEXT, false, "\"2026-04-01\""},
        [TO] = {"to", SEKISHO_KINDS_TEXT, false, "\"2027-03-31\""},
        [OPEN_DAY] = {"open_day", SEKISHO_KINDS_TEXT, false, "\"08:00-19:00\""},
        [CLOSED_DAY] = {"closed_day", SEKISHO_KINDS_TEXT, false, "\"stopped\""},
    };
    const struct sekisho_node *value[N];
    enum sekisho_rc rc;

    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_weekdays(reader, value[WEEKDAYS], false, &exception->weekdays)) !=
            SEKISHO_OK ||
        (rc = sekisho_policy_read_span(reader, value[FROM], value[TO], &exception->first_day,
                                       &exception->last_day)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_hours(reader, value[OPEN_DAY], &exception->open_day)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_hours(reader, value[CLOSED_DAY], &exception->closed_day)) != SEKISHO_OK)
        return rc;
    exception->has_open_day = value[OPEN_DAY] != NULL;
    exception->has_closed_day = value[CLOSED_DAY] != NULL;
    exception->line = node->line;
    if (!exception->has_open_day && !exception->has_closed_day)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_EXCEPTION_EMPTY, NULL);
    return SEKISHO_OK;
}

/* Is there a day, of a kind that both change, on which both hold? */
static bool
exceptions_meet(const struct sekisho_exception *a, const struct sekisho_exception *b) {
    const int32_t first = a->first_day > b->first_day ? a->first_day : b->first_day;
    const int32_t last = a->last_day < b->last_day ? a->last_day : b->last_day;
    const uint8_t weekdays = a->weekdays & b->weekdays;
    if (!(a->has_open_day && b->has_open_day) && !(a->has_closed_day && b->has_closed_day))
        return false;
    if (first > last || weekdays == 0)
        return false;
    if ((int64_t)last - first >= 6)
        return true;
    for (int32_t day = first; day <= last; day++)
        if ((weekdays & (1U << sekisho_civil_weekday(day))) != 0)
            return true;
    return false;
}

static enum sekisho_rc
parse_exceptions(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                 struct sekisho_system *system) {
    struct sekisho_exception *exception;
    char digits[12];
    size_t n = 0;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_length(reader, node, SEKISHO_POLICY_MAX_EXCEPTIONS)) != SEKISHO_OK)
        return rc;
    if ((exception = sekisho_arena_alloc(reader->arena, node->n, sizeof(*exception))) == NULL)
        return sekisho_policy_read_nomem(reader);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next, n++) {
        if ((rc = parse_exception(reader, entry, &exception[n])) != SEKISHO_OK)
            return rc;
        for (size_t i = 0; i < n; i++)
            if (exceptions_meet(&exception[i], &exception[n]))
                return sekisho_policy_read_refuse(
                    reader, entry->line, SEKISHO_MSG_POLICY_EXCEPTIONS_MEET,
                    SEKISHO_ARGS(sekisho_policy_read_digits(exception[i].line, digits)));
    }
    system->exception = exception;
    system->n_exceptions = n;
    return SEKISHO_OK;
}

static enum sekisho_rc
parse_system_name(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                  struct sekisho_system *system) {
    const char *name = node->value.text;
    char digits[12];
    if (!sekisho_name_is_keyword(name))
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_SYSTEM_NAME,
                                          SEKISHO_ARGS(name));
    for (size_t i = 0; i < reader->policy->n_systems; i++)
        if (strcmp(reader->policy->system[i].name, name) == 0)
            return sekisho_policy_read_refuse(
                reader, node->line, SEKISHO_MSG_POLICY_SYSTEM_TWICE,
                SEKISHO_ARGS(name, sekisho_policy_read_digits(reader->policy->system[i].line, digits)));
    system->name = name;
    return SEKISHO_OK;
}

static enum sekisho_rc
parse_system(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
             struct sekisho_system *system) {
    enum { NAME, TITLE, TITLE_EN, ARTICLE, OPEN_DAY, CLOSED_DAY, EXCEPTIONS, N };
    static const struct sekisho_key keys[N] = {
        [NAME] = {"name", SEKISHO_KINDS_TEXT, true, "\"resident\""},
        [TITLE] = {"title", SEKISHO_KINDS_TEXT, true, "\"住民情報システム\""},
        [TITLE_EN] = {"title_en", SEKISHO_KINDS_TEXT, false, "\"Resident information system\""},
        [ARTICLE] = {"article", SEKISHO_KINDS_TEXT, false, "\"13\""},
        [OPEN_DAY] = {"open_day", SEKISHO_KINDS_TEXT, true, "\"08:00-17:30\""},
        [CLOSED_DAY] = {"closed_day", SEKISHO_KINDS_TEXT, true, "\"stopped\""},
        [EXCEPTIONS] = {"exceptions", SEKISHO_KINDS_LIST, false,
                        "( { weekdays = [\"wed\"]; open_day = \"08:00-19:00\"; } )"},
    };
    const struct sekisho_node *value[N];
    enum sekisho_rc rc;

    system->article = "";
    system->line = node->line;
    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = parse_system_name(reader, value[NAME], system)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_title(reader, value[TITLE], value[TITLE_EN], &system->title,
                                        &system->title_en)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_text(reader, value[ARTICLE], &system->article)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_hours(reader, value[OPEN_DAY], &system->open_day)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_hours(reader, value[CLOSED_DAY], &system->closed_day)) != SEKISHO_OK)
        return rc;
    return parse_exceptions(reader, value[EXCEPTIONS], system);
}

enum sekisho_rc
sekisho_policy_parse_systems(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    struct sekisho_system *system;
    enum sekisho_rc rc;

    if ((rc = sekisho_policy_read_length(reader, node, SEKISHO_POLICY_MAX_SYSTEMS)) != SEKISHO_OK)
        return rc;
    if ((system = sekisho_arena_alloc(reader->arena, node->n, sizeof(*system))) == NULL)
        return sekisho_policy_read_nomem(reader);
    reader->policy->system = system;
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next) {
        if ((rc = parse_system(reader, entry, &system[reader->policy->n_systems])) != SEKISHO_OK)
            return rc;
        reader->policy->n_systems++;
    }
    return SEKISHO_OK;
}

static enum sekisho_rc
parse_place(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
            struct sekisho_place *place) {
    enum { HOSTS, SERVICES, SYSTEMS, N };
    static const struct sekisho_key keys[N] = {
        [HOSTS] = {"hosts", SEKISHO_KINDS_ARRAY, true, "[\"jumin-*\"]"},
        [SERVICES] = {"services", SEKISHO_KINDS_ARRAY, false, "[\"sshd\"]"},
        [SYSTEMS] = {"systems", SEKISHO_KINDS_ARRAY, true, "[\"resident\"]"},
    };
    const struct sekisho_node *value[N];
    enum sekisho_rc rc;

    place->line = node->line;
    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_names(reader, value[HOSTS], SEKISHO_NAMES_HOST_GLOB, false,
                                        &place->hosts)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_names(reader, value[SERVICES], SEKISHO_NAMES_SERVICE_GLOB, false,
                                        &place->services)) != SEKISHO_OK)
        return rc;
    return sekisho_policy_read_systems(reader, value[SYSTEMS], &place->systems);
}

enum sekisho_rc
sekisho_policy_parse_places(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    struct sekisho_place *place;
    size_t n = 0;
    enum sekisho_rc rc;

    if ((rc = sekisho_policy_read_length(reader, node, SEKISHO_POLICY_MAX_PLACES)) != SEKISHO_OK)
        return rc;
    if ((place = sekisho_arena_alloc(reader->arena, node->n, sizeof(*place))) == NULL)
        return sekisho_policy_read_nomem(reader);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next)
        if ((rc = parse_place(reader, entry, &place[n++])) != SEKISHO_OK)
            return rc;
    reader->policy->place = place;
    reader->policy->n_places = n;
    return SEKISHO_OK;
}

enum { R_TITLE, R_TITLE_EN, R_GROUPS, R_USERS, R_SYSTEMS, R_HOURS, R_OPEN_DAY, R_CLOSED_DAY, R_N };

static const struct sekisho_key restrict_keys[R_N] = {
    [R_TITLE] = {"title", SEKISHO_KINDS_TEXT, false, "\"派遣要員\""},
    [R_TITLE_EN] = {"title_en", SEKISHO_KINDS_TEXT, false, "\"Temporary staff\""},
    [R_GROUPS] = {"groups", SEKISHO_KINDS_ARRAY, false, "[\"haken\"]"},
    [R_USERS] = {"users", SEKISHO_KINDS_ARRAY, false, "[\"tanaka\"]"},
    [R_SYSTEMS] = {"systems", SEKISHO_KINDS_ARRAY, false, "[\"resident\"]"},
    [R_HOURS] = {"hours", SEKISHO_KINDS_TEXT, false, "\"09:00-17:00\""},
    [R_OPEN_DAY] = {"open_day", SEKISHO_KINDS_TEXT, false, "\"09:00-17:00\""},
    [R_CLOSED_DAY] = {"closed_day", SEKISHO_KINDS_TEXT, false, "\"stopped\""},
};

/* Either hours for every day, or both kinds of day by themselves: half of it would leave a guess. */
static enum sekisho_rc
parse_restricted_hours(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                       const struct sekisho_node *const value[R_N], struct sekisho_restrict *restriction) {
    const bool has_both = value[R_OPEN_DAY] != NULL && value[R_CLOSED_DAY] != NULL;
    const bool has_any = value[R_OPEN_DAY] != NULL || value[R_CLOSED_DAY] != NULL;
    enum sekisho_rc rc;

    if (value[R_HOURS] == NULL ? !has_both : has_any)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_RESTRICT_HOURS, NULL);
    if (value[R_HOURS] != NULL) {
        rc = sekisho_policy_read_hours(reader, value[R_HOURS], &restriction->open_day);
        restriction->closed_day = restriction->open_day;
        return rc;
    }
    if ((rc = sekisho_policy_read_hours(reader, value[R_OPEN_DAY], &restriction->open_day)) != SEKISHO_OK)
        return rc;
    return sekisho_policy_read_hours(reader, value[R_CLOSED_DAY], &restriction->closed_day);
}

static enum sekisho_rc
parse_restriction(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                  struct sekisho_restrict *restriction) {
    const struct sekisho_node *value[R_N];
    enum sekisho_rc rc;

    restriction->line = node->line;
    restriction->systems = UINT32_MAX >> (SEKISHO_POLICY_MAX_SYSTEMS - reader->policy->n_systems);
    if ((rc = sekisho_policy_read_group(reader, node, restrict_keys, R_N, value)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_title(reader, value[R_TITLE], value[R_TITLE_EN], &restriction->title,
                                        &restriction->title_en)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_names(reader, value[R_GROUPS], SEKISHO_NAMES_USER, false,
                                        &restriction->groups)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_names(reader, value[R_USERS], SEKISHO_NAMES_USER, false,
                                        &restriction->users)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_systems(reader, value[R_SYSTEMS], &restriction->systems)) != SEKISHO_OK)
        return rc;
    if (value[R_GROUPS] == NULL && value[R_USERS] == NULL)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_RESTRICT_NOBODY, NULL);
    if (value[R_GROUPS] != NULL)
        reader->policy->wants_groups = true;
    return parse_restricted_hours(reader, node, value, restriction);
}

enum sekisho_rc
sekisho_policy_parse_restrict(struct sekisho_policy_reader *reader, const struct sekisho_node *node) {
    struct sekisho_restrict *restriction;
    size_t n = 0;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if ((rc = sekisho_policy_read_length(reader, node, SEKISHO_POLICY_MAX_RESTRICT)) != SEKISHO_OK)
        return rc;
    if ((restriction = sekisho_arena_alloc(reader->arena, node->n, sizeof(*restriction))) == NULL)
        return sekisho_policy_read_nomem(reader);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next)
        if ((rc = parse_restriction(reader, entry, &restriction[n++])) != SEKISHO_OK)
            return rc;
    reader->policy->restriction = restriction;
    reader->policy->n_restrictions = n;
    return SEKISHO_OK;
}
