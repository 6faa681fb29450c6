# shellcheck shell=bash
# The caller of a set-user-ID program chooses its TZ. It must not choose the hours with it.
for hours in closed open; do
    hours_are "$hours"
    for command in "su suzuki -c" "sudo -kS sh -c"; do
        run_snippet "/e2e/timezones $command 'echo came-in'"
        came=$(grep -c ': came-in' <<<"$OUTPUT")
        denied=$(grep -c "verdict=deny.* user=sato .*service=${command%% *} " <<<"$LOG")
        case $hours:$came:$denied in
            closed:0:20 | open:20:0) report "$hours: ${command%% *} under 20 values of TZ" ;;
            *) report "$hours: ${command%% *} under 20 values of TZ" "$came came in, $denied were denied" ;;
        esac
    done
done
