#ifndef SEKISHO_BASE_NAME_H
#define SEKISHO_BASE_NAME_H

#include <stdbool.h>

/* Which texts may be names. Nothing that fails here is looked up, compared or used in a path. Any thread. */

#define SEKISHO_NAME_MAX    256 /* bytes of a user, group or service name, without the NUL */
#define SEKISHO_HOST_MAX    253 /* bytes of a host name (RFC 1035), without the NUL */
#define SEKISHO_KEYWORD_MAX 32  /* bytes of a system's name */

/*
 * A user or group name: printable ASCII without blank, '/', ':', ',', not starting with '-', not "." or "..".
 * Wider than useradd's rule, since directories hand out DOMAIN\user and user@realm. NULL is no name.
 */
bool sekisho_name_is_user(const char *name);

/* A PAM service name: the same without '*', '?' and '\'. */
bool sekisho_name_is_service(const char *name);

/* A host name: letters, digits, '-', '.', '_'. */
bool sekisho_name_is_host(const char *name);

/* A system's name: a lower-case letter, then lower-case letters, digits and '-'. */
bool sekisho_name_is_keyword(const char *name);

/* Matches the whole of text against pattern, in which '*' is any run and '?' any one byte. Case matters. */
bool sekisho_name_matches(const char *pattern, const char *text);

#endif
