#include "core/crypto.h"

#include <errno.h>
#include <sodium.h>
#include <stdint.h>
#include <sys/random.h>

enum sekisho_rc
sekisho_crypto_start(void) {
    uint8_t probe[16];
    ssize_t got;
    do
        got = getrandom(probe, sizeof(probe), GRND_NONBLOCK);
    while (got < 0 && errno == EINTR);
    sodium_memzero(probe, sizeof(probe));
    if (got != (ssize_t)sizeof(probe))
        return SEKISHO_E_RANDOM;
    return sodium_init() < 0 ? SEKISHO_E_RANDOM : SEKISHO_OK;
}
