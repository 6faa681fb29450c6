#!/usr/bin/env bash
# The arrows of the house: pam -> core -> base, tool -> core -> base, nss -> base, and pam, tool, nss -> clock. No others.
set -u
cd "${SRCDIR:?}" || exit 1
passed=0 failed=0

ok() { # ok NAME CONDITION-OUTPUT: passes when the output is empty
    if [ -z "$2" ]; then
        echo "ok $1"
        passed=$((passed + 1))
    else
        echo "not ok $1"
        printf '%s\n' "$2"
        failed=$((failed + 1))
    fi
}

includes() { # includes FOLDER PATTERN: lines that include what the folder must not
    grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[\"<]($2)" -r "$1" --include='*.[ch]' 2>/dev/null
}

calls() { # calls FOLDER NAMES: calls of functions the folder must not use
    grep -nE "(^|[^_[:alnum:]])($2)[[:space:]]*\(" -r "$1" --include='*.c' 2>/dev/null | grep -vE ':[[:space:]]*(\*|/\*|//)'
}

ok base-includes-only-libc "$(includes common/base 'core/|clock/|security/|nss\.h|libconfig|sodium|jansson|syslog|stdarg')"
ok base-has-no-printing "$(calls common/base 'printf|fprintf|snprintf|sprintf|syslog|perror')"
ok core-knows-neither-pam-nor-nss-nor-clock "$(includes common/core 'clock/|security/|nss\.h|syslog|jansson|pam/|tool/')"
ok core-and-base-read-no-clock "$(calls common/core 'time|clock_gettime|gettimeofday|localtime|localtime_r|gmtime|mktime|strftime'; calls common/base 'time|clock_gettime|gettimeofday|localtime|localtime_r|gmtime|mktime')"
ok core-and-base-read-no-environment "$(calls common/core 'getenv|secure_getenv|setlocale|nl_langinfo|exit|abort'; calls common/base 'getenv|secure_getenv|setlocale|exit|abort')"
ok pam-and-nss-read-no-environment "$(calls pam 'getenv|secure_getenv|setlocale|exit|abort|fork|system|popen|openlog|setenv|signal|sigaction|umask'; calls nss 'getenv|secure_getenv|malloc|calloc|realloc|exit|abort|fork|syslog|printf|getpwnam_r|getpwuid_r|getpwnam')"
ok nss-includes-only-base-and-clock "$(includes nss 'core/|security/|libconfig|sodium|syslog')"
ok libconfig-only-in-policy-libconfig "$(grep -lE '#[[:space:]]*include[[:space:]]*<libconfig' -r common pam nss tool --include='*.[ch]' 2>/dev/null | grep -vE '^common/core/policy_libconfig')"
ok pam-headers-only-in-pam "$(includes common 'security/'; includes nss 'security/'; includes tool 'security/')"
ok nobody-includes-tests "$(for d in common pam nss tool; do includes $d 'tests/|support/'; done)"
ok one-place-reads-the-clock "$(calls pam 'time|clock_gettime|gettimeofday'; calls tool 'time|gettimeofday|clock_gettime'; calls nss 'time|clock_gettime|gettimeofday')"
ok thread-locals-nowhere "$(grep -nE '__thread|_Thread_local|thread_local' -r common pam nss --include='*.[ch]')"
ok local-time-nowhere "$(for d in common pam nss tool; do calls $d 'localtime|localtime_r|mktime|tzset'; done)"

# A guard that sees nothing would pass for ever: each kind must find what is planted.
planted=$(mktemp -d)
mkdir -p "$planted/common/base"
printf '#include "core/policy.h"\nint f(void) { return printf("x") + (int)time(0); }\n' >"$planted/common/base/bad.c"
cd "$planted" || exit 1
[ -n "$(includes common/base 'core/')" ] && [ -n "$(calls common/base 'printf')" ] && [ -n "$(calls common/base 'time')" ]
ok planted-slips-are-found "$([ $? = 0 ] || echo 'a planted slip went unseen')"
cd / && rm -rf "$planted"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
