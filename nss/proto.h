#ifndef SEKISHO_NSS_PROTO_H
#define SEKISHO_NSS_PROTO_H

#include <nss.h>
#include <pwd.h>
#include <shadow.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"

/* What glibc looks up by name in the module; its headers do not declare it. Also for the tests. */

SEKISHO_PUBLIC enum nss_status _nss_sekisho_getpwnam_r(const char *name, struct passwd *pw, char *buffer,
                                                       size_t buflen, int *errnop);
SEKISHO_PUBLIC enum nss_status _nss_sekisho_getpwuid_r(uid_t uid, struct passwd *pw, char *buffer,
                                                       size_t buflen, int *errnop);
SEKISHO_PUBLIC enum nss_status _nss_sekisho_getspnam_r(const char *name, struct spwd *sp, char *buffer,
                                                       size_t buflen, int *errnop);
SEKISHO_PUBLIC enum nss_status _nss_sekisho_initgroups_dyn(const char *name, gid_t group, long *start,
                                                           long *size, gid_t **groups, long limit,
                                                           int *errnop);
SEKISHO_PUBLIC enum nss_status _nss_sekisho_setpwent(int stayopen);
SEKISHO_PUBLIC enum nss_status _nss_sekisho_getpwent_r(struct passwd *pw, char *buffer, size_t buflen,
                                                       int *errnop);
SEKISHO_PUBLIC enum nss_status _nss_sekisho_endpwent(void);

#endif
