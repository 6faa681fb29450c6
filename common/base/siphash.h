#ifndef SEKISHO_BASE_SIPHASH_H
#define SEKISHO_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * SipHash-2-4 of len bytes under the key k0, k1, the same value as libsodium's crypto_shorthash with the key
 * k0 || k1 in little-endian. Spreads names that somebody chose to collide, and finds accidents; it is no
 * signature. Pure; any thread.
 */
uint64_t sekisho_siphash(uint64_t k0, uint64_t k1, const void *bytes, size_t len);

#endif
