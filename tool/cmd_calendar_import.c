/* sekisho calendar import: the Cabinet Office's list of holidays, checked by eye and put in place. */
#include "config.h"

#include "tool/tool.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/timestamp.h"
#include "core/holiday.h"
#include "core/holidays_file.h"
#include "tool/cp932.h"

#define DEFAULT_TARGET SEKISHO_CONF_DIR "/holidays.csv"
#define LIST_MODE      0644 /* every login reads it */

enum { OPT_TO, OPT_YES };

static const struct sekisho_option options[] = {
    {"to", "PATH", SEKISHO_MSG_IMPORT_OPT_TO},
    {"yes", NULL, SEKISHO_MSG_IMPORT_OPT_YES},
};

/* A list in memory: its UTF-8 text as it will be stored, and what it says. */
struct list {
    char *text;
    size_t len;
    bool was_cp932;
    struct sekisho_arena arena;
    struct sekisho_holidays holidays;
};

struct import {
    const struct sekisho_tool *tool;
    const char *path;  /* as typed */
    const char *to;    /* --to; NULL: where the policy says */
    bool knows_policy; /* it could be read */
    bool is_named;     /* its holidays_file is target */
    char target[SEKISHO_SAFEFILE_PATH_CAP];
    struct list list;
    json_t *differences; /* with --json; NULL otherwise, or without memory */
};

static void
done(struct list *list) {
    sekisho_arena_done(&list->arena);
    free(list->text);
    list->text = NULL;
}

/* ---- Reading ---- */

static enum sekisho_rc
load_bytes(const char *path, char **ret_bytes, size_t *ret_len, struct sekisho_diag *reterr_diag) {
    const struct sekisho_trust nobody = {.owner = (uid_t)-1, .judge_owner = false};
    struct sekisho_safefile_fault fault = {.errnum = 0};
    char *real = realpath(path, NULL); /* a download may well be reached through a link */
    enum sekisho_rc rc = sekisho_safefile_load(real != NULL ? real : path, nobody,
                                               SEKISHO_HOLIDAYS_FILE_MAX_BYTES, ret_bytes, ret_len, &fault);
    free(real);
    if (rc == SEKISHO_E_ARGUMENT && *path != '/' && access(path, F_OK) != 0)
        rc = SEKISHO_E_NOT_FOUND;
    if (rc != SEKISHO_OK) {
        (void)snprintf(fault.path, sizeof(fault.path), "%s", path);
        sekisho_diag_set_fault(reterr_diag, rc, &fault);
    }
    return rc;
}

static uint32_t
line_of(const char *bytes, size_t at) {
    uint32_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes[i] == '\n' ? 1 : 0;
    return line;
}

/* The list's bytes become UTF-8 without BOM. bytes is taken over. */
static enum sekisho_rc
decode(struct list *list, char *bytes, size_t len, struct sekisho_diag *reterr_diag) {
    size_t bad_at;
    enum sekisho_rc rc;

    list->was_cp932 = sekisho_holidays_file_is_cp932(bytes, len);
    if (!list->was_cp932) {
        const size_t bom = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        memmove(bytes, bytes + bom, len - bom + 1);
        list->text = bytes;
        list->len = len - bom;
        return SEKISHO_OK;
    }
    rc = sekisho_cp932_decode(bytes, len, &list->text, &list->len, &bad_at);
    if (rc == SEKISHO_E_SYNTAX)
        sekisho_diag_set(reterr_diag, line_of(bytes, bad_at), SEKISHO_MSG_IMPORT_BAD_CP932, NULL);
    else if (rc == SEKISHO_E_NOT_FOUND)
        sekisho_diag_set(reterr_diag, 0, SEKISHO_MSG_IMPORT_NO_TABLE, NULL);
    else if (rc != SEKISHO_OK)
        sekisho_diag_set(reterr_diag, 0, SEKISHO_MSG_TOOL_NO_MEMORY, NULL);
    free(bytes);
    return rc;
}

