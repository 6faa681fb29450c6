#!/bin/sh
# sekisho key: pairs of keys made, taken in, retired, distrusted.
. "$TOP_SRCDIR/tests/tool/lib.sh"

cd "$work" || exit 99
mkdir etc && cp "$conf" etc/sekisho.conf || exit 99
printf 'correct horse 馬\nnot ours\n' >pass
printf 'short\n' >short
at=etc/sekisho.conf

# The shell's own redirection opens the descriptor: nothing of it is on the command line or in the environment.
run_fd() {
    file=$1
    shift
    run "$@" --passphrase-fd 3 3<"$file"
}

run_fd pass key new --role manager --holder '山田 太郎'
expect new 0
has new_says "$out" 'manager' '山田 太郎' 'Fingerprint' manager.key manager.key.pub telephone
same secret_mode "$(stat -c %a manager.key)" 600
same public_mode "$(stat -c %a manager.key.pub)" 644
same secret_words "$(head -n 1 manager.key)" 'sekisho secret-key 1'
lacks secret_is_sealed "$(cat manager.key manager.key.pub)" 'correct horse'
id=$(sed -n 's/^id: //p' manager.key.pub)
print=$(printf '%s\n' "$out" | sed -n 's/^Fingerprint: //p')
same print_is_the_id_in_groups "$(printf %s "$print" | tr -d ' ')" "$id"
same id_is_the_hash "$(sed -n '/^role: /,/^public: /p' manager.key.pub | b2sum -l 128 | cut -d ' ' -f 1)" "$id"

before=$(cat manager.key)
run_fd pass key new --role manager --holder x
expect new_never_overwrites 2
same new_left_it "$(cat manager.key)" "$before"
ln -s elsewhere link
run_fd pass key new --role manager --holder x --out link
expect new_follows_no_link 2
test ! -e elsewhere && ok new_wrote_nothing_there || not_ok new_wrote_nothing_there
run_fd short key new --role officer --holder x --out short.key
expect new_short_passphrase 2
test ! -e short.key && ok short_left_nothing || not_ok short_left_nothing
run_fd pass key new --role root --holder x
expect new_bad_role 2
run_fd pass key new --role manager --out other.key
expect new_without_holder 2
run_fd pass key new --role manager --holder "$(printf 'a\033[31mb')" --out other.key
expect new_hostile_holder 2
lacks hostile_holder_is_escaped "$err" "$(printf '\033')"
run key new --role manager --holder x --out other.key --passphrase-fd 77
expect new_closed_fd 2
run key new --role manager --holder x --out other.key --passphrase-fd 0x3
expect new_odd_fd 2
setsid "$SEKISHO" key new --role manager --holder x --out other.key <pass >out 2>err
same no_terminal_no_stdin "$?" 2
has no_terminal_says "$(cat err)" passphrase-fd
run key new --role manager --holder x --passphrase 'correct horse'
expect no_passphrase_on_the_line 2
test ! -e other.key && ok others_left_nothing || not_ok others_left_nothing
run_fd pass key new --role manager --holder x --out nowhere/other.key
expect new_nowhere 2

# At a terminal: asked twice, not shown, and the terminal is as it was.
cat >terminal.py <<'P'
import os, pty, sys, termios
answers, argv = sys.argv[1].split("|"), sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    os.execv(argv[0], argv)
shown = b""
for answer in answers:
    while not shown.rstrip().endswith(b":"):
        shown += os.read(fd, 4096)
    while termios.tcgetattr(fd)[3] & termios.ECHO:
        pass
    shown += b"#"
    os.write(fd, b"\x03" if answer == "^C" else answer.encode() + b"\n")
try:
    while True:
        more = os.read(fd, 4096)
        if not more:
            break
        shown += more
except OSError:
    pass
status = os.waitpid(pid, 0)[1]
sys.stdout.buffer.write(shown)
print("\nECHO", bool(termios.tcgetattr(fd)[3] & termios.ECHO))
print("EXIT", os.waitstatus_to_exitcode(status))
P
at_terminal() { timeout 60 python3 terminal.py "$1" "$SEKISHO" key new --role officer --holder Sato --out "$2" 2>&1; }
text=$(at_terminal 'correct horse 2|correct horse 2' tty.key)
has terminal_makes_a_key "$text" 'The same again' 'EXIT 0' 'ECHO True' Fingerprint
lacks terminal_shows_nothing "$text" horse
text=$(at_terminal 'correct horse 2|correct horse 3' differ.key)
has terminal_differing "$text" differ 'EXIT 2' 'ECHO True'
test ! -e differ.key && ok differing_left_nothing || not_ok differing_left_nothing
text=$(at_terminal '^C' stopped.key)
has terminal_interrupted "$text" 'EXIT -2' 'ECHO True'
test ! -e stopped.key && ok interrupted_left_nothing || not_ok interrupted_left_nothing

