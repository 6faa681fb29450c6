#include "core/policy_scan.h"

#include <string.h>

#include "base/escape.h"

/* A name, number or stray character as it is shown in a message. */
#define SHOWN_CAP 64

void
sekisho_policy_scan_init(struct sekisho_policy_scan *scan, char *text, size_t len,
                         struct sekisho_diag *diag) {
    *scan = (struct sekisho_policy_scan){.at = text, .end = text + len, .line = 1, .diag = diag};
}

static enum sekisho_rc
refuse(struct sekisho_policy_scan *scan, enum sekisho_msg what, const char *arg, enum sekisho_msg hint) {
    sekisho_diag_set(scan->diag, scan->line, what, SEKISHO_ARGS(arg));
    if (hint != SEKISHO_MSG_NONE)
        sekisho_diag_hint(scan->diag, hint, SEKISHO_ARGS(arg));
    return SEKISHO_E_SYNTAX;
}

static bool
is_name_start(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '*' || c == '_';
}

static bool
is_name_char(char c) {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-';
}

static bool
is_mark(char c) {
    switch (c) {
    case '=':
    case ':':
    case ';':
    case ',':
    case '{':
    case '}':
    case '[':
    case ']':
    case '(':
    case ')':
        return true;
    default:
        return false;
    }
}

/* "0x1b": a byte that can't be shown as it is. */
static const char *
hex_text(unsigned char byte, char text[5]) {
    static const char digit[] = "0123456789abcdef";
    text[0] = '0';
    text[1] = 'x';
    text[2] = digit[byte >> 4];
    text[3] = digit[byte & 0xf];
    text[4] = '\0';
    return text;
}

static enum sekisho_rc
refuse_control(struct sekisho_policy_scan *scan) {
    char hex[5];
    return refuse(scan, SEKISHO_MSG_POLICY_CONTROL, hex_text((unsigned char)*scan->at, hex),
                  SEKISHO_MSG_NONE);
}

/* The leading bytes under which base/escape.h's hidden and direction-turning characters lie. */
static bool
may_hide(unsigned char lead) {
    return lead == 0xc2 || lead == 0xd8 || lead == 0xe2 || lead == 0xef || lead == 0xf3;
}

/* Passes one character that is not ASCII. */
static enum sekisho_rc
pass_wide(struct sekisho_policy_scan *scan) {
    const size_t len = sekisho_escape_utf8_len(scan->at);
    char hex[5];

    if (len == 0 || len > (size_t)(scan->end - scan->at))
        return refuse(scan, SEKISHO_MSG_POLICY_UTF8, hex_text((unsigned char)*scan->at, hex),
                      SEKISHO_MSG_POLICY_UTF8_HINT);
    if (may_hide((unsigned char)*scan->at)) {
        char one[5] = "", shown[SHOWN_CAP];
        memcpy(one, scan->at, len);
        sekisho_escape_text(one, shown, sizeof(shown));
        if (strcmp(one, shown) != 0)
            return refuse(scan, SEKISHO_MSG_POLICY_HIDDEN, shown, SEKISHO_MSG_POLICY_HIDDEN_HINT);
    }
    scan->at += len;
    return SEKISHO_OK;
}

/* Passes one character of a comment. */
static enum sekisho_rc
pass_any(struct sekisho_policy_scan *scan) {
    const unsigned char c = (unsigned char)*scan->at;
    if (c >= 0x80)
        return pass_wide(scan);
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
        return refuse_control(scan);
    if (c == '\n')
        scan->line++;
    scan->at++;
    return SEKISHO_OK;
}

static enum sekisho_rc
pass_line_comment(struct sekisho_policy_scan *scan) {
    enum sekisho_rc rc;
    while (scan->at < scan->end && *scan->at != '\n')
        if ((rc = pass_any(scan)) != SEKISHO_OK)
            return rc;
    /* libconfig knows no comment without a line's end; and this is how a file cut short looks. */
    return scan->at < scan->end ? SEKISHO_OK
                                : refuse(scan, SEKISHO_MSG_POLICY_CUT, NULL, SEKISHO_MSG_POLICY_CUT_HINT);
}

