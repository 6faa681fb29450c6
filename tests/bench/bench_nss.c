/*
 * What the module adds to getpwnam_r of a person who is not revoked, beside its neighbours, in one run: every
 * source is measured in every round, so that ratios do not depend on the machine's mood. Changes nothing
 * outside a folder of its own in /tmp; the libnss-extrausers rows want root, for a private view of /var/lib.
 */
#include <dlfcn.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/index_build.h"
#include "nss/twin.h"
#include "support/index_fixture.h"

#define ROUNDS     41
#define BATCH_NSEC 4e6
#define FEW        10
#define MANY       1000000
#define EXTRAUSERS "/var/lib/extrausers"

struct source {
    const char *label, *config;
    const struct fx_index_place *place; /* NULL: the module is not in it */
    bool is_first_time;                 /* nothing is remembered */
    size_t n_extrausers;
    const char *name;     /* who is asked for */
    const char *left_out; /* why it is not measured */
    unsigned long calls;
    double nsec[ROUNDS];
};

static struct twin_calls nss;
static char person[64], other_person[64];

static double
read_clock(clockid_t clock) {
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void
insist(bool holds, const char *what) {
    if (holds)
        return;
    perror(what);
    exit(2);
}

/*
 * The last two of /etc/passwd, where people are; root costs the module nothing and would flatter it. The
 * other is for the rows that must find nothing remembered.
 */
static void
choose_person(void) {
    const struct passwd *pw;
    insist(__nss_configure_lookup("passwd", "files") == 0, "files");
    setpwent();
    while ((pw = getpwent()) != NULL) {
        memcpy(other_person, person, sizeof(person));
        (void)snprintf(person, sizeof(person), "%s", pw->pw_name);
    }
    endpwent();
}

static void
write_extrausers(size_t n) {
    static size_t written = (size_t)-1;
    FILE *file;
    size_t i;
    if (n == written)
        return;
    insist((file = fopen(EXTRAUSERS "/passwd", "we")) != NULL, EXTRAUSERS);
    for (i = 0; i < n; i++)
        fprintf(file, "x%07zu:x:%zu:%zu::/home/x:/bin/sh\n", i, 300000 + i, 300000 + i);
    insist(fclose(file) == 0, EXTRAUSERS);
    written = n;
}

/* Why the extrausers rows cannot be, or NULL when /var/lib is now this process's own. */
static const char *
prepare_extrausers(void) {
    void *module = dlopen("libnss_extrausers.so.2", RTLD_NOW);
    if (module == NULL)
        return "not installed (Debian: libnss-extrausers)";
    if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("bench", "/var/lib", "tmpfs", 0, "mode=755") != 0)
        return "wants root, for a private /var/lib";
    insist(mkdir(EXTRAUSERS, 0755) == 0, EXTRAUSERS);
    return NULL;
}

static void
use(const struct source *source) {
    insist(__nss_configure_lookup("passwd", source->config) == 0, source->config);
    if (source->n_extrausers != 0)
        write_extrausers(source->n_extrausers);
    if (source->place == NULL)
        return;
    (void)snprintf(nss.twin->path, sizeof(nss.twin->path), "%s", source->place->path);
    /* In the year 2000 every index is of the future, and no miss is remembered. */
    nss.twin->has_now = source->is_first_time;
    nss.twin->now = 946684800;
}

/* In this thread's own time: nothing here waits, and other work on the machine does not count. */
static double
measure(const struct source *source, unsigned long calls) {
    struct passwd pw, *found;
    char buffer[4096];
    const double start = read_clock(CLOCK_THREAD_CPUTIME_ID);
    unsigned long n;
    for (n = 0; n < calls; n++)
        insist(getpwnam_r(source->name, &pw, buffer, sizeof(buffer), &found) == 0 && found != NULL,
               source->label);
    return (read_clock(CLOCK_THREAD_CPUTIME_ID) - start) / (double)calls;
}

static void
run(struct source *sources, size_t n_sources) {
    size_t n, round;
    for (n = 0; n < n_sources; n++) {
        if (sources[n].left_out != NULL)
            continue;
        use(&sources[n]);
        (void)measure(&sources[n], 20);
        sources[n].calls = (unsigned long)(BATCH_NSEC / measure(&sources[n], 20)) + 1;
    }
    for (round = 0; round < ROUNDS; round++)
        for (n = 0; n < n_sources; n++) {
            if (sources[n].left_out != NULL)
                continue;
            use(&sources[n]);
            (void)measure(&sources[n], 2);
            sources[n].nsec[round] = measure(&sources[n], sources[n].calls);
        }
}

