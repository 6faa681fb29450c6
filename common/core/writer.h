#ifndef SEKISHO_CORE_WRITER_H
#define SEKISHO_CORE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rc.h"
#include "core/policy.h"

/*
 * Text that grows, for the lines core/lines.h reads. A failure sticks: write all, ask once at the end.
 * Not for concurrent use.
 */
struct sekisho_writer {
    char *bytes;
    size_t len, cap, max;
    enum sekisho_rc rc;
};

void sekisho_writer_init(struct sekisho_writer *writer, size_t max_bytes);

/* Frees what was not taken. NULL-safe. */
void sekisho_writer_done(struct sekisho_writer *writer);

void sekisho_writer_put(struct sekisho_writer *writer, const char *text);
void sekisho_writer_put_number(struct sekisho_writer *writer, uint64_t number);
void sekisho_writer_put_time(struct sekisho_writer *writer, int64_t at, int32_t offset_sec);

/* "A,B,C"; SEKISHO_E_ARGUMENT when there is none. */
void sekisho_writer_put_names(struct sekisho_writer *writer, const struct sekisho_names *names);

void sekisho_writer_put_base64(struct sekisho_writer *writer, const uint8_t *bytes, size_t len);

/* Whole lines, "key: value" and LF. */
void sekisho_writer_field(struct sekisho_writer *writer, const char *key, const char *value);
void sekisho_writer_field_number(struct sekisho_writer *writer, const char *key, uint64_t number);
void sekisho_writer_field_time(struct sekisho_writer *writer, const char *key, int64_t at,
                               int32_t offset_sec);
void sekisho_writer_field_base64(struct sekisho_writer *writer, const char *key, const uint8_t *bytes,
                                 size_t len);
/* is_any writes the explicit word "any" in place of the names. */
void sekisho_writer_field_names(struct sekisho_writer *writer, const char *key, bool is_any,
                                const struct sekisho_names *names);
void sekisho_writer_field_uid(struct sekisho_writer *writer, const char *key, bool is_known, uint32_t uid);

/*
 * Hands the text over: malloc'ed, NUL-ended, the caller's to free. SEKISHO_E_NOMEM, SEKISHO_E_TOO_LARGE (over
 * max_bytes), SEKISHO_E_ARGUMENT (a value that cannot be written).
 */
SEKISHO_MUST_USE enum sekisho_rc sekisho_writer_take(struct sekisho_writer *writer, char **ret_bytes,
                                                     size_t *ret_len);

#endif
