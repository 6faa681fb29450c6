/*
 * Loaded into every process that asks for a name: libc alone, no malloc, no lock, no log, no environment, no
 * descriptor kept. Shows a revoked person locked, and knows nothing of anybody else. Any trouble is NOTFOUND:
 * PAM is the lock (it denies on trouble); here a broken list must not take root's name away.
 */
#include "proto.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "base/index.h"
#include "base/name.h"
#include "clock/clock.h"
#include "misses.h"
#include "pack.h"
#include "where.h"

/* A name, or a uid when name is NULL. */
struct question {
    const char *name;
    uid_t uid;
};

struct found {
    struct sekisho_index_entry entry;
    unsigned char record[SEKISHO_INDEX_RECORD_CAP];
};

/* root can be locked out by nothing in here, so root's look-ups cost nothing either. */
static bool
is_worth_asking(const struct question *question) {
    if (question->name == NULL)
        return question->uid != 0;
    return sekisho_name_is_user(question->name) && strcmp(question->name, "root") != 0;
}

static bool
read_index(const struct question *question, uint64_t remembered_by, struct found *found) {
    struct sekisho_index index;
    int64_t now;
    enum sekisho_rc rc;

    if (sekisho_index_open(sekisho_where_index(), sekisho_where_trust(), &index) != SEKISHO_OK)
        return false;
    if (question->name != NULL)
        rc = sekisho_index_find_name(&index, question->name, found->record, &found->entry);
    else
        rc = sekisho_index_find_uid(&index, question->uid, found->record, &found->entry);
    sekisho_index_close(&index);
    if ((rc != SEKISHO_OK && rc != SEKISHO_E_NOT_FOUND) || sekisho_clock_now(&now) != SEKISHO_OK)
        return false;
    if (rc == SEKISHO_E_NOT_FOUND)
        sekisho_misses_add(remembered_by, &index.stamp, now);
    return rc == SEKISHO_OK && sekisho_index_is_effective(&found->entry, now) &&
           !(found->entry.has_uid && found->entry.uid == 0);
}

/* A thread cancelled in between would leave the descriptor open. */
static bool
find_revoked(const struct question *question, struct found *found) {
    uint64_t remembered_by;
    bool is_found;
    int state;

    if (!is_worth_asking(question))
        return false;
    remembered_by = question->name != NULL ? sekisho_misses_name(question->name)
                                           : sekisho_misses_uid(question->uid);
    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    is_found = !sekisho_misses_has(remembered_by, sekisho_where_index()) &&
               read_index(question, remembered_by, found);
    (void)pthread_setcancelstate(state, NULL);
    return is_found;
}

/*
 * glibc hands in &errno itself, and must find there neither 0 nor a change: the next source's answer, and
 * what it says of an earlier one, would be blamed on us.
 */
static enum nss_status
answer_not_found(int saved_errno, int *errnop) {
    errno = saved_errno;
    if (errnop != &errno || saved_errno == 0)
        *errnop = ENOENT;
    return NSS_STATUS_NOTFOUND;
}

/* TRYAGAIN with ERANGE means a larger buffer, please, and nothing else. */
static enum nss_status
answer_packed(bool is_packed, int saved_errno, int *errnop) {
    errno = saved_errno;
    if (is_packed)
        return NSS_STATUS_SUCCESS;
    *errnop = ERANGE;
    return NSS_STATUS_TRYAGAIN;
}

static enum nss_status
answer_passwd(const struct question *question, struct passwd *pw, char *buffer, size_t buflen, int *errnop) {
    const int saved_errno = errno;
    struct found found;

    if (!find_revoked(question, &found) || !found.entry.has_account)
        return answer_not_found(saved_errno, errnop);
    return answer_packed(sekisho_pack_passwd(&found.entry, buffer, buflen, pw), saved_errno, errnop);
}

enum nss_status
_nss_sekisho_getpwnam_r(const char *name, struct passwd *pw, char *buffer, size_t buflen, int *errnop) {
    const struct question question = {.name = name == NULL ? "" : name};
    return answer_passwd(&question, pw, buffer, buflen, errnop);
}

enum nss_status
_nss_sekisho_getpwuid_r(uid_t uid, struct passwd *pw, char *buffer, size_t buflen, int *errnop) {
    const struct question question = {.uid = uid};
    return answer_passwd(&question, pw, buffer, buflen, errnop);
}

enum nss_status
_nss_sekisho_getspnam_r(const char *name, struct spwd *sp, char *buffer, size_t buflen, int *errnop) {
    const struct question question = {.name = name == NULL ? "" : name};
    const int saved_errno = errno;
    struct found found;

    if (!find_revoked(&question, &found))
        return answer_not_found(saved_errno, errnop);
    return answer_packed(sekisho_pack_shadow(&found.entry, buffer, buflen, sp), saved_errno, errnop);
}

/* glibc has put the primary group in already; SUCCESS without more, and [SUCCESS=return], make it the only
 * one. */
enum nss_status
_nss_sekisho_initgroups_dyn(const char *name, gid_t group, long *start, long *size, gid_t **groups,
                            long limit, int *errnop) {
    const struct question question = {.name = name == NULL ? "" : name};
    const int saved_errno = errno;
    struct found found;

    (void)group;
    (void)start;
    (void)size;
    (void)groups;
    (void)limit;
    if (!find_revoked(&question, &found))
        return answer_not_found(saved_errno, errnop);
    errno = saved_errno;
    return NSS_STATUS_SUCCESS;
}

/* The revoked are listed by the source they came from; listing them here too would show them twice. */
enum nss_status
_nss_sekisho_setpwent(int stayopen) {
    (void)stayopen;
    return NSS_STATUS_SUCCESS;
}

enum nss_status
_nss_sekisho_getpwent_r(struct passwd *pw, char *buffer, size_t buflen, int *errnop) {
    (void)pw;
    (void)buffer;
    (void)buflen;
    return answer_not_found(errno, errnop);
}

enum nss_status
_nss_sekisho_endpwent(void) {
    return NSS_STATUS_SUCCESS;
}
