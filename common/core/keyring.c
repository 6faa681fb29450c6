#include "core/keyring.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE 0755
#define FILE_MODE   0644
#define SUFFIX_LEN  (sizeof(SEKISHO_KEYRING_SUFFIX) - 1)
#define FILE_CAP    (SEKISHO_PUBLICKEY_ID_CAP + SUFFIX_LEN)

static void
name_file(const struct sekisho_public_key *key, char name[FILE_CAP]) {
    const size_t len = strlen(key->id);
    memcpy(name, key->id, len);
    memcpy(name + len, SEKISHO_KEYRING_SUFFIX, SUFFIX_LEN + 1);
}

static bool
is_key_file(const char *name) {
    const size_t len = strlen(name);
    return name[0] != '.' && len > SUFFIX_LEN && strcmp(name + len - SUFFIX_LEN, SEKISHO_KEYRING_SUFFIX) == 0;
}

/* A file under another key's name would let a distrusted key live on in a copy. */
static enum sekisho_rc
load_key(int folder_fd, const char *name, struct sekisho_trust trust, struct sekisho_public_key *ret_key) {
    char expected[FILE_CAP];
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    rc = sekisho_safefile_load_at(folder_fd, name, trust, SEKISHO_PUBLICKEY_MAX_BYTES, &bytes, &len);
    if (rc != SEKISHO_OK)
        return rc;
    if ((rc = sekisho_publickey_parse(bytes, len, ret_key)) == SEKISHO_OK) {
        name_file(ret_key, expected);
        if (strcmp(name, expected) != 0)
            rc = SEKISHO_E_KEY;
    }
    free(bytes);
    return rc;
}

static void
note_refused(struct sekisho_keyring *keyring, const char *name, enum sekisho_rc rc) {
    if (keyring->n_refused++ > 0)
        return;
    memcpy(keyring->refused_name, name, strnlen(name, sizeof(keyring->refused_name) - 1));
    keyring->refused_rc = rc;
}

static enum sekisho_rc
load_entries(DIR *dir, struct sekisho_trust trust, struct sekisho_keyring *keyring) {
    struct sekisho_public_key key;
    const struct dirent *entry;
    size_t n = 0;
    enum sekisho_rc rc;

    for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
        if (n++ >= SEKISHO_KEYRING_MAX_ENTRIES)
            return SEKISHO_E_TOO_LARGE;
        if (!is_key_file(entry->d_name))
            continue;
        rc = load_key(dirfd(dir), entry->d_name, trust, &key);
        if (rc == SEKISHO_OK)
            rc = sekisho_keyring_add(keyring, &key);
        if (rc == SEKISHO_E_NOMEM || rc == SEKISHO_E_TOO_LARGE)
            return rc;
        if (rc != SEKISHO_OK)
            note_refused(keyring, entry->d_name, rc);
    }
    return errno == 0 ? SEKISHO_OK : SEKISHO_E_IO;
}

enum sekisho_rc
sekisho_keyring_load(const char *folder, struct sekisho_trust trust, struct sekisho_keyring **ret_keyring) {
    struct sekisho_keyring *keyring = NULL;
    DIR *dir = NULL;
    int fd = -1;
    enum sekisho_rc rc;

    if ((rc = sekisho_safefile_open_folder(folder, trust, &fd, NULL)) != SEKISHO_OK)
        return rc;
    keyring = calloc(1, sizeof(*keyring));
    dir = fdopendir(fd);
    if (dir == NULL)
        (void)close(fd);
    rc = keyring == NULL || dir == NULL ? SEKISHO_E_NOMEM : load_entries(dir, trust, keyring);
    if (dir != NULL)
        (void)closedir(dir);
    if (rc == SEKISHO_OK)
        *ret_keyring = keyring;
    else
        free(keyring);
    return rc;
}

void
sekisho_keyring_free(struct sekisho_keyring *keyring) {
    free(keyring);
}

const struct sekisho_public_key *
sekisho_keyring_find(const struct sekisho_keyring *keyring, const char *id) {
    if (keyring == NULL)
        return NULL;
    for (size_t i = 0; i < keyring->n_keys; i++)
        if (strcmp(keyring->key[i].id, id) == 0)
            return &keyring->key[i];
    return NULL;
}

enum sekisho_rc
sekisho_keyring_add(struct sekisho_keyring *keyring, const struct sekisho_public_key *key) {
    for (size_t i = 0; i < keyring->n_keys; i++)
        if (memcmp(keyring->key[i].bytes, key->bytes, sizeof(key->bytes)) == 0) {
            /* One key under two roles or names: nobody knows which is meant, so neither is. */
            if (strcmp(keyring->key[i].id, key->id) != 0)
                keyring->key[i].standing = SEKISHO_KEY_DISTRUSTED;
            return SEKISHO_E_EXISTS;
        }
    if (keyring->n_keys >= SEKISHO_KEYRING_MAX_KEYS)
        return SEKISHO_E_TOO_LARGE;
    keyring->key[keyring->n_keys++] = *key;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_keyring_store(const char *folder, struct sekisho_trust trust, const struct sekisho_public_key *key) {
    char name[FILE_CAP];
    char *bytes = NULL;
    size_t len = 0;
    int fd = -1;
    enum sekisho_rc rc;

    if ((rc = sekisho_publickey_encode(key, &bytes, &len)) != SEKISHO_OK)
        return rc;
    if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST)
        rc = sekisho_rc_from_errno(errno);
    if (rc == SEKISHO_OK && (rc = sekisho_safefile_open_folder(folder, trust, &fd, NULL)) == SEKISHO_OK) {
        name_file(key, name);
        rc = sekisho_safefile_replace_at(fd, name, bytes, len, FILE_MODE);
        (void)close(fd);
    }
    free(bytes);
    return rc;
}
