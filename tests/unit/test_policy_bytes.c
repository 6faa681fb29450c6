#include "support/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/policy_libconfig.h"
#include "core/policy_seal.h"
#include "support/policy_text.h"

/* A policy with bytes flipped, or cut short: sealed, each is found; unsealed, none does harm. */

static struct sekisho_diag diag;

static char *
read_sealed(const char *path, size_t *ret_len) {
    size_t len;
    char *sealed = NULL, *text = policy_text_read(path, &len);
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_seal_text(text, len, &sealed, ret_len), SEKISHO_OK);
    free(text);
    return sealed;
}

static enum sekisho_rc
load(const char *text, size_t len, bool *ret_is_sealed) {
    struct sekisho_policy *policy = NULL;
    const enum sekisho_rc rc = policy_text_load(text, len, &policy, &diag);
    *ret_is_sealed = policy != NULL && policy->is_sealed;
    sekisho_policy_free(policy);
    return rc;
}

static void
test_seal_good_text_holds(void) {
    size_t len;
    bool is_sealed;
    char *text = read_sealed("tests/data/policy/good.conf", &len);
    CU_ASSERT_EQUAL(load(text, len, &is_sealed), SEKISHO_OK);
    CU_ASSERT_TRUE(is_sealed);
    free(text);
}

/* One seal, however often: the old one goes, also a damaged or commented one. */
static void
test_seal_twice_is_once(void) {
    static const char *const text[] = {"a = 1;", "a = 1;\n", ""};
    static const char *const damage[] = {"#eal = ", "seal =\t", "seel = "};
    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
        char *once = NULL, *twice = NULL;
        size_t once_len, twice_len;
        CU_ASSERT_EQUAL_FATAL(sekisho_policy_seal_text(text[i], strlen(text[i]), &once, &once_len),
                              SEKISHO_OK);
        CU_ASSERT_EQUAL_FATAL(sekisho_policy_seal_text(once, once_len, &twice, &twice_len), SEKISHO_OK);
        CU_ASSERT_EQUAL(once_len, strlen(once));
        CU_ASSERT_STRING_EQUAL(once, twice);
        for (size_t k = 0; k < sizeof(damage) / sizeof(damage[0]); k++) {
            char *again = NULL;
            size_t again_len;
            memcpy(twice, damage[k], strlen(damage[k]));
            CU_ASSERT_EQUAL_FATAL(sekisho_policy_seal_text(twice, twice_len, &again, &again_len), SEKISHO_OK);
            CU_ASSERT_STRING_EQUAL(once, again);
            free(again);
        }
        free(once);
        free(twice);
    }
}

/* The newline behind the seal is gone, and a setting stands on its line: it may not vanish with the old seal.
 */
static void
test_seal_setting_on_the_seals_line_stays(void) {
    static const char joined[] = "restrict = ( { users = [\"x\"]; hours = \"stopped\"; } );";
    size_t len, joined_len, again_len;
    char *text = read_sealed("tests/data/policy/minimal.conf", &len), *again = NULL;
    char *together = policy_text_change(text, len, "\n", joined, sizeof(joined) - 1, &joined_len);
    bool is_sealed;
    CU_ASSERT_EQUAL(load(together, joined_len, &is_sealed), SEKISHO_E_SIGNATURE);
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_seal_text(together, joined_len, &again, &again_len), SEKISHO_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(again, joined));
    CU_ASSERT_EQUAL(load(again, again_len, &is_sealed), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_POLICY_TWICE);
    free(again);
    free(together);
    free(text);
}

