# shellcheck shell=bash
# su and sudo: the person judged is the one who calls, and root itself goes on (a daemon's `su postgres` at night).
for hours in closed open; do
    hours_are "$hours"
    follows_hours "su to a colleague" su sato "echo pw | /e2e/as sato su suzuki -c 'echo came-in'"
    follows_hours "su - to a colleague" su-l sato "echo pw | /e2e/as sato su - suzuki -c 'echo came-in'"
    follows_hours "su to root" su sato "echo pw | /e2e/as sato su -c 'echo came-in'"
    follows_hours "su on a terminal" su sato "/e2e/answer pw /e2e/as sato su suzuki -c 'echo came-in'"
    follows_hours "sudo with a password" sudo sato "echo pw | /e2e/as sato sudo -kS echo came-in"
    follows_hours "sudo to a colleague" sudo sato "echo pw | /e2e/as sato sudo -kS -u suzuki echo came-in"
    follows_hours "sudo to a system account" sudo sato "echo pw | /e2e/as sato sudo -kS -u batch echo came-in"
    follows_hours "sudo without a password" sudo tanaka "/e2e/as tanaka sudo -n echo came-in"
    follows_hours "sudo -i" sudo-i tanaka "/e2e/as tanaka sudo -n -i echo came-in"
    gets_in "root's su to a system account" "su batch -c 'echo came-in'"
    gets_in "root's su to a person" "su sato -c 'echo came-in'"
    gets_in "root's su - to a person" "su - sato -c 'echo came-in'"
    gets_in "root's sudo" "sudo -n echo came-in"
    gets_in "root's sudo to a person" "sudo -n -u sato echo came-in"
    gets_in "root's runuser" "runuser -u sato -- echo came-in"
done
