#include "twin.h"

#include <time.h>

#include "clock/clock.h"
#include "where.h"

SEKISHO_PUBLIC extern struct twin sekisho_twin;
struct twin sekisho_twin;

const char *
sekisho_where_index(void) {
    return sekisho_twin.path;
}

struct sekisho_trust
sekisho_where_trust(void) {
    const struct sekisho_trust trust = {.owner = sekisho_twin.owner, .judge_owner = true};
    return trust;
}

enum sekisho_rc
sekisho_clock_now(int64_t *ret_now) {
    if (sekisho_twin.is_clock_broken)
        return SEKISHO_E_CLOCK;
    *ret_now = sekisho_twin.has_now ? sekisho_twin.now : (int64_t)time(NULL);
    return SEKISHO_OK;
}
