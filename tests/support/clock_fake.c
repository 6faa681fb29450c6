#include "support/clock_fake.h"

#include "base/attr.h"
#include "clock/clock.h"

SEKISHO_PUBLIC struct clock_fake sekisho_clock_fake;

enum sekisho_rc
sekisho_clock_now(int64_t *ret_now) {
    sekisho_clock_fake.calls++;
    if (sekisho_clock_fake.rc == SEKISHO_OK)
        *ret_now = sekisho_clock_fake.now;
    return (enum sekisho_rc)sekisho_clock_fake.rc;
}
