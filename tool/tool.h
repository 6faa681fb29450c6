#ifndef SEKISHO_TOOL_TOOL_H
#define SEKISHO_TOOL_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <jansson.h>

#include "base/attr.h"
#include "base/civil.h"
#include "base/name.h"
#include "base/rc.h"
#include "core/diag.h"
#include "core/message.h"
#include "core/policy.h"

/*
 * What the subcommands of `sekisho` share: the command table's entry, parsed options, output that cannot be
 * used to attack a terminal, the policy. One subcommand a file, cmd_<name>.c. The process has one thread.
 */

/* What scripts go by. A command's run function returns one of these and never calls exit. */
enum sekisho_exit {
    SEKISHO_EXIT_OK = 0,      /* done; allowed; no objection; nothing found */
    SEKISHO_EXIT_PROBLEM = 1, /* denied; something found that needs care; the answer was no */
    SEKISHO_EXIT_ERROR = 2    /* wrong use, unreadable file, fault */
};

/* Options common to all subcommands, accepted anywhere on the line. */
struct sekisho_tool {
    const char *policy_path; /* --policy, else SEKISHO_POLICY_FILE; as typed */
    bool policy_given;
    const char *state_dir; /* --state, else SEKISHO_STATE_DIR; as typed */
    bool state_given;
    enum sekisho_lang lang; /* --lang, else the terminal's own setting, else English */
    bool json;              /* --json */
    const char *command;    /* the subcommand's name, for error messages: "check", "policy seal" */
};

/* ---- Commands ---- */

#define SEKISHO_TOOL_MAX_OPTIONS 16
#define SEKISHO_TOOL_MAX_ARGS    16

/* One option of one subcommand: --name, or --name VALUE, or --name=VALUE. */
struct sekisho_option {
    const char *name;      /* without the dashes */
    const char *value;     /* what its value is called in help: "TIME"; NULL for a switch */
    enum sekisho_msg help; /* one line, without a full stop */
};

/* The parsed line, after the subcommand's name and without the common options. Texts are argv's. */
struct sekisho_args {
    const char *option[SEKISHO_TOOL_MAX_OPTIONS]; /* by the index in the command's table: NULL when absent, ""
                                                     when the option is a switch; the last one given wins */
    const char *arg[SEKISHO_TOOL_MAX_ARGS];       /* the rest, in order */
    size_t n_args;
};

/*
 * A subcommand, defined in its own file as `const struct sekisho_command sekisho_command_NAME`. name may be
 * two words
 * ("calendar import"); of two that fit, the longer is taken. Options and counts are checked before run is
 * called, so run only looks at values. How to add one: see the table in sekisho.c.
 */
struct sekisho_command {
    const char *name;
    const char *usage;        /* "[YEAR|YEAR-MM] [--format FORMAT]", as after the name; "" for none */
    enum sekisho_msg summary; /* one line for the list of commands, without a full stop */
    enum sekisho_msg details; /* a paragraph for its own help; SEKISHO_MSG_NONE for none */
    const struct sekisho_option *option;
    size_t n_options;
    size_t min_args, max_args; /* at most SEKISHO_TOOL_MAX_ARGS */
    enum sekisho_exit (*run)(const struct sekisho_tool *tool, const struct sekisho_args *args);
};

#define SEKISHO_COUNT(array) (sizeof(array) / sizeof((array)[0]))

