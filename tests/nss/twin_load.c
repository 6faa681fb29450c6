#include "twin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A symbol into a pointer of its type; ISO C has no cast for functions. */
static void
find(void *module, const char *name, void *ret_pointer, size_t len) {
    void *symbol = dlsym(module, name);
    if (symbol == NULL) {
        fprintf(stderr, "%s: %s\n", name, dlerror());
        exit(2);
    }
    memcpy(ret_pointer, &symbol, len);
}

void
twin_load(const char *index_path, struct twin_calls *ret_calls) {
    void *module = dlopen(TWIN_MODULE, RTLD_NOW | RTLD_LOCAL);
    struct twin_calls calls;

    if (module == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
    find(module, "sekisho_twin", &calls.twin, sizeof(calls.twin));
    find(module, "_nss_sekisho_getpwnam_r", &calls.getpwnam_r, sizeof(calls.getpwnam_r));
    find(module, "_nss_sekisho_getpwuid_r", &calls.getpwuid_r, sizeof(calls.getpwuid_r));
    find(module, "_nss_sekisho_getspnam_r", &calls.getspnam_r, sizeof(calls.getspnam_r));
    find(module, "_nss_sekisho_initgroups_dyn", &calls.initgroups_dyn, sizeof(calls.initgroups_dyn));
    find(module, "_nss_sekisho_setpwent", &calls.setpwent, sizeof(calls.setpwent));
    find(module, "_nss_sekisho_getpwent_r", &calls.getpwent_r, sizeof(calls.getpwent_r));
    find(module, "_nss_sekisho_endpwent", &calls.endpwent, sizeof(calls.endpwent));
    (void)snprintf(calls.twin->path, sizeof(calls.twin->path), "%s", index_path);
    calls.twin->owner = geteuid();
    *ret_calls = calls;
}
