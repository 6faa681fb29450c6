#include "config.h"

#include "tool/person.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum sekisho_rc
take(const struct passwd *entry, struct sekisho_who *who) {
    /* The canonical spelling: a directory may match names without regard to case. */
    if (!sekisho_name_is_user(entry->pw_name))
        return SEKISHO_E_ARGUMENT;
    memcpy(who->name, entry->pw_name, strlen(entry->pw_name) + 1);
    who->person.uid = entry->pw_uid;
    who->person.is_known = true;
    return SEKISHO_OK;
}

/* "No such user" has many spellings among NSS modules; see getpwnam(3). */
static bool
is_absence(int errnum) {
    return errnum == 0 || errnum == ENOENT || errnum == ESRCH || errnum == EBADF || errnum == EPERM;
}

enum sekisho_rc
sekisho_person_find(const char *name, uid_t rehearsal_uid, struct sekisho_who *ret_who) {
    const struct passwd *entry;

    memset(ret_who, 0, sizeof(*ret_who));
    ret_who->person.name = ret_who->name;
    ret_who->person.uid = (uid_t)-1;
    if (!sekisho_name_is_user(name))
        return SEKISHO_E_ARGUMENT;
    errno = 0;
    entry = getpwnam(name);
    if (entry != NULL)
        return take(entry, ret_who);
    if (!is_absence(errno))
        return errno == ENOMEM ? SEKISHO_E_NOMEM : SEKISHO_E_IO;
    memcpy(ret_who->name, name, strlen(name) + 1);
    if (rehearsal_uid != 0) {
        ret_who->person.uid = rehearsal_uid;
        ret_who->person.is_known = true;
        ret_who->is_assumed = true;
    }
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_person_self(struct sekisho_who *ret_who) {
    const struct passwd *entry;

    memset(ret_who, 0, sizeof(*ret_who));
    ret_who->person.name = ret_who->name;
    ret_who->person.uid = getuid();
    errno = 0;
    entry = getpwuid(getuid());
    if (entry != NULL)
        return take(entry, ret_who);
    return is_absence(errno) ? SEKISHO_E_NOT_FOUND : SEKISHO_E_IO;
}

bool
sekisho_person_group_exists(const char *group) {
    return getgrnam(group) != NULL;
}

void
sekisho_person_free_groups(struct sekisho_groups *groups) {
    for (size_t i = 0; i < groups->n_groups; i++)
        free((void *)(uintptr_t)groups->group[i]);
    free(groups->group);
    memset(groups, 0, sizeof(*groups));
}

/* False as soon as one group has no name or there is no memory: then they are not all known. */
static bool
name_groups(const gid_t *gid, size_t n, struct sekisho_groups *groups) {
    groups->group = calloc(n == 0 ? 1 : n, sizeof(*groups->group));
    if (groups->group == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct group *entry = getgrgid(gid[i]);
        char *name = entry == NULL ? NULL : strdup(entry->gr_name);
        if (name == NULL)
            return false;
        groups->group[groups->n_groups++] = name;
    }
    return true;
}

void
sekisho_person_groups(const struct sekisho_who *who, struct sekisho_groups *ret_groups) {
    const struct passwd *entry;
    gid_t *gid;
    int n = SEKISHO_PERSON_MAX_GROUPS;

    memset(ret_groups, 0, sizeof(*ret_groups));
    if (who->is_assumed) {
        ret_groups->are_known = true;
        return;
    }
    entry = who->person.is_known ? getpwnam(who->name) : NULL;
    gid = calloc(SEKISHO_PERSON_MAX_GROUPS, sizeof(*gid));
    if (entry != NULL && gid != NULL && getgrouplist(who->name, entry->pw_gid, gid, &n) >= 0 && n >= 0)
        ret_groups->are_known = name_groups(gid, (size_t)n, ret_groups);
    free(gid);
}
