#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <dirent.h>
#include <time.h>
#include <unistd.h>

#include "core/notice_statement.h"
#include "core/override.h"
#include "core/override_store.h"
#include "core/request.h"
#include "core/state_folder.h"
#include "core/state_list.h"
#include "core/state_load.h"
#include "support/runner.h"
#include "support/statement_fx.h"

static struct sekisho_override_use
good_use(void) {
    return (struct sekisho_override_use){.user = "tanaka",
                                         .uid_known = true,
                                         .uid = 1001,
                                         .host = "madoguchi-1",
                                         .service = "sshd",
                                         .now = STATEMENT_FX_FROM};
}

static void
test_fit_second_by_second_is_half_open(void) {
    const struct sekisho_override override = statement_fx_override();
    struct sekisho_override_use use = good_use();
    struct statement_fx fx;
    statement_fx_start(&fx);
    use.now = STATEMENT_FX_FROM - 1;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_TOO_EARLY);
    use.now = STATEMENT_FX_FROM;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_YES);
    use.now = STATEMENT_FX_TO - 1;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_YES);
    use.now = STATEMENT_FX_TO;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_EXPIRED);
    statement_fx_stop(&fx);
}

static void
test_fit_anything_else_than_named_does_not(void) {
    struct sekisho_override override = statement_fx_override();
    struct sekisho_override_use use = good_use();
    struct statement_fx fx;
    statement_fx_start(&fx);
    use.user = "tanak";
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_USER);
    use.user = "Tanaka";
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_USER);
    use.user = NULL;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_USER);
    use = good_use();
    use.uid = 1002;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_UID);
    use.uid = 1001;
    use.uid_known = false;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_UID);
    override.uid_known = false;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_YES);
    use = good_use();
    use.host = "madoguchi-2";
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_HOST);
    use.host = NULL;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_HOST);
    override.any_host = true;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_YES);
    use = good_use();
    use.service = "sudo";
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_SERVICE);
    override.any_service = true;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_YES);
    /* A hand-made override that names nothing is not one that names everything. */
    override = statement_fx_override();
    override.hosts.n = 0;
    use = good_use();
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, NULL, &use), SEKISHO_FIT_OTHER_HOST);
    statement_fx_stop(&fx);
}

static void
test_fit_span_over_the_policys_longest_does_not(void) {
    const struct sekisho_override override = statement_fx_override();
    struct sekisho_override_use use = good_use();
    struct sekisho_policy policy;
    struct statement_fx fx;
    statement_fx_start(&fx);
    policy = *fx.policy;
    policy.override.longest_min = 150; /* exactly the window */
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, &policy, NULL, &use), SEKISHO_FIT_YES);
    policy.override.longest_min = 149;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, &policy, NULL, &use), SEKISHO_FIT_TOO_LONG);
    statement_fx_stop(&fx);
}

static void
test_fit_withdrawn_does_not(void) {
    const struct sekisho_override override = statement_fx_override();
    const struct sekisho_override_use use = good_use();
    static const char *const others[] = {"20260401-00000000", "20260401-7f3a9c20", "20260401-7f3a9c22"};
    static const char *const ours[] = {"20260401-00000000", "20260401-7f3a9c21", "20260401-ffffffff"};
    struct sekisho_notice notice = {.n_withdrawn = 3, .withdrawn = others};
    struct statement_fx fx;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, &notice, &use), SEKISHO_FIT_YES);
    notice.withdrawn = ours;
    CU_ASSERT_EQUAL(sekisho_override_fit(&override, fx.policy, &notice, &use), SEKISHO_FIT_WITHDRAWN);
    CU_ASSERT_STRING_EQUAL(sekisho_fit_str(SEKISHO_FIT_WITHDRAWN), "withdrawn");
    CU_ASSERT_STRING_EQUAL(sekisho_fit_str(SEKISHO_FIT_YES), "fits");
    CU_ASSERT_STRING_EQUAL(sekisho_fit_str((enum sekisho_fit)77), "none");
    statement_fx_stop(&fx);
}

