/*
 * What a login pays for the gate: whole account transactions (pam_start, pam_acct_mgmt, pam_end, in hours)
 * beside those of Linux-PAM's own modules, taken in turns within one run. Medians; ratios are what counts.
 *   bench_pam [ROUNDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <security/pam_appl.h>

#include "support/fixture.h"

#define ROUNDS     2000
#define MAX_ROUNDS 20000

enum who { PERMIT, UNIX, TIME, ACCESS, BOTH, SEKISHO, LARGE, N_WHO };

struct contender {
    const char *service, *what, *lines;
    double *first, *second; /* microseconds */
};

static struct contender contenders[N_WHO] = {
    [PERMIT] = {.service = "permit",
                .what = "pam_permit (the floor)",
                .lines = "account required pam_permit.so\n"},
    [UNIX] = {.service = "unix", .what = "pam_unix", .lines = "account required pam_unix.so\n"},
    [TIME] = {.service = "time", .what = "pam_time", .lines = "account required pam_time.so\n"},
    [ACCESS] = {.service = "access", .what = "pam_access", .lines = "account required pam_access.so\n"},
    [BOTH] = {.service = "both",
              .what = "pam_time and pam_access",
              .lines = "account required pam_time.so\naccount required pam_access.so\n"},
    [SEKISHO] = {.service = "sekisho", .what = "sekisho, shipped policy"},
    [LARGE] = {.service = "large", .what = "sekisho, 500 places, 200 rules"},
};

static void
die(const char *what) {
    fprintf(stderr, "bench_pam: %s\n", what);
    exit(2);
}

static int
converse(int n, const struct pam_message **message, struct pam_response **ret_response, void *closure) {
    (void)message;
    (void)closure;
    *ret_response = calloc((size_t)n, sizeof(**ret_response));
    return *ret_response != NULL ? PAM_SUCCESS : PAM_BUF_ERR;
}

static void
replace(char *text, const char *from, const char *to) {
    char *rest = malloc(strlen(text) + 1);
    if (rest == NULL || strstr(text, from) == NULL)
        die(from);
    for (char *at = text; (at = strstr(at, from)) != NULL; at += strlen(to)) {
        strcpy(rest, at + strlen(from));
        strcpy(at, to);
        strcat(at, rest);
    }
    free(rest);
}

/* An offset in which it is between 12 and 13 o'clock, so that the run is in hours whenever it is made. */
static const char *
noon_offset(void) {
    static char text[24];
    const int hours = 12 - (int)(time(NULL) / 3600 % 24);
    (void)snprintf(text, sizeof(text), "\"%c%02d:00\"", hours < 0 ? '-' : '+', abs(hours));
    return text;
}

/* The shipped policy, but for the offset, this host's name, and that closed days have hours too. */
static char *
shipped_policy(void) {
    char *text = calloc(1, 1 << 20);
    FILE *file = fopen(BENCH_POLICY, "re");
    size_t len;
    if (text == NULL || file == NULL)
        die(BENCH_POLICY);
    strcpy(text, "host = \"jumin-01\";\n");
    len = strlen(text);
    text[len + fread(text + len, 1, (1 << 19), file)] = '\0';
    (void)fclose(file);
    replace(text, "\"+09:00\"", noon_offset());
    replace(text, "\"stopped\"", "\"08:00-17:30\"");
    return text;
}

/* The same with 500 places before the one that counts and 200 rules, half by group, that bind others. */
static char *
large_policy(const char *shipped) {
    static const char head[] = "places = (\n";
    const char *at = strstr(shipped, head);
    char *text = malloc(1 << 20);
    size_t len;
    if (at == NULL || text == NULL)
        die("the shipped policy has no places");
    at += strlen(head);
    memcpy(text, shipped, (size_t)(at - shipped));
    len = (size_t)(at - shipped);
    for (int i = 0; i < 500; i++)
        len += (size_t)sprintf(
            text + len, "    { hosts = [\"bumon%d-*\", \"kakari%d\"]; systems = [\"groupware\"]; },\n", i, i);
    len += (size_t)sprintf(text + len, "%s\nrestrict = (\n", at);
    for (int i = 0; i < 200; i++)
        len += (size_t)sprintf(
            text + len, "    { title = \"利用区分 %d\"; %s = [\"%s%d\"]; hours = \"09:00-17:00\"; }%s\n", i,
            i % 2 == 0 ? "groups" : "users", i % 2 == 0 ? "haken" : "user", i, i < 199 ? "," : "");
    (void)sprintf(text + len, ");\n");
    return text;
}

