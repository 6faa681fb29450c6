#include "support/policy_fx.h"

#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"

struct sekisho_hours
fx_hours(const char *text) {
    struct sekisho_hours hours;
    if (sekisho_hours_parse(text, &hours) != SEKISHO_OK)
        abort();
    return hours;
}

int64_t
fx_at(const char *text) {
    int64_t at;
    if (sekisho_timestamp_parse(text, 9 * 3600, &at) != SEKISHO_OK)
        abort();
    return at;
}

static void
set_system(struct sekisho_system *system, const char *name, const char *title, const char *title_en,
           const char *open, const char *closed) {
    system->name = name;
    system->title = title;
    system->title_en = title_en;
    system->article = "13";
    system->open_day = fx_hours(open);
    system->closed_day = fx_hours(closed);
}

static void
set_place(struct sekisho_place *place, const char *const *host, const char *const *service,
          uint32_t systems) {
    place->hosts.name = host;
    place->hosts.n = 1;
    place->services.name = service;
    place->services.n = service != NULL ? 1 : 0;
    place->systems = systems;
}

void
fx_policy_init(struct fx_policy *fx) {
    static const char *const host[] = {"jumin-*", "zaimu-*", "gw-*", "inet-*", "proxy-1", "both-1"};
    static const char *const squid[] = {"squid"};
    static const char *const unattended[] = {"cron", "crond", "atd", "systemd-user"};
    static const char *const console[] = {"login"};
    static const char *const account[] = {"batch"};
    struct sekisho_policy *policy = &fx->policy;

    memset(fx, 0, sizeof(*fx));
    set_system(&fx->system[0], "resident", "住民情報システム", "Resident registry", "08:00-17:30", "stopped");
    set_system(&fx->system[1], "finance", "財務会計システム", "Finance", "08:00-17:30", "stopped");
    set_system(&fx->system[2], "groupware", "グループウェア", "Groupware", "08:00-22:00", "08:00-17:30");
    set_system(&fx->system[3], "internet", "インターネット", "Internet", "08:00-17:30", "08:00-17:30");
    for (size_t i = 0; i < 4; i++)
        set_place(&fx->place[i], &host[i], NULL, 1u << i);
    set_place(&fx->place[4], &host[4], squid, 1u << 3);
    set_place(&fx->place[5], &host[5], NULL, 1u << 0 | 1u << 2);
    fx->annual[0] = (struct sekisho_annual){12, 29, 1, 3, "年末年始", "Year end"};
    policy->utc_offset_sec = 9 * 3600;
    policy->contact = "情報政策課";
    policy->contact_en = "Information Policy Division";
    policy->system = fx->system;
    policy->n_systems = 4;
    policy->place = fx->place;
    policy->n_places = 6;
    policy->restriction = fx->restriction;
    policy->calendar.weekly_closed = 1u << SEKISHO_SATURDAY | 1u << SEKISHO_SUNDAY;
    policy->calendar.national = SEKISHO_NATIONAL_JAPAN;
    policy->calendar.annual = fx->annual;
    policy->calendar.n_annual = 1;
    policy->calendar.listed_first_day = 1;
    policy->unattended.services = (struct sekisho_names){4, unattended};
    policy->unattended.accounts = (struct sekisho_names){1, account};
    policy->unattended.system_uid_max = 999;
    policy->break_glass.services = (struct sekisho_names){1, console};
}
