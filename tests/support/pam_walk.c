/*
 * Walks through one PAM transaction as a login program does, and prints what a person sees and what PAM
 * answers: pam_walk [-c CONFDIR] -s SERVICE -u USER [-t TTY] [-r RHOST] [-R RUSER] [-x DISPLAY] [-q] DOOR...
 * DOOR: auth, setcred, account, open, close, password. Stops at the first refusal. Exit status 0 all doors
 * opened, 1 refused, 2 usage or no transaction. Messages go to standard output, each line after "| ".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <security/pam_appl.h>

struct walk {
    const char *confdir, *service, *user, *tty, *rhost, *ruser, *display;
    int flags;
};

static void
show(const char *text) {
    while (*text != '\0') {
        const size_t len = strcspn(text, "\n");
        printf("| %.*s\n", (int)len, text);
        text += len + (text[len] == '\n');
    }
}

/* Shows messages; answers nothing to prompts, for nobody sits here. */
static int
converse(int n, const struct pam_message **message, struct pam_response **ret_response, void *closure) {
    (void)closure;
    if (n <= 0 || n > PAM_MAX_NUM_MSG)
        return PAM_CONV_ERR;
    for (int i = 0; i < n; i++) {
        if (message[i]->msg_style != PAM_TEXT_INFO && message[i]->msg_style != PAM_ERROR_MSG)
            return PAM_CONV_ERR;
        show(message[i]->msg);
    }
    *ret_response = calloc((size_t)n, sizeof(**ret_response));
    return *ret_response != NULL ? PAM_SUCCESS : PAM_BUF_ERR;
}

static int
knock(pam_handle_t *pamh, const char *door, int flags) {
    if (strcmp(door, "auth") == 0)
        return pam_authenticate(pamh, flags);
    if (strcmp(door, "setcred") == 0)
        return pam_setcred(pamh, (int)((unsigned)flags | PAM_ESTABLISH_CRED));
    if (strcmp(door, "account") == 0)
        return pam_acct_mgmt(pamh, flags);
    if (strcmp(door, "open") == 0)
        return pam_open_session(pamh, flags);
    if (strcmp(door, "close") == 0)
        return pam_close_session(pamh, flags);
    if (strcmp(door, "password") == 0)
        return pam_chauthtok(pamh, flags);
    return PAM_ABORT;
}

static int
set(pam_handle_t *pamh, int item, const char *text) {
    return text == NULL ? PAM_SUCCESS : pam_set_item(pamh, item, text);
}

static int
walk_doors(pam_handle_t *pamh, const struct walk *walk, char **door) {
    int code;
    if ((code = set(pamh, PAM_TTY, walk->tty)) != PAM_SUCCESS ||
        (code = set(pamh, PAM_RHOST, walk->rhost)) != PAM_SUCCESS ||
        (code = set(pamh, PAM_RUSER, walk->ruser)) != PAM_SUCCESS ||
        (code = set(pamh, PAM_XDISPLAY, walk->display)) != PAM_SUCCESS)
        return code;
    for (; *door != NULL && code == PAM_SUCCESS; door++) {
        code = knock(pamh, *door, walk->flags);
        printf("%s: %s\n", *door, pam_strerror(pamh, code));
    }
    return code;
}

static int
parse(int argc, char **argv, struct walk *ret_walk) {
    int option;
    memset(ret_walk, 0, sizeof(*ret_walk));
    while ((option = getopt(argc, argv, "c:s:u:t:r:R:x:q")) != -1) {
        switch (option) {
        case 'c':
            ret_walk->confdir = optarg;
            break;
        case 's':
            ret_walk->service = optarg;
            break;
        case 'u':
            ret_walk->user = optarg;
            break;
        case 't':
            ret_walk->tty = optarg;
            break;
        case 'r':
            ret_walk->rhost = optarg;
            break;
        case 'R':
            ret_walk->ruser = optarg;
            break;
        case 'x':
            ret_walk->display = optarg;
            break;
        case 'q':
            ret_walk->flags = (int)PAM_SILENT;
            break;
        default:
            return -1;
        }
    }
    return ret_walk->service != NULL && ret_walk->user != NULL && optind < argc ? optind : -1;
}

int
main(int argc, char **argv) {
    const struct pam_conv conv = {converse, NULL};
    pam_handle_t *pamh = NULL;
    struct walk walk;
    int first, code;

    if ((first = parse(argc, argv, &walk)) < 0) {
        fprintf(stderr, "usage: pam_walk [-c CONFDIR] -s SERVICE -u USER [-t TTY] [-r RHOST] [-R RUSER] "
                        "[-x DISPLAY] [-q] DOOR...\n");
        return 2;
    }
    code = walk.confdir != NULL ? pam_start_confdir(walk.service, walk.user, &conv, walk.confdir, &pamh)
                                : pam_start(walk.service, walk.user, &conv, &pamh);
    if (code != PAM_SUCCESS) {
        fprintf(stderr, "pam_walk: no transaction: %s\n", pam_strerror(NULL, code));
        return 2;
    }
    code = walk_doors(pamh, &walk, argv + first);
    (void)pam_end(pamh, code);
    return code == PAM_SUCCESS ? 0 : 1;
}
