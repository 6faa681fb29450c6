#include "core/policy_libconfig.h"

#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <libconfig.h>

#include "core/arena.h"
#include "core/policy_tree.h"

/*
 * What libconfig 1.5 allocates, at most: for each setting itself, its name, its list and that list's sixteen
 * pointers; for the text its copy and the strings of it; and its scanner's and parser's tables. tests/unit/
 * test_policy_libconfig.c measures it.
 */
#define BYTES_PER_NODE 320
#define BYTES_PER_BYTE 8
#define BYTES_FIXED    ((size_t)256 * 1024)

static size_t
count_nodes(const struct sekisho_node *node) {
    size_t n = 1;
    if (node->kind >= SEKISHO_NODE_ARRAY)
        for (const struct sekisho_node *child = node->value.first; child != NULL; child = child->next)
            n += count_nodes(child);
    return n;
}

/*
 * libconfig checks none of its mallocs, and its scanner exits the process. So the memory it will want is
 * taken, and given back, by a malloc that is checked: without it this refuses, and with it libconfig finds
 * it.
 */
static bool
has_memory(const struct sekisho_node *root, size_t len) {
    void *volatile reserve = malloc(BYTES_FIXED + len * BYTES_PER_BYTE + count_nodes(root) * BYTES_PER_NODE);
    const bool had = reserve != NULL;
    free(reserve);
    return had;
}

static int
libconfig_type(const struct sekisho_node *node) {
    switch ((enum sekisho_node_kind)node->kind) {
    case SEKISHO_NODE_TEXT:
        return CONFIG_TYPE_STRING;
    case SEKISHO_NODE_NUMBER:
        return CONFIG_TYPE_INT;
    case SEKISHO_NODE_BOOL:
        return CONFIG_TYPE_BOOL;
    case SEKISHO_NODE_ARRAY:
        return CONFIG_TYPE_ARRAY;
    case SEKISHO_NODE_LIST:
        return CONFIG_TYPE_LIST;
    case SEKISHO_NODE_GROUP:
        return CONFIG_TYPE_GROUP;
    default:
        return CONFIG_TYPE_NONE;
    }
}

static bool
is_same_name(const struct sekisho_node *node, const char *name) {
    if (node->name == NULL || name == NULL)
        return node->name == NULL && name == NULL;
    return strlen(name) == node->name_len && memcmp(name, node->name, node->name_len) == 0;
}

/* The first node that libconfig reads otherwise; NULL when there is none. */
static const struct sekisho_node *
find_difference(const struct sekisho_node *node, const config_setting_t *setting) {
    if (setting == NULL || !is_same_name(node, config_setting_name(setting)) ||
        config_setting_type(setting) != libconfig_type(node))
        return node;
    if (node->kind == SEKISHO_NODE_TEXT)
        return strcmp(config_setting_get_string(setting), node->value.text) == 0 ? NULL : node;
    if (node->kind == SEKISHO_NODE_NUMBER)
        return config_setting_get_int(setting) == (int)node->value.number ? NULL : node;
    if (node->kind == SEKISHO_NODE_BOOL)
        return (config_setting_get_bool(setting) != 0) == (node->value.number != 0) ? NULL : node;
    if (config_setting_length(setting) != (int)node->n)
        return node;
    unsigned i = 0;
    for (const struct sekisho_node *child = node->value.first; child != NULL; child = child->next) {
        const struct sekisho_node *different = find_difference(child, config_setting_get_elem(setting, i++));
        if (different != NULL)
            return different;
    }
    return NULL;
}

static enum sekisho_rc
refuse(struct sekisho_diag *diag, uint32_t line, const char *why) {
    sekisho_diag_set(diag, line, SEKISHO_MSG_POLICY_LIBCONFIG, SEKISHO_ARGS(why));
    return SEKISHO_E_SYNTAX;
}

/* The thread's locale is put back: libconfig leaves it at the process's, whatever it was. */
static enum sekisho_rc
ask_libconfig(const char *text, const struct sekisho_node *root, struct sekisho_diag *diag) {
    const locale_t locale = uselocale((locale_t)0);
    const struct sekisho_node *different = NULL;
    enum sekisho_rc rc = SEKISHO_OK;
    config_t config;
    bool read;

    config_init(&config);
    read = config_read_string(&config, text) == CONFIG_TRUE;
    (void)uselocale(locale);
    if (!read)
        rc = refuse(diag, (uint32_t)config_error_line(&config), config_error_text(&config));
    else if ((different = find_difference(root, config_root_setting(&config))) != NULL)
        rc = refuse(diag, different->line, "-");
    config_destroy(&config);
    return rc;
}

static enum sekisho_rc
refuse_nomem(struct sekisho_diag *diag) {
    sekisho_diag_set(diag, 0, SEKISHO_MSG_FILE_NOMEM, NULL);
    return SEKISHO_E_NOMEM;
}

enum sekisho_rc
sekisho_policy_libconfig_agrees(const char *text, size_t len, struct sekisho_diag *reterr_diag) {
    struct sekisho_node *root = NULL;
    struct sekisho_arena arena;
    char *original, *worked_on;
    enum sekisho_rc rc;

    sekisho_arena_init(&arena);
    original = sekisho_arena_text(&arena, text, len);
    worked_on = sekisho_arena_text(&arena, text, len);
    if (original == NULL || worked_on == NULL)
        rc = refuse_nomem(reterr_diag);
    else if ((rc = sekisho_policy_tree_read(worked_on, len, &arena, &root, NULL)) == SEKISHO_OK)
        rc = has_memory(root, len) ? ask_libconfig(original, root, reterr_diag) : refuse_nomem(reterr_diag);
    else if (rc == SEKISHO_E_SYNTAX)
        rc = SEKISHO_OK;
    else
        rc = refuse_nomem(reterr_diag);
    sekisho_arena_done(&arena);
    return rc;
}
