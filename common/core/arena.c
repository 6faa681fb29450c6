#include "core/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK_BYTES ((size_t)8 * 1024)
#define MAX_BLOCK_BYTES   ((size_t)64 * 1024) /* under what malloc would map and unmap each time */

struct sekisho_arena_block {
    struct sekisho_arena_block *next;
    size_t used, cap; /* of bytes */
    alignas(max_align_t) unsigned char bytes[];
};

void
sekisho_arena_init(struct sekisho_arena *arena) {
    arena->head = NULL;
}

void
sekisho_arena_done(struct sekisho_arena *arena) {
    while (arena->head != NULL) {
        struct sekisho_arena_block *next = arena->head->next;
        free(arena->head);
        arena->head = next;
    }
}

static struct sekisho_arena_block *
add_block(struct sekisho_arena *arena, size_t want) {
    size_t cap = arena->head == NULL ? FIRST_BLOCK_BYTES : arena->head->cap * 2;
    struct sekisho_arena_block *block;

    if (cap > MAX_BLOCK_BYTES)
        cap = MAX_BLOCK_BYTES;
    if (cap < want)
        cap = want;
    if (cap > SIZE_MAX - sizeof(*block) || (block = malloc(sizeof(*block) + cap)) == NULL)
        return NULL;
    block->used = 0;
    block->cap = cap;
    block->next = arena->head;
    arena->head = block;
    return block;
}

bool
sekisho_arena_reserve(struct sekisho_arena *arena, size_t bytes) {
    return add_block(arena, bytes) != NULL;
}

void *
sekisho_arena_alloc(struct sekisho_arena *arena, size_t n, size_t size) {
    const size_t align = alignof(max_align_t);
    struct sekisho_arena_block *block = arena->head;
    size_t want;
    void *piece;

    if (n == 0 || size == 0 || n > (SIZE_MAX - align) / size)
        return NULL;
    want = (n * size + align - 1) / align * align;
    if ((block == NULL || block->cap - block->used < want) && (block = add_block(arena, want)) == NULL)
        return NULL;
    piece = block->bytes + block->used;
    block->used += want;
    return memset(piece, 0, want);
}

char *
sekisho_arena_text(struct sekisho_arena *arena, const char *text, size_t len) {
    char *copy;
    if (len == SIZE_MAX || (copy = sekisho_arena_alloc(arena, len + 1, 1)) == NULL)
        return NULL;
    memcpy(copy, text, len);
    return copy;
}
