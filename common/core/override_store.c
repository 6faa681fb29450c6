#include "core/override_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/state_folder.h"
#include "core/statement.h"
#include "core/value.h"

#define FILE_MODE  0644
#define HASH_BYTES 16
#define HASH_CHARS (2 * HASH_BYTES)
#define NAME_CAP   96 /* two instants, an id, the NUL */

static void
name_user_folder(const char *user, char name[HASH_CHARS + 1]) {
    uint8_t hash[HASH_BYTES];
    (void)crypto_generichash(hash, sizeof(hash), (const uint8_t *)user, strlen(user), NULL, 0);
    (void)sodium_bin2hex(name, HASH_CHARS + 1, hash, sizeof(hash));
}

static enum sekisho_rc
name_file(const struct sekisho_override *override, char name[NAME_CAP]) {
    if (override->not_before < 0)
        return SEKISHO_E_RANGE;
    (void)snprintf(name, NAME_CAP, "%lld-%lld-%s", (long long) override->not_before,
                   (long long) override->not_after, override->id);
    return SEKISHO_OK;
}

/* The instants and the id in a file's name; false when it is no override's. */
static bool
read_name(const char *name, int64_t *ret_not_before, int64_t *ret_not_after, const char **ret_id) {
    char text[NAME_CAP];
    char *before = text, *after, *id;
    uint64_t from = 0, to = 0;

    if (strlen(name) >= sizeof(text))
        return false;
    memcpy(text, name, strlen(name) + 1);
    if ((after = strchr(before, '-')) == NULL || (id = strchr(after + 1, '-')) == NULL)
        return false;
    *after++ = '\0';
    *id++ = '\0';
    if (sekisho_value_number(before, INT64_MAX, &from) != SEKISHO_OK ||
        sekisho_value_number(after, INT64_MAX, &to) != SEKISHO_OK || !sekisho_value_is_id(id))
        return false;
    *ret_not_before = (int64_t)from;
    *ret_not_after = (int64_t)to;
    if (ret_id != NULL)
        *ret_id = name + (id - text);
    return true;
}

/* Loads one file and holds it to its name and folder, so that a copy elsewhere is worth nothing. */
static enum sekisho_rc
load_file(int folder_fd, const char *folder, const char *name, struct sekisho_trust trust,
          const struct sekisho_keyring *keyring, struct sekisho_override **ret_override) {
    char expected[NAME_CAP], user_folder[HASH_CHARS + 1];
    struct sekisho_override *override = NULL;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    rc = sekisho_safefile_load_at(folder_fd, name, trust, SEKISHO_STATEMENT_OVERRIDE_MAX, &bytes, &len);
    if (rc != SEKISHO_OK)
        return rc;
    rc = sekisho_override_open(bytes, len, keyring, &override);
    free(bytes);
    if (rc == SEKISHO_OK)
        rc = name_file(override, expected);
    if (rc == SEKISHO_OK) {
        name_user_folder(override->user, user_folder);
        if (strcmp(expected, name) != 0 || strcmp(user_folder, folder) != 0)
            rc = SEKISHO_E_SYNTAX;
    }
    if (rc == SEKISHO_OK)
        *ret_override = override;
    else
        sekisho_override_free(override);
    return rc;
}

/* One walk through one person's folder: what is wanted of each file whose name is an override's. */
typedef enum sekisho_rc file_fn(void *closure, int folder_fd, const char *name, int64_t not_before,
                                int64_t not_after, const char *id);

static enum sekisho_rc
walk_folder(int folder_fd, file_fn *each, void *closure) {
    const int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    int64_t not_before = 0, not_after = 0;
    const struct dirent *entry;
    const char *id = NULL;
    size_t n = 0;
    enum sekisho_rc rc = SEKISHO_OK;

    if (dir == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return SEKISHO_E_NOMEM;
    }
    for (errno = 0; rc == SEKISHO_OK && (entry = readdir(dir)) != NULL; errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (n++ >= SEKISHO_OVERRIDE_STORE_MAX_FILES)
            rc = SEKISHO_E_TOO_LARGE;
        else if (read_name(entry->d_name, &not_before, &not_after, &id))
            rc = each(closure, folder_fd, entry->d_name, not_before, not_after, id);
    }
    if (rc == SEKISHO_OK && errno != 0)
        rc = SEKISHO_E_IO;
    (void)closedir(dir);
    return rc;
}

