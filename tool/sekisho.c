#include "config.h"

#include "tool/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/*
 * Adding a subcommand: write cmd_NAME.c with a `const struct sekisho_command sekisho_command_NAME`, declare
 * that in tool.h, and put it here, where the help shows it. (And the file in Makefile.am, a test in
 * tests/tool, the manual.)
 */
/* clang-format off */
const struct sekisho_command *const sekisho_commands[] = {
    &sekisho_command_check,
    &sekisho_command_status,
    &sekisho_command_calendar,
    &sekisho_command_calendar_import,
    &sekisho_command_policy_check,
    &sekisho_command_policy_show,
    &sekisho_command_policy_seal,
    &sekisho_command_policy_install,
    &sekisho_command_policy_rollback,
    &sekisho_command_key_new,
    &sekisho_command_key_list,
    &sekisho_command_key_show,
    &sekisho_command_key_trust,
    &sekisho_command_key_retire,
    &sekisho_command_key_distrust,
    &sekisho_command_version,
    &sekisho_command_help,
    NULL,
};
/* clang-format on */

/* "ja", "ja_JP", "ja_JP.UTF-8", "ja_JP.utf8@x"; not "ja_JP.eucJP", where our UTF-8 would be noise. */
static bool
is_japanese(const char *locale) {
    const char *codeset;
    if (strncmp(locale, "ja", 2) != 0 || (locale[2] != '\0' && strchr("_.@", locale[2]) == NULL))
        return false;
    codeset = strchr(locale, '.');
    return codeset == NULL || strncasecmp(codeset, ".utf-8", 6) == 0 || strncasecmp(codeset, ".utf8", 5) == 0;
}

static enum sekisho_lang
terminal_lang(void) {
    static const char *const name[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < SEKISHO_COUNT(name); i++) {
        const char *locale = getenv(name[i]);
        if (locale != NULL && *locale != '\0')
            return is_japanese(locale) ? SEKISHO_LANG_JA : SEKISHO_LANG_EN;
    }
    return SEKISHO_LANG_EN;
}

/* The language is needed for complaints about the line itself, wherever on it --lang stands. */
static enum sekisho_lang
wanted_lang(int argc, char *const argv[]) {
    enum sekisho_lang lang = terminal_lang();
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            (void)sekisho_message_parse_lang(argv[i] + 7, &lang);
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            (void)sekisho_message_parse_lang(argv[i + 1], &lang);
    }
    return lang;
}

/* With 0, 1 or 2 closed, the first file opened would take its place, and our messages would go into it. */
static bool
hold_standard_files(void) {
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", O_RDWR) != fd)
            return false;
    }
    return true;
}

/* Run by somebody with another's rights, whose environment and options we would obey: CLI-02. */
static bool
has_borrowed_rights(void) {
    return getuid() != geteuid() || getgid() != getegid() || getauxval(AT_SECURE) != 0;
}

static enum sekisho_exit
run(struct sekisho_tool *tool, int argc, char *const argv[]) {
    struct sekisho_line line;
    enum sekisho_exit rc = sekisho_options_parse(tool, argc, argv, &line);

    if (rc != SEKISHO_EXIT_OK)
        return rc;
    if (line.wants_help) {
        sekisho_tool_help(tool, line.command);
        return SEKISHO_EXIT_OK;
    }
    if (line.wants_version)
        return sekisho_command_version.run(tool, &line.args);
    if (line.command == NULL) {
        sekisho_tool_help(tool, NULL);
        return SEKISHO_EXIT_ERROR;
    }
    return line.command->run(tool, &line.args);
}

int
main(int argc, char *argv[]) {
    struct sekisho_tool tool = {0};
    enum sekisho_exit rc;

    if (!hold_standard_files())
        return (int)SEKISHO_EXIT_ERROR;
    tool.policy_path = SEKISHO_POLICY_FILE;
    tool.state_dir = SEKISHO_STATE_DIR;
    tool.command = "";
    if (has_borrowed_rights())
        return (int)sekisho_tool_complain(&tool, SEKISHO_MSG_TOOL_SETUID, NULL);
    tool.lang = wanted_lang(argc, argv);
    rc = run(&tool, argc, argv);
    /* A full disk or a closed pipe: what was printed did not arrive, so it does not count as done. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)sekisho_tool_complain(&tool, SEKISHO_MSG_TOOL_OUTPUT, SEKISHO_ARGS(strerror(errno)));
        rc = SEKISHO_EXIT_ERROR;
    }
    return (int)rc;
}
