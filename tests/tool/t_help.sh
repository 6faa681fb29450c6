#!/bin/sh
# The command line: help, options anywhere, what is said about mistakes.
. "$TOP_SRCDIR/tests/tool/lib.sh"

run help
expect help 0
commands=$(printf '%s\n' "$out" | sed -n '/^Commands:/,/^Options:/s/^  \([a-z]*\( [a-z]*\)\{0,1\}\)  .*/\1/p')
count=$(printf '%s\n' "$commands" | grep -c .)
if [ "$count" -ge 11 ]; then ok "help_lists_commands"; else not_ok help_lists_commands "only $count"; fi

printf '%s\n' "$commands" >"$work/commands"
while read -r command; do
    name=$(echo "$command" | tr ' ' _)
    for lang in en ja; do
        # shellcheck disable=SC2086 # two words are two arguments
        run $command --help --lang $lang
        expect "help_of_${name}_$lang" 0
        has "help_of_${name}_${lang}_shows_usage" "$out" "sekisho $command"
        lacks "help_of_${name}_${lang}_is_whole" "$out" '{'
    done
    # shellcheck disable=SC2086
    run help $command
    expect "help_command_$name" 0
    # shellcheck disable=SC2086
    run $command --no-such-option
    expect "bad_option_of_$name" 2
    if grep -q "^\.[A-Z][a-z] .*Cm $command\$\|^\.Cm $command\$" "$TOP_SRCDIR/man/sekisho.8"; then
        ok "manual_has_$name"
    else
        not_ok "manual_has_$name"
    fi
done <"$work/commands"

# complete WORD...: what bash would offer for the last word.
complete_words() {
    bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sekisho; printf "%s\n" "${COMPREPLY[@]}"' \
        "$TOP_SRCDIR/conf/bash-completion/sekisho" "$SEKISHO" "$@" | sort | tr '\n' ' '
}
if command -v bash >/dev/null; then
    same complete_command "$(complete_words sta)" 'status '
    same complete_second_word "$(complete_words policy "")" 'check install rollback seal show '
    same complete_second_word_begun "$(complete_words --lang ja policy ro)" 'rollback '
    same complete_option "$(complete_words check --tr)" '--trace '
    same complete_option_of_two_words "$(complete_words policy install --dr)" '--dry-run '
    same complete_no_foreign_option "$(complete_words status --tr)" ' '
    same complete_value "$(complete_words check --lang '')" 'en ja '
fi
run help policy
has help_of_a_family "$out" 'policy check' 'policy rollback'
run policy --help
expect family_help 0

run version
expect version 0
has version_says "$out" 'sekisho '
run --version
expect version_option 0
run version --json
same version_json "$(json "$work/out" 'sorted(d)')" "['log', 'policy', 'state', 'version']"

for line in '--json check tanaka --policy CONF --host gw-1' 'check --json tanaka --host gw-1 --policy=CONF' \
    '--policy CONF check tanaka --host gw-1 --json' 'check tanaka --host=gw-1 --state /x --policy CONF --json'; do
    # shellcheck disable=SC2046
    run $(echo "$line" | sed "s|CONF|$conf|") --at 2026-11-24T12:00:00+09:00
    expect "options_anywhere_$line" 0
    same "options_anywhere_json_$line" "$(json "$work/out" 'd["verdict"]')" allow
done
run policy --policy "$conf" check
expect option_between_two_words 0
run check --policy "$conf" --host gw-1 --at '2026-11-24 12:00' -- tanaka
expect double_dash 0

mistake() { # name, said, args...
    name=$1 said=$2
    shift 2
    run "$@"
    expect "mistake_$name" 2
    has "mistake_${name}_is_said" "$err" "$said"
}
mistake command 'did you mean "status"' staus
mistake family 'did you mean "policy"' polcy check
mistake family_alone 'check, show, seal' policy
mistake family_word 'did you mean "check"' policy chek
mistake option 'did you mean "--host"' check --hots x
mistake short_option '"-x"' check -x
mistake option_without_value '--host NAME' check --host
mistake option_eats_no_option '--user NAME' check --user --json
mistake switch_with_value 'takes no value' check --trace=yes
mistake lang 'en or ja' check --lang fr
mistake too_many 'one too many: "b"' check a b
mistake missing_file 'sekisho policy seal FILE' policy seal
mistake in_japanese 「staus」 --lang ja staus
mistake in_japanese_last 「staus」 staus --lang ja
run
expect no_command 2
finish
