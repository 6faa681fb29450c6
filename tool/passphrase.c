/* Passphrases from the terminal or a descriptor, and the secret keys they open. */
#include "config.h"

#include "tool/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "core/crypto.h"
#include "core/value.h"

#define CAP ((size_t)SEKISHO_SECRETKEY_PASSPHRASE_MAX)

static volatile sig_atomic_t caught_signal;

static void
note_signal(int signal_number) {
    caught_signal = signal_number;
}

void
sekisho_passphrase_done(struct sekisho_passphrase *passphrase) {
    sodium_free(passphrase->bytes);
    passphrase->bytes = NULL;
    passphrase->len = 0;
}

/* One line, byte by byte: what follows it on the descriptor is not ours. */
static enum sekisho_rc
read_line(int fd, struct sekisho_passphrase *passphrase) {
    char c = '\0';
    passphrase->len = 0;
    for (;;) {
        const ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR && caught_signal == 0)
            continue;
        if (got < 0)
            return SEKISHO_E_IO;
        if (got == 0 || c == '\n')
            break;
        if (passphrase->len >= CAP)
            return SEKISHO_E_TOO_LARGE;
        passphrase->bytes[passphrase->len++] = c;
    }
    c = '\0';
    return SEKISHO_OK;
}

static bool
is_fit(const struct sekisho_tool *tool, enum sekisho_rc rc, const struct sekisho_passphrase *passphrase,
       bool is_new) {
    if (rc == SEKISHO_E_TOO_LARGE)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_PASSPHRASE_LONG, NULL);
    else if (rc != SEKISHO_OK)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_PASSPHRASE_UNREADABLE, NULL);
    else if (is_new && passphrase->len < SEKISHO_SECRETKEY_PASSPHRASE_MIN)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_PASSPHRASE_SHORT, NULL);
    else
        return true;
    return false;
}

static bool
read_from_fd(const struct sekisho_tool *tool, const char *fd_text, bool is_new,
             struct sekisho_passphrase *passphrase) {
    uint64_t fd = 0;
    if (sekisho_value_number(fd_text, 1 << 20, &fd) != SEKISHO_OK || fcntl((int)fd, F_GETFD) < 0) {
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_PASSPHRASE_BAD_FD, SEKISHO_ARGS(fd_text));
        return false;
    }
    return is_fit(tool, read_line((int)fd, passphrase), passphrase, is_new);
}

/* With echo off, a signal must put the terminal right before it ends us. */
static enum sekisho_rc
read_without_echo(int tty, struct sekisho_passphrase *passphrase) {
    static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP};
    struct sigaction noting = {.sa_handler = note_signal}, before[SEKISHO_COUNT(signals)];
    struct termios shown, hidden;
    enum sekisho_rc rc = SEKISHO_E_IO;

    if (tcgetattr(tty, &shown) != 0)
        return SEKISHO_E_IO;
    caught_signal = 0;
    for (size_t i = 0; i < SEKISHO_COUNT(signals); i++)
        (void)sigaction(signals[i], &noting, &before[i]);
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(tty, TCSAFLUSH, &hidden) == 0) {
        rc = read_line(tty, passphrase);
        (void)tcsetattr(tty, TCSAFLUSH, &shown);
    }
    for (size_t i = 0; i < SEKISHO_COUNT(signals); i++)
        (void)sigaction(signals[i], &before[i], NULL);
    if (caught_signal != 0)
        (void)raise((int)caught_signal);
    return rc;
}

static enum sekisho_rc
ask(const struct sekisho_tool *tool, int tty, enum sekisho_msg question,
    struct sekisho_passphrase *passphrase) {
    char text[SEKISHO_MESSAGE_CAP];
    enum sekisho_rc rc;
    (void)sekisho_message_format(tool->lang, question, NULL, text, sizeof(text));
    (void)dprintf(tty, "%s ", text);
    rc = read_without_echo(tty, passphrase);
    (void)dprintf(tty, "\n");
    return rc;
}

static bool
ask_again(const struct sekisho_tool *tool, int tty, const struct sekisho_passphrase *passphrase) {
    struct sekisho_passphrase again = {.bytes = sodium_malloc(CAP)};
    bool is_same = false;
    if (again.bytes == NULL) {
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_NO_MEMORY, NULL);
        return false;
    }
    if (is_fit(tool, ask(tool, tty, SEKISHO_MSG_PASSPHRASE_AGAIN, &again), &again, false)) {
        is_same = again.len == passphrase->len &&
                  sodium_memcmp(again.bytes, passphrase->bytes, again.len) == 0;
        if (!is_same)
            (void)sekisho_tool_complain(tool, SEKISHO_MSG_PASSPHRASE_DIFFER, NULL);
    }
    sekisho_passphrase_done(&again);
    return is_same;
}

