/*
 * Any bytes as revocation.index: as they are, and with lengths and seals put right, since no fuzzer guesses
 * those and the code behind them wants testing too.
 */
#include "support/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/index.h"
#include "base/index_format.h"
#include "base/name.h"

#define LEN_MAX     65536
#define REPAIRS_MAX 256 /* buckets */

static void
check_entry(const struct sekisho_index_entry *entry, const unsigned char *record) {
    const char *start = (const char *)record, *end = start + SEKISHO_INDEX_RECORD_CAP;
    const char *const text[] = {entry->name, entry->gecos, entry->home};
    size_t n;
    for (n = 0; n < 3; n++)
        fuzz_insist(text[n] > start && text[n] < end &&
                    memchr(text[n], '\0', (size_t)(end - text[n])) != NULL);
    fuzz_insist(sekisho_name_is_user(entry->name));
    fuzz_insist(!entry->has_account || entry->has_uid);
}

static void
ask(const struct sekisho_index *index) {
    static const char *const names[] = {"p0000000", "p0000007", "p0000039", "yamada", "a"};
    static const uid_t uids[] = {200000, 200007, 200039, 0, 4294967295U};
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
    struct sekisho_index_entry entry;
    size_t n;

    for (n = 0; n < sizeof(names) / sizeof(names[0]); n++)
        if (sekisho_index_find_name(index, names[n], record, &entry) == SEKISHO_OK) {
            check_entry(&entry, record);
            fuzz_insist(strcmp(entry.name, names[n]) == 0);
        }
    for (n = 0; n < sizeof(uids) / sizeof(uids[0]); n++)
        if (sekisho_index_find_uid(index, uids[n], record, &entry) == SEKISHO_OK) {
            check_entry(&entry, record);
            fuzz_insist(entry.has_uid && entry.uid == uids[n]);
        }
}

static void
try_bytes(const uint8_t *bytes, size_t len) {
    struct sekisho_index index;
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    fuzz_insist(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
    if (sekisho_index_open_fd(fd, &index) != SEKISHO_OK) {
        (void)close(fd);
        return;
    }
    fuzz_insist(index.stamp.len == len);
    ask(&index);
    sekisho_index_close(&index);
}

static void
repair_record(uint8_t *bytes, size_t len, uint64_t seed, uint64_t at) {
    uint64_t record_len;
    if (at > len || len - at < SEKISHO_INDEX_RECORD_TEXT)
        return;
    record_len = sekisho_index_load32(bytes + at + SEKISHO_INDEX_RECORD_LEN);
    if (record_len >= SEKISHO_INDEX_RECORD_TEXT && record_len <= len - at)
        sekisho_index_store(bytes + at, sekisho_index_seal(seed, at, bytes + at + 8, (size_t)record_len - 8),
                            8);
}

static void
repair_bucket(uint8_t *bytes, size_t len, uint64_t seed, uint64_t at, uint64_t records_at) {
    const uint32_t count = sekisho_index_load32(bytes + at + SEKISHO_INDEX_BUCKET_COUNT);
    uint32_t n;
    if (count > SEKISHO_INDEX_SLOTS_MAX)
        return;
    for (n = 0; n < count; n++) {
        const uint8_t *slot = bytes + at + SEKISHO_INDEX_BUCKET_SLOTS + n * (size_t)SEKISHO_INDEX_SLOT_LEN;
        repair_record(bytes, len, seed, records_at + (uint64_t)sekisho_index_load32(slot + 4) * 8);
    }
    sekisho_index_store(bytes + at,
                        sekisho_index_seal(seed, at, bytes + at + SEKISHO_INDEX_BUCKET_COUNT,
                                           8 + count * (size_t)SEKISHO_INDEX_SLOT_LEN),
                        8);
}

static void
repair(uint8_t *bytes, size_t len) {
    const uint64_t buckets = (uint64_t)sekisho_index_load32(bytes + SEKISHO_INDEX_AT_NAMES) +
                             sekisho_index_load32(bytes + SEKISHO_INDEX_AT_UIDS);
    const uint64_t records_at = SEKISHO_INDEX_HEADER_LEN + buckets * SEKISHO_INDEX_BUCKET_LEN;
    const uint64_t seed = sekisho_index_load64(bytes + SEKISHO_INDEX_AT_SEED);
    uint64_t n;

    sekisho_index_store(bytes + SEKISHO_INDEX_AT_LEN, len, 8);
    if (records_at <= len)
        sekisho_index_store(bytes + SEKISHO_INDEX_AT_RECORDS, len - records_at, 8);
    for (n = 0; records_at <= len && n < buckets && n < REPAIRS_MAX; n++)
        repair_bucket(bytes, len, seed, SEKISHO_INDEX_HEADER_LEN + n * SEKISHO_INDEX_BUCKET_LEN, records_at);
    sekisho_index_store(bytes + SEKISHO_INDEX_AT_SEAL, sekisho_index_seal(0, 0, bytes, SEKISHO_INDEX_AT_SEAL),
                        8);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static uint8_t repaired[LEN_MAX];
    if (len > sizeof(repaired))
        return 0;
    try_bytes(bytes, len);
    if (len < SEKISHO_INDEX_HEADER_LEN)
        return 0;
    memcpy(repaired, bytes, len);
    repair(repaired, len);
    try_bytes(repaired, len);
    return 0;
}
