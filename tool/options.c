#include "config.h"

#include "tool/tool.h"

#include <string.h>

#include "core/suggest.h"

#define WORD_CAP 64
#define MAX_LIST 64

const struct sekisho_option sekisho_options_common[] = {
    {"policy", "FILE", SEKISHO_MSG_TOOL_OPT_POLICY}, {"state", "DIR", SEKISHO_MSG_TOOL_OPT_STATE},
    {"lang", "en|ja", SEKISHO_MSG_TOOL_OPT_LANG},    {"json", NULL, SEKISHO_MSG_TOOL_OPT_JSON},
    {"help", NULL, SEKISHO_MSG_TOOL_OPT_HELP},       {"version", NULL, SEKISHO_MSG_TOOL_OPT_VERSION},
};
const size_t sekisho_options_n_common = SEKISHO_COUNT(sekisho_options_common);

/* The order of the table above. */
enum { COMMON_POLICY, COMMON_STATE, COMMON_LANG, COMMON_JSON, COMMON_HELP, COMMON_VERSION };

/* A walk over argv. */
struct walk {
    int argc, at;
    char *const *argv;
    bool options_ended; /* after "--" */
};

const char *
sekisho_tool_nearest(const char *text, const char *const list[]) {
    size_t n = 0;
    for (; list[n] != NULL; n++)
        /* A beginning of the word counts as near: "stat" for "status". */
        if (strlen(text) >= 2 && strncmp(list[n], text, strlen(text)) == 0)
            return list[n];
    return sekisho_suggest_closest(text, list, n);
}

const struct sekisho_command *
sekisho_tool_find(const char *name) {
    for (size_t i = 0; sekisho_commands[i] != NULL; i++)
        if (strcmp(sekisho_commands[i]->name, name) == 0)
            return sekisho_commands[i];
    return NULL;
}

/* "did you mean" after a complaint, when there is something near. */
static enum sekisho_exit
suggest(const struct sekisho_tool *tool, const char *text, const char *const list[]) {
    const char *near = sekisho_tool_nearest(text, list);
    if (near != NULL)
        sekisho_tool_note(tool, SEKISHO_MSG_TOOL_DID_YOU_MEAN, SEKISHO_ARGS(near));
    return SEKISHO_EXIT_ERROR;
}

/* Joins "first second" into word; false when that is no possible name. */
static bool
join(const char *first, const char *second, char word[WORD_CAP]) {
    size_t a = strlen(first), b = strlen(second);
    if (a == 0 || b == 0 || a + b + 2 > WORD_CAP)
        return false;
    memcpy(word, first, a);
    word[a] = ' ';
    memcpy(word + a + 1, second, b + 1);
    return true;
}

/* The second words of the commands whose first word is first; how many there are. */
static size_t
second_words(const char *first, const char *list[MAX_LIST + 1]) {
    size_t n = 0, len = strlen(first);
    for (size_t i = 0; sekisho_commands[i] != NULL && n < MAX_LIST; i++) {
        const char *name = sekisho_commands[i]->name;
        if (strncmp(name, first, len) == 0 && name[len] == ' ')
            list[n++] = name + len + 1;
    }
    list[n] = NULL;
    return n;
}

static enum sekisho_exit
complain_command(const struct sekisho_tool *tool, const char *first, const char *second) {
    const char *list[MAX_LIST + 1];
    char word[MAX_LIST][WORD_CAP];
    size_t n = 0;

    if (second_words(first, list) > 0) {
        char words[SEKISHO_DIAG_ARG_CAP] = "";
        for (; list[n] != NULL; n++) {
            size_t used = strlen(words);
            (void)snprintf(words + used, sizeof(words) - used, "%s%s", n == 0 ? "" : ", ", list[n]);
        }
        if (second == NULL)
            return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_WANTS_SUBCOMMAND, SEKISHO_ARGS(first, words));
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_BAD_SUBCOMMAND,
                                    SEKISHO_ARGS(first, second, words));
        return suggest(tool, second, list);
    }
    (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_BAD_COMMAND, SEKISHO_ARGS(first));
    for (; sekisho_commands[n] != NULL && n < MAX_LIST; n++) {
        (void)snprintf(word[n], WORD_CAP, "%s", sekisho_commands[n]->name);
        word[n][strcspn(word[n], " ")] = '\0';
        list[n] = word[n];
    }
    list[n] = NULL;
    return suggest(tool, first, list);
}

