#ifndef SEKISHO_TESTS_SUPPORT_INDEX_FIXTURE_H
#define SEKISHO_TESTS_SUPPORT_INDEX_FIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/index.h"

/* Index files for tests and bench. Any failure ends the program with a message: there is nothing to test
 * then. */

#define FX_INDEX_FIRST_UID 200000U

/* n made-up people, "p0000000" on, with uids from FX_INDEX_FIRST_UID; freed with fx_index_people_free. */
struct sekisho_index_entry *fx_index_people(size_t n);
void fx_index_people_free(struct sekisho_index_entry *people, size_t n);

/* A new folder that nobody else writes to; path is the index in it, folder the folder. */
struct fx_index_place {
    char folder[64], path[128];
};
void fx_index_place_make(struct fx_index_place *place);
void fx_index_place_remove(struct fx_index_place *place);

/* Compiles the entries and puts them there by rename, as the tool does. */
void fx_index_write(const struct fx_index_place *place, const struct sekisho_index_entry *entries, size_t n,
                    uint64_t serial);

/* Puts any bytes there by rename. */
void fx_index_write_bytes(const struct fx_index_place *place, const void *bytes, size_t len);

/* Waits some seconds, until sekisho_index_stamp_is_settled. */
void fx_index_settle(const struct fx_index_place *place);

#endif