extern const struct sekisho_command sekisho_command_check;
extern const struct sekisho_command sekisho_command_status;
extern const struct sekisho_command sekisho_command_calendar;        /* cmd_calendar.c */
extern const struct sekisho_command sekisho_command_calendar_import; /* cmd_calendar.c */
extern const struct sekisho_command sekisho_command_policy_check;
extern const struct sekisho_command sekisho_command_policy_show;
extern const struct sekisho_command sekisho_command_policy_seal;
extern const struct sekisho_command sekisho_command_policy_install;
extern const struct sekisho_command sekisho_command_policy_rollback;
extern const struct sekisho_command sekisho_command_key_new;      /* cmd_key_new.c */
extern const struct sekisho_command sekisho_command_key_list;     /* cmd_key.c */
extern const struct sekisho_command sekisho_command_key_show;     /* cmd_key.c */
extern const struct sekisho_command sekisho_command_key_trust;    /* cmd_key_trust.c */
extern const struct sekisho_command sekisho_command_key_retire;   /* cmd_key_trust.c */
extern const struct sekisho_command sekisho_command_key_distrust; /* cmd_key_trust.c */
extern const struct sekisho_command sekisho_command_version;
extern const struct sekisho_command sekisho_command_help;

/* All commands in the order of the help, ended by NULL. */
extern const struct sekisho_command *const sekisho_commands[];

/* Help of one command, or the list of all when NULL, to standard output. */
void sekisho_tool_help(const struct sekisho_tool *tool, const struct sekisho_command *command);

/* The command of that name (one or two words), or NULL. */
const struct sekisho_command *sekisho_tool_find(const char *name);

/* What the line asked for besides the command's own options. */
struct sekisho_line {
    const struct sekisho_command *command; /* NULL: none named */
    struct sekisho_args args;
    bool wants_help;
    bool wants_version; /* --version */
};

/*
 * Takes the whole line apart: common options into tool, the rest by the command's table. Complains and
 * returns SEKISHO_EXIT_ERROR when it is wrong.
 */
SEKISHO_MUST_USE enum sekisho_exit sekisho_options_parse(struct sekisho_tool *tool, int argc,
                                                         char *const argv[], struct sekisho_line *ret_line);

/* The common options, for the help. */
extern const struct sekisho_option sekisho_options_common[];
extern const size_t sekisho_options_n_common;

/* The word of the list nearest to text, for "did you mean"; NULL when none is near. list ends with NULL. */
const char *sekisho_tool_nearest(const char *text, const char *const list[]);

/* ---- Sentences (output.c). Each goes through core/message.h, so arguments are escaped. ---- */

/* One sentence and a newline, to standard output. */
void sekisho_tool_say(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]);

/* The same without the newline. */
void sekisho_tool_say_part(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]);

/* "sekisho COMMAND: sentence" to standard error. Returns SEKISHO_EXIT_ERROR, so that `return complain(...)`
 * reads. */
enum sekisho_exit sekisho_tool_complain(const struct sekisho_tool *tool, enum sekisho_msg msg,
                                        const char *const args[]);

/* "FILE:LINE: what. hint" to standard error. Returns SEKISHO_EXIT_ERROR. */
enum sekisho_exit sekisho_tool_complain_diag(const struct sekisho_tool *tool,
                                             const struct sekisho_diag *diag);

/* A remark to standard error that changes no exit code. */
void sekisho_tool_note(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]);

/* Any text, escaped for a terminal, no newline added. */
void sekisho_tool_put(FILE *to, const char *text);

/*
 * Asks on standard error, reads a line from standard input. True for y, yes, はい; false for all else and at
 * the end of input.
 */
bool sekisho_tool_ask(const struct sekisho_tool *tool, enum sekisho_msg msg, const char *const args[]);

/* name in the tool's language: ja where it is Japanese, else en. For the calendar's pairs of names. */
const char *sekisho_tool_either(const struct sekisho_tool *tool, const char *ja, const char *en);

/* The short name of a weekday: "Mon", "月". Static. */
const char *sekisho_tool_weekday(const struct sekisho_tool *tool, enum sekisho_weekday weekday);

/* ---- Tables (table.c), aligned also where characters are two columns wide, as kanji are ---- */

#define SEKISHO_TABLE_MAX_COLUMNS 12

struct sekisho_table {
    size_t n_columns, n_rows, n_allocated;
    char **cell; /* n_rows * n_columns, escaped */
    bool failed; /* no memory */
};

