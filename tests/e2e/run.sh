#!/bin/bash
# The end-to-end tests: real sshd, login, su, sudo, cron, atd, systemd and lockers in a booted Debian 12.
#
#   run.sh [BUILDDIR] [TEST...]    TEST: names without t_ and .sh; all when none is given
#   run.sh BUILDDIR --shell        a root shell in the machine instead of the tests
#
# BUILDDIR (or $BUILDDIR) is a finished build, configured with --prefix=/usr --sysconfdir=/etc --localstatedir=/var
# --libdir=/usr/lib/TRIPLET; it is installed into the machine by `make install DESTDIR=...`. $E2E_CACHE keeps
# the Debian tree and the last logs (default: .cache/e2e in the source tree); $E2E_TIMEOUT bounds the run (seconds).
# Exit status: 0 all passed, 1 some failed, 77 this host can't boot a machine.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/machine.sh"
. "$here/checks.sh"

skip() {
    echo "skipped: $*"
    exit 77
}

# Own mounts, own processes: when this ends, in whatever way, all of them end.
if [ "${E2E_INNER:-}" != 1 ]; then
    reason=$(machine_lacks)
    [ -z "$reason" ] || skip "${reason%%$'\n'*}"
    E2E_INNER=1 exec timeout --foreground -k 5 "${E2E_TIMEOUT:-1500}" \
        setpriv --pdeathsig KILL \
        unshare --mount --propagation private --pid --fork --kill-child --mount-proc "${BASH_SOURCE[0]}" "$@"
fi

BUILDDIR=${1:-${BUILDDIR:-}}
[ "$#" -eq 0 ] || shift
[ -e "$BUILDDIR/Makefile" ] || { echo "no finished build in '$BUILDDIR'" >&2; exit 1; }
cache=${E2E_CACHE:-$(cd "$here/../.." && pwd)/.cache/e2e}

machine_prepare "$cache" || skip "no Debian tree to boot (see above)"
machine_create jumin-01 || skip "cannot mount an overlay"
trap machine_stop EXIT
make -C "$BUILDDIR" install DESTDIR="$MACHINE_ROOT" >"$cache/install.log" 2>&1 </dev/null ||
    { echo "make install failed:"; tail -n 20 "$cache/install.log"; exit 1; }
compgen -G "$MACHINE_ROOT/usr/lib/*/security/pam_sekisho.so" >/dev/null ||
    { echo "make install put no pam_sekisho.so where Debian's PAM looks"; exit 1; }
machine_boot && furnish || exit 1

if [ "${1:-}" = --shell ]; then
    hours_are closed
    exec nsenter --target "$MACHINE_LEADER" --all bash -l
fi
[ "$#" -gt 0 ] || set -- "$here"/t_*.sh
for test in "$@"; do
    test=${test##*/t_}
    run_test "$here/t_${test%.sh}.sh"
done
inside journalctl -q --no-pager >"$cache/journal.log"
[ "$failed" = 0 ] || echo "the machine's journal: $cache/journal.log"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
