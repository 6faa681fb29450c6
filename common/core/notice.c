#include "core/notice_statement.h"

#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"
#include "core/statement.h"
#include "core/writer.h"

static uint32_t
bits_of(const struct sekisho_policy *policy, const struct sekisho_names *names) {
    uint32_t bits = 0;
    for (size_t i = 0; i < names->n; i++) {
        const size_t found = sekisho_policy_find_system(policy, names->name[i]);
        if (found < policy->n_systems)
            bits |= UINT32_C(1) << found;
    }
    return bits;
}

static enum sekisho_rc
alloc(struct sekisho_arena *arena, size_t n, size_t size, void *ret_array) {
    void *array = n == 0 ? NULL : sekisho_arena_alloc(arena, n, size);
    if (n > 0 && array == NULL)
        return SEKISHO_E_NOMEM;
    memcpy(ret_array, &array, sizeof(array));
    return SEKISHO_OK;
}

enum sekisho_rc
sekisho_notice_bind(const struct sekisho_notice_statement *statement, const struct sekisho_policy *policy,
                    struct sekisho_arena *arena, struct sekisho_notice *ret_notice) {
    struct sekisho_hours_change *change = NULL;
    struct sekisho_stop *stop = NULL;
    const char **withdrawn = NULL;
    enum sekisho_rc rc;

    if ((rc = alloc(arena, statement->n_changes, sizeof(*change), &change)) != SEKISHO_OK ||
        (rc = alloc(arena, statement->n_stops, sizeof(*stop), &stop)) != SEKISHO_OK ||
        (rc = alloc(arena, statement->n_withdrawals, sizeof(*withdrawn), &withdrawn)) != SEKISHO_OK)
        return rc;
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sekisho_notice_change *from = &statement->change[i];
        change[i].systems = bits_of(policy, &from->systems);
        change[i].first_day = from->first_day;
        change[i].last_day = from->last_day;
        change[i].hours = from->hours;
        change[i].id = from->id;
    }
    for (size_t i = 0; i < statement->n_stops; i++) {
        const struct sekisho_notice_stop *from = &statement->stop[i];
        stop[i].systems = bits_of(policy, &from->systems);
        stop[i].start_at = from->start_at;
        stop[i].end_at = from->end_at;
        stop[i].id = from->id;
        stop[i].reason = from->reason;
    }
    for (size_t i = 0; i < statement->n_withdrawals; i++)
        withdrawn[i] = statement->withdrawal[i].id;
    *ret_notice = (struct sekisho_notice){
        .serial = statement->serial,
        .n_changes = statement->n_changes,
        .n_stops = statement->n_stops,
        .n_withdrawn = statement->n_withdrawals,
        .change = change,
        .stop = stop,
        .withdrawn = withdrawn,
    };
    return SEKISHO_OK;
}

static void
begin_entry(struct sekisho_writer *writer, const char *key, const char *id,
            const struct sekisho_names *systems) {
    sekisho_writer_put(writer, key);
    sekisho_writer_put(writer, ": ");
    sekisho_writer_put(writer, id);
    sekisho_writer_put(writer, " ");
    if (systems == NULL)
        return;
    sekisho_writer_put_names(writer, systems);
    sekisho_writer_put(writer, " ");
}

static void
end_entry(struct sekisho_writer *writer, const char *text) {
    sekisho_writer_put(writer, " ");
    sekisho_writer_put(writer, text);
    sekisho_writer_put(writer, "\n");
}

static void
write_change(struct sekisho_writer *writer, const struct sekisho_notice_change *change) {
    char
        text[SEKISHO_HOURS_TEXT_CAP > SEKISHO_TIMESTAMP_CAP ? SEKISHO_HOURS_TEXT_CAP : SEKISHO_TIMESTAMP_CAP];
    begin_entry(writer, "change", change->id, &change->systems);
    sekisho_writer_put(writer, sekisho_timestamp_date(change->first_day, text));
    sekisho_writer_put(writer, " ");
    sekisho_writer_put(writer, sekisho_timestamp_date(change->last_day, text));
    end_entry(writer, sekisho_hours_str(&change->hours, text));
}

static void
write_body(struct sekisho_writer *writer, const struct sekisho_notice_statement *notice, const char *key_id) {
    const int32_t offset_sec = notice->utc_offset_sec;

    sekisho_statement_begin(writer, SEKISHO_KIND_NOTICE, key_id, notice->issued_at, offset_sec);
    sekisho_writer_field_number(writer, "serial", notice->serial);
    sekisho_writer_field_number(writer, "changes", notice->n_changes);
    sekisho_writer_field_number(writer, "stops", notice->n_stops);
    sekisho_writer_field_number(writer, "withdrawals", notice->n_withdrawals);
    for (size_t i = 0; i < notice->n_changes; i++)
        write_change(writer, &notice->change[i]);
    for (size_t i = 0; i < notice->n_stops; i++) {
        begin_entry(writer, "stop", notice->stop[i].id, &notice->stop[i].systems);
        sekisho_writer_put_time(writer, notice->stop[i].start_at, offset_sec);
        sekisho_writer_put(writer, " ");
        sekisho_writer_put_time(writer, notice->stop[i].end_at, offset_sec);
        end_entry(writer, notice->stop[i].reason);
    }
    for (size_t i = 0; i < notice->n_withdrawals; i++) {
        begin_entry(writer, "withdraw", notice->withdrawal[i].id, NULL);
        sekisho_writer_put_time(writer, notice->withdrawal[i].not_after, offset_sec);
        end_entry(writer, notice->withdrawal[i].reason);
    }
}

static enum sekisho_rc
read_back(const char *bytes, size_t len, const struct sekisho_public_key *key) {
    struct sekisho_keyring *keyring = calloc(1, sizeof(*keyring));
    struct sekisho_notice_statement *again = NULL;
    enum sekisho_rc rc = SEKISHO_E_NOMEM;

    if (keyring != NULL && (rc = sekisho_keyring_add(keyring, key)) == SEKISHO_OK)
        rc = sekisho_notice_open(bytes, len, keyring, &again);
    sekisho_notice_free(again);
    sekisho_keyring_free(keyring);
    return rc;
}

enum sekisho_rc
sekisho_notice_seal(const struct sekisho_notice_statement *notice, const struct sekisho_secret_key *key,
                    char **ret_bytes, size_t *ret_len) {
    struct sekisho_writer writer;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    sekisho_writer_init(&writer, SEKISHO_STATEMENT_NOTICE_MAX);
    write_body(&writer, notice, key->public_key.id);
    rc = sekisho_statement_sign(&writer, SEKISHO_KIND_NOTICE, key, &bytes, &len);
    sekisho_writer_done(&writer);
    if (rc == SEKISHO_OK)
        rc = read_back(bytes, len, &key->public_key);
    if (rc == SEKISHO_OK) {
        *ret_bytes = bytes;
        *ret_len = len;
        bytes = NULL;
    }
    free(bytes);
    return rc;
}
