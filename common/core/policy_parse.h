#ifndef SEKISHO_CORE_POLICY_PARSE_H
#define SEKISHO_CORE_POLICY_PARSE_H

#include "base/attr.h"
#include "base/rc.h"
#include "core/policy.h"
#include "core/policy_read.h"
#include "core/policy_tree.h"

/*
 * From the tree of settings to struct sekisho_policy, section by section: what each setting means, and which
 * hold together. Lists go to the reader's arena, texts stay in the tree's memory. The holiday list is not
 * read here. Private to the policy; results as in core/policy_read.h.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_parse(struct sekisho_policy_reader *reader,
                                                      const struct sekisho_node *root);

/* systems = ( ... ); a NULL node (for all of these) is an absent section. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_parse_systems(struct sekisho_policy_reader *reader,
                                                              const struct sekisho_node *node);

/* places = ( ... ); and restrict = ( ... ); systems must have been read. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_parse_places(struct sekisho_policy_reader *reader,
                                                             const struct sekisho_node *node);
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_parse_restrict(struct sekisho_policy_reader *reader,
                                                               const struct sekisho_node *node);

/* calendar = { ... }; systems must have been read. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_parse_calendar(struct sekisho_policy_reader *reader,
                                                               const struct sekisho_node *node);

/* closed = ( ... ); and open = ( ... ); together, since no date may be in both. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_policy_parse_one_off(struct sekisho_policy_reader *reader,
                                                              const struct sekisho_node *closed,
                                                              const struct sekisho_node *open);

#endif
