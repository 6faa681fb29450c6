#include "core/calendar.h"

#include "core/holiday.h"

#define FIRST_DATE (-25567) /* 1900-01-01 */
#define LAST_DATE  84005    /* 2199-12-31 */

/* What the calendar says of one day's neighbourhood, worked out once a question. */
struct view {
    const struct sekisho_calendar *calendar;
    int32_t day;
    struct sekisho_date date;
};

static bool
is_listed_year(const struct sekisho_calendar *calendar, int32_t day) {
    return calendar->n_listed > 0 && day >= calendar->listed_first_day && day <= calendar->listed_last_day;
}

static bool
is_covered(const struct view *view) {
    const int32_t year = view->date.year;
    switch (view->calendar->national) {
    case SEKISHO_NATIONAL_NONE:
        return year <= SEKISHO_HOLIDAY_LAST_YEAR;
    case SEKISHO_NATIONAL_JAPAN:
        return (year >= SEKISHO_HOLIDAY_FIRST_YEAR && year <= SEKISHO_HOLIDAY_LAST_YEAR) ||
               is_listed_year(view->calendar, view->day);
    case SEKISHO_NATIONAL_FILE:
        return is_listed_year(view->calendar, view->day);
    default:
        return false;
    }
}

static void
answer(struct sekisho_day *ret_day, enum sekisho_day_kind kind, enum sekisho_day_reason reason,
       const char *name, const char *name_en) {
    ret_day->kind = kind;
    ret_day->reason = reason;
    ret_day->name = name != NULL ? name : "";
    ret_day->name_en = name_en != NULL ? name_en : ret_day->name;
}

