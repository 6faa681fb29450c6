#include "core/policy_read.h"

#include <string.h>

#include "base/civil.h"
#include "core/suggest.h"

#define WORD_CAP  128
#define KNOWN_CAP SEKISHO_DIAG_ARG_CAP

const char *
sekisho_policy_read_digits(uint32_t number, char text[12]) {
    char *at = text + 11;
    *at = '\0';
    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    return at;
}

enum sekisho_rc
sekisho_policy_read_refuse(struct sekisho_policy_reader *reader, uint32_t line, enum sekisho_msg what,
                           const char *const args[]) {
    sekisho_diag_set(reader->diag, line, what, args);
    return SEKISHO_E_SYNTAX;
}

enum sekisho_rc
sekisho_policy_read_nomem(struct sekisho_policy_reader *reader) {
    sekisho_diag_set(reader->diag, 0, SEKISHO_MSG_FILE_NOMEM, NULL);
    return SEKISHO_E_NOMEM;
}

/* "a, b, c", as many as fit. */
static const char *
join_words(const char *const words[], size_t n_words, char text[KNOWN_CAP]) {
    size_t n = 0;
    for (size_t i = 0; i < n_words; i++) {
        const size_t len = strlen(words[i]);
        if (n + len + 3 > KNOWN_CAP)
            break;
        if (i > 0) {
            memcpy(text + n, ", ", 2);
            n += 2;
        }
        memcpy(text + n, words[i], len);
        n += len;
    }
    text[n] = '\0';
    return text;
}

enum sekisho_rc
sekisho_policy_read_refuse_word(struct sekisho_policy_reader *reader, uint32_t line, enum sekisho_msg what,
                                const char *word, const char *const known[], size_t n_known) {
    const char *closest = sekisho_suggest_closest(word, known, n_known);
    char text[KNOWN_CAP];
    sekisho_diag_set(reader->diag, line, what, SEKISHO_ARGS(word));
    if (closest != NULL)
        sekisho_diag_hint(reader->diag, SEKISHO_MSG_POLICY_DID_YOU_MEAN, SEKISHO_ARGS(closest));
    else
        sekisho_diag_hint(reader->diag, SEKISHO_MSG_POLICY_KNOWN_HERE,
                          SEKISHO_ARGS(join_words(known, n_known, text)));
    return SEKISHO_E_SYNTAX;
}

static enum sekisho_rc
refuse_unknown(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
               const struct sekisho_key keys[], size_t n_keys) {
    const char *known[SEKISHO_POLICY_MAX_KEYS];
    char word[WORD_CAP];
    const size_t len = node->name_len < sizeof(word) ? node->name_len : sizeof(word) - 1;
    memcpy(word, node->name, len);
    word[len] = '\0';
    for (size_t i = 0; i < n_keys; i++)
        known[i] = keys[i].name;
    return sekisho_policy_read_refuse_word(reader, node->line, SEKISHO_MSG_POLICY_UNKNOWN, word, known,
                                           n_keys);
}

/* The complaint names the first kind that would do. */
static enum sekisho_rc
refuse_kind(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
            const struct sekisho_key *key) {
    static const enum sekisho_msg wants[] = {
        [SEKISHO_NODE_TEXT] = SEKISHO_MSG_POLICY_WANTS_TEXT,
        [SEKISHO_NODE_NUMBER] = SEKISHO_MSG_POLICY_WANTS_NUMBER,
        [SEKISHO_NODE_BOOL] = SEKISHO_MSG_POLICY_WANTS_BOOL,
        [SEKISHO_NODE_ARRAY] = SEKISHO_MSG_POLICY_WANTS_ARRAY,
        [SEKISHO_NODE_LIST] = SEKISHO_MSG_POLICY_WANTS_LIST,
        [SEKISHO_NODE_GROUP] = SEKISHO_MSG_POLICY_WANTS_GROUP,
    };
    size_t kind = 0;
    while (kind < SEKISHO_NODE_GROUP && (key->kinds & (1U << kind)) == 0)
        kind++;
    sekisho_diag_set(reader->diag, node->line, wants[kind], SEKISHO_ARGS(key->name));
    sekisho_diag_hint(reader->diag, SEKISHO_MSG_POLICY_EXAMPLE, SEKISHO_ARGS(key->name, key->example));
    return SEKISHO_E_SYNTAX;
}

static size_t
find_key(const struct sekisho_node *node, const struct sekisho_key keys[], size_t n_keys) {
    size_t i = 0;
    while (i < n_keys &&
           (strncmp(keys[i].name, node->name, node->name_len) != 0 || keys[i].name[node->name_len] != '\0'))
        i++;
    return i;
}

