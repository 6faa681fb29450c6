/* mkindex INDEX N: compiles an index of N made-up people; waits until it has settled. The folder must be
 * there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/index_fixture.h"

int
main(int argc, char **argv) {
    struct fx_index_place place;
    struct sekisho_index_entry *people;
    size_t n;

    if (argc != 3 || strlen(argv[1]) >= sizeof(place.folder))
        return 2;
    n = strtoul(argv[2], NULL, 10);
    people = fx_index_people(n);
    (void)snprintf(place.folder, sizeof(place.folder), "%s", argv[1]);
    (void)snprintf(place.path, sizeof(place.path), "%s/" SEKISHO_INDEX_FILE, argv[1]);
    fx_index_write(&place, people, n, 1);
    fx_index_settle(&place);
    fx_index_people_free(people, n);
    return 0;
}
