# shellcheck shell=bash
# Every way in by ssh: what the server asks for, and what the client does once in.
ssh_key='ssh -i /e2e/key -o BatchMode=yes'
ssh_password='sshpass -p pw ssh -o NumberOfPasswordPrompts=1 -o PreferredAuthentications=password'
ssh_keyboard='sshpass -p pw ssh -o NumberOfPasswordPrompts=1 -o PreferredAuthentications=keyboard-interactive'

for hours in closed open; do
    hours_are "$hours"
    follows_hours "ssh with a password" sshd sato "$ssh_password sato@localhost echo came-in"
    follows_hours "ssh with a key" sshd sato "$ssh_key sato@localhost echo came-in"
    follows_hours "ssh keyboard-interactive" sshd sato "$ssh_keyboard sato@localhost echo came-in"
    follows_hours "ssh to a shell on a terminal" sshd sato "$ssh_key -tt sato@localhost"
    # No command: only connected, for forwarding. Refused is disconnected; still there after three seconds is in.
    follows_hours "ssh -N" sshd sato "timeout 3 $ssh_key -N sato@localhost; [ \$? = 124 ] && echo came-in"
    follows_hours "ssh -N with a password" sshd sato "timeout 3 $ssh_password -N sato@localhost; [ \$? = 124 ] && echo came-in"
    follows_hours "sftp" sshd sato \
        'echo "put /etc/hostname a-$$" | sftp -q -b - -i /e2e/key sato@localhost && [ -e /home/sato/a-$$ ] && echo came-in'
    follows_hours "scp" sshd sato \
        'scp -q -i /e2e/key /etc/hostname sato@localhost:b-$$ && [ -e /home/sato/b-$$ ] && echo came-in'
    follows_hours "root by ssh: no console, no exception" sshd root "$ssh_key root@localhost echo came-in"
done