static void
test_request_round_trip_keeps_every_field(void) {
    struct sekisho_override request = statement_fx_override(), *again = NULL;
    size_t len = 0;
    char *bytes = NULL;
    request.any_host = true;
    request.uid_known = false;
    CU_ASSERT_EQUAL_FATAL(sekisho_request_encode(&request, &bytes, &len), SEKISHO_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(bytes, "hosts: any\n"));
    CU_ASSERT_EQUAL_FATAL(sekisho_request_parse(bytes, len, &again), SEKISHO_OK);
    CU_ASSERT_STRING_EQUAL(again->user, "tanaka");
    CU_ASSERT_TRUE(again->any_host);
    CU_ASSERT_FALSE(again->uid_known);
    CU_ASSERT_EQUAL(again->not_after, STATEMENT_FX_TO);
    CU_ASSERT_STRING_EQUAL(again->section, "市民課");
    CU_ASSERT_PTR_NULL(again->approver);
    CU_ASSERT_PTR_NULL(again->id);
    sekisho_override_free(again);
    CU_ASSERT_EQUAL(sekisho_request_parse(bytes, len - 1, &again), SEKISHO_E_SYNTAX);
    CU_ASSERT_PTR_NULL(again);
    free(bytes);
}

/* --- the store --- */

static enum sekisho_rc
install(struct statement_fx *fx, const struct sekisho_override *override, int64_t now) {
    struct sekisho_override *installed = NULL;
    size_t len = 0;
    char *bytes = statement_fx_seal(override, fx->manager, &len);
    enum sekisho_rc rc;
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    rc = sekisho_override_store_install(fx->state_dir, fx->trust, fx->keyring, bytes, len, now, &installed);
    CU_ASSERT_EQUAL(installed != NULL, rc == SEKISHO_OK);
    sekisho_override_free(installed);
    free(bytes);
    return rc;
}

struct seen {
    size_t n_good, n_bad;
    enum sekisho_rc last;
};

static bool
count_seen(void *closure, const char *name, enum sekisho_rc rc, struct sekisho_override *override) {
    struct seen *seen = closure;
    (void)name;
    CU_ASSERT_EQUAL(override != NULL, rc == SEKISHO_OK);
    if (override != NULL) {
        seen->n_good++;
    } else {
        seen->n_bad++;
        seen->last = rc;
    }
    return false;
}

static struct seen
load(struct statement_fx *fx, const char *user, int64_t now) {
    struct seen seen = {0};
    CU_ASSERT_EQUAL(sekisho_override_store_load(fx->state_dir, fx->trust, fx->keyring, user, now, now + 1,
                                                count_seen, &seen),
                    SEKISHO_OK);
    return seen;
}

/* The path of the one person's folder, found by looking. */
static void
find_user_folder(const struct statement_fx *fx, char *path, size_t cap) {
    char overrides[160];
    const struct dirent *entry;
    DIR *dir;
    (void)snprintf(overrides, sizeof(overrides), "%s/overrides", fx->state_dir);
    dir = opendir(overrides);
    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            (void)snprintf(path, cap, "%s/%.64s", overrides, entry->d_name);
    (void)closedir(dir);
}

static void
test_store_installed_is_found_by_its_own_user_in_its_window(void) {
    const struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).n_good, 0); /* nothing was ever stored */
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK); /* again */
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).n_good, 1);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_TO - 1).n_good, 1);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM - 1).n_good, 0);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_TO).n_good, 0);
    CU_ASSERT_EQUAL(load(&fx, "suzuki", STATEMENT_FX_FROM).n_good, 0);
    CU_ASSERT_EQUAL(load(&fx, "../tanaka", STATEMENT_FX_FROM).n_good, 0);
    statement_fx_stop(&fx);
}

