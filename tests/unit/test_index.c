#include "support/runner.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/index.h"
#include "base/index_format.h"
#include "base/name.h"
#include "core/index_build.h"
#include "support/index_fixture.h"

static const unsigned char list_id[SEKISHO_INDEX_LIST_ID_LEN] = {1, 2, 3, [31] = 32};
static const struct sekisho_trust own = {.owner = (uid_t)-1, .judge_owner = false};

/* An index in memory. */
struct built {
    unsigned char *bytes;
    size_t len;
};

static struct built
build(const struct sekisho_index_entry *entries, size_t n) {
    struct built built = {NULL, 0};
    CU_ASSERT_EQUAL_FATAL(sekisho_index_build(entries, n, 7, list_id, &built.bytes, &built.len, NULL),
                          SEKISHO_OK);
    return built;
}

static int
memory_file(const unsigned char *bytes, size_t len) {
    const int fd = memfd_create("index", MFD_CLOEXEC);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_FATAL(write(fd, bytes, len) == (ssize_t)len);
    return fd;
}

static enum sekisho_rc
open_bytes(const unsigned char *bytes, size_t len, struct sekisho_index *ret_index) {
    const int fd = memory_file(bytes, len);
    const enum sekisho_rc rc = sekisho_index_open_fd(fd, ret_index);
    if (rc != SEKISHO_OK)
        (void)close(fd);
    return rc;
}

static void
reseal_header(unsigned char *bytes) {
    sekisho_index_store(bytes + SEKISHO_INDEX_AT_SEAL, sekisho_index_seal(0, 0, bytes, SEKISHO_INDEX_AT_SEAL),
                        8);
}

static bool
entries_are_equal(const struct sekisho_index_entry *a, const struct sekisho_index_entry *b) {
    return strcmp(a->name, b->name) == 0 && a->from_at == b->from_at && a->has_uid == b->has_uid &&
           (!a->has_uid || a->uid == b->uid) && a->has_account == b->has_account &&
           (!a->has_account ||
            (a->gid == b->gid && strcmp(a->gecos, b->gecos) == 0 && strcmp(a->home, b->home) == 0));
}

static bool
is_found(const struct sekisho_index *index, const struct sekisho_index_entry *want) {
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
    struct sekisho_index_entry entry;
    if (sekisho_index_find_name(index, want->name, record, &entry) != SEKISHO_OK ||
        !entries_are_equal(&entry, want))
        return false;
    return !want->has_uid || (sekisho_index_find_uid(index, want->uid, record, &entry) == SEKISHO_OK &&
                              entries_are_equal(&entry, want));
}

static void
test_find_empty_index_not_found(void) {
    struct built built = build(NULL, 0);
    struct sekisho_index index;
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];

    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    CU_ASSERT_EQUAL(index.n_entries, 0);
    CU_ASSERT_EQUAL(index.serial, 7);
    CU_ASSERT_EQUAL(memcmp(index.list_id, list_id, sizeof(list_id)), 0);
    CU_ASSERT_EQUAL(sekisho_index_find_name(&index, "yamada", record, &entry), SEKISHO_E_NOT_FOUND);
    CU_ASSERT_EQUAL(sekisho_index_find_uid(&index, 1000, record, &entry), SEKISHO_E_NOT_FOUND);
    sekisho_index_close(&index);
    free(built.bytes);
}

