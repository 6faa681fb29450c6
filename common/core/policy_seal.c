#include "core/policy_seal.h"

#include <stdlib.h>
#include <string.h>
#include <sodium.h>

#include "core/policy.h"

#define SEAL_BYTES  32
#define SEAL_DIGITS (2 * SEAL_BYTES)
#define HEAD_BYTES  256 /* where the remains of a damaged seal are looked for */
#define SLIPS       4 /* so much longer than a seal's line is one with a comment's sign or a CR, and no setting */

static const char before[] = "seal = \"", after[] = "\";\n", purpose[] = "sekisho policy seal 1";

static void
write_digits(const char *bytes, size_t len, char digits[SEAL_DIGITS]) {
    static const char digit[] = "0123456789abcdef";
    unsigned char sum[SEAL_BYTES];
    (void)crypto_generichash(sum, sizeof(sum), (const unsigned char *)bytes, len,
                             (const unsigned char *)purpose, sizeof(purpose) - 1);
    for (size_t i = 0; i < sizeof(sum); i++) {
        digits[2 * i] = digit[sum[i] >> 4];
        digits[2 * i + 1] = digit[sum[i] & 0xf];
    }
}

static bool
is_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Length of the first line, its newline included. */
static size_t
first_line_len(const char *bytes, size_t len) {
    const char *end = len == 0 ? NULL : memchr(bytes, '\n', len);
    return end == NULL ? len : (size_t)(end - bytes) + 1;
}

static bool
is_seal_line(const char *line, size_t len) {
    const size_t n_before = sizeof(before) - 1, n_after = sizeof(after) - 1;
    if (len != n_before + SEAL_DIGITS + n_after)
        return false;
    for (size_t i = 0; i < SEAL_DIGITS; i++)
        if (!is_digit(line[n_before + i]))
            return false;
    return memcmp(line, before, n_before) == 0 && memcmp(line + n_before + SEAL_DIGITS, after, n_after) == 0;
}

/* As many hex digits in a row as only a seal has: one byte of it changed, and it might pass for a comment. */
static bool
has_remains(const char *bytes, size_t len) {
    size_t in_row = 0;
    for (size_t i = 0; i < len && i < HEAD_BYTES; i++) {
        in_row = is_digit(bytes[i]) ? in_row + 1 : 0;
        if (in_row == SEAL_DIGITS)
            return true;
    }
    return false;
}

static enum sekisho_rc
refuse(struct sekisho_diag *diag, enum sekisho_msg what) {
    sekisho_diag_set(diag, 1, what, NULL);
    if (diag != NULL)
        sekisho_diag_hint(diag, SEKISHO_MSG_POLICY_SEAL_HINT, SEKISHO_ARGS(diag->file));
    return SEKISHO_E_SIGNATURE;
}

enum sekisho_rc
sekisho_policy_seal_check(const char *bytes, size_t len, bool *ret_is_sealed,
                          struct sekisho_diag *reterr_diag) {
    const size_t line_len = first_line_len(bytes, len);
    char digits[SEAL_DIGITS];

    *ret_is_sealed = false;
    if (!is_seal_line(bytes, line_len)) {
        if (has_remains(bytes, line_len))
            return refuse(reterr_diag, SEKISHO_MSG_POLICY_SEAL_DAMAGED);
        return SEKISHO_OK;
    }
    write_digits(bytes + line_len, len - line_len, digits);
    if (memcmp(digits, bytes + sizeof(before) - 1, SEAL_DIGITS) != 0)
        return refuse(reterr_diag, SEKISHO_MSG_POLICY_SEAL_WRONG);
    *ret_is_sealed = true;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_seal_text(const char *bytes, size_t len, char **ret_bytes, size_t *ret_len) {
    const size_t line_len = first_line_len(bytes, len);
    char *text, *at;

    /* Another setting may share the line of a damaged seal: what is not surely a seal alone stays. */
    if (line_len <= SEKISHO_POLICY_SEAL_LINE_MAX + SLIPS && has_remains(bytes, line_len)) {
        bytes += line_len;
        len -= line_len;
    }
    if (len > SEKISHO_POLICY_MAX_BYTES - SEKISHO_POLICY_SEAL_LINE_MAX)
        return SEKISHO_E_TOO_LARGE;
    if ((text = malloc(len + SEKISHO_POLICY_SEAL_LINE_MAX + 1)) == NULL)
        return SEKISHO_E_NOMEM;
    at = text;
    memcpy(at, before, sizeof(before) - 1);
    at += sizeof(before) - 1;
    write_digits(bytes, len, at);
    at += SEAL_DIGITS;
    memcpy(at, after, sizeof(after) - 1);
    at += sizeof(after) - 1;
    memcpy(at, bytes, len);
    at[len] = '\0';
    *ret_bytes = text;
    *ret_len = (size_t)(at - text) + len;
    return SEKISHO_OK;
}
