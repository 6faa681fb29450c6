#include "base/name.h"

#include <stddef.h>
#include <string.h>

static bool
is_printable_without(const char *name, const char *banned, size_t cap) {
    size_t n = 0;
    if (name == NULL || name[0] == '\0' || name[0] == '-')
        return false;
    for (; name[n] != '\0'; n++)
        if (n >= cap || name[n] <= ' ' || name[n] >= 0x7f || strchr(banned, name[n]) != NULL)
            return false;
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

bool
sekisho_name_is_user(const char *name) {
    return is_printable_without(name, "/:,", SEKISHO_NAME_MAX);
}

bool
sekisho_name_is_service(const char *name) {
    return is_printable_without(name, "/:,*?\\", SEKISHO_NAME_MAX);
}

static bool
is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool
sekisho_name_is_host(const char *name) {
    size_t n = 0;
    if (name == NULL || !is_alnum(name[0]))
        return false;
    for (; name[n] != '\0'; n++)
        if (n >= SEKISHO_HOST_MAX || (!is_alnum(name[n]) && strchr("-._", name[n]) == NULL))
            return false;
    return true;
}

bool
sekisho_name_is_keyword(const char *name) {
    size_t n = 0;
    if (name == NULL || name[0] < 'a' || name[0] > 'z')
        return false;
    for (; name[n] != '\0'; n++)
        if (n >= SEKISHO_KEYWORD_MAX ||
            !((name[n] >= 'a' && name[n] <= 'z') || (name[n] >= '0' && name[n] <= '9') || name[n] == '-'))
            return false;
    return true;
}

/* Greedy with one point of return: linear in practice, and never deeper than one frame. */
bool
sekisho_name_matches(const char *pattern, const char *text) {
    const char *star = NULL, *retry = NULL;
    while (*text != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            retry = text;
        } else if (*pattern == '?' || (*pattern == *text && *pattern != '\0')) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star;
            text = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}
