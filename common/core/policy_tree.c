#include "core/policy_tree.h"

#include <stdbool.h>
#include <string.h>

#include "core/policy_scan.h"

#define SHOWN_CAP 64
#define NAME_CAP  64

struct reader {
    struct sekisho_policy_scan scan;
    struct sekisho_token token; /* the one to be read next */
    struct sekisho_arena *arena;
    struct sekisho_diag *diag;
    int depth;
};

static enum sekisho_rc read_value(struct reader *reader, struct sekisho_node *node);

static enum sekisho_rc
advance(struct reader *reader) {
    return sekisho_policy_scan_next(&reader->scan, &reader->token);
}

static bool
at_mark(const struct reader *reader, char mark) {
    return reader->token.kind == SEKISHO_TOKEN_MARK && reader->token.mark == mark;
}

/* The token as a person would point at it; "" at the end of the file. */
static const char *
shown_token(const struct sekisho_token *token, char shown[SHOWN_CAP]) {
    const size_t n = token->len < SHOWN_CAP ? token->len : SHOWN_CAP - 1;
    memcpy(shown, token->text, n);
    shown[n] = '\0';
    return shown;
}

static enum sekisho_rc
refuse_at(struct reader *reader, uint32_t line, enum sekisho_msg what, const char *first,
          const char *second) {
    sekisho_diag_set(reader->diag, line, what, SEKISHO_ARGS(first, second));
    return SEKISHO_E_SYNTAX;
}

/* {1} is what stands there, {2} what belongs before it. */
static enum sekisho_rc
refuse_token(struct reader *reader, enum sekisho_msg what, const char *second) {
    char shown[SHOWN_CAP];
    if (reader->token.kind == SEKISHO_TOKEN_END)
        return refuse_at(reader, reader->token.line, SEKISHO_MSG_POLICY_ENDS_EARLY, second, NULL);
    return refuse_at(reader, reader->token.line, what, shown_token(&reader->token, shown), second);
}

static const char *
line_text(uint32_t line, char text[12]) {
    char *at = text + 11;
    *at = '\0';
    do
        *--at = (char)('0' + line % 10);
    while ((line /= 10) != 0);
    return at;
}

static enum sekisho_rc
refuse_unclosed(struct reader *reader, const char *opened, uint32_t line) {
    char digits[12];
    return refuse_at(reader, reader->token.line, SEKISHO_MSG_POLICY_NOT_CLOSED, opened,
                     line_text(line, digits));
}

static struct sekisho_node *
new_node(struct reader *reader, uint32_t line) {
    struct sekisho_node *node = sekisho_arena_alloc(reader->arena, 1, sizeof(*node));
    if (node == NULL)
        sekisho_diag_set(reader->diag, 0, SEKISHO_MSG_FILE_NOMEM, NULL);
    else
        node->line = line;
    return node;
}

static enum sekisho_rc
check_twice(struct reader *reader, const struct sekisho_node *group, const struct sekisho_token *name) {
    char shown[SHOWN_CAP], digits[12];
    for (const struct sekisho_node *at = group->value.first; at != NULL; at = at->next)
        if (at->name_len == name->len && memcmp(at->name, name->text, name->len) == 0)
            return refuse_at(reader, name->line, SEKISHO_MSG_POLICY_TWICE, shown_token(name, shown),
                             line_text(at->line, digits));
    return SEKISHO_OK;
}

/* name = value, and the ; or , behind it, which may be missing. */
static enum sekisho_rc
read_setting(struct reader *reader, struct sekisho_node *group, struct sekisho_node **ret_node) {
    const struct sekisho_token name = reader->token;
    char shown[SHOWN_CAP];
    struct sekisho_node *node;
    enum sekisho_rc rc;

    if (name.kind != SEKISHO_TOKEN_NAME)
        return refuse_token(reader, SEKISHO_MSG_POLICY_WANTS_NAME, NULL);
    if (name.len > NAME_CAP)
        return refuse_token(reader, SEKISHO_MSG_POLICY_LONG_NAME, NULL);
    if ((rc = check_twice(reader, group, &name)) != SEKISHO_OK)
        return rc;
    if (group->n == SEKISHO_POLICY_TREE_MAX_NAMES)
        return refuse_at(reader, name.line, SEKISHO_MSG_POLICY_TOO_MUCH, NULL, NULL);
    if ((node = new_node(reader, name.line)) == NULL)
        return SEKISHO_E_NOMEM;
    node->name = name.text;
    node->name_len = (uint8_t)name.len;
    if ((rc = advance(reader)) != SEKISHO_OK)
        return rc;
    if (!at_mark(reader, '='))
        return refuse_token(reader, SEKISHO_MSG_POLICY_WANTS_EQUALS, shown_token(&name, shown));
    if ((rc = advance(reader)) != SEKISHO_OK || (rc = read_value(reader, node)) != SEKISHO_OK)
        return rc;
    *ret_node = node;
    return at_mark(reader, ';') || at_mark(reader, ',') ? advance(reader) : SEKISHO_OK;
}

/* The settings up to a closing bracket, or up to the end of the file. */
static enum sekisho_rc
read_settings(struct reader *reader, struct sekisho_node *group) {
    struct sekisho_node **link = &group->value.first;
    enum sekisho_rc rc;
    while (reader->token.kind != SEKISHO_TOKEN_END && !at_mark(reader, '}')) {
        struct sekisho_node *node = NULL;
        if ((rc = read_setting(reader, group, &node)) != SEKISHO_OK)
            return rc;
        *link = node;
        link = &node->next;
        group->n++;
    }
    return SEKISHO_OK;
}

