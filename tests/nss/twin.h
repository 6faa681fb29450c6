#ifndef SEKISHO_TESTS_NSS_TWIN_H
#define SEKISHO_TESTS_NSS_TWIN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "proto.h"

/*
 * The module's own objects, linked with another where.c and another clock: path, owner and instant are what
 * the test last put here. Set it before threads start.
 */
struct twin {
    char path[256];
    uid_t owner;
    bool has_now; /* false: the real clock */
    bool is_clock_broken;
    int64_t now;
};

/* The functions as glibc finds them, by name in the loaded module. */
struct twin_calls {
    struct twin *twin;
    enum nss_status (*getpwnam_r)(const char *, struct passwd *, char *, size_t, int *);
    enum nss_status (*getpwuid_r)(uid_t, struct passwd *, char *, size_t, int *);
    enum nss_status (*getspnam_r)(const char *, struct spwd *, char *, size_t, int *);
    enum nss_status (*initgroups_dyn)(const char *, gid_t, long *, long *, gid_t **, long, int *);
    enum nss_status (*setpwent)(int);
    enum nss_status (*getpwent_r)(struct passwd *, char *, size_t, int *);
    enum nss_status (*endpwent)(void);
};

/*
 * Loads the twin, after which glibc takes it for "sekisho" in this process: it goes by the soname. Ends the
 * program when it cannot. The owner is this process's, the clock the real one.
 */
void twin_load(const char *index_path, struct twin_calls *ret_calls);

#endif
