#!/usr/bin/env bash
# Proves the tree: installs what it needs, builds with both compilers, runs every test, ends with "N passed, N failed".
# As root it also runs the tests in a booted Debian; else it asks sudo for that and for apt-get, and for nothing else.
set -euo pipefail
cd "$(dirname "$0")"
top=$PWD
out=$top/_build-check
jobs=$(nproc)
export LC_ALL=C.UTF-8 TZ=America/Caracas # no test may lean on the zone of this machine

packages=(autoconf automake libtool make gcc clang llvm pkg-config libc6-dev libpam0g-dev libpam-modules
          libconfig-dev libsodium-dev libjansson-dev libcunit1-dev libclang-rt-14-dev python3 perl faketime valgrind
          clang-format shellcheck mandoc file binutils debootstrap systemd-container expect openssh-client
          libseccomp-dev iproute2 util-linux xz-utils)

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

need_packages() {
    local missing=() p
    for p in "${packages[@]}"; do
        dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "check: installing ${missing[*]}"
    as_root apt-get update -q >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}

passed=0 failed=0 skipped=0

# Adds up every "N passed, N failed[, N skipped]" line of the given logs.
count() {
    local p f s
    while read -r p f s; do
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    done < <(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1 \2 \4/p' "$@" /dev/null |
             sed 's/ $/ 0/')
}

# A step that is one test: step NAME COMMAND...
step() {
    local name=$1 start=$SECONDS
    shift
    if "$@" >"$out/$name.log" 2>&1; then
        passed=$((passed + 1))
        echo "ok     $name ($((SECONDS - start)) s)"
    else
        failed=$((failed + 1))
        echo "FAILED $name ($((SECONDS - start)) s)"
        tail -n 60 "$out/$name.log"
    fi
}

configure_in() { # configure_in DIR CC [OPTION...]
    local dir=$1 cc=$2
    shift 2
    mkdir -p "$dir"
    (cd "$dir" && "$top/configure" -q CC="$cc" --enable-werror --prefix=/usr --sysconfdir=/etc --localstatedir=/var \
        --libdir=/usr/lib/x86_64-linux-gnu "$@")
}

build() {
    configure_in "$@" && make -s -C "$1" -j"$jobs" all
}

# make check writes a log for each test; what they counted is added up, and a test without a count is one.
tests_in() {
    local name=$1 dir=$2 start=$SECONDS status=0 log
    shift 2
    make -C "$dir" -k -j"$jobs" check "$@" >"$out/$name.log" 2>&1 || status=$?
    local before=$failed
    while read -r log; do
        if grep -qE '^[0-9]+ passed, [0-9]+ failed' "$log"; then
            count "$log"
        fi
    done < <(find "$dir/tests" -name '*.log' ! -name 'test-suite.log')
    [ "$status" = 0 ] || [ "$failed" -gt "$before" ] || failed=$((failed + 1))
    if [ "$status" = 0 ]; then
        echo "ok     $name ($((SECONDS - start)) s)"
    else
        echo "FAILED $name ($((SECONDS - start)) s)"
        grep -E '^(FAIL|ERROR)|not ok|FAILED|: error' "$out/$name.log" | head -n 40 || true
        find "$dir/tests" -name 'test-suite.log' -exec tail -n 80 {} + | tail -n 200
    fi
}

e2e() {
    local start=$SECONDS status=0
    as_root env BUILDDIR="$out/gcc" E2E_CACHE="$top/.cache/e2e" bash "$top/tests/e2e/run.sh" >"$out/e2e.log" 2>&1 ||
        status=$?
    if [ "$status" = 77 ]; then
        skipped=$((skipped + 1))
        echo "skip   e2e: $(tail -n 1 "$out/e2e.log")"
        return
    fi
    count "$out/e2e.log"
    if [ "$status" = 0 ]; then
        echo "ok     e2e ($((SECONDS - start)) s)"
    else
        grep -q 'failed' "$out/e2e.log" || failed=$((failed + 1))
        echo "FAILED e2e ($((SECONDS - start)) s)"
        grep -E '^not ok' "$out/e2e.log" || true
        tail -n 60 "$out/e2e.log"
    fi
}

need_packages
rm -rf "$out"
mkdir -p "$out"
step autoreconf autoreconf -fi
step build-gcc build "$out/gcc" gcc
tests_in check-gcc "$out/gcc"
step build-clang build "$out/clang" clang
step valgrind make -C "$out/gcc/tests/unit" valgrind
# The tests have run; here the tarball is what is proved: it builds, installs elsewhere and uninstalls without a rest.
step distcheck make -C "$out/gcc" distcheck TESTS=
step demo ./demo.sh
e2e
[ "$skipped" = 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