static enum sekisho_exit
complain_option(const struct sekisho_tool *tool, const struct sekisho_command *command, const char *text) {
    const char *list[SEKISHO_TOOL_MAX_OPTIONS + SEKISHO_COUNT(sekisho_options_common) + 1];
    char name[WORD_CAP];
    size_t n = 0;

    for (size_t i = 0; command != NULL && i < command->n_options; i++)
        list[n++] = command->option[i].name;
    for (size_t i = 0; i < sekisho_options_n_common; i++)
        list[n++] = sekisho_options_common[i].name;
    list[n] = NULL;
    (void)snprintf(name, sizeof(name), "%s", text + strspn(text, "-"));
    name[strcspn(name, "=")] = '\0';
    (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_BAD_OPTION, SEKISHO_ARGS(text));
    if (sekisho_tool_nearest(name, list) != NULL) {
        sekisho_tool_note(tool, SEKISHO_MSG_TOOL_DID_YOU_MEAN_OPTION,
                          SEKISHO_ARGS(sekisho_tool_nearest(name, list)));
        return SEKISHO_EXIT_ERROR;
    }
    sekisho_tool_note(tool, SEKISHO_MSG_TOOL_SEE_HELP, SEKISHO_ARGS(tool->command));
    return SEKISHO_EXIT_ERROR;
}

/*
 * If the word is one of the options, takes it and its value. ret_index is n_options when it is none of them.
 */
static enum sekisho_exit
take_option(const struct sekisho_tool *tool, struct walk *walk, const struct sekisho_option *option,
            size_t n_options, size_t *ret_index, const char **ret_value) {
    const char *word = walk->argv[walk->at] + 2;
    size_t len = strcspn(word, "=");

    for (*ret_index = 0; *ret_index < n_options; (*ret_index)++) {
        const struct sekisho_option *found = &option[*ret_index];
        if (strlen(found->name) != len || strncmp(found->name, word, len) != 0)
            continue;
        walk->at++;
        *ret_value = "";
        if (found->value == NULL && word[len] == '=')
            return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_NO_VALUE, SEKISHO_ARGS(found->name));
        if (found->value == NULL)
            return SEKISHO_EXIT_OK;
        if (word[len] == '=') {
            *ret_value = word + len + 1;
        } else if (walk->at < walk->argc && strncmp(walk->argv[walk->at], "--", 2) != 0) {
            *ret_value = walk->argv[walk->at++];
        }
        if (**ret_value == '\0')
            return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_WANTS_VALUE,
                                         SEKISHO_ARGS(found->name, found->value));
        return SEKISHO_EXIT_OK;
    }
    return SEKISHO_EXIT_OK;
}

static enum sekisho_exit
apply_common(struct sekisho_tool *tool, size_t index, const char *value, struct sekisho_line *line) {
    switch (index) {
    case COMMON_POLICY:
        tool->policy_path = value;
        tool->policy_given = true;
        break;
    case COMMON_STATE:
        tool->state_dir = value;
        tool->state_given = true;
        break;
    case COMMON_LANG:
        if (!sekisho_message_parse_lang(value, &tool->lang))
            return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_BAD_LANG, SEKISHO_ARGS(value));
        break;
    case COMMON_JSON:
        tool->json = true;
        break;
    case COMMON_HELP:
        line->wants_help = true;
        break;
    case COMMON_VERSION:
        line->wants_version = true;
        break;
    default:
        break;
    }
    return SEKISHO_EXIT_OK;
}

