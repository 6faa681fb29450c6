#include "clock/clock.h"

#include <time.h>

#define YEAR_2000 INT64_C(946684800)

enum sekisho_rc
sekisho_clock_now(int64_t *ret_now) {
    struct timespec ts;
    if (clock_gettime(CLOCK_REALTIME, &ts) != 0 || ts.tv_sec < YEAR_2000)
        return SEKISHO_E_CLOCK;
    *ret_now = (int64_t)ts.tv_sec;
    return SEKISHO_OK;
}
