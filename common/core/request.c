#include "core/request.h"

#include <stdlib.h>
#include <string.h>

#include "core/override_fields.h"
#include "core/value.h"

#define MAGIC   "sekisho request"
#define VERSION "1"

static enum sekisho_rc
parse(struct sekisho_override_held *held, size_t len) {
    struct sekisho_override *request = &held->override;
    struct sekisho_lines lines;
    char *made;
    enum sekisho_rc rc;

    if ((rc = sekisho_lines_start(&lines, held->statement.memory, len)) != SEKISHO_OK ||
        (rc = sekisho_lines_take_magic(&lines, MAGIC, VERSION)) != SEKISHO_OK ||
        (rc = sekisho_lines_take(&lines, "made", &made)) != SEKISHO_OK ||
        (rc = sekisho_value_time(made, &request->issued_at, &request->utc_offset_sec)) != SEKISHO_OK ||
        (rc = sekisho_override_fields_take(&lines, request->utc_offset_sec, held)) != SEKISHO_OK)
        return rc;
    return sekisho_lines_end(&lines);
}

enum sekisho_rc
sekisho_request_parse(const char *bytes, size_t len, struct sekisho_override **ret_request) {
    struct sekisho_override_held *held;
    enum sekisho_rc rc;

    *ret_request = NULL;
    if (len > SEKISHO_REQUEST_MAX_BYTES)
        return SEKISHO_E_TOO_LARGE;
    if ((held = sekisho_override_fields_new()) == NULL)
        return SEKISHO_E_NOMEM;
    if ((held->statement.memory = malloc(len + 1)) == NULL) {
        sekisho_override_free(&held->override);
        return SEKISHO_E_NOMEM;
    }
    memcpy(held->statement.memory, bytes, len);
    held->statement.memory[len] = '\0';
    if ((rc = parse(held, len)) == SEKISHO_OK)
        *ret_request = &held->override;
    else
        sekisho_override_free(&held->override);
    return rc;
}

enum sekisho_rc
sekisho_request_encode(const struct sekisho_override *request, char **ret_bytes, size_t *ret_len) {
    struct sekisho_override *again = NULL;
    struct sekisho_writer writer;
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc;

    sekisho_writer_init(&writer, SEKISHO_REQUEST_MAX_BYTES);
    sekisho_writer_put(&writer, MAGIC " " VERSION "\n");
    sekisho_writer_field_time(&writer, "made", request->issued_at, request->utc_offset_sec);
    sekisho_override_fields_write(&writer, request);
    rc = sekisho_writer_take(&writer, &bytes, &len);
    sekisho_writer_done(&writer);
    if (rc == SEKISHO_OK)
        rc = sekisho_request_parse(bytes, len, &again);
    sekisho_override_free(again);
    if (rc == SEKISHO_OK) {
        *ret_bytes = bytes;
        *ret_len = len;
        bytes = NULL;
    }
    free(bytes);
    return rc;
}
