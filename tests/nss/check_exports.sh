#!/bin/sh
# What the shipped module takes and gives: loaded into every process, so libc alone and nothing of ours but the calls.
if [ -n "$SEKISHO_SANITIZED" ]; then
	echo "SKIP: a sanitizer brings symbols and libraries of its own"
	exit 77
fi
module=../../nss/.libs/libnss_sekisho.so.2
passed=0 failed=0
check() { # NAME EXPECTED FOUND
	if [ "$2" = "$3" ]; then
		echo "ok $1"; passed=$((passed + 1))
	else
		echo "not ok $1"; echo "  expected: $2"; echo "  found:    $3"; failed=$((failed + 1))
	fi
}
line() { tr '\n' ' ' | sed 's/ $//'; }
dynamic=$(readelf -dW "$module") || exit 2
segments=$(readelf -lW "$module")

check exports "_nss_sekisho_endpwent _nss_sekisho_getpwent_r _nss_sekisho_getpwnam_r _nss_sekisho_getpwuid_r \
_nss_sekisho_getspnam_r _nss_sekisho_initgroups_dyn _nss_sekisho_setpwent" \
	"$(nm -D --defined-only "$module" | awk '$2 != "A" { print $3 }' | LC_ALL=C sort | line)"
check needed "libc.so.6" "$(echo "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | line)"
check soname "libnss_sekisho.so.2" "$(echo "$dynamic" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p' | line)"
check no_rpath "" "$(echo "$dynamic" | grep -E 'RPATH|RUNPATH')"
check no_text_relocations "" "$(echo "$dynamic" | grep TEXTREL)"
check stays_loaded 1 "$(echo "$dynamic" | grep -c 'FLAGS_1.*NODELETE')"
check bound_at_once 1 "$(echo "$dynamic" | grep -c 'FLAGS_1.*NOW')"
check no_thread_local "" "$(echo "$segments" | grep -w TLS)"
check no_executable_stack "" "$(echo "$segments" | grep GNU_STACK | grep 'RWE')"
# No malloc, stdio, environment, abort, syslog, getpw*, fork: only what the answer needs.
allowed='__cxa_finalize __gmon_start__ _ITM_deregisterTMCloneTable _ITM_registerTMCloneTable __errno_location
__stack_chk_fail __memcpy_chk clock_gettime close fstat fstat64 fstatat fstatat64 memchr memcmp memcpy memset open
open64 openat openat64 pread pread64 __pread_chk __pread64_chk pthread_setcancelstate strchr strcmp strlen'
check imports "" "$(nm -D --undefined-only "$module" | awk '{ sub(/@.*/, "", $2); print $2 }' | while read -r symbol; do
	case " $(echo "$allowed" | line) " in *" $symbol "*) ;; *) echo "$symbol" ;; esac
done | line)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
