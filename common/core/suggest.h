#ifndef SEKISHO_CORE_SUGGEST_H
#define SEKISHO_CORE_SUGGEST_H

#include <stddef.h>

/*
 * "Did you mean ...?": the known word to which the fewest slips of the finger lead (a letter more, less,
 * other, or two swapped). NULL when none is near enough to be meant. Pure; any thread.
 */
const char *sekisho_suggest_closest(const char *word, const char *const known[], size_t n_known);

#endif
