/* The module inside glibc's switch: what getent, id and ls would see, and that nobody else changes. */
#include "support/runner.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/index_fixture.h"
#include "twin.h"

#define USERS_MAX  200
#define GROUPS_MAX 64

struct user {
    char name[64], home[128], shell[64], gecos[128];
    uid_t uid;
    gid_t gid;
};

static struct twin_calls nss;
static struct fx_index_place place;
static struct user users[USERS_MAX];
static size_t n_users;

static void
use_source(const char *passwd, const char *shadow, const char *initgroups) {
    CU_ASSERT_EQUAL(__nss_configure_lookup("passwd", passwd), 0);
    CU_ASSERT_EQUAL(__nss_configure_lookup("shadow", shadow), 0);
    CU_ASSERT_EQUAL(__nss_configure_lookup("initgroups", initgroups), 0);
}

static void
use_files(void) {
    use_source("files", "files", "files");
}

static void
use_sekisho(void) {
    use_source("sekisho files", "sekisho files", "sekisho [SUCCESS=return] files [SUCCESS=continue]");
}

static void
take(const struct passwd *pw, struct user *user) {
    memset(user, 0, sizeof(*user));
    (void)snprintf(user->name, sizeof(user->name), "%s", pw->pw_name);
    (void)snprintf(user->home, sizeof(user->home), "%s", pw->pw_dir);
    (void)snprintf(user->shell, sizeof(user->shell), "%s", pw->pw_shell);
    (void)snprintf(user->gecos, sizeof(user->gecos), "%s", pw->pw_gecos);
    user->uid = pw->pw_uid;
    user->gid = pw->pw_gid;
}

static size_t
list_users(struct user *list) {
    const struct passwd *pw;
    size_t n = 0;
    setpwent();
    while (n < USERS_MAX && (pw = getpwent()) != NULL)
        take(pw, &list[n++]);
    endpwent();
    return n;
}

static void
begin(void) {
    fx_index_place_make(&place);
    if (nss.twin == NULL)
        twin_load(place.path, &nss);
    (void)snprintf(nss.twin->path, sizeof(nss.twin->path), "%s", place.path);
    use_files();
    n_users = list_users(users);
    CU_ASSERT_FATAL(n_users > 1);
}

static void
end(void) {
    use_files();
    fx_index_place_remove(&place);
}

static struct sekisho_index_entry
entry_of(const struct user *user) {
    const struct sekisho_index_entry entry = {.name = user->name,
                                              .has_uid = true,
                                              .uid = user->uid,
                                              .has_account = true,
                                              .gid = user->gid,
                                              .gecos = user->gecos,
                                              .home = user->home};
    return entry;
}

static bool
users_are_equal(const struct user *a, const struct user *b) {
    return memcmp(a, b, sizeof(*a)) == 0;
}

static void
check_nobody_changes(void) {
    struct user other;
    size_t n;
    for (n = 0; n < n_users; n++) {
        const struct passwd *pw = getpwnam(users[n].name);
        CU_ASSERT_PTR_NOT_NULL_FATAL(pw);
        take(pw, &other);
        CU_ASSERT(users_are_equal(&users[n], &other));
        CU_ASSERT_PTR_NOT_NULL(getpwuid(users[n].uid));
    }
    CU_ASSERT_PTR_NULL(getpwnam("nobody-has-this-name"));
    CU_ASSERT_PTR_NULL(getpwuid(3999999999U));
}

static void
test_unrevoked_all_as_without_the_module(void) {
    struct sekisho_index_entry *people = fx_index_people(1000);
    begin();
    use_sekisho();
    check_nobody_changes(); /* no index at all */
    fx_index_write(&place, people, 1000, 1);
    check_nobody_changes();
    fx_index_write_bytes(&place, "KESHOIDX", 8);
    check_nobody_changes(); /* damaged */
    fx_index_people_free(people, 1000);
    end();
}

static void
test_enumeration_as_without_the_module(void) {
    static struct user other[USERS_MAX];
    struct sekisho_index_entry entry;
    begin();
    entry = entry_of(&users[n_users - 1]);
    fx_index_write(&place, &entry, 1, 1);
    use_sekisho();
    CU_ASSERT_EQUAL(list_users(other), n_users);
    CU_ASSERT_EQUAL(memcmp(users, other, n_users * sizeof(users[0])), 0);
    end();
}

