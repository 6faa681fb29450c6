#ifndef SEKISHO_TESTS_PAM_PEOPLE_H
#define SEKISHO_TESTS_PAM_PEOPLE_H

#include "support/fixture.h"
#include "support/hooks.h"

/* The town hall of the fault twin's made-up databases. */
extern const struct hooks_person people_all[];
extern const struct hooks_group people_groups[];

#define PEOPLE_UID_HANAKO 1001 /* staff */
#define PEOPLE_UID_HAKEN  1002 /* temporary staff, in group haken */
#define PEOPLE_UID_TARO   1003

#define PEOPLE_OPEN   "2026-11-24 10:00:00" /* a Tuesday */
#define PEOPLE_EARLY  "2026-11-24 08:30:00" /* open, but not for haken */
#define PEOPLE_CLOSED "2026-11-24 17:30:00"

/* Bound: group haken and user taro from 09:00 to 17:00. */
#define PEOPLE_RESTRICT                                                                                      \
    "restrict = ( { title = \"派遣要員\"; title_en = \"Temporary staff\"; groups = [\"haken\"];\n"       \
    "  users = [\"taro\"]; hours = \"09:00-17:00\"; } );\n"

/* The fault twin with those people, a caller that is root, and the instant of people_at. */
struct hooks *people_hooks(void);
void people_reset(struct hooks *hooks, const char *at);

#endif
