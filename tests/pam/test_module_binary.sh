#!/bin/sh
# BLD-01: what the built module shows to its host, and what it asks of it.
set -u
module=${MODULE:?the built module}
passed=0
failed=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

ok() { # NAME COMMAND...
    name=$1
    shift
    if "$@"; then
        echo "ok $name"
        passed=$((passed + 1))
    else
        echo "not ok $name"
        failed=$((failed + 1))
    fi
}

for tool in nm readelf; do
    command -v $tool >/dev/null || { echo "skipped: no $tool here"; exit 77; }
done
if [ -n "${SANITIZED:-}" ]; then
    echo "skipped: a sanitized build is not what is shipped"
    exit 77
fi
nm -D "$module" >"$work/symbols" || exit 2
readelf -Wd "$module" >"$work/dynamic" || exit 2
readelf -Wl "$module" >"$work/segments" || exit 2

exports_only_doors() {
    cat >"$work/want" <<'EOF'
pam_sm_acct_mgmt
pam_sm_authenticate
pam_sm_chauthtok
pam_sm_close_session
pam_sm_open_session
pam_sm_setcred
EOF
    awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }' "$work/symbols" | LC_ALL=C sort >"$work/exports"
    diff "$work/want" "$work/exports"
}
needs_only() {
    sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' "$work/dynamic" | LC_ALL=C sort >"$work/needed"
    grep -q '^libpam\.so\.0$' "$work/needed" && grep -q '^libc\.so\.6$' "$work/needed" &&
        ! grep -v -x -e 'libpam\.so\.0' -e 'libc\.so\.6' -e 'libsodium\.so\.[0-9]*' \
            -e 'ld-linux-.*' "$work/needed"
}
has_relro() { grep -q GNU_RELRO "$work/segments"; }
binds_now() { grep -q -e 'BIND_NOW' -e 'FLAGS.*NOW' "$work/dynamic"; }
stack_not_executable() { grep GNU_STACK "$work/segments" | grep -q -v 'RWE'; }
no_segment_writable_and_executable() { ! grep LOAD "$work/segments" | grep -q 'RWE'; }
no_runpath() { ! grep -q -e RUNPATH -e RPATH "$work/dynamic"; }
no_text_relocations() { ! grep -q TEXTREL "$work/dynamic"; }
no_thread_local() { ! grep -q ' TLS ' "$work/segments"; }
# One symbol a row; the module may import none of them.
imports_none() {
    ! grep -w -E " U (__)?($1)(_chk)?(@.*)?" "$work/symbols"
}
nothing_undefined() {
    ldd -r "$module" >"$work/ldd" 2>&1 && ! grep 'undefined symbol' "$work/ldd"
}

ok test_module_exports_only_the_six_doors exports_only_doors
ok test_module_needs_pam_libc_sodium_only needs_only
ok test_module_relro has_relro
ok test_module_binds_now binds_now
ok test_module_stack_not_executable stack_not_executable
ok test_module_nothing_writable_and_executable no_segment_writable_and_executable
ok test_module_no_runpath no_runpath
ok test_module_no_text_relocations no_text_relocations
ok test_module_no_thread_local_storage no_thread_local
ok test_module_reads_no_environment imports_none 'getenv|secure_getenv|environ|_environ'
ok test_module_no_local_time imports_none 'localtime|localtime_r|mktime|tzset|strftime|ctime|ctime_r'
ok test_module_no_locale imports_none 'setlocale|newlocale|uselocale|strcoll|dcgettext|gettext'
ok test_module_no_process_change imports_none \
    'fork|vfork|execve|system|popen|signal|sigaction|sigprocmask|pthread_create|umask|chdir|setrlimit|atexit|__cxa_atexit'
ok test_module_no_exit imports_none 'exit|_exit|abort|__assert_fail|quick_exit'
ok test_module_no_log_change imports_none 'openlog|closelog|setlogmask|syslog|vsyslog'
ok test_module_no_static_user_lookups imports_none 'getpwnam|getpwuid|getgrnam|getgrgid|getlogin|cuserid|strtok|strerror'
ok test_module_no_network imports_none 'socket|connect|getaddrinfo|gethostbyname|getnameinfo'
ok test_module_no_random_numbers imports_none 'sodium_init|randombytes_buf|sodium_misuse'
ok test_module_leaves_nothing_undefined nothing_undefined

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
