#!/bin/sh
# sekisho check: Article 13's table, to the second, and all that surrounds a verdict.
. "$TOP_SRCDIR/tests/tool/lib.sh"

# ---- Article 13, whole: the columns are what the regulation says, in seconds of the day. ----
# system host open-from open-to closed-from closed-to (- is stopped)
article_13='resident jumin-01 28800 63000 - -
finance zaimu-9 28800 63000 - -
groupware gw-a 28800 79200 28800 63000
internet inet-1 28800 63000 28800 63000'
# date kind
days='2026-11-24 open
2026-11-23 closed
2026-11-28 closed
2026-11-29 closed
2026-12-28 open
2026-12-29 closed
2027-01-01 closed
2027-01-03 closed
2027-01-04 open
2028-02-29 open
2026-05-06 closed
2026-09-22 closed'
# odd zones, one after the other: none of them may matter
zones='UTC Asia/Tokyo XXX-6 America/St_Johns :/etc/passwd Pacific/Kiritimati <+14>-14 JST-9 EST5EDT,M3.2.0,M11.1.0'

next_zone() {
    set -- $zones
    zone=$1
    shift
    zones="$* $zone"
}

check_second() { # system host date kind from to second
    clock=$(printf '%02d:%02d:%02d' $(($7 / 3600)) $(($7 / 60 % 60)) $(($7 % 60)))
    wanted=1
    if [ "$5" != - ] && [ "$7" -ge "$5" ] && [ "$7" -lt "$6" ]; then wanted=0; fi
    next_zone
    TZ=$zone "$SEKISHO" check --policy "$conf" --host "$2" --user tanaka --at "$3 $clock" >"$work/out" 2>&1
    got=$?
    [ $got = $wanted ] || wrong="$wrong $clock(TZ=$zone):$got"
}

check_day() { # system host from to closed-from closed-to date kind
    wrong=
    from=$3 to=$4
    if [ "$8" = closed ]; then from=$5 to=$6; fi
    for second in 0 28799 28800 62999 63000 79199 79200 86399; do
        check_second "$1" "$2" "$7" "$8" "$from" "$to" $second
    done
    if [ -z "$wrong" ]; then ok "article_13_$1_$8_$7"; else not_ok "article_13_$1_$8_$7" "wrong at$wrong"; fi
}

while read -r system host open_from open_to closed_from closed_to; do
    while read -r date kind; do
        check_day "$system" "$host" "$open_from" "$open_to" "$closed_from" "$closed_to" "$date" "$kind"
    done <<END
$days
END
done <<END
$article_13
END

# ---- Time ----
run check tanaka --policy "$conf" --host jumin-01 --at 2026-11-24T08:29:59Z --json
expect rfc3339_z_last_second_in 0
run check tanaka --policy "$conf" --host jumin-01 --at 2026-11-24T08:30:00Z --json
expect rfc3339_z_first_second_out 1
same rfc3339_z_is_shown_in_the_policys_offset "$(json "$work/out" 'd["at"]')" 2026-11-24T17:30:00+09:00
run check tanaka --policy "$conf" --host jumin-01 --at 2026-11-24T03:29:59-05:00
expect rfc3339_offset_in 0
for bad in 2026-02-29 '2026-02-29 08:00' '2026-11-24 24:00' '2026-11-24 08:60' '2026-11-24 8:00' '24 Nov' '' \
    '2026-11-24T08:00:00' '9999-01-01 00:00' ' 2026-11-24 08:00'; do
    run check tanaka --policy "$conf" --host jumin-01 --at "$bad"
    expect "bad_time_refused_$bad" 2
done
has bad_time_says_what_was_expected "$err" 2026-04-01
run check tanaka --policy "$conf" --host jumin-01 --at '2100-01-04 10:00' --json
expect past_coverage_is_closed 1
same past_coverage_reason "$(json "$work/out" 'd["reason"]')" past-coverage

# ---- JSON ----
run check --policy "$conf" --host jumin-01 --user tanaka --at '2026-11-23 10:00' --json
expect holiday_denied 1
same json_fields "$(json "$work/out" '" ".join(sorted(d))')" \
    'article assumed_user at closed_systems day host message next_open reason service systems until user verdict'
same json_values "$(json "$work/out" \
    '[d["verdict"], d["reason"], d["systems"], d["closed_systems"], d["next_open"], d["until"], d["article"]]')" \
    "['deny', 'closed-day', ['resident'], ['resident'], '2026-11-24T08:00:00+09:00', None, '13']"
same json_day "$(json "$work/out" '[d["day"][k] for k in ("date", "kind", "reason", "name")]')" \
    "['2026-11-23', 'closed', 'holiday', '勤労感謝の日']"
has json_message_has_the_holiday "$(json "$work/out" 'd["message"]')" 'Thanksgiving' '2026-11-24 08:00'
run check --policy "$conf" --host gw-1 --user tanaka --at '2026-11-24 18:00' --json --trace
same json_allow "$(json "$work/out" '[d["verdict"], d["reason"], d["next_open"], d["until"]]')" \
    "['allow', 'open', None, '2026-11-24T22:00:00+09:00']"
