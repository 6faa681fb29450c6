#include "core/state_load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/notice_statement.h"
#include "core/override_store.h"
#include "core/state_list.h"

/* The public part first, so that one pointer is both. */
struct held {
    struct sekisho_state_set set;
    const struct sekisho_state_source *source; /* only while loading */
    const struct sekisho_policy *policy;
    struct sekisho_keyring *keyring; /* see need_keys; only while loading */
    bool looked_for_keys;
    struct sekisho_arena arena;
    struct sekisho_notice_statement *notice_statement;
    struct sekisho_notice notice;
    struct sekisho_override *override[SEKISHO_OVERRIDE_STORE_MAX_LOAD];
    const struct sekisho_override *shown[SEKISHO_OVERRIDE_STORE_MAX_LOAD];
    size_t n_overrides;
};

static void
note(struct sekisho_state_refused *refused, const char *name, enum sekisho_rc rc) {
    const size_t len = strnlen(name, sizeof(refused->name) - 1);
    memcpy(refused->name, name, len);
    refused->name[len] = '\0';
    refused->rc = rc;
}

static void
note_damage(struct held *held, const char *name, enum sekisho_rc rc) {
    if (!held->set.state.is_damaged)
        note(&held->set.damage, name, rc);
    held->set.state.is_damaged = true;
}

static void
note_refused(struct held *held, const char *name, enum sekisho_rc rc) {
    if (held->set.n_refused < SEKISHO_STATE_MAX_REFUSED)
        note(&held->set.refused[held->set.n_refused], name, rc);
    held->set.n_refused++;
}

/*
 * Keys are loaded once something is there to be verified, which on most hosts at most logins is nothing.
 * Without keys nothing verifies, and what that means is then found file by file.
 */
static enum sekisho_rc
need_keys(struct held *held) {
    enum sekisho_rc rc;
    if (held->looked_for_keys)
        return SEKISHO_OK;
    held->looked_for_keys = true;
    rc = sekisho_keyring_load(held->source->keys_dir, held->source->trust, &held->keyring);
    if (rc == SEKISHO_E_NOMEM)
        return rc;
    if (rc != SEKISHO_OK && rc != SEKISHO_E_NOT_FOUND)
        note_refused(held, held->source->keys_dir, rc);
    return SEKISHO_OK;
}

static enum sekisho_rc
load_notice(struct held *held, int folder_fd) {
    const struct sekisho_trust trust = held->source->trust;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    rc = sekisho_state_list_load(folder_fd, trust, SEKISHO_KIND_NOTICE, &bytes, &len);
    if (rc == SEKISHO_E_NOT_FOUND)
        return SEKISHO_OK;
    if (rc == SEKISHO_OK)
        rc = need_keys(held);
    if (rc == SEKISHO_OK)
        rc = sekisho_notice_open(bytes, len, held->keyring, &held->notice_statement);
    if (rc == SEKISHO_OK)
        rc = sekisho_state_list_check(folder_fd, trust, SEKISHO_KIND_NOTICE, held->keyring, bytes, len,
                                      held->notice_statement->serial, held->notice_statement->key_id);
    if (rc == SEKISHO_OK)
        rc = sekisho_notice_bind(held->notice_statement, held->policy, &held->arena, &held->notice);
    free(bytes);
    if (rc == SEKISHO_OK)
        held->set.state.notice = &held->notice;
    return rc;
}

static bool
keep_override(void *closure, const char *name, enum sekisho_rc rc, struct sekisho_override *override) {
    struct held *held = closure;
    if (override == NULL || held->n_overrides >= SEKISHO_OVERRIDE_STORE_MAX_LOAD) {
        note_refused(held, name, override == NULL ? rc : SEKISHO_E_TOO_LARGE);
        return false;
    }
    sekisho_override_bind(override, held->policy);
    held->override[held->n_overrides] = override;
    held->shown[held->n_overrides] = override;
    held->n_overrides++;
    return true;
}

static enum sekisho_rc
load_lists(struct held *held, int folder_fd) {
    enum sekisho_rc rc = load_notice(held, folder_fd);
    if (rc == SEKISHO_E_NOMEM)
        return rc;
    if (rc != SEKISHO_OK)
        note_damage(held, sekisho_kind_str(SEKISHO_KIND_NOTICE), rc);
    /* The revocation list itself is only compiled from; that it is there is all that is asked here. */
    rc = sekisho_state_list_check_gone(folder_fd, held->source->trust, SEKISHO_KIND_REVOCATION);
    if (rc != SEKISHO_OK)
        note_damage(held, sekisho_kind_str(SEKISHO_KIND_REVOCATION), rc);
    return SEKISHO_OK;
}

static enum sekisho_rc
load_overrides(struct held *held, const char *user, int64_t now) {
    const struct sekisho_state_source *source = held->source;
    enum sekisho_rc rc;

    if (!sekisho_override_store_has(source->state_dir, source->trust, user))
        return SEKISHO_OK;
    if ((rc = need_keys(held)) != SEKISHO_OK)
        return rc;
    rc = sekisho_override_store_load(source->state_dir, source->trust, held->keyring, user, now, now + 1,
                                     keep_override, held);
    if (rc == SEKISHO_E_NOMEM)
        return rc;
    if (rc != SEKISHO_OK)
        note_refused(held, SEKISHO_OVERRIDE_STORE_FOLDER, rc);
    held->set.state.override = held->shown;
    held->set.state.n_overrides = held->n_overrides;
    return SEKISHO_OK;
}

static enum sekisho_rc
load_all(struct held *held, const char *user, int64_t now) {
    int folder_fd = -1;
    enum sekisho_rc rc;

    rc = sekisho_safefile_open_folder(held->source->state_dir, held->source->trust, &folder_fd, NULL);
    if (rc == SEKISHO_E_NOT_FOUND)
        return SEKISHO_OK;
    if (rc != SEKISHO_OK) {
        note_damage(held, held->source->state_dir, rc);
        return SEKISHO_OK;
    }
    rc = load_lists(held, folder_fd);
    (void)close(folder_fd);
    if (rc != SEKISHO_OK || user == NULL || now == INT64_MAX)
        return rc;
    return load_overrides(held, user, now);
}

enum sekisho_rc
sekisho_state_load(const struct sekisho_state_source *source, const struct sekisho_policy *policy,
                   const char *user, int64_t now, struct sekisho_state_set **ret_set) {
    struct held *held;
    enum sekisho_rc rc = SEKISHO_OK;

    *ret_set = NULL;
    if ((held = calloc(1, sizeof(*held))) == NULL)
        return SEKISHO_E_NOMEM;
    sekisho_arena_init(&held->arena);
    held->source = source;
    held->policy = policy;
    if (policy != NULL)
        rc = load_all(held, user, now);
    sekisho_keyring_free(held->keyring);
    held->keyring = NULL;
    held->source = NULL;
    if (rc == SEKISHO_OK)
        *ret_set = &held->set;
    else
        sekisho_state_free(&held->set);
    return rc;
}

void
sekisho_state_free(struct sekisho_state_set *set) {
    struct held *held = (struct held *)set;
    if (held == NULL)
        return;
    for (size_t i = 0; i < held->n_overrides; i++)
        sekisho_override_free(held->override[i]);
    sekisho_notice_free(held->notice_statement);
    sekisho_arena_done(&held->arena);
    free(held);
}
