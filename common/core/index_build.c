#include "core/index_build.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/index_format.h"
#include "base/name.h"

/* A third of a bucket's slots on average: more than all of them in one is rarer than 1 in 10^7. */
#define BUCKET_MEAN 10
#define SEEDS       16 /* tried for each number of buckets */
#define DOUBLINGS   4  /* of the number of buckets, when no seed served */

struct build {
    const struct sekisho_index_entry *entry;
    size_t n_entries;
    uint32_t n_name_buckets, n_uid_buckets;
    size_t names_at, uids_at, records_at, records_len, len;
    uint64_t seed;
    unsigned char *bytes;
};

static const char *
printable_or(const char *text, size_t max_len, const char *otherwise) {
    size_t n;
    if (text == NULL || strlen(text) > max_len)
        return otherwise;
    for (n = 0; text[n] != '\0'; n++)
        if ((unsigned char)text[n] < ' ' || text[n] == 0x7f || text[n] == ':')
            return otherwise;
    return text;
}

static const char *
gecos_of(const struct sekisho_index_entry *entry) {
    return entry->has_account ? printable_or(entry->gecos, SEKISHO_INDEX_GECOS_MAX, "") : "";
}

static const char *
home_of(const struct sekisho_index_entry *entry) {
    return entry->has_account ? printable_or(entry->home, SEKISHO_INDEX_HOME_MAX, "/nonexistent") : "";
}

static size_t
record_len(const struct sekisho_index_entry *entry) {
    const size_t len = SEKISHO_INDEX_RECORD_TEXT + strlen(entry->name) + strlen(gecos_of(entry)) +
                       strlen(home_of(entry)) + 3;
    return (len + 7) / 8 * 8;
}

static enum sekisho_rc
check_entries(struct build *build, size_t *reterr_at) {
    size_t n;
    if (build->n_entries > SEKISHO_INDEX_ENTRIES_MAX)
        return SEKISHO_E_TOO_LARGE;
    build->records_len = 0;
    for (n = 0; n < build->n_entries; n++) {
        const struct sekisho_index_entry *entry = &build->entry[n];
        if (!sekisho_name_is_user(entry->name) || (entry->has_account && !entry->has_uid)) {
            *reterr_at = n;
            return SEKISHO_E_ARGUMENT;
        }
        build->records_len += record_len(entry);
    }
    return SEKISHO_OK;
}

static void
lay_out(struct build *build, uint32_t n_buckets) {
    build->n_name_buckets = n_buckets;
    build->n_uid_buckets = n_buckets;
    build->names_at = SEKISHO_INDEX_HEADER_LEN;
    build->uids_at = build->names_at + (size_t)n_buckets * SEKISHO_INDEX_BUCKET_LEN;
    build->records_at = build->uids_at + (size_t)n_buckets * SEKISHO_INDEX_BUCKET_LEN;
    build->len = build->records_at + build->records_len;
}

static unsigned char *
put_text(unsigned char *to, const char *text) {
    const size_t len = strlen(text);
    memcpy(to, text, len + 1);
    return to + len + 1;
}

static void
write_record(unsigned char *to, const struct sekisho_index_entry *entry) {
    const char *gecos = gecos_of(entry), *home = home_of(entry);
    const uint32_t flags = (entry->has_uid ? SEKISHO_INDEX_FLAG_UID : 0U) |
                           (entry->has_account ? SEKISHO_INDEX_FLAG_ACCOUNT : 0U);

    sekisho_index_store(to + SEKISHO_INDEX_RECORD_LEN, record_len(entry), 4);
    sekisho_index_store(to + SEKISHO_INDEX_RECORD_FLAGS, flags, 4);
    sekisho_index_store(to + SEKISHO_INDEX_RECORD_FROM, (uint64_t)entry->from_at, 8);
    sekisho_index_store(to + SEKISHO_INDEX_RECORD_UID, entry->has_uid ? entry->uid : 0, 4);
    sekisho_index_store(to + SEKISHO_INDEX_RECORD_GID, entry->has_account ? entry->gid : 0, 4);
    sekisho_index_store(to + SEKISHO_INDEX_RECORD_NAME_LEN, strlen(entry->name), 2);
    sekisho_index_store(to + SEKISHO_INDEX_RECORD_GECOS_LEN, strlen(gecos), 2);
    sekisho_index_store(to + SEKISHO_INDEX_RECORD_HOME_LEN, strlen(home), 2);
    to = put_text(to + SEKISHO_INDEX_RECORD_TEXT, entry->name);
    to = put_text(to, gecos);
    (void)put_text(to, home);
}

