/* sekisho calendar: which days are open, to print and hang up, or for programs. */
#include "config.h"

#include "tool/tool.h"

#include <string.h>

#include "base/timestamp.h"
#include "core/calendar.h"

#define CELL_COLUMNS 5
#define WEEK_DAYS    7
#define INDENT       2
#define LABEL_CAP    64

enum { OPT_FORMAT };

static const struct sekisho_option options[] = {
    {"format", "FORMAT", SEKISHO_MSG_CALENDAR_OPT_FORMAT},
};

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON };

struct period {
    int32_t year, month; /* month 0: the whole year */
    int32_t first_day, last_day;
};

struct page {
    const struct sekisho_tool *tool;
    const struct sekisho_calendar *calendar;
};

static bool
take_digits(const char *text, size_t n, int32_t *ret_number) {
    *ret_number = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *ret_number = *ret_number * 10 + (text[i] - '0');
    }
    return true;
}

static bool
set_period(struct period *period, int32_t year, int32_t month) {
    const int32_t last_month = month == 0 ? 12 : month;
    if (year < SEKISHO_YEAR_MIN || year > SEKISHO_YEAR_MAX || month < 0 || month > 12)
        return false;
    period->year = year;
    period->month = month;
    period->first_day = sekisho_civil_day(year, month == 0 ? 1 : month, 1);
    period->last_day = sekisho_civil_day(year, last_month, sekisho_civil_month_days(year, last_month));
    return true;
}

static bool
parse_period(const char *text, struct period *ret_period) {
    const size_t len = strlen(text);
    int32_t year, month = 0;

    if (len != 4 && (len != 7 || text[4] != '-'))
        return false;
    if (!take_digits(text, 4, &year) || (len == 7 && (!take_digits(text + 5, 2, &month) || month == 0)))
        return false;
    return set_period(ret_period, year, month);
}

static bool
this_year(const struct sekisho_tool *tool, const struct sekisho_policy *policy, struct period *ret_period) {
    int32_t day, sec;
    int64_t now;

    if (!sekisho_tool_now(tool, policy, NULL, &now))
        return false;
    if (sekisho_civil_split(now, policy->utc_offset_sec, &day, &sec) != SEKISHO_OK) {
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_CLOCK, NULL);
        return false;
    }
    return set_period(ret_period, sekisho_civil_date(day).year, 0);
}

static bool
choose_format(const struct sekisho_tool *tool, const char *text, enum format *ret_format) {
    static const char *const name[] = {"table", "csv", "json"};
    *ret_format = tool->json ? FORMAT_JSON : FORMAT_TABLE;
    if (text == NULL)
        return true;
    for (size_t i = 0; i < SEKISHO_COUNT(name); i++) {
        if (strcmp(text, name[i]) != 0)
            continue;
        *ret_format = (enum format)i;
        if (!tool->json || *ret_format == FORMAT_JSON)
            return true;
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_CALENDAR_TWO_FORMATS, SEKISHO_ARGS(text));
        return false;
    }
    (void)sekisho_tool_complain(tool, SEKISHO_MSG_CALENDAR_BAD_FORMAT, SEKISHO_ARGS(text));
    return false;
}

static const char *
kind_word(enum sekisho_day_kind kind) {
    return kind == SEKISHO_DAY_OPEN ? "open" : "closed";
}

/* ---- For programs ---- */

static void
print_csv(const struct page *page, const struct period *period) {
    for (int32_t at = period->first_day; at <= period->last_day; at++) {
        char date[SEKISHO_TIMESTAMP_CAP];
        struct sekisho_day day;
        sekisho_calendar_day(page->calendar, at, &day);
        (void)printf("%s,%s,%s\n", sekisho_timestamp_date(at, date), kind_word(day.kind),
                     sekisho_day_reason_str(day.reason));
    }
}

static json_t *
json_day(const struct page *page, int32_t at) {
    static const char *const weekday[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    char date[SEKISHO_TIMESTAMP_CAP];
    struct sekisho_day day;

    sekisho_calendar_day(page->calendar, at, &day);
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "date", sekisho_timestamp_date(at, date), "weekday",
                     weekday[sekisho_civil_weekday(at)], "day", kind_word(day.kind), "reason",
                     sekisho_day_reason_str(day.reason), "name", sekisho_json_text(day.name), "name_en",
                     sekisho_json_text(day.name_en));
}

static enum sekisho_exit
print_json(const struct page *page, const struct period *period) {
    char first[SEKISHO_TIMESTAMP_CAP], last[SEKISHO_TIMESTAMP_CAP];
    json_t *days = json_array();

    for (int32_t at = period->first_day; days != NULL && at <= period->last_day; at++)
        if (json_array_append_new(days, json_day(page, at)) != 0) {
            json_decref(days);
            days = NULL;
        }
    return sekisho_json_print(
        page->tool, json_pack("{s:s, s:s, s:o}", "from", sekisho_timestamp_date(period->first_day, first),
                              "to", sekisho_timestamp_date(period->last_day, last), "days", days));
}

