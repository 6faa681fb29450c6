#include "core/message.h"

#include <string.h>

#include "base/escape.h"

static const char *const table[SEKISHO_MSG_END][SEKISHO_LANG_END] = {
    [SEKISHO_MSG_NONE] = {"", ""},
#define SEKISHO_MESSAGE(id, en, ja) [SEKISHO_MSG_##id] = {en, ja},
#include "core/message_all.def"
#undef SEKISHO_MESSAGE
};

const char *
sekisho_message_text(enum sekisho_lang lang, enum sekisho_msg msg) {
    if ((unsigned)lang >= SEKISHO_LANG_END || (unsigned)msg >= SEKISHO_MSG_END)
        return "";
    return table[msg][lang];
}

static size_t
count_args(const char *const args[]) {
    size_t n = 0;
    while (args != NULL && n < SEKISHO_MESSAGE_MAX_ARGS && args[n] != NULL)
        n++;
    return n;
}

const char *
sekisho_message_format(enum sekisho_lang lang, enum sekisho_msg msg, const char *const args[], char *text,
                       size_t cap) {
    const char *from = sekisho_message_text(lang, msg);
    const size_t n_args = count_args(args);
    size_t n = 0;

    while (*from != '\0') {
        if (from[0] == '{' && from[1] >= '1' && from[1] <= '9' && from[2] == '}') {
            const size_t i = (size_t)(from[1] - '1');
            sekisho_escape_text(i < n_args ? args[i] : "-", text + n, cap - n);
            n += strlen(text + n);
            from += 3;
            continue;
        }
        const size_t len = sekisho_escape_utf8_len(from);
        if (len == 0 || n + len >= cap)
            break;
        memcpy(text + n, from, len);
        n += len;
        from += len;
    }
    text[n] = '\0';
    return text;
}

bool
sekisho_message_parse_lang(const char *name, enum sekisho_lang *ret_lang) {
    if (name != NULL && strcmp(name, "en") == 0)
        *ret_lang = SEKISHO_LANG_EN;
    else if (name != NULL && strcmp(name, "ja") == 0)
        *ret_lang = SEKISHO_LANG_JA;
    else
        return false;
    return true;
}
