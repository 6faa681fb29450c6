#include "base/timestamp.h"

#include <stdbool.h>
#include <string.h>

#include "base/civil.h"

/* Reads exactly n digits and moves on. */
static bool
take_digits(const char **cursor, int n, int32_t *ret_value) {
    int32_t value = 0;
    for (int i = 0; i < n; i++) {
        const char c = (*cursor)[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *cursor += n;
    *ret_value = value;
    return true;
}

static bool
take_char(const char **cursor, char c) {
    if (**cursor != c)
        return false;
    (*cursor)++;
    return true;
}

static enum sekisho_rc
take_date(const char **cursor, int32_t *ret_day) {
    struct sekisho_date date;
    if (!take_digits(cursor, 4, &date.year) || !take_char(cursor, '-') ||
        !take_digits(cursor, 2, &date.month) || !take_char(cursor, '-') || !take_digits(cursor, 2, &date.day))
        return SEKISHO_E_SYNTAX;
    if (!sekisho_civil_is_date(date))
        return SEKISHO_E_RANGE;
    *ret_day = sekisho_civil_day(date.year, date.month, date.day);
    return SEKISHO_OK;
}

static enum sekisho_rc
take_offset(const char **cursor, int32_t *ret_offset_sec) {
    const char sign = **cursor;
    int32_t hour, minute, offset;

    if (sign != '+' && sign != '-')
        return SEKISHO_E_SYNTAX;
    (*cursor)++;
    if (!take_digits(cursor, 2, &hour) || !take_char(cursor, ':') || !take_digits(cursor, 2, &minute))
        return SEKISHO_E_SYNTAX;
    offset = hour * 3600 + minute * 60;
    if (minute > 59 || offset > SEKISHO_OFFSET_MAX_SEC)
        return SEKISHO_E_RANGE;
    *ret_offset_sec = sign == '-' ? -offset : offset;
    return SEKISHO_OK;
}

/* HH:MM with optional :SS; sets ret_has_sec. */
static enum sekisho_rc
take_time(const char **cursor, int32_t *ret_sec_of_day, bool *ret_has_sec) {
    int32_t hour, minute, sec = 0;
    if (!take_digits(cursor, 2, &hour) || !take_char(cursor, ':') || !take_digits(cursor, 2, &minute))
        return SEKISHO_E_SYNTAX;
    *ret_has_sec = take_char(cursor, ':');
    if (*ret_has_sec && !take_digits(cursor, 2, &sec))
        return SEKISHO_E_SYNTAX;
    if (hour > 23 || minute > 59 || sec > 59)
        return SEKISHO_E_RANGE;
    *ret_sec_of_day = hour * 3600 + minute * 60 + sec;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_timestamp_parse_date(const char *text, int32_t *ret_day) {
    int32_t day;
    const enum sekisho_rc rc = take_date(&text, &day);
    if (rc != SEKISHO_OK)
        return rc;
    if (*text != '\0')
        return SEKISHO_E_SYNTAX;
    *ret_day = day;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_timestamp_parse_offset(const char *text, int32_t *ret_offset_sec) {
    int32_t offset;
    const enum sekisho_rc rc = take_offset(&text, &offset);
    if (rc != SEKISHO_OK)
        return rc;
    if (*text != '\0')
        return SEKISHO_E_SYNTAX;
    *ret_offset_sec = offset;
    return SEKISHO_OK;
}

static enum sekisho_rc
parse_instant(const char *text, bool people_too, int32_t offset_sec, int64_t *ret_at) {
    int32_t day, sec, check_day, check_sec;
    int64_t at;
    bool has_sec;
    enum sekisho_rc rc;

    if ((rc = take_date(&text, &day)) != SEKISHO_OK)
        return rc;
    if (take_char(&text, 'T')) {
        if ((rc = take_time(&text, &sec, &has_sec)) != SEKISHO_OK)
            return rc;
        if (!has_sec)
            return SEKISHO_E_SYNTAX;
        if (take_char(&text, 'Z'))
            offset_sec = 0;
        else if ((rc = take_offset(&text, &offset_sec)) != SEKISHO_OK)
            return rc;
    } else {
        if (!people_too || !take_char(&text, ' '))
            return SEKISHO_E_SYNTAX;
        if ((rc = take_time(&text, &sec, &has_sec)) != SEKISHO_OK)
            return rc;
    }
    if (*text != '\0')
        return SEKISHO_E_SYNTAX;
    at = sekisho_civil_instant(day, sec, offset_sec);
    if ((rc = sekisho_civil_split(at, offset_sec, &check_day, &check_sec)) != SEKISHO_OK)
        return rc;
    *ret_at = at;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_timestamp_parse(const char *text, int32_t offset_sec, int64_t *ret_at) {
    return parse_instant(text, true, offset_sec, ret_at);
}

enum sekisho_rc
sekisho_timestamp_parse_rfc3339(const char *text, int64_t *ret_at) {
    return parse_instant(text, false, 0, ret_at);
}

static char *
put_digits(char *to, int32_t value, int n) {
    for (int i = n - 1; i >= 0; i--) {
        to[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return to + n;
}

static char *
put_date(char *to, int32_t day) {
    const struct sekisho_date date = sekisho_civil_date(day);
    to = put_digits(to, date.year, 4);
    *to++ = '-';
    to = put_digits(to, date.month, 2);
    *to++ = '-';
    return put_digits(to, date.day, 2);
}

static char *
put_minute(char *to, int32_t sec) {
    to = put_digits(to, sec / 3600, 2);
    *to++ = ':';
    return put_digits(to, sec / 60 % 60, 2);
}

const char *
sekisho_timestamp_rfc3339(int64_t at, int32_t offset_sec, char text[SEKISHO_TIMESTAMP_CAP]) {
    int32_t day, sec;
    char *to = text;
    if (sekisho_civil_split(at, offset_sec, &day, &sec) != SEKISHO_OK)
        return strcpy(text, "-");
    to = put_date(to, day);
    *to++ = 'T';
    to = put_minute(to, sec);
    *to++ = ':';
    to = put_digits(to, sec % 60, 2);
    *to++ = offset_sec < 0 ? '-' : '+';
    to = put_minute(to, offset_sec < 0 ? -offset_sec : offset_sec);
    *to = '\0';
    return text;
}

const char *
sekisho_timestamp_people(int64_t at, int32_t offset_sec, char text[SEKISHO_TIMESTAMP_CAP]) {
    int32_t day, sec;
    char *to = text;
    if (sekisho_civil_split(at, offset_sec, &day, &sec) != SEKISHO_OK)
        return strcpy(text, "-");
    to = put_date(to, day);
    *to++ = ' ';
    to = put_minute(to, sec);
    *to = '\0';
    return text;
}

const char *
sekisho_timestamp_date(int32_t day, char text[SEKISHO_TIMESTAMP_CAP]) {
    *put_date(text, day) = '\0';
    return text;
}
