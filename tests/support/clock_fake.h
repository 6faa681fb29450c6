#ifndef SEKISHO_TESTS_SUPPORT_CLOCK_FAKE_H
#define SEKISHO_TESTS_SUPPORT_CLOCK_FAKE_H

#include <stdint.h>

/* In the place of common/clock: the instant is what the test last put here. Found in the twin by dlsym. */
struct clock_fake {
    int64_t now;
    int rc; /* enum sekisho_rc: what the clock answers */
    unsigned calls;
};

extern struct clock_fake sekisho_clock_fake;

#endif