enum sekisho_rc
sekisho_policy_read_group(struct sekisho_policy_reader *reader, const struct sekisho_node *group,
                          const struct sekisho_key keys[], size_t n_keys,
                          const struct sekisho_node *ret_value[]) {
    for (size_t i = 0; i < n_keys; i++)
        ret_value[i] = NULL;
    if (group->kind != SEKISHO_NODE_GROUP)
        return sekisho_policy_read_refuse(reader, group->line, SEKISHO_MSG_POLICY_ENTRY_WANTS_GROUP, NULL);
    for (const struct sekisho_node *node = group->value.first; node != NULL; node = node->next) {
        const size_t i = find_key(node, keys, n_keys);
        if (i == n_keys)
            return refuse_unknown(reader, node, keys, n_keys);
        if ((keys[i].kinds & (1U << node->kind)) == 0)
            return refuse_kind(reader, node, &keys[i]);
        ret_value[i] = node;
    }
    for (size_t i = 0; i < n_keys; i++)
        if (keys[i].required && ret_value[i] == NULL) {
            sekisho_diag_set(reader->diag, group->line, SEKISHO_MSG_POLICY_MISSING,
                             SEKISHO_ARGS(keys[i].name));
            sekisho_diag_hint(reader->diag, SEKISHO_MSG_POLICY_EXAMPLE,
                              SEKISHO_ARGS(keys[i].name, keys[i].example));
            return SEKISHO_E_SYNTAX;
        }
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_read_text(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                         const char **ret_text) {
    size_t len;
    if (node == NULL)
        return SEKISHO_OK;
    len = strlen(node->value.text);
    if (len == 0)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_TEXT_EMPTY, NULL);
    if (len > SEKISHO_POLICY_MAX_TEXT)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_TEXT_LONG,
                                          SEKISHO_ARGS("200"));
    *ret_text = node->value.text;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_read_title(struct sekisho_policy_reader *reader, const struct sekisho_node *title,
                          const struct sekisho_node *title_en, const char **ret_title,
                          const char **ret_title_en) {
    enum sekisho_rc rc;
    *ret_title = "";
    if ((rc = sekisho_policy_read_text(reader, title, ret_title)) != SEKISHO_OK)
        return rc;
    *ret_title_en = *ret_title;
    return sekisho_policy_read_text(reader, title_en, ret_title_en);
}

/* An absolute path that safefile will walk. */
static bool
is_path(const char *path) {
    const size_t len = strlen(path);
    if (path[0] != '/' || len >= SEKISHO_SAFEFILE_PATH_CAP || path[len - 1] == '/')
        return false;
    for (const char *at = path; at != NULL; at = strchr(at + 1, '/'))
        if (strncmp(at, "/../", 4) == 0 || strncmp(at, "/./", 3) == 0 || strcmp(at, "/..") == 0 ||
            strcmp(at, "/.") == 0)
            return false;
    return true;
}

enum sekisho_rc
sekisho_policy_read_path(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                         const char **ret_path) {
    if (node == NULL)
        return SEKISHO_OK;
    if (!is_path(node->value.text))
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_PATH,
                                          SEKISHO_ARGS(node->value.text));
    *ret_path = node->value.text;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_read_length(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                           uint32_t max) {
    char digits[12];
    if (node->n == 0)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_EMPTY_LIST, NULL);
    if (node->n > max)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_TOO_MANY_ENTRIES,
                                          SEKISHO_ARGS(sekisho_policy_read_digits(max, digits)));
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_read_number(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                           uint32_t min, uint32_t max, uint32_t *ret_number) {
    char given[12], from[12], to[12];
    if (node == NULL)
        return SEKISHO_OK;
    if (node->value.number < min || node->value.number > max)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_NUMBER_RANGE,
                                          SEKISHO_ARGS(sekisho_policy_read_digits(node->value.number, given),
                                                       sekisho_policy_read_digits(min, from),
                                                       sekisho_policy_read_digits(max, to)));
    *ret_number = node->value.number;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_read_word(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                         const char *const words[], size_t n_words, size_t *ret_index) {
    if (node == NULL)
        return SEKISHO_OK;
    for (size_t i = 0; i < n_words; i++)
        if (strcmp(node->value.text, words[i]) == 0) {
            *ret_index = i;
            return SEKISHO_OK;
        }
    return sekisho_policy_read_refuse_word(reader, node->line, SEKISHO_MSG_POLICY_BAD_WORD, node->value.text,
                                           words, n_words);
}

enum sekisho_rc
sekisho_policy_read_hours(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                          struct sekisho_hours *ret_hours) {
    enum sekisho_msg what = SEKISHO_MSG_POLICY_HOURS_SYNTAX;
    enum sekisho_rc rc;

    if (node == NULL || (rc = sekisho_hours_parse(node->value.text, ret_hours)) == SEKISHO_OK)
        return SEKISHO_OK;
    if (rc == SEKISHO_E_RANGE)
        what = SEKISHO_MSG_POLICY_HOURS_RANGE;
    else if (rc == SEKISHO_E_EXISTS)
        what = SEKISHO_MSG_POLICY_HOURS_ORDER;
    else if (rc == SEKISHO_E_TOO_LARGE)
        what = SEKISHO_MSG_POLICY_HOURS_MANY;
    sekisho_diag_set(reader->diag, node->line, what, SEKISHO_ARGS(node->value.text));
    sekisho_diag_hint(reader->diag, SEKISHO_MSG_POLICY_HOURS_HINT, NULL);
    return SEKISHO_E_SYNTAX;
}

enum sekisho_rc
sekisho_policy_read_systems(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                            uint32_t *ret_systems) {
    const struct sekisho_policy *policy = reader->policy;
    uint32_t systems = 0;

    if (node == NULL)
        return SEKISHO_OK;
    if (node->n == 0)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_EMPTY_LIST, NULL);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next) {
        const char *known[SEKISHO_POLICY_MAX_SYSTEMS];
        size_t i;
        if (entry->kind != SEKISHO_NODE_TEXT)
            return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_ENTRY_WANTS_TEXT, NULL);
        if ((i = sekisho_policy_find_system(policy, entry->value.text)) == policy->n_systems) {
            for (i = 0; i < policy->n_systems; i++)
                known[i] = policy->system[i].name;
            return sekisho_policy_read_refuse_word(reader, entry->line, SEKISHO_MSG_POLICY_UNKNOWN_SYSTEM,
                                                   entry->value.text, known, i);
        }
        if ((systems & (UINT32_C(1) << i)) != 0)
            return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_LISTED_TWICE,
                                              SEKISHO_ARGS(entry->value.text));
        systems |= UINT32_C(1) << i;
    }
    *ret_systems = systems;
    return SEKISHO_OK;
}