static void
test_store_expired_or_same_id_refused(void) {
    struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_TO), SEKISHO_E_RANGE);
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_TO - 1), SEKISHO_OK);
    override.reason = "other bytes";
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_E_EXISTS);
    override.not_after += 60;
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_E_EXISTS);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).n_good, 1);
    statement_fx_stop(&fx);
}

static void
test_store_tampered_files_do_not_count(void) {
    const struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    char folder[256], path[512], other[512], name[128];
    size_t len = 0;
    char *bytes;
    struct seen seen;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    find_user_folder(&fx, folder, sizeof(folder));
    (void)snprintf(name, sizeof(name), "%lld-%lld-%s", (long long)STATEMENT_FX_FROM,
                   (long long)STATEMENT_FX_TO, override.id);
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    bytes = statement_fx_read(path, &len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);

    bytes[len / 2] ^= 1;
    statement_fx_write(folder, name, bytes, len, 0644);
    seen = load(&fx, "tanaka", STATEMENT_FX_FROM);
    CU_ASSERT_TRUE(seen.n_good == 0 && seen.n_bad == 1);
    bytes[len / 2] ^= 1;

    statement_fx_write(folder, name, bytes, len, 0666); /* others may write it */
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).last, SEKISHO_E_MODE);

    /* The same permit under a name that stretches its window: the name is a hint and no more. */
    (void)unlink(path);
    statement_fx_write(folder, "1775032200-1775141200-20260401-7f3a9c21", bytes, len, 0644);
    seen = load(&fx, "tanaka", STATEMENT_FX_TO + 10);
    CU_ASSERT_TRUE(seen.n_good == 0 && seen.n_bad == 1);
    (void)snprintf(other, sizeof(other), "%s/1775032200-1775141200-20260401-7f3a9c21", folder);
    (void)unlink(other);

    /* A link to a good one, a FIFO, a folder. */
    statement_fx_write(fx.folder, "good", bytes, len, 0644);
    (void)snprintf(other, sizeof(other), "%s/good", fx.folder);
    CU_ASSERT_EQUAL_FATAL(symlink(other, path), 0);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).last, SEKISHO_E_NOT_REGULAR);
    (void)unlink(path);
    CU_ASSERT_EQUAL_FATAL(mkfifo(path, 0644), 0);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).last, SEKISHO_E_NOT_REGULAR);
    (void)unlink(path);
    CU_ASSERT_EQUAL_FATAL(mkdir(path, 0755), 0);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).last, SEKISHO_E_NOT_REGULAR);
    (void)rmdir(path);
    free(bytes);
    statement_fx_stop(&fx);
}

static void
test_store_copied_to_another_persons_folder_does_not_count(void) {
    struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    char tanaka[256], suzuki[256], command[1024];
    struct seen seen;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    find_user_folder(&fx, tanaka, sizeof(tanaka));
    (void)snprintf(suzuki, sizeof(suzuki), "%s/overrides/moved", fx.state_dir);
    CU_ASSERT_EQUAL_FATAL(rename(tanaka, suzuki), 0);
    override.user = "suzuki";
    override.id = "20260401-00000002";
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    (void)snprintf(command, sizeof(command),
                   "for d in %s/overrides/????????????????????????????????; do cp %s/* $d/; done",
                   fx.state_dir, suzuki);
    CU_ASSERT_EQUAL_FATAL(system(command), 0);
    seen = load(&fx, "suzuki", STATEMENT_FX_FROM);
    CU_ASSERT_TRUE(seen.n_good == 1 && seen.n_bad == 1);
    statement_fx_stop(&fx);
}

static double
load_ms(struct statement_fx *fx) {
    struct timespec from, to;
    double best = 1e9;
    for (int i = 0; i < 20; i++) {
        double ms;
        (void)clock_gettime(CLOCK_MONOTONIC, &from);
        CU_ASSERT_EQUAL(load(fx, "tanaka", STATEMENT_FX_FROM).n_good, 1);
        (void)clock_gettime(CLOCK_MONOTONIC, &to);
        ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
        best = ms < best ? ms : best;
    }
    return best;
}