static int
compare(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median(const double *values, size_t n) {
    double sorted[ROUNDS];
    memcpy(sorted, values, n * sizeof(*values));
    qsort(sorted, n, sizeof(*sorted), compare);
    return sorted[n / 2];
}

/* The median of each round's ratio: both were measured within the same tenth of a second. */
static double
ratio(const struct source *a, const struct source *b) {
    double ratios[ROUNDS];
    size_t n;
    for (n = 0; n < ROUNDS; n++)
        ratios[n] = a->nsec[n] / b->nsec[n];
    return median(ratios, ROUNDS);
}

static void
print_table(const struct source *sources, size_t n_sources) {
    size_t n;
    printf("%-62s %9s %10s\n", "getpwnam_r of a person who is not revoked", "median", "to files");
    for (n = 0; n < n_sources; n++)
        if (sources[n].left_out != NULL)
            printf("%-62s %s\n", sources[n].label, sources[n].left_out);
        else
            printf("%-62s %6.2f us %9.2fx\n", sources[n].label, median(sources[n].nsec, ROUNDS) / 1000,
                   ratio(&sources[n], &sources[0]));
}

/* Compiling and putting in place, as one revocation does. */
static void
prepare_index(struct fx_index_place *place, size_t n_people) {
    struct sekisho_index_entry *people = fx_index_people(n_people);
    struct stat st;
    double start;
    fx_index_place_make(place);
    start = read_clock(CLOCK_MONOTONIC);
    fx_index_write(place, people, n_people, 1);
    insist(stat(place->path, &st) == 0, place->path);
    printf("index of %7zu: %7.1f MB, compiled and replaced with fsync in %6.0f ms\n", n_people,
           (double)st.st_size / 1e6, (read_clock(CLOCK_MONOTONIC) - start) / 1e6);
    fx_index_people_free(people, n_people);
}

int
main(void) {
    struct fx_index_place few, middle, many;
    struct source sources[] = {
        {.label = "files", .config = "files"},
        {.label = "sekisho files, 10 revoked, asked again", .config = "sekisho files", .place = &few},
        {.label = "sekisho files, 1,000,000 revoked, asked again", .config = "sekisho files", .place = &many},
        {.label = "sekisho files, 10 revoked, asked for the first time",
         .config = "sekisho files",
         .place = &few,
         .is_first_time = true},
        {.label = "sekisho files, 1,000,000 revoked, asked for the first time",
         .config = "sekisho files",
         .place = &many,
         .is_first_time = true},
        {.label = "(a revoked person, sekisho files, 1,000,000 revoked)",
         .config = "sekisho files",
         .place = &many,
         .name = "p0654321"},
        {.label = "systemd files", .config = "systemd files"},
        {.label = "extrausers files, 10 extra users", .config = "extrausers files", .n_extrausers = FEW},
        {.label = "extrausers files, 10,000 extra users",
         .config = "extrausers files",
         .n_extrausers = 10000},
    };
    const size_t n_sources = sizeof(sources) / sizeof(sources[0]);
    const char *why;
    size_t n;

    choose_person();
    prepare_index(&few, FEW);
    prepare_index(&middle, 100000);
    prepare_index(&many, MANY);
    twin_load(few.path, &nss);
    fx_index_settle(&many);
    why = prepare_extrausers();
    for (n = 0; n < n_sources; n++) {
        if (sources[n].name == NULL)
            sources[n].name = sources[n].is_first_time ? other_person : person;
        if (sources[n].n_extrausers != 0)
            sources[n].left_out = why;
    }
    if (dlopen("libnss_systemd.so.2", RTLD_NOW) == NULL)
        sources[6].left_out = "not installed (Debian: libnss-systemd)";
    run(sources, n_sources);
    print_table(sources, n_sources);
    printf("1,000,000 revoked against 10: asked again %.2fx, for the first time %.2fx (at most 1.20x)\n",
           ratio(&sources[2], &sources[1]), ratio(&sources[4], &sources[3]));
    printf("sekisho files against files, asked again: %.2fx (at most 1.50x)\n",
           ratio(&sources[2], &sources[0]));
    fx_index_place_remove(&few);
    fx_index_place_remove(&middle);
    fx_index_place_remove(&many);
    return 0;
}
