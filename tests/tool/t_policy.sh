#!/bin/sh
# sekisho policy check, show, seal, install, rollback.
. "$TOP_SRCDIR/tests/tool/lib.sh"

line_of() { grep -n -- "$1" "$2" | head -1 | cut -d: -f1; }

# ---- check ----
run policy check "$conf"
expect check_shipped 0
has check_shipped_counts "$out" 'systems: 4' 'places: 5'
run policy check "$conf" --json
same check_shipped_json "$(json "$work/out" '[d["valid"], d["sealed"], d["systems"]]')" '[True, False, 4]'
run policy check --policy "$conf"
expect check_by_option 0
sed 's/weekly_closed/weekly_close/' "$conf" >"$work/typo.conf"
line=$(line_of 'weekly_close ' "$work/typo.conf")
run policy check "$work/typo.conf"
expect check_typo 1
has check_typo_has_line_and_mend "$err" "typo.conf:$line:" weekly_close weekly_closed
run policy check "$work/typo.conf" --json
expect check_typo_json 1
same check_typo_json_line "$(json "$work/out" '[d["valid"], d["error"]["line"]]')" "[False, $line]"
run policy check "$work/typo.conf" --lang ja
has check_typo_in_japanese "$err" "typo.conf:$line:" weekly_closed
run policy check "$work/absent.conf"
expect check_absent 2
has check_absent_names_the_file "$err" absent.conf
run policy check "$work"
expect check_folder 1
: >"$work/empty.conf"
run policy check "$work/empty.conf"
expect check_empty 1
mkfifo "$work/fifo.conf"
timeout 5 "$SEKISHO" policy check "$work/fifo.conf" >/dev/null 2>&1
same check_fifo_does_not_hang $? 1

# ---- show ----
run policy show --policy "$conf" --at '2026-12-28 00:00'
expect show 0
has show_rows "$out" Groupware 'jumin-*' squid '2027-01-03 (Sun)' 'Year end and New Year'
same show_columns_align "$(printf '%s\n' "$out" | awk '/^  2026-12-2[89]|^  2027-01-0[13]/ { print index($0, ":") }' | sort -u | wc -l)" 2
run policy show --policy "$conf" --at '2026-12-28 00:00' --lang ja
# Two columns a kanji: the third column starts at the same place in every row of systems.
same show_wide_columns_align "$(printf '%s\n' "$out" | python3 -c '
import sys, unicodedata
def width(text): return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
rows = [l for l in sys.stdin if l.split()[:1] and " 13 " in l]
print(len(rows), len({width(l[:l.index(" 13 ")]) for l in rows}))')" '4 1'
run policy show --policy "$conf" --at '2026-12-28 00:00' --json
same show_json "$(json "$work/out" '[len(d["systems"]), len(d["places"]), len(d["week"]), d["week"][1]["hours"]["groupware"], d["utc_offset_seconds"]]')" \
    "[4, 5, 7, '08:00-17:30', 32400]"
sed 's/closed_day = "stopped"; },$/closed_day = "stopped"; exceptions = ( { weekdays = ["wed"]; to = "2027-03-31"; open_day = "08:00-19:00"; } ); },/' \
    "$conf" >"$work/exception.conf"
run policy show --policy "$work/exception.conf" --at '2026-11-25 00:00'
has show_exceptions "$out" 'Other hours' Wed 08:00-19:00 2027-03-31