same json_trace_steps "$(json "$work/out" '[t["step"] for t in d["trace"]][:3]')" '[2, 1, 3]'
run check --policy "$conf" --host elsewhere-1 --user tanaka --at '2026-11-23 10:00' --json
expect not_governed_is_no_objection 0
same not_governed_is_ignore "$(json "$work/out" '[d["verdict"], d["reason"], d["systems"]]')" \
    "['ignore', 'not-governed', []]"

# ---- Places ----
run check tanaka --policy "$conf" --host proxy-1 --service squid --at '2026-11-24 18:00'
expect the_service_decides_squid 1
run check tanaka --policy "$conf" --host proxy-1 --service sshd --at '2026-11-24 18:00'
expect the_service_decides_sshd 0
run check tanaka --policy "$conf" --host JUMIN-01 --at '2026-11-24 18:00'
expect host_names_have_no_case 1
run check tanaka --policy "$conf" --host 'jumin 01' --at '2026-11-24 18:00'
expect bad_host_refused 2

# ---- People ----
run check nobody-of-this-name --policy "$conf" --host jumin-01 --at '2026-11-24 10:00'
expect unknown_user_is_rehearsed 0
has unknown_user_is_said "$err" rehearsal nobody-of-this-name
run check nobody-of-this-name --policy "$conf" --host jumin-01 --at '2026-11-24 10:00' --json
same unknown_user_in_json "$(json "$work/out" 'd["assumed_user"]')" True
for bad in 'a b' '../x' '-x' '' 'a:b'; do
    run check --user="$bad" --policy "$conf" --host jumin-01
    expect "bad_user_refused_$bad" 2
done
run check root --user tanaka --policy "$conf" --host jumin-01
expect two_users_refused 2
run check root --policy "$conf" --host jumin-01 --service cron --at '2026-11-23 10:00' --json
same system_account_is_unattended "$(json "$work/out" '[d["verdict"], d["reason"]]')" "['ignore', 'unattended']"
run check tanaka --policy "$conf" --host jumin-01 --service cron --at '2026-11-23 10:00'
expect staff_cron_is_judged 1
run check root --policy "$conf" --host jumin-01 --service su --caller root --at '2026-11-23 10:00' --json
same root_switch "$(json "$work/out" '[d["verdict"], d["reason"]]')" "['ignore', 'root-switch']"
run check root --policy "$conf" --host jumin-01 --service su --caller tanaka --at '2026-11-23 10:00' --json
same su_judges_the_caller "$(json "$work/out" '[d["verdict"], d["user"]]')" "['deny', 'tanaka']"
run check root --policy "$conf" --host jumin-01 --service login --tty tty1 --at '2026-11-23 10:00' --json
same break_glass "$(json "$work/out" '[d["verdict"], d["reason"]]')" "['allow', 'break-glass']"
run check root --policy "$conf" --host jumin-01 --service login --tty pts/1 --at '2026-11-23 10:00'
expect no_break_glass_on_a_pty 1
run check root --policy "$conf" --host jumin-01 --service sshd --tty tty1 --at '2026-11-23 10:00'
expect no_break_glass_by_ssh 1

# ---- Restrictions ----
cat "$conf" - >"$work/restricted.conf" <<'END'
restrict = (
  { title = "派遣要員"; title_en = "Temporary staff"; groups = ["no-such-group-here"]; users = ["haken1"];
    open_day = "09:00-17:00"; closed_day = "stopped"; }
);
END
for case in '08:59:59 1' '09:00:00 0' '16:59:59 0' '17:00:00 1'; do
    run check haken1 --policy "$work/restricted.conf" --host jumin-01 --at "2026-11-24 ${case% *}" --json
    expect "restricted_user_${case% *}" "${case#* }"
done
same restricted_reason "$(json "$work/out" '[d["reason"], d["closed_systems"], d["next_open"]]')" \
    "['restricted', ['resident'], '2026-11-25T09:00:00+09:00']"
run check tanaka --policy "$work/restricted.conf" --host jumin-01 --at '2026-11-24 17:10'
expect others_are_not_restricted 0
run check haken1 --policy "$work/restricted.conf" --host jumin-01 --at '2026-11-24 17:10' --trace
has trace_names_the_rule "$out" 'Temporary staff'