static void
test_store_others_permits_cost_a_login_nothing(void) {
    struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    double alone, crowded;
    char overrides[160], own[256], path[400];
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    find_user_folder(&fx, own, sizeof(own));
    alone = load_ms(&fx);
    (void)snprintf(overrides, sizeof(overrides), "%s/overrides", fx.state_dir);
    for (unsigned i = 0; i < 10000; i++) { /* 10,000 people's folders, one file each */
        (void)snprintf(path, sizeof(path), "%s/%032x", overrides, i);
        CU_ASSERT_EQUAL_FATAL(mkdir(path, 0755), 0);
        statement_fx_write(path, "1775032200-1775041200-x", "x", 1, 0644);
    }
    for (unsigned i = 0; i < 900; i++) { /* and 900 of their own that are not in force now */
        char name[64];
        (void)snprintf(name, sizeof(name), "%lld-%lld-old-%u", (long long)STATEMENT_FX_FROM - 86400,
                       (long long)STATEMENT_FX_TO - 86400, i);
        statement_fx_write(own, name, "x", 1, 0644);
    }
    crowded = load_ms(&fx);
    printf("[%.3f ms alone, %.3f ms among 10,900] ", alone, crowded);
    CU_ASSERT_TRUE(crowded < 2.0 * alone + 1.0);
    statement_fx_stop(&fx);
}

static void
test_store_folder_over_its_caps_refused(void) {
    struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    struct seen seen = {0};
    char folder[256], name[64];
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    find_user_folder(&fx, folder, sizeof(folder));
    for (unsigned i = 0; i + 2 < SEKISHO_OVERRIDE_STORE_MAX_FILES; i++) {
        (void)snprintf(name, sizeof(name), "1-2-x%u", i);
        statement_fx_write(folder, name, "x", 1, 0644);
    }
    override.id = "20260401-full";
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_E_TOO_LARGE);
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).n_good, 1);
    statement_fx_write(folder, "1-2-y", "x", 1, 0644);
    statement_fx_write(folder, "1-2-z", "x", 1, 0644);
    CU_ASSERT_EQUAL(sekisho_override_store_load(fx.state_dir, fx.trust, fx.keyring, "tanaka",
                                                STATEMENT_FX_FROM, STATEMENT_FX_FROM + 1, count_seen, &seen),
                    SEKISHO_E_TOO_LARGE);
    statement_fx_stop(&fx);
}

static void
test_store_more_at_once_than_are_read_refused(void) {
    struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    char id[32];
    statement_fx_start(&fx);
    override.id = id;
    for (unsigned i = 0; i <= SEKISHO_OVERRIDE_STORE_MAX_LOAD; i++) {
        (void)snprintf(id, sizeof(id), "n%u", i);
        CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_ISSUED),
                        i < SEKISHO_OVERRIDE_STORE_MAX_LOAD ? SEKISHO_OK : SEKISHO_E_TOO_LARGE);
    }
    CU_ASSERT_EQUAL(load(&fx, "tanaka", STATEMENT_FX_FROM).n_good, SEKISHO_OVERRIDE_STORE_MAX_LOAD);
    override.not_before = STATEMENT_FX_TO;
    override.not_after = STATEMENT_FX_TO + 60;
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    statement_fx_stop(&fx);
}

