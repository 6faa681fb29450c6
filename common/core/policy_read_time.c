#include "core/policy_read.h"

#include <string.h>

#include "base/civil.h"
#include "base/timestamp.h"

static enum sekisho_rc
refuse_value(struct sekisho_policy_reader *reader, const struct sekisho_node *node, enum sekisho_msg what) {
    return sekisho_policy_read_refuse(reader, node->line, what, SEKISHO_ARGS(node->value.text));
}

enum sekisho_rc
sekisho_policy_read_date(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                         int32_t *ret_day) {
    enum sekisho_rc rc;
    if (node == NULL || (rc = sekisho_timestamp_parse_date(node->value.text, ret_day)) == SEKISHO_OK)
        return SEKISHO_OK;
    return refuse_value(reader, node,
                        rc == SEKISHO_E_RANGE ? SEKISHO_MSG_POLICY_NO_SUCH_DATE : SEKISHO_MSG_POLICY_DATE);
}

enum sekisho_rc
sekisho_policy_read_span(struct sekisho_policy_reader *reader, const struct sekisho_node *from,
                         const struct sekisho_node *to, int32_t *ret_first, int32_t *ret_last) {
    int32_t first = SEKISHO_CALENDAR_FIRST_DAY, last = SEKISHO_CALENDAR_LAST_DAY;
    enum sekisho_rc rc;
    if ((rc = sekisho_policy_read_date(reader, from, &first)) != SEKISHO_OK ||
        (rc = sekisho_policy_read_date(reader, to, &last)) != SEKISHO_OK)
        return rc;
    if (to != NULL && last < first)
        return refuse_value(reader, to, SEKISHO_MSG_POLICY_SPAN_ORDER);
    *ret_first = first;
    *ret_last = last;
    return SEKISHO_OK;
}

/* Two digits at text, or -1. */
static int32_t
two_digits(const char *text) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

/* "NN?NN" with that mark between. */
static bool
split_pair(const char *text, char mark, int32_t *ret_left, int32_t *ret_right) {
    if (strlen(text) != 5 || text[2] != mark)
        return false;
    *ret_left = two_digits(text);
    *ret_right = two_digits(text + 3);
    return *ret_left >= 0 && *ret_right >= 0;
}

enum sekisho_rc
sekisho_policy_read_month_day(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                              uint8_t *ret_month, uint8_t *ret_day) {
    int32_t month, day;
    if (node == NULL)
        return SEKISHO_OK;
    if (!split_pair(node->value.text, '-', &month, &day))
        return refuse_value(reader, node, SEKISHO_MSG_POLICY_MONTH_DAY);
    if (day < 1 || day > sekisho_civil_month_days(2000, month))
        return refuse_value(reader, node, SEKISHO_MSG_POLICY_NO_SUCH_DATE);
    *ret_month = (uint8_t)month;
    *ret_day = (uint8_t)day;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_read_clock(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                          int32_t *ret_min) {
    int32_t hour, minute;
    if (node == NULL)
        return SEKISHO_OK;
    if (!split_pair(node->value.text, ':', &hour, &minute) || minute > 59 || hour * 60 + minute < 1 ||
        hour * 60 + minute > SEKISHO_DAY_MIN)
        return refuse_value(reader, node, SEKISHO_MSG_POLICY_CLOCK);
    *ret_min = hour * 60 + minute;
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_policy_read_weekdays(struct sekisho_policy_reader *reader, const struct sekisho_node *node,
                             bool may_be_empty, uint8_t *ret_weekdays) {
    static const char *const words[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    uint8_t weekdays = 0;
    enum sekisho_rc rc;

    if (node == NULL)
        return SEKISHO_OK;
    if (node->n == 0 && !may_be_empty)
        return sekisho_policy_read_refuse(reader, node->line, SEKISHO_MSG_POLICY_EMPTY_LIST, NULL);
    for (const struct sekisho_node *entry = node->value.first; entry != NULL; entry = entry->next) {
        size_t i = 0;
        if (entry->kind != SEKISHO_NODE_TEXT)
            return sekisho_policy_read_refuse(reader, entry->line, SEKISHO_MSG_POLICY_ENTRY_WANTS_TEXT, NULL);
        if ((rc = sekisho_policy_read_word(reader, entry, words, 7, &i)) != SEKISHO_OK)
            return rc;
        if ((weekdays & (1U << i)) != 0)
            return refuse_value(reader, entry, SEKISHO_MSG_POLICY_LISTED_TWICE);
        weekdays = (uint8_t)(weekdays | (1U << i));
    }
    *ret_weekdays = weekdays;
    return SEKISHO_OK;
}