static void
use_policy(const struct fixture *f, enum who who, const char *text) {
    static char lines[N_WHO][2 * FIXTURE_PATH_CAP];
    (void)snprintf(lines[who], sizeof(lines[who]), "account required %s policy=%s\n", TEST_MODULE,
                   fixture_write(f, contenders[who].service, text, strlen(text), 0644));
    contenders[who].lines = lines[who];
}

/* One transaction: start, account, end; then, not counted in it, a second account before the end. */
static void
measure(const struct fixture *f, struct contender *c, size_t round) {
    const struct pam_conv conv = {converse, NULL};
    pam_handle_t *pamh = NULL;
    double start = fixture_ms(), asked, again;
    int code;

    if (pam_start_confdir(c->service, fixture_some_user(), &conv, f->confdir, &pamh) != PAM_SUCCESS)
        die("pam_start");
    code = pam_acct_mgmt(pamh, PAM_SILENT);
    asked = fixture_ms();
    (void)pam_acct_mgmt(pamh, PAM_SILENT);
    again = fixture_ms();
    (void)pam_end(pamh, code);
    c->second[round] = (again - asked) * 1e3;
    c->first[round] = (fixture_ms() - again + asked - start) * 1e3;
}

static int
compare(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double
median(double *value, size_t n) {
    qsort(value, n, sizeof(*value), compare);
    return value[n / 2];
}

/* Each must come to the verdict it is measured for: sekisho's log line says allow. */
static void
check_verdict(const struct fixture *f, enum who who) {
    const struct fixture_call call = {
        .service = contenders[who].service, .user = fixture_some_user(), .door = RECORDER_ACCOUNT};
    fixture_log_clear();
    (void)fixture_ask(f, &call, NULL);
    if (!fixture_log_has("verdict=allow"))
        die(fixture_log.first);
}

static int
show(const char *what, double ours, double theirs, double most) {
    const bool good = ours <= most * theirs;
    printf("  %-58s %6.2f  %5.2f  %s\n", what, ours / theirs, most, good ? "ok" : "MISSED");
    return good ? 0 : 1;
}

static int
report(size_t rounds) {
    double first[N_WHO], second[N_WHO];
    int missed = 0;
    printf("account phase, medians of %zu transactions taken in turns, microseconds\n", rounds);
    printf("  %-34s %12s %16s\n", "", "start-to-end", "asked again");
    for (size_t i = 0; i < N_WHO; i++) {
        first[i] = median(contenders[i].first, rounds);
        second[i] = median(contenders[i].second, rounds);
        printf("  %-34s %12.1f %16.1f\n", contenders[i].what, first[i], second[i]);
    }
    printf("  %-58s %6s  %5s\n", "", "ratio", "most");
    missed += show("sekisho : pam_unix", first[SEKISHO], first[UNIX], 1.0);
    (void)show("sekisho : pam_time and pam_access (aim)", first[SEKISHO], first[BOTH], 1.0);
    missed += show("asked again, sekisho : pam_time and pam_access", second[SEKISHO], second[BOTH], 1.0);
    missed += show("500 places and 200 rules : shipped", first[LARGE], first[SEKISHO], 3.0);
    return missed;
}

int
main(int argc, char **argv) {
    const size_t rounds = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : ROUNDS;
    struct fixture *f = fixture_shared();
    char *shipped = shipped_policy(), *large = large_policy(shipped);

    if (rounds < 10 || rounds > MAX_ROUNDS)
        die("10 to 20000 rounds");
    use_policy(f, SEKISHO, shipped);
    use_policy(f, LARGE, large);
    for (size_t i = 0; i < N_WHO; i++) {
        fixture_stack(f, contenders[i].service, contenders[i].lines);
        contenders[i].first = calloc(rounds, sizeof(double));
        contenders[i].second = calloc(rounds, sizeof(double));
        if (contenders[i].first == NULL || contenders[i].second == NULL)
            die("memory");
    }
    check_verdict(f, SEKISHO);
    check_verdict(f, LARGE);
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < N_WHO; i++)
            measure(f, &contenders[i], round);
    return report(rounds) == 0 ? 0 : 1;
}