struct clash {
    const struct sekisho_override *override;
    const char *name;
    size_t n_files, n_overlapping;
    bool found;
};

static enum sekisho_rc
look_for_clash(void *closure, int folder_fd, const char *name, int64_t not_before, int64_t not_after,
               const char *id) {
    struct clash *clash = closure;
    (void)folder_fd;
    clash->n_files++;
    if (not_after > clash->override->not_before && not_before < clash->override->not_after)
        clash->n_overlapping++;
    if (strcmp(id, clash->override->id) == 0 && strcmp(name, clash->name) != 0)
        clash->found = true;
    return SEKISHO_OK;
}

static enum sekisho_rc
put_file(int folder_fd, const struct sekisho_override *override, struct sekisho_trust trust,
         const char *bytes, size_t len) {
    char name[NAME_CAP];
    struct clash clash = {.override = override, .name = name};
    char *present = NULL;
    size_t present_len = 0;
    enum sekisho_rc rc;

    if ((rc = name_file(override, name)) != SEKISHO_OK ||
        (rc = walk_folder(folder_fd, look_for_clash, &clash)) != SEKISHO_OK)
        return rc;
    if (clash.found)
        return SEKISHO_E_EXISTS;
    rc = sekisho_safefile_load_at(folder_fd, name, trust, SEKISHO_STATEMENT_OVERRIDE_MAX, &present,
                                  &present_len);
    if (rc == SEKISHO_OK) {
        rc = present_len == len && memcmp(present, bytes, len) == 0 ? SEKISHO_OK : SEKISHO_E_EXISTS;
        free(present);
        return rc;
    }
    /* One less than the cap: the replacement's temporary file counts while it is there. */
    if (clash.n_files >= SEKISHO_OVERRIDE_STORE_MAX_FILES - 1 ||
        clash.n_overlapping >= SEKISHO_OVERRIDE_STORE_MAX_LOAD)
        return SEKISHO_E_TOO_LARGE;
    return sekisho_safefile_replace_at(folder_fd, name, bytes, len, FILE_MODE);
}

static enum sekisho_rc
store(const char *state_dir, struct sekisho_trust trust, const struct sekisho_override *override,
      const char *bytes, size_t len) {
    char user_folder[HASH_CHARS + 1];
    struct sekisho_state_folder folder;
    int overrides_fd = -1, user_fd = -1;
    enum sekisho_rc rc;

    if ((rc = sekisho_state_folder_open(state_dir, trust, &folder)) != SEKISHO_OK)
        return rc;
    name_user_folder(override->user, user_folder);
    rc = sekisho_state_folder_enter(folder.fd, SEKISHO_OVERRIDE_STORE_FOLDER, true, trust, &overrides_fd);
    if (rc == SEKISHO_OK)
        rc = sekisho_state_folder_enter(overrides_fd, user_folder, true, trust, &user_fd);
    if (rc == SEKISHO_OK)
        rc = put_file(user_fd, override, trust, bytes, len);
    if (user_fd >= 0)
        (void)close(user_fd);
    if (overrides_fd >= 0)
        (void)close(overrides_fd);
    sekisho_state_folder_close(&folder);
    return rc;
}

enum sekisho_rc
sekisho_override_store_install(const char *state_dir, struct sekisho_trust trust,
                               const struct sekisho_keyring *keyring, const char *bytes, size_t len,
                               int64_t now, struct sekisho_override **ret_override) {
    struct sekisho_override *override = NULL;
    enum sekisho_rc rc;

    *ret_override = NULL;
    if ((rc = sekisho_override_open(bytes, len, keyring, &override)) != SEKISHO_OK)
        return rc;
    rc = override->not_after <= now ? SEKISHO_E_RANGE : store(state_dir, trust, override, bytes, len);
    if (rc == SEKISHO_OK)
        *ret_override = override;
    else
        sekisho_override_free(override);
    return rc;
}

