#ifndef SEKISHO_TOOL_KEYS_H
#define SEKISHO_TOOL_KEYS_H

#include <stdbool.h>

#include "core/keyring.h"
#include "tool/tool.h"

/* What the subcommands of `sekisho key` share, and others that look keys up. */

/* The folder of trusted keys: beside the policy given with --policy, else SEKISHO_KEYRING_FOLDER. False after
 * complaining. */
SEKISHO_MUST_USE bool sekisho_keys_folder(const struct sekisho_tool *tool,
                                          char folder[SEKISHO_SAFEFILE_PATH_CAP]);

/* Loads them; a folder that is not there gives an empty keyring. False after complaining. */
SEKISHO_MUST_USE bool sekisho_keys_load(const struct sekisho_tool *tool,
                                        struct sekisho_keyring **ret_keyring);

/*
 * The trusted key somebody means: its id, blanks between groups or not, or its first 8 digits or more where
 * only one begins so. NULL after complaining.
 */
const struct sekisho_public_key *sekisho_keys_find(const struct sekisho_tool *tool,
                                                   const struct sekisho_keyring *keyring, const char *text);

/* The public key in a file that lies anywhere, a draft. False after complaining. */
SEKISHO_MUST_USE bool sekisho_keys_read(const struct sekisho_tool *tool, const char *path,
                                        struct sekisho_public_key *ret_key);

/* Prints a key for a person, the fingerprint in groups. */
void sekisho_keys_say(const struct sekisho_tool *tool, const struct sekisho_public_key *key);

/* The role's word in the tool's language; of the standing, too. Static. */
const char *sekisho_keys_role(const struct sekisho_tool *tool, enum sekisho_role role);
const char *sekisho_keys_standing(const struct sekisho_tool *tool, enum sekisho_key_standing standing);

json_t *sekisho_keys_json(const struct sekisho_public_key *key);

/* One line to syslog (authpriv) of what was done with a key, by whom: "trust", "retire", "distrust". */
void sekisho_keys_record(const char *what, const struct sekisho_public_key *key);

/* The instant for the key's dates, and the policy's offset where there is a policy, else Japan's. */
SEKISHO_MUST_USE bool sekisho_keys_now(const struct sekisho_tool *tool, int64_t *ret_now,
                                       int32_t *ret_offset_sec);

#endif