/* ---- For the wall ---- */

static void
put_blanks(size_t n) {
    (void)printf("%*s", (int)n, "");
}

static void
print_month_title(const struct page *page, int32_t year, int32_t month) {
    const enum sekisho_msg name = (enum sekisho_msg)((int)SEKISHO_MSG_CALENDAR_JANUARY + month - 1);
    char title[LABEL_CAP], number[16];
    size_t width;

    (void)snprintf(number, sizeof(number), "%d", (int)year);
    (void)sekisho_message_format(page->tool->lang, SEKISHO_MSG_CALENDAR_MONTH,
                                 SEKISHO_ARGS(number, sekisho_message_text(page->tool->lang, name)), title,
                                 sizeof(title));
    width = sekisho_table_width(title);
    put_blanks(INDENT + (width < CELL_COLUMNS * WEEK_DAYS ? (CELL_COLUMNS * WEEK_DAYS - width) / 2 : 0));
    (void)printf("%s\n", title);
}

static void
print_weekdays(const struct page *page) {
    put_blanks(INDENT);
    for (int i = 0; i < WEEK_DAYS; i++) {
        const char *name = sekisho_tool_weekday(page->tool, (enum sekisho_weekday)i);
        const size_t width = sekisho_table_width(name);
        put_blanks(width < 3 ? 1 : 0); /* over the digits */
        (void)fputs(name, stdout);
        if (i + 1 < WEEK_DAYS)
            put_blanks(CELL_COLUMNS - width - (width < 3 ? 1 : 0));
    }
    (void)putchar('\n');
}

static void
print_grid(const struct page *page, int32_t first, int32_t last) {
    int column = (int)sekisho_civil_weekday(first), open = 0;
    char open_text[16], closed_text[16];

    put_blanks(INDENT + (size_t)column * CELL_COLUMNS);
    for (int32_t at = first; at <= last; at++, column++) {
        const int number = (int)(at - first + 1);
        struct sekisho_day day;
        if (column == WEEK_DAYS) {
            (void)putchar('\n');
            put_blanks(INDENT);
            column = 0;
        }
        sekisho_calendar_day(page->calendar, at, &day);
        open += day.kind == SEKISHO_DAY_OPEN ? 1 : 0;
        (void)printf(day.kind == SEKISHO_DAY_OPEN ? " %2d" : "[%2d]", number);
        if (column + 1 < WEEK_DAYS && at < last)
            put_blanks(CELL_COLUMNS - (day.kind == SEKISHO_DAY_OPEN ? 3 : 4));
    }
    (void)snprintf(open_text, sizeof(open_text), "%d", open);
    (void)snprintf(closed_text, sizeof(closed_text), "%d", (int)(last - first + 1) - open);
    (void)printf("\n%*s", INDENT, "");
    sekisho_tool_say(page->tool, SEKISHO_MSG_CALENDAR_COUNT, SEKISHO_ARGS(open_text, closed_text));
}

/* The word for a day that the policy gives no name. */
static enum sekisho_msg
word_for(enum sekisho_day_reason reason) {
    switch (reason) {
    case SEKISHO_DAY_PAST_COVERAGE:
        return SEKISHO_MSG_CALENDAR_SOME_PAST;
    case SEKISHO_DAY_ONE_OFF_CLOSED:
        return SEKISHO_MSG_CALENDAR_SOME_CLOSED;
    case SEKISHO_DAY_ONE_OFF_OPEN:
        return SEKISHO_MSG_CALENDAR_SOME_OPEN;
    case SEKISHO_DAY_HOLIDAY:
        return SEKISHO_MSG_CALENDAR_SOME_HOLIDAY;
    case SEKISHO_DAY_ANNUAL:
        return SEKISHO_MSG_CALENDAR_SOME_ANNUAL;
    case SEKISHO_DAY_REPEAT_OPEN:
        return SEKISHO_MSG_CALENDAR_SOME_REPEAT;
    case SEKISHO_DAY_WEEKEND:
    case SEKISHO_DAY_WEEKDAY:
    default:
        return SEKISHO_MSG_NONE;
    }
}

static void
print_name(const struct page *page, const struct sekisho_day *day) {
    const char *name = sekisho_tool_either(page->tool, day->name, day->name_en);
    if (*name == '\0')
        sekisho_tool_say(page->tool, word_for(day->reason), NULL);
    else if (day->kind == SEKISHO_DAY_OPEN)
        sekisho_tool_say(page->tool, SEKISHO_MSG_CALENDAR_OPENED, SEKISHO_ARGS(name));
    else {
        sekisho_tool_put(stdout, name);
        (void)putchar('\n');
    }
}

