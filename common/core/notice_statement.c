#include "core/notice_statement.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/timestamp.h"
#include "core/statement.h"
#include "core/value.h"
#include "core/writer.h"

/* The public part first, so that one pointer is both. */
struct held {
    struct sekisho_notice_statement notice;
    struct sekisho_statement statement;
    struct sekisho_arena arena;
};

static enum sekisho_rc
take_count(struct held *held, const char *key, size_t max, size_t size, size_t *ret_n, void **ret_array) {
    uint64_t n = 0;
    char *value;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(&held->statement.lines, key, &value)) != SEKISHO_OK ||
        (rc = sekisho_value_number(value, max, &n)) != SEKISHO_OK)
        return rc;
    *ret_n = (size_t)n;
    if (n > 0 && (*ret_array = sekisho_arena_alloc(&held->arena, (size_t)n, size)) == NULL)
        return SEKISHO_E_NOMEM;
    return SEKISHO_OK;
}

/* The id and systems with which changes and stops begin; *text moves on. */
static enum sekisho_rc
cut_head(struct held *held, char **text, const char **ret_id, struct sekisho_names *ret_systems) {
    const char *id = sekisho_value_cut_word(text);
    char *systems = sekisho_value_cut_word(text);
    if (id == NULL || systems == NULL || !sekisho_value_is_id(id))
        return SEKISHO_E_SYNTAX;
    *ret_id = id;
    return sekisho_value_list(systems, sekisho_name_is_keyword, SEKISHO_POLICY_MAX_SYSTEMS, &held->arena,
                              ret_systems);
}

static enum sekisho_rc
parse_hours(const char *text, struct sekisho_hours *ret_hours) {
    char again[SEKISHO_HOURS_TEXT_CAP];
    const enum sekisho_rc rc = sekisho_hours_parse(text, ret_hours);
    if (rc != SEKISHO_OK)
        return rc;
    return strcmp(sekisho_hours_str(ret_hours, again), text) == 0 ? SEKISHO_OK : SEKISHO_E_SYNTAX;
}

/* "ID SYSTEMS FIRST-DAY LAST-DAY HOURS" */
static enum sekisho_rc
take_change(struct held *held, struct sekisho_notice_change *change) {
    const char *first, *last;
    char *text;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(&held->statement.lines, "change", &text)) != SEKISHO_OK ||
        (rc = cut_head(held, &text, &change->id, &change->systems)) != SEKISHO_OK)
        return rc;
    first = sekisho_value_cut_word(&text);
    last = sekisho_value_cut_word(&text);
    if (first == NULL || last == NULL)
        return SEKISHO_E_SYNTAX;
    if ((rc = sekisho_timestamp_parse_date(first, &change->first_day)) != SEKISHO_OK ||
        (rc = sekisho_timestamp_parse_date(last, &change->last_day)) != SEKISHO_OK ||
        (rc = parse_hours(text, &change->hours)) != SEKISHO_OK)
        return rc;
    return change->first_day <= change->last_day ? SEKISHO_OK : SEKISHO_E_RANGE;
}

static enum sekisho_rc
check_text(const char *text) {
    if (text[0] == '\0' || text[0] == ' ')
        return SEKISHO_E_SYNTAX;
    return strlen(text) <= SEKISHO_VALUE_TEXT_MAX ? SEKISHO_OK : SEKISHO_E_RANGE;
}

/* "ID SYSTEMS START END REASON" */
static enum sekisho_rc
take_stop(struct held *held, struct sekisho_notice_stop *stop) {
    const int32_t offset_sec = held->statement.utc_offset_sec;
    const char *start, *end;
    char *text;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(&held->statement.lines, "stop", &text)) != SEKISHO_OK ||
        (rc = cut_head(held, &text, &stop->id, &stop->systems)) != SEKISHO_OK)
        return rc;
    start = sekisho_value_cut_word(&text);
    end = sekisho_value_cut_word(&text);
    if (start == NULL || end == NULL)
        return SEKISHO_E_SYNTAX;
    stop->reason = text;
    if ((rc = sekisho_value_time_in(start, offset_sec, &stop->start_at)) != SEKISHO_OK ||
        (rc = sekisho_value_time_in(end, offset_sec, &stop->end_at)) != SEKISHO_OK ||
        (rc = check_text(stop->reason)) != SEKISHO_OK)
        return rc;
    return stop->start_at < stop->end_at ? SEKISHO_OK : SEKISHO_E_RANGE;
}

/* "OVERRIDE-ID NOT-AFTER REASON" */
static enum sekisho_rc
take_withdrawal(struct held *held, struct sekisho_notice_withdrawal *withdrawal) {
    const char *not_after;
    char *text;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(&held->statement.lines, "withdraw", &text)) != SEKISHO_OK)
        return rc;
    withdrawal->id = sekisho_value_cut_word(&text);
    not_after = sekisho_value_cut_word(&text);
    if (withdrawal->id == NULL || not_after == NULL || !sekisho_value_is_id(withdrawal->id))
        return SEKISHO_E_SYNTAX;
    withdrawal->reason = text;
    if ((rc = sekisho_value_time_in(not_after, held->statement.utc_offset_sec, &withdrawal->not_after)) !=
        SEKISHO_OK)
        return rc;
    return check_text(withdrawal->reason);
}

