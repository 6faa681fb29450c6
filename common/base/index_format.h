#ifndef SEKISHO_BASE_INDEX_FORMAT_H
#define SEKISHO_BASE_INDEX_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/siphash.h"

/*
 * Where things lie in revocation.index, for its reader, its builder and their tests alone. doc/FORMAT.index
 * says it in words. All numbers are little-endian; objects start at multiples of 8.
 */

#define SEKISHO_INDEX_MAGIC   UINT64_C(0x5844494f4853454b) /* "KESHOIDX" as bytes */
#define SEKISHO_INDEX_VERSION 1U

#define SEKISHO_INDEX_HEADER_LEN 128
#define SEKISHO_INDEX_AT_MAGIC   0   /* u64 */
#define SEKISHO_INDEX_AT_VERSION 8   /* u32 */
#define SEKISHO_INDEX_AT_ENTRIES 12  /* u32 */
#define SEKISHO_INDEX_AT_LEN     16  /* u64, of the whole file */
#define SEKISHO_INDEX_AT_SERIAL  24  /* u64 */
#define SEKISHO_INDEX_AT_SEED    32  /* u64 */
#define SEKISHO_INDEX_AT_NAMES   40  /* u32, buckets */
#define SEKISHO_INDEX_AT_UIDS    44  /* u32, buckets */
#define SEKISHO_INDEX_AT_RECORDS 48  /* u64, bytes */
#define SEKISHO_INDEX_AT_LIST_ID 56  /* 32 bytes; then zeros */
#define SEKISHO_INDEX_AT_SEAL    120 /* u64 over all before it */

/* A bucket: u64 seal, u32 count, u32 zero, then slots of u32 fingerprint, u32 record offset / 8. */
#define SEKISHO_INDEX_BUCKET_LEN   256
#define SEKISHO_INDEX_BUCKET_COUNT 8
#define SEKISHO_INDEX_BUCKET_SLOTS 16
#define SEKISHO_INDEX_SLOT_LEN     8
#define SEKISHO_INDEX_SLOTS_MAX    30
#define SEKISHO_INDEX_BUCKETS_MAX  8000000U

/* A record: u64 seal over all behind it, then these, then name, gecos, home, each NUL-ended, then zeros. */
#define SEKISHO_INDEX_RECORD_LEN       8  /* u32, of the record, a multiple of 8 */
#define SEKISHO_INDEX_RECORD_FLAGS     12 /* u32 */
#define SEKISHO_INDEX_RECORD_FROM      16 /* i64 */
#define SEKISHO_INDEX_RECORD_UID       24 /* u32 */
#define SEKISHO_INDEX_RECORD_GID       28 /* u32 */
#define SEKISHO_INDEX_RECORD_NAME_LEN  32 /* u16 */
#define SEKISHO_INDEX_RECORD_GECOS_LEN 34 /* u16 */
#define SEKISHO_INDEX_RECORD_HOME_LEN  36 /* u16; then u16 zero */
#define SEKISHO_INDEX_RECORD_TEXT      40

#define SEKISHO_INDEX_FLAG_UID     1U
#define SEKISHO_INDEX_FLAG_ACCOUNT 2U

static inline uint64_t
sekisho_index_load(const unsigned char *from, size_t len) {
    uint64_t value = 0;
    size_t n;
    for (n = 0; n < len; n++)
        value |= (uint64_t)from[n] << (8 * n);
    return value;
}

static inline uint64_t
sekisho_index_load64(const unsigned char *from) {
    return sekisho_index_load(from, 8);
}

static inline uint32_t
sekisho_index_load32(const unsigned char *from) {
    return (uint32_t)sekisho_index_load(from, 4);
}

static inline uint16_t
sekisho_index_load16(const unsigned char *from) {
    return (uint16_t)sekisho_index_load(from, 2);
}

static inline void
sekisho_index_store(unsigned char *to, uint64_t value, size_t len) {
    size_t n;
    for (n = 0; n < len; n++)
        to[n] = (unsigned char)(value >> (8 * n));
}

/* The seal of an object: its place is part of the key, so that a whole object in another's place is found
 * out. */
static inline uint64_t
sekisho_index_seal(uint64_t seed, uint64_t at, const unsigned char *bytes, size_t len) {
    return sekisho_siphash(seed ^ SEKISHO_INDEX_MAGIC, at, bytes, len);
}

static inline uint64_t
sekisho_index_hash_name(uint64_t seed, const char *name, size_t len) {
    return sekisho_siphash(seed, UINT64_C(1), name, len);
}

static inline uint64_t
sekisho_index_hash_uid(uint64_t seed, uint32_t uid) {
    unsigned char bytes[4];
    sekisho_index_store(bytes, uid, sizeof(bytes));
    return sekisho_siphash(seed, UINT64_C(2), bytes, sizeof(bytes));
}

/* The high half of a hash chooses the bucket, the low half is the fingerprint in the slot. */
static inline uint32_t
sekisho_index_bucket(uint64_t hash, uint32_t n_buckets) {
    return (uint32_t)(((hash >> 32) * n_buckets) >> 32);
}

#endif
