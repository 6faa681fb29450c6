#ifndef SEKISHO_TESTS_SUPPORT_POLICY_FX_H
#define SEKISHO_TESTS_SUPPORT_POLICY_FX_H

#include "core/policy.h"

/*
 * Article 13 as data, built by hand so that tests of the decision do not lean on the parser: systems resident
 * (0), finance (1), groupware (2), internet (3); hosts jumin-*, zaimu-*, gw-*, inet-*, proxy-1 with service
 * squid, and both-1, which serves resident and groupware. JST. The caller may change its copy.
 */
struct fx_policy {
    struct sekisho_policy policy;
    struct sekisho_system system[4];
    struct sekisho_place place[6];
    struct sekisho_restrict restriction[3]; /* none in use: set policy.n_restrictions */
    struct sekisho_exception exception[2];
    struct sekisho_annual annual[1];
};

void fx_policy_init(struct fx_policy *fx);

/* Hours from text; the test dies on a slip of the pen. */
struct sekisho_hours fx_hours(const char *text);

/* "YYYY-MM-DD HH:MM[:SS]" in JST. */
int64_t fx_at(const char *text);

#endif
