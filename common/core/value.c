#include "core/value.h"

#include <sodium.h>
#include <string.h>

#include "base/escape.h"
#include "base/name.h"
#include "base/timestamp.h"

#define TIME_CHARS   25 /* of "YYYY-MM-DDTHH:MM:SS+HH:MM" */
#define OFFSET_AT    19
#define BINARY_MAX   96 /* bytes of the longest binary value */
#define UID_MAX_TEXT UINT64_C(4294967294)

enum sekisho_rc
sekisho_value_number(const char *text, uint64_t max, uint64_t *ret_number) {
    uint64_t number = 0;

    if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
        return SEKISHO_E_SYNTAX;
    for (; *text != '\0'; text++) {
        const uint64_t digit = (uint64_t)(unsigned char)*text - '0';
        if (*text < '0' || *text > '9')
            return SEKISHO_E_SYNTAX;
        if (digit > max || number > (max - digit) / 10)
            return SEKISHO_E_RANGE;
        number = number * 10 + digit;
    }
    *ret_number = number;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_value_uid(const char *text, bool *ret_is_known, uint32_t *ret_uid) {
    uint64_t number = 0;
    enum sekisho_rc rc;

    if (strcmp(text, "unknown") == 0) {
        *ret_is_known = false;
        *ret_uid = UINT32_MAX;
        return SEKISHO_OK;
    }
    if ((rc = sekisho_value_number(text, UID_MAX_TEXT, &number)) != SEKISHO_OK)
        return rc;
    *ret_is_known = true;
    *ret_uid = (uint32_t)number;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_value_flag(const char *text, bool *ret_flag) {
    const bool is_yes = strcmp(text, "yes") == 0;
    if (!is_yes && strcmp(text, "no") != 0)
        return SEKISHO_E_SYNTAX;
    *ret_flag = is_yes;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_value_time(const char *text, int64_t *ret_at, int32_t *ret_offset_sec) {
    char again[SEKISHO_TIMESTAMP_CAP];
    int64_t at = 0;
    int32_t offset_sec = 0;
    enum sekisho_rc rc;

    if (strlen(text) != TIME_CHARS)
        return SEKISHO_E_SYNTAX;
    if ((rc = sekisho_timestamp_parse_rfc3339(text, &at)) != SEKISHO_OK ||
        (rc = sekisho_timestamp_parse_offset(text + OFFSET_AT, &offset_sec)) != SEKISHO_OK)
        return rc;
    /* "-00:00" is the one other spelling left. */
    if (strcmp(sekisho_timestamp_rfc3339(at, offset_sec, again), text) != 0)
        return SEKISHO_E_SYNTAX;
    *ret_at = at;
    *ret_offset_sec = offset_sec;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_value_time_in(const char *text, int32_t offset_sec, int64_t *ret_at) {
    int64_t at = 0;
    int32_t offset = 0;
    const enum sekisho_rc rc = sekisho_value_time(text, &at, &offset);
    if (rc != SEKISHO_OK)
        return rc;
    if (offset != offset_sec)
        return SEKISHO_E_SYNTAX;
    *ret_at = at;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_value_hex(const char *text, uint8_t *to, size_t len) {
    char again[2 * BINARY_MAX + 1];
    size_t got = 0;

    if (len > BINARY_MAX)
        return SEKISHO_E_ARGUMENT;
    if (strlen(text) != 2 * len || sodium_hex2bin(to, len, text, 2 * len, NULL, &got, NULL) != 0 ||
        got != len || strcmp(sodium_bin2hex(again, sizeof(again), to, len), text) != 0)
        return SEKISHO_E_SYNTAX;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_value_base64(const char *text, uint8_t *to, size_t len) {
    char again[sodium_base64_ENCODED_LEN(BINARY_MAX, sodium_base64_VARIANT_ORIGINAL)];
    const size_t chars = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL) - 1;
    size_t got = 0;

    if (len > BINARY_MAX)
        return SEKISHO_E_ARGUMENT;
    if (strlen(text) != chars ||
        sodium_base642bin(to, len, text, chars, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        got != len)
        return SEKISHO_E_SYNTAX;
    (void)sodium_bin2base64(again, sizeof(again), to, len, sodium_base64_VARIANT_ORIGINAL);
    return strcmp(again, text) == 0 ? SEKISHO_OK : SEKISHO_E_SYNTAX;
}

bool
sekisho_value_is_id(const char *text) {
    size_t n = 0;
    if (text == NULL || text[0] == '\0' || text[0] == '-')
        return false;
    for (; text[n] != '\0'; n++)
        if (n >= SEKISHO_VALUE_ID_MAX ||
            !((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= '0' && text[n] <= '9') || text[n] == '-'))
            return false;
    return true;
}

bool
sekisho_value_is_host(const char *text) {
    if (!sekisho_name_is_host(text))
        return false;
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            return false;
    return true;
}

bool
sekisho_value_is_text(const char *text) {
    size_t len;
    if (text == NULL || (len = strlen(text)) == 0 || len > SEKISHO_VALUE_TEXT_MAX)
        return false;
    return text[0] != ' ' && text[len - 1] != ' ' && sekisho_escape_plain_len(text) == len;
}

static bool
is_listed(const char *const *name, size_t n, const char *wanted) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(name[i], wanted) == 0)
            return true;
    return false;
}

enum sekisho_rc
sekisho_value_list(char *text, bool (*is_name)(const char *), size_t max, struct sekisho_arena *arena,
                   struct sekisho_names *ret_names) {
    size_t n = 1, found = 0;
    const char **name;

    for (const char *at = text; *at != '\0'; at++)
        n += *at == ',' ? 1 : 0;
    if (n > max)
        return SEKISHO_E_RANGE;
    if ((name = sekisho_arena_alloc(arena, n, sizeof(*name))) == NULL)
        return SEKISHO_E_NOMEM;
    while (found < n) {
        char *comma = strchr(text, ',');
        if (comma != NULL)
            *comma = '\0';
        if (!is_name(text) || is_listed(name, found, text))
            return SEKISHO_E_SYNTAX;
        name[found++] = text;
        if (comma == NULL)
            break;
        text = comma + 1;
    }
    ret_names->n = found;
    ret_names->name = name;
    return SEKISHO_OK;
}

char *
sekisho_value_cut_word(char **text) {
    char *word = *text, *blank = strchr(word, ' ');
    if (blank == NULL || blank == word)
        return NULL;
    *blank = '\0';
    *text = blank + 1;
    return word;
}
