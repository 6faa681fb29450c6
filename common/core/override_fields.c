#include "core/override_fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "core/value.h"

struct sekisho_override_held *
sekisho_override_fields_new(void) {
    struct sekisho_override_held *held = calloc(1, sizeof(*held));
    if (held != NULL)
        sekisho_arena_init(&held->arena);
    return held;
}

static enum sekisho_rc
take_names(struct sekisho_lines *lines, const char *key, bool (*is_name)(const char *), size_t max,
           struct sekisho_arena *arena, bool *ret_is_any, struct sekisho_names *ret_names) {
    char *value;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(lines, key, &value)) != SEKISHO_OK)
        return rc;
    *ret_is_any = strcmp(value, "any") == 0;
    if (*ret_is_any)
        return SEKISHO_OK;
    if ((rc = sekisho_value_list(value, is_name, max, arena, ret_names)) != SEKISHO_OK)
        return rc;
    /* Among other names it can only be a mistake. */
    return sekisho_names_have(ret_names, "any") ? SEKISHO_E_SYNTAX : SEKISHO_OK;
}

static enum sekisho_rc
take_person(struct sekisho_lines *lines, int32_t offset_sec, struct sekisho_override *override) {
    char *from, *to, *user, *uid;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(lines, "not-before", &from)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "not-after", &to)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "user", &user)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "uid", &uid)) != SEKISHO_OK ||
        (rc = sekisho_value_time_in(from, offset_sec, &override->not_before)) != SEKISHO_OK ||
        (rc = sekisho_value_time_in(to, offset_sec, &override->not_after)) != SEKISHO_OK ||
        (rc = sekisho_value_uid(uid, &override->uid_known, &override->uid)) != SEKISHO_OK)
        return rc;
    if (!sekisho_name_is_user(user))
        return SEKISHO_E_SYNTAX;
    override->user = user;
    return override->not_before < override->not_after ? SEKISHO_OK : SEKISHO_E_RANGE;
}

static enum sekisho_rc
take_place(struct sekisho_lines *lines, struct sekisho_override_held *held) {
    struct sekisho_override *override = &held->override;
    bool any_system;
    char *maintenance;
    enum sekisho_rc rc;

    if ((rc = take_names(lines, "systems", sekisho_name_is_keyword, SEKISHO_POLICY_MAX_SYSTEMS, &held->arena,
                         &any_system, &override->system_names)) != SEKISHO_OK ||
        (rc = take_names(lines, "hosts", sekisho_value_is_host, SEKISHO_OVERRIDE_MAX_HOSTS, &held->arena,
                         &override->any_host, &override->hosts)) != SEKISHO_OK ||
        (rc = take_names(lines, "services", sekisho_name_is_service, SEKISHO_OVERRIDE_MAX_SERVICES,
                         &held->arena, &override->any_service, &override->services)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(lines, "maintenance", &maintenance)) != SEKISHO_OK ||
        (rc = sekisho_value_flag(maintenance, &override->maintenance)) != SEKISHO_OK)
        return rc;
    /* Systems are always named: there is no permit for everything. */
    return any_system ? SEKISHO_E_SYNTAX : SEKISHO_OK;
}

enum sekisho_rc
sekisho_override_fields_take_text(struct sekisho_lines *lines, const char *key, const char **ret_text) {
    char *value;
    const enum sekisho_rc rc = sekisho_lines_take(lines, key, &value);
    if (rc != SEKISHO_OK)
        return rc;
    *ret_text = value;
    return strlen(value) <= SEKISHO_VALUE_TEXT_MAX ? SEKISHO_OK : SEKISHO_E_RANGE;
}

enum sekisho_rc
sekisho_override_fields_take(struct sekisho_lines *lines, int32_t offset_sec,
                             struct sekisho_override_held *held) {
    struct sekisho_override *override = &held->override;
    enum sekisho_rc rc;

    if ((rc = take_person(lines, offset_sec, override)) != SEKISHO_OK ||
        (rc = take_place(lines, held)) != SEKISHO_OK ||
        (rc = sekisho_override_fields_take_text(lines, "reason", &override->reason)) != SEKISHO_OK ||
        (rc = sekisho_override_fields_take_text(lines, "requester", &override->requester)) != SEKISHO_OK)
        return rc;
    return sekisho_override_fields_take_text(lines, "section", &override->section);
}

void
sekisho_override_fields_write(struct sekisho_writer *writer, const struct sekisho_override *override) {
    sekisho_writer_field_time(writer, "not-before", override->not_before, override->utc_offset_sec);
    sekisho_writer_field_time(writer, "not-after", override->not_after, override->utc_offset_sec);
    sekisho_writer_field(writer, "user", override->user);
    sekisho_writer_field_uid(writer, "uid", override->uid_known, override->uid);
    sekisho_writer_field_names(writer, "systems", false, &override->system_names);
    sekisho_writer_field_names(writer, "hosts", override->any_host, &override->hosts);
    sekisho_writer_field_names(writer, "services", override->any_service, &override->services);
    sekisho_writer_field(writer, "maintenance", override->maintenance ? "yes" : "no");
    sekisho_writer_field(writer, "reason", override->reason);
    sekisho_writer_field(writer, "requester", override->requester);
    sekisho_writer_field(writer, "section", override->section);
}