/* The columns of a terminal that text takes. text is printable UTF-8 (an escaped one); no locale is asked. */
size_t sekisho_table_width(const char *text);

/* text escaped, and blanks up to that many columns; longer text is not cut. */
void sekisho_table_pad(FILE *to, const char *text, size_t columns);

void sekisho_table_init(struct sekisho_table *table, size_t n_columns);
void sekisho_table_done(struct sekisho_table *table);

/* Adds a row of n_columns texts, each escaped here; NULL reads as "". */
void sekisho_table_add(struct sekisho_table *table, const char *const cells[]);

/* Prints to standard output, each row after indent blanks; no blanks at line ends. */
void sekisho_table_print(const struct sekisho_table *table, size_t indent);

/* ---- JSON (json.c) ---- */

/* A JSON string of any bytes: what is no UTF-8 becomes \xNN text; NULL becomes null. NULL without memory. */
json_t *sekisho_json_text(const char *text);

/* RFC 3339 in that offset. */
json_t *sekisho_json_time(int64_t at, int32_t offset_sec);

/* ["resident","finance"]: the names of a set of systems. */
json_t *sekisho_json_systems(const struct sekisho_policy *policy, uint32_t systems);

/*
 * Prints value and a newline to standard output and releases it. Controls and direction overrides inside
 * texts are written as \uNNNN. NULL (no memory on the way) is complained of: SEKISHO_EXIT_ERROR, else
 * SEKISHO_EXIT_OK.
 */
enum sekisho_exit sekisho_json_print(const struct sekisho_tool *tool, json_t *value);

/* ---- The policy, the host, the clock (source.c) ---- */

/*
 * Loads the policy: with --policy, that file without judging owners and modes (a draft on somebody's desk);
 * else as the gate reads it. On failure it has complained and ret_policy is NULL. The caller frees.
 */
SEKISHO_MUST_USE enum sekisho_exit sekisho_tool_load(const struct sekisho_tool *tool,
                                                     struct sekisho_policy **ret_policy);

/* The same for any file, as a draft. */
SEKISHO_MUST_USE enum sekisho_exit sekisho_tool_load_draft(const struct sekisho_tool *tool, const char *path,
                                                           struct sekisho_policy **ret_policy);

/* The same, saying nothing: reterr_diag has the cause. is_draft: owners and modes are not judged. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_tool_read_policy(const char *path, bool is_draft,
                                                          struct sekisho_policy **ret_policy,
                                                          struct sekisho_diag *reterr_diag);

/*
 * Would the gate, run by root, take that policy where it lies, with the list of holidays it names? If not,
 * says so on standard error, with the reason. For a file that was read as a draft.
 */
bool sekisho_tool_gate_would_read(const struct sekisho_tool *tool, const char *path);

/* path as an absolute one without links in its folder part, as base/safefile.h wants it. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_tool_absolute(const char *path,
                                                       char absolute[SEKISHO_SAFEFILE_PATH_CAP]);

/*
 * Lower case: given (checked), else the policy's, else the system's own name. False after complaining when it
 * is no host name. policy may be NULL.
 */
SEKISHO_MUST_USE bool sekisho_tool_host(const struct sekisho_tool *tool, const struct sekisho_policy *policy,
                                        const char *given, char host[SEKISHO_HOST_MAX + 1]);

/* text of --at in the policy's offset, or the clock when NULL. False after complaining. */
SEKISHO_MUST_USE bool sekisho_tool_now(const struct sekisho_tool *tool, const struct sekisho_policy *policy,
                                       const char *at, int64_t *ret_now);

/* "2026-11-24 (Tue) 08:00" in the policy's offset. Returns text. */
#define SEKISHO_TOOL_TIME_CAP 48
const char *sekisho_tool_time(const struct sekisho_tool *tool, const struct sekisho_policy *policy,
                              int64_t at, char text[SEKISHO_TOOL_TIME_CAP]);

#endif
