#!/bin/sh
# Sekisho at work, on this machine, without changing it: real PAM transactions against the module as it is shipped,
# with Debian's faketime setting the clock of each process. Checks what it shows; exit status 0 when all was so.
set -u
cd "$(dirname "$0")" || exit 2
source=$PWD
build=$source/_build-demo
started=$(date +%s)
passed=0
failed=0

bold='' green='' red='' plain=''
if [ -t 1 ]; then
    bold=$(printf '\033[1m') green=$(printf '\033[32m') red=$(printf '\033[31m') plain=$(printf '\033[0m')
fi
title() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }
give_up() { printf '%sdemo.sh: %s%s\n' "$red" "$*" "$plain" >&2; exit 2; }

# --- What it takes to build, from Debian; nothing is asked of root but this, and nothing when all is there. ---
needed='gcc make autoconf automake libtool pkg-config libpam0g-dev libconfig-dev libsodium-dev libjansson-dev faketime'
missing=''
for package in $needed; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    as_root=''
    if [ "$(id -u)" -ne 0 ]; then
        as_root=sudo
        command -v sudo >/dev/null || give_up "these packages are missing, and there is no sudo:$missing"
    fi
    title "Installing what the build and the demo need (compiler, headers, faketime):$missing"
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $missing >/dev/null ||
        give_up "apt-get could not install:$missing"
fi

title "Building in ./_build-demo"
mkdir -p "$build" || exit 2
log=$build/demo.log
{
    { [ -x "$source/configure" ] || (cd "$source" && autoreconf -fi); } && cd "$build" &&
        { [ -f config.status ] || "$source/configure" --prefix=/usr --sysconfdir=/etc --localstatedir=/var; } &&
        make -j"$(nproc)" -C common && make -j"$(nproc)" -C pam && make -j"$(nproc)" -C tool &&
        make -C tests/pam pam_walk
} >"$log" 2>&1 || { tail -n 25 "$log" >&2; give_up "the build failed; all of it is in $log"; }
cd "$source" || exit 2
module=$build/pam/.libs/pam_sekisho.so
[ -f "$module" ] || give_up "no module at $module"
echo "built $(stat -c '%s bytes,' "$module") pam_sekisho.so"

# --- A private folder: a policy for each host and a PAM service. ---
work=$(mktemp -d /tmp/sekisho-demo-XXXXXX) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
umask 022
chmod 755 "$work"
mkdir "$work/state"
user=$(id -un)
[ "$(id -u)" -ne 0 ] || user=nobody
for host in jumin-01 gw-01; do # resident information; groupware
    { echo "host = \"$host\";"; cat "$source/conf/sekisho.conf"; } >"$work/$host.ja.conf"
    sed 's/^language = "ja"/language = "en"/' "$work/$host.ja.conf" >"$work/$host.en.conf"
    for language in ja en; do
        mkdir -p "$work/$host.$language"
        for phase in account session; do
            echo "$phase required $module policy=$work/$host.$language.conf state=$work/state"
            echo "$phase required pam_permit.so"
        done >"$work/$host.$language/sshd"
    done
done

# at INSTANT COMMAND...: the command's clock stands still there, in Japan.
at() {
    instant=$1
    shift
    TZ=JST-9 faketime -f "$instant" "$@"
}

# login HOST LANGUAGE INSTANT WANT [TEXT]: a login by ssh of $user, let_in or refused, TEXT among what is read.
login() {
    printf '\n%s%s%s  ssh %s@%s\n' "$bold" "$3" "$plain" "$user" "$1"
    shown=$(at "$3" "$build/tests/pam/pam_walk" -c "$work/$1.$2" -s sshd -u "$user" -t ssh -r pc-12 account open 2>&1)
    code=$?
    printf '%s\n' "$shown" | sed 's/^| /    /; s/^\(account\|open\): /    [PAM \1] /'
    case $code in 0) got=let_in ;; 1) got=refused ;; *) got="error $code" ;; esac
    judge "$4" "$got" "${5:-}" "$shown"
}

# judge WANT GOT TEXT SHOWN
judge() {
    if [ "$1" = "$2" ] && printf '%s' "$4" | grep -qF -- "$3"; then
        passed=$((passed + 1))
        printf '    %s-> %s, as it must be%s\n' "$green" "$(echo "$2" | tr _ ' ')" "$plain"
    else
        failed=$((failed + 1))
        printf '    %s-> %s; wanted %s, with "%s"%s\n' "$red" "$2" "$1" "$3" "$plain"
    fi
}

title "Tuesday 2026-11-24, an open office day: resident information closes at 17:30:00"
login jumin-01 ja '2026-11-24 07:59:59' refused '次の運用開始：2026-11-24 08:00'
login jumin-01 ja '2026-11-24 08:00:00' let_in '2026-11-24 17:30 まで'
login jumin-01 ja '2026-11-24 17:29:59' let_in '2026-11-24 17:30 まで'
login jumin-01 ja '2026-11-24 17:30:00' refused '運用時間外です（第13条）'

title "The same in English"
login jumin-01 en '2026-11-24 17:30:00' refused 'Opens next: 2026-11-25 08:00.'

title "Monday 2026-11-23: a national holiday, by its name"
login jumin-01 ja '2026-11-23 10:00:00' refused '勤労感謝の日'
login jumin-01 en '2026-11-23 10:00:00' refused 'Labor Thanksgiving Day'

title "Groupware stays open until 22:00, and to 17:30 on the holiday"
login gw-01 ja '2026-11-24 21:59:59' let_in '2026-11-24 22:00 まで'
login gw-01 ja '2026-11-24 22:00:00' refused '運用時間外です（第13条）'
login gw-01 en '2026-11-23 17:29:59' let_in 'open until 2026-11-23 17:30'

title "A policy that cannot be trusted lets nobody in"
chmod o+w "$work/jumin-01.en.conf"
login jumin-01 en '2026-11-24 10:00:00' refused 'The login gate has a fault'
chmod o-w "$work/jumin-01.en.conf"
login jumin-01 en '2026-11-24 10:00:00' let_in 'open until 2026-11-24 17:30'

title "Why: sekisho check --trace, from the same decision"
for instant in '2026-11-24 17:29:59' '2026-11-24 17:30:00' '2026-11-23 10:00:00'; do
    printf '\n%s$ sekisho check --host jumin-01 --service sshd --at "%s" --trace%s\n' "$bold" "$instant" "$plain"
    shown=$("$build/tool/sekisho" check --policy "$work/jumin-01.ja.conf" --state "$work/state" --host jumin-01 --service sshd \
        --user "$user" --at "$instant" --trace --lang en 2>&1)
    case $? in 0) got=let_in ;; 1) got=refused ;; *) got=error ;; esac
    printf '%s\n' "$shown" | sed 's/^/    /'
    case $instant in
        *17:29:59) judge let_in "$got" 'allowed until 2026-11-24 17:30' "$shown" ;;
        *17:30:00) judge refused "$got" 'opens next 2026-11-25 08:00' "$shown" ;;
        *) judge refused "$got" 'Labor Thanksgiving Day' "$shown" ;;
    esac
done

title "$passed passed, $failed failed, in $(($(date +%s) - started)) s; nothing on this machine was changed"
[ "$failed" -eq 0 ]
