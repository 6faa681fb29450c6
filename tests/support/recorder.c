#include "support/recorder.h"

#include <dlfcn.h>
#include <string.h>
#include <security/pam_modules.h>

#include "base/attr.h"

SEKISHO_PUBLIC struct recorder sekisho_recorder;

typedef int module_fn(pam_handle_t *, int, int, const char **);

/* The other module stays open: what it keeps with the PAM handle is freed by its own code in pam_end. */
static int
hand_on(const char *door, pam_handle_t *pamh, int flags, int argc, const char **argv) {
    static const char key[] = "module=";
    module_fn *fn = NULL;
    void *module, *symbol;

    if (argc < 1 || strncmp(argv[0], key, sizeof(key) - 1) != 0)
        return PAM_ABORT;
    module = dlopen(argv[0] + sizeof(key) - 1, RTLD_NOW);
    symbol = module != NULL ? dlsym(module, door) : NULL;
    if (symbol == NULL)
        return PAM_ABORT;
    memcpy(&fn, &symbol, sizeof(fn)); /* ISO C has no cast from one to the other */
    sekisho_recorder.calls++;
    sekisho_recorder.code = fn(pamh, flags, argc - 1, argv + 1);
    return sekisho_recorder.code;
}

#define DOOR(name)                                                                                           \
    SEKISHO_PUBLIC int name(pam_handle_t *pamh, int flags, int argc, const char **argv) {                    \
        return hand_on(#name, pamh, flags, argc, argv);                                                      \
    }

DOOR(pam_sm_authenticate)
DOOR(pam_sm_setcred)
DOOR(pam_sm_acct_mgmt)
DOOR(pam_sm_open_session)
DOOR(pam_sm_close_session)
DOOR(pam_sm_chauthtok)
