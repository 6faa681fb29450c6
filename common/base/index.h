#ifndef SEKISHO_BASE_INDEX_H
#define SEKISHO_BASE_INDEX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/rc.h"
#include "base/safefile.h"

/*
 * Reads revocation.index, which root compiles from the verified revocation list (core/index_build.h,
 * doc/FORMAT.index). No malloc, no static state, no lock, nothing mapped: each look-up reads and checks only
 * the few hundred bytes it needs, so its cost does not depend on how many are revoked nor on how names were
 * chosen, and a file damaged or cut under it is an error, not a signal. Any thread; a fork may come at any
 * instant.
 *
 * A missing or damaged index is never "nobody is revoked": only SEKISHO_E_NOT_FOUND of a find call on an
 * opened index says that one is not in the list.
 */

#define SEKISHO_INDEX_FILE        "revocation.index"
#define SEKISHO_INDEX_ENTRIES_MAX 4000000U
#define SEKISHO_INDEX_GECOS_MAX   511  /* bytes, without the NUL */
#define SEKISHO_INDEX_HOME_MAX    1023 /* bytes, without the NUL */
#define SEKISHO_INDEX_RECORD_CAP  1840 /* bytes of the longest record */
#define SEKISHO_INDEX_LIST_ID_LEN 32

/* One revoked person. The account is as it stood when the index was compiled. */
struct sekisho_index_entry {
    const char *name;
    int64_t from_at; /* revoked from this instant on: [from_at, for ever) */
    bool has_uid;
    uid_t uid;
    bool has_account; /* then has_uid too */
    gid_t gid;
    const char *gecos; /* "" when there is no account */
    const char *home;  /* the same */
};

/* What tells one index file from the next at the same path. */
struct sekisho_index_stamp {
    uint64_t device, inode, len, owner, mode;
    int64_t changed_sec, changed_nsec; /* ctime */
};

/* Filled by the calls below; in the caller's storage. Read-only for callers. */
struct sekisho_index {
    int fd;
    struct sekisho_index_stamp stamp;
    uint64_t serial; /* of the list it was compiled from */
    unsigned char list_id[SEKISHO_INDEX_LIST_ID_LEN];
    uint32_t n_entries;
    uint32_t n_name_buckets, n_uid_buckets;
    uint64_t seed, records_len;
};

/*
 * Opens the index at an absolute path by sekisho_safefile_open_system and checks its header. On SEKISHO_OK
 * the caller ends it with sekisho_index_close; otherwise nothing is left open. The causes of safefile, and
 * SEKISHO_E_SYNTAX (no index, or damaged), _VERSION, _TRUNCATED, _TRAILING (its length is not what it says),
 * _IO.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_index_open(const char *path, struct sekisho_trust trust,
                                                    struct sekisho_index *ret_index);

/* The same with a file that the caller opened and judged. The index owns fd on SEKISHO_OK only. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_index_open_fd(int fd, struct sekisho_index *ret_index);

/* Leaves errno alone. */
void sekisho_index_close(struct sekisho_index *index);

/*
 * Looks somebody up, whatever the date: the caller compares with sekisho_index_is_effective. The texts of
 * ret_entry lie in record, SEKISHO_INDEX_RECORD_CAP bytes of the caller's, and live as long.
 * SEKISHO_E_NOT_FOUND when not in the list, also for a name that can be none; any other code means that
 * nothing is known. Of several persons with one uid, find_uid gives the one revoked first.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_index_find_name(const struct sekisho_index *index, const char *name,
                                                         unsigned char record[SEKISHO_INDEX_RECORD_CAP],
                                                         struct sekisho_index_entry *ret_entry);
SEKISHO_MUST_USE enum sekisho_rc sekisho_index_find_uid(const struct sekisho_index *index, uid_t uid,
                                                        unsigned char record[SEKISHO_INDEX_RECORD_CAP],
                                                        struct sekisho_index_entry *ret_entry);

bool sekisho_index_is_effective(const struct sekisho_index_entry *entry, int64_t now);

/*
 * The stamp of what is at path now, by one system call and without judging it. Equal to index->stamp, in
 * every field, as long as the same file is there unchanged (see sekisho_index_stamp_is_settled).
 * SEKISHO_E_NOT_FOUND, _ACCESS, _IO.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_index_stamp(const char *path, struct sekisho_index_stamp *ret_stamp);

/*
 * True when the file's last change is so long ago that any later one must show in the stamp: the clock of
 * file systems moves in steps of some milliseconds.
 */
bool sekisho_index_stamp_is_settled(const struct sekisho_index_stamp *stamp, int64_t now);

#endif
