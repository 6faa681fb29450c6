#!/bin/sh
# sekisho status: how things stand, and what needs care.
. "$TOP_SRCDIR/tests/tool/lib.sh"

run status --policy "$conf" --host gw-1 --at '2026-11-24 12:00'
expect in_order 0
has open_until "$out" Groupware open 08:00-22:00 'until 2026-11-24 (Tue) 22:00'
run status --policy "$conf" --host gw-1 --at '2026-11-24 22:00'
expect closed_is_in_order 0
has opens "$out" closed 'opens 2026-11-25 (Wed) 08:00'
run status --policy "$conf" --host jumin-1 --at '2026-12-28 17:30'
has opens_after_the_year "$out" 'opens 2027-01-04 (Mon) 08:00'
run status --policy "$conf" --host jumin-1 --at '2026-11-23 12:00' --lang ja
has in_japanese "$out" 閉庁日 勤労感謝の日 住民情報システム 停止中 '2026-11-24 (火) 08:00'

run status --policy "$conf" --host gw-1 --at '2026-11-24 12:00' --json
expect json_in_order 0
same json_top "$(json "$work/out" '[d["needs_care"], d["host"], d["at"], d["policy"]["valid"], d["policy"]["sealed"]]')" \
    "[False, 'gw-1', '2026-11-24T12:00:00+09:00', True, False]"
same json_system "$(json "$work/out" 'd["systems"]')" \
    "[{'name': 'groupware', 'title': 'Groupware', 'open': True, 'hours_today': '08:00-22:00', 'next_change': '2026-11-24T22:00:00+09:00'}]"
same json_calendar "$(json "$work/out" '[d["calendar"]["last_day"], d["calendar"]["ends_soon"]]')" "['2099-12-31', False]"

run status --policy "$conf" --host jumin-1 --at '2099-11-01 23:59:59'
expect coverage_ends_in_60_days 1
has coverage_ends_soon_is_said "$out" 'ENDS SOON' 2099-12-31 '60 days' 'calendar import'
run status --policy "$conf" --host jumin-1 --at '2099-10-31 23:59:59'
expect coverage_ends_in_61_days 0
run status --policy "$conf" --host jumin-1 --at '2100-01-01 00:00' --json
expect coverage_is_over 1
same coverage_is_over_json "$(json "$work/out" '[d["needs_care"], d["calendar"]["days_left"], d["systems"][0]["open"], d["systems"][0]["next_change"]]')" \
    '[True, -1, False, None]'

run status --policy "$conf" --host elsewhere --at '2026-11-24 12:00'
expect no_systems_is_in_order 0
has no_systems_is_said "$out" 'none on elsewhere'

sed 's/08:00-22:00/08:00-22:0O/' "$conf" >"$work/bad.conf"
line=$(grep -n '22:0O' "$work/bad.conf" | cut -d: -f1)
run status --policy "$work/bad.conf"
expect bad_policy_needs_care 1
has bad_policy_is_said "$out$err" 'lets nobody in' "bad.conf:$line:"
run status --policy "$work/bad.conf" --json
expect bad_policy_needs_care_json 1
same bad_policy_json "$(json "$work/out" '[d["needs_care"], d["policy"]["valid"], ":'"$line"':" in d["policy"]["error"]]')" \
    '[True, False, True]'
run status --policy "$work/absent.conf"
expect absent_policy_needs_care 1

run status --policy "$conf" --host gw-1 --at '2026-11-24 12:00'
first=$out
for zone in UTC XXX-6 Pacific/Kiritimati :/dev/null; do
    out=$(TZ=$zone "$SEKISHO" status --policy "$conf" --host gw-1 --at '2026-11-24 12:00' 2>/dev/null)
    same "zone_does_not_matter_$zone" "$out" "$first"
done
finish
