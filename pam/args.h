#ifndef SEKISHO_PAM_ARGS_H
#define SEKISHO_PAM_ARGS_H

#include <stdbool.h>

/* The module's arguments in a PAM configuration line; pam_sekisho(8) is the manual. */
struct sekisho_args {
    const char *policy_path;
    const char *state_path;
    bool debug; /* log judgements that are not ours too, and each step */
    bool quiet; /* say nothing to the person */
    bool
        even_silent; /* speak under PAM_SILENT too: sudo asks for silence, and its users then learn nothing */
    const char *unknown; /* the first argument that is none of these: a fault, nothing is guessed */
};

/* Pointers in ret_args are argv's or static. */
void sekisho_args_parse(int argc, const char **argv, struct sekisho_args *ret_args);

#endif
