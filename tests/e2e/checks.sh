# shellcheck shell=bash
# What the tests are written with. A snippet is bash text that root runs in the machine; who gets in prints
# "came-in". A refusal counts only when the gate itself said so in the journal: a wrong
# password or a service that is down must not look like a closed door.

passed=0
failed=0
HOURS=
MARK=0

furnish() {
    install -D -m 755 -t "$MACHINE_ROOT/e2e" "$here"/tools/*
    inside /e2e/furnish && inside /e2e/gate_in_pam
}

# --- the policy: hours around the present instant, on open and closed days alike ----------------------------------

clock() { printf '%02d:%02d' $(($1 / 60)) $(($1 % 60)); }

policy_put() { # reads the file's text
    mkdir -p "$MACHINE_ROOT/etc/sekisho"
    cat >"$MACHINE_ROOT/etc/sekisho/new" && chmod 644 "$MACHINE_ROOT/etc/sekisho/new" &&
        mv "$MACHINE_ROOT/etc/sekisho/new" "$MACHINE_ROOT/etc/sekisho/sekisho.conf"
}

# closed: it opens in two hours. open: since two hours, for two hours more. Four hours may run past midnight, to 28:00.
hours_are() { # open|closed [LANGUAGE [HOSTS]]
    local now minute start hours
    now=$(date +%s)
    minute=$(((now / 60 + 9 * 60) % 1440))
    case $1 in
        open) start=$(((minute + 1440 - 120) % 1440)) ;;
        closed) start=$(((minute + 120) % 1440)) ;;
    esac
    hours=$(clock "$start")-$(clock $((start + 240)))
    HOURS=$1
    CHANGE_AT=$(TZ=JST-9 date -d "@$((now / 60 * 60 + 7200))" '+%F %H:%M')
    policy_put <<EOF_POLICY
utc_offset = "+09:00";
language = "${2:-en}";
contact = "Information Policy Division, ext. 123";
systems = ( { name = "resident"; title = "住民情報システム"; title_en = "Resident registry"; article = "13";
              open_day = "$hours"; closed_day = "$hours"; } );
places = ( { hosts = ["${3:-jumin-*}"]; systems = ["resident"]; } );
calendar = { weekly_closed = ["sat", "sun"]; national_holidays = "japan"; };
unattended = { services = ["cron", "crond", "atd", "systemd-user"]; accounts = []; system_uid_max = 999; };
break_glass = { services = ["login"]; };
EOF_POLICY
}

policy_broken() {
    HOURS='broken policy'
    echo 'utc_offset = "+09:00' | policy_put
}

# --- checks -------------------------------------------------------------------------------------------------------

# The report of one check: NAME, and why it failed, if it did.
report() {
    if [ -z "${2:-}" ]; then
        passed=$((passed + 1))
        echo "ok $1"
        return
    fi
    failed=$((failed + 1))
    echo "not ok $1 - $2"
    printf '%s\n' "--- output" "${OUTPUT:-}" "--- gate's log" "${LOG:-}" | cut -c 1-400 | sed 's/^/    /'
}

# Runs a snippet: OUTPUT, and LOG, what the gate sent to syslog meanwhile. /dev/log is one queue: when the mark is
# in the journal, so is all that was said before it (journalctl --sync does not promise that on a busy machine). The
# cursor is one of the same facility: --after-cursor always skips the first match, whether it is the cursor's or not.
run_snippet() {
    local cursor mark=e2e-mark-$((MARK += 1)) try
    cursor=$(inside journalctl -q -n 1 --show-cursor SYSLOG_FACILITY=10 | sed -n 's/^-- cursor: //p')
    OUTPUT=$(inside bash -c "$1" 2>&1 | tr -d '\r\0')
    inside logger -p authpriv.info -t e2e "$mark"
    for ((try = 0; try < 100; try++)); do
        LOG=$(inside journalctl -q -o short --after-cursor="$cursor" SYSLOG_FACILITY=10)
        [[ $LOG != *"$mark"* ]] || break
        sleep 0.1
    done
    LOG=$(grep 'pam_sekisho(' <<<"$LOG")
}

came_in() { [[ $OUTPUT == *came-in* ]]; }

# Is there a line of the gate with all these words?
logged() {
    local lines=$LOG word
    for word; do
        lines=$(grep -E -- " $word( |\$)" <<<"$lines")
    done
    [ -n "$lines" ]
}

gets_in() { # NAME SNIPPET
    run_snippet "$2"
    if came_in; then report "$HOURS: $1"; else report "$HOURS: $1" "did not get in"; fi
}

is_refused() { # NAME SERVICE USER SNIPPET
    run_snippet "$4"
    if came_in; then
        report "$HOURS: $1" "got in"
    elif ! logged event=decision verdict=deny "service=$2" "user=$3"; then
        report "$HOURS: $1" "no denial of $3 by $2 in the log"
    else
        report "$HOURS: $1"
    fi
}

# As the hours say: in when open, refused when closed.
follows_hours() { # NAME SERVICE USER SNIPPET
    if [ "$HOURS" = open ]; then gets_in "$1" "$4"; else is_refused "$@"; fi
}

# OUTPUT of the last snippet has, or has not, this text.
says() { # NAME TEXT
    if [[ $OUTPUT == *"$2"* ]]; then report "$HOURS: $1"; else report "$HOURS: $1" "it does not say: $2"; fi
}
says_not() {
    if [[ $OUTPUT != *"$2"* ]]; then report "$HOURS: $1"; else report "$HOURS: $1" "it says: $2"; fi
}

run_test() { # FILE
    local before=$((passed + failed)) name=${1##*/}
    echo "# ${name%.sh}"
    # shellcheck disable=SC1090 # the tests
    . "$1"
    inside /e2e/gate_in_pam
    [ $((passed + failed)) -gt "$before" ] || report "${name%.sh}" "it checked nothing"
}
