#ifndef SEKISHO_CORE_ARENA_H
#define SEKISHO_CORE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/*
 * Memory of one object tree: many small pieces, freed at once. A piece is zeroed and aligned for any type.
 * Not for concurrent use.
 */
struct sekisho_arena_block;

struct sekisho_arena {
    struct sekisho_arena_block *head;
};

void sekisho_arena_init(struct sekisho_arena *arena);
void sekisho_arena_done(struct sekisho_arena *arena);

/* Takes the first so many bytes in one block, for who knows how much it will be. False when there is no
 * memory. */
SEKISHO_MUST_USE bool sekisho_arena_reserve(struct sekisho_arena *arena, size_t bytes);

/* NULL when there is no memory, or when n * size overflows or is zero. */
void *sekisho_arena_alloc(struct sekisho_arena *arena, size_t n, size_t size);

/* A copy of the first len bytes of text, NUL-ended. */
char *sekisho_arena_text(struct sekisho_arena *arena, const char *text, size_t len);

#endif
