#ifndef SEKISHO_CORE_POLICY_READ_H
#define SEKISHO_CORE_POLICY_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/arena.h"
#include "core/diag.h"
#include "core/policy.h"
#include "core/policy_tree.h"

/*
 * Typed values out of the policy's tree, each with its own complaint: file, line, cause, mend. Every call
 * returns SEKISHO_OK, SEKISHO_E_SYNTAX with the diag filled, or SEKISHO_E_NOMEM with the diag filled. Private
 * to the policy.
 */

struct sekisho_policy_reader {
    struct sekisho_arena *arena; /* the policy's; nodes live elsewhere, texts in it */
    struct sekisho_policy *policy;
    struct sekisho_diag *diag;
};

/* One setting that a group knows. */
struct sekisho_key {
    const char *name;
    uint8_t kinds; /* SEKISHO_KINDS_ */
    bool required;
    const char *example; /* of the value, for the mend */
};

#define SEKISHO_KINDS_TEXT   (1U << SEKISHO_NODE_TEXT)
#define SEKISHO_KINDS_NUMBER (1U << SEKISHO_NODE_NUMBER)
#define SEKISHO_KINDS_BOOL   (1U << SEKISHO_NODE_BOOL)
#define SEKISHO_KINDS_ARRAY  (1U << SEKISHO_NODE_ARRAY)
#define SEKISHO_KINDS_LIST   (1U << SEKISHO_NODE_LIST)
#define SEKISHO_KINDS_GROUP  (1U << SEKISHO_NODE_GROUP)

#define SEKISHO_POLICY_MAX_KEYS 24

/* Fills the diag and returns SEKISHO_E_SYNTAX (or, the second, SEKISHO_E_NOMEM). */
enum sekisho_rc sekisho_policy_read_refuse(struct sekisho_policy_reader *reader, uint32_t line,
                                           enum sekisho_msg what, const char *const args[]);
enum sekisho_rc sekisho_policy_read_nomem(struct sekisho_policy_reader *reader);

/* As refuse, with a mend that starts from the word the person wrote: "Did you mean X?", or what is known
 * here. */
enum sekisho_rc sekisho_policy_read_refuse_word(struct sekisho_policy_reader *reader, uint32_t line,
                                                enum sekisho_msg what, const char *word,
                                                const char *const known[], size_t n_known);

/*
 * Sorts the group's settings to their keys: ret_value[i] is that of keys[i], or NULL. Refuses a group that is
 * none, unknown settings, values of another kind, and the absence of required ones.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_group(struct sekisho_policy_reader *reader,
                                                           const struct sekisho_node *group,
                                                           const struct sekisho_key keys[], size_t n_keys,
                                                           const struct sekisho_node *ret_value[]);

/*
 * The rest reads one value whose kind read_group has seen to. A NULL node leaves the output as it is: the
 * caller has put the default there.
 */

/* One to SEKISHO_POLICY_MAX_TEXT bytes. The text stays in the tree's memory. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_text(struct sekisho_policy_reader *reader,
                                                          const struct sekisho_node *node,
                                                          const char **ret_text);

SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_number(struct sekisho_policy_reader *reader,
                                                            const struct sekisho_node *node, uint32_t min,
                                                            uint32_t max, uint32_t *ret_number);

/* Index of the text among words. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_word(struct sekisho_policy_reader *reader,
                                                          const struct sekisho_node *node,
                                                          const char *const words[], size_t n_words,
                                                          size_t *ret_index);

SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_hours(struct sekisho_policy_reader *reader,
                                                           const struct sekisho_node *node,
                                                           struct sekisho_hours *ret_hours);

/* "YYYY-MM-DD" */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_date(struct sekisho_policy_reader *reader,
                                                          const struct sekisho_node *node, int32_t *ret_day);

/* Two dates, either of which may be missing (SEKISHO_CALENDAR_FIRST_DAY, _LAST_DAY), in their order. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_span(struct sekisho_policy_reader *reader,
                                                          const struct sekisho_node *from,
                                                          const struct sekisho_node *to, int32_t *ret_first,
                                                          int32_t *ret_last);

/* "MM-DD" of a leap year */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_month_day(struct sekisho_policy_reader *reader,
                                                               const struct sekisho_node *node,
                                                               uint8_t *ret_month, uint8_t *ret_day);

/* "HH:MM", 00:01 to 24:00, in minutes */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_clock(struct sekisho_policy_reader *reader,
                                                           const struct sekisho_node *node, int32_t *ret_min);

/* ["sat", "sun"] as bits 1 << enum sekisho_weekday */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_weekdays(struct sekisho_policy_reader *reader,
                                                              const struct sekisho_node *node,
                                                              bool may_be_empty, uint8_t *ret_weekdays);

enum sekisho_names_kind {
    SEKISHO_NAMES_HOST_GLOB, /* made lower case */
    SEKISHO_NAMES_SERVICE_GLOB,
    SEKISHO_NAMES_USER /* and group: no glob */
};

SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_names(struct sekisho_policy_reader *reader,
                                                           const struct sekisho_node *node,
                                                           enum sekisho_names_kind kind, bool may_be_empty,
                                                           struct sekisho_names *ret_names);

/* ["resident"] as bits 1 << index of policy->system, which must have been read before. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_systems(struct sekisho_policy_reader *reader,
                                                             const struct sekisho_node *node,
                                                             uint32_t *ret_systems);

/* An absolute path without "." or ".." on the way, as base/safefile.h walks it. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_path(struct sekisho_policy_reader *reader,
                                                          const struct sekisho_node *node,
                                                          const char **ret_path);

/* A text for people and its English, which is the text itself when there is none; both "" when there is
 * neither. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_title(struct sekisho_policy_reader *reader,
                                                           const struct sekisho_node *title,
                                                           const struct sekisho_node *title_en,
                                                           const char **ret_title, const char **ret_title_en);

/* Refuses a list that is empty or longer than max. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_read_length(struct sekisho_policy_reader *reader,
                                                            const struct sekisho_node *node, uint32_t max);

/* Decimal digits of a number. Returns where they start. */
const char *sekisho_policy_read_digits(uint32_t number, char text[12]);

#endif
