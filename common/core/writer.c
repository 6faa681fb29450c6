#include "core/writer.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"

#define FIRST_CAP  1024
#define BINARY_MAX 96

void
sekisho_writer_init(struct sekisho_writer *writer, size_t max_bytes) {
    memset(writer, 0, sizeof(*writer));
    writer->max = max_bytes;
    writer->rc = SEKISHO_OK;
}

void
sekisho_writer_done(struct sekisho_writer *writer) {
    if (writer == NULL)
        return;
    if (writer->bytes != NULL)
        sodium_memzero(writer->bytes, writer->len); /* may have held a sealed secret's text */
    free(writer->bytes);
    writer->bytes = NULL;
    writer->len = writer->cap = 0;
}

static bool
make_room(struct sekisho_writer *writer, size_t len) {
    size_t cap = writer->cap == 0 ? FIRST_CAP : writer->cap;
    char *bytes;

    if (len > writer->max || writer->len > writer->max - len) {
        writer->rc = SEKISHO_E_TOO_LARGE;
        return false;
    }
    while (cap < writer->len + len + 1)
        cap *= 2;
    if (cap == writer->cap)
        return true;
    if ((bytes = realloc(writer->bytes, cap)) == NULL) {
        writer->rc = SEKISHO_E_NOMEM;
        return false;
    }
    writer->bytes = bytes;
    writer->cap = cap;
    return true;
}

void
sekisho_writer_put(struct sekisho_writer *writer, const char *text) {
    size_t len;
    if (writer->rc != SEKISHO_OK)
        return;
    if (text == NULL) {
        writer->rc = SEKISHO_E_ARGUMENT;
        return;
    }
    len = strlen(text);
    if (!make_room(writer, len))
        return;
    memcpy(writer->bytes + writer->len, text, len + 1);
    writer->len += len;
}

void
sekisho_writer_put_number(struct sekisho_writer *writer, uint64_t number) {
    char text[24];
    size_t at = sizeof(text) - 1;
    text[at] = '\0';
    do {
        text[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    sekisho_writer_put(writer, text + at);
}

void
sekisho_writer_put_time(struct sekisho_writer *writer, int64_t at, int32_t offset_sec) {
    char text[SEKISHO_TIMESTAMP_CAP];
    if (strcmp(sekisho_timestamp_rfc3339(at, offset_sec, text), "-") == 0 && writer->rc == SEKISHO_OK)
        writer->rc = SEKISHO_E_ARGUMENT;
    sekisho_writer_put(writer, text);
}

void
sekisho_writer_put_names(struct sekisho_writer *writer, const struct sekisho_names *names) {
    if (names->n == 0 && writer->rc == SEKISHO_OK)
        writer->rc = SEKISHO_E_ARGUMENT;
    for (size_t i = 0; i < names->n; i++) {
        /* A name must never read back as the wildcard. */
        if (strcmp(names->name[i], "any") == 0)
            writer->rc = SEKISHO_E_ARGUMENT;
        if (i > 0)
            sekisho_writer_put(writer, ",");
        sekisho_writer_put(writer, names->name[i]);
    }
}

void
sekisho_writer_put_base64(struct sekisho_writer *writer, const uint8_t *bytes, size_t len) {
    char text[sodium_base64_ENCODED_LEN(BINARY_MAX, sodium_base64_VARIANT_ORIGINAL)];
    if (len > BINARY_MAX) {
        writer->rc = SEKISHO_E_ARGUMENT;
        return;
    }
    sekisho_writer_put(writer,
                       sodium_bin2base64(text, sizeof(text), bytes, len, sodium_base64_VARIANT_ORIGINAL));
}

static void
begin_field(struct sekisho_writer *writer, const char *key) {
    sekisho_writer_put(writer, key);
    sekisho_writer_put(writer, ": ");
}

void
sekisho_writer_field(struct sekisho_writer *writer, const char *key, const char *value) {
    begin_field(writer, key);
    sekisho_writer_put(writer, value);
    sekisho_writer_put(writer, "\n");
}

void
sekisho_writer_field_number(struct sekisho_writer *writer, const char *key, uint64_t number) {
    begin_field(writer, key);
    sekisho_writer_put_number(writer, number);
    sekisho_writer_put(writer, "\n");
}

void
sekisho_writer_field_time(struct sekisho_writer *writer, const char *key, int64_t at, int32_t offset_sec) {
    begin_field(writer, key);
    sekisho_writer_put_time(writer, at, offset_sec);
    sekisho_writer_put(writer, "\n");
}

void
sekisho_writer_field_base64(struct sekisho_writer *writer, const char *key, const uint8_t *bytes,
                            size_t len) {
    begin_field(writer, key);
    sekisho_writer_put_base64(writer, bytes, len);
    sekisho_writer_put(writer, "\n");
}

void
sekisho_writer_field_names(struct sekisho_writer *writer, const char *key, bool is_any,
                           const struct sekisho_names *names) {
    begin_field(writer, key);
    if (is_any)
        sekisho_writer_put(writer, "any");
    else
        sekisho_writer_put_names(writer, names);
    sekisho_writer_put(writer, "\n");
}

void
sekisho_writer_field_uid(struct sekisho_writer *writer, const char *key, bool is_known, uint32_t uid) {
    if (is_known)
        sekisho_writer_field_number(writer, key, uid);
    else
        sekisho_writer_field(writer, key, "unknown");
}

enum sekisho_rc
sekisho_writer_take(struct sekisho_writer *writer, char **ret_bytes, size_t *ret_len) {
    if (writer->rc != SEKISHO_OK)
        return writer->rc;
    if (writer->bytes == NULL)
        return SEKISHO_E_ARGUMENT;
    *ret_bytes = writer->bytes;
    *ret_len = writer->len;
    writer->bytes = NULL;
    writer->len = writer->cap = 0;
    return SEKISHO_OK;
}
