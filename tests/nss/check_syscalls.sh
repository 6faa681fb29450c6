#!/bin/sh
# What a look-up costs in system calls (NSS-09): at most five for who is not revoked, one when asked again.
command -v strace >/dev/null || { echo "SKIP: strace is not installed"; exit 77; }
strace -o /dev/null true 2>/dev/null || { echo "SKIP: tracing is not permitted here"; exit 77; }
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
passed=0 failed=0

# system calls between the marks around look-up $1 of the trace
calls() {
	awk -v want="$1" '/close\(-1\)/ { at++; next } at == want { n++ } END { print n + 0 }' "$dir/trace"
}
# check NAME LOOKUP LIMIT
check() {
	n=$(calls "$2")
	if [ "$n" -le "$3" ] && [ "$n" -ge 1 ]; then
		echo "ok $1 ($n calls)"; passed=$((passed + 1))
	else
		echo "not ok $1: $n calls, at most $3"; failed=$((failed + 1))
		awk -v want="$2" '/close\(-1\)/ { at++; next } at == want' "$dir/trace"
	fi
}

for people in 10 100000; do
	./mkindex "$dir" "$people" || exit 2
	strace -o "$dir/trace" ./ask "$dir/revocation.index" stranger stranger other p0000003 || exit 2
	check "miss_of_$people" 1 5
	check "miss_again_of_$people" 2 1
	check "other_miss_of_$people" 3 5
	check "hit_of_$people" 4 6
done
rm "$dir/revocation.index"
strace -o "$dir/trace" ./ask "$dir/revocation.index" stranger || exit 2
check "no_index" 1 1
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
