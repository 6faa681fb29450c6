#ifndef SEKISHO_CORE_MESSAGE_H
#define SEKISHO_CORE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Every sentence a person reads, English and Japanese side by side, compiled in. Neither the host's locale
 * nor the environment is asked: the policy (or the tool's --lang) chooses. The texts are in
 * core/message_*.def, one file a subject; a sentence in one language only does not compile. Any thread.
 */

enum sekisho_lang { SEKISHO_LANG_EN = 0, SEKISHO_LANG_JA, SEKISHO_LANG_END };

enum sekisho_msg {
    SEKISHO_MSG_NONE = 0,
#define SEKISHO_MESSAGE(id, en, ja) SEKISHO_MSG_##id,
#include "core/message_all.def"
#undef SEKISHO_MESSAGE
    SEKISHO_MSG_END
};

#define SEKISHO_MESSAGE_CAP      1024 /* bytes that hold any formatted message, with the NUL */
#define SEKISHO_MESSAGE_MAX_ARGS 9

/* The arguments of one message, in the order of its {1} {2} ... */
#define SEKISHO_ARGS(...) ((const char *const[SEKISHO_MESSAGE_MAX_ARGS + 1]){__VA_ARGS__})

/*
 * Puts the sentence into text, {n} replaced by args[n-1] (NULL reads as "-"). Arguments may come from files
 * and strangers: each is escaped (base/escape.h). args may be NULL when the sentence takes none. Always
 * terminates, cuts at cap between characters. Returns text. An unknown msg or lang gives an empty text.
 */
const char *sekisho_message_format(enum sekisho_lang lang, enum sekisho_msg msg, const char *const args[],
                                   char *text, size_t cap);

/* The bare sentence, placeholders and all: static, never NULL. For headings and words that take no argument.
 */
const char *sekisho_message_text(enum sekisho_lang lang, enum sekisho_msg msg);

/* "en" or "ja" -> language; false when it is neither. */
bool sekisho_message_parse_lang(const char *name, enum sekisho_lang *ret_lang);

#endif
