# shellcheck shell=bash
# cron, at and systemd's per-user services: system accounts go on at night, staff's jobs keep the hours.
for hours in closed open; do
    hours_are "$hours"
    for scheduler in cron at; do
        service=${scheduler/%at/atd}
        follows_hours "$scheduler job of a person" "$service" sato "/e2e/${scheduler}_job sato"
        gets_in "$scheduler job of a system account" "/e2e/${scheduler}_job batch"
        gets_in "$scheduler job of root" "/e2e/${scheduler}_job root"
    done
    follows_hours "a person's user@.service" systemd-user sato \
        'systemctl start "user@$(id -u sato)" && echo came-in; systemctl stop "user@$(id -u sato)"'
    gets_in "a system account's user@.service" \
        'systemctl start "user@$(id -u batch)" && echo came-in; systemctl stop "user@$(id -u batch)"'
done
inside systemctl reset-failed
