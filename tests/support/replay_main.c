/*
 * The main of a fuzz target without libFuzzer: runs the committed seeds, each of them also cut at many
 * lengths and with bytes changed, so that every `make check` tests the parsers with sanitizers or without.
 * The seeds are those of SEKISHO_SEEDS/NAME for the program fuzz_NAME, or the files given.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fuzz.h"

#define INPUT_CAP   (1U << 20)
#define STEPS_MAX   2000 /* changed inputs of each kind a seed */
#define PATH_CAP    1024
#define NAME_PREFIX "fuzz_"

static unsigned long n_runs, n_seeds;

static void
run_one(const unsigned char *bytes, size_t len) {
    /* An exact copy on the heap: reading one byte past the end is then seen. */
    unsigned char *copy = malloc(len == 0 ? 1 : len);
    if (copy == NULL)
        exit(2);
    if (len > 0)
        memcpy(copy, bytes, len);
    (void)LLVMFuzzerTestOneInput(copy, len);
    free(copy);
    n_runs++;
}

static void
run_changed(unsigned char *bytes, size_t len) {
    static const unsigned char change[] = {0x01, 0x80, 0xff};
    const size_t step = len / STEPS_MAX + 1;
    size_t at;
    for (at = 0; at < len; at += step) {
        const unsigned char was = bytes[at];
        run_one(bytes, at);
        bytes[at] = (unsigned char)(was ^ change[at / step % sizeof(change)]);
        run_one(bytes, len);
        bytes[at] = was;
    }
}

static void
run_file(const char *path) {
    static unsigned char bytes[INPUT_CAP];
    FILE *file = fopen(path, "rbe");
    size_t len;
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    run_one(bytes, len);
    run_changed(bytes, len);
    n_seeds++;
}

static void
run_folder(const char *path) {
    DIR *dir = opendir(path);
    const struct dirent *entry;
    char file[PATH_CAP];
    if (dir == NULL) {
        perror(path);
        exit(2);
    }
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.' &&
            (size_t)snprintf(file, sizeof(file), "%s/%s", path, entry->d_name) < sizeof(file))
            run_file(file);
    (void)closedir(dir);
}

int
main(int argc, char **argv) {
    const char *slash = strrchr(argv[0], '/');
    const char *name = strstr(slash == NULL ? argv[0] : slash, NAME_PREFIX);
    const char *seeds = getenv("SEKISHO_SEEDS");
    char path[PATH_CAP];
    int n;

    for (n = 1; n < argc; n++)
        run_file(argv[n]);
    if (argc == 1) {
        if (name == NULL || seeds == NULL)
            return 2;
        (void)snprintf(path, sizeof(path), "%s/%s", seeds, name + strlen(NAME_PREFIX));
        run_folder(path);
    }
    printf("ok %s (%lu seeds, %lu inputs)\n", name == NULL ? argv[0] : name, n_seeds, n_runs);
    printf("%d passed, %d failed\n", n_seeds > 0, n_seeds == 0);
    return n_seeds > 0 ? 0 : 1;
}
