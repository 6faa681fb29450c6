#include "core/holidays_file.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/escape.h"
#include "base/timestamp.h"
#include "core/holiday.h"

#define HEADER "国民の祝日・休日月日,国民の祝日・休日名称"

/* The same in CP932. */
static const char header_cp932[] =
    "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x8c\x8e\x93\xfa,"
    "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x96\xbc\x8f\xcc";

static const char bom[] = "\xef\xbb\xbf";

struct reader {
    const char *at, *end;
    uint32_t line;
    bool has_cr; /* the first line ended in CRLF */
    struct sekisho_diag *diag;
};

struct text {
    const char *at;
    size_t len;
};

static enum sekisho_rc
refuse(const struct reader *reader, enum sekisho_rc rc, enum sekisho_msg what, const char *const args[]) {
    sekisho_diag_set(reader->diag, reader->line, what, args);
    sekisho_diag_hint(reader->diag, SEKISHO_MSG_HOLIDAYS_HINT_FETCH, NULL);
    return rc;
}

static bool
begins_with(const char *bytes, size_t len, const char *prefix, size_t prefix_len) {
    return len >= prefix_len && memcmp(bytes, prefix, prefix_len) == 0;
}

bool
sekisho_holidays_file_is_cp932(const char *bytes, size_t len) {
    return begins_with(bytes, len, header_cp932, sizeof(header_cp932) - 1);
}

static bool
has_cr(struct text text) {
    return text.len > 0 && text.at[text.len - 1] == '\r';
}

/* The next line without its end, which must be there and be like the first line's. */
static enum sekisho_rc
next_line(struct reader *reader, struct text *ret_text) {
    const char *const newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));

    reader->line++;
    if (newline == NULL)
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_TORN, NULL);
    ret_text->at = reader->at;
    ret_text->len = (size_t)(newline - reader->at);
    reader->at = newline + 1;
    if (reader->line == 1)
        reader->has_cr = has_cr(*ret_text);
    if (reader->has_cr != has_cr(*ret_text))
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_LINE_END, NULL);
    if (reader->has_cr)
        ret_text->len--;
    if (ret_text->len == 0)
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_BLANK, NULL);
    return SEKISHO_OK;
}

static enum sekisho_rc
read_header(struct reader *reader) {
    struct text text;
    enum sekisho_rc rc;

    if (begins_with(reader->at, (size_t)(reader->end - reader->at), bom, sizeof(bom) - 1))
        reader->at += sizeof(bom) - 1;
    rc = next_line(reader, &text);
    if (rc != SEKISHO_OK)
        return rc;
    if (text.len != sizeof(HEADER) - 1 || memcmp(text.at, HEADER, text.len) != 0)
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_HEADER, SEKISHO_ARGS(HEADER));
    return SEKISHO_OK;
}

/* Takes a number of least to most digits without leading zeros, and the character after it. */
static bool
take_number(struct text *text, size_t least, size_t most, char after, int32_t *ret_number) {
    int32_t number = 0;
    size_t n = 0;

    while (n < text->len && n < most && text->at[n] >= '0' && text->at[n] <= '9')
        number = number * 10 + (text->at[n++] - '0');
    if (n < least || text->at[0] == '0')
        return false;
    if (after != '\0' && (n == text->len || text->at[n] != after))
        return false;
    if (after == '\0' && n != text->len)
        return false;
    text->at += n + (after != '\0' ? 1 : 0);
    text->len -= n + (after != '\0' ? 1 : 0);
    *ret_number = number;
    return true;
}

/* A file's bytes for a message: cut, NUL-ended. */
#define QUOTE_CAP 32
static const char *
quote(struct text text, char to[QUOTE_CAP]) {
    const size_t len = text.len < QUOTE_CAP ? text.len : QUOTE_CAP - 1;
    memcpy(to, text.at, len);
    to[len] = '\0';
    return to;
}

static enum sekisho_rc
read_date(const struct reader *reader, struct text text, int32_t *ret_day) {
    struct sekisho_date date;
    char quoted[QUOTE_CAP];

    (void)quote(text, quoted);
    if (!take_number(&text, 4, 4, '/', &date.year) || !take_number(&text, 1, 2, '/', &date.month) ||
        !take_number(&text, 1, 2, '\0', &date.day))
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_DATE, SEKISHO_ARGS(quoted));
    if (!sekisho_civil_is_date(date))
        return refuse(reader, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_NO_SUCH_DATE, SEKISHO_ARGS(quoted));
    *ret_day = sekisho_civil_day(date.year, date.month, date.day);
    return SEKISHO_OK;
}