/* done() is due whatever comes back. */
static enum sekisho_rc
read_list(const char *path, struct list *ret_list, struct sekisho_diag *reterr_diag) {
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    memset(ret_list, 0, sizeof(*ret_list));
    sekisho_arena_init(&ret_list->arena);
    sekisho_diag_init(reterr_diag, path);
    rc = load_bytes(path, &bytes, &len, reterr_diag);
    if (rc == SEKISHO_OK)
        rc = decode(ret_list, bytes, len, reterr_diag);
    if (rc != SEKISHO_OK)
        return rc;
    rc = sekisho_holidays_file_parse(ret_list->text, ret_list->len, &ret_list->arena, &ret_list->holidays,
                                     reterr_diag);
    if (rc == SEKISHO_E_NOMEM)
        sekisho_diag_set(reterr_diag, 0, SEKISHO_MSG_TOOL_NO_MEMORY, NULL);
    return rc;
}

/* ---- Where it goes ---- */

/*
 * A policy that cannot be loaded for its present list (missing, damaged, in CP932) is the very reason to
 * import: then the diagnosis names that list.
 */
static bool
target_of_broken_list(struct import *import, const struct sekisho_diag *diag) {
    char text[SEKISHO_SAFEFILE_PATH_CAP + 2 * SEKISHO_MESSAGE_CAP];
    char *policy_path = realpath(import->tool->policy_path, NULL);
    const bool is_list = policy_path != NULL && diag->file[0] == '/' &&
                         strcmp(diag->file, policy_path) != 0 &&
                         strcmp(diag->file, import->tool->policy_path) != 0;

    free(policy_path);
    if (!is_list)
        return false;
    if (access(diag->file, F_OK) == 0)
        sekisho_tool_note(import->tool, SEKISHO_MSG_IMPORT_OLD_BROKEN,
                          SEKISHO_ARGS(sekisho_diag_format(diag, import->tool->lang, text, sizeof(text))));
    (void)snprintf(import->target, sizeof(import->target), "%s", diag->file);
    import->is_named = true;
    return true;
}

static bool
find_target(struct import *import) {
    const struct sekisho_tool *tool = import->tool;
    struct sekisho_policy *policy = NULL;
    struct sekisho_diag diag;
    const char *named = NULL;

    if (sekisho_tool_read_policy(tool->policy_path, tool->policy_given, &policy, &diag) == SEKISHO_OK) {
        named = policy->holidays_file;
        import->knows_policy = true;
        (void)snprintf(import->target, sizeof(import->target), "%s", named != NULL ? named : DEFAULT_TARGET);
    } else if (import->to == NULL && !target_of_broken_list(import, &diag)) {
        (void)sekisho_tool_complain_diag(tool, &diag);
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_IMPORT_NO_TARGET, NULL);
        return false;
    }
    if (import->to != NULL && sekisho_tool_absolute(import->to, import->target) != SEKISHO_OK) {
        struct sekisho_safefile_fault fault = {.errnum = 0};
        (void)snprintf(fault.path, sizeof(fault.path), "%s", import->to);
        sekisho_diag_init(&diag, import->to);
        sekisho_diag_set_fault(&diag, SEKISHO_E_NOT_FOUND, &fault);
        (void)sekisho_tool_complain_diag(tool, &diag);
        sekisho_policy_free(policy);
        return false;
    }
    import->is_named = import->is_named || (named != NULL && strcmp(named, import->target) == 0);
    sekisho_policy_free(policy);
    return true;
}

/* ---- Comparing ---- */

struct counts {
    int added, missing, renamed;
};

