#include "support/index_fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/index_build.h"

static void
insist(int holds, const char *what) {
    if (holds)
        return;
    perror(what);
    exit(2);
}

static char *
format_text(const char *format, size_t n) {
    char text[64];
    char *copy;
    (void)snprintf(text, sizeof(text), format, n);
    copy = strdup(text);
    insist(copy != NULL, "strdup");
    return copy;
}

struct sekisho_index_entry *
fx_index_people(size_t n) {
    struct sekisho_index_entry *people = calloc(n + 1, sizeof(*people));
    size_t i;
    insist(people != NULL, "calloc");
    for (i = 0; i < n; i++) {
        people[i].name = format_text("p%07zu", i);
        people[i].gecos = format_text("Person %zu,,,", i);
        people[i].home = format_text("/home/p%07zu", i);
        people[i].from_at = 1700000000;
        people[i].has_uid = people[i].has_account = true;
        people[i].uid = (uid_t)(FX_INDEX_FIRST_UID + i);
        people[i].gid = (gid_t)(FX_INDEX_FIRST_UID + i);
    }
    return people;
}

static void
free_text(const char *text) {
    union {
        const char *from;
        char *to;
    } of = {.from = text};
    free(of.to);
}

void
fx_index_people_free(struct sekisho_index_entry *people, size_t n) {
    size_t i;
    for (i = 0; i < n; i++) {
        free_text(people[i].name);
        free_text(people[i].gecos);
        free_text(people[i].home);
    }
    free(people);
}

void
fx_index_place_make(struct fx_index_place *place) {
    strcpy(place->folder, "/tmp/sekisho-index-XXXXXX");
    insist(mkdtemp(place->folder) != NULL, place->folder);
    (void)snprintf(place->path, sizeof(place->path), "%s/" SEKISHO_INDEX_FILE, place->folder);
    /* Also for readers that have dropped root. */
    insist(chmod(place->folder, 0755) == 0, "chmod");
}

void
fx_index_place_remove(struct fx_index_place *place) {
    (void)unlink(place->path);
    insist(rmdir(place->folder) == 0, place->folder);
}

void
fx_index_write_bytes(const struct fx_index_place *place, const void *bytes, size_t len) {
    const int folder = open(place->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    insist(folder >= 0, place->folder);
    insist(sekisho_safefile_replace_at(folder, SEKISHO_INDEX_FILE, bytes, len, 0644) == SEKISHO_OK,
           place->path);
    (void)close(folder);
}

void
fx_index_write(const struct fx_index_place *place, const struct sekisho_index_entry *entries, size_t n,
               uint64_t serial) {
    const unsigned char list_id[SEKISHO_INDEX_LIST_ID_LEN] = {0};
    unsigned char *bytes = NULL;
    size_t len = 0;
    insist(sekisho_index_build(entries, n, serial, list_id, &bytes, &len, NULL) == SEKISHO_OK,
           "sekisho_index_build");
    fx_index_write_bytes(place, bytes, len);
    free(bytes);
}

void
fx_index_settle(const struct fx_index_place *place) {
    const struct timespec pause = {.tv_nsec = 100000000};
    struct sekisho_index_stamp stamp;
    int tries;
    for (tries = 0; tries < 100; tries++) {
        insist(sekisho_index_stamp(place->path, &stamp) == SEKISHO_OK, place->path);
        if (sekisho_index_stamp_is_settled(&stamp, (int64_t)time(NULL)))
            return;
        (void)nanosleep(&pause, NULL);
    }
    insist(0, "the index does not settle");
}
