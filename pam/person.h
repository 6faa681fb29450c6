#ifndef SEKISHO_PAM_PERSON_H
#define SEKISHO_PAM_PERSON_H

#include "request.h"

/*
 * Looks a person up in the user database, by name or by uid. Not found, an unusable name, or a database that
 * does not answer all leave is_known false: such a person is denied wherever hours are kept. box holds the
 * name afterwards.
 */
void sekisho_person_by_name(const char *name, struct sekisho_name_box *box, struct sekisho_person *ret_person,
                            unsigned *ret_gid);
void sekisho_person_by_uid(uid_t uid, struct sekisho_name_box *box, struct sekisho_person *ret_person,
                           unsigned *ret_gid);

/*
 * The names of all groups of a person; *ret_group is the caller's to free, each name and the list. False when
 * any of it cannot be had.
 */
bool sekisho_person_groups(const char *name, unsigned primary_gid, char ***ret_group, size_t *ret_n_groups);
void sekisho_person_free_groups(char **group, size_t n_groups);

/* Does the group exist as far as the group database can tell? */
bool sekisho_person_group_exists(const char *group);

#endif
