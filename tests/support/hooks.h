#ifndef SEKISHO_TESTS_SUPPORT_HOOKS_H
#define SEKISHO_TESTS_SUPPORT_HOOKS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What the fault twin (the module's own objects, linked with --wrap) calls in the place of libc. Only the
 * module's calls come here, not those of libpam or of libraries below. Found in the twin by dlsym.
 */
enum hook {
    HOOK_MALLOC = 0,
    HOOK_CALLOC,
    HOOK_REALLOC,
    HOOK_STRDUP,
    HOOK_OPEN,
    HOOK_OPENAT,
    HOOK_FSTAT,
    HOOK_READ,
    HOOK_GETPWNAM,
    HOOK_GETPWUID,
    HOOK_GETGRNAM,
    HOOK_GETGRGID,
    HOOK_GETGROUPLIST,
    HOOK_GETHOSTNAME,
    HOOK_CLOCK,
    HOOK_END
};

/* An account or group of the made-up databases. */
struct hooks_person {
    const char *name; /* NULL ends the table */
    uid_t uid;
    gid_t gid;
    const gid_t *more;     /* further groups, ended by 0 */
    size_t want;           /* bytes of buffer its record takes; 0: what it needs */
    const char *canonical; /* the name in the record found; NULL: name */
};

struct hooks_group {
    const char *name;
    gid_t gid;
};

struct hooks {
    /* Set by the test. */
    unsigned fail_at;    /* the k-th hooked call fails; 0: none */
    bool fail_onward;    /* and each one after it */
    bool fail_kind_only; /* counted and failed are calls of fail_kind alone */
    enum hook fail_kind;
    const struct hooks_person *people; /* NULL: the system's */
    const struct hooks_group *groups;
    bool fake_uid;
    uid_t uid; /* what getuid says */
    bool fake_now;
    int64_t now;
    const char *host; /* NULL: the system's */
    bool short_reads; /* read gives one byte less than asked for, EINTR between */
    /* Counted. */
    unsigned total, calls[HOOK_END];
    bool has_failed;
    long live_blocks, live_fds;
};

extern struct hooks sekisho_hooks;

#endif
