#ifndef SEKISHO_TOOL_PASSPHRASE_H
#define SEKISHO_TOOL_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/secretkey.h"
#include "tool/tool.h"

/*
 * Passphrases and what they open. They come from the terminal, without echo, or from a file descriptor
 * somebody opened for it: never from the command line, the environment or standard input by accident. They
 * live in guarded memory that is wiped, and the process leaves no core file from then on.
 */

struct sekisho_passphrase {
    char *bytes; /* SEKISHO_SECRETKEY_PASSPHRASE_MAX of sodium_malloc; not NUL-ended */
    size_t len;
};

/*
 * fd_text: the number given with --passphrase-fd, NULL to ask at the terminal (twice when is_new). From a
 * descriptor it is the first line. sekisho_crypto_start is called here. False after complaining.
 */
SEKISHO_MUST_USE bool sekisho_passphrase_read(const struct sekisho_tool *tool, const char *fd_text,
                                              bool is_new, struct sekisho_passphrase *ret_passphrase);

/* Wipes. NULL-safe inside. */
void sekisho_passphrase_done(struct sekisho_passphrase *passphrase);

/*
 * Reads the secret key file at path, which nobody but its owner may read, and opens it. False after
 * complaining; else free with sekisho_secretkey_free.
 */
SEKISHO_MUST_USE bool sekisho_tool_open_secret_key(const struct sekisho_tool *tool, const char *path,
                                                   const char *fd_text, struct sekisho_secret_key **ret_key);

#endif
