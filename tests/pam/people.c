#include "people.h"

#include <string.h>

/* 256 bytes, the longest name there may be. */
#define A16  "aaaaaaaaaaaaaaaa"
#define A256 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16

static const gid_t haken_groups[] = {2002, 0};
static const gid_t lost_groups[] = {2999, 0}; /* a gid without a name */

const struct hooks_person people_all[] = {
    {.name = "root", .uid = 0, .gid = 500},
    {.name = "toor", .uid = 0, .gid = 500},
    {.name = "postgres", .uid = 105, .gid = 105},
    {.name = "batch", .uid = 1500, .gid = 2001},
    {.name = "hanako", .uid = PEOPLE_UID_HANAKO, .gid = 2001},
    {.name = "haken", .uid = PEOPLE_UID_HAKEN, .gid = 2001, .more = haken_groups},
    {.name = "taro", .uid = PEOPLE_UID_TARO, .gid = 2001},
    {.name = "lost", .uid = 1004, .gid = 2001, .more = lost_groups},
    {.name = "fat", .uid = 1005, .gid = 2001, .want = 200000},   /* a record of many pages */
    {.name = "huge", .uid = 1006, .gid = 2001, .want = 2 << 20}, /* more than anybody grants it */
    {.name = "evil", .uid = 1007, .gid = 2001, .canonical = "evil\n root"},
    {.name = "alias", .uid = PEOPLE_UID_TARO, .gid = 2001, .canonical = "taro"},
    {.name = A256, .uid = 1008, .gid = 2001},
    {.name = NULL},
};

const struct hooks_group people_groups[] = {
    {"system", 105}, {"wheel", 500}, {"jumin", 2001}, {"haken", 2002}, {NULL, 0},
};

struct hooks *
people_hooks(void) {
    static struct hooks *hooks;
    if (hooks == NULL)
        hooks = fixture_symbol(TEST_TWIN_FAULT, "sekisho_hooks");
    return hooks;
}

void
people_reset(struct hooks *hooks, const char *at) {
    memset(hooks, 0, sizeof(*hooks));
    hooks->people = people_all;
    hooks->groups = people_groups;
    hooks->fake_uid = true;
    hooks->uid = 0;
    hooks->fake_now = true;
    hooks->now = fixture_instant(at);
}
