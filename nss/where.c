#include "where.h"

#include "base/index.h"

const char *
sekisho_where_index(void) {
    return SEKISHO_STATE_DIR "/" SEKISHO_INDEX_FILE;
}

struct sekisho_trust
sekisho_where_trust(void) {
    const struct sekisho_trust trust = {.owner = (uid_t)-1, .judge_owner = true};
    return trust;
}