/* other: the computed name where that differs, else NULL. */
static void
tell(const struct import *import, enum sekisho_msg msg, int32_t day, const char *name, const char *other) {
    const struct sekisho_tool *tool = import->tool;
    const char *change = msg == SEKISHO_MSG_IMPORT_ADDED     ? "added"
                         : msg == SEKISHO_MSG_IMPORT_MISSING ? "missing"
                                                             : "renamed";
    char date[SEKISHO_TIMESTAMP_CAP];

    (void)sekisho_timestamp_date(day, date);
    if (!tool->json)
        sekisho_tool_say(
            tool, msg,
            SEKISHO_ARGS(date, sekisho_tool_weekday(tool, sekisho_civil_weekday(day)), name, other));
    else if (import->differences != NULL)
        (void)json_array_append_new(import->differences,
                                    json_pack("{s:s, s:s, s:o, s:o}", "date", date, "change", change, "name",
                                              sekisho_json_text(name), "computed_name",
                                              sekisho_json_text(other)));
}

/* One day, by the list's name for it (NULL: not listed), against computed. Names in Japanese, as the list has
 * them. */
static void
compare_day(const struct import *import, int32_t day, const char *listed, struct counts *counts) {
    struct sekisho_holiday computed;
    const bool is_computed = sekisho_holiday_japan(day, &computed);

    if (listed == NULL) {
        counts->missing += is_computed ? 1 : 0;
        if (is_computed)
            tell(import, SEKISHO_MSG_IMPORT_MISSING, day, computed.name, NULL);
    } else if (!is_computed) {
        counts->added++;
        tell(import, SEKISHO_MSG_IMPORT_ADDED, day, listed, NULL);
    } else if (strcmp(listed, computed.name) != 0) {
        counts->renamed++;
        tell(import, SEKISHO_MSG_IMPORT_RENAMED, day, listed, computed.name);
    }
}

static const char *
listed_name(const struct sekisho_holidays *holidays, size_t i, int32_t day) {
    return i < holidays->n_listed && holidays->listed[i].day == day ? holidays->listed[i].name : NULL;
}

static void
print_counts(const struct sekisho_tool *tool, const struct counts *counts) {
    char added[16], missing[16], renamed[16];

    (void)snprintf(added, sizeof(added), "%d", counts->added);
    (void)snprintf(missing, sizeof(missing), "%d", counts->missing);
    (void)snprintf(renamed, sizeof(renamed), "%d", counts->renamed);
    if (counts->added + counts->missing + counts->renamed == 0)
        sekisho_tool_say(tool, SEKISHO_MSG_IMPORT_SAME, NULL);
    else
        sekisho_tool_say(tool, SEKISHO_MSG_IMPORT_COUNT, SEKISHO_ARGS(added, missing, renamed));
}

static void
print_differences(const struct import *import) {
    const int32_t computed_first = sekisho_civil_day(SEKISHO_HOLIDAY_FIRST_YEAR, 1, 1);
    const int32_t computed_last = sekisho_civil_day(SEKISHO_HOLIDAY_LAST_YEAR, 12, 31);
    const struct sekisho_holidays *holidays = &import->list.holidays;
    char first[16], last[16];
    struct counts counts = {0};
    size_t i = 0;

    for (int32_t day = holidays->first_day; day <= holidays->last_day; day++) {
        while (i < holidays->n_listed && holidays->listed[i].day < day)
            i++;
        if (day >= computed_first && day <= computed_last)
            compare_day(import, day, listed_name(holidays, i, day), &counts);
    }
    if (import->tool->json)
        return;
    (void)snprintf(first, sizeof(first), "%d", SEKISHO_HOLIDAY_FIRST_YEAR);
    (void)snprintf(last, sizeof(last), "%d", SEKISHO_HOLIDAY_LAST_YEAR);
    if (holidays->first_day < computed_first || holidays->last_day > computed_last)
        sekisho_tool_say(import->tool, SEKISHO_MSG_IMPORT_NOT_COMPARED, SEKISHO_ARGS(first, last));
    print_counts(import->tool, &counts);
}

static const char *
year_text(int32_t day, char text[16]) {
    (void)snprintf(text, 16, "%d", (int)sekisho_civil_date(day).year);
    return text;
}