static void
print_note(const struct page *page, int32_t month_first, int32_t from, int32_t to,
           const struct sekisho_day *day) {
    const struct sekisho_tool *tool = page->tool;
    char label[LABEL_CAP], from_text[16], to_text[16];

    (void)snprintf(from_text, sizeof(from_text), "%2d", (int)(from - month_first + 1));
    (void)snprintf(to_text, sizeof(to_text), "%d", (int)(to - month_first + 1));
    (void)sekisho_message_format(
        tool->lang, from == to ? SEKISHO_MSG_CALENDAR_ONE_DAY : SEKISHO_MSG_CALENDAR_DAYS,
        SEKISHO_ARGS(from_text, sekisho_tool_weekday(tool, sekisho_civil_weekday(from)), to_text,
                     sekisho_tool_weekday(tool, sekisho_civil_weekday(to))),
        label, sizeof(label));
    put_blanks(INDENT);
    sekisho_table_pad(stdout, label, 10);
    put_blanks(1);
    print_name(page, day);
}

/* Beneath the grid: each day that is what it is for another reason than the week; equal neighbours on one
 * line. */
static void
print_notes(const struct page *page, int32_t first, int32_t last) {
    for (int32_t from = first, to; from <= last; from = to + 1) {
        struct sekisho_day day, next;
        to = from;
        sekisho_calendar_day(page->calendar, from, &day);
        if (word_for(day.reason) == SEKISHO_MSG_NONE)
            continue;
        for (; to < last; to++) {
            sekisho_calendar_day(page->calendar, to + 1, &next);
            if (next.reason != day.reason || strcmp(next.name, day.name) != 0)
                break;
        }
        print_note(page, first, from, to, &day);
    }
}

static void
print_month(const struct page *page, int32_t year, int32_t month) {
    const int32_t first = sekisho_civil_day(year, month, 1);
    const int32_t last = first + sekisho_civil_month_days(year, month) - 1;

    print_month_title(page, year, month);
    print_weekdays(page);
    print_grid(page, first, last);
    print_notes(page, first, last);
}

static void
print_table(const struct page *page, const struct period *period) {
    char number[16];

    if (period->month == 0) {
        (void)snprintf(number, sizeof(number), "%d", (int)period->year);
        sekisho_tool_say_part(page->tool, SEKISHO_MSG_CALENDAR_TITLE, SEKISHO_ARGS(number));
        put_blanks(4);
    }
    sekisho_tool_say(page->tool, SEKISHO_MSG_CALENDAR_LEGEND, NULL);
    for (int32_t month = 1; month <= 12; month++) {
        if (period->month != 0 && period->month != month)
            continue;
        (void)putchar('\n');
        print_month(page, period->year, month);
    }
}

static enum sekisho_exit
run(const struct sekisho_tool *tool, const struct sekisho_args *args) {
    struct sekisho_policy *policy = NULL;
    enum sekisho_exit rc;
    struct period period = {0};
    struct page page = {.tool = tool};
    enum format format;

    if (!choose_format(tool, args->option[OPT_FORMAT], &format))
        return SEKISHO_EXIT_ERROR;
    if (args->n_args > 0 && !parse_period(args->arg[0], &period))
        return sekisho_tool_complain(tool, SEKISHO_MSG_CALENDAR_BAD_PERIOD, SEKISHO_ARGS(args->arg[0]));
    rc = sekisho_tool_load(tool, &policy);
    if (rc != SEKISHO_EXIT_OK)
        return rc;
    if (args->n_args == 0 && !this_year(tool, policy, &period))
        rc = SEKISHO_EXIT_ERROR;
    page.calendar = &policy->calendar;
    if (rc == SEKISHO_EXIT_OK && format == FORMAT_JSON)
        rc = print_json(&page, &period);
    else if (rc == SEKISHO_EXIT_OK && format == FORMAT_CSV)
        print_csv(&page, &period);
    else if (rc == SEKISHO_EXIT_OK)
        print_table(&page, &period);
    sekisho_policy_free(policy);
    return rc;
}

const struct sekisho_command sekisho_command_calendar = {
    .name = "calendar",
    .usage = "[YEAR|YEAR-MM] [--format table|csv|json]",
    .summary = SEKISHO_MSG_CALENDAR_SUMMARY,
    .details = SEKISHO_MSG_CALENDAR_DETAILS,
    .option = options,
    .n_options = SEKISHO_COUNT(options),
    .max_args = 1,
    .run = run,
};
