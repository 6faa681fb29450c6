# shellcheck shell=bash disable=SC2034 # what the tests that read this file use
# Sourced by the tests of the command: $SEKISHO is the built binary, $TOP_SRCDIR the source tree.
set -u
LC_ALL=C.UTF-8
export LC_ALL
passed=0 failed=0
conf=$TOP_SRCDIR/conf/sekisho.conf
work=$(mktemp -d "${TMPDIR:-/tmp}/sekisho-test.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
umask 022

test -x "$SEKISHO" || { echo "SKIP: $SEKISHO is not built"; exit 77; }

ok() {
    passed=$((passed + 1))
    echo "ok $1"
}

not_ok() {
    failed=$((failed + 1))
    echo "not ok $1"
    shift
    for not_ok_line in "$@"; do printf '#   %s\n' "$not_ok_line"; done
}

# run ARGS...: the command's output in $out, its errors in $err, its exit status in $rc.
run() {
    "$SEKISHO" "$@" >"$work/out" 2>"$work/err"
    rc=$?
    out=$(cat "$work/out")
    err=$(cat "$work/err")
}

# expect NAME RC: the last run ended so.
expect() {
    if [ "$rc" = "$2" ]; then ok "$1"; else not_ok "$1" "exit status $rc, expected $2" "$out" "$err"; fi
}

# has NAME TEXT WORD...: the text holds each of the words.
has() {
    has_name=$1 has_text=$2
    shift 2
    for has_word in "$@"; do
        case $has_text in
            *"$has_word"*) ;;
            *) not_ok "$has_name" "no \"$has_word\" in: $has_text"; return ;;
        esac
    done
    ok "$has_name"
}

# lacks NAME TEXT WORD
lacks() {
    case $2 in
        *"$3"*) not_ok "$1" "\"$3\" in: $2" ;;
        *) ok "$1" ;;
    esac
}

# same NAME GOT WANTED
same() {
    if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got:    $2" "wanted: $3"; fi
}

# json FILE EXPRESSION: valid JSON, and d (the document) makes the Python expression's value.
json() {
    python3 -m json.tool "$1" >/dev/null 2>&1 || { echo "INVALID JSON"; return; }
    python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2" 2>&1
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}
