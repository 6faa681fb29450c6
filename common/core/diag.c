#include "core/diag.h"

#include <string.h>

#include "base/escape.h"

/* Cuts between characters; what is not UTF-8 is cut bytewise and escaped when it is shown. */
static void
copy_text(char *to, size_t cap, const char *text) {
    size_t n = 0;
    if (text == NULL)
        text = "-";
    while (text[n] != '\0') {
        const size_t step = sekisho_escape_utf8_len(text + n);
        if (n + (step == 0 ? 1 : step) >= cap)
            break;
        n += step == 0 ? 1 : step;
    }
    memcpy(to, text, n);
    to[n] = '\0';
}

static void
copy_args(char to[SEKISHO_DIAG_MAX_ARGS][SEKISHO_DIAG_ARG_CAP], const char *const args[]) {
    bool ended = args == NULL;
    for (size_t i = 0; i < SEKISHO_DIAG_MAX_ARGS; i++) {
        ended = ended || args[i] == NULL;
        copy_text(to[i], SEKISHO_DIAG_ARG_CAP, ended ? NULL : args[i]);
    }
}

void
sekisho_diag_init(struct sekisho_diag *diag, const char *file) {
    if (diag == NULL)
        return;
    memset(diag, 0, sizeof(*diag));
    copy_text(diag->file, sizeof(diag->file), file);
}

void
sekisho_diag_set(struct sekisho_diag *diag, uint32_t line, enum sekisho_msg what, const char *const args[]) {
    if (diag == NULL)
        return;
    diag->line = line;
    diag->what = what;
    diag->hint = SEKISHO_MSG_NONE;
    copy_args(diag->what_arg, args);
}

void
sekisho_diag_hint(struct sekisho_diag *diag, enum sekisho_msg hint, const char *const args[]) {
    if (diag == NULL)
        return;
    diag->hint = hint;
    copy_args(diag->hint_arg, args);
}

struct cause {
    enum sekisho_rc rc;
    enum sekisho_msg what, hint;
};

static const struct cause causes[] = {
    {SEKISHO_E_NOT_FOUND, SEKISHO_MSG_FILE_NOT_FOUND, SEKISHO_MSG_FILE_NOT_FOUND_HINT},
    {SEKISHO_E_ACCESS, SEKISHO_MSG_FILE_ACCESS, SEKISHO_MSG_FILE_ACCESS_HINT},
    {SEKISHO_E_NOT_REGULAR, SEKISHO_MSG_FILE_NOT_REGULAR, SEKISHO_MSG_FILE_NOT_REGULAR_HINT},
    {SEKISHO_E_OWNER, SEKISHO_MSG_FILE_OWNER, SEKISHO_MSG_FILE_OWNER_HINT},
    {SEKISHO_E_MODE, SEKISHO_MSG_FILE_MODE, SEKISHO_MSG_FILE_MODE_HINT},
    {SEKISHO_E_TOO_LARGE, SEKISHO_MSG_FILE_TOO_LARGE, SEKISHO_MSG_NONE},
    {SEKISHO_E_CHANGED, SEKISHO_MSG_FILE_CHANGED, SEKISHO_MSG_FILE_CHANGED_HINT},
    {SEKISHO_E_ARGUMENT, SEKISHO_MSG_FILE_PATH, SEKISHO_MSG_FILE_PATH_HINT},
    {SEKISHO_E_NOMEM, SEKISHO_MSG_FILE_NOMEM, SEKISHO_MSG_NONE},
    {SEKISHO_E_IO, SEKISHO_MSG_FILE_IO, SEKISHO_MSG_NONE},
};

/* strerror would ask the locale. */
static const char *
number_text(int number, char text[12]) {
    char *at = text + 11;
    unsigned rest = number < 0 ? 0U : (unsigned)number;
    *at = '\0';
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    return at;
}

void
sekisho_diag_set_fault(struct sekisho_diag *diag, enum sekisho_rc rc,
                       const struct sekisho_safefile_fault *fault) {
    struct cause cause = {rc, SEKISHO_MSG_FILE_IO, SEKISHO_MSG_NONE};
    char digits[12];
    const char *path, *errnum;

    if (diag == NULL)
        return;
    for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
        if (causes[i].rc == rc)
            cause = causes[i];
    path = fault != NULL && fault->path[0] != '\0' ? fault->path : diag->file;
    errnum = number_text(fault == NULL ? 0 : fault->errnum, digits);
    sekisho_diag_set(diag, 0, cause.what, SEKISHO_ARGS(path, errnum, sekisho_rc_str(rc)));
    if (cause.hint != SEKISHO_MSG_NONE)
        sekisho_diag_hint(diag, cause.hint, SEKISHO_ARGS(path));
}

static size_t
put_message(enum sekisho_lang lang, enum sekisho_msg msg, char (*const arg)[SEKISHO_DIAG_ARG_CAP], char *text,
            size_t cap) {
    sekisho_message_format(lang, msg, SEKISHO_ARGS(arg[0], arg[1], arg[2]), text, cap);
    return strlen(text);
}

static size_t
put_text(const char *from, char *text, size_t cap) {
    copy_text(text, cap, from);
    return strlen(text);
}

const char *
sekisho_diag_format(const struct sekisho_diag *diag, enum sekisho_lang lang, char *text, size_t cap) {
    struct sekisho_diag shown = *diag;
    char digits[12];
    size_t n;

    sekisho_escape_text(diag->file, text, cap);
    n = strlen(text);
    if (diag->line != 0) {
        n += put_text(":", text + n, cap - n);
        n += put_text(number_text((int)(diag->line & INT32_MAX), digits), text + n, cap - n);
    }
    n += put_text(": ", text + n, cap - n);
    n += put_message(lang, diag->what, shown.what_arg, text + n, cap - n);
    if (diag->hint != SEKISHO_MSG_NONE) {
        if (lang == SEKISHO_LANG_EN)
            n += put_text(" ", text + n, cap - n);
        put_message(lang, diag->hint, shown.hint_arg, text + n, cap - n);
    }
    return text;
}