static void
test_seal_over_the_cap_is_too_large(void) {
    char *sealed = NULL, *text = calloc(1, SEKISHO_POLICY_MAX_BYTES);
    size_t len;
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, '\n', SEKISHO_POLICY_MAX_BYTES);
    CU_ASSERT_EQUAL(sekisho_policy_seal_text(text, SEKISHO_POLICY_MAX_BYTES, &sealed, &len),
                    SEKISHO_E_TOO_LARGE);
    CU_ASSERT_EQUAL(sekisho_policy_seal_text(text, SEKISHO_POLICY_MAX_BYTES - 80, &sealed, &len), SEKISHO_OK);
    CU_ASSERT_TRUE(len <= SEKISHO_POLICY_MAX_BYTES);
    free(sealed);
    free(text);
}

/* Another purpose's sum over the same bytes is no seal. */
static void
test_seal_is_bound_to_its_purpose(void) {
    size_t len;
    char *text = read_sealed("tests/data/policy/good.conf", &len), command[256], *seal;
    bool is_sealed;
    char path[] = "/tmp/sekisho-seal-XXXXXX", sum[65] = "";
    const int fd = mkstemp(path);
    FILE *pipe;
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    seal = strchr(text, '\n') + 1;
    CU_ASSERT_EQUAL(write(fd, seal, strlen(seal)), (ssize_t)strlen(seal));
    (void)close(fd);
    (void)snprintf(command, sizeof(command), "b2sum -l 256 %s", path);
    pipe = popen(command, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(pipe);
    CU_ASSERT_EQUAL(fread(sum, 1, 64, pipe), 64);
    (void)pclose(pipe);
    (void)unlink(path);
    memcpy(text + 8, sum, 64);
    CU_ASSERT_EQUAL(load(text, len, &is_sealed), SEKISHO_E_SIGNATURE);
    free(text);
}

static void
test_seal_something_behind_it_is_refused(void) {
    static const char *const behind[] = {"\n", " ", "#\n", "a = 1;\n", "\r\n"};
    size_t len;
    char *text = read_sealed("tests/data/policy/good.conf", &len);
    char *longer = malloc(len + 16);
    bool is_sealed;
    CU_ASSERT_PTR_NOT_NULL_FATAL(longer);
    for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
        memcpy(longer, text, len);
        memcpy(longer + len, behind[i], strlen(behind[i]));
        CU_ASSERT_EQUAL(load(longer, len + strlen(behind[i]), &is_sealed), SEKISHO_E_SIGNATURE);
    }
    free(longer);
    free(text);
}

/* Any byte, any other value. */
static void
test_load_sealed_each_flipped_byte_is_found(void) {
    size_t len, accepted = 0;
    char *text = read_sealed("tests/data/policy/good.conf", &len);
    bool is_sealed;
    for (size_t at = 0; at < len; at++) {
        const char good = text[at];
        for (unsigned flip = 1; flip < 256; flip++) {
            text[at] = (char)((unsigned char)good ^ flip);
            accepted += load(text, len, &is_sealed) == SEKISHO_OK;
        }
        text[at] = good;
    }
    CU_ASSERT_EQUAL(accepted, 0);
    CU_ASSERT_EQUAL(load(text, len, &is_sealed), SEKISHO_OK);
    free(text);
}

/* The shipped policy, sealed: any byte, any one bit. */
static void
test_load_shipped_sealed_each_flipped_bit_is_found(void) {
    size_t len, accepted = 0;
    char *text = read_sealed("conf/sekisho.conf", &len);
    bool is_sealed;
    for (size_t at = 0; at < len; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            text[at] = (char)(text[at] ^ (1 << bit));
            accepted += load(text, len, &is_sealed) == SEKISHO_OK;
            text[at] = (char)(text[at] ^ (1 << bit));
        }
    CU_ASSERT_EQUAL(accepted, 0);
    free(text);
}

/* Cut off anywhere, be it by nothing but the last newline, it is no policy. */
static void
test_load_sealed_each_cut_is_found(void) {
    size_t len, accepted = 0;
    char *text = read_sealed("tests/data/policy/good.conf", &len);
    bool is_sealed;
    for (size_t cut = 0; cut < len; cut++)
        accepted += load(text, cut, &is_sealed) == SEKISHO_OK;
    CU_ASSERT_EQUAL(accepted, 0);
    free(text);
}