static void
print_list(const struct import *import) {
    const struct sekisho_holidays *holidays = &import->list.holidays;
    char n[16], first[16], last[16], incomplete[16];

    (void)snprintf(n, sizeof(n), "%zu", holidays->n_listed);
    if (!import->tool->json)
        sekisho_tool_say(import->tool, SEKISHO_MSG_IMPORT_FOUND,
                         SEKISHO_ARGS(import->path, n, import->list.was_cp932 ? "CP932" : "UTF-8",
                                      year_text(holidays->first_day, first),
                                      year_text(holidays->last_day, last)));
    (void)snprintf(incomplete, sizeof(incomplete), "%d", (int)holidays->incomplete_year);
    if (holidays->incomplete_year != 0)
        sekisho_tool_note(import->tool, SEKISHO_MSG_IMPORT_INCOMPLETE, SEKISHO_ARGS(incomplete));
    print_differences(import);
}

/* A slip of --to, say, must not cost the policy: only nothing, an empty file or a list is ever replaced. */
static bool
holds_something_else(const char *target) {
    static const char *const beginning[] = {"国民の祝日", "\xef\xbb\xbf国民の祝日",
                                            "\x8d\x91\x96\xaf\x82\xcc"};
    struct sekisho_diag diag;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;
    bool something_else;

    sekisho_diag_init(&diag, target);
    rc = load_bytes(target, &bytes, &len, &diag);
    something_else = rc != SEKISHO_E_NOT_FOUND && (rc != SEKISHO_OK || len > 0);
    for (size_t i = 0; rc == SEKISHO_OK && i < SEKISHO_COUNT(beginning); i++)
        if (len >= strlen(beginning[i]) && memcmp(bytes, beginning[i], strlen(beginning[i])) == 0)
            something_else = false;
    free(bytes);
    return something_else;
}

/* Against the list in place. True when that is the same already. */
static bool
compare_with_old(const struct import *import) {
    const struct sekisho_holidays *fresh = &import->list.holidays;
    struct sekisho_diag diag;
    char first[16], last[16];
    struct list old;
    bool same = false;

    if (read_list(import->target, &old, &diag) == SEKISHO_OK) {
        same = !old.was_cp932 && old.len == import->list.len &&
               memcmp(old.text, import->list.text, old.len) == 0;
        if (old.holidays.first_day <= old.holidays.last_day &&
            (old.holidays.first_day < fresh->first_day || old.holidays.last_day > fresh->last_day))
            sekisho_tool_note(import->tool, SEKISHO_MSG_IMPORT_LESS,
                              SEKISHO_ARGS(year_text(old.holidays.first_day, first),
                                           year_text(old.holidays.last_day, last)));
    }
    done(&old);
    return same;
}

/* ---- Writing ---- */

static enum sekisho_rc
replace(const char *target, const struct list *list, struct sekisho_safefile_fault *fault) {
    const char *slash = strrchr(target, '/');
    char folder[SEKISHO_SAFEFILE_PATH_CAP];
    enum sekisho_rc rc;
    int fd = -1;

    (void)snprintf(fault->path, sizeof(fault->path), "%s", target);
    if (slash == NULL || slash[1] == '\0')
        return SEKISHO_E_ARGUMENT;
    memcpy(folder, target, (size_t)(slash - target));
    folder[slash - target] = '\0';
    rc = sekisho_safefile_open_folder(slash == target ? "/" : folder, sekisho_safefile_trust(), &fd, fault);
    if (rc != SEKISHO_OK)
        return rc;
    rc = sekisho_safefile_replace_at(fd, slash + 1, list->text, list->len, LIST_MODE);
    (void)close(fd);
    return rc;
}