struct load {
    const char *folder;
    struct sekisho_trust trust;
    const struct sekisho_keyring *keyring;
    int64_t from, to;
    size_t n, max;
    sekisho_override_seen_fn *seen;
    void *closure;
};

static enum sekisho_rc
load_and_show(void *closure, int folder_fd, const char *name, int64_t not_before, int64_t not_after,
              const char *id) {
    struct load *load = closure;
    struct sekisho_override *override = NULL;
    enum sekisho_rc rc;

    (void)id;
    if (not_after <= load->from || not_before >= load->to)
        return SEKISHO_OK;
    if (load->n++ >= load->max)
        return SEKISHO_E_TOO_LARGE;
    rc = load_file(folder_fd, load->folder, name, load->trust, load->keyring, &override);
    if (rc == SEKISHO_E_NOMEM)
        return rc;
    if (!load->seen(load->closure, name, rc, override))
        sekisho_override_free(override);
    return SEKISHO_OK;
}

/* SEKISHO_E_NOT_FOUND when nothing was ever stored here. */
static enum sekisho_rc
open_overrides(const char *state_dir, struct sekisho_trust trust, int *ret_fd) {
    int fd = -1;
    enum sekisho_rc rc = sekisho_safefile_open_folder(state_dir, trust, &fd, NULL);
    if (rc != SEKISHO_OK)
        return rc;
    rc = sekisho_state_folder_enter(fd, SEKISHO_OVERRIDE_STORE_FOLDER, false, trust, ret_fd);
    (void)close(fd);
    return rc;
}

/* The one person's folder; SEKISHO_E_NOT_FOUND when nothing was ever stored for them. */
static enum sekisho_rc
open_user_folder(const char *state_dir, struct sekisho_trust trust, const char *user_folder, int *ret_fd) {
    int overrides_fd = -1;
    enum sekisho_rc rc = open_overrides(state_dir, trust, &overrides_fd);
    if (rc != SEKISHO_OK)
        return rc;
    rc = sekisho_state_folder_enter(overrides_fd, user_folder, false, trust, ret_fd);
    (void)close(overrides_fd);
    return rc;
}

bool
sekisho_override_store_has(const char *state_dir, struct sekisho_trust trust, const char *user) {
    char user_folder[HASH_CHARS + 1];
    int fd = -1;
    enum sekisho_rc rc;

    name_user_folder(user, user_folder);
    rc = open_user_folder(state_dir, trust, user_folder, &fd);
    if (rc == SEKISHO_OK)
        (void)close(fd);
    return rc != SEKISHO_E_NOT_FOUND;
}

enum sekisho_rc
sekisho_override_store_load(const char *state_dir, struct sekisho_trust trust,
                            const struct sekisho_keyring *keyring, const char *user, int64_t from, int64_t to,
                            sekisho_override_seen_fn *seen, void *closure) {
    char user_folder[HASH_CHARS + 1];
    struct load load = {.folder = user_folder,
                        .trust = trust,
                        .keyring = keyring,
                        .from = from,
                        .to = to,
                        .max = SEKISHO_OVERRIDE_STORE_MAX_LOAD,
                        .seen = seen,
                        .closure = closure};
    int fd = -1;
    enum sekisho_rc rc;

    name_user_folder(user, user_folder);
    rc = open_user_folder(state_dir, trust, user_folder, &fd);
    if (rc == SEKISHO_OK) {
        rc = walk_folder(fd, load_and_show, &load);
        (void)close(fd);
    }
    return rc == SEKISHO_E_NOT_FOUND ? SEKISHO_OK : rc;
}

/* One walk through all persons' folders. */
struct tour {
    struct sekisho_trust trust;
    file_fn *each;
    void *closure;
    const char **folder; /* where each may learn which folder it is in; may be NULL */
};

