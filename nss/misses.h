#ifndef SEKISHO_NSS_MISSES_H
#define SEKISHO_NSS_MISSES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/index.h"

/*
 * Remembers in this process who was not in the list, so that asking again costs one look at the file's stamp
 * instead of reading it. What is remembered holds for exactly one stamp: when the file is replaced, changed
 * or removed, nothing is. A few hundred words, lock-free; any thread; a fork may come at any instant.
 */

/* What a question is remembered by. */
uint64_t sekisho_misses_name(const char *name);
uint64_t sekisho_misses_uid(uid_t uid);

/* True when it was added under the stamp that the file at path has now. At most one system call. */
bool sekisho_misses_has(uint64_t question, const char *path);

/* Adds what an opened index with this stamp, read at now, did not hold. */
void sekisho_misses_add(uint64_t question, const struct sekisho_index_stamp *stamp, int64_t now);

#endif