static void
check_is_shown_revoked(const struct passwd *pw, const struct user *user) {
    struct user other;
    CU_ASSERT_PTR_NOT_NULL_FATAL(pw);
    take(pw, &other);
    CU_ASSERT_STRING_EQUAL(other.shell, "/usr/sbin/nologin");
    CU_ASSERT_STRING_EQUAL(pw->pw_passwd, "x");
    memcpy(other.shell, user->shell, sizeof(other.shell));
    CU_ASSERT(users_are_equal(&other, user));
}

static void
test_revoked_shown_locked_and_as_they_were(void) {
    struct sekisho_index_entry entries[USERS_MAX];
    const struct spwd *sp;
    size_t n, n_entries = 0;

    begin();
    for (n = 0; n < n_users; n++)
        if (users[n].uid != 0)
            entries[n_entries++] = entry_of(&users[n]);
    fx_index_write(&place, entries, n_entries, 1);
    use_sekisho();
    for (n = 0; n < n_users; n++) {
        if (users[n].uid == 0)
            continue;
        check_is_shown_revoked(getpwnam(users[n].name), &users[n]);
        check_is_shown_revoked(getpwuid(users[n].uid), &users[n]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(sp = getspnam(users[n].name));
        CU_ASSERT_STRING_EQUAL(sp->sp_pwdp, "!*");
        CU_ASSERT_EQUAL(sp->sp_expire, 1);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(getpwnam("root"));
    CU_ASSERT_STRING_NOT_EQUAL(getpwnam("root")->pw_shell, "/usr/sbin/nologin");
    fx_index_write(&place, NULL, 0, 2);
    check_nobody_changes(); /* reinstated */
    end();
}

/* A member of a supplementary group, if /etc/group has one that is no root; else NULL. */
static const struct user *
find_member(void) {
    gid_t groups[GROUPS_MAX];
    size_t n;
    for (n = 0; n < n_users; n++) {
        int n_groups = GROUPS_MAX;
        if (users[n].uid != 0 && getgrouplist(users[n].name, users[n].gid, groups, &n_groups) > 1)
            return &users[n];
    }
    return NULL;
}

static void
test_initgroups_revoked_primary_group_alone(void) {
    const struct user *user;
    struct sekisho_index_entry entry;
    gid_t groups[GROUPS_MAX];
    int n_before = GROUPS_MAX, n_groups = GROUPS_MAX;

    begin();
    if ((user = find_member()) == NULL) {
        printf(" (nobody here is in a second group: weaker)");
        user = &users[n_users - 1];
    }
    CU_ASSERT_FATAL(getgrouplist(user->name, user->gid, groups, &n_before) >= 1);
    use_sekisho();
    fx_index_write(&place, NULL, 0, 1);
    CU_ASSERT_EQUAL(getgrouplist(user->name, user->gid, groups, &n_groups), n_before);
    entry = entry_of(user);
    fx_index_write(&place, &entry, 1, 2);
    n_groups = GROUPS_MAX;
    CU_ASSERT_EQUAL(getgrouplist(user->name, user->gid, groups, &n_groups), 1);
    CU_ASSERT_EQUAL(groups[0], user->gid);
    end();
}

static void
test_small_buffer_erange_through_glibc(void) {
    struct passwd pw, *found = NULL;
    struct sekisho_index_entry entry;
    char buffer[1024];
    size_t len;
    int rc = ERANGE;

    begin();
    entry = entry_of(&users[n_users - 1]);
    fx_index_write(&place, &entry, 1, 1);
    use_sekisho();
    for (len = 1; len < sizeof(buffer) && rc == ERANGE; len++)
        rc = getpwnam_r(entry.name, &pw, buffer, len, &found);
    CU_ASSERT_EQUAL(rc, 0);
    check_is_shown_revoked(found, &users[n_users - 1]);
    CU_ASSERT(len > 20);
    end();
}

const char *const runner_suite = "nss lookup";
const CU_TestInfo runner_tests[] = {
    {"unrevoked_all_as_without_the_module", test_unrevoked_all_as_without_the_module},
    {"enumeration_as_without_the_module", test_enumeration_as_without_the_module},
    {"revoked_shown_locked_and_as_they_were", test_revoked_shown_locked_and_as_they_were},
    {"initgroups_revoked_primary_group_alone", test_initgroups_revoked_primary_group_alone},
    {"small_buffer_erange_through_glibc", test_small_buffer_erange_through_glibc},
    CU_TEST_INFO_NULL,
};