static enum sekisho_rc
pass_block_comment(struct sekisho_policy_scan *scan) {
    const uint32_t line = scan->line;
    enum sekisho_rc rc;
    scan->at += 2;
    while (scan->at < scan->end) {
        if (scan->at[0] == '*' && scan->at[1] == '/') {
            scan->at += 2;
            return SEKISHO_OK;
        }
        if ((rc = pass_any(scan)) != SEKISHO_OK)
            return rc;
    }
    scan->line = line;
    return refuse(scan, SEKISHO_MSG_POLICY_COMMENT_OPEN, NULL, SEKISHO_MSG_NONE);
}

static enum sekisho_rc
pass_blank(struct sekisho_policy_scan *scan) {
    enum sekisho_rc rc = SEKISHO_OK;
    while (rc == SEKISHO_OK && scan->at < scan->end) {
        const char c = *scan->at;
        if (c == '\n')
            scan->line++;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            scan->at++;
        else if (c == '#' || (c == '/' && scan->at[1] == '/'))
            rc = pass_line_comment(scan);
        else if (c == '/' && scan->at[1] == '*')
            rc = pass_block_comment(scan);
        else
            break;
    }
    return rc;
}

/* Most of every text: printable ASCII but for \" and \\. */
static char *
pass_plain(char *at) {
    while (*at >= 0x20 && *at < 0x7f && *at != '"' && *at != '\\')
        at++;
    return at;
}

/* Passes what ends a plain run: an escape (of which only the character counts) or a wide character. */
static enum sekisho_rc
pass_special(struct sekisho_policy_scan *scan) {
    const char c = *scan->at;
    if (c == '\\') {
        if (scan->at[1] != '"' && scan->at[1] != '\\')
            return refuse(scan, SEKISHO_MSG_POLICY_ESCAPE, NULL, SEKISHO_MSG_POLICY_ESCAPE_HINT);
        scan->at += 2;
        return SEKISHO_OK;
    }
    if (c == '\n' || c == '\r' || scan->at >= scan->end)
        return refuse(scan, SEKISHO_MSG_POLICY_TEXT_OPEN, NULL, SEKISHO_MSG_POLICY_TEXT_OPEN_HINT);
    return (unsigned char)c < 0x80 ? refuse_control(scan) : pass_wide(scan);
}

/* A text may hold any character but controls; of the escapes only \" and \\ mean the same to every reader. */
static enum sekisho_rc
take_text(struct sekisho_policy_scan *scan, struct sekisho_token *token) {
    char *to = ++scan->at;
    token->kind = SEKISHO_TOKEN_TEXT;
    token->text = to;
    for (;;) {
        char *from = scan->at;
        scan->at = pass_plain(scan->at);
        if (scan->at == from) {
            enum sekisho_rc rc;
            if (*from == '"')
                break;
            from += *from == '\\';
            if ((rc = pass_special(scan)) != SEKISHO_OK)
                return rc;
        }
        if (to != from)
            memmove(to, from, (size_t)(scan->at - from));
        to += scan->at - from;
    }
    scan->at++;
    *to = '\0';
    token->len = (size_t)(to - token->text);
    return SEKISHO_OK;
}

/* As much of a word as a message can show. */
static const char *
shown_word(const char *text, size_t len, char shown[SHOWN_CAP]) {
    const size_t n = len < SHOWN_CAP ? len : SHOWN_CAP - 1;
    memcpy(shown, text, n);
    shown[n] = '\0';
    return shown;
}

static bool
equals_folded(const char *text, size_t len, const char *word) {
    size_t i = 0;
    for (; i < len && word[i] != '\0'; i++)
        if ((text[i] | 0x20) != word[i])
            return false;
    return i == len && word[i] == '\0';
}

static enum sekisho_rc
take_word(struct sekisho_policy_scan *scan, struct sekisho_token *token) {
    token->kind = SEKISHO_TOKEN_NAME;
    token->text = scan->at;
    while (scan->at < scan->end && is_name_char(*scan->at))
        scan->at++;
    token->len = (size_t)(scan->at - token->text);
    if (*token->text == '_') {
        char shown[SHOWN_CAP];
        return refuse(scan, SEKISHO_MSG_POLICY_CHAR, shown_word(token->text, token->len, shown),
                      SEKISHO_MSG_NONE);
    }
    if (equals_folded(token->text, token->len, "true") || equals_folded(token->text, token->len, "false")) {
        token->kind = SEKISHO_TOKEN_BOOL;
        token->number = token->len == 4;
    }
    return SEKISHO_OK;
}