static void
test_store_archive_moves_expired_and_keeps_their_bytes(void) {
    struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    struct seen seen = {0};
    char command[256];
    size_t moved = 9;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL(sekisho_override_store_archive(fx.state_dir, fx.trust, STATEMENT_FX_TO, &moved),
                    SEKISHO_OK);
    CU_ASSERT_EQUAL(moved, 0);
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    override.id = "20260401-later";
    override.not_after += 3600;
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_override_store_archive(fx.state_dir, fx.trust, STATEMENT_FX_TO - 1, &moved),
                    SEKISHO_OK);
    CU_ASSERT_EQUAL(moved, 0);
    CU_ASSERT_EQUAL(sekisho_override_store_archive(fx.state_dir, fx.trust, STATEMENT_FX_TO, &moved),
                    SEKISHO_OK);
    CU_ASSERT_EQUAL(moved, 1);
    CU_ASSERT_EQUAL(sekisho_override_store_list(fx.state_dir, fx.trust, fx.keyring, count_seen, &seen),
                    SEKISHO_OK);
    CU_ASSERT_TRUE(seen.n_good == 1 && seen.n_bad == 0);
    (void)snprintf(command, sizeof(command), "grep -q '^id: 20260401-7f3a9c21$' %s/archive/*", fx.state_dir);
    CU_ASSERT_EQUAL(system(command), 0);
    statement_fx_stop(&fx);
}

static void
test_store_locked_by_another_is_busy_in_bounded_time(void) {
    const struct sekisho_override override = statement_fx_override();
    struct sekisho_state_folder folder;
    struct timespec from, to;
    struct statement_fx fx;
    statement_fx_start(&fx);
    CU_ASSERT_EQUAL_FATAL(sekisho_state_folder_open(fx.state_dir, fx.trust, &folder), SEKISHO_OK);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_E_BUSY);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    CU_ASSERT_TRUE(to.tv_sec - from.tv_sec <= 4);
    sekisho_state_folder_close(&folder);
    CU_ASSERT_EQUAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    statement_fx_stop(&fx);
}

/* --- all of it together --- */

static struct sekisho_state_set *
load_state(struct statement_fx *fx, const char *user, int64_t now) {
    const struct sekisho_state_source source = {
        .state_dir = fx->state_dir, .keys_dir = fx->keys_dir, .trust = fx->trust};
    struct sekisho_state_set *set = NULL;
    CU_ASSERT_EQUAL_FATAL(sekisho_state_load(&source, fx->policy, user, now, &set), SEKISHO_OK);
    return set;
}

static void
check_state(struct statement_fx *fx, size_t n_overrides, size_t n_refused, bool is_damaged) {
    struct sekisho_state_set *set = load_state(fx, "tanaka", STATEMENT_FX_FROM);
    CU_ASSERT_EQUAL(set->state.n_overrides, n_overrides);
    CU_ASSERT_EQUAL(set->n_refused, n_refused);
    CU_ASSERT_EQUAL(set->state.is_damaged, is_damaged);
    if (n_overrides > 0 && set->state.n_overrides > 0)
        CU_ASSERT_EQUAL(set->state.override[0]->systems, 3);
    sekisho_state_free(set);
}

static void
test_state_override_counts_only_while_its_key_does(void) {
    const struct sekisho_override override = statement_fx_override();
    struct sekisho_public_key key;
    struct statement_fx fx;
    statement_fx_start(&fx);
    check_state(&fx, 0, 0, false); /* neither keys nor statements */
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    check_state(&fx, 0, 1, false); /* no key is trusted yet */
    statement_fx_store_keys(&fx);
    check_state(&fx, 1, 0, false);
    key = fx.manager->public_key;
    key.standing = SEKISHO_KEY_RETIRED;
    key.standing_at = STATEMENT_FX_ISSUED;
    key.standing_offset_sec = STATEMENT_FX_OFFSET;
    CU_ASSERT_EQUAL_FATAL(sekisho_keyring_store(fx.keys_dir, fx.trust, &key), SEKISHO_OK);
    check_state(&fx, 0, 1, false);
    key.standing_at++;
    CU_ASSERT_EQUAL_FATAL(sekisho_keyring_store(fx.keys_dir, fx.trust, &key), SEKISHO_OK);
    check_state(&fx, 1, 0, false);
    key.standing = SEKISHO_KEY_DISTRUSTED;
    CU_ASSERT_EQUAL_FATAL(sekisho_keyring_store(fx.keys_dir, fx.trust, &key), SEKISHO_OK);
    check_state(&fx, 0, 1, false);
    statement_fx_stop(&fx);
}

