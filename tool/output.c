#include "config.h"

#include "tool/tool.h"

#include <string.h>

#include "base/escape.h"
#include "base/timestamp.h"

#define DIAG_CAP (SEKISHO_SAFEFILE_PATH_CAP + 2 * SEKISHO_MESSAGE_CAP)

void
sekisho_tool_put(FILE *to, const char *text) {
    char safe[4 * 4 + 1];
    /* One character at a time, so that no length is cut. */
    while (*text != '\0') {
        char one[5] = "";
        size_t len = sekisho_escape_utf8_len(text);
        memcpy(one, text, len == 0 ? 1 : len);
        (void)fputs(sekisho_escape_text(one, safe, sizeof(safe)), to);
        text += len == 0 ? 1 : len;
    }
}

static void
put_sentence(FILE *to, const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]) {
    char text[SEKISHO_MESSAGE_CAP];
    (void)fputs(sekisho_message_format(tool->lang, msg, args, text, sizeof(text)), to);
}

static void
put_prefix(const struct sekisho_tool *tool) {
    /* What was printed so far comes first, also when both go to one file. */
    (void)fflush(stdout);
    (void)fprintf(stderr, "sekisho%s%s: ", *tool->command == '\0' ? "" : " ", tool->command);
}

void
sekisho_tool_say_part(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]) {
    put_sentence(stdout, tool, msg, args);
}

void
sekisho_tool_say(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]) {
    put_sentence(stdout, tool, msg, args);
    (void)fputc('\n', stdout);
}

void
sekisho_tool_note(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]) {
    put_prefix(tool);
    put_sentence(stderr, tool, msg, args);
    (void)fputc('\n', stderr);
}

enum sekisho_exit
sekisho_tool_complain(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]) {
    sekisho_tool_note(tool, msg, args);
    return SEKISHO_EXIT_ERROR;
}

enum sekisho_exit
sekisho_tool_complain_diag(const struct sekisho_tool *tool, const struct sekisho_diag *diag) {
    char text[DIAG_CAP];
    put_prefix(tool);
    (void)fprintf(stderr, "%s\n", sekisho_diag_format(diag, tool->lang, text, sizeof(text)));
    return SEKISHO_EXIT_ERROR;
}

bool
sekisho_tool_ask(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]) {
    static const char *const yes[] = {"y", "Y", "yes", "Yes", "YES", "はい"};
    char line[64];

    (void)fflush(stdout);
    put_sentence(stderr, tool, msg, args);
    (void)fputc(' ', stderr);
    (void)fflush(stderr);
    if (fgets(line, sizeof(line), stdin) == NULL) {
        (void)fputc('\n', stderr);
        return false;
    }
    line[strcspn(line, "\r\n")] = '\0';
    for (size_t i = 0; i < SEKISHO_COUNT(yes); i++)
        if (strcmp(line, yes[i]) == 0)
            return true;
    return false;
}

const char *
sekisho_tool_either(const struct sekisho_tool *tool, const char *ja, const char *en) {
    return tool->lang == SEKISHO_LANG_JA ? ja : en;
}

const char *
sekisho_tool_weekday(const struct sekisho_tool *tool, enum sekisho_weekday weekday) {
    static const enum sekisho_msg msg[] = {
        SEKISHO_MSG_TOOL_SUN, SEKISHO_MSG_TOOL_MON, SEKISHO_MSG_TOOL_TUE, SEKISHO_MSG_TOOL_WED,
        SEKISHO_MSG_TOOL_THU, SEKISHO_MSG_TOOL_FRI, SEKISHO_MSG_TOOL_SAT,
    };
    return (size_t)weekday < SEKISHO_COUNT(msg) ? sekisho_message_text(tool->lang, msg[weekday]) : "";
}

const char *
sekisho_tool_time(const struct sekisho_tool *tool, const struct sekisho_policy *policy, int64_t at,
                  char text[SEKISHO_TOOL_TIME_CAP]) {
    char people[SEKISHO_TIMESTAMP_CAP];
    int32_t day, sec;

    (void)sekisho_timestamp_people(at, policy->utc_offset_sec, people);
    if (sekisho_civil_split(at, policy->utc_offset_sec, &day, &sec) != SEKISHO_OK) {
        (void)snprintf(text, SEKISHO_TOOL_TIME_CAP, "%s", people);
        return text;
    }
    /* "YYYY-MM-DD" and "HH:MM" */
    (void)snprintf(text, SEKISHO_TOOL_TIME_CAP, "%.10s (%s) %02d:%02d", people,
                   sekisho_tool_weekday(tool, sekisho_civil_weekday(day)), sec / 3600, sec / 60 % 60);
    return text;
}
