#include "args.h"

#include <string.h>

#include "core/policy.h"

static const char *
value_of(const char *arg, const char *key) {
    const size_t len = strlen(key);
    return strncmp(arg, key, len) == 0 ? arg + len : NULL;
}

void
sekisho_args_parse(int argc, const char **argv, struct sekisho_args *ret_args) {
    memset(ret_args, 0, sizeof(*ret_args));
    ret_args->policy_path = SEKISHO_POLICY_FILE;
    ret_args->state_path = SEKISHO_STATE_DIR;
    for (int i = 0; i < argc; i++) {
        const char *value;
        if ((value = value_of(argv[i], "policy=")) != NULL)
            ret_args->policy_path = value;
        else if ((value = value_of(argv[i], "state=")) != NULL)
            ret_args->state_path = value;
        else if (strcmp(argv[i], "debug") == 0)
            ret_args->debug = true;
        else if (strcmp(argv[i], "quiet") == 0)
            ret_args->quiet = true;
        else if (strcmp(argv[i], "even_silent") == 0)
            ret_args->even_silent = true;
        else if (ret_args->unknown == NULL)
            ret_args->unknown = argv[i];
    }
}