static void
test_find_every_size_exact(void) {
    static const size_t sizes[] = {1, 2, 9, 10, 11, 29, 30, 31, 300, 2001, 50000};
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
    size_t s, n;

    for (s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        struct sekisho_index_entry *people = fx_index_people(sizes[s]);
        struct built built = build(people, sizes[s]);
        struct sekisho_index index;
        CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
        for (n = 0; n < sizes[s] && is_found(&index, &people[n]); n++)
            ;
        CU_ASSERT_EQUAL(n, sizes[s]);
        CU_ASSERT_EQUAL(sekisho_index_find_name(&index, "p", record, &entry), SEKISHO_E_NOT_FOUND);
        CU_ASSERT_EQUAL(sekisho_index_find_name(&index, "P0000000", record, &entry), SEKISHO_E_NOT_FOUND);
        CU_ASSERT_EQUAL(sekisho_index_find_name(&index, "p00000000", record, &entry), SEKISHO_E_NOT_FOUND);
        CU_ASSERT_EQUAL(sekisho_index_find_uid(&index, FX_INDEX_FIRST_UID - 1, record, &entry),
                        SEKISHO_E_NOT_FOUND);
        CU_ASSERT_EQUAL(
            sekisho_index_find_uid(&index, (uid_t)(FX_INDEX_FIRST_UID + sizes[s]), record, &entry),
            SEKISHO_E_NOT_FOUND);
        sekisho_index_close(&index);
        free(built.bytes);
        fx_index_people_free(people, sizes[s]);
    }
}

static void
test_find_name_that_is_none_not_found(void) {
    static const char *const names[] = {NULL, "", "-x", "a/b", "a b", "a:b", "..", "\xe5\xb1\xb1", "a\n"};
    char longest[400];
    struct built built = build(NULL, 0);
    struct sekisho_index index;
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
    size_t n;

    memset(longest, 'a', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    for (n = 0; n < sizeof(names) / sizeof(names[0]); n++)
        CU_ASSERT_EQUAL(sekisho_index_find_name(&index, names[n], record, &entry), SEKISHO_E_NOT_FOUND);
    CU_ASSERT_EQUAL(sekisho_index_find_name(&index, longest, record, &entry), SEKISHO_E_NOT_FOUND);
    sekisho_index_close(&index);
    free(built.bytes);
}

static void
test_find_without_uid_or_account_says_so(void) {
    const struct sekisho_index_entry people[] = {
        {.name = "nobody-knows", .from_at = INT64_MIN},
        {.name = "uid-only", .from_at = INT64_MAX, .has_uid = true, .uid = UINT32_MAX - 1},
        {.name = "zero", .has_uid = true, .uid = 0, .has_account = true, .gid = 0, .gecos = "", .home = "/"},
    };
    struct built built = build(people, 3);
    struct sekisho_index index;
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
    size_t n;

    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    for (n = 0; n < 3; n++)
        CU_ASSERT(is_found(&index, &people[n]));
    /* The one without a uid is not found under 0. */
    CU_ASSERT_EQUAL_FATAL(sekisho_index_find_uid(&index, 0, record, &entry), SEKISHO_OK);
    CU_ASSERT_STRING_EQUAL(entry.name, "zero");
    CU_ASSERT_EQUAL_FATAL(sekisho_index_find_name(&index, "nobody-knows", record, &entry), SEKISHO_OK);
    CU_ASSERT_STRING_EQUAL(entry.gecos, "");
    CU_ASSERT_STRING_EQUAL(entry.home, "");
    sekisho_index_close(&index);
    free(built.bytes);
}

static void
test_find_uid_shared_gives_the_first_revoked(void) {
    struct sekisho_index_entry *people = fx_index_people(100);
    struct built built;
    struct sekisho_index index;
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
    size_t n;

    for (n = 0; n < 100; n++) {
        people[n].uid = 4711;
        people[n].from_at = n == 60 ? 5 : 1000 + (int64_t)n;
    }
    built = build(people, 100);
    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_index_find_uid(&index, 4711, record, &entry), SEKISHO_OK);
    CU_ASSERT_STRING_EQUAL(entry.name, "p0000060");
    for (n = 0; n < 100; n++)
        if (sekisho_index_find_name(&index, people[n].name, record, &entry) != SEKISHO_OK)
            break;
    CU_ASSERT_EQUAL(n, 100);
    sekisho_index_close(&index);
    free(built.bytes);
    fx_index_people_free(people, 100);
}

