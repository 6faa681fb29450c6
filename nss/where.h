#ifndef SEKISHO_NSS_WHERE_H
#define SEKISHO_NSS_WHERE_H

#include "base/safefile.h"

/*
 * Which file the module reads and whose it must be: no argument, no environment. Tests link another object
 * with the same symbols in its place, so what they test is what is shipped.
 */
const char *sekisho_where_index(void);
struct sekisho_trust sekisho_where_trust(void);

#endif
