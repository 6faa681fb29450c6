#include "core/policy.h"

#include <stdlib.h>
#include <string.h>
#include <sodium.h>

#include "base/name.h"
#include "core/arena.h"
#include "core/holidays_file.h"
#include "core/policy_parse.h"
#include "core/policy_seal.h"
#include "core/policy_tree.h"

/*
 * What nodes a dense policy has, in one block. Pages cost more than parsing: one block, given back in one
 * piece, also keeps the allocator from shrinking and growing the heap at each login of a long-lived process.
 */
#define NODE_BYTES_PER_BYTE 3

/*
 * What a struct sekisho_policy is the first part of: its memory. text is the file's, worked on in place and
 * pointed at from everywhere; what it was before, the policy's hash knows.
 */
struct whole {
    struct sekisho_policy policy;
    struct sekisho_arena arena;
    char *text;
};

static struct whole *
whole_of(struct sekisho_policy *policy) {
    return (struct whole *)(void *)policy;
}

void
sekisho_policy_free(struct sekisho_policy *policy) {
    struct whole *whole = whole_of(policy);
    if (whole == NULL)
        return;
    sekisho_arena_done(&whole->arena);
    free(whole->text);
    free(whole);
}

static enum sekisho_rc
load_file(const char *path, struct sekisho_trust trust, size_t max_bytes, char **ret_bytes, size_t *ret_len,
          struct sekisho_diag *reterr_diag) {
    struct sekisho_safefile_fault fault;
    enum sekisho_rc rc;
    fault.path[0] = '\0';
    fault.errnum = 0;
    *ret_bytes = NULL;
    *ret_len = 0;
    rc = sekisho_safefile_load(path, trust, max_bytes, ret_bytes, ret_len, &fault);
    if (rc != SEKISHO_OK)
        sekisho_diag_set_fault(reterr_diag, rc, &fault);
    return rc;
}

/* One after the other, so that `cat policy list | b2sum -l 256` says the same. */
static void
start_hash(crypto_generichash_state *state, const char *bytes, size_t len) {
    (void)crypto_generichash_init(state, NULL, 0, SEKISHO_POLICY_HASH_BYTES);
    (void)crypto_generichash_update(state, (const unsigned char *)bytes, len);
}

/* The nodes go when the policy stands; the texts they point at stay. */
static enum sekisho_rc
read_settings(struct whole *whole, size_t len, struct sekisho_diag *reterr_diag) {
    struct sekisho_policy_reader reader = {&whole->arena, &whole->policy, reterr_diag};
    struct sekisho_node *root = NULL;
    struct sekisho_arena nodes;
    enum sekisho_rc rc;

    sekisho_arena_init(&nodes);
    if (!sekisho_arena_reserve(&nodes, len * NODE_BYTES_PER_BYTE))
        return sekisho_policy_read_nomem(&reader);
    rc = sekisho_policy_tree_read(whole->text, len, &nodes, &root, reterr_diag);
    if (rc == SEKISHO_OK)
        rc = sekisho_policy_parse(&reader, root);
    sekisho_arena_done(&nodes);
    return rc;
}

static enum sekisho_rc
parse_list(struct whole *whole, const char *list, size_t len, struct sekisho_diag *reterr_diag) {
    struct sekisho_calendar *calendar = &whole->policy.calendar;
    struct sekisho_holidays holidays;
    enum sekisho_rc rc;

    memset(&holidays, 0, sizeof(holidays));
    rc = sekisho_holidays_file_parse(list, len, &whole->arena, &holidays, reterr_diag);
    if (rc != SEKISHO_OK)
        return rc == SEKISHO_E_RANGE ? SEKISHO_E_SYNTAX : rc;
    calendar->listed = holidays.listed;
    calendar->n_listed = holidays.n_listed;
    calendar->listed_first_day = holidays.first_day;
    calendar->listed_last_day = holidays.last_day;
    return SEKISHO_OK;
}

/* From here on the diag speaks of the list. */
static enum sekisho_rc
read_list(struct whole *whole, struct sekisho_trust trust, crypto_generichash_state *hash,
          struct sekisho_diag *reterr_diag) {
    char *list;
    size_t len;
    enum sekisho_rc rc;

    if (whole->policy.holidays_file == NULL)
        return SEKISHO_OK;
    sekisho_diag_init(reterr_diag, whole->policy.holidays_file);
    rc = load_file(whole->policy.holidays_file, trust, SEKISHO_HOLIDAYS_FILE_MAX_BYTES, &list, &len,
                   reterr_diag);
    if (rc != SEKISHO_OK)
        return rc;
    (void)crypto_generichash_update(hash, (const unsigned char *)list, len);
    rc = parse_list(whole, list, len, reterr_diag);
    free(list);
    return rc;
}