/* Tells the end, in words or in JSON. */
static enum sekisho_exit
finish(const struct import *import, enum sekisho_msg how, enum sekisho_exit exit_code) {
    const struct sekisho_holidays *holidays = &import->list.holidays;
    char first[SEKISHO_TIMESTAMP_CAP], last[SEKISHO_TIMESTAMP_CAP];
    enum sekisho_exit printed;

    if (!import->tool->json) {
        sekisho_tool_say(import->tool, how, SEKISHO_ARGS(import->target));
        return exit_code;
    }
    printed = sekisho_json_print(
        import->tool,
        json_pack("{s:o, s:s, s:s, s:s, s:i, s:O, s:o, s:b}", "file", sekisho_json_text(import->path),
                  "encoding", import->list.was_cp932 ? "CP932" : "UTF-8", "from",
                  sekisho_timestamp_date(holidays->first_day, first), "to",
                  sekisho_timestamp_date(holidays->last_day, last), "holidays", (int)holidays->n_listed,
                  "differences", import->differences, "target", sekisho_json_text(import->target), "in_place",
                  how != SEKISHO_MSG_IMPORT_NOT_DONE));
    return printed == SEKISHO_EXIT_OK ? exit_code : printed;
}

static enum sekisho_exit
write_list(const struct import *import) {
    struct sekisho_safefile_fault fault = {.errnum = 0};
    struct sekisho_diag diag;
    const enum sekisho_rc rc = replace(import->target, &import->list, &fault);

    if (rc == SEKISHO_OK)
        return finish(import, SEKISHO_MSG_IMPORT_DONE, SEKISHO_EXIT_OK);
    sekisho_diag_init(&diag, import->target);
    sekisho_diag_set_fault(&diag, rc, &fault);
    return sekisho_tool_complain_diag(import->tool, &diag);
}

static enum sekisho_exit
put_in_place(const struct import *import, bool ask) {
    const struct sekisho_tool *tool = import->tool;

    if (holds_something_else(import->target))
        return sekisho_tool_complain(tool, SEKISHO_MSG_IMPORT_SOMETHING_ELSE, SEKISHO_ARGS(import->target));
    print_list(import);
    if (compare_with_old(import))
        return finish(import, SEKISHO_MSG_IMPORT_ALREADY, SEKISHO_EXIT_OK);
    if (import->knows_policy && !import->is_named)
        sekisho_tool_note(tool, SEKISHO_MSG_IMPORT_NOT_NAMED, SEKISHO_ARGS(import->target));
    if (ask && !sekisho_tool_ask(tool, SEKISHO_MSG_IMPORT_ASK, SEKISHO_ARGS(import->target)))
        return finish(import, SEKISHO_MSG_IMPORT_NOT_DONE, SEKISHO_EXIT_PROBLEM);
    return write_list(import);
}

static enum sekisho_exit
run(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct import import = {.tool = tool, .path = args->arg[0], .to = args->option[OPT_TO]};
    enum sekisho_exit exit_code;
    struct sekisho_diag diag;

    import.differences = tool->json ? json_array() : NULL;
    if (read_list(import.path, &import.list, &diag) != SEKISHO_OK)
        exit_code = sekisho_tool_complain_diag(tool, &diag);
    else if (import.list.holidays.first_day > import.list.holidays.last_day)
        exit_code = sekisho_tool_complain(tool, SEKISHO_MSG_IMPORT_NO_YEAR, NULL);
    else if (!find_target(&import))
        exit_code = SEKISHO_EXIT_ERROR;
    else
        exit_code = put_in_place(&import, args->option[OPT_YES] == NULL);
    done(&import.list);
    json_decref(import.differences);
    return exit_code;
}

const struct sekisho_command sekisho_command_calendar_import = {
    .name = "calendar import",
    .usage = "FILE [--to PATH] [--yes]",
    .summary = SEKISHO_MSG_IMPORT_SUMMARY,
    .details = SEKISHO_MSG_IMPORT_DETAILS,
    .option = options,
    .n_options = SEKISHO_COUNT(options),
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
