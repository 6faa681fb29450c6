#ifndef SEKISHO_PAM_GATE_H
#define SEKISHO_PAM_GATE_H

#include <security/pam_modules.h>

#include "request.h"

/*
 * One PAM call from beginning to end: arguments, policy, request, clock (read once), decision, log, message,
 * code. Every phase asks anew; nothing decided before is believed. A PAM code, never PAM_SUCCESS.
 */
int sekisho_gate_run(pam_handle_t *pamh, unsigned flags, int argc, const char **argv,
                     enum sekisho_phase phase);

#endif
