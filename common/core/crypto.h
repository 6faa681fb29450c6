#ifndef SEKISHO_CORE_CRYPTO_H
#define SEKISHO_CORE_CRYPTO_H

#include "base/attr.h"
#include "base/rc.h"

/*
 * Makes libsodium ready. Entry points that make keys, sign, or open secret keys call it once; checking a
 * signature wants neither it nor random numbers. libsodium aborts the process where no random numbers are to
 * be had, so that is asked first, without waiting: SEKISHO_E_RANDOM. Harmless in a host that uses libsodium
 * itself. Any thread.
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_crypto_start(void);

#endif
