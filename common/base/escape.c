#include "base/escape.h"

#include <stdint.h>
#include <string.h>

static bool
is_continuation(unsigned char c) {
    return (c & 0xc0) == 0x80;
}

static uint32_t
decode(const char *text, size_t len) {
    const unsigned char *s = (const unsigned char *)text;
    switch (len) {
    case 1:
        return s[0];
    case 2:
        return (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);
    case 3:
        return (uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
    default:
        return (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 | (uint32_t)(s[2] & 0x3f) << 6 |
               (s[3] & 0x3f);
    }
}

size_t
sekisho_escape_utf8_len(const char *text) {
    const unsigned char *s = (const unsigned char *)text;
    size_t len;
    uint32_t point;

    if (s[0] == '\0')
        return 0;
    if (s[0] < 0x80)
        return 1;
    len = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < len; i++)
        if (!is_continuation(s[i]))
            return 0;
    point = decode(text, len);
    if ((len == 3 && point < 0x800) || (len == 4 && (point < 0x10000 || point > 0x10ffff)) ||
        (point >= 0xd800 && point <= 0xdfff))
        return 0;
    return len;
}

bool
sekisho_escape_is_utf8(const char *text) {
    while (*text != '\0') {
        const size_t len = sekisho_escape_utf8_len(text);
        if (len == 0)
            return false;
        text += len;
    }
    return true;
}

/* Controls, and the characters that turn the direction of the text around them or hide themselves. */
static bool
is_harmful(uint32_t point) {
    return point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0xad || point == 0x61c ||
           (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2060 && point <= 0x206f) || point == 0xfeff || (point >= 0xfff9 && point <= 0xfffb) ||
           (point >= 0xe0000 && point <= 0xe007f);
}

size_t
sekisho_escape_plain_len(const char *text) {
    const char *at = text;
    for (;;) {
        size_t len;
        while (*at >= 0x20 && *at < 0x7f)
            at++;
        len = sekisho_escape_utf8_len(at);
        if (len == 0 || is_harmful(decode(at, len)))
            return (size_t)(at - text);
        at += len;
    }
}

static size_t
put_hex(char *to, unsigned char byte) {
    static const char digit[] = "0123456789abcdef";
    to[0] = '\\';
    to[1] = 'x';
    to[2] = digit[byte >> 4];
    to[3] = digit[byte & 0xf];
    return 4;
}

const char *
sekisho_escape_text(const char *text, char *to, size_t cap) {
    size_t n = 0;
    if (text == NULL)
        text = "-";
    while (*text != '\0') {
        size_t len = sekisho_escape_utf8_len(text);
        if (len == 0 || is_harmful(decode(text, len))) {
            if (n + 4 >= cap)
                break;
            n += put_hex(to + n, (unsigned char)*text);
            len = 1;
        } else {
            if (n + len >= cap)
                break;
            memcpy(to + n, text, len);
            n += len;
        }
        text += len;
    }
    to[n] = '\0';
    return to;
}

static bool
wants_quotes(const char *text) {
    return *text == '\0' || strpbrk(text, " =\"\\") != NULL;
}

const char *
sekisho_escape_value(const char *text, char *to, size_t cap) {
    size_t n = 0;
    bool quoted;

    if (text == NULL)
        text = "-";
    quoted = wants_quotes(text) && cap >= 3;
    if (quoted)
        to[n++] = '"';
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        const bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
        if (n + (plain ? 1 : 4) + (quoted ? 1 : 0) >= cap)
            break;
        if (plain)
            to[n++] = (char)c;
        else
            n += put_hex(to + n, c);
    }
    if (quoted)
        to[n++] = '"';
    to[n] = '\0';
    return to;
}