static bool
try_one_off(const struct view *view, struct sekisho_day *ret_day) {
    const struct sekisho_calendar *calendar = view->calendar;
    size_t low = 0, high = calendar->n_one_off;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct sekisho_one_off *one_off = &calendar->one_off[middle];
        if (one_off->day == view->day) {
            answer(ret_day, one_off->kind == SEKISHO_DAY_OPEN ? SEKISHO_DAY_OPEN : SEKISHO_DAY_CLOSED,
                   one_off->kind == SEKISHO_DAY_OPEN ? SEKISHO_DAY_ONE_OFF_OPEN : SEKISHO_DAY_ONE_OFF_CLOSED,
                   one_off->name, one_off->name_en);
            return true;
        }
        if (one_off->day < view->day)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool
try_listed(const struct view *view, struct sekisho_day *ret_day) {
    const struct sekisho_calendar *calendar = view->calendar;
    size_t low = 0, high = calendar->n_listed;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct sekisho_listed_holiday *listed = &calendar->listed[middle];
        if (listed->day == view->day) {
            answer(ret_day, SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, listed->name, listed->name_en);
            return true;
        }
        if (listed->day < view->day)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* For a year that the list covers the list alone speaks: it can also take a holiday away. */
static bool
try_holiday(const struct view *view, struct sekisho_day *ret_day) {
    struct sekisho_holiday holiday;

    if (view->calendar->national == SEKISHO_NATIONAL_NONE)
        return false;
    if (is_listed_year(view->calendar, view->day))
        return try_listed(view, ret_day);
    if (view->calendar->national != SEKISHO_NATIONAL_JAPAN || !sekisho_holiday_japan(view->day, &holiday))
        return false;
    answer(ret_day, SEKISHO_DAY_CLOSED, SEKISHO_DAY_HOLIDAY, holiday.name, holiday.name_en);
    return true;
}

static bool
try_annual(const struct view *view, struct sekisho_day *ret_day) {
    const int32_t today = view->date.month * 100 + view->date.day;

    for (size_t i = 0; i < view->calendar->n_annual; i++) {
        const struct sekisho_annual *annual = &view->calendar->annual[i];
        const int32_t from = annual->from_month * 100 + annual->from_day;
        const int32_t to = annual->to_month * 100 + annual->to_day;
        const bool inside = from <= to ? today >= from && today <= to : today >= from || today <= to;
        if (inside) {
            answer(ret_day, SEKISHO_DAY_CLOSED, SEKISHO_DAY_ANNUAL, annual->name, annual->name_en);
            return true;
        }
    }
    return false;
}

static bool
is_in_weeks(uint8_t weeks, struct sekisho_date date) {
    const int32_t nth = (date.day - 1) / 7 + 1;
    const bool is_last = date.day + 7 > sekisho_civil_month_days(date.year, date.month);
    return weeks == 0 || (weeks & (1u << nth)) != 0 || (is_last && (weeks & 1u) != 0);
}

static bool
repeats_on(const struct sekisho_repeat *repeat, const struct view *view) {
    return view->day >= repeat->first_day && view->day <= repeat->last_day &&
           (repeat->weekdays & (1u << sekisho_civil_weekday(view->day))) != 0 &&
           is_in_weeks(repeat->weeks, view->date);
}

static bool
try_repeat(const struct view *view, bool keeps_on_holidays, struct sekisho_day *ret_day) {
    for (size_t i = 0; i < view->calendar->n_repeat; i++) {
        const struct sekisho_repeat *repeat = &view->calendar->repeat[i];
        if (repeat->has_hours || repeat->keeps_on_holidays != keeps_on_holidays || !repeats_on(repeat, view))
            continue;
        answer(ret_day, SEKISHO_DAY_OPEN, SEKISHO_DAY_REPEAT_OPEN, repeat->name, repeat->name_en);
        return true;
    }
    return false;
}

/* Too far off for a date: base/civil.h's years end there. */
static bool
is_far(int32_t day) {
    return day < FIRST_DATE || day > LAST_DATE;
}

void
sekisho_calendar_day(const struct sekisho_calendar *calendar, int32_t day, struct sekisho_day *ret_day) {
    struct view view = {.calendar = calendar, .day = day};

    answer(ret_day, SEKISHO_DAY_CLOSED, SEKISHO_DAY_PAST_COVERAGE, NULL, NULL);
    if (is_far(day))
        return;
    view.date = sekisho_civil_date(day);
    if (!is_covered(&view) || try_one_off(&view, ret_day) || try_repeat(&view, true, ret_day) ||
        try_holiday(&view, ret_day) || try_annual(&view, ret_day) || try_repeat(&view, false, ret_day))
        return;
    if ((calendar->weekly_closed & (1u << sekisho_civil_weekday(day))) != 0)
        answer(ret_day, SEKISHO_DAY_CLOSED, SEKISHO_DAY_WEEKEND, NULL, NULL);
    else
        answer(ret_day, SEKISHO_DAY_OPEN, SEKISHO_DAY_WEEKDAY, NULL, NULL);
}

static bool
adds_hours(const struct sekisho_repeat *repeat, uint32_t system, const struct view *view) {
    return repeat->has_hours && system < 32 && (repeat->systems & (UINT32_C(1) << system)) != 0 &&
           repeats_on(repeat, view);
}

/* Does an opening with hours hold on a day judged so? A day closed for itself (a typhoon) stays closed. */
static bool
holds_on(const struct sekisho_repeat *repeat, const struct sekisho_day *judged) {
    switch (judged->reason) {
    case SEKISHO_DAY_HOLIDAY:
    case SEKISHO_DAY_ANNUAL:
        return repeat->keeps_on_holidays;
    case SEKISHO_DAY_ONE_OFF_OPEN:
    case SEKISHO_DAY_REPEAT_OPEN:
    case SEKISHO_DAY_WEEKEND:
    case SEKISHO_DAY_WEEKDAY:
        return true;
    case SEKISHO_DAY_PAST_COVERAGE:
    case SEKISHO_DAY_ONE_OFF_CLOSED:
    default:
        return false;
    }
}

void
sekisho_calendar_add_hours(const struct sekisho_calendar *calendar, int32_t day, uint32_t system,
                           struct sekisho_hours *hours) {
    struct view view = {.calendar = calendar, .day = day};
    struct sekisho_day judged;

    if (calendar->n_repeat == 0 || is_far(day))
        return;
    view.date = sekisho_civil_date(day);
    sekisho_calendar_day(calendar, day, &judged);
    for (size_t i = 0; i < calendar->n_repeat; i++)
        if (adds_hours(&calendar->repeat[i], system, &view) && holds_on(&calendar->repeat[i], &judged))
            (void)sekisho_hours_add(hours, &calendar->repeat[i].hours);
}

int32_t
sekisho_calendar_last_day(const struct sekisho_calendar *calendar) {
    const int32_t computed = sekisho_civil_day(SEKISHO_HOLIDAY_LAST_YEAR, 12, 31);
    const bool has_list = calendar->n_listed > 0 && calendar->listed_first_day <= calendar->listed_last_day;

    switch (calendar->national) {
    case SEKISHO_NATIONAL_FILE:
        return has_list ? calendar->listed_last_day : FIRST_DATE;
    case SEKISHO_NATIONAL_JAPAN:
        if (has_list && calendar->listed_first_day <= computed + 1 && calendar->listed_last_day > computed)
            return calendar->listed_last_day;
        return computed;
    case SEKISHO_NATIONAL_NONE:
        return computed;
    default:
        return FIRST_DATE;
    }
}

const char *
sekisho_day_reason_str(enum sekisho_day_reason reason) {
    static const char *const word[] = {
        [SEKISHO_DAY_PAST_COVERAGE] = "past-coverage",
        [SEKISHO_DAY_ONE_OFF_CLOSED] = "one-off-closed",
        [SEKISHO_DAY_ONE_OFF_OPEN] = "one-off-open",
        [SEKISHO_DAY_HOLIDAY] = "holiday",
        [SEKISHO_DAY_ANNUAL] = "annual",
        [SEKISHO_DAY_REPEAT_OPEN] = "repeat-open",
        [SEKISHO_DAY_WEEKEND] = "weekend",
        [SEKISHO_DAY_WEEKDAY] = "weekday",
    };
    if ((size_t)reason >= sizeof(word) / sizeof(word[0]))
        return "past-coverage";
    return word[reason];
}
