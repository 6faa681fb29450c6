/*
 * Thirty-two threads ask through glibc, and children are forked that ask too, while the index is replaced
 * under them (NSS-09). Run it under ThreadSanitizer as well.
 */
#include "support/runner.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/index_fixture.h"
#include "twin.h"

#define THREADS   32
#define RUN_SEC   2
#define PEOPLE    500
#define SOMETIMES 250 /* in the list only every second time */

static struct twin_calls nss;
static struct fx_index_place place;
static struct sekisho_index_entry *people;
static atomic_bool is_over;
static atomic_ulong answers, wrong, was_in, was_out;

static bool
is_right(const struct passwd *pw, size_t n) {
    return strcmp(pw->pw_name, people[n].name) == 0 && pw->pw_uid == people[n].uid &&
           pw->pw_gid == people[n].gid && strcmp(pw->pw_dir, people[n].home) == 0 &&
           strcmp(pw->pw_gecos, people[n].gecos) == 0 && strcmp(pw->pw_shell, "/usr/sbin/nologin") == 0;
}

/* True when every answer is one that some list gives. */
static bool
ask_all(size_t always) {
    struct passwd pw, *found = NULL;
    char buffer[512], stranger[32];

    if (getpwnam_r(people[always].name, &pw, buffer, sizeof(buffer), &found) != 0 || found == NULL ||
        !is_right(&pw, always))
        return false;
    if (getpwuid_r(people[always].uid, &pw, buffer, sizeof(buffer), &found) != 0 || found == NULL ||
        !is_right(&pw, always))
        return false;
    (void)snprintf(stranger, sizeof(stranger), "stranger%zu", always % 7);
    if (getpwnam_r(stranger, &pw, buffer, sizeof(buffer), &found) != 0 || found != NULL)
        return false;
    if (getpwuid_r((uid_t)(100000 + always % 7), &pw, buffer, sizeof(buffer), &found) != 0 || found != NULL)
        return false;
    if (getpwnam_r(people[SOMETIMES].name, &pw, buffer, sizeof(buffer), &found) != 0)
        return false;
    atomic_fetch_add(found != NULL ? &was_in : &was_out, 1);
    return found == NULL || is_right(&pw, SOMETIMES);
}

static void *
ask_until_over(void *first) {
    const struct timespec pause = {.tv_nsec = 4000000}; /* or the forked children never get a turn */
    size_t n = *(const size_t *)first;
    while (!atomic_load(&is_over)) {
        atomic_fetch_add(&answers, 1);
        if (!ask_all(n % SOMETIMES))
            atomic_fetch_add(&wrong, 1);
        n += 7;
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

static void *
replace_until_over(void *unused) {
    const struct timespec pause = {.tv_nsec = 1000000};
    uint64_t serial = 2;
    (void)unused;
    while (!atomic_load(&is_over)) {
        fx_index_write(&place, people, serial % 2 == 0 ? PEOPLE : SOMETIMES, serial);
        serial++;
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

static unsigned
fork_until(time_t until) {
    unsigned n = 0;
    for (; time(NULL) < until; n++) {
        int status = -1;
        const pid_t child = fork();
        if (child == 0) {
            size_t i;
            for (i = 0; i < 3; i++)
                if (!ask_all(i))
                    _exit(1);
            _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
            atomic_fetch_add(&wrong, 1);
    }
    return n;
}

static void
test_replaced_under_threads_and_forks_every_answer_whole(void) {
    pthread_t reader[THREADS], writer;
    size_t first[THREADS], n;
    unsigned forks;

    people = fx_index_people(PEOPLE);
    fx_index_place_make(&place);
    twin_load(place.path, &nss);
    /* Files seem old, so that misses are remembered from the first instant on. */
    nss.twin->has_now = true;
    nss.twin->now = (int64_t)time(NULL) + 3600;
    fx_index_write(&place, people, PEOPLE, 1);
    CU_ASSERT_EQUAL(__nss_configure_lookup("passwd", "sekisho"), 0);
    for (n = 0; n < THREADS; n++) {
        first[n] = n;
        CU_ASSERT_EQUAL_FATAL(pthread_create(&reader[n], NULL, ask_until_over, &first[n]), 0);
    }
    CU_ASSERT_EQUAL_FATAL(pthread_create(&writer, NULL, replace_until_over, NULL), 0);
    forks = fork_until(time(NULL) + RUN_SEC);
    atomic_store(&is_over, true);
    for (n = 0; n < THREADS; n++)
        CU_ASSERT_EQUAL(pthread_join(reader[n], NULL), 0);
    CU_ASSERT_EQUAL(pthread_join(writer, NULL), 0);
    printf(" (%lu rounds, %u forks)", atomic_load(&answers), forks);
    CU_ASSERT_EQUAL(atomic_load(&wrong), 0);
    CU_ASSERT(atomic_load(&was_in) > 0 && atomic_load(&was_out) > 0 && forks > 0);
    fx_index_place_remove(&place);
    fx_index_people_free(people, PEOPLE);
}

const char *const runner_suite = "nss race";
const CU_TestInfo runner_tests[] = {
    {"replaced_under_threads_and_forks_every_answer_whole",
     test_replaced_under_threads_and_forks_every_answer_whole},
    CU_TEST_INFO_NULL,
};
