#include "base/siphash.h"

struct state {
    uint64_t a, b, c, d;
};

static uint64_t
rotate(uint64_t word, unsigned by) {
    return (word << by) | (word >> (64 - by));
}

static void
mix(struct state *s) {
    s->a += s->b;
    s->b = rotate(s->b, 13) ^ s->a;
    s->a = rotate(s->a, 32);
    s->c += s->d;
    s->d = rotate(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = rotate(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = rotate(s->b, 17) ^ s->c;
    s->c = rotate(s->c, 32);
}

static void
absorb(struct state *s, uint64_t word) {
    s->d ^= word;
    mix(s);
    mix(s);
    s->a ^= word;
}

static uint64_t
load_word(const unsigned char *from, size_t len) {
    uint64_t word = 0;
    size_t n;
    for (n = 0; n < len; n++)
        word |= (uint64_t)from[n] << (8 * n);
    return word;
}

uint64_t
sekisho_siphash(uint64_t k0, uint64_t k1, const void *bytes, size_t len) {
    struct state s = {.a = k0 ^ UINT64_C(0x736f6d6570736575),
                      .b = k1 ^ UINT64_C(0x646f72616e646f6d),
                      .c = k0 ^ UINT64_C(0x6c7967656e657261),
                      .d = k1 ^ UINT64_C(0x7465646279746573)};
    const unsigned char *from = bytes;
    const uint64_t length_byte = (uint64_t)(len & 0xff) << 56;

    for (; len >= 8; from += 8, len -= 8)
        absorb(&s, load_word(from, 8));
    absorb(&s, length_byte | load_word(from, len));
    s.c ^= 0xff;
    mix(&s);
    mix(&s);
    mix(&s);
    mix(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}