/* libconfig takes 4294967296 as 0, 010 as 10 and 0x10 as 16: only what everybody reads alike is a number
 * here. */
static enum sekisho_rc
take_number(struct sekisho_policy_scan *scan, struct sekisho_token *token) {
    char shown[SHOWN_CAP];
    bool plain = true;
    token->kind = SEKISHO_TOKEN_NUMBER;
    token->text = scan->at;
    while (scan->at < scan->end && (is_name_char(*scan->at) || *scan->at == '.' || *scan->at == '+')) {
        plain = plain && *scan->at >= '0' && *scan->at <= '9';
        if (scan->at - token->text < SEKISHO_POLICY_SCAN_MAX_DIGITS)
            token->number = token->number * 10 + (uint32_t)(*scan->at - '0');
        scan->at++;
    }
    token->len = (size_t)(scan->at - token->text);
    if (plain && token->len <= SEKISHO_POLICY_SCAN_MAX_DIGITS && (*token->text != '0' || token->len == 1))
        return SEKISHO_OK;
    return refuse(scan, SEKISHO_MSG_POLICY_NUMBER, shown_word(token->text, token->len, shown),
                  SEKISHO_MSG_POLICY_NUMBER_HINT);
}

/* What stands outside texts and comments and has no business there. */
static enum sekisho_rc
refuse_stray(struct sekisho_policy_scan *scan) {
    const unsigned char c = (unsigned char)*scan->at;
    char shown[SHOWN_CAP];
    enum sekisho_rc rc;

    if (c == '@')
        return refuse(scan, SEKISHO_MSG_POLICY_INCLUDE, NULL, SEKISHO_MSG_POLICY_INCLUDE_HINT);
    if (c < 0x20 || c == 0x7f)
        return refuse_control(scan);
    if (c < 0x80)
        return refuse(scan, SEKISHO_MSG_POLICY_CHAR, shown_word(scan->at, 1, shown), SEKISHO_MSG_NONE);
    const char *start = scan->at;
    if ((rc = pass_wide(scan)) != SEKISHO_OK)
        return rc;
    return refuse(scan, SEKISHO_MSG_POLICY_CHAR, shown_word(start, (size_t)(scan->at - start), shown),
                  SEKISHO_MSG_POLICY_CHAR_WIDE_HINT);
}

static enum sekisho_rc
check_start(struct sekisho_policy_scan *scan) {
    if (scan->n_tokens == 0 && scan->end - scan->at >= 3 && memcmp(scan->at, "\xef\xbb\xbf", 3) == 0)
        return refuse(scan, SEKISHO_MSG_POLICY_BOM, NULL, SEKISHO_MSG_POLICY_BOM_HINT);
    if (++scan->n_tokens > SEKISHO_POLICY_SCAN_MAX_TOKENS)
        return refuse(scan, SEKISHO_MSG_POLICY_TOO_MUCH, NULL, SEKISHO_MSG_NONE);
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_scan_next(struct sekisho_policy_scan *scan, struct sekisho_token *ret_token) {
    struct sekisho_token *const token = ret_token;
    enum sekisho_rc rc;
    char c;

    memset(token, 0, sizeof(*token));
    if ((rc = check_start(scan)) != SEKISHO_OK || (rc = pass_blank(scan)) != SEKISHO_OK)
        return rc;
    token->line = scan->line;
    token->text = scan->at;
    if (scan->at >= scan->end)
        return SEKISHO_OK;
    c = *scan->at;
    if (c == '"')
        return take_text(scan, token);
    if (is_name_start(c))
        return take_word(scan, token);
    if ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')
        return take_number(scan, token);
    if (!is_mark(c))
        return refuse_stray(scan);
    token->kind = SEKISHO_TOKEN_MARK;
    token->mark = c == ':' ? '=' : c;
    token->len = 1;
    scan->at++;
    return SEKISHO_OK;
}
