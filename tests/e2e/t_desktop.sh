# shellcheck shell=bash
# Callers such as a display manager (root, every phase) and screen lockers (the user itself, only the auth phase).
display="echo pw | pamtester e2e-display sato authenticate acct_mgmt setcred open_session && echo came-in"
locker="echo pw | /e2e/as sato pamtester e2e-locker sato authenticate && echo came-in"
graphical="echo pw | pamtester -I tty=:0 e2e-display sato authenticate acct_mgmt open_session && echo came-in"

for hours in closed open; do
    hours_are "$hours"
    follows_hours "display manager" e2e-display sato "$display"
    follows_hours "display manager on :0" e2e-display sato "$graphical"
    follows_hours "screen locker, not root" e2e-locker sato "$locker"
done

# An administrator may hide the policy from nobody by accident: a locker that can't read it must not unlock.
hours_are open
inside chmod 600 /etc/sekisho/sekisho.conf
HOURS='unreadable policy'
is_refused "screen locker, not root" e2e-locker sato "$locker"