/* Takes options up to the next other word or the end. command may be NULL: only common ones are known yet. */
static enum sekisho_exit
take_options(struct sekisho_tool *tool, struct walk *walk, const struct sekisho_command *command,
             struct sekisho_line *line) {
    while (walk->at < walk->argc && !walk->options_ended) {
        const char *word = walk->argv[walk->at], *value = NULL;
        enum sekisho_exit rc;
        size_t index;

        if (strcmp(word, "-h") == 0) {
            line->wants_help = true;
            walk->at++;
            continue;
        }
        if (word[0] != '-' || word[1] == '\0')
            break;
        if (strcmp(word, "--") == 0) {
            walk->options_ended = true;
            walk->at++;
            break;
        }
        if (word[1] != '-')
            return complain_option(tool, command, word);
        rc = take_option(tool, walk, sekisho_options_common, sekisho_options_n_common, &index, &value);
        if (rc == SEKISHO_EXIT_OK && index < sekisho_options_n_common) {
            rc = apply_common(tool, index, value, line);
        } else if (rc == SEKISHO_EXIT_OK) {
            if (command == NULL)
                return complain_option(tool, NULL, word);
            rc = take_option(tool, walk, command->option, command->n_options, &index, &value);
            if (rc == SEKISHO_EXIT_OK && index == command->n_options)
                return complain_option(tool, command, word);
            if (rc == SEKISHO_EXIT_OK)
                line->args.option[index] = value;
        }
        if (rc != SEKISHO_EXIT_OK)
            return rc;
    }
    return SEKISHO_EXIT_OK;
}

/* The command's one or two words. With --help, a bare first word of several commands is fine. */
static enum sekisho_exit
take_command(struct sekisho_tool *tool, struct walk *walk, struct sekisho_line *line) {
    const char *first, *second = NULL, *list[MAX_LIST + 1];
    char word[WORD_CAP];
    enum sekisho_exit rc = take_options(tool, walk, NULL, line);

    if (rc != SEKISHO_EXIT_OK || walk->at == walk->argc)
        return rc;
    first = walk->argv[walk->at++];
    if (second_words(first, list) > 0) {
        struct walk ahead = *walk;
        /* Only a group without a command of its own may have options between its two words. */
        if (sekisho_tool_find(first) == NULL) {
            rc = take_options(tool, walk, NULL, line);
            if (rc != SEKISHO_EXIT_OK)
                return rc;
            ahead = *walk;
        }
        if (ahead.at < ahead.argc)
            second = ahead.argv[ahead.at];
        if (second != NULL && join(first, second, word) && sekisho_tool_find(word) != NULL) {
            line->command = sekisho_tool_find(word);
            walk->at = ahead.at + 1;
            return SEKISHO_EXIT_OK;
        }
    }
    line->command = sekisho_tool_find(first);
    if (line->command == NULL && !(line->wants_help && second_words(first, list) > 0 && second == NULL))
        return complain_command(tool, first, second);
    return SEKISHO_EXIT_OK;
}

static enum sekisho_exit
check_count(const struct sekisho_tool *tool, const struct sekisho_line *line) {
    const struct sekisho_command *command = line->command;
    if (line->args.n_args < command->min_args)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_MISSING_ARGUMENT,
                                     SEKISHO_ARGS(command->name, command->usage));
    return SEKISHO_EXIT_OK;
}

enum sekisho_exit
sekisho_options_parse(struct sekisho_tool *tool, int argc, char *const argv[],
                      struct sekisho_line *ret_line) {
    struct walk walk = {argc, 1, argv, false};
    enum sekisho_exit rc;

    memset(ret_line, 0, sizeof(*ret_line));
    rc = take_command(tool, &walk, ret_line);
    if (rc != SEKISHO_EXIT_OK || ret_line->command == NULL)
        return rc;
    tool->command = ret_line->command->name;
    while (walk.at < walk.argc) {
        rc = take_options(tool, &walk, ret_line->command, ret_line);
        if (rc != SEKISHO_EXIT_OK)
            return rc;
        if (walk.at == walk.argc)
            break;
        if (ret_line->args.n_args == ret_line->command->max_args)
            return sekisho_tool_complain(
                tool, SEKISHO_MSG_TOOL_EXTRA_ARGUMENT,
                SEKISHO_ARGS(walk.argv[walk.at], ret_line->command->name, ret_line->command->usage));
        ret_line->args.arg[ret_line->args.n_args++] = walk.argv[walk.at++];
    }
    return ret_line->wants_help || ret_line->wants_version ? SEKISHO_EXIT_OK : check_count(tool, ret_line);
}
