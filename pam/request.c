#include "request.h"

#include <string.h>
#include <unistd.h>
#include <security/pam_ext.h>

#include "core/schedule.h"
#include "person.h"

static enum sekisho_rc
get_text(pam_handle_t *pamh, int item, const char **ret_text) {
    const void *value = NULL;
    if (pam_get_item(pamh, item, &value) != PAM_SUCCESS)
        return SEKISHO_E_INTERNAL;
    *ret_text = value;
    return SEKISHO_OK;
}

/* Only auth may find no name yet; asking for it is then what every auth module does. */
static enum sekisho_rc
get_user(pam_handle_t *pamh, enum sekisho_phase phase, const char **ret_user) {
    enum sekisho_rc rc = get_text(pamh, PAM_USER, ret_user);
    if (rc == SEKISHO_OK && *ret_user == NULL && phase == SEKISHO_PHASE_AUTH &&
        pam_get_user(pamh, ret_user, NULL) != PAM_SUCCESS)
        return SEKISHO_E_INTERNAL;
    return rc;
}

static void
copy_person(const struct sekisho_person *from, struct sekisho_name_box *box,
            struct sekisho_person *ret_person) {
    *ret_person = *from;
    if (from->name != NULL) {
        memcpy(box->text, from->name, strlen(from->name) + 1);
        ret_person->name = box->text;
    }
}

/*
 * sudo becomes root before it asks PAM, real uid and all, and names the caller in PAM_RUSER. That name only
 * ever narrows: it turns root, to whom there is no objection, into somebody who is judged.
 */
static void
judge_the_caller(struct sekisho_gathered *g) {
    struct sekisho_request *request = &g->request;
    if (request->caller.uid != 0 || g->ruser == NULL || g->ruser[0] == '\0') {
        copy_person(&request->caller, &g->subject, &request->subject);
        return;
    }
    sekisho_person_by_name(g->ruser, &g->subject, &request->subject, &g->primary_gid);
}

static void
find_people(struct sekisho_gathered *g, enum sekisho_phase phase, const char *user) {
    struct sekisho_request *request = &g->request;
    unsigned target_gid, caller_gid;

    sekisho_person_by_name(user, &g->target, &request->target, &target_gid);
    sekisho_person_by_uid(getuid(), &g->caller, &request->caller, &caller_gid);
    g->primary_gid = caller_gid;
    if (phase == SEKISHO_PHASE_PASSWORD || sekisho_decision_is_switch(request->service)) {
        judge_the_caller(g);
        return;
    }
    g->primary_gid = target_gid;
    copy_person(&request->target, &g->subject, &request->subject);
}

enum sekisho_rc
sekisho_request_gather(pam_handle_t *pamh, enum sekisho_phase phase, struct sekisho_gathered *ret_gathered) {
    struct sekisho_gathered *g = ret_gathered;
    const char *user = NULL, *display = NULL;
    enum sekisho_rc rc;

    memset(g, 0, sizeof(*g));
    if ((rc = get_text(pamh, PAM_SERVICE, &g->request.service)) != SEKISHO_OK ||
        (rc = get_text(pamh, PAM_TTY, &g->request.tty)) != SEKISHO_OK ||
        (rc = get_text(pamh, PAM_RHOST, &g->rhost)) != SEKISHO_OK ||
        (rc = get_text(pamh, PAM_RUSER, &g->ruser)) != SEKISHO_OK ||
        (rc = get_text(pamh, PAM_XDISPLAY, &display)) != SEKISHO_OK ||
        (rc = get_user(pamh, phase, &user)) != SEKISHO_OK)
        return rc;
    if (g->request.service == NULL)
        return SEKISHO_E_INTERNAL;
    g->graphical = display != NULL && display[0] != '\0';
    g->request.is_remote = g->rhost != NULL && g->rhost[0] != '\0';
    find_people(g, phase, user);
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_request_add_host(struct sekisho_gathered *gathered, const struct sekisho_policy *policy) {
    char *host = gathered->host;
    if (policy->host != NULL) {
        gathered->request.host = policy->host;
        return SEKISHO_OK;
    }
    if (gethostname(host, sizeof(gathered->host)) != 0)
        return SEKISHO_E_RANGE;
    host[sizeof(gathered->host) - 1] = '\0';
    if (!sekisho_name_is_host(host))
        return SEKISHO_E_RANGE;
    for (char *at = host; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    gathered->request.host = host;
    return SEKISHO_OK;
}

/*
 * A group that no database knows may be one whose directory is down, and its members would slip through. It
 * only matters, and is only asked about, where the rule would keep a member out at this instant.
 */
static bool
unmatched_groups_exist(const struct sekisho_gathered *g, const struct sekisho_policy *policy,
                       uint32_t systems) {
    for (size_t i = 0; i < policy->n_restrictions; i++) {
        const struct sekisho_restrict *rule = &policy->restriction[i];
        const uint16_t index = (uint16_t)i;
        const struct sekisho_schedule alone = {
            .policy = policy, .systems = systems, .restriction = &index, .n_restrictions = 1};
        if (rule->groups.n == 0 || (rule->systems & systems) == 0 ||
            sekisho_schedule_restriction(&alone, g->request.now) < 0)
            continue;
        for (size_t k = 0; k < rule->groups.n; k++)
            if (!sekisho_person_group_exists(rule->groups.name[k]))
                return false;
    }
    return true;
}

void
sekisho_request_add_groups(struct sekisho_gathered *gathered, const struct sekisho_policy *policy) {
    struct sekisho_request *request = &gathered->request;
    const uint32_t systems = sekisho_policy_systems(policy, request->host, request->service);

    if (!policy->wants_groups || systems == 0 || !request->subject.is_known)
        return;
    request->groups_known = sekisho_person_groups(request->subject.name, gathered->primary_gid,
                                                  &gathered->group, &gathered->n_groups) &&
                            unmatched_groups_exist(gathered, policy, systems);
    request->group = (const char *const *)gathered->group;
    request->n_groups = gathered->n_groups;
}

void
sekisho_request_done(struct sekisho_gathered *gathered) {
    sekisho_person_free_groups(gathered->group, gathered->n_groups);
    gathered->group = NULL;
    gathered->n_groups = 0;
}