static void
test_find_longest_texts_exact(void) {
    char name[SEKISHO_NAME_MAX + 1], gecos[SEKISHO_INDEX_GECOS_MAX + 1], home[SEKISHO_INDEX_HOME_MAX + 1];
    const struct sekisho_index_entry person = {
        .name = name, .has_uid = true, .uid = 1, .has_account = true, .gid = 2, .gecos = gecos, .home = home};
    struct built built;
    struct sekisho_index index;

    memset(name, 'n', sizeof(name) - 1);
    memset(gecos, 'g', sizeof(gecos) - 1);
    memset(home, '/', sizeof(home) - 1);
    name[sizeof(name) - 1] = gecos[sizeof(gecos) - 1] = home[sizeof(home) - 1] = '\0';
    built = build(&person, 1);
    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    CU_ASSERT(is_found(&index, &person));
    sekisho_index_close(&index);
    free(built.bytes);
}

static void
test_build_unfit_texts_left_out(void) {
    char longest[SEKISHO_INDEX_HOME_MAX + 2];
    struct sekisho_index_entry people[4];
    struct built built;
    struct sekisho_index index;
    size_t n;

    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    for (n = 0; n < 4; n++)
        people[n] = (struct sekisho_index_entry){.has_uid = true, .uid = (uid_t)(n + 1), .has_account = true};
    people[0].name = "a", people[0].gecos = NULL, people[0].home = NULL;
    people[1].name = "b", people[1].gecos = longest, people[1].home = longest;
    people[2].name = "c", people[2].gecos = "x:0:0", people[2].home = "/a:b";
    people[3].name = "d", people[3].gecos = "a\nroot", people[3].home = "/\x1b[2J";
    built = build(people, 4);
    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    for (n = 0; n < 4; n++) {
        people[n].gecos = "";
        people[n].home = "/nonexistent";
        CU_ASSERT(is_found(&index, &people[n]));
    }
    sekisho_index_close(&index);
    free(built.bytes);
}

