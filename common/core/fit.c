#include "core/override.h"

#include <string.h>

#include "core/message.h"

static bool
is_withdrawn(const struct sekisho_notice *notice, const char *id) {
    size_t low = 0, high = notice == NULL ? 0 : notice->n_withdrawn;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(notice->withdrawn[middle], id);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

enum sekisho_fit
sekisho_override_fit(const struct sekisho_override *override, const struct sekisho_policy *policy,
                     const struct sekisho_notice *notice, const struct sekisho_override_use *use) {
    const int64_t longest_sec = (int64_t)policy->override.longest_min * 60;

    if (use->user == NULL || strcmp(override->user, use->user) != 0)
        return SEKISHO_FIT_OTHER_USER;
    if (override->uid_known && (!use->uid_known || override->uid != use->uid))
        return SEKISHO_FIT_OTHER_UID;
    if (!override->any_host && (use->host == NULL || !sekisho_names_have(&override->hosts, use->host)))
        return SEKISHO_FIT_OTHER_HOST;
    if (!override->any_service &&
        (use->service == NULL || !sekisho_names_have(&override->services, use->service)))
        return SEKISHO_FIT_OTHER_SERVICE;
    if (use->now < override->not_before)
        return SEKISHO_FIT_TOO_EARLY;
    if (use->now >= override->not_after)
        return SEKISHO_FIT_EXPIRED;
    if (override->not_after - override->not_before > longest_sec)
        return SEKISHO_FIT_TOO_LONG;
    return is_withdrawn(notice, override->id) ? SEKISHO_FIT_WITHDRAWN : SEKISHO_FIT_YES;
}

struct fit_word {
    enum sekisho_fit fit;
    const char *word;
    enum sekisho_msg msg;
};

static const struct fit_word *
find_word(enum sekisho_fit fit) {
    static const struct fit_word words[] = {
        {SEKISHO_FIT_NONE, "none", SEKISHO_MSG_NONE},
        {SEKISHO_FIT_OTHER_USER, "other-user", SEKISHO_MSG_FIT_OTHER_USER},
        {SEKISHO_FIT_OTHER_UID, "other-uid", SEKISHO_MSG_FIT_OTHER_UID},
        {SEKISHO_FIT_OTHER_HOST, "other-host", SEKISHO_MSG_FIT_OTHER_HOST},
        {SEKISHO_FIT_OTHER_SERVICE, "other-service", SEKISHO_MSG_FIT_OTHER_SERVICE},
        {SEKISHO_FIT_TOO_EARLY, "too-early", SEKISHO_MSG_FIT_TOO_EARLY},
        {SEKISHO_FIT_EXPIRED, "expired", SEKISHO_MSG_FIT_EXPIRED},
        {SEKISHO_FIT_TOO_LONG, "too-long", SEKISHO_MSG_FIT_TOO_LONG},
        {SEKISHO_FIT_WITHDRAWN, "withdrawn", SEKISHO_MSG_FIT_WITHDRAWN},
        {SEKISHO_FIT_YES, "fits", SEKISHO_MSG_FIT_YES},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (words[i].fit == fit)
            return &words[i];
    return &words[0];
}

const char *
sekisho_fit_str(enum sekisho_fit fit) {
    return find_word(fit)->word;
}

enum sekisho_msg
sekisho_fit_msg(enum sekisho_fit fit) {
    return find_word(fit)->msg;
}
