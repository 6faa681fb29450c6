#include "misses.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "base/siphash.h"

#define SLOTS         256
#define QUESTION_MASK UINT64_C(0xffff000000000000)

/*
 * One word a slot, so that it is read and written whole: the top of the question, and below it a hash of
 * question and stamp. 0 is empty. A word of another question or stamp just does not match.
 */
static _Atomic uint64_t slot[SLOTS];

uint64_t
sekisho_misses_name(const char *name) {
    return sekisho_siphash(UINT64_C(0x6d6973736573), UINT64_C(1), name, strlen(name));
}

uint64_t
sekisho_misses_uid(uid_t uid) {
    return sekisho_siphash(UINT64_C(0x6d6973736573), UINT64_C(2), &uid, sizeof(uid));
}

static uint64_t
word_of(uint64_t question, const struct sekisho_index_stamp *stamp) {
    const uint64_t part[] = {stamp->device,
                             stamp->inode,
                             stamp->len,
                             stamp->owner,
                             stamp->mode,
                             (uint64_t)stamp->changed_sec,
                             (uint64_t)stamp->changed_nsec};
    const uint64_t hash = sekisho_siphash(question, UINT64_C(3), part, sizeof(part));
    return (question & QUESTION_MASK) | (hash & ~QUESTION_MASK) | 1;
}

bool
sekisho_misses_has(uint64_t question, const char *path) {
    const uint64_t word = atomic_load_explicit(&slot[question % SLOTS], memory_order_relaxed);
    struct sekisho_index_stamp stamp;

    if (word == 0 || (word & QUESTION_MASK) != (question & QUESTION_MASK))
        return false;
    return sekisho_index_stamp(path, &stamp) == SEKISHO_OK && word == word_of(question, &stamp);
}

void
sekisho_misses_add(uint64_t question, const struct sekisho_index_stamp *stamp, int64_t now) {
    if (sekisho_index_stamp_is_settled(stamp, now))
        atomic_store_explicit(&slot[question % SLOTS], word_of(question, stamp), memory_order_relaxed);
}