static void
test_state_folders_others_may_write_damage_or_disarm(void) {
    const struct sekisho_override override = statement_fx_override();
    struct statement_fx fx;
    char own[256];
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(chmod(fx.keys_dir, 0777), 0);
    check_state(&fx, 0, 2, false); /* the folder, and the permit that no key vouches for */
    CU_ASSERT_EQUAL_FATAL(chmod(fx.keys_dir, 0755), 0);
    check_state(&fx, 1, 0, false);
    find_user_folder(&fx, own, sizeof(own));
    CU_ASSERT_EQUAL_FATAL(chmod(own, 0775), 0);
    check_state(&fx, 0, 1, false);
    CU_ASSERT_EQUAL_FATAL(chmod(own, 0755), 0);
    check_state(&fx, 1, 0, false);
    CU_ASSERT_EQUAL_FATAL(chmod(fx.state_dir, 0777), 0);
    check_state(&fx, 0, 0, true);
    CU_ASSERT_EQUAL_FATAL(chmod(fx.state_dir, 0755), 0);
    statement_fx_stop(&fx);
}

static void
test_state_without_policy_is_empty(void) {
    const struct sekisho_override override = statement_fx_override();
    struct sekisho_state_source source;
    struct sekisho_state_set *set = NULL;
    struct statement_fx fx;
    statement_fx_start(&fx);
    statement_fx_store_keys(&fx);
    CU_ASSERT_EQUAL_FATAL(install(&fx, &override, STATEMENT_FX_ISSUED), SEKISHO_OK);
    source = (struct sekisho_state_source){fx.state_dir, fx.keys_dir, fx.trust};
    CU_ASSERT_EQUAL_FATAL(sekisho_state_load(&source, NULL, "tanaka", STATEMENT_FX_FROM, &set), SEKISHO_OK);
    CU_ASSERT_TRUE(set->state.n_overrides == 0 && set->state.notice == NULL && !set->state.is_damaged);
    sekisho_state_free(set);
    statement_fx_stop(&fx);
}

const char *const runner_suite = "override";
const CU_TestInfo runner_tests[] = {
    {"test_fit_second_by_second_is_half_open", test_fit_second_by_second_is_half_open},
    {"test_fit_anything_else_than_named_does_not", test_fit_anything_else_than_named_does_not},
    {"test_fit_span_over_the_policys_longest_does_not", test_fit_span_over_the_policys_longest_does_not},
    {"test_fit_withdrawn_does_not", test_fit_withdrawn_does_not},
    {"test_request_round_trip_keeps_every_field", test_request_round_trip_keeps_every_field},
    {"test_store_installed_is_found_by_its_own_user_in_its_window",
     test_store_installed_is_found_by_its_own_user_in_its_window},
    {"test_store_expired_or_same_id_refused", test_store_expired_or_same_id_refused},
    {"test_store_tampered_files_do_not_count", test_store_tampered_files_do_not_count},
    {"test_store_copied_to_another_persons_folder_does_not_count",
     test_store_copied_to_another_persons_folder_does_not_count},
    {"test_store_others_permits_cost_a_login_nothing", test_store_others_permits_cost_a_login_nothing},
    {"test_store_folder_over_its_caps_refused", test_store_folder_over_its_caps_refused},
    {"test_store_more_at_once_than_are_read_refused", test_store_more_at_once_than_are_read_refused},
    {"test_store_archive_moves_expired_and_keeps_their_bytes",
     test_store_archive_moves_expired_and_keeps_their_bytes},
    {"test_store_locked_by_another_is_busy_in_bounded_time",
     test_store_locked_by_another_is_busy_in_bounded_time},
    {"test_state_override_counts_only_while_its_key_does",
     test_state_override_counts_only_while_its_key_does},
    {"test_state_folders_others_may_write_damage_or_disarm",
     test_state_folders_others_may_write_damage_or_disarm},
    {"test_state_without_policy_is_empty", test_state_without_policy_is_empty},
    CU_TEST_INFO_NULL,
};
