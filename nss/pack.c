#include "pack.h"

#include <string.h>

#define NOLOGIN "/usr/sbin/nologin"

struct room {
    char *at;
    size_t left;
    bool is_short;
};

static char *
put(struct room *room, const char *text) {
    const size_t len = strlen(text) + 1;
    char *to = room->at;

    if (room->is_short || len > room->left) {
        room->is_short = true;
        return NULL;
    }
    memcpy(to, text, len);
    room->at += len;
    room->left -= len;
    return to;
}

bool
sekisho_pack_passwd(const struct sekisho_index_entry *entry, char *buffer, size_t cap, struct passwd *ret) {
    struct room room = {.at = buffer, .left = cap};
    struct passwd pw;

    memset(&pw, 0, sizeof(pw));
    pw.pw_name = put(&room, entry->name);
    pw.pw_passwd = put(&room, "x");
    pw.pw_uid = entry->uid;
    pw.pw_gid = entry->gid;
    pw.pw_gecos = put(&room, entry->gecos);
    pw.pw_dir = put(&room, entry->home);
    pw.pw_shell = put(&room, NOLOGIN);
    if (room.is_short)
        return false;
    *ret = pw;
    return true;
}

bool
sekisho_pack_shadow(const struct sekisho_index_entry *entry, char *buffer, size_t cap, struct spwd *ret) {
    struct room room = {.at = buffer, .left = cap};
    struct spwd sp;

    memset(&sp, 0, sizeof(sp));
    sp.sp_namp = put(&room, entry->name);
    sp.sp_pwdp = put(&room, "!*");
    sp.sp_lstchg = -1;
    sp.sp_min = -1;
    sp.sp_max = -1;
    sp.sp_warn = -1;
    sp.sp_inact = -1;
    sp.sp_expire = 1;
    sp.sp_flag = ~0UL;
    if (room.is_short)
        return false;
    *ret = sp;
    return true;
}