static void
write_records(struct build *build) {
    size_t at = build->records_at, n;
    for (n = 0; n < build->n_entries; n++) {
        write_record(build->bytes + at, &build->entry[n]);
        at += record_len(&build->entry[n]);
    }
}

static unsigned char *
slot_of(unsigned char *bucket, uint32_t n) {
    return bucket + SEKISHO_INDEX_BUCKET_SLOTS + n * (size_t)SEKISHO_INDEX_SLOT_LEN;
}

static const unsigned char *
slot_record(const struct build *build, const unsigned char *slot) {
    return build->bytes + build->records_at + (size_t)sekisho_index_load32(slot + 4) * 8;
}

/* SEKISHO_E_BUSY when the bucket is full: another seed, please. */
static enum sekisho_rc
add_slot(unsigned char *bucket, uint64_t hash, size_t offset) {
    const uint32_t count = sekisho_index_load32(bucket + SEKISHO_INDEX_BUCKET_COUNT);
    if (count == SEKISHO_INDEX_SLOTS_MAX)
        return SEKISHO_E_BUSY;
    sekisho_index_store(slot_of(bucket, count), hash & UINT32_MAX, 4);
    sekisho_index_store(slot_of(bucket, count) + 4, offset / 8, 4);
    sekisho_index_store(bucket + SEKISHO_INDEX_BUCKET_COUNT, count + 1, 4);
    return SEKISHO_OK;
}

static enum sekisho_rc
place_name(struct build *build, const struct sekisho_index_entry *entry, size_t offset) {
    const uint64_t hash = sekisho_index_hash_name(build->seed, entry->name, strlen(entry->name));
    unsigned char *bucket = build->bytes + build->names_at +
                            (size_t)sekisho_index_bucket(hash, build->n_name_buckets) *
                                SEKISHO_INDEX_BUCKET_LEN;
    const uint32_t count = sekisho_index_load32(bucket + SEKISHO_INDEX_BUCKET_COUNT);
    uint32_t n;

    for (n = 0; n < count; n++) {
        const unsigned char *slot = slot_of(bucket, n);
        if (sekisho_index_load32(slot) == (uint32_t)hash &&
            strcmp((const char *)slot_record(build, slot) + SEKISHO_INDEX_RECORD_TEXT, entry->name) == 0)
            return SEKISHO_E_EXISTS;
    }
    return add_slot(bucket, hash, offset);
}

/* One slot a uid, for whoever is revoked first: a hundred names with one uid do not fill a bucket. */
static enum sekisho_rc
place_uid(struct build *build, const struct sekisho_index_entry *entry, size_t offset) {
    const uint64_t hash = sekisho_index_hash_uid(build->seed, entry->uid);
    unsigned char *bucket = build->bytes + build->uids_at +
                            (size_t)sekisho_index_bucket(hash, build->n_uid_buckets) *
                                SEKISHO_INDEX_BUCKET_LEN;
    const uint32_t count = sekisho_index_load32(bucket + SEKISHO_INDEX_BUCKET_COUNT);
    uint32_t n;

    for (n = 0; n < count; n++) {
        unsigned char *slot = slot_of(bucket, n);
        const unsigned char *other = slot_record(build, slot);
        if (sekisho_index_load32(slot) != (uint32_t)hash ||
            sekisho_index_load32(other + SEKISHO_INDEX_RECORD_UID) != entry->uid)
            continue;
        if (entry->from_at < (int64_t)sekisho_index_load64(other + SEKISHO_INDEX_RECORD_FROM))
            sekisho_index_store(slot + 4, offset / 8, 4);
        return SEKISHO_OK;
    }
    return add_slot(bucket, hash, offset);
}

static enum sekisho_rc
place_all(struct build *build, size_t *reterr_at) {
    size_t offset = 0, n;
    enum sekisho_rc rc;

    memset(build->bytes + build->names_at, 0, build->records_at - build->names_at);
    for (n = 0; n < build->n_entries; n++) {
        const struct sekisho_index_entry *entry = &build->entry[n];
        if ((rc = place_name(build, entry, offset)) == SEKISHO_E_EXISTS)
            *reterr_at = n;
        if (rc == SEKISHO_OK && entry->has_uid)
            rc = place_uid(build, entry, offset);
        if (rc != SEKISHO_OK)
            return rc;
        offset += record_len(entry);
    }
    return SEKISHO_OK;
}

