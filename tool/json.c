#include "config.h"

#include "tool/tool.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/timestamp.h"

json_t *
sekisho_json_text(const char *text) {
    json_t *value;
    char *copy, *to;

    if (text == NULL)
        return json_null();
    if (sekisho_escape_is_utf8(text))
        return json_string(text);
    copy = to = malloc(strlen(text) * 4 + 1);
    if (copy == NULL)
        return NULL;
    while (*text != '\0') {
        size_t len = sekisho_escape_utf8_len(text);
        if (len == 0) {
            to += snprintf(to, 5, "\\x%02x", (unsigned)(unsigned char)*text++);
            continue;
        }
        memcpy(to, text, len);
        to += len;
        text += len;
    }
    *to = '\0';
    value = json_string(copy);
    free(copy);
    return value;
}

json_t *
sekisho_json_time(int64_t at, int32_t offset_sec) {
    char text[SEKISHO_TIMESTAMP_CAP];
    return json_string(sekisho_timestamp_rfc3339(at, offset_sec, text));
}

json_t *
sekisho_json_systems(const struct sekisho_policy *policy, uint32_t systems) {
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && policy != NULL && i < policy->n_systems; i++)
        if ((systems >> i & 1) != 0 &&
            json_array_append_new(list, json_string(policy->system[i].name)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* One character as JSON's escape; past U+FFFF as two surrogates. */
static void
put_escape(const char *one, size_t len) {
    static const unsigned char lead[] = {0x7f, 0x7f, 0x1f, 0x0f, 0x07};
    unsigned code = (unsigned char)one[0] & lead[len];
    for (size_t i = 1; i < len; i++)
        code = code << 6 | ((unsigned char)one[i] & 0x3f);
    if (code > 0xffff)
        (void)printf("\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
                     0xdc00 + ((code - 0x10000) & 0x3ff));
    else
        (void)printf("\\u%04x", code);
}

/*
 * jansson leaves DEL, C1 controls and direction overrides as they are; those stand in strings only, where
 * \uNNNN means the same.
 */
static void
put_harmless(const char *text) {
    char one[5], safe[4 * 4 + 1];
    while (*text != '\0') {
        size_t len = sekisho_escape_utf8_len(text);
        if (len == 0)
            len = 1;
        memset(one, 0, sizeof(one));
        memcpy(one, text, len);
        if (*one == '\n' || strcmp(sekisho_escape_text(one, safe, sizeof(safe)), one) == 0)
            (void)fputs(one, stdout);
        else
            put_escape(one, len);
        text += len;
    }
}

enum sekisho_exit
sekisho_json_print(const struct sekisho_tool *tool, json_t *value) {
    char *text = value == NULL ? NULL : json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY);
    json_decref(value);
    if (text == NULL)
        return sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_NO_MEMORY, NULL);
    put_harmless(text);
    (void)fputc('\n', stdout);
    free(text);
    return SEKISHO_EXIT_OK;
}
