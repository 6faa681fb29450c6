/*
 * ask INDEX NAME...: looks each name up through glibc with "passwd: sekisho", and closes descriptor -1 before
 * each and at the end, as marks in a trace of system calls.
 */
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "twin.h"

int
main(int argc, char **argv) {
    struct twin_calls nss;
    struct passwd pw, *found;
    char buffer[2048];
    int n;

    if (argc < 3)
        return 2;
    twin_load(argv[1], &nss);
    if (__nss_configure_lookup("passwd", "sekisho") != 0)
        return 2;
    /* glibc sets itself up; root costs the module nothing. */
    if (getpwnam_r("root", &pw, buffer, sizeof(buffer), &found) != 0)
        return 2;
    for (n = 2; n < argc; n++) {
        (void)close(-1);
        if (getpwnam_r(argv[n], &pw, buffer, sizeof(buffer), &found) != 0)
            return 2;
    }
    (void)close(-1);
    return 0;
}
