#include "core/statement.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX     "sekisho1:"
#define PREFIX_LEN (sizeof(PREFIX) - 1)
#define SPACES     " \t\r\n"

enum sekisho_rc
sekisho_statement_fold(const char *bytes, size_t len, char **ret_line) {
    size_t cap;
    char *line;

    if (len > SEKISHO_STATEMENT_NOTICE_MAX)
        return SEKISHO_E_TOO_LARGE;
    cap = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
    if ((line = malloc(PREFIX_LEN + cap + 1)) == NULL)
        return SEKISHO_E_NOMEM;
    memcpy(line, PREFIX, PREFIX_LEN);
    (void)sodium_bin2base64(line + PREFIX_LEN, cap, (const uint8_t *)bytes, len,
                            sodium_base64_VARIANT_ORIGINAL);
    memcpy(line + PREFIX_LEN + cap - 1, ".", 2);
    *ret_line = line;
    return SEKISHO_OK;
}

static enum sekisho_rc
copy_plain(const char *text, size_t len, size_t max_bytes, char **ret_bytes, size_t *ret_len) {
    char *bytes;
    if (len > max_bytes)
        return SEKISHO_E_TOO_LARGE;
    if ((bytes = malloc(len + 1)) == NULL)
        return SEKISHO_E_NOMEM;
    memcpy(bytes, text, len);
    bytes[len] = '\0';
    *ret_bytes = bytes;
    *ret_len = len;
    return SEKISHO_OK;
}

static size_t
skip_spaces(const char *text, size_t at, size_t len) {
    while (at < len && text[at] != '\0' && strchr(SPACES, text[at]) != NULL)
        at++;
    return at;
}

enum sekisho_rc
sekisho_statement_unfold(const char *text, size_t len, size_t max_bytes, char **ret_bytes, size_t *ret_len) {
    size_t at, got = 0;
    const char *stop;
    char *bytes;

    if (sekisho_statement_kind(text, len) != SEKISHO_KIND_NONE)
        return copy_plain(text, len, max_bytes, ret_bytes, ret_len);
    at = skip_spaces(text, 0, len);
    if (len - at < PREFIX_LEN || memcmp(text + at, PREFIX, PREFIX_LEN) != 0)
        return SEKISHO_E_SYNTAX;
    at += PREFIX_LEN;
    if ((stop = memchr(text + at, '.', len - at)) == NULL)
        return SEKISHO_E_TRUNCATED;
    if (skip_spaces(text, (size_t)(stop - text) + 1, len) != len)
        return SEKISHO_E_SYNTAX;
    if (len > 2 * (max_bytes + PREFIX_LEN))
        return SEKISHO_E_TOO_LARGE;
    if ((bytes = malloc(max_bytes + 1)) == NULL)
        return SEKISHO_E_NOMEM;
    if (sodium_base642bin((uint8_t *)bytes, max_bytes, text + at, (size_t)(stop - text) - at, SPACES, &got,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0) {
        free(bytes);
        return SEKISHO_E_SYNTAX;
    }
    bytes[got] = '\0';
    *ret_bytes = bytes;
    *ret_len = got;
    return SEKISHO_OK;
}
