# shellcheck shell=bash
# login(1) on a terminal, and root's way in on the console whatever happens.
for hours in closed open; do
    hours_are "$hours"
    follows_hours "login on a terminal" login sato '/e2e/answer pw login sato'
    follows_hours "login on the console, not root" login sato '/e2e/answer pw /e2e/on_console login sato'
    follows_hours "root's login on a terminal that is no console" login root '/e2e/answer pw login root'
    gets_in "root's login on the console" '/e2e/answer pw /e2e/on_console login root'
done

policy_broken
is_refused "login on the console, not root" login sato '/e2e/answer pw /e2e/on_console login sato'
is_refused "root by ssh" sshd root 'ssh -i /e2e/key -o BatchMode=yes root@localhost echo came-in'
is_refused "root's login on a terminal that is no console" login root '/e2e/answer pw login root'
gets_in "root's login on the console" '/e2e/answer pw /e2e/on_console login root'
if logged reason=break-glass service=login user=root; then
    report "$HOURS: root's login is logged as break-glass"
else
    report "$HOURS: root's login is logged as break-glass" "no such line"
fi