static bool
is_clean(const char *name, size_t len) {
    static const char wide_blank[] = "\xe3\x80\x80"; /* U+3000 */
    char shown[SEKISHO_HOLIDAYS_FILE_MAX_NAME * 4 + 1];

    if (strpbrk(name, ",\"'") != NULL || name[0] == ' ' || name[len - 1] == ' ')
        return false;
    if (strncmp(name, wide_blank, 3) == 0 || (len >= 3 && strcmp(name + len - 3, wide_blank) == 0))
        return false;
    return strcmp(sekisho_escape_text(name, shown, sizeof(shown)), name) == 0;
}

static enum sekisho_rc
read_name(const struct reader *reader, struct text text, const char *date, char *to) {
    if (text.len == 0)
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME_EMPTY, SEKISHO_ARGS(date));
    if (text.len > SEKISHO_HOLIDAYS_FILE_MAX_NAME) {
        char cap[16];
        (void)snprintf(cap, sizeof(cap), "%d", SEKISHO_HOLIDAYS_FILE_MAX_NAME);
        return refuse(reader, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_NAME_LONG, SEKISHO_ARGS(date, cap));
    }
    memcpy(to, text.at, text.len);
    to[text.len] = '\0';
    if (!sekisho_escape_is_utf8(to))
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NOT_UTF8, SEKISHO_ARGS(date));
    if (!is_clean(to, text.len))
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NAME, SEKISHO_ARGS(date));
    return SEKISHO_OK;
}

/* Substitutes and days in between are just 休日 in the list, the days of 2019 休日（祝日扱い）. */
static bool
says_nothing(const char *name) {
    return strcmp(name, "休日") == 0 || strcmp(name, "休日（祝日扱い）") == 0;
}

static enum sekisho_rc
name_holiday(struct sekisho_listed_holiday *listed, const char *name, struct sekisho_arena *arena) {
    struct sekisho_holiday computed = {NULL, "National holiday"};
    const bool is_computed = sekisho_holiday_japan(listed->day, &computed);

    listed->name_en = sekisho_holiday_name_en(name);
    if (listed->name_en == NULL)
        listed->name_en = computed.name_en;
    if (is_computed && says_nothing(name))
        listed->name = computed.name;
    else
        listed->name = sekisho_arena_text(arena, name, strlen(name));
    return listed->name != NULL ? SEKISHO_OK : SEKISHO_E_NOMEM;
}

static enum sekisho_rc
read_row(struct reader *reader, struct sekisho_arena *arena, struct sekisho_listed_holiday *ret_listed) {
    char name[SEKISHO_HOLIDAYS_FILE_MAX_NAME + 1], date[QUOTE_CAP];
    struct text text, part;
    const char *comma;
    enum sekisho_rc rc = next_line(reader, &text);

    if (rc != SEKISHO_OK)
        return rc;
    comma = memchr(text.at, ',', text.len);
    if (comma == NULL)
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_ROW, NULL);
    part = (struct text){text.at, (size_t)(comma - text.at)};
    rc = read_date(reader, part, &ret_listed->day);
    if (rc != SEKISHO_OK)
        return rc;
    rc = read_name(reader, (struct text){comma + 1, text.len - part.len - 1}, quote(part, date), name);
    if (rc != SEKISHO_OK)
        return rc;
    return name_holiday(ret_listed, name, arena);
}

static enum sekisho_rc
check_order(const struct reader *reader, int32_t before, int32_t day) {
    const int32_t year = sekisho_civil_date(before).year + 1;
    char this_day[SEKISHO_TIMESTAMP_CAP], that_day[SEKISHO_TIMESTAMP_CAP], missing[16];

    (void)sekisho_timestamp_date(day, this_day);
    (void)sekisho_timestamp_date(before, that_day);
    if (day == before)
        return refuse(reader, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_TWICE, SEKISHO_ARGS(this_day));
    if (day < before)
        return refuse(reader, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_ORDER, SEKISHO_ARGS(this_day, that_day));
    if (sekisho_civil_date(day).year > year) {
        (void)snprintf(missing, sizeof(missing), "%d", (int)year);
        return refuse(reader, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_GAP, SEKISHO_ARGS(missing));
    }
    return SEKISHO_OK;
}