static enum sekisho_rc
tour_entries(DIR *dir, const struct tour *tour) {
    uint8_t hash[HASH_BYTES];
    const struct dirent *entry;
    size_t n = 0;
    enum sekisho_rc rc = SEKISHO_OK;

    for (errno = 0; rc == SEKISHO_OK && (entry = readdir(dir)) != NULL; errno = 0) {
        int fd = -1;
        if (n++ >= SEKISHO_OVERRIDE_STORE_MAX_USERS)
            return SEKISHO_E_TOO_LARGE;
        if (sekisho_value_hex(entry->d_name, hash, sizeof(hash)) != SEKISHO_OK)
            continue;
        if (tour->folder != NULL)
            *tour->folder = entry->d_name;
        if ((rc = sekisho_state_folder_enter(dirfd(dir), entry->d_name, false, tour->trust, &fd)) ==
            SEKISHO_OK) {
            rc = walk_folder(fd, tour->each, tour->closure);
            (void)close(fd);
        }
    }
    return rc != SEKISHO_OK || errno == 0 ? rc : SEKISHO_E_IO;
}

static enum sekisho_rc
tour_folders(int overrides_fd, const struct tour *tour) {
    const int fd = openat(overrides_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    enum sekisho_rc rc;

    if (dir == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return SEKISHO_E_NOMEM;
    }
    rc = tour_entries(dir, tour);
    (void)closedir(dir);
    return rc;
}

enum sekisho_rc
sekisho_override_store_list(const char *state_dir, struct sekisho_trust trust,
                            const struct sekisho_keyring *keyring, sekisho_override_seen_fn *seen,
                            void *closure) {
    struct load load = {.trust = trust,
                        .keyring = keyring,
                        .from = INT64_MIN,
                        .to = INT64_MAX,
                        .max = SIZE_MAX,
                        .seen = seen,
                        .closure = closure};
    const struct tour tour = {
        .trust = trust, .each = load_and_show, .closure = &load, .folder = &load.folder};
    int overrides_fd = -1;
    enum sekisho_rc rc = open_overrides(state_dir, trust, &overrides_fd);

    if (rc == SEKISHO_OK) {
        rc = tour_folders(overrides_fd, &tour);
        (void)close(overrides_fd);
    }
    return rc == SEKISHO_E_NOT_FOUND ? SEKISHO_OK : rc;
}

struct mover {
    int64_t before;
    const char *folder;
    int archive_fd;
    size_t n_moved;
};

static enum sekisho_rc
move_expired(void *closure, int folder_fd, const char *name, int64_t not_before, int64_t not_after,
             const char *id) {
    char archived[NAME_CAP + HASH_CHARS + 2];
    struct mover *mover = closure;
    (void)not_before, (void)id;
    if (not_after > mover->before)
        return SEKISHO_OK;
    /* The person's folder goes into the name, so that no two meet. */
    (void)snprintf(archived, sizeof(archived), "%s-%s", name, mover->folder);
    if (renameat(folder_fd, name, mover->archive_fd, archived) != 0)
        return sekisho_rc_from_errno(errno);
    mover->n_moved++;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_override_store_archive(const char *state_dir, struct sekisho_trust trust, int64_t before,
                               size_t *ret_n_moved) {
    struct mover mover = {.before = before, .archive_fd = -1};
    const struct tour tour = {
        .trust = trust, .each = move_expired, .closure = &mover, .folder = &mover.folder};
    struct sekisho_state_folder folder;
    int overrides_fd = -1;
    enum sekisho_rc rc;

    *ret_n_moved = 0;
    if ((rc = sekisho_state_folder_open(state_dir, trust, &folder)) != SEKISHO_OK)
        return rc;
    rc = sekisho_state_folder_enter(folder.fd, SEKISHO_OVERRIDE_STORE_FOLDER, false, trust, &overrides_fd);
    if (rc == SEKISHO_OK)
        rc = sekisho_state_folder_enter(folder.fd, SEKISHO_OVERRIDE_STORE_ARCHIVE, true, trust,
                                        &mover.archive_fd);
    if (rc == SEKISHO_OK)
        rc = tour_folders(overrides_fd, &tour);
    *ret_n_moved = mover.n_moved;
    if (mover.archive_fd >= 0) {
        if (mover.n_moved > 0 && fsync(mover.archive_fd) != 0 && rc == SEKISHO_OK)
            rc = SEKISHO_E_IO;
        (void)close(mover.archive_fd);
    }
    if (overrides_fd >= 0)
        (void)close(overrides_fd);
    sekisho_state_folder_close(&folder);
    return rc == SEKISHO_E_NOT_FOUND ? SEKISHO_OK : rc;
}
