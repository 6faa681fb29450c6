# shellcheck shell=bash
# A refused person reads why, and when it opens, in the policy's language; never a bare "Permission denied".
ssh_in='ssh -i /e2e/key -o BatchMode=yes sato@localhost echo came-in'
ssh_keyboard='sshpass -p pw ssh -o PreferredAuthentications=keyboard-interactive sato@localhost echo came-in'
su_in="echo pw | /e2e/as sato su suzuki -c 'echo came-in'"
sftp_in='echo pwd | sftp -b - -i /e2e/key sato@localhost'

hours_are closed en
is_refused "ssh, in English" sshd sato "$ssh_in"
says "ssh: which system" "Resident registry"
says "ssh: which rule" "Article 13"
says "ssh: when it opens" "Opens next: $CHANGE_AT"
says "ssh: whom to ask" "ext. 123"
is_refused "keyboard-interactive, in English" sshd sato "$ssh_keyboard"
says "keyboard-interactive: when it opens" "Opens next: $CHANGE_AT"
is_refused "sftp, in English" sshd sato "$sftp_in"
says "sftp: when it opens" "Opens next: $CHANGE_AT"
is_refused "su, in English" su sato "$su_in"
says "su: when it opens" "Opens next: $CHANGE_AT"
is_refused "login, in English" login sato '/e2e/answer pw login sato'
says "login: when it opens" "Opens next: $CHANGE_AT"

hours_are closed ja
is_refused "ssh, in Japanese" sshd sato "$ssh_in"
says "ssh: which system, in Japanese" "住民情報システム"
says "ssh: when it opens, in Japanese" "次の運用開始：$CHANGE_AT"
is_refused "su, in Japanese" su sato "$su_in"
says "su: when it opens, in Japanese" "次の運用開始：$CHANGE_AT"
is_refused "login on a terminal, in Japanese" login sato '/e2e/answer pw login sato'
says "login on a terminal: when it opens, in Japanese" "次の運用開始：$CHANGE_AT"
is_refused "login on a console without kanji" login sato '/e2e/answer pw /e2e/on_console login sato'
says "login on a console without kanji: English" "Opens next: $CHANGE_AT"

# sudo calls with PAM_SILENT: the terminal stays quiet, the log does not.
hours_are closed en
is_refused "sudo is logged though silent" sudo sato "echo pw | /e2e/as sato sudo -kS echo came-in"
says_not "sudo: silent on the terminal" "Opens next"
is_refused "a job of cron is logged though silent" cron sato '/e2e/cron_job sato'

# In hours: until when.
hours_are open en
gets_in "ssh to a shell" 'ssh -tt -i /e2e/key -o BatchMode=yes sato@localhost'
says "ssh: open until" "open until $CHANGE_AT"

policy_broken
is_refused "ssh" sshd sato "$ssh_in"
says "ssh: there is a fault" "administrator"
is_refused "su" su sato "$su_in"
says "su: there is a fault" "administrator"
if grep -q 'sekisho.conf:[0-9]' <<<"$LOG"; then
    report "$HOURS: the log names file and line"
else
    report "$HOURS: the log names file and line" "it does not"
fi
