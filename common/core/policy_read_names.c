#include "core/policy_read.h"

#include <string.h>

#include "base/name.h"

#define FEW        8   /* so many names are compared each with each */
#define TABLE_SIZE 512 /* a power of two over SEKISHO_POLICY_MAX_NAMES */

/* A glob is good when a name comes of it: what '*' and '?' stand for could be a letter. */
static bool
is_glob(const char *text, bool (*is_name)(const char *)) {
    char name[SEKISHO_NAME_MAX + 1];
    size_t n = 0;
    for (; text[n] != '\0'; n++) {
        if (n >= SEKISHO_NAME_MAX)
            return false;
        name[n] = text[n] == '*' || text[n] == '?' ? 'a' : text[n];
    }
    name[n] = '\0';
    return is_name(name);
}

static void
lower_text(char *text) {
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text | 0x20);
}

static enum sekisho_rc
check_name(struct sekisho_policy_reader *reader, const struct sekisho_node *entry,
           enum sekisho_names_kind kind) {
    char *text;
    if (entry->kind != SEKISHO_NODE_TEXT)
        return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_ENTRY_WANTS_TEXT, NULL);
    text = entry->value.text;
    switch (kind) {
    case SEKISHO_NAMES_HOST_GLOB:
        if (is_glob(text, sekisho_name_is_host)) {
            lower_text(text);
            return SEKISHO_OK;
        }
        return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_BAD_HOST,
                                          SEKISHO_ARGS(text));
    case SEKISHO_NAMES_SERVICE_GLOB:
        if (is_glob(text, sekisho_name_is_service))
            return SEKISHO_OK;
        return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_BAD_SERVICE,
                                          SEKISHO_ARGS(text));
    case SEKISHO_NAMES_USER:
    default:
        break;
    }
    if (sekisho_name_is_user(text) && strpbrk(text, "*?") == NULL)
        return SEKISHO_OK;
    return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_BAD_USER, SEKISHO_ARGS(text));
}

static uint32_t
hash_text(const char *text) {
    uint32_t hash = UINT32_C(2166136261);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT32_C(16777619);
    return hash;
}

static size_t
find_twice_of_many(const char *const name[], size_t n) {
    uint16_t slot[TABLE_SIZE] = {0};
    for (size_t i = 0; i < n; i++) {
        uint32_t at = hash_text(name[i]) % TABLE_SIZE;
        for (; slot[at] != 0; at = (at + 1) % TABLE_SIZE)
            if (strcmp(name[slot[at] - 1], name[i]) == 0)
                return i;
        slot[at] = (uint16_t)(i + 1);
    }
    return n;
}

/* Index of the second of two equal names; n when there is none. */
static size_t
find_twice(const char *const name[], size_t n) {
    if (n > FEW)
        return find_twice_of_many(name, n);
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(name[i], name[j]) == 0)
                return i;
    return n;
}

static uint32_t
line_of_entry(const struct sekisho_node *node, size_t index) {
    const struct sekisho_node *entry = node->value.first;
    while (index-- > 0)
        entry = entry->next;
    return entry->line;
}

enum sekisho_rc
sekisho_policy_read_names(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                          enum sekisho_names_kind kind, bool may_be_empty, struct sekisho_names *ret_names) {
    const char **name;
    size_t n = 0, twice;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    *ret_names = (struct sekisho_names){0, NULL};
    if (node->n == 0)
        return may_be_empty
                   ? SEKISHO_OK
                   : sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_EMPTY_LIST, NULL);
    if (node->n > SEKISHO_POLICY_MAX_NAMES)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_TOO_MANY_ENTRIES,
                                          SEKISHO_ARGS("256"));
    if ((name = sekisho_arena_alloc(reader->arena, node->n, sizeof(*name))) == NULL)
        return sekisho_policy_read_nomem(reader);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next) {
        if ((rc = check_name(reader, entry, kind)) != SEKISHO_OK)
            return rc;
        name[n++] = entry->value.text;
    }
    if ((twice = find_twice(name, n)) < n)
        return sekisho_policy_read_refuse(reader, line_of_entry(node, twice), SEKISHO_MSG_POLICY_LISTED_TWICE,
                                          SEKISHO_ARGS(name[twice]));
    *ret_names = (struct sekisho_names){n, name};
    return SEKISHO_OK;
}