# ---- seal ----
cp "$conf" "$work/sealed.conf"
run policy seal "$work/sealed.conf"
expect seal 0
run policy check "$work/sealed.conf" --json
same seal_holds "$(json "$work/out" '[d["valid"], d["sealed"]]')" '[True, True]'
cp "$work/sealed.conf" "$work/twice.conf"
run policy seal "$work/twice.conf"
if cmp -s "$work/sealed.conf" "$work/twice.conf"; then ok seal_twice_is_once; else not_ok seal_twice_is_once; fi
sed 's/17:30/17:40/' "$work/sealed.conf" >"$work/changed.conf"
run policy check "$work/changed.conf"
expect sealed_and_changed_is_refused 1
run check tanaka --policy "$work/changed.conf" --host jumin-01 --at '2026-11-24 12:00'
expect sealed_and_changed_lets_nobody_in 2
run policy seal "$work/changed.conf"
expect sealed_anew 0
run check tanaka --policy "$work/changed.conf" --host jumin-01 --at '2026-11-24 17:35'
expect sealed_anew_counts 0
cp "$conf" "$work/private.conf"
chmod 600 "$work/private.conf"
run policy seal "$work/private.conf"
same seal_keeps_the_mode "$(stat -c %a "$work/private.conf")" 600
before=$(cat "$work/typo.conf")
run policy seal "$work/typo.conf"
expect seal_of_nonsense_refused 2
same seal_of_nonsense_changes_nothing "$(cat "$work/typo.conf")" "$before"

# ---- install and rollback ----
etc=$work/etc/sekisho
target=$etc/sekisho.conf
mkdir -p "$etc"
install() { run policy install --policy "$target" "$@"; }

install "$work/typo.conf" --yes
expect install_of_nonsense_refused 2
if [ -e "$target" ]; then not_ok install_of_nonsense_leaves_nothing; else ok install_of_nonsense_leaves_nothing; fi
echo n | "$SEKISHO" policy install --policy "$target" "$conf" >"$work/out" 2>"$work/err"
same install_refused_by_hand $? 1
if [ -e "$target" ]; then not_ok install_refused_leaves_nothing; else ok install_refused_leaves_nothing; fi
install "$conf" </dev/null
expect install_without_an_answer 1
install "$conf" --dry-run --host jumin-01
expect install_dry_run 0
if [ -e "$target" ]; then not_ok install_dry_run_leaves_nothing; else ok install_dry_run_leaves_nothing; fi
has install_first_says_so "$out" 'no valid policy now' 'nothing -> resident'
echo y | "$SEKISHO" policy install --policy "$target" "$conf" >"$work/out" 2>"$work/err"
same install_agreed $? 0
same install_mode "$(stat -c %a "$target")" 644
run policy check "$target" --json
same install_seals "$(json "$work/out" '[d["valid"], d["sealed"]]')" '[True, True]'

sed 's/"08:00-17:30"; closed_day = "stopped"/"00:00-24:00"; closed_day = "00:00-24:00"/' "$target" >"$work/new.conf"
first=$(cat "$target")
install "$work/new.conf" --host jumin-01 --yes
expect install_of_an_edited_copy 0
has install_says_what_changes "$out" 'resident: 08:00-17:30 -> 00:00-24:00' 'resident: stopped -> 00:00-24:00'
lacks install_says_nothing_of_others "$out" groupware
same install_keeps_the_previous "$(cat "$etc/sekisho.conf.previous")" "$first"
second=$(cat "$target")
install "$work/new.conf" --host jumin-01 --yes
expect install_again 0
has install_again_changes_nothing "$out" nothing 'already in force'
same install_again_keeps_the_previous "$(cat "$etc/sekisho.conf.previous")" "$first"
install "$conf" --host gw-1 --dry-run
has install_elsewhere_changes_nothing "$out" '  nothing'
install "$conf" --host jumin-01 --dry-run --json
same install_json "$(json "$work/out" '[d["done"], len(d["changes"]) >= 7]')" '[False, True]'

