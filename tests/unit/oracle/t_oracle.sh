#!/bin/sh
# The gate's hours against an oracle written another way, in another language: every minute of 2007 to 2099, all four
# systems of Article 13, with the policy as shipped. And the oracle's own proof: it must notice planted errors.
srcdir=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd -P) || exit 2
sweep=${SWEEP:-./oracle/sweep}
policy=${srcdir%/tests/unit}/conf/sekisho.conf
official=${SEKISHO_SHARED:-$srcdir/../../../shared}/data/syukujitsu-2016-2023.csv
passed=0 failed=0

python=$(command -v python3) || { echo "skipped: no python3"; exit 77; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

oracle() {
    "$python" -B "$srcdir/oracle/oracle.py" "$@"
}

result() { # NAME STATUS
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1)); echo "ok $1"
    else
        failed=$((failed + 1)); echo "not ok $1"; sed 's/^/    /' "$work/out" 2>/dev/null
    fi
}

# How the C code answers for one year, kept for the plants below.
year=2026
"$sweep" "$policy" $year $year >"$work/year" 2>"$work/out"
result "sweep answers for $year" $?

# expect_noticed NAME PATTERN: the comparison of "$work/answers" must fail, and say so.
expect_noticed() {
    oracle compare $year $year <"$work/answers" >"$work/out"
    status=$?
    [ $status -eq 1 ] && grep -q "$2" "$work/out"
    result "$1" $?
}

oracle compare $year $year <"$work/year" >"$work/out"
result "untouched answers agree" $?

# Byte 0 is January 1, 00:00. Minute 1049 of November 24, a Tuesday, is 17:29: say the gate shut one minute early.
plant() { # OFFSET
    "$python" -c 'import sys
data = bytearray(sys.stdin.buffer.read()); data[int(sys.argv[1])] ^= 1; sys.stdout.buffer.write(data)' "$1" \
        <"$work/year" >"$work/answers"
}
plant $((327 * 1440 + 1049))
expect_noticed "a planted wrong minute is noticed, and named" \
    '^2026-11-24 17:29 open: finance,groupware,internet; expected: resident,finance,groupware,internet$'
grep -q ' 1 differences$' "$work/out"
result "one planted error is one difference" $?
plant 0
expect_noticed "an error at the first minute is noticed" '^2026-01-01 00:00 open: resident'
plant $((365 * 1440 - 1))
expect_noticed "an error at the last minute is noticed" '^2026-12-31 23:59 open: resident'
head -c $((365 * 1440 - 1)) "$work/year" >"$work/answers"
expect_noticed "missing answers are noticed" 'the answers end here'
{ cat "$work/year"; printf x; } >"$work/answers"
expect_noticed "answers too many are noticed" 'answers after the last day'

# alter NAME SED PATTERN: a policy that differs from Article 13 in one thing.
alter() {
    sed "$2" "$policy" >"$work/altered.conf"
    if cmp -s "$policy" "$work/altered.conf"; then
        echo "the edit $2 changed nothing" >"$work/out"
        result "$1" 1
        return
    fi
    "$sweep" "$work/altered.conf" $year $year >"$work/answers" 2>"$work/out"
    result "$1: sweep" $?
    expect_noticed "$1" "$3"
}
alter "closing one minute late is noticed" 's/08:00-17:30/08:00-17:31/g' '17:30 open: '
alter "another offset is noticed" 's/+09:00/+09:01/' '07:59\|08:00'
alter "holidays forgotten are noticed" 's/national_holidays *= *"japan"/national_holidays = "none"/' '^2026-01-12 08:00'

if [ -r "$official" ]; then
    oracle list "$official" >"$work/out"
    result "the oracle agrees with the official list" $?
fi

# The whole, in two halves at once.
"$sweep" "$policy" 2007 2053 2>"$work/early.err" | oracle compare 2007 2053 >"$work/early" &
early=$!
"$sweep" "$policy" 2054 2099 2>"$work/late.err" | oracle compare 2054 2099 >"$work/late"
late_status=$?
wait $early
early_status=$?
cat "$work/early" "$work/late"
cat "$work/early.err" "$work/early" >"$work/out"
result "every minute of 2007 to 2053" $early_status
cat "$work/late.err" "$work/late" >"$work/out"
result "every minute of 2054 to 2099" $late_status

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