run --policy $at key list
expect list_none 0
has list_none_says "$out" 'no key'
echo n >no
"$SEKISHO" --policy $at key trust manager.key.pub <no >out 2>err
same trust_no "$?" 1
has trust_asks "$(cat out err)" "$print" 'y/N' '山田 太郎'
test ! -e etc/keys && ok trust_no_left_nothing || not_ok trust_no_left_nothing
run --policy $at key trust manager.key.pub --fingerprint "$(printf %s "$print" | tr 0-9a-f 1-9a-f0)"
expect trust_other_print 2
run --policy $at key trust manager.key.pub --fingerprint "${print%?}"
expect trust_cut_print 2
run --policy $at key trust manager.key.pub --fingerprint ''
expect trust_empty_print 2
run --policy $at key trust manager.key --yes
expect trust_secret_refused 2
has trust_secret_says "$err" 'secret key' .pub
run --policy $at key trust "$conf" --yes
expect trust_no_key 2
# Changed on its way: another role, with the old id or with the one that is now its own.
sed 's/^role: manager/role: officer/' manager.key.pub >changed.pub
run --policy $at key trust changed.pub --fingerprint "$print"
expect trust_changed_role 2
other=$(sed -n '/^role: /,/^public: /p' changed.pub | b2sum -l 128 | cut -d ' ' -f 1)
sed "s/^id: .*/id: $other/" changed.pub >renamed.pub
run --policy $at key trust renamed.pub --fingerprint "$print"
expect trust_renamed_role 2
run --policy $at key trust manager.key.pub --fingerprint "$print"
expect trust 0
same trusted_file "$(cat "etc/keys/$id.pub")" "$(cat manager.key.pub)"
same trusted_mode "$(stat -c %a "etc/keys/$id.pub")" 644
run --policy $at key trust manager.key.pub --yes
expect trust_again 0
run --policy $at key trust renamed.pub --yes
expect trust_same_key_in_another_role 2
run --policy $at key trust tty.key.pub --yes
expect trust_officer 0

run --policy $at key list
expect list 0
has list_says "$out" "$print" manager officer Sato trusted
run --policy $at --lang ja key list
has list_ja "$out" 情報システム管理者 情報システム責任者 有効
run --policy $at --json key list
same list_json "$(json "$work/out" '[len(d["keys"]), d["refused"], sorted(k["role"] for k in d["keys"])]')" "[2, 0, ['manager', 'officer']]"
run key show manager.key.pub
expect show_file 0
has show_file_says "$out" "$print" '山田 太郎'
run --policy $at key show "$(printf %.8s "$id")"
expect show_prefix 0
run --policy $at key show "$print"
expect show_groups 0
run --policy $at key show "$(printf %.7s "$id")"
expect show_short_prefix 2
run --policy $at key show 00000000
expect show_unknown 2

# What is no key does not count, and is said.
cp manager.key.pub etc/keys/copy.pub
run --policy $at key list
expect list_with_a_copy 1
has list_names_it "$err" copy.pub
rm etc/keys/copy.pub
chmod 777 etc/keys
run --policy $at key list
expect list_open_folder 2
chmod 755 etc/keys

officer=$(sed -n 's/^id: //p' tty.key.pub)
run --policy $at key retire "$id"
expect retire_without_date 2
run --policy $at key retire "$id" --issued-before '2026-02-30 00:00' --yes
expect retire_no_such_date 2
run --policy $at key retire "$id" --issued-before '2026-10-01 08:30' --yes
expect retire 0
same retired_line "$(tail -n 1 "etc/keys/$id.pub")" 'issued-before: 2026-10-01T08:30:00+09:00'
run --policy $at key trust manager.key.pub --yes
expect retired_does_not_come_back 2
"$SEKISHO" --policy $at key distrust "$officer" <no >out 2>err
same distrust_no "$?" 1
run --policy $at key distrust "$officer" --yes
expect distrust 0
has distrust_says "$out" Sato 'notice or revocation'
run --policy $at key distrust "$id" --yes
expect retired_may_be_distrusted 0
run --policy $at key trust tty.key.pub --yes
expect distrusted_does_not_come_back 2
run --policy $at key distrust "$officer" --yes
expect distrust_once 2
run --policy $at key retire "$officer" --issued-before '2027-01-01 00:00' --yes
expect distrusted_cannot_be_retired 2
run --policy $at key show "$officer"
has distrusted_is_shown "$out" Distrusted

finish