static bool
lists(const struct sekisho_holidays *holidays, int32_t day) {
    for (size_t i = holidays->n_listed; i-- > 0 && holidays->listed[i].day >= day;)
        if (holidays->listed[i].day == day)
            return true;
    return false;
}

/* A year is whole that has New Year's Day (always the first holiday) and November 23 (always in the last). */
static void
find_coverage(struct sekisho_holidays *holidays) {
    int32_t first = sekisho_civil_date(holidays->listed[0].day).year;
    int32_t last = sekisho_civil_date(holidays->listed[holidays->n_listed - 1].day).year;

    if (!lists(holidays, sekisho_civil_day(last, 11, 23)))
        holidays->incomplete_year = last--;
    if (holidays->listed[0].day != sekisho_civil_day(first, 1, 1))
        first++;
    holidays->first_day = sekisho_civil_day(first, 1, 1);
    holidays->last_day = sekisho_civil_day(last, 12, 31);
}

static size_t
count_lines(const char *bytes, size_t len) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += bytes[i] == '\n' ? 1 : 0;
    return n;
}

/* What is wrong with the file as a whole, told before its lines are looked at. */
static enum sekisho_rc
check_bytes(struct reader *reader, const char *bytes, size_t len) {
    const char *const nul = memchr(bytes, '\0', len);
    char cap[16];

    if (len == 0)
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_EMPTY, NULL);
    if (len > SEKISHO_HOLIDAYS_FILE_MAX_BYTES) {
        (void)snprintf(cap, sizeof(cap), "%d", SEKISHO_HOLIDAYS_FILE_MAX_BYTES);
        return refuse(reader, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_TOO_LARGE, SEKISHO_ARGS(cap));
    }
    if (sekisho_holidays_file_is_cp932(bytes, len)) {
        sekisho_diag_set(reader->diag, 1, SEKISHO_MSG_HOLIDAYS_IN_CP932, NULL);
        sekisho_diag_hint(reader->diag, SEKISHO_MSG_HOLIDAYS_HINT_IMPORT, NULL);
        return SEKISHO_E_SYNTAX;
    }
    if (nul != NULL) {
        reader->line = (uint32_t)count_lines(bytes, (size_t)(nul - bytes)) + 1;
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NUL, NULL);
    }
    return SEKISHO_OK;
}

static enum sekisho_rc
read_rows(struct reader *reader, struct sekisho_arena *arena, struct sekisho_holidays *holidays) {
    const size_t n_rows = count_lines(reader->at, (size_t)(reader->end - reader->at));
    char cap[16];

    if (reader->at == reader->end)
        return refuse(reader, SEKISHO_E_SYNTAX, SEKISHO_MSG_HOLIDAYS_NO_ROWS, NULL);
    if (n_rows > SEKISHO_CALENDAR_MAX_HOLIDAYS) {
        (void)snprintf(cap, sizeof(cap), "%d", SEKISHO_CALENDAR_MAX_HOLIDAYS);
        return refuse(reader, SEKISHO_E_RANGE, SEKISHO_MSG_HOLIDAYS_TOO_MANY, SEKISHO_ARGS(cap));
    }
    holidays->listed = sekisho_arena_alloc(arena, n_rows + 1, sizeof(*holidays->listed));
    if (holidays->listed == NULL)
        return SEKISHO_E_NOMEM;
    while (reader->at < reader->end) {
        struct sekisho_listed_holiday *const row = &holidays->listed[holidays->n_listed];
        enum sekisho_rc rc = read_row(reader, arena, row);
        if (rc == SEKISHO_OK && holidays->n_listed > 0)
            rc = check_order(reader, row[-1].day, row->day);
        if (rc != SEKISHO_OK)
            return rc;
        holidays->n_listed++;
    }
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_holidays_file_parse(const char *bytes, size_t len, struct sekisho_arena *arena,
                            struct sekisho_holidays *ret_holidays, struct sekisho_diag *reterr_diag) {
    struct reader reader = {.at = bytes, .end = bytes + len, .diag = reterr_diag};
    struct sekisho_holidays holidays = {.first_day = 1, .last_day = 0};
    enum sekisho_rc rc;

    *ret_holidays = holidays;
    rc = check_bytes(&reader, bytes, len);
    if (rc == SEKISHO_OK)
        rc = read_header(&reader);
    if (rc == SEKISHO_OK)
        rc = read_rows(&reader, arena, &holidays);
    if (rc != SEKISHO_OK)
        return rc;
    find_coverage(&holidays);
    *ret_holidays = holidays;
    return SEKISHO_OK;
}
