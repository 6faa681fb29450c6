#include "support/runner.h"

#include <sodium.h>
#include <string.h>

#include "base/index_format.h"
#include "base/siphash.h"

static void
test_siphash_every_length_as_the_paper_and_libsodium(void) {
    unsigned char key[16], text[300], wide[8];
    size_t n;
    for (n = 0; n < sizeof(text); n++)
        text[n] = (unsigned char)n;
    memcpy(key, text, sizeof(key));
    /* The value printed in the SipHash paper, appendix A. */
    CU_ASSERT_EQUAL(sekisho_siphash(sekisho_index_load64(key), sekisho_index_load64(key + 8), text, 15),
                    UINT64_C(0xa129ca6149be45e5));
    for (n = 0; n < sizeof(text); n++) {
        crypto_shorthash(wide, text, n, key);
        if (sekisho_siphash(sekisho_index_load64(key), sekisho_index_load64(key + 8), text, n) !=
            sekisho_index_load64(wide))
            break;
    }
    CU_ASSERT_EQUAL(n, sizeof(text));
}

const char *const runner_suite = "siphash";
const CU_TestInfo runner_tests[] = {
    {"siphash_every_length_as_the_paper_and_libsodium", test_siphash_every_length_as_the_paper_and_libsodium},
    CU_TEST_INFO_NULL,
};