# ---- Languages ----
closed="check tanaka --policy $conf --host jumin-01 --at 2026-11-23T10:00:00+09:00"
language() { # name, then the environment
    name=$1 wanted=$2
    shift 2
    # shellcheck disable=SC2086 # the words of a command line
    out=$(env -u LC_ALL -u LC_MESSAGES -u LANG "$@" 2>/dev/null)
    has "$name" "$out" "$wanted"
}
language lang_default_english DENIED "$SEKISHO" $closed
language lang_from_LANG 拒否 LANG=ja_JP.UTF-8 "$SEKISHO" $closed
language lang_from_LC_MESSAGES 拒否 LANG=C LC_MESSAGES=ja_JP.utf8 "$SEKISHO" $closed
language lang_LC_ALL_wins DENIED LC_ALL=C LANG=ja_JP.UTF-8 "$SEKISHO" $closed
language lang_not_for_eucjp DENIED LANG=ja_JP.eucJP "$SEKISHO" $closed
language lang_option_wins 拒否 LC_ALL=C "$SEKISHO" $closed --lang ja
language lang_option_first 拒否 LC_ALL=C "$SEKISHO" --lang=ja $closed
language lang_jargon_is_not_ja DENIED LANG=jargon "$SEKISHO" $closed
run check tanaka --policy "$conf" --host jumin-01 --at '2026-11-23 10:00' --lang ja
has holiday_is_named_in_japanese "$out" 勤労感謝の日 第13条 2026-11-24

# ---- Hostile texts ----
esc=$(printf '\033')
for option in --user --host --service --at; do
    run check --policy "$conf" $option "$(printf '\033[31m\302\233x\342\200\256\r\377')"
    expect "escape_in${option}_refused" 2
    lacks "escape_in${option}_is_escaped" "$out$err" "$esc"
    lacks "c1_in${option}_is_escaped" "$out$err" "$(printf '\302\233')"
    lacks "override_in${option}_is_escaped" "$out$err" "$(printf '\342\200\256')"
    has "escape_in${option}_is_shown" "$err" '\x1b'
done
run "$(printf 'ch\033eck')"
lacks escape_in_command_is_escaped "$err" "$esc"
run check "--$(printf '\033')x"
lacks escape_in_option_is_escaped "$err" "$esc"
run check tanaka --policy "$work/$(printf 'no\033such')"
lacks escape_in_path_is_escaped "$err" "$esc"
sed 's/title_en = "Resident information system"/title_en = "%s%n{1}{2}\\\\x1b]0;\\"<\&>"/' "$conf" >"$work/odd.conf"
run check tanaka --policy "$work/odd.conf" --host jumin-01 --at '2026-11-23 10:00' --json
expect odd_title_works 1
has odd_title_is_only_text "$(json "$work/out" 'd["message"]')" '%s%n{1}{2}\x1b]0;"<&>'
printf '%s' 's/title = "住民情報システム"/title = "a' >"$work/sed"
printf '\033[2J"/' >>"$work/sed"
sed -f "$work/sed" "$conf" >"$work/esc.conf"
for lang in en ja; do
    run check tanaka --policy "$work/esc.conf" --host jumin-01 --lang $lang --json
    lacks "control_in_title_never_comes_out_$lang" "$out$err" "$esc"
done

# ---- Faults ----
run check root --policy "$work/absent.conf" --json
expect absent_policy_is_an_error 2
same absent_policy_denies "$(json "$work/out" '[d["verdict"], d["reason"], "error" in d]')" "['deny', 'fault', True]"
cp "$conf" "$work/lax.conf"
chmod 666 "$work/lax.conf"
run check tanaka --policy "$work/lax.conf" --host jumin-01 --at '2026-11-24 10:00'
expect lax_draft_is_judged 0
has lax_draft_would_be_refused "$err" 'the gate itself would refuse' lax.conf
ln -s "$conf" "$work/link.conf"
run check tanaka --policy "$work/link.conf" --host jumin-01 --at '2026-11-24 10:00'
expect linked_draft_is_judged 0
has linked_draft_would_be_refused "$err" 'the gate itself would refuse' link.conf
(cd "$work" && cp "$conf" here.conf && "$SEKISHO" check tanaka --policy ./here.conf --host jumin-01 --at '2026-11-24 10:00') \
    >/dev/null 2>&1
same relative_path_works $? 0
(cd "$work" && "$SEKISHO" check tanaka --policy "../$(basename "$work")/here.conf" --host jumin-01 --at '2026-11-24 10:00') \
    >/dev/null 2>&1
same path_with_dots_works $? 0
if [ -e /dev/full ]; then
    "$SEKISHO" check tanaka --policy "$conf" --host jumin-01 --at '2026-11-24 10:00' >/dev/full 2>/dev/null
    same lost_output_is_an_error $? 2
fi
"$SEKISHO" check tanaka --policy "$conf" --host jumin-01 --at '2026-11-24 10:00' >&- 2>&-
rc=$?
if [ $rc = 0 ] || [ $rc = 2 ]; then ok closed_output_survives; else not_ok closed_output_survives "exit status $rc"; fi

# ---- Borrowed rights ----
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$work"
    cp "$SEKISHO" "$work/sekisho-suid"
    chmod 4755 "$work/sekisho-suid"
    out=$(setpriv --reuid 65534 --clear-groups "$work/sekisho-suid" version 2>&1)
    rc=$?
    if [ "$rc" = 0 ] && findmnt -no OPTIONS -T "$work" 2>/dev/null | grep -q nosuid; then
        echo "# set-user-ID does not work in $work: not tested"
    else
        expect setuid_refused 2
        has setuid_says_why "$out" set-user-ID
    fi
    rm -f "$work/sekisho-suid"
fi
finish