run policy rollback --policy "$target" --yes --host jumin-01
expect rollback 0
has rollback_says_what_changes "$out" 'resident: 00:00-24:00 -> 08:00-17:30'
same rollback_puts_it_back "$(cat "$target")" "$first"
same rollback_keeps_the_other "$(cat "$etc/sekisho.conf.previous")" "$second"
run policy rollback --policy "$target" </dev/null
expect rollback_without_an_answer 1
same rollback_without_an_answer_changes_nothing "$(cat "$target")" "$first"
run policy rollback --policy "$target" --yes
same rollback_twice_is_none "$(cat "$target")" "$second"
cp "$work/typo.conf" "$etc/sekisho.conf.previous"
run policy rollback --policy "$target" --yes
expect rollback_to_nonsense_refused 2
same rollback_to_nonsense_changes_nothing "$(cat "$target")" "$second"
rm "$etc/sekisho.conf.previous"
run policy rollback --policy "$target" --yes
expect rollback_to_nothing_refused 2

# A list of holidays that the draft's check takes, but the gate would not.
printf '国民の祝日・休日月日,国民の祝日・休日名称\n' >"$etc/holidays.csv"
awk 'BEGIN { split("1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23", d, " ")
    for (i = 1; i <= 18; i++) print "2026/" d[i] ",祝日" }' >>"$etc/holidays.csv"
chmod 666 "$etc/holidays.csv"
sed "s|national_holidays = \"japan\";|national_holidays = \"japan\"; holidays_file = \"$etc/holidays.csv\";|" "$conf" >"$work/list.conf"
install "$work/list.conf" --yes
expect install_that_the_gate_cannot_read 2
has install_that_the_gate_cannot_read_is_said "$err" 'old state is back' holidays.csv
same install_that_the_gate_cannot_read_is_taken_back "$(cat "$target")" "$second"
chmod 644 "$etc/holidays.csv"
install "$work/list.conf" --yes
expect install_that_the_gate_can_read 0

install "$target" --yes
expect install_of_itself_refused 2
has install_of_itself_says_what_to_do "$err" 'policy seal'
chmod 666 "$etc/holidays.csv"
run policy check "$work/list.conf"
expect check_of_a_draft_with_a_lax_list 0
has check_of_a_draft_with_a_lax_list_notes_it "$err" 'the gate itself would refuse'
chmod 644 "$etc/holidays.csv"

# Others' folders, links, locks.
chmod 777 "$etc"
install "$conf" --yes
expect install_into_a_lax_folder_refused 2
chmod 755 "$etc"
python3 - "$target.lock" "$work/locked" <<'END' &
import fcntl, struct, sys, time
lock = open(sys.argv[1], "r+")
fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
open(sys.argv[2], "w").close()
time.sleep(20)
END
holder=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -e "$work/locked" ] || sleep 0.2; done
before=$(cat "$target")
start=$(date +%s)
install "$conf" --yes
expect install_while_locked_refused 2
has install_while_locked_is_said "$err" 'somebody else'
if [ $(($(date +%s) - start)) -le 5 ]; then ok install_while_locked_is_bounded; else not_ok install_while_locked_is_bounded; fi
same install_while_locked_changes_nothing "$(cat "$target")" "$before"
kill "$holder" 2>/dev/null
wait "$holder" 2>/dev/null

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$work"
    out=$(setpriv --reuid 65534 --clear-groups "$SEKISHO" policy install --policy "$target" "$conf" --yes 2>&1)
    rc=$?
    expect install_by_a_stranger_refused 2
    has install_by_a_stranger_says_why "$out" 'run this as root'
    same install_by_a_stranger_changes_nothing "$(cat "$target")" "$before"
fi

# Killed at any instant: the old policy whole or the new one whole, and the gate reads it.
torn=0
for delay in 0 0.001 0.002 0.003 0.004 0.005 0.007 0.009 0.012 0.02; do
    for draft in "$conf" "$work/new.conf"; do
        "$SEKISHO" policy install --policy "$target" "$draft" --yes >/dev/null 2>&1 &
        pid=$!
        sleep $delay
        kill -9 $pid 2>/dev/null
        wait $pid 2>/dev/null
        "$SEKISHO" policy check "$target" >/dev/null 2>&1 || torn=$((torn + 1))
    done
done
same install_killed_is_whole $torn 0
finish
