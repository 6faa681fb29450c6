/* sekisho help, sekisho version, --help. */
#include "config.h"

#include "tool/tool.h"

#include <string.h>

#include "base/escape.h"

#define OPTION_CAP        64
#define PARAGRAPH_COLUMNS 78

static void
add_option(const struct sekisho_tool *tool, struct sekisho_table *table,
           const struct sekisho_option *option) {
    char name[OPTION_CAP];
    (void)snprintf(name, sizeof(name), "--%s%s%s", option->name, option->value == NULL ? "" : " ",
                   option->value == NULL ? "" : option->value);
    sekisho_table_add(table, (const char *const[]){name, sekisho_message_text(tool->lang, option->help)});
}

static void
print_options(const struct sekisho_tool *tool, const struct sekisho_command *command) {
    struct sekisho_table table;
    size_t n_own = command == NULL ? 0 : command->n_options;

    sekisho_table_init(&table, 2);
    for (size_t i = 0; i < n_own; i++)
        add_option(tool, &table, &command->option[i]);
    for (size_t i = 0; i < sekisho_options_n_common; i++)
        add_option(tool, &table, &sekisho_options_common[i]);
    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_HELP_OPTIONS, NULL);
    sekisho_table_print(&table, 2);
    sekisho_table_done(&table);
}

static void
print_list(const struct sekisho_tool *tool) {
    struct sekisho_table table;

    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_HELP_HEAD, NULL);
    sekisho_table_init(&table, 2);
    for (size_t i = 0; sekisho_commands[i] != NULL; i++)
        sekisho_table_add(
            &table, (const char *const[]){sekisho_commands[i]->name,
                                          sekisho_message_text(tool->lang, sekisho_commands[i]->summary)});
    sekisho_table_print(&table, 2);
    sekisho_table_done(&table);
    print_options(tool, NULL);
    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_HELP_EXIT, NULL);
    sekisho_tool_say(tool, SEKISHO_MSG_TOOL_HELP_MORE, NULL);
}

/* Bytes of the first character; at least 1. */
static size_t
char_len(const char *text) {
    size_t len = sekisho_escape_utf8_len(text);
    return len == 0 ? 1 : len;
}

/*
 * How many bytes of text fit into a line: up to the last blank, or in Japanese, which has none, anywhere but
 * before a mark that may not begin a line.
 */
static size_t
line_len(const char *text) {
    static const char *const marks[] = {"、", "。", "）", "」"};
    size_t at = 0, columns = 0, best = 0;

    while (text[at] != '\0') {
        char one[5] = "";
        size_t len = char_len(text + at);
        bool may_break = len >= 3;
        memcpy(one, text + at, len);
        for (size_t i = 0; i < SEKISHO_COUNT(marks); i++)
            may_break = may_break && strcmp(one, marks[i]) != 0;
        if (at > 0 && (*one == ' ' || may_break))
            best = at;
        columns += sekisho_table_width(one);
        if (columns > PARAGRAPH_COLUMNS && best > 0)
            return best;
        at += len;
    }
    return at;
}

static void
print_paragraph(const char *text) {
    while (*text != '\0') {
        size_t len = line_len(text);
        (void)printf("%.*s\n", (int)len, text);
        text += len;
        text += strspn(text, " ");
    }
}

void
sekisho_tool_help(const struct sekisho_tool *tool, const struct sekisho_command *command) {
    if (command == NULL) {
        print_list(tool);
        return;
    }
    sekisho_tool_say(tool,
                     *command->usage == '\0' ? SEKISHO_MSG_TOOL_HELP_USAGE_BARE : SEKISHO_MSG_TOOL_HELP_USAGE,
                     SEKISHO_ARGS(command->name, command->usage));
    (void)printf("%s\n", sekisho_message_text(tool->lang, command->summary));
    if (command->details != SEKISHO_MSG_NONE) {
        (void)fputc('\n', stdout);
        print_paragraph(sekisho_message_text(tool->lang, command->details));
    }
    (void)fputc('\n', stdout);
    print_options(tool, command);
}

static enum sekisho_exit
help(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    char name[OPTION_CAP];
    const struct sekisho_command *command;
    const char *list[OPTION_CAP];
    size_t n = 0, n_found = 0;

    if (args->n_args == 0) {
        sekisho_tool_help(tool, NULL);
        return SEKISHO_EXIT_OK;
    }
    (void)snprintf(name, sizeof(name), "%s%s%s", args->arg[0], args->n_args > 1 ? " " : "",
                   args->n_args > 1 ? args->arg[1] : "");
    command = sekisho_tool_find(name);
    if (command != NULL) {
        sekisho_tool_help(tool, command);
        return SEKISHO_EXIT_OK;
    }
    /* "help policy": each of that family. */
    for (size_t i = 0; sekisho_commands[i] != NULL && n + 1 < SEKISHO_COUNT(list); i++) {
        size_t len = strlen(name);
        list[n++] = sekisho_commands[i]->name;
        if (strncmp(sekisho_commands[i]->name, name, len) != 0 || sekisho_commands[i]->name[len] != ' ')
            continue;
        if (n_found++ > 0)
            (void)fputc('\n', stdout);
        sekisho_tool_help(tool, sekisho_commands[i]);
    }
    if (n_found > 0)
        return SEKISHO_EXIT_OK;
    list[n] = NULL;
    (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_BAD_COMMAND, SEKISHO_ARGS(name));
    if (sekisho_tool_nearest(name, list) != NULL)
        sekisho_tool_note(tool, SEKISHO_MSG_TOOL_DID_YOU_MEAN,
                          SEKISHO_ARGS(sekisho_tool_nearest(name, list)));
    return SEKISHO_EXIT_ERROR;
}

static enum sekisho_exit
version(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    (void)args;
    if (tool->json)
        return sekisho_json_print(tool, json_pack("{s:s, s:s, s:s, s:s}", "version", PACKAGE_VERSION,
                                                  "policy", SEKISHO_POLICY_FILE, "state", SEKISHO_STATE_DIR,
                                                  "log", SEKISHO_LOG_DIR));
    (void)printf("sekisho %s\n", PACKAGE_VERSION);
    return SEKISHO_EXIT_OK;
}

const struct sekisho_command sekisho_command_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .summary = SEKISHO_MSG_TOOL_HELP_SUMMARY,
    .max_args = 2,
    .run = help,
};

const struct sekisho_command sekisho_command_version = {
    .name = "version",
    .usage = "",
    .summary = SEKISHO_MSG_TOOL_VERSION_SUMMARY,
    .run = version,
};
