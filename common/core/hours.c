#include "core/hours.h"

#include <string.h>

#define MIN_PER_DAY 1440

static bool
take_minute(const char **cursor, int32_t *ret_min) {
    const char *at = *cursor;
    for (int i = 0; i < 5; i++)
        if (i == 2 ? at[i] != ':' : (at[i] < '0' || at[i] > '9'))
            return false;
    *ret_min = ((at[0] - '0') * 10 + (at[1] - '0')) * 60 + (at[3] - '0') * 10 + (at[4] - '0');
    if (at[3] > '5')
        *ret_min = SEKISHO_HOURS_MAX_MIN + 1;
    *cursor = at + 5;
    return true;
}

static enum sekisho_rc
take_window(const char **cursor, struct sekisho_window *ret_window) {
    int32_t start, end;
    if (!take_minute(cursor, &start) || *(*cursor)++ != '-' || !take_minute(cursor, &end))
        return SEKISHO_E_SYNTAX;
    if (start >= MIN_PER_DAY || end > SEKISHO_HOURS_MAX_MIN || end <= start || end - start > MIN_PER_DAY)
        return SEKISHO_E_RANGE;
    ret_window->start_min = (int16_t)start;
    ret_window->end_min = (int16_t)end;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_hours_parse(const char *text, struct sekisho_hours *ret_hours) {
    struct sekisho_hours hours = {.n_windows = 0};
    enum sekisho_rc rc;

    if (strcmp(text, "stopped") == 0) {
        *ret_hours = hours;
        return SEKISHO_OK;
    }
    for (;;) {
        struct sekisho_window window;
        if ((rc = take_window(&text, &window)) != SEKISHO_OK)
            return rc;
        if (hours.n_windows == SEKISHO_HOURS_MAX_WINDOWS)
            return SEKISHO_E_TOO_LARGE;
        if (hours.n_windows > 0 && window.start_min <= hours.window[hours.n_windows - 1].end_min)
            return SEKISHO_E_EXISTS;
        hours.window[hours.n_windows++] = window;
        if (*text == '\0')
            break;
        if (*text++ != ',')
            return SEKISHO_E_SYNTAX;
        if (*text == ' ')
            text++;
    }
    /* A window past midnight must not run into the same hours of the next day. */
    if (hours.window[hours.n_windows - 1].end_min > MIN_PER_DAY + hours.window[0].start_min)
        return SEKISHO_E_EXISTS;
    *ret_hours = hours;
    return SEKISHO_OK;
}

static char *
put_minute(char *to, int32_t min) {
    *to++ = (char)('0' + min / 600);
    *to++ = (char)('0' + min / 60 % 10);
    *to++ = ':';
    *to++ = (char)('0' + min % 60 / 10);
    *to++ = (char)('0' + min % 10);
    return to;
}

const char *
sekisho_hours_str(const struct sekisho_hours *hours, char text[SEKISHO_HOURS_TEXT_CAP]) {
    char *to = text;
    if (hours->n_windows == 0)
        return strcpy(text, "stopped");
    for (size_t i = 0; i < hours->n_windows; i++) {
        if (i > 0) {
            *to++ = ',';
            *to++ = ' ';
        }
        to = put_minute(to, hours->window[i].start_min);
        *to++ = '-';
        to = put_minute(to, hours->window[i].end_min);
    }
    *to = '\0';
    return text;
}

bool
sekisho_hours_contain(const struct sekisho_hours *hours, int32_t min) {
    for (size_t i = 0; i < hours->n_windows; i++)
        if (min >= hours->window[i].start_min && min < hours->window[i].end_min)
            return true;
    return false;
}

static void
insert_sorted(struct sekisho_window *list, size_t n, struct sekisho_window window) {
    while (n > 0 && list[n - 1].start_min > window.start_min) {
        list[n] = list[n - 1];
        n--;
    }
    list[n] = window;
}

bool
sekisho_hours_add(struct sekisho_hours *hours, const struct sekisho_hours *other) {
    struct sekisho_window all[2 * SEKISHO_HOURS_MAX_WINDOWS];
    struct sekisho_hours sum = {.n_windows = 0};
    size_t n = 0;

    for (size_t i = 0; i < hours->n_windows; i++)
        insert_sorted(all, n++, hours->window[i]);
    for (size_t i = 0; i < other->n_windows; i++)
        insert_sorted(all, n++, other->window[i]);
    for (size_t i = 0; i < n; i++) {
        if (sum.n_windows > 0 && all[i].start_min <= sum.window[sum.n_windows - 1].end_min) {
            if (all[i].end_min > sum.window[sum.n_windows - 1].end_min)
                sum.window[sum.n_windows - 1].end_min = all[i].end_min;
            continue;
        }
        if (sum.n_windows == SEKISHO_HOURS_MAX_WINDOWS)
            return false;
        sum.window[sum.n_windows++] = all[i];
    }
    *hours = sum;
    return true;
}