static int
compare_ids(const void *one, const void *other) {
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Changes and stops share one series of ids, by which `hours cancel` knows them. */
static enum sekisho_rc
check_ids(struct held *held) {
    const struct sekisho_notice_statement *notice = &held->notice;
    const size_t n = notice->n_changes + notice->n_stops;
    const char **id;

    for (size_t i = 1; i < notice->n_withdrawals; i++) {
        const int order = strcmp(notice->withdrawal[i - 1].id, notice->withdrawal[i].id);
        if (order >= 0)
            return order == 0 ? SEKISHO_E_EXISTS : SEKISHO_E_SYNTAX;
    }
    if (n == 0)
        return SEKISHO_OK;
    if ((id = sekisho_arena_alloc(&held->arena, n, sizeof(*id))) == NULL)
        return SEKISHO_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        id[i] = i < notice->n_changes ? notice->change[i].id : notice->stop[i - notice->n_changes].id;
    qsort(id, n, sizeof(*id), compare_ids);
    for (size_t i = 1; i < n; i++)
        if (strcmp(id[i - 1], id[i]) == 0)
            return SEKISHO_E_EXISTS;
    return SEKISHO_OK;
}

static enum sekisho_rc
take_entries(struct held *held) {
    struct sekisho_notice_statement *notice = &held->notice;
    void *changes = NULL, *stops = NULL, *withdrawals = NULL;
    enum sekisho_rc rc;

    if ((rc = take_count(held, "changes", SEKISHO_NOTICE_MAX_CHANGES, sizeof(struct sekisho_notice_change),
                         &notice->n_changes, &changes)) != SEKISHO_OK ||
        (rc = take_count(held, "stops", SEKISHO_NOTICE_MAX_STOPS, sizeof(struct sekisho_notice_stop),
                         &notice->n_stops, &stops)) != SEKISHO_OK ||
        (rc = take_count(held, "withdrawals", SEKISHO_NOTICE_MAX_WITHDRAWALS,
                         sizeof(struct sekisho_notice_withdrawal), &notice->n_withdrawals, &withdrawals)) !=
            SEKISHO_OK)
        return rc;
    notice->change = changes;
    notice->stop = stops;
    notice->withdrawal = withdrawals;
    for (size_t i = 0; i < notice->n_changes; i++)
        if ((rc = take_change(held, (struct sekisho_notice_change *)changes + i)) != SEKISHO_OK)
            return rc;
    for (size_t i = 0; i < notice->n_stops; i++)
        if ((rc = take_stop(held, (struct sekisho_notice_stop *)stops + i)) != SEKISHO_OK)
            return rc;
    for (size_t i = 0; i < notice->n_withdrawals; i++)
        if ((rc = take_withdrawal(held, (struct sekisho_notice_withdrawal *)withdrawals + i)) != SEKISHO_OK)
            return rc;
    if ((rc = sekisho_lines_end(&held->statement.lines)) != SEKISHO_OK)
        return rc;
    return check_ids(held);
}

static enum sekisho_rc
parse(struct held *held) {
    struct sekisho_notice_statement *notice = &held->notice;
    const struct sekisho_public_key *key = held->statement.key;
    char *serial;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_take(&held->statement.lines, "serial", &serial)) != SEKISHO_OK ||
        (rc = sekisho_value_number(serial, SEKISHO_STATEMENT_SERIAL_MAX, &notice->serial)) != SEKISHO_OK)
        return rc;
    if (notice->serial == 0)
        return SEKISHO_E_RANGE;
    notice->issued_at = held->statement.issued_at;
    notice->utc_offset_sec = held->statement.utc_offset_sec;
    notice->key_id = sekisho_arena_text(&held->arena, key->id, strlen(key->id));
    notice->key_holder = sekisho_arena_text(&held->arena, key->holder, strlen(key->holder));
    held->statement.key = NULL; /* the keyring may go */
    if (notice->key_id == NULL || notice->key_holder == NULL)
        return SEKISHO_E_NOMEM;
    return take_entries(held);
}

enum sekisho_rc
sekisho_notice_open(const char *bytes, size_t len, const struct sekisho_keyring *keyring,
                    struct sekisho_notice_statement **ret_notice) {
    struct held *held = calloc(1, sizeof(*held));
    enum sekisho_rc rc;

    *ret_notice = NULL;
    if (held == NULL)
        return SEKISHO_E_NOMEM;
    sekisho_arena_init(&held->arena);
    rc = sekisho_statement_open(SEKISHO_KIND_NOTICE, bytes, len, keyring, &held->statement);
    if (rc == SEKISHO_OK)
        rc = parse(held);
    if (rc == SEKISHO_OK)
        *ret_notice = &held->notice;
    else
        sekisho_notice_free(&held->notice);
    return rc;
}

void
sekisho_notice_free(struct sekisho_notice_statement *notice) {
    struct held *held = (struct held *)notice;
    if (held == NULL)
        return;
    sekisho_statement_done(&held->statement);
    sekisho_arena_done(&held->arena);
    free(held);
}
