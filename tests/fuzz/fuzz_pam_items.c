/*
 * Any text as PAM's items, at any door of the module's own objects, at an hour at which all is closed. libpam
 * is not here: what the module asks of it is answered below, so that a run is one question and nothing else.
 * Input: a byte for door, silence and whether libpam keeps data, then user, service, tty, rhost, ruser,
 * display, each ended by a NUL.
 */
#include "support/fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <security/pam_ext.h>
#include <security/pam_modules.h>

#include "support/clock_fake.h"
#include "support/fixture.h"

enum { USER, SERVICE, TTY, RHOST, RUSER, DISPLAY, N_ITEMS };

static const char *item[N_ITEMS];
static char no_handle;
static pam_handle_t *const handle = (pam_handle_t *)(void *)&no_handle; /* never looked into */

static int keeps_data;
static void *kept;
static void (*kept_cleanup)(pam_handle_t *, void *, int);

int
pam_get_item(const pam_handle_t *pamh, int type, const void **ret_item) {
    (void)pamh;
    *ret_item = type == PAM_USER       ? item[USER]
                : type == PAM_SERVICE  ? item[SERVICE]
                : type == PAM_TTY      ? item[TTY]
                : type == PAM_RHOST    ? item[RHOST]
                : type == PAM_RUSER    ? item[RUSER]
                : type == PAM_XDISPLAY ? item[DISPLAY]
                                       : NULL;
    return PAM_SUCCESS;
}

int
pam_get_user(pam_handle_t *pamh, const char **ret_user, const char *prompt) {
    (void)pamh;
    (void)prompt;
    *ret_user = NULL;
    return PAM_CONV_ERR;
}

int
pam_set_data(pam_handle_t *pamh, const char *name, void *data, void (*cleanup)(pam_handle_t *, void *, int)) {
    (void)pamh;
    (void)name;
    if (!keeps_data)
        return PAM_BUF_ERR;
    kept = data;
    kept_cleanup = cleanup;
    return PAM_SUCCESS;
}

int
pam_get_data(const pam_handle_t *pamh, const char *name, const void **ret_data) {
    (void)pamh;
    (void)name;
    *ret_data = kept;
    return kept != NULL ? PAM_SUCCESS : PAM_NO_MODULE_DATA;
}

/* One line of printable ASCII that says who was denied, whatever the items. */
static void
check_line(const char *line) {
    for (; *line != '\0'; line++)
        fuzz_insist((unsigned char)*line >= 0x20 && (unsigned char)*line < 0x7f);
}

void
pam_syslog(const pam_handle_t *pamh, int priority, const char *format, ...) {
    char line[8192];
    va_list args;
    (void)pamh;
    (void)priority;
    va_start(args, format);
    fuzz_insist(vsnprintf(line, sizeof(line), format, args) < (int)sizeof(line));
    va_end(args);
    check_line(line);
}

/* pam_error, pam_info and their kind are all this one. Only words of ours reach the person. */
int
pam_prompt(pam_handle_t *pamh, int style, char **ret_response, const char *format, ...) {
    char text[8192];
    va_list args;
    (void)pamh;
    fuzz_insist((style == PAM_ERROR_MSG || style == PAM_TEXT_INFO) && ret_response == NULL);
    va_start(args, format);
    fuzz_insist(vsnprintf(text, sizeof(text), format, args) < (int)sizeof(text));
    va_end(args);
    for (const char *at = text; *at != '\0'; at++)
        fuzz_insist(((unsigned char)*at >= 0x20 || *at == '\n') && *at != 0x7f);
    return PAM_CONV_ERR;
}

static int
knock(unsigned door, const char *policy) {
    const char *const argv[] = {policy, "debug"};
    const char **args = (const char **)(uintptr_t)argv;
    const int flags = (int)((door & 8) != 0 ? PAM_SILENT : 0U);
    switch (door & 7) {
    case 0:
        return pam_sm_authenticate(handle, flags, 2, args);
    case 1:
        return pam_sm_setcred(handle, flags, 2, args);
    case 2:
        return pam_sm_acct_mgmt(handle, flags, 2, args);
    case 3:
        return pam_sm_open_session(handle, flags, 2, args);
    case 4:
        return pam_sm_close_session(handle, flags, 2, args) == PAM_IGNORE ? PAM_PERM_DENIED : PAM_SUCCESS;
    default: /* root changes passwords at any hour */
        return getuid() == 0 ? pam_sm_acct_mgmt(handle, flags, 2, args)
                             : pam_sm_chauthtok(handle, flags, 2, args);
    }
}

static const char *
policy_argument(void) {
    static char argument[FIXTURE_PATH_CAP + 16];
    if (argument[0] == '\0') {
        fixture_policy(fixture_shared(), "shut-1", "ja",
                       "restrict = ( { groups = [\"haken\"]; hours = \"09:00-17:00\"; } );\n");
        (void)snprintf(argument, sizeof(argument), "policy=%s", fixture_shared()->policy);
        sekisho_clock_fake.now = fixture_instant("2026-11-24 10:00:00");
    }
    return argument;
}

/* Who may pass though all is closed: root where it is root's own doing, and unattended work. */
static int
may_pass(void) {
    static const char *const services[] = {"login", "su",   "su-l",  "sudo", "sudo-i",       "runuser",
                                           "doas",  "cron", "crond", "atd",  "systemd-user", "runuser-l"};
    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
        if (item[SERVICE] != NULL && strcmp(item[SERVICE], services[i]) == 0)
            return 1;
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static char text[1 << 16];
    const char *policy = policy_argument();
    size_t at = 1;
    int code;

    if (len < 2 || len >= sizeof(text))
        return 0;
    memcpy(text, bytes, len);
    text[len] = '\0';
    for (size_t i = 0; i < N_ITEMS; i++) {
        item[i] = at < len ? text + at : NULL;
        at += at < len ? strlen(text + at) + 1 : 0;
    }
    keeps_data = (bytes[0] & 16) == 0;
    code = knock(bytes[0], policy);
    fuzz_insist(code == PAM_PERM_DENIED || code == PAM_SYSTEM_ERR || (code == PAM_IGNORE && may_pass()));
    item[SERVICE] = "sshd"; /* the same people by ssh: nobody */
    code = knock(bytes[0], policy);
    fuzz_insist(code == PAM_PERM_DENIED || (code == PAM_SYSTEM_ERR && item[USER] == NULL));
    if (kept != NULL)
        kept_cleanup(handle, kept, PAM_SUCCESS);
    kept = NULL;
    return 0;
}
