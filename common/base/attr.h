#ifndef SEKISHO_BASE_ATTR_H
#define SEKISHO_BASE_ATTR_H

/* Everything is built hidden; only what a module's host must find is marked public. */
#define SEKISHO_PUBLIC __attribute__((visibility("default")))

/* On every function whose result decides something: dropping it is a compile error in CI. */
#define SEKISHO_MUST_USE __attribute__((warn_unused_result))

#define SEKISHO_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

#endif
