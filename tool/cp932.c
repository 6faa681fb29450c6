#include "tool/cp932.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>

#define GROWTH 3 /* a CP932 byte becomes at most three of UTF-8: half-width kana */

static enum sekisho_rc
convert(iconv_t table, char *bytes, size_t len, char *text, size_t cap, size_t *ret_len, size_t *reterr_at) {
    char *in = bytes, *out = text;
    size_t in_left = len, out_left = cap;

    if (iconv(table, &in, &in_left, &out, &out_left) == (size_t)-1 || in_left != 0) {
        *reterr_at = len - in_left;
        return errno == E2BIG ? SEKISHO_E_INTERNAL : SEKISHO_E_SYNTAX;
    }
    *out = '\0';
    *ret_len = cap - out_left;
    return SEKISHO_OK;
}

/* iconv wants to write to its input's type, though it does not. */
static char *
copy_bytes(const char *bytes, size_t len) {
    char *copy = malloc(len + 1);
    if (copy == NULL)
        return NULL;
    for (size_t i = 0; i < len; i++)
        copy[i] = bytes[i];
    return copy;
}

enum sekisho_rc
sekisho_cp932_decode(const char *bytes, size_t len, char **ret_text, size_t *ret_len, size_t *reterr_at) {
    enum sekisho_rc rc = SEKISHO_E_NOMEM;
    char *copy = NULL, *text = NULL;
    iconv_t table;

    *ret_text = NULL;
    *ret_len = *reterr_at = 0;
    if (len > SIZE_MAX / GROWTH - 1)
        return SEKISHO_E_TOO_LARGE;
    table = iconv_open("UTF-8", "CP932");
    if (table == (iconv_t)-1)
        return errno == ENOMEM ? SEKISHO_E_NOMEM : SEKISHO_E_NOT_FOUND;
    copy = copy_bytes(bytes, len);
    text = malloc(len * GROWTH + 1);
    if (copy != NULL && text != NULL)
        rc = convert(table, copy, len, text, len * GROWTH, ret_len, reterr_at);
    if (rc == SEKISHO_OK) {
        *ret_text = text;
        text = NULL;
    }
    free(text);
    free(copy);
    iconv_close(table);
    return rc;
}
