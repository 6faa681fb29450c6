#include "config.h"

#include "support/fixture.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <ftw.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/timestamp.h"

static void
require(bool holds, const char *what) {
    if (holds)
        return;
    perror(what);
    exit(2);
}

void
fixture_make(struct fixture *f) {
    const mode_t mask = umask(022);
    strcpy(f->folder, "/tmp/sekisho-test-XXXXXX");
    require(mkdtemp(f->folder) != NULL, "mkdtemp");
    require(chmod(f->folder, 0755) == 0, "chmod");
    (void)snprintf(f->policy, sizeof(f->policy), "%s/sekisho.conf", f->folder);
    (void)snprintf(f->confdir, sizeof(f->confdir), "%s/pam.d", f->folder);
    require(mkdir(f->confdir, 0755) == 0, "mkdir");
    fixture_stack(f, "other", "auth required pam_deny.so\naccount required pam_deny.so\n");
    (void)umask(mask);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void
fixture_remove(const struct fixture *f) {
    (void)nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static struct fixture shared;

static void
remove_shared(void) {
    fixture_remove(&shared);
}

struct fixture *
fixture_shared(void) {
    if (shared.folder[0] == '\0') {
        fixture_make(&shared);
        (void)atexit(remove_shared);
    }
    return &shared;
}

const char *
fixture_write(const struct fixture *f, const char *name, const char *text, size_t len, mode_t mode) {
    static char path[FIXTURE_PATH_CAP];
    int fd;
    (void)snprintf(path, sizeof(path), "%s/%s", f->folder, name);
    (void)unlink(path);
    require((fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) >= 0, path);
    require(write(fd, text, len) == (ssize_t)len, path);
    require(fchmod(fd, mode) == 0, path);
    (void)close(fd);
    return path;
}

/* "free" has all hours of all days, "shut" none, "night" crosses midnight on closed days too. */
static const char policy_text[] =
    "utc_offset = \"+09:00\";\n"
    "language = \"%s\";\n"
    "host = \"%s\";\n"
    "contact = \"情報政策課 内線1234\";\n"
    "contact_en = \"Information Policy, ext. 1234\";\n"
    "systems = (\n"
    "  { name = \"resident\"; title = \"住民情報システム\"; title_en = \"Resident information system\";\n"
    "    article = \"13\"; open_day = \"08:00-17:30\"; closed_day = \"stopped\"; },\n"
    "  { name = \"groupware\"; title = \"グループウェア\"; title_en = \"Groupware\";\n"
    "    article = \"13\"; open_day = \"08:00-22:00\"; closed_day = \"08:00-17:30\"; },\n"
    "  { name = \"night\"; title = \"夜間処理\"; title_en = \"Night batch\";\n"
    "    article = \"13\"; open_day = \"22:00-26:00\"; closed_day = \"23:00-25:00\"; },\n"
    "  { name = \"free\"; title = \"常時\"; title_en = \"Always\";\n"
    "    article = \"13\"; open_day = \"00:00-24:00\"; closed_day = \"00:00-24:00\"; },\n"
    "  { name = \"shut\"; title = \"停止\"; title_en = \"Never\";\n"
    "    article = \"13\"; open_day = \"stopped\"; closed_day = \"stopped\"; }\n"
    ");\n"
    "places = (\n"
    "  { hosts = [\"jumin-*\"]; systems = [\"resident\"]; },\n"
    "  { hosts = [\"gw-*\"]; systems = [\"groupware\"]; },\n"
    "  { hosts = [\"both-*\"]; systems = [\"resident\", \"groupware\"]; },\n"
    "  { hosts = [\"night-*\"]; systems = [\"night\"]; },\n"
    "  { hosts = [\"free-*\"]; systems = [\"free\"]; },\n"
    "  { hosts = [\"shut-*\"]; systems = [\"shut\"]; },\n"
    "  { hosts = [\"proxy-1\"]; services = [\"squid\"]; systems = [\"shut\"]; }\n"
    ");\n"
    "calendar = {\n"
    "  weekly_closed = [\"sat\", \"sun\"];\n"
    "  national_holidays = \"japan\";\n"
    "  annual_closed = ( { from = \"12-29\"; to = \"01-03\"; name = \"年末年始\"; name_en = \"New Year's "
    "days off\"; } );\n"
    "};\n"
    "%s";

size_t
fixture_policy_text(char *text, size_t cap, const char *host, const char *language, const char *more) {
    const int len = snprintf(text, cap, policy_text, language, host, more);
    require(len > 0 && (size_t)len < cap, "policy text");
    return (size_t)len;
}

void
fixture_policy(const struct fixture *f, const char *host, const char *language, const char *more) {
    char text[16384];
    const size_t len = fixture_policy_text(text, sizeof(text), host, language, more);
    (void)fixture_write(f, "sekisho.conf", text, len, 0644);
}

void
fixture_stack(const struct fixture *f, const char *service, const char *lines) {
    char name[FIXTURE_PATH_CAP];
    (void)snprintf(name, sizeof(name), "pam.d/%s", service);
    (void)fixture_write(f, name, lines, strlen(lines), 0644);
}

void
fixture_recorded(const struct fixture *f, const char *service, const char *module, const char *args) {
    static const char *const phase[] = {"auth", "account", "session", "password"};
    char lines[4 * FIXTURE_TEXT_CAP] = "";
    size_t len = 0;
    for (size_t i = 0; i < 4; i++)
        len += (size_t)snprintf(lines + len, sizeof(lines) - len,
                                "%s required %s module=%s %s\n%s required pam_permit.so\n", phase[i],
                                TEST_RECORDER, module, args, phase[i]);
    fixture_stack(f, service, lines);
}

struct partner {
    struct fixture_talk *talk;
    enum fixture_conv conv;
    int error;
};

/* Filled by fixture_open; one transaction at a time in a thread. */
static __thread struct partner partner;

static int
converse(int n, const struct pam_message **message, struct pam_response **ret_response, void *closure) {
    struct partner *with = closure;
    for (int i = 0; i < n && with->talk != NULL; i++) {
        with->talk->n++;
        with->talk->style = message[i]->msg_style;
        if (message[i]->msg_style == PAM_PROMPT_ECHO_OFF || message[i]->msg_style == PAM_PROMPT_ECHO_ON)
            with->talk->prompts++;
        (void)snprintf(with->talk->text, sizeof(with->talk->text), "%s", message[i]->msg);
    }
    if (with->conv == FIXTURE_CONV_ERROR)
        return with->error;
    *ret_response = with->conv == FIXTURE_CONV_NULL_RESP ? NULL : calloc((size_t)n, sizeof(**ret_response));
    return PAM_SUCCESS;
}

pam_handle_t *
fixture_open(const struct fixture *f, const struct fixture_call *call, struct fixture_talk *talk) {
    const struct pam_conv conv = {call->conv == FIXTURE_CONV_NULL ? NULL : converse, &partner};
    pam_handle_t *pamh = NULL;

    if (talk != NULL)
        memset(talk, 0, sizeof(*talk));
    partner = (struct partner){talk, call->conv, call->conv_error};
    require(pam_start_confdir(call->service, call->user, &conv, f->confdir, &pamh) == PAM_SUCCESS,
            "pam_start");
    require(call->tty == NULL || pam_set_item(pamh, PAM_TTY, call->tty) == PAM_SUCCESS, "PAM_TTY");
    require(call->rhost == NULL || pam_set_item(pamh, PAM_RHOST, call->rhost) == PAM_SUCCESS, "PAM_RHOST");
    require(call->ruser == NULL || pam_set_item(pamh, PAM_RUSER, call->ruser) == PAM_SUCCESS, "PAM_RUSER");
    require(call->xdisplay == NULL || pam_set_item(pamh, PAM_XDISPLAY, call->xdisplay) == PAM_SUCCESS,
            "PAM_XDISPLAY");
    return pamh;
}

int
fixture_knock(pam_handle_t *pamh, enum recorder_door door, int flags) {
    switch (door) {
    case RECORDER_AUTH:
        return pam_authenticate(pamh, flags);
    case RECORDER_SETCRED:
        return pam_setcred(pamh, flags);
    case RECORDER_ACCOUNT:
        return pam_acct_mgmt(pamh, flags);
    case RECORDER_OPEN:
        return pam_open_session(pamh, flags);
    case RECORDER_CLOSE:
        return pam_close_session(pamh, flags);
    case RECORDER_PASSWORD:
        return pam_chauthtok(pamh, flags);
    case RECORDER_END:
    default:
        return PAM_ABORT;
    }
}

int
fixture_ask(const struct fixture *f, const struct fixture_call *call, struct fixture_talk *talk) {
    pam_handle_t *pamh = fixture_open(f, call, talk);
    const int code = fixture_knock(pamh, call->door, call->flags);
    (void)pam_end(pamh, code);
    return code;
}

void *
fixture_symbol(const char *module, const char *symbol) {
    void *library = dlopen(module, RTLD_NOW), *found = NULL;
    if (library == NULL || (found = dlsym(library, symbol)) == NULL) {
        fprintf(stderr, "%s: %s\n", module, dlerror());
        exit(2);
    }
    return found;
}

struct recorder *
fixture_recorder(void) {
    static struct recorder *recorder;
    if (recorder == NULL)
        recorder = fixture_symbol(TEST_RECORDER, "sekisho_recorder");
    return recorder;
}

const char *
fixture_code_str(int code) {
    static char other[24];
    switch (code) {
    case PAM_SUCCESS:
        return "PAM_SUCCESS";
    case PAM_IGNORE:
        return "PAM_IGNORE";
    case PAM_PERM_DENIED:
        return "PAM_PERM_DENIED";
    case PAM_SYSTEM_ERR:
        return "PAM_SYSTEM_ERR";
    case PAM_BUF_ERR:
        return "PAM_BUF_ERR";
    case PAM_SERVICE_ERR:
        return "PAM_SERVICE_ERR";
    case PAM_ACCT_EXPIRED:
        return "PAM_ACCT_EXPIRED";
    case PAM_AUTH_ERR:
        return "PAM_AUTH_ERR";
    default:
        (void)snprintf(other, sizeof(other), "PAM code %d", code);
        return other;
    }
}

int64_t
fixture_instant(const char *text) {
    int64_t at = 0;
    require(sekisho_timestamp_parse(text, 9 * 3600, &at) == SEKISHO_OK, text);
    return at;
}

const char *
fixture_some_user(void) {
    static char name[256];
    const struct passwd *found = NULL;
    if (name[0] != '\0')
        return name;
    if (getuid() != 0)
        found = getpwuid(getuid());
    if (found == NULL)
        found = getpwnam("nobody");
    require(found != NULL && strlen(found->pw_name) < sizeof(name), "a user");
    strcpy(name, found->pw_name);
    return name;
}

double
fixture_ms(void) {
    struct timespec ts;
    require(clock_gettime(CLOCK_MONOTONIC, &ts) == 0, "clock_gettime");
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}
