#ifndef SEKISHO_CORE_OVERRIDE_FIELDS_H
#define SEKISHO_CORE_OVERRIDE_FIELDS_H

#include "base/attr.h"
#include "base/rc.h"
#include "core/arena.h"
#include "core/lines.h"
#include "core/override.h"
#include "core/statement.h"
#include "core/writer.h"

/* What overrides and requests for them have in common: the lines from not-before to section. Internal to
 * core. */

/* One allocation behind a struct sekisho_override; the public part first, so that one pointer is both. */
struct sekisho_override_held {
    struct sekisho_override override;
    struct sekisho_statement statement; /* of a request only the memory is used */
    struct sekisho_arena arena;
};

/* NULL without memory; freed by sekisho_override_free. */
struct sekisho_override_held *sekisho_override_fields_new(void);

/* Takes the lines into held->override; every time must carry offset_sec. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_override_fields_take(struct sekisho_lines *lines, int32_t offset_sec,
                                                              struct sekisho_override_held *held);

/* One line of free text within SEKISHO_VALUE_TEXT_MAX. */
SEKISHO_MUST_USE enum sekisho_rc sekisho_override_fields_take_text(struct sekisho_lines *lines,
                                                                   const char *key, const char **ret_text);

void sekisho_override_fields_write(struct sekisho_writer *writer, const struct sekisho_override *override);

#endif
