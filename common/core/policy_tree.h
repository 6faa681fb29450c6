#ifndef SEKISHO_CORE_POLICY_TREE_H
#define SEKISHO_CORE_POLICY_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/arena.h"
#include "core/diag.h"

/*
 * The policy's text as a tree of settings, before anybody asks what they mean: a strict part of libconfig's
 * language (core/policy_scan.h has the words, this the sentences). Read here and not by libconfig, since that
 * one exits the process on some faults, checks no malloc, resets the thread's locale, and takes longer over a
 * large city's policy than all the rest of a login. core/policy_libconfig.h asks libconfig whether it agrees.
 */

#define SEKISHO_POLICY_TREE_MAX_DEPTH   8
#define SEKISHO_POLICY_TREE_MAX_ENTRIES 2048 /* of one list or array */
#define SEKISHO_POLICY_TREE_MAX_NAMES   64   /* settings in one group */

enum sekisho_node_kind {
    SEKISHO_NODE_TEXT = 0,
    SEKISHO_NODE_NUMBER,
    SEKISHO_NODE_BOOL,
    SEKISHO_NODE_ARRAY, /* [ ] of texts, or of numbers */
    SEKISHO_NODE_LIST,  /* ( ) */
    SEKISHO_NODE_GROUP  /* { } */
};

struct sekisho_node {
    const char *name; /* name_len bytes, not NUL-ended; NULL in arrays and lists */
    struct sekisho_node *next;
    union {
        char *text;
        uint32_t number; /* of a bool too */
        struct sekisho_node *first;
    } value;
    uint32_t line;
    uint16_t n; /* children */
    uint8_t name_len;
    uint8_t kind; /* enum sekisho_node_kind, in a byte: a large policy has many thousand nodes */
};

/*
 * Reads text, which is changed in place and holds the tree's names and texts; the nodes are in the arena.
 * text has len bytes and a NUL behind them. ret_root is the group of the outermost settings. SEKISHO_E_SYNTAX
 * with diag's line, cause and mend filled; SEKISHO_E_NOMEM.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_tree_read(char *text, size_t len, struct sekisho_arena *arena,
                                                          struct sekisho_node **ret_root,
                                                          struct sekisho_diag *reterr_diag);

#endif
