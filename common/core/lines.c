#include "core/lines.h"

#include <string.h>

#include "base/escape.h"

enum sekisho_rc
sekisho_lines_start(struct sekisho_lines *lines, char *bytes, size_t len) {
    const char *at = bytes;

    lines->at = bytes;
    lines->end = bytes + len;
    lines->line = 1;
    for (;;) {
        at += sekisho_escape_plain_len(at);
        if (*at != '\n')
            break;
        at++;
        lines->line++;
    }
    /* A NUL inside ends the run early, like any other control character. */
    if (at != lines->end || len == 0 || at[-1] != '\n')
        return SEKISHO_E_SYNTAX;
    lines->line = 0;
    return SEKISHO_OK;
}

/* Cuts the next line out; NULL when there is none. */
static char *
cut_line(struct sekisho_lines *lines) {
    char *line = lines->at, *lf;
    if (line == lines->end || (lf = memchr(line, '\n', (size_t)(lines->end - line))) == NULL)
        return NULL;
    *lf = '\0';
    lines->at = lf + 1;
    lines->line++;
    return line;
}

enum sekisho_rc
sekisho_lines_take_magic(struct sekisho_lines *lines, const char *name, const char *version) {
    const size_t len = strlen(name);
    const char *line = cut_line(lines);
    if (line == NULL)
        return SEKISHO_E_TRUNCATED;
    if (strncmp(line, name, len) != 0 || line[len] != ' ')
        return SEKISHO_E_SYNTAX;
    return strcmp(line + len + 1, version) == 0 ? SEKISHO_OK : SEKISHO_E_VERSION;
}

bool
sekisho_lines_has(const struct sekisho_lines *lines, const char *key) {
    const size_t len = strlen(key);
    return (size_t)(lines->end - lines->at) > len + 1 && memcmp(lines->at, key, len) == 0 &&
           lines->at[len] == ':' && lines->at[len + 1] == ' ';
}

enum sekisho_rc
sekisho_lines_take(struct sekisho_lines *lines, const char *key, char **ret_value) {
    char *value;
    size_t len;

    if (lines->at == lines->end)
        return SEKISHO_E_TRUNCATED;
    if (!sekisho_lines_has(lines, key) || (value = cut_line(lines)) == NULL)
        return SEKISHO_E_SYNTAX;
    value += strlen(key) + 2;
    len = (size_t)(lines->at - value) - 1;
    if (len == 0 || value[0] == ' ' || value[len - 1] == ' ')
        return SEKISHO_E_SYNTAX;
    *ret_value = value;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_lines_end(const struct sekisho_lines *lines) {
    return lines->at == lines->end ? SEKISHO_OK : SEKISHO_E_TRAILING;
}
