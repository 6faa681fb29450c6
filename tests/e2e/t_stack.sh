# shellcheck shell=bash
# How the gate stands in its stack: skipped in account it still stands in session, and it never opens a closed stack.
ssh_in='ssh -i /e2e/key -o BatchMode=yes sato@localhost echo came-in'

inside sed -i '1i account sufficient pam_permit.so' /etc/pam.d/common-account
for hours in closed open; do
    hours_are "$hours"
    follows_hours "sufficient above us in account: ssh" sshd sato "$ssh_in"
    follows_hours "sufficient above us in account: su" su sato "echo pw | /e2e/as sato su suzuki -c 'echo came-in'"
    follows_hours "sufficient above us in account: login" login sato '/e2e/answer pw login sato'
    # sshd keeps a connection whose session was refused, when the client wants no session; it forwards nothing then.
    follows_hours "sufficient above us in account: ssh -N forwards" sshd sato \
        'timeout 3 ssh -i /e2e/key -o BatchMode=yes -N -L 2222:localhost:22 sato@localhost & sleep 1.5
         timeout 1 bash -c "head -n 1 </dev/tcp/localhost/2222" | grep SSH-2.0 && echo came-in; wait'
done
inside /e2e/gate_in_pam

# The gate alone has no objection in hours, and that is not a permission.
hours_are open
inside bash -c 'echo "account required pam_sekisho.so" >/etc/pam.d/e2e-alone'
run_snippet 'pamtester e2e-alone sato acct_mgmt && echo came-in'
if came_in; then report "$HOURS: alone in its stack" "let somebody in"; else report "$HOURS: alone in its stack"; fi

# A sufficient gate would end the stack if it said yes.
inside bash -c 'printf "account %s\n" "sufficient pam_sekisho.so" "required pam_deny.so" >/etc/pam.d/e2e-sufficient'
run_snippet 'pamtester e2e-sufficient sato acct_mgmt && echo came-in'
if came_in; then report "$HOURS: sufficient before deny" "let somebody in"; else report "$HOURS: sufficient before deny"; fi

# A host that serves nothing governed: the hours are not its business.
hours_are closed en 'zaimu-*'
HOURS="host not governed"
gets_in "ssh" "$ssh_in"
gets_in "su" "echo pw | /e2e/as sato su suzuki -c 'echo came-in'"
