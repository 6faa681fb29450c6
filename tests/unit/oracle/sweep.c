/*
 * sweep POLICY FIRST_YEAR LAST_YEAR: asks the gate's own code, at each minute of those years in Japan time,
 * which of Article 13's systems is open, and writes one byte a minute to standard output: bit 0 resident, 1
 * finance, 2 groupware, 3 internet. oracle.py reads it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/policy.h"
#include "core/schedule.h"

static const char *const system_name[] = {"resident", "finance", "groupware", "internet"};
#define JAPAN_SEC (9 * 3600)
#define N_SYSTEMS (sizeof(system_name) / sizeof(system_name[0]))

static bool
find_systems(const struct sekisho_policy *policy, struct sekisho_schedule schedule[N_SYSTEMS]) {
    for (size_t i = 0; i < N_SYSTEMS; i++) {
        const size_t found = sekisho_policy_find_system(policy, system_name[i]);
        if (found >= policy->n_systems) {
            (void)fprintf(stderr, "sweep: the policy has no system %s\n", system_name[i]);
            return false;
        }
        schedule[i] = (struct sekisho_schedule){.policy = policy, .systems = UINT32_C(1) << found};
    }
    return true;
}

static unsigned char
ask(const struct sekisho_schedule schedule[N_SYSTEMS], int64_t at) {
    unsigned answer = 0;
    for (unsigned i = 0; i < N_SYSTEMS; i++)
        if (sekisho_schedule_is_open(&schedule[i], at))
            answer |= 1u << i;
    return (unsigned char)answer;
}

static bool
sweep(const struct sekisho_policy *policy, int32_t first_day, int32_t last_day) {
    struct sekisho_schedule schedule[N_SYSTEMS];
    unsigned char answers[SEKISHO_DAY_MIN];

    if (!find_systems(policy, schedule))
        return false;
    for (int32_t day = first_day; day <= last_day; day++) {
        for (int min = 0; min < SEKISHO_DAY_MIN; min++) {
            /* Even minutes at their first second, odd ones at their last. */
            const int64_t sec = (int64_t)min * 60 + (min % 2 == 0 ? 0 : 59);
            answers[min] = ask(schedule, sekisho_civil_instant(day, sec, JAPAN_SEC));
        }
        if (fwrite(answers, 1, sizeof(answers), stdout) != sizeof(answers))
            return false;
    }
    return fflush(stdout) == 0;
}

int
main(int argc, char *argv[]) {
    const struct sekisho_trust draft = {.owner = (uid_t)-1, .judge_owner = false};
    struct sekisho_policy *policy;
    struct sekisho_diag diag;
    char text[SEKISHO_MESSAGE_CAP * 3];
    bool done;

    if (argc != 4) {
        (void)fprintf(stderr, "usage: sweep POLICY FIRST_YEAR LAST_YEAR\n");
        return 2;
    }
    if (sekisho_policy_load(argv[1], draft, &policy, &diag) != SEKISHO_OK) {
        (void)fprintf(stderr, "%s\n", sekisho_diag_format(&diag, SEKISHO_LANG_EN, text, sizeof(text)));
        return 2;
    }
    done = sweep(policy, sekisho_civil_day(atoi(argv[2]), 1, 1), sekisho_civil_day(atoi(argv[3]), 12, 31));
    sekisho_policy_free(policy);
    return done ? 0 : 1;
}
