#include "base/index.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/index_format.h"
#include "base/name.h"

#define SETTLED_SEC 2

/* What is looked for: a name, or a uid when name is NULL. */
struct key {
    const char *name;
    uint32_t uid;
};

static enum sekisho_rc
read_at(int fd, unsigned char *to, size_t len, uint64_t at) {
    size_t have = 0;
    while (have < len) {
        const ssize_t got = pread(fd, to + have, len - have, (off_t)(at + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return sekisho_rc_from_errno(errno);
        if (got == 0)
            return SEKISHO_E_TRUNCATED;
        have += (size_t)got;
    }
    return SEKISHO_OK;
}

static void
fill_stamp(const struct stat *st, struct sekisho_index_stamp *stamp) {
    stamp->device = (uint64_t)st->st_dev;
    stamp->inode = (uint64_t)st->st_ino;
    stamp->len = (uint64_t)st->st_size;
    stamp->owner = (uint64_t)st->st_uid;
    stamp->mode = (uint64_t)st->st_mode;
    stamp->changed_sec = (int64_t)st->st_ctim.tv_sec;
    stamp->changed_nsec = (int64_t)st->st_ctim.tv_nsec;
}

static uint64_t
names_at(void) {
    return SEKISHO_INDEX_HEADER_LEN;
}

static uint64_t
uids_at(const struct sekisho_index *index) {
    return names_at() + (uint64_t)index->n_name_buckets * SEKISHO_INDEX_BUCKET_LEN;
}

static uint64_t
records_at(const struct sekisho_index *index) {
    return uids_at(index) + (uint64_t)index->n_uid_buckets * SEKISHO_INDEX_BUCKET_LEN;
}

/* Every offset follows from the counts, so these and the length are all there is to check. */
static enum sekisho_rc
parse_header(const unsigned char *header, struct sekisho_index *index) {
    uint64_t len;

    if (sekisho_index_load64(header + SEKISHO_INDEX_AT_MAGIC) != SEKISHO_INDEX_MAGIC)
        return SEKISHO_E_SYNTAX;
    if (sekisho_index_load32(header + SEKISHO_INDEX_AT_VERSION) != SEKISHO_INDEX_VERSION)
        return SEKISHO_E_VERSION;
    if (sekisho_index_load64(header + SEKISHO_INDEX_AT_SEAL) !=
        sekisho_index_seal(0, 0, header, SEKISHO_INDEX_AT_SEAL))
        return SEKISHO_E_SYNTAX;
    index->n_entries = sekisho_index_load32(header + SEKISHO_INDEX_AT_ENTRIES);
    index->serial = sekisho_index_load64(header + SEKISHO_INDEX_AT_SERIAL);
    index->seed = sekisho_index_load64(header + SEKISHO_INDEX_AT_SEED);
    index->n_name_buckets = sekisho_index_load32(header + SEKISHO_INDEX_AT_NAMES);
    index->n_uid_buckets = sekisho_index_load32(header + SEKISHO_INDEX_AT_UIDS);
    index->records_len = sekisho_index_load64(header + SEKISHO_INDEX_AT_RECORDS);
    memcpy(index->list_id, header + SEKISHO_INDEX_AT_LIST_ID, sizeof(index->list_id));
    if (index->n_entries > SEKISHO_INDEX_ENTRIES_MAX || index->n_name_buckets == 0 ||
        index->n_name_buckets > SEKISHO_INDEX_BUCKETS_MAX || index->n_uid_buckets == 0 ||
        index->n_uid_buckets > SEKISHO_INDEX_BUCKETS_MAX ||
        index->records_len > (uint64_t)SEKISHO_INDEX_ENTRIES_MAX * SEKISHO_INDEX_RECORD_CAP)
        return SEKISHO_E_SYNTAX;
    len = sekisho_index_load64(header + SEKISHO_INDEX_AT_LEN);
    if (len != records_at(index) + index->records_len)
        return SEKISHO_E_SYNTAX;
    if (len != index->stamp.len)
        return len > index->stamp.len ? SEKISHO_E_TRUNCATED : SEKISHO_E_TRAILING;
    return SEKISHO_OK;
}

static enum sekisho_rc
open_with(int fd, const struct stat *st, struct sekisho_index *ret_index) {
    unsigned char header[SEKISHO_INDEX_HEADER_LEN];
    struct sekisho_index index;
    enum sekisho_rc rc;

    memset(&index, 0, sizeof(index));
    index.fd = fd;
    fill_stamp(st, &index.stamp);
    if ((rc = read_at(fd, header, sizeof(header), 0)) != SEKISHO_OK ||
        (rc = parse_header(header, &index)) != SEKISHO_OK)
        return rc;
    *ret_index = index;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_index_open_fd(int fd, struct sekisho_index *ret_index) {
    struct stat st;
    if (fstat(fd, &st) != 0)
        return sekisho_rc_from_errno(errno);
    return open_with(fd, &st, ret_index);
}

static void
close_quietly(int fd) {
    const int saved = errno;
    (void)close(fd);
    errno = saved;
}

enum sekisho_rc
sekisho_index_open(const char *path, struct sekisho_trust trust, struct sekisho_index *ret_index) {
    struct stat st;
    int fd = -1;
    enum sekisho_rc rc = sekisho_safefile_open_system(path, trust, &fd, &st);
    if (rc != SEKISHO_OK)
        return rc;
    if ((rc = open_with(fd, &st, ret_index)) != SEKISHO_OK)
        close_quietly(fd);
    return rc;
}

void
sekisho_index_close(struct sekisho_index *index) {
    if (index->fd >= 0)
        close_quietly(index->fd);
    index->fd = -1;
}

/* Three texts, each exactly as long as it says, within the record. */
static bool
parse_texts(const unsigned char *record, size_t len, struct sekisho_index_entry *entry) {
    const char *text = (const char *)record + SEKISHO_INDEX_RECORD_TEXT;
    const size_t name_len = sekisho_index_load16(record + SEKISHO_INDEX_RECORD_NAME_LEN);
    const size_t gecos_len = sekisho_index_load16(record + SEKISHO_INDEX_RECORD_GECOS_LEN);
    const size_t home_len = sekisho_index_load16(record + SEKISHO_INDEX_RECORD_HOME_LEN);

    if (name_len + gecos_len + home_len + 3 > len - SEKISHO_INDEX_RECORD_TEXT)
        return false;
    entry->name = text;
    entry->gecos = entry->name + name_len + 1;
    entry->home = entry->gecos + gecos_len + 1;
    return memchr(entry->name, '\0', name_len + 1) == entry->name + name_len &&
           memchr(entry->gecos, '\0', gecos_len + 1) == entry->gecos + gecos_len &&
           memchr(entry->home, '\0', home_len + 1) == entry->home + home_len &&
           sekisho_name_is_user(entry->name);
}

static enum sekisho_rc
read_record(const struct sekisho_index *index, uint64_t offset, unsigned char *record,
            struct sekisho_index_entry *entry) {
    const uint64_t at = records_at(index) + offset;
    uint64_t room, len;
    uint32_t flags;
    enum sekisho_rc rc;

    if (offset >= index->records_len)
        return SEKISHO_E_SYNTAX;
    room = index->records_len - offset;
    if (room > SEKISHO_INDEX_RECORD_CAP)
        room = SEKISHO_INDEX_RECORD_CAP;
    if (room < SEKISHO_INDEX_RECORD_TEXT)
        return SEKISHO_E_SYNTAX;
    if ((rc = read_at(index->fd, record, (size_t)room, at)) != SEKISHO_OK)
        return rc;
    len = sekisho_index_load32(record + SEKISHO_INDEX_RECORD_LEN);
    if (len < SEKISHO_INDEX_RECORD_TEXT || len > room ||
        sekisho_index_load64(record) != sekisho_index_seal(index->seed, at, record + 8, (size_t)len - 8))
        return SEKISHO_E_SYNTAX;
    flags = sekisho_index_load32(record + SEKISHO_INDEX_RECORD_FLAGS);
    entry->has_uid = (flags & SEKISHO_INDEX_FLAG_UID) != 0;
    entry->has_account = (flags & SEKISHO_INDEX_FLAG_ACCOUNT) != 0;
    entry->from_at = (int64_t)sekisho_index_load64(record + SEKISHO_INDEX_RECORD_FROM);
    entry->uid = (uid_t)sekisho_index_load32(record + SEKISHO_INDEX_RECORD_UID);
    entry->gid = (gid_t)sekisho_index_load32(record + SEKISHO_INDEX_RECORD_GID);
    if ((flags & ~(SEKISHO_INDEX_FLAG_UID | SEKISHO_INDEX_FLAG_ACCOUNT)) != 0 ||
        (entry->has_account && !entry->has_uid) || !parse_texts(record, (size_t)len, entry))
        return SEKISHO_E_SYNTAX;
    return SEKISHO_OK;
}

static bool
entry_has_key(const struct sekisho_index_entry *entry, const struct key *key) {
    if (key->name != NULL)
        return strcmp(entry->name, key->name) == 0;
    return entry->has_uid && (uint32_t)entry->uid == key->uid;
}

/* One bucket and, by chance once in 2^32, a foreign record: that bounds every look-up. */
static enum sekisho_rc
find(const struct sekisho_index *index, uint64_t table_at, uint32_t n_buckets, uint64_t hash,
     const struct key *key, unsigned char *record, struct sekisho_index_entry *ret_entry) {
    const uint64_t at = table_at + (uint64_t)sekisho_index_bucket(hash, n_buckets) * SEKISHO_INDEX_BUCKET_LEN;
    unsigned char bucket[SEKISHO_INDEX_BUCKET_LEN];
    struct sekisho_index_entry entry;
    uint32_t count, n;
    enum sekisho_rc rc;

    if ((rc = read_at(index->fd, bucket, sizeof(bucket), at)) != SEKISHO_OK)
        return rc;
    count = sekisho_index_load32(bucket + SEKISHO_INDEX_BUCKET_COUNT);
    if (count > SEKISHO_INDEX_SLOTS_MAX ||
        sekisho_index_load64(bucket) != sekisho_index_seal(index->seed, at,
                                                           bucket + SEKISHO_INDEX_BUCKET_COUNT,
                                                           8 + count * (size_t)SEKISHO_INDEX_SLOT_LEN))
        return SEKISHO_E_SYNTAX;
    for (n = 0; n < count; n++) {
        const unsigned char *slot = bucket + SEKISHO_INDEX_BUCKET_SLOTS + n * (size_t)SEKISHO_INDEX_SLOT_LEN;
        if (sekisho_index_load32(slot) != (uint32_t)hash)
            continue;
        rc = read_record(index, (uint64_t)sekisho_index_load32(slot + 4) * 8, record, &entry);
        if (rc != SEKISHO_OK)
            return rc;
        if (entry_has_key(&entry, key)) {
            *ret_entry = entry;
            return SEKISHO_OK;
        }
    }
    return SEKISHO_E_NOT_FOUND;
}

enum sekisho_rc
sekisho_index_find_name(const struct sekisho_index *index, const char *name,
                        unsigned char record[SEKISHO_INDEX_RECORD_CAP],
                        struct sekisho_index_entry *ret_entry) {
    const struct key key = {.name = name};
    if (!sekisho_name_is_user(name))
        return SEKISHO_E_NOT_FOUND;
    return find(index, names_at(), index->n_name_buckets,
                sekisho_index_hash_name(index->seed, name, strlen(name)), &key, record, ret_entry);
}

enum sekisho_rc
sekisho_index_find_uid(const struct sekisho_index *index, uid_t uid,
                       unsigned char record[SEKISHO_INDEX_RECORD_CAP],
                       struct sekisho_index_entry *ret_entry) {
    const struct key key = {.uid = (uint32_t)uid};
    return find(index, uids_at(index), index->n_uid_buckets, sekisho_index_hash_uid(index->seed, key.uid),
                &key, record, ret_entry);
}

bool
sekisho_index_is_effective(const struct sekisho_index_entry *entry, int64_t now) {
    return entry->from_at <= now;
}

enum sekisho_rc
sekisho_index_stamp(const char *path, struct sekisho_index_stamp *ret_stamp) {
    struct stat st;
    if (fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return sekisho_rc_from_errno(errno);
    fill_stamp(&st, ret_stamp);
    return SEKISHO_OK;
}

bool
sekisho_index_stamp_is_settled(const struct sekisho_index_stamp *stamp, int64_t now) {
    return stamp->changed_sec < now && now - stamp->changed_sec > SETTLED_SEC;
}