static void
test_build_bad_entries_refused(void) {
    struct sekisho_index_entry *people = fx_index_people(5000);
    const char *name = people[4000].name;
    unsigned char *bytes = NULL;
    size_t len = 0, at = 0;

    people[4000].name = people[17].name;
    CU_ASSERT_EQUAL(sekisho_index_build(people, 5000, 1, list_id, &bytes, &len, &at), SEKISHO_E_EXISTS);
    CU_ASSERT_EQUAL(at, 4000);
    people[4000].name = "a/b";
    CU_ASSERT_EQUAL(sekisho_index_build(people, 5000, 1, list_id, &bytes, &len, &at), SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL(at, 4000);
    people[4000].name = NULL;
    CU_ASSERT_EQUAL(sekisho_index_build(people, 5000, 1, list_id, &bytes, &len, NULL), SEKISHO_E_ARGUMENT);
    people[4000].name = name;
    people[3].has_uid = false;
    CU_ASSERT_EQUAL(sekisho_index_build(people, 5000, 1, list_id, &bytes, &len, &at), SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL(at, 3);
    people[3].has_uid = true;
    CU_ASSERT_EQUAL(
        sekisho_index_build(people, SEKISHO_INDEX_ENTRIES_MAX + 1U, 1, list_id, &bytes, &len, NULL),
        SEKISHO_E_TOO_LARGE);
    CU_ASSERT_PTR_NULL(bytes);
    fx_index_people_free(people, 5000);
}

static void
test_build_same_entries_same_bytes(void) {
    struct sekisho_index_entry *people = fx_index_people(100);
    struct built one = build(people, 100), two = build(people, 100);
    CU_ASSERT_EQUAL_FATAL(one.len, two.len);
    CU_ASSERT_EQUAL(memcmp(one.bytes, two.bytes, one.len), 0);
    free(one.bytes);
    free(two.bytes);
    fx_index_people_free(people, 100);
}

/* The example of doc/FORMAT.index: what an older program wrote must stay readable, and the other way round.
 */
static void
test_build_bytes_are_those_of_the_document(void) {
    const unsigned char no_list_id[SEKISHO_INDEX_LIST_ID_LEN] = {0};
    struct sekisho_index_entry *people = fx_index_people(1);
    unsigned char want[1024], *bytes = NULL;
    size_t want_len, len = 0;
    FILE *file = fopen(TEST_SRCDIR "/tests/fuzz/seed/index/people-1", "rbe");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    want_len = fread(want, 1, sizeof(want), file);
    (void)fclose(file);
    CU_ASSERT_EQUAL_FATAL(sekisho_index_build(people, 1, 1, no_list_id, &bytes, &len, NULL), SEKISHO_OK);
    CU_ASSERT_EQUAL(want_len, 720);
    CU_ASSERT_EQUAL_FATAL(len, want_len);
    CU_ASSERT_EQUAL(memcmp(bytes, want, len), 0);
    free(bytes);
    fx_index_people_free(people, 1);
}

/* Sixty names that somebody chose to fall into one bucket of the first seed. */
static void
test_build_names_chosen_to_collide_all_found(void) {
    struct sekisho_index_entry *people = fx_index_people(60 * 16);
    struct built built;
    struct sekisho_index index;
    size_t n, kept = 0;

    for (n = 0; n < 60 * 16 && kept < 60; n++) {
        const uint64_t hash = sekisho_index_hash_name(1, people[n].name, strlen(people[n].name));
        if (sekisho_index_bucket(hash, 60 / 10 + 1) == 0) {
            struct sekisho_index_entry other = people[kept];
            people[kept++] = people[n];
            people[n] = other;
        }
    }
    CU_ASSERT_EQUAL_FATAL(kept, 60);
    built = build(people, 60);
    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    CU_ASSERT(index.seed != 1);
    for (n = 0; n < 60 && is_found(&index, &people[n]); n++)
        ;
    CU_ASSERT_EQUAL(n, 60);
    sekisho_index_close(&index);
    free(built.bytes);
    fx_index_people_free(people, 60 * 16);
}

static void
test_open_unknown_version_refused(void) {
    struct built built = build(NULL, 0);
    struct sekisho_index index;
    sekisho_index_store(built.bytes + SEKISHO_INDEX_AT_VERSION, 2, 4);
    reseal_header(built.bytes);
    CU_ASSERT_EQUAL(open_bytes(built.bytes, built.len, &index), SEKISHO_E_VERSION);
    free(built.bytes);
}

static void
test_open_absurd_counts_refused(void) {
    static const size_t at[] = {SEKISHO_INDEX_AT_ENTRIES, SEKISHO_INDEX_AT_NAMES, SEKISHO_INDEX_AT_UIDS,
                                SEKISHO_INDEX_AT_RECORDS};
    static const uint32_t values[] = {0, 2, 1000, SEKISHO_INDEX_BUCKETS_MAX + 1, UINT32_MAX};
    const struct sekisho_index_entry person = {.name = "yamada"};
    struct sekisho_index index;
    size_t n, v;

    for (n = 0; n < 4; n++)
        for (v = 0; v < 5; v++) {
            struct built built = build(&person, 1);
            sekisho_index_store(built.bytes + at[n], values[v], 4);
            reseal_header(built.bytes);
            /* The number of entries is for display: only an impossible one is an error. */
            if (n != 0 || values[v] > SEKISHO_INDEX_ENTRIES_MAX)
                CU_ASSERT_EQUAL(open_bytes(built.bytes, built.len, &index), SEKISHO_E_SYNTAX);
            free(built.bytes);
        }
}

static void
test_open_every_length_but_the_right_one_refused(void) {
    struct sekisho_index_entry *people = fx_index_people(12);
    struct built built = build(people, 12);
    struct sekisho_index index;
    unsigned char *longer = calloc(1, built.len + 8);
    size_t len;

    for (len = 0; len < built.len; len++)
        if (open_bytes(built.bytes, len, &index) != SEKISHO_E_TRUNCATED)
            break;
    CU_ASSERT_EQUAL(len, built.len);
    memcpy(longer, built.bytes, built.len);
    CU_ASSERT_EQUAL(open_bytes(longer, built.len + 1, &index), SEKISHO_E_TRAILING);
    CU_ASSERT_EQUAL(open_bytes(longer, built.len + 8, &index), SEKISHO_E_TRAILING);
    free(longer);
    free(built.bytes);
    fx_index_people_free(people, 12);
}

/* Every answer of the damaged index is the right one or an error: never another. */
static bool
answers_are_right_or_errors(const struct sekisho_index *index, const struct sekisho_index_entry *people,
                            size_t n) {
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
    enum sekisho_rc rc;
    size_t i;

    for (i = 0; i < n; i++) {
        rc = sekisho_index_find_name(index, people[i].name, record, &entry);
        if (rc == SEKISHO_E_NOT_FOUND || (rc == SEKISHO_OK && !entries_are_equal(&entry, &people[i])))
            return false;
        rc = sekisho_index_find_uid(index, people[i].uid, record, &entry);
        if (rc == SEKISHO_E_NOT_FOUND || (rc == SEKISHO_OK && !entries_are_equal(&entry, &people[i])))
            return false;
    }
    return sekisho_index_find_name(index, "not-in-the-list", record, &entry) != SEKISHO_OK &&
           sekisho_index_find_uid(index, 1, record, &entry) != SEKISHO_OK;
}

static void
test_find_any_bit_flipped_never_a_wrong_answer(void) {
    struct sekisho_index_entry *people = fx_index_people(12);
    struct built built = build(people, 12);
    struct sekisho_index index;
    size_t at, opened = 0, wrong = 0;
    unsigned bit;

    for (at = 0; at < built.len; at++)
        for (bit = 0; bit < 8; bit++) {
            built.bytes[at] ^= (unsigned char)(1U << bit);
            if (open_bytes(built.bytes, built.len, &index) == SEKISHO_OK) {
                opened++;
                if (!answers_are_right_or_errors(&index, people, 12))
                    wrong++;
                sekisho_index_close(&index);
            } else if (at >= SEKISHO_INDEX_HEADER_LEN) {
                wrong++;
            }
            built.bytes[at] ^= (unsigned char)(1U << bit);
        }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(opened, 8 * (built.len - SEKISHO_INDEX_HEADER_LEN));
    free(built.bytes);
    fx_index_people_free(people, 12);
}

static void
test_find_bucket_in_anothers_place_is_damage(void) {
    struct sekisho_index_entry *people = fx_index_people(12);
    struct built built = build(people, 12);
    unsigned char *one = built.bytes + SEKISHO_INDEX_HEADER_LEN, swap[SEKISHO_INDEX_BUCKET_LEN];
    struct sekisho_index index;
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];

    memcpy(swap, one, sizeof(swap));
    memcpy(one, one + sizeof(swap), sizeof(swap));
    memcpy(one + sizeof(swap), swap, sizeof(swap));
    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_index_find_name(&index, people[0].name, record, &entry), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(sekisho_index_find_name(&index, "nobody", record, &entry), SEKISHO_E_SYNTAX);
    sekisho_index_close(&index);
    free(built.bytes);
    fx_index_people_free(people, 12);
}

/* A record whose seal is right and whose inside is not. */
static void
test_find_record_sealed_but_malformed_is_damage(void) {
    static const struct {
        size_t at, len;
        uint64_t value;
    } lie[] = {
        {SEKISHO_INDEX_RECORD_NAME_LEN, 2, 5},      {SEKISHO_INDEX_RECORD_NAME_LEN, 2, 7},
        {SEKISHO_INDEX_RECORD_NAME_LEN, 2, 0xffff}, {SEKISHO_INDEX_RECORD_GECOS_LEN, 2, 4},
        {SEKISHO_INDEX_RECORD_HOME_LEN, 2, 0xffff}, {SEKISHO_INDEX_RECORD_FLAGS, 4, 4},
        {SEKISHO_INDEX_RECORD_FLAGS, 4, 2},         {SEKISHO_INDEX_RECORD_TEXT, 1, '/'},
        {SEKISHO_INDEX_RECORD_TEXT + 3, 1, 0},
    };
    const struct sekisho_index_entry person = {.name = "yamada",
                                               .has_uid = true,
                                               .uid = 9,
                                               .has_account = true,
                                               .gecos = "Y",
                                               .home = "/home/yamada"};
    struct sekisho_index index;
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
    size_t n;

    for (n = 0; n < sizeof(lie) / sizeof(lie[0]); n++) {
        struct built built = build(&person, 1);
        const size_t at = SEKISHO_INDEX_HEADER_LEN + 2 * SEKISHO_INDEX_BUCKET_LEN;
        sekisho_index_store(built.bytes + at + lie[n].at, lie[n].value, lie[n].len);
        CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
        sekisho_index_store(built.bytes + at,
                            sekisho_index_seal(index.seed, at, built.bytes + at + 8, built.len - at - 8), 8);
        sekisho_index_close(&index);
        CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
        CU_ASSERT_EQUAL(sekisho_index_find_uid(&index, 9, record, &entry), SEKISHO_E_SYNTAX);
        sekisho_index_close(&index);
        free(built.bytes);
    }
}

static void
test_find_file_cut_after_opening_is_an_error(void) {
    struct sekisho_index_entry *people = fx_index_people(100);
    struct built built = build(people, 100);
    struct sekisho_index index;
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];

    CU_ASSERT_EQUAL_FATAL(open_bytes(built.bytes, built.len, &index), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(ftruncate(index.fd, SEKISHO_INDEX_HEADER_LEN + 10), 0);
    CU_ASSERT_EQUAL(sekisho_index_find_name(&index, people[5].name, record, &entry), SEKISHO_E_TRUNCATED);
    CU_ASSERT_EQUAL(sekisho_index_find_uid(&index, 3, record, &entry), SEKISHO_E_TRUNCATED);
    sekisho_index_close(&index);
    free(built.bytes);
    fx_index_people_free(people, 100);
}

static void
test_open_what_must_not_be_trusted_refused(void) {
    const struct sekisho_trust root_only = {.owner = (uid_t)-1, .judge_owner = true};
    const struct sekisho_trust mine = {.owner = geteuid(), .judge_owner = true};
    struct fx_index_place place;
    struct sekisho_index index;
    char other[200];

    fx_index_place_make(&place);
    (void)snprintf(other, sizeof(other), "%s/other", place.folder);
    CU_ASSERT_EQUAL(sekisho_index_open(place.path, mine, &index), SEKISHO_E_NOT_FOUND);
    fx_index_write(&place, NULL, 0, 1);
    CU_ASSERT_EQUAL(sekisho_index_open("revocation.index", mine, &index), SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL_FATAL(sekisho_index_open(place.path, mine, &index), SEKISHO_OK);
    sekisho_index_close(&index);
    CU_ASSERT_EQUAL(chmod(place.path, 0664), 0);
    CU_ASSERT_EQUAL(sekisho_index_open(place.path, mine, &index), SEKISHO_E_MODE);
    CU_ASSERT_EQUAL(chmod(place.path, 0644), 0);
    if (geteuid() != 0 || chown(place.path, 4711, 0) == 0)
        CU_ASSERT_EQUAL(sekisho_index_open(place.path, root_only, &index), SEKISHO_E_OWNER);
    CU_ASSERT_EQUAL(rename(place.path, other), 0);
    CU_ASSERT_EQUAL(symlink(other, place.path), 0);
    CU_ASSERT_EQUAL(sekisho_index_open(place.path, own, &index), SEKISHO_E_NOT_REGULAR);
    CU_ASSERT_EQUAL(unlink(place.path), 0);
    CU_ASSERT_EQUAL(unlink(other), 0);
    CU_ASSERT_EQUAL(mkfifo(place.path, 0644), 0);
    CU_ASSERT_EQUAL(sekisho_index_open(place.path, own, &index), SEKISHO_E_NOT_REGULAR);
    CU_ASSERT_EQUAL(unlink(place.path), 0);
    CU_ASSERT_EQUAL(mkdir(place.path, 0755), 0);
    CU_ASSERT_EQUAL(sekisho_index_open(place.path, own, &index), SEKISHO_E_NOT_REGULAR);
    CU_ASSERT_EQUAL(rmdir(place.path), 0);
    fx_index_place_remove(&place);
}

static void
test_is_effective_half_open_to_the_second(void) {
    const struct sekisho_index_entry entry = {.name = "x", .from_at = 1000};
    CU_ASSERT_FALSE(sekisho_index_is_effective(&entry, 999));
    CU_ASSERT(sekisho_index_is_effective(&entry, 1000));
    CU_ASSERT(sekisho_index_is_effective(&entry, INT64_MAX));
}

static void
test_stamp_tells_one_index_from_the_next(void) {
    struct fx_index_place place;
    struct sekisho_index index;
    struct sekisho_index_stamp before, after;

    fx_index_place_make(&place);
    fx_index_write(&place, NULL, 0, 1);
    CU_ASSERT_EQUAL_FATAL(sekisho_index_open(place.path, own, &index), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_index_stamp(place.path, &before), SEKISHO_OK);
    CU_ASSERT_EQUAL(memcmp(&before, &index.stamp, sizeof(before)), 0);
    fx_index_write(&place, NULL, 0, 2);
    CU_ASSERT_EQUAL(sekisho_index_stamp(place.path, &after), SEKISHO_OK);
    CU_ASSERT_NOT_EQUAL(memcmp(&before, &after, sizeof(before)), 0);
    sekisho_index_close(&index);
    fx_index_place_remove(&place);
    CU_ASSERT_EQUAL(sekisho_index_stamp(place.path, &after), SEKISHO_E_NOT_FOUND);
}

static void
test_stamp_is_settled_only_well_after_the_change(void) {
    const struct sekisho_index_stamp stamp = {.changed_sec = 1000};
    CU_ASSERT_FALSE(sekisho_index_stamp_is_settled(&stamp, INT64_MIN));
    CU_ASSERT_FALSE(sekisho_index_stamp_is_settled(&stamp, 999));
    CU_ASSERT_FALSE(sekisho_index_stamp_is_settled(&stamp, 1000));
    CU_ASSERT_FALSE(sekisho_index_stamp_is_settled(&stamp, 1002));
    CU_ASSERT(sekisho_index_stamp_is_settled(&stamp, 1003));
}

const char *const runner_suite = "index";
const CU_TestInfo runner_tests[] = {
    {"find_empty_index_not_found", test_find_empty_index_not_found},
    {"find_every_size_exact", test_find_every_size_exact},
    {"find_name_that_is_none_not_found", test_find_name_that_is_none_not_found},
    {"find_without_uid_or_account_says_so", test_find_without_uid_or_account_says_so},
    {"find_uid_shared_gives_the_first_revoked", test_find_uid_shared_gives_the_first_revoked},
    {"find_longest_texts_exact", test_find_longest_texts_exact},
    {"build_unfit_texts_left_out", test_build_unfit_texts_left_out},
    {"build_bad_entries_refused", test_build_bad_entries_refused},
    {"build_same_entries_same_bytes", test_build_same_entries_same_bytes},
    {"build_bytes_are_those_of_the_document", test_build_bytes_are_those_of_the_document},
    {"build_names_chosen_to_collide_all_found", test_build_names_chosen_to_collide_all_found},
    {"open_unknown_version_refused", test_open_unknown_version_refused},
    {"open_absurd_counts_refused", test_open_absurd_counts_refused},
    {"open_every_length_but_the_right_one_refused", test_open_every_length_but_the_right_one_refused},
    {"find_any_bit_flipped_never_a_wrong_answer", test_find_any_bit_flipped_never_a_wrong_answer},
    {"find_bucket_in_anothers_place_is_damage", test_find_bucket_in_anothers_place_is_damage},
    {"find_record_sealed_but_malformed_is_damage", test_find_record_sealed_but_malformed_is_damage},
    {"find_file_cut_after_opening_is_an_error", test_find_file_cut_after_opening_is_an_error},
    {"open_what_must_not_be_trusted_refused", test_open_what_must_not_be_trusted_refused},
    {"is_effective_half_open_to_the_second", test_is_effective_half_open_to_the_second},
    {"stamp_tells_one_index_from_the_next", test_stamp_tells_one_index_from_the_next},
    {"stamp_is_settled_only_well_after_the_change", test_stamp_is_settled_only_well_after_the_change},
    CU_TEST_INFO_NULL,
};
