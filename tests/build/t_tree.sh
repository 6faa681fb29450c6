#!/usr/bin/env bash
# Tidiness that a reader would otherwise have to ask for.
set -u
cd "${SRCDIR:?}" || exit 1
passed=0 failed=0

ok() {
    if [ -z "$2" ]; then
        echo "ok $1"
        passed=$((passed + 1))
    else
        echo "not ok $1"
        printf '%s\n' "$2" | head -n 20
        failed=$((failed + 1))
    fi
}

sources() { find common pam nss tool tests -name '*.[ch]' -not -path '*/.*' | sort; }
texts() { find . -path './.git' -prune -o -path './_build*' -prune -o -path './.cache' -prune -o -path './build-aux' -prune \
    -o -path './autom4te.cache' -prune -o -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.am' -o -name '*.ac' -o -name '*.def' \
    -o -name '*.py' -o -name 'README*' -o -name 'HACKING' -o -name 'ChangeLog' -o -name 'FORMAT.*' -o -name '*.conf' \) -print; }

ok no-file-is-two-rooms "$(sources | xargs wc -l | awk '$2 != "total" && $1 > ($2 ~ /^tests/ ? 700 : 600) {print $2 ": " $1 " lines"}')"
ok no-trailing-blanks "$(texts | xargs grep -nE '[[:space:]]+$' | head -n 20)"
ok every-text-ends-its-last-line "$(texts | while read -r f; do [ -s "$f" ] && [ -n "$(tail -c 1 "$f")" ] && echo "$f"; done)"
ok every-header-has-its-guard "$(sources | grep '\.h$' | while read -r f; do
    g=SEKISHO_$(printf '%s' "${f#common/}" | tr 'a-z/.-' 'A-Z___' | sed 's/_H$//')_H
    grep -q "#ifndef $g\$" "$f" || echo "$f: no guard $g"; done)"
if command -v clang-format >/dev/null && [ -f .clang-format ]; then
    ok clang-format-as-committed "$(sources | xargs clang-format --dry-run -Werror 2>&1 | grep 'error:' | cut -d: -f1 | sort | uniq -c)"
fi
if command -v shellcheck >/dev/null; then
    ok shell-scripts-are-clean "$(find . -path './_build*' -prune -o -path './build-aux' -prune -o -path './.cache' -prune -o -name '*.sh' -print0 |
        xargs -0 shellcheck -x -S warning 2>&1 | grep -E '^In |SC[0-9]+' | head -n 20)"
fi
if command -v mandoc >/dev/null; then
    ok manuals-lint "$(find man -name '*.[0-9]' -print0 | xargs -0 -r mandoc -T lint -W warning 2>&1 | head -n 20)"
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
