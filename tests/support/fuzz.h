#ifndef SEKISHO_TESTS_SUPPORT_FUZZ_H
#define SEKISHO_TESTS_SUPPORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * A fuzz target: a function of any bytes that returns 0 and never crashes. Its promises are checked with
 * fuzz_insist, which neither NDEBUG nor an option turns off.
 */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static inline void
fuzz_insist(int holds) {
    if (!holds)
        abort();
}

#endif