/* A text that is taken is taken by libconfig alike; a text that is not has a cause, and a line within it. */
static void
check_unsealed(const char *text, size_t len, size_t *accepted) {
    bool is_sealed;
    const enum sekisho_rc rc = load(text, len, &is_sealed);
    struct sekisho_diag other;
    size_t lines = 1;
    CU_ASSERT_FALSE(is_sealed);
    if (rc == SEKISHO_OK) {
        (*accepted)++;
        CU_ASSERT_EQUAL(sekisho_policy_libconfig_agrees(text, len, &other), SEKISHO_OK);
        return;
    }
    for (size_t i = 0; i < len; i++)
        lines += text[i] == '\n';
    CU_ASSERT_EQUAL(rc, SEKISHO_E_SYNTAX);
    CU_ASSERT_NOT_EQUAL(diag.what, SEKISHO_MSG_NONE);
    CU_ASSERT_TRUE(diag.line >= 1 && diag.line <= lines);
}

static void
test_load_unsealed_each_flipped_byte_does_no_harm(void) {
    static const char nasty[] = "\0\"\\@#\n/*=;,{}[]()0-\x80\xff\xe3 ";
    size_t len, accepted = 0;
    char *text = policy_text_read("tests/data/policy/good.conf", &len);
    for (size_t at = 0; at < len; at++) {
        const char good = text[at];
        for (unsigned bit = 0; bit < 8; bit++) {
            text[at] = (char)(good ^ (1 << bit));
            check_unsealed(text, len, &accepted);
        }
        for (size_t i = 0; i < sizeof(nasty) - 1; i++) {
            text[at] = nasty[i];
            check_unsealed(text, len, &accepted);
        }
        text[at] = good;
    }
    printf("%zu of %zu flips leave a policy ... ", accepted, len * (8 + sizeof(nasty) - 1));
    CU_ASSERT_TRUE(accepted > 0 && accepted < len * (8 + sizeof(nasty) - 1) / 2);
    free(text);
}

static void
test_load_unsealed_each_cut_does_no_harm(void) {
    size_t len, accepted = 0;
    char *text = policy_text_read("tests/data/policy/good.conf", &len);
    for (size_t cut = 0; cut <= len; cut++) {
        /* Nothing lies behind the cut: a byte read there is one too many. */
        char *exact = malloc(cut + 1);
        CU_ASSERT_PTR_NOT_NULL_FATAL(exact);
        memcpy(exact, text, cut);
        check_unsealed(exact, cut, &accepted);
        free(exact);
    }
    CU_ASSERT_TRUE(accepted > 0);
    free(text);
}

const char *const runner_suite = "policy bytes";
const CU_TestInfo runner_tests[] = {
    {"seal_good_text_holds", test_seal_good_text_holds},
    {"seal_twice_is_once", test_seal_twice_is_once},
    {"seal_setting_on_the_seals_line_stays", test_seal_setting_on_the_seals_line_stays},
    {"seal_over_the_cap_is_too_large", test_seal_over_the_cap_is_too_large},
    {"seal_is_bound_to_its_purpose", test_seal_is_bound_to_its_purpose},
    {"seal_something_behind_it_is_refused", test_seal_something_behind_it_is_refused},
    {"load_sealed_each_flipped_byte_is_found", test_load_sealed_each_flipped_byte_is_found},
    {"load_shipped_sealed_each_flipped_bit_is_found", test_load_shipped_sealed_each_flipped_bit_is_found},
    {"load_sealed_each_cut_is_found", test_load_sealed_each_cut_is_found},
    {"load_unsealed_each_flipped_byte_does_no_harm", test_load_unsealed_each_flipped_byte_does_no_harm},
    {"load_unsealed_each_cut_does_no_harm", test_load_unsealed_each_cut_does_no_harm},
    CU_TEST_INFO_NULL,
};
