#ifndef SEKISHO_TOOL_PLAN_H
#define SEKISHO_TOOL_PLAN_H

#include <stdint.h>

#include "tool/tool.h"

/* What another policy changes for one host, now and in the coming week, said before it is put in force. */

#define SEKISHO_PLAN_DAYS 7

/*
 * Says each change on standard output, or with lines (a JSON array) adds it there. before NULL: there is no
 * valid policy now. Returns how many changes there are.
 */
size_t sekisho_plan_say(const struct sekisho_tool *tool, const struct sekisho_policy *before,
                        const struct sekisho_policy *after, const char *host, int64_t now, json_t *lines);

#endif