static void
seal_all(struct build *build) {
    size_t at, len;
    for (at = build->names_at; at < build->records_at; at += SEKISHO_INDEX_BUCKET_LEN) {
        unsigned char *bucket = build->bytes + at;
        len = 8 + sekisho_index_load32(bucket + SEKISHO_INDEX_BUCKET_COUNT) * (size_t)SEKISHO_INDEX_SLOT_LEN;
        sekisho_index_store(bucket,
                            sekisho_index_seal(build->seed, at, bucket + SEKISHO_INDEX_BUCKET_COUNT, len), 8);
    }
    for (at = build->records_at; at < build->len; at += len) {
        len = sekisho_index_load32(build->bytes + at + SEKISHO_INDEX_RECORD_LEN);
        sekisho_index_store(build->bytes + at,
                            sekisho_index_seal(build->seed, at, build->bytes + at + 8, len - 8), 8);
    }
}

static void
write_header(struct build *build, uint64_t serial, const unsigned char *list_id) {
    unsigned char *to = build->bytes;
    sekisho_index_store(to + SEKISHO_INDEX_AT_MAGIC, SEKISHO_INDEX_MAGIC, 8);
    sekisho_index_store(to + SEKISHO_INDEX_AT_VERSION, SEKISHO_INDEX_VERSION, 4);
    sekisho_index_store(to + SEKISHO_INDEX_AT_ENTRIES, build->n_entries, 4);
    sekisho_index_store(to + SEKISHO_INDEX_AT_LEN, build->len, 8);
    sekisho_index_store(to + SEKISHO_INDEX_AT_SERIAL, serial, 8);
    sekisho_index_store(to + SEKISHO_INDEX_AT_SEED, build->seed, 8);
    sekisho_index_store(to + SEKISHO_INDEX_AT_NAMES, build->n_name_buckets, 4);
    sekisho_index_store(to + SEKISHO_INDEX_AT_UIDS, build->n_uid_buckets, 4);
    sekisho_index_store(to + SEKISHO_INDEX_AT_RECORDS, build->records_len, 8);
    memcpy(to + SEKISHO_INDEX_AT_LIST_ID, list_id, SEKISHO_INDEX_LIST_ID_LEN);
    sekisho_index_store(to + SEKISHO_INDEX_AT_SEAL, sekisho_index_seal(0, 0, to, SEKISHO_INDEX_AT_SEAL), 8);
}

/* SEKISHO_E_BUSY when no seed spreads the entries over so few buckets. */
static enum sekisho_rc
build_with(struct build *build, uint32_t n_buckets, size_t *reterr_at) {
    enum sekisho_rc rc = SEKISHO_E_BUSY;

    lay_out(build, n_buckets);
    if ((build->bytes = calloc(1, build->len)) == NULL)
        return SEKISHO_E_NOMEM;
    write_records(build);
    for (build->seed = 1; build->seed <= SEEDS && rc == SEKISHO_E_BUSY; build->seed++)
        if ((rc = place_all(build, reterr_at)) == SEKISHO_OK)
            break;
    if (rc != SEKISHO_OK) {
        free(build->bytes);
        build->bytes = NULL;
    }
    return rc;
}

enum sekisho_rc
sekisho_index_build(const struct sekisho_index_entry *entries, size_t n_entries, uint64_t serial,
                    const unsigned char list_id[SEKISHO_INDEX_LIST_ID_LEN], unsigned char **ret_bytes,
                    size_t *ret_len, size_t *reterr_at) {
    struct build build = {.entry = entries, .n_entries = n_entries};
    size_t nowhere;
    unsigned doubling;
    enum sekisho_rc rc;

    if (reterr_at == NULL)
        reterr_at = &nowhere;
    if ((rc = check_entries(&build, reterr_at)) != SEKISHO_OK)
        return rc;
    rc = SEKISHO_E_BUSY;
    for (doubling = 0; doubling <= DOUBLINGS && rc == SEKISHO_E_BUSY; doubling++)
        rc = build_with(&build, ((uint32_t)(n_entries / BUCKET_MEAN) + 1) << doubling, reterr_at);
    if (rc != SEKISHO_OK)
        return rc == SEKISHO_E_BUSY ? SEKISHO_E_INTERNAL : rc;
    write_header(&build, serial, list_id);
    seal_all(&build);
    *ret_bytes = build.bytes;
    *ret_len = build.len;
    return SEKISHO_OK;
}