static enum sekisho_rc
check_array_entry(struct reader *reader, const struct sekisho_node *array, const struct sekisho_node *entry) {
    if (entry->kind > SEKISHO_NODE_BOOL)
        return refuse_at(reader, entry->line, SEKISHO_MSG_POLICY_ARRAY_NESTED, NULL, NULL);
    if (array->value.first != entry && array->value.first->kind != entry->kind)
        return refuse_at(reader, entry->line, SEKISHO_MSG_POLICY_ARRAY_MIXED, NULL, NULL);
    return SEKISHO_OK;
}

/* The entries of ( ) or [ ] up to the closing bracket. */
static enum sekisho_rc
read_entries(struct reader *reader, struct sekisho_node *parent, char closing) {
    struct sekisho_node **link = &parent->value.first;
    char shown[2] = {closing, '\0'};
    enum sekisho_rc rc;
    if (at_mark(reader, closing))
        return SEKISHO_OK;
    for (;;) {
        struct sekisho_node *entry = new_node(reader, reader->token.line);
        if (entry == NULL)
            return SEKISHO_E_NOMEM;
        if (parent->n == SEKISHO_POLICY_TREE_MAX_ENTRIES)
            return refuse_at(reader, entry->line, SEKISHO_MSG_POLICY_TOO_MANY_ENTRIES, "2048", NULL);
        if ((rc = read_value(reader, entry)) != SEKISHO_OK)
            return rc;
        *link = entry;
        link = &entry->next;
        parent->n++;
        if (parent->kind == SEKISHO_NODE_ARRAY &&
            (rc = check_array_entry(reader, parent, entry)) != SEKISHO_OK)
            return rc;
        if (at_mark(reader, closing) || reader->token.kind == SEKISHO_TOKEN_END)
            return SEKISHO_OK;
        if (!at_mark(reader, ','))
            return refuse_token(reader, SEKISHO_MSG_POLICY_WANTS_COMMA, shown);
        if ((rc = advance(reader)) != SEKISHO_OK)
            return rc;
        if (at_mark(reader, closing))
            return refuse_token(reader, SEKISHO_MSG_POLICY_COMMA_LAST, NULL);
    }
}

static enum sekisho_rc
read_nested(struct reader *reader, struct sekisho_node *node) {
    const char opening[2] = {reader->token.mark, '\0'};
    const uint32_t line = reader->token.line;
    const char closing = *opening == '{' ? '}' : *opening == '(' ? ')' : ']';
    enum sekisho_rc rc;

    node->kind = *opening == '{'   ? SEKISHO_NODE_GROUP
                 : *opening == '(' ? SEKISHO_NODE_LIST
                                   : SEKISHO_NODE_ARRAY;
    if (reader->depth == SEKISHO_POLICY_TREE_MAX_DEPTH)
        return refuse_at(reader, line, SEKISHO_MSG_POLICY_TOO_DEEP, NULL, NULL);
    reader->depth++;
    if ((rc = advance(reader)) != SEKISHO_OK)
        return rc;
    rc = node->kind == SEKISHO_NODE_GROUP ? read_settings(reader, node) : read_entries(reader, node, closing);
    if (rc != SEKISHO_OK)
        return rc;
    reader->depth--;
    if (!at_mark(reader, closing))
        return refuse_unclosed(reader, opening, line);
    return advance(reader);
}

static enum sekisho_rc
read_value(struct reader *reader, struct sekisho_node *node) {
    switch (reader->token.kind) {
    case SEKISHO_TOKEN_TEXT:
        node->kind = SEKISHO_NODE_TEXT;
        node->value.text = reader->token.text;
        break;
    case SEKISHO_TOKEN_NUMBER:
        node->kind = SEKISHO_NODE_NUMBER;
        node->value.number = reader->token.number;
        break;
    case SEKISHO_TOKEN_BOOL:
        node->kind = SEKISHO_NODE_BOOL;
        node->value.number = reader->token.number;
        break;
    case SEKISHO_TOKEN_MARK:
        if (at_mark(reader, '{') || at_mark(reader, '[') || at_mark(reader, '('))
            return read_nested(reader, node);
        return refuse_token(reader, SEKISHO_MSG_POLICY_WANTS_VALUE, NULL);
    case SEKISHO_TOKEN_NAME:
    case SEKISHO_TOKEN_END:
    default:
        return refuse_token(reader, SEKISHO_MSG_POLICY_WANTS_VALUE, NULL);
    }
    return advance(reader);
}

enum sekisho_rc
sekisho_policy_tree_read(char *text, size_t len, struct sekisho_arena *arena, struct sekisho_node **ret_root,
                         struct sekisho_diag *reterr_diag) {
    struct reader reader = {.arena = arena, .diag = reterr_diag};
    struct sekisho_node *root;
    enum sekisho_rc rc;

    sekisho_policy_scan_init(&reader.scan, text, len, reterr_diag);
    if ((root = new_node(&reader, 1)) == NULL)
        return SEKISHO_E_NOMEM;
    root->kind = SEKISHO_NODE_GROUP;
    if ((rc = advance(&reader)) != SEKISHO_OK || (rc = read_settings(&reader, root)) != SEKISHO_OK)
        return rc;
    if (reader.token.kind != SEKISHO_TOKEN_END)
        return refuse_token(&reader, SEKISHO_MSG_POLICY_CLOSES_NOTHING, NULL);
    *ret_root = root;
    return SEKISHO_OK;
}