static bool
read_from_terminal(const struct sekisho_tool *tool, bool is_new, struct sekisho_passphrase *passphrase) {
    const enum sekisho_msg question = is_new ? SEKISHO_MSG_PASSPHRASE_NEW : SEKISHO_MSG_PASSPHRASE_ASK;
    const int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    bool done;

    if (tty < 0) {
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_PASSPHRASE_NO_TTY, NULL);
        return false;
    }
    done = is_fit(tool, ask(tool, tty, question, passphrase), passphrase, is_new) &&
           (!is_new || ask_again(tool, tty, passphrase));
    (void)close(tty);
    return done;
}

bool
sekisho_passphrase_read(const struct sekisho_tool *tool, const char *fd_text, bool is_new,
                        struct sekisho_passphrase *ret_passphrase) {
    bool done;

    ret_passphrase->len = 0;
    ret_passphrase->bytes = NULL;
    (void)prctl(PR_SET_DUMPABLE, 0);
    if (sekisho_crypto_start() != SEKISHO_OK) {
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_NO_RANDOM, NULL);
        return false;
    }
    if ((ret_passphrase->bytes = sodium_malloc(CAP)) == NULL) {
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_TOOL_NO_MEMORY, NULL);
        return false;
    }
    done = fd_text != NULL ? read_from_fd(tool, fd_text, is_new, ret_passphrase)
                           : read_from_terminal(tool, is_new, ret_passphrase);
    if (!done)
        sekisho_passphrase_done(ret_passphrase);
    return done;
}

/* A secret others can read is none. Links are resolved first: it lies on its owner's own desk. */
static enum sekisho_rc
load_private(const char *path, char **ret_bytes, size_t *ret_len) {
    char *real = realpath(path, NULL);
    struct stat st;
    int fd = -1;
    enum sekisho_rc rc;

    if (real == NULL)
        return sekisho_rc_from_errno(errno);
    rc = sekisho_safefile_open(real, (struct sekisho_trust){.owner = getuid(), .judge_owner = false}, &fd,
                               NULL);
    free(real);
    if (rc != SEKISHO_OK)
        return rc;
    if (fstat(fd, &st) != 0)
        rc = SEKISHO_E_IO;
    else if (st.st_uid != getuid() && st.st_uid != 0)
        rc = SEKISHO_E_OWNER;
    else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        rc = SEKISHO_E_MODE;
    else if ((*ret_bytes = malloc(SEKISHO_SECRETKEY_MAX_BYTES + 2)) == NULL)
        rc = SEKISHO_E_NOMEM;
    else
        rc = sekisho_safefile_read_fd(fd, *ret_bytes, SEKISHO_SECRETKEY_MAX_BYTES + 2, ret_len);
    (void)close(fd);
    return rc;
}

bool
sekisho_tool_open_secret_key(const struct sekisho_tool *tool, const char *path, const char *fd_text,
                             struct sekisho_secret_key **ret_key) {
    struct sekisho_passphrase passphrase = {0};
    char *bytes = NULL;
    size_t len = 0;
    enum sekisho_rc rc = load_private(path, &bytes, &len);

    *ret_key = NULL;
    if (rc == SEKISHO_E_MODE || rc == SEKISHO_E_OWNER)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_SECRET_MODE, SEKISHO_ARGS(path));
    else if (rc != SEKISHO_OK)
        (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_UNREADABLE, SEKISHO_ARGS(path, sekisho_rc_str(rc)));
    else if (sekisho_passphrase_read(tool, fd_text, false, &passphrase)) {
        rc = sekisho_secretkey_open(bytes, len, passphrase.bytes, passphrase.len, ret_key);
        sekisho_passphrase_done(&passphrase);
        if (rc == SEKISHO_E_KEY)
            (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_WRONG_PASSPHRASE, SEKISHO_ARGS(path));
        else if (rc != SEKISHO_OK)
            (void)sekisho_tool_complain(tool, SEKISHO_MSG_KEY_NO_SECRET,
                                        SEKISHO_ARGS(path, sekisho_rc_str(rc)));
    }
    free(bytes);
    return *ret_key != NULL;
}
