#include "person.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BUFFER ((size_t)1024)
#define LAST_BUFFER  ((size_t)1024 * 1024) /* a group with tens of thousands of members */

/* One question to the user or group database, asked again with a larger buffer while it says ERANGE. */
struct question {
    const char *name; /* NULL: ask by id */
    unsigned id;
};

typedef int ask_fn(const struct question *question, void *record, char *buffer, size_t cap, void **ret_found);

static int
ask_user(const struct question *question, void *record, char *buffer, size_t cap, void **ret_found) {
    struct passwd *found = NULL;
    const int errnum = question->name != NULL ? getpwnam_r(question->name, record, buffer, cap, &found)
                                              : getpwuid_r(question->id, record, buffer, cap, &found);
    *ret_found = found;
    return errnum;
}

static int
ask_group(const struct question *question, void *record, char *buffer, size_t cap, void **ret_found) {
    struct group *found = NULL;
    const int errnum = question->name != NULL ? getgrnam_r(question->name, record, buffer, cap, &found)
                                              : getgrgid_r(question->id, record, buffer, cap, &found);
    *ret_found = found;
    return errnum;
}

/* True with *ret_buffer (to free) behind the record; false when nothing is found or the database fails. */
static bool
ask(ask_fn *fn, struct question question, void *record, char **ret_buffer) {
    for (size_t cap = FIRST_BUFFER; cap <= LAST_BUFFER; cap *= 4) {
        void *found = NULL;
        char *buffer = malloc(cap);
        int errnum;

        if (buffer == NULL)
            return false;
        errnum = fn(&question, record, buffer, cap, &found);
        if (errnum == 0 && found != NULL) {
            *ret_buffer = buffer;
            return true;
        }
        free(buffer);
        if (errnum != ERANGE)
            return false;
    }
    return false;
}

static void
keep_name(const char *name, struct sekisho_name_box *box, struct sekisho_person *person) {
    const size_t len = strnlen(name, SEKISHO_NAME_MAX);
    memcpy(box->text, name, len);
    box->text[len] = '\0';
    person->name = box->text;
}

static void
fill(const struct question *question, struct sekisho_name_box *box, struct sekisho_person *ret_person,
     unsigned *ret_gid) {
    struct passwd record;
    char *buffer = NULL;

    if (!ask(ask_user, *question, &record, &buffer))
        return;
    if (sekisho_name_is_user(record.pw_name)) {
        keep_name(record.pw_name, box, ret_person);
        ret_person->uid = record.pw_uid;
        ret_person->is_known = true;
        *ret_gid = record.pw_gid;
    }
    free(buffer);
}

void
sekisho_person_by_name(const char *name, struct sekisho_name_box *box, struct sekisho_person *ret_person,
                       unsigned *ret_gid) {
    const struct question question = {.name = name};
    memset(ret_person, 0, sizeof(*ret_person));
    ret_person->uid = (uid_t)-1;
    *ret_gid = (unsigned)-1;
    if (name == NULL)
        return;
    keep_name(name, box, ret_person);
    if (sekisho_name_is_user(name))
        fill(&question, box, ret_person, ret_gid);
}

void
sekisho_person_by_uid(uid_t uid, struct sekisho_name_box *box, struct sekisho_person *ret_person,
                      unsigned *ret_gid) {
    const struct question question = {.name = NULL, .id = uid};
    memset(ret_person, 0, sizeof(*ret_person));
    *ret_gid = (unsigned)-1;
    fill(&question, box, ret_person, ret_gid);
    ret_person->uid = uid;
}

bool
sekisho_person_group_exists(const char *group) {
    const struct question question = {.name = group};
    struct group record;
    char *buffer = NULL;
    if (!ask(ask_group, question, &record, &buffer))
        return false;
    free(buffer);
    return true;
}

static char *
group_name(gid_t gid) {
    const struct question question = {.name = NULL, .id = gid};
    struct group record;
    char *buffer = NULL, *name;
    if (!ask(ask_group, question, &record, &buffer))
        return NULL;
    name = strdup(record.gr_name);
    free(buffer);
    return name;
}

void
sekisho_person_free_groups(char **group, size_t n_groups) {
    for (size_t i = 0; group != NULL && i < n_groups; i++)
        free(group[i]);
    free(group);
}

static gid_t *
list_gids(const char *name, gid_t primary_gid, int *ret_n) {
    int n = 64;
    for (;;) {
        const int cap = n;
        gid_t *gid = calloc((size_t)cap, sizeof(*gid));
        if (gid == NULL)
            return NULL;
        if (getgrouplist(name, primary_gid, gid, &n) >= 0) {
            *ret_n = n;
            return gid;
        }
        free(gid);
        if (n <= cap || n > SEKISHO_REQUEST_MAX_GROUPS)
            return NULL;
    }
}

bool
sekisho_person_groups(const char *name, unsigned primary_gid, char ***ret_group, size_t *ret_n_groups) {
    int n = 0, named = 0;
    gid_t *gid = list_gids(name, primary_gid, &n);
    char **group = gid == NULL || n < 1 ? NULL : calloc((size_t)n, sizeof(*group));

    if (group != NULL) {
        while (named < n && (group[named] = group_name(gid[named])) != NULL)
            named++;
        if (named < n) {
            sekisho_person_free_groups(group, (size_t)named);
            group = NULL;
        }
    }
    free(gid);
    if (group == NULL)
        return false;
    *ret_group = group;
    *ret_n_groups = (size_t)n;
    return true;
}