/* text is malloc'ed and taken over, whatever happens. */
static enum sekisho_rc
make(char *text, size_t len, struct sekisho_trust trust, struct sekisho_policy **ret_policy,
     struct sekisho_diag *reterr_diag) {
    struct whole *whole = calloc(1, sizeof(*whole));
    crypto_generichash_state hash;
    enum sekisho_rc rc;

    if (whole == NULL) {
        free(text);
        sekisho_diag_set_fault(reterr_diag, SEKISHO_E_NOMEM, NULL);
        return SEKISHO_E_NOMEM;
    }
    sekisho_arena_init(&whole->arena);
    whole->text = text;
    start_hash(&hash, text, len);
    if ((rc = sekisho_policy_seal_check(text, len, &whole->policy.is_sealed, reterr_diag)) != SEKISHO_OK ||
        (rc = read_settings(whole, len, reterr_diag)) != SEKISHO_OK ||
        (rc = read_list(whole, trust, &hash, reterr_diag)) != SEKISHO_OK) {
        sekisho_policy_free(&whole->policy);
        return rc;
    }
    (void)crypto_generichash_final(&hash, whole->policy.hash, SEKISHO_POLICY_HASH_BYTES);
    *ret_policy = &whole->policy;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_load(const char *path, struct sekisho_trust trust, struct sekisho_policy **ret_policy,
                    struct sekisho_diag *reterr_diag) {
    char *bytes;
    size_t len;
    enum sekisho_rc rc;

    *ret_policy = NULL;
    sekisho_diag_init(reterr_diag, path);
    if ((rc = load_file(path, trust, SEKISHO_POLICY_MAX_BYTES, &bytes, &len, reterr_diag)) != SEKISHO_OK)
        return rc;
    return make(bytes, len, trust, ret_policy, reterr_diag);
}

enum sekisho_rc
sekisho_policy_load_text(const char *name, const char *text, size_t len, struct sekisho_trust trust,
                         struct sekisho_policy **ret_policy, struct sekisho_diag *reterr_diag) {
    char *bytes;

    *ret_policy = NULL;
    sekisho_diag_init(reterr_diag, name);
    if (len > SEKISHO_POLICY_MAX_BYTES) {
        sekisho_diag_set_fault(reterr_diag, SEKISHO_E_TOO_LARGE, NULL);
        return SEKISHO_E_TOO_LARGE;
    }
    if ((bytes = malloc(len + 1)) == NULL) {
        sekisho_diag_set_fault(reterr_diag, SEKISHO_E_NOMEM, NULL);
        return SEKISHO_E_NOMEM;
    }
    memcpy(bytes, text, len);
    bytes[len] = '\0';
    return make(bytes, len, trust, ret_policy, reterr_diag);
}

/* Are these bytes, and the list on disk, those the policy was made of? A list that can't be read is not. */
static bool
is_made_of(const struct sekisho_policy *policy, const char *bytes, size_t len, struct sekisho_trust trust) {
    uint8_t sum[SEKISHO_POLICY_HASH_BYTES];
    crypto_generichash_state hash;
    char *list = NULL;
    size_t list_len = 0;

    if (policy == NULL)
        return false;
    start_hash(&hash, bytes, len);
    if (policy->holidays_file != NULL) {
        if (sekisho_safefile_load(policy->holidays_file, trust, SEKISHO_HOLIDAYS_FILE_MAX_BYTES, &list,
                                  &list_len, NULL) != SEKISHO_OK)
            return false;
        (void)crypto_generichash_update(&hash, (const unsigned char *)list, list_len);
        free(list);
    }
    (void)crypto_generichash_final(&hash, sum, sizeof(sum));
    return memcmp(sum, policy->hash, sizeof(sum)) == 0;
}

enum sekisho_rc
sekisho_policy_reload(const char *path, struct sekisho_trust trust, struct sekisho_policy **policy,
                      struct sekisho_diag *reterr_diag) {
    char *bytes;
    size_t len;
    enum sekisho_rc rc;

    sekisho_diag_init(reterr_diag, path);
    rc = load_file(path, trust, SEKISHO_POLICY_MAX_BYTES, &bytes, &len, reterr_diag);
    if (rc == SEKISHO_OK && is_made_of(*policy, bytes, len, trust)) {
        free(bytes);
        return SEKISHO_OK;
    }
    sekisho_policy_free(*policy);
    *policy = NULL;
    return rc != SEKISHO_OK ? rc : make(bytes, len, trust, policy, reterr_diag);
}

bool
sekisho_names_have(const struct sekisho_names *names, const char *name) {
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->name[i], name) == 0)
            return true;
    return false;
}

bool
sekisho_names_match(const struct sekisho_names *names, const char *name) {
    for (size_t i = 0; i < names->n; i++)
        if (sekisho_name_matches(names->name[i], name))
            return true;
    return false;
}

/* A pattern without a dot also means the host's first label: "jumin-01" for jumin-01.city.lg.jp. */
static bool
match_host(const struct sekisho_names *hosts, const char *host, const char *label) {
    for (size_t i = 0; i < hosts->n; i++) {
        const char *pattern = hosts->name[i];
        if (sekisho_name_matches(pattern, host))
            return true;
        if (label != NULL && strchr(pattern, '.') == NULL && sekisho_name_matches(pattern, label))
            return true;
    }
    return false;
}

uint32_t
sekisho_policy_systems(const struct sekisho_policy *policy, const char *host, const char *service) {
    const char *dot = strchr(host, '.');
    char label[SEKISHO_HOST_MAX + 1];
    const bool has_label = dot != NULL && (size_t)(dot - host) < sizeof(label);
    uint32_t systems = 0;

    if (has_label) {
        memcpy(label, host, (size_t)(dot - host));
        label[dot - host] = '\0';
    }
    for (size_t i = 0; i < policy->n_places; i++) {
        const struct sekisho_place *place = &policy->place[i];
        if ((place->services.n == 0 || sekisho_names_match(&place->services, service)) &&
            match_host(&place->hosts, host, has_label ? label : NULL))
            systems |= place->systems;
    }
    return systems;
}

size_t
sekisho_policy_find_system(const struct sekisho_policy *policy, const char *name) {
    size_t i = 0;
    while (i < policy->n_systems && strcmp(policy->system[i].name, name) != 0)
        i++;
    return i;
}

const char *
sekisho_system_title(const struct sekisho_system *system, enum sekisho_lang lang) {
    return lang == SEKISHO_LANG_JA ? system->title : system->title_en;
}
