#include "core/policy_parse.h"

#include <stdlib.h>

#define MAX_RANGE_DAYS 366

/* One entry of closed or open, before it is taken apart into days. */
struct range {
    int32_t first, last;
    enum sekisho_day_kind kind;
    const char *name, *name_en;
    uint32_t line;
};

struct ranges {
    struct range *range;
    size_t n;
    size_t n_days;
};

static enum sekisho_rc
parse_range_dates(struct sekisho_policy_reader *reader, const struct sekisho_node *date,
                  const struct sekisho_node *to, struct range *range) {
    enum sekisho_rc rc;
    if ((rc = sekisho_policy_read_date(reader, date, &range->first)) != SEKISHO_OK)
        return rc;
    range->last = range->first;
    if ((rc = sekisho_policy_read_date(reader, to, &range->last)) != SEKISHO_OK)
        return rc;
    if (range->last < range->first)
        return sekisho_policy_read_refuse(reader, to->line, SEKISHO_MSG_POLICY_SPAN_ORDER,
                                          SEKISHO_ARGS(to->value.text));
    if (range->last - range->first >= MAX_RANGE_DAYS)
        return sekisho_policy_read_refuse(reader, to->line, SEKISHO_MSG_POLICY_RANGE_LONG,
                                          SEKISHO_ARGS("366"));
    return SEKISHO_OK;
}

static enum sekisho_rc
parse_range(struct sekisho_policy_reader *reader, const struct sekisho_node *node, struct range *range) {
    enum { DATE, TO, NAME, NAME_EN, N };
    static const struct sekisho_key keys[N] = {
        [DATE] = {"date", SEKISHO_KINDS_TEXT, true, "\"2026-05-01\""},
        [TO] = {"to", SEKISHO_KINDS_TEXT, false, "\"2026-05-02\""},
        [NAME] = {"name", SEKISHO_KINDS_TEXT, false, "\"市制施行記念日\""},
        [NAME_EN] = {"name_en", SEKISHO_KINDS_TEXT, false, "\"City Day\""},
    };
    const struct sekisho_node *value[N];
    enum sekisho_rc rc;

    range->line = node->line;
    if ((rc = sekisho_policy_read_group(reader, node, keys, N, value)) != SEKISHO_OK ||
        (rc = parse_range_dates(reader, value[DATE], value[TO], range)) != SEKISHO_OK)
        return rc;
    return sekisho_policy_read_title(reader, value[NAME], value[NAME_EN], &range->name, &range->name_en);
}

static enum sekisho_rc
parse_ranges(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
             enum sekisho_day_kind kind, struct ranges *ranges) {
    enum sekisho_rc rc;
    if (node == NULL)
        return SEKISHO_OK;
    if (node->n == 0)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_EMPTY_LIST, NULL);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next) {
        struct range *range = &ranges->range[ranges->n++];
        if ((rc = parse_range(reader, entry, range)) != SEKISHO_OK)
            return rc;
        range->kind = kind;
        ranges->n_days += (size_t)(range->last - range->first + 1);
        if (ranges->n_days > SEKISHO_CALENDAR_MAX_ONE_OFF)
            return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_TOO_MANY_DAYS,
                                              SEKISHO_ARGS("1024"));
    }
    return SEKISHO_OK;
}

static int
compare_ranges(const void *left, const void *right) {
    const struct range *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static enum sekisho_rc
refuse_meeting(struct sekisho_policy_reader *reader, const struct range *a, const struct range *b) {
    const struct range *later = a->line > b->line ? a : b, *earlier = later == a ? b : a;
    char digits[12];
    return sekisho_policy_read_refuse(reader, later->line,
                                      a->kind == b->kind ? SEKISHO_MSG_POLICY_DAY_TWICE
                                                         : SEKISHO_MSG_POLICY_DAY_OPEN_AND_CLOSED,
                                      SEKISHO_ARGS(sekisho_policy_read_digits(earlier->line, digits)));
}

static enum sekisho_rc
expand(struct sekisho_policy_reader *reader, const struct ranges *ranges) {
    struct sekisho_one_off *day = sekisho_arena_alloc(reader->arena, ranges->n_days, sizeof(*day));
    size_t n = 0;
    if (day == NULL)
        return sekisho_policy_read_nomem(reader);
    for (size_t i = 0; i < ranges->n; i++) {
        const struct range *range = &ranges->range[i];
        if (i > 0 && range->first <= ranges->range[i - 1].last)
            return refuse_meeting(reader, &ranges->range[i - 1], range);
        for (int32_t at = range->first; at <= range->last; at++)
            day[n++] = (struct sekisho_one_off){at, range->kind, range->name, range->name_en};
    }
    reader->policy->calendar.one_off = day;
    reader->policy->calendar.n_one_off = n;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_parse_one_off(struct sekisho_policy_reader *reader, const struct sekisho_node *closed,
                             const struct sekisho_node *open) {
    const size_t n = (closed == NULL ? 0U : closed->n) + (open == NULL ? 0U : (size_t)open->n);
    struct ranges ranges = {NULL, 0, 0};
    enum sekisho_rc rc;

    if (closed == NULL && open == NULL)
        return SEKISHO_OK;
    if (n > 0 && (ranges.range = calloc(n, sizeof(*ranges.range))) == NULL)
        return sekisho_policy_read_nomem(reader);
    if ((rc = parse_ranges(reader, closed, SEKISHO_DAY_CLOSED, &ranges)) == SEKISHO_OK &&
        (rc = parse_ranges(reader, open, SEKISHO_DAY_OPEN, &ranges)) == SEKISHO_OK) {
        qsort(ranges.range, ranges.n, sizeof(*ranges.range), compare_ranges);
        rc = expand(reader, &ranges);
    }
    free(ranges.range);
    return rc;
}
