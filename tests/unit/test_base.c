/* common/base: civil time, timestamps, names, escapes, files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/escape.h"
#include "base/name.h"
#include "base/safefile.h"
#include "base/timestamp.h"
#include "support/runner.h"

/* Every day of the supported years against a calendar that only counts upwards. */
static void
test_civil_every_day_round_trips(void) {
    int32_t day = sekisho_civil_day(1900, 1, 1);
    int weekday = SEKISHO_MONDAY; /* 1900-01-01 */
    CU_ASSERT_EQUAL_FATAL(day, -25567);
    for (int32_t y = 1900; y <= 2199; y++) {
        const bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
        for (int32_t m = 1; m <= 12; m++) {
            const int32_t n = m == 2 ? (leap ? 29 : 28) : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
            CU_ASSERT_EQUAL(sekisho_civil_month_days(y, m), n);
            for (int32_t d = 1; d <= n; d++, day++, weekday = (weekday + 1) % 7) {
                const struct sekisho_date date = sekisho_civil_date(day);
                if (date.year != y || date.month != m || date.day != d || sekisho_civil_day(y, m, d) != day ||
                    (int)sekisho_civil_weekday(day) != weekday) {
                    CU_FAIL_FATAL("a day does not round-trip");
                }
            }
        }
    }
}

static void
test_civil_split_boundaries(void) {
    int32_t day = 0, sec = 0;
    CU_ASSERT_EQUAL(sekisho_civil_split(0, 9 * 3600, &day, &sec), SEKISHO_OK);
    CU_ASSERT(day == 0 && sec == 9 * 3600);
    CU_ASSERT_EQUAL(sekisho_civil_split(-1, 0, &day, &sec), SEKISHO_OK);
    CU_ASSERT(day == -1 && sec == 86399);
    CU_ASSERT_EQUAL(sekisho_civil_split(15 * 3600, 9 * 3600, &day, &sec), SEKISHO_OK);
    CU_ASSERT(day == 1 && sec == 0);
    CU_ASSERT_EQUAL(sekisho_civil_split(0, 15 * 3600, &day, &sec), SEKISHO_E_RANGE);
    CU_ASSERT_EQUAL(sekisho_civil_split(INT64_MAX, 0, &day, &sec), SEKISHO_E_RANGE);
    CU_ASSERT_EQUAL(sekisho_civil_split(INT64_MIN, 0, &day, &sec), SEKISHO_E_RANGE);
}

static void
test_timestamp_parse_table(void) {
    static const struct {
        const char *text;
        enum sekisho_rc rc;
        int64_t at;
    } table[] = {
        {"2026-11-24 08:00", SEKISHO_OK, 1795474800},
        {"2026-11-24 08:00:01", SEKISHO_OK, 1795474801},
        {"2026-11-24T08:00:00+09:00", SEKISHO_OK, 1795474800},
        {"2026-11-23T23:00:00Z", SEKISHO_OK, 1795474800},
        {"2026-11-23T18:00:00-05:00", SEKISHO_OK, 1795474800},
        {"2024-02-29 00:00", SEKISHO_OK, 1709132400},
        {"2026-02-29 00:00", SEKISHO_E_RANGE, 0},
        {"2026-11-24 24:00", SEKISHO_E_RANGE, 0},
        {"2026-11-24 08:60", SEKISHO_E_RANGE, 0},
        {"2026-11-24T08:00:00+15:00", SEKISHO_E_RANGE, 0},
        {"1899-12-31 00:00", SEKISHO_E_RANGE, 0},
        {"2026-11-24T08:00+09:00", SEKISHO_E_SYNTAX, 0},
        {"2026-11-24T08:00:00", SEKISHO_E_SYNTAX, 0},
        {"2026-11-24", SEKISHO_E_SYNTAX, 0},
        {"2026-11-24 8:00", SEKISHO_E_SYNTAX, 0},
        {"2026/11/24 08:00", SEKISHO_E_SYNTAX, 0},
        {"2026-11-24 08:00 ", SEKISHO_E_SYNTAX, 0},
        {" 2026-11-24 08:00", SEKISHO_E_SYNTAX, 0},
        {"2026-11-24 08:00:00Z", SEKISHO_E_SYNTAX, 0},
        {"", SEKISHO_E_SYNTAX, 0},
        {"-", SEKISHO_E_SYNTAX, 0},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        int64_t at = -7;
        const enum sekisho_rc rc = sekisho_timestamp_parse(table[i].text, 9 * 3600, &at);
        if (rc != table[i].rc || at != (rc == SEKISHO_OK ? table[i].at : -7))
            CU_FAIL(table[i].text);
    }
}

static void
test_timestamp_text_round_trips(void) {
    char text[SEKISHO_TIMESTAMP_CAP];
    for (int64_t at = -2000000000; at < 7000000000; at += 86399 * 97) {
        int64_t back = 0;
        CU_ASSERT_EQUAL(sekisho_timestamp_parse_rfc3339(sekisho_timestamp_rfc3339(at, 9 * 3600, text), &back),
                        SEKISHO_OK);
        CU_ASSERT_EQUAL(back, at);
    }
    CU_ASSERT_STRING_EQUAL(sekisho_timestamp_rfc3339(INT64_MAX, 0, text), "-");
    CU_ASSERT_STRING_EQUAL(sekisho_timestamp_people(1795474800, 9 * 3600, text), "2026-11-24 08:00");
    CU_ASSERT_STRING_EQUAL(sekisho_timestamp_rfc3339(0, -12600, text), "1969-12-31T20:30:00-03:30");
}

static void
test_name_kinds(void) {
    char longest[SEKISHO_NAME_MAX + 2];
    memset(longest, 'a', sizeof(longest));
    longest[SEKISHO_NAME_MAX] = '\0';
    CU_ASSERT(sekisho_name_is_user(longest));
    longest[SEKISHO_NAME_MAX] = 'a';
    longest[SEKISHO_NAME_MAX + 1] = '\0';
    CU_ASSERT(!sekisho_name_is_user(longest));
    CU_ASSERT(sekisho_name_is_user("tanaka") && sekisho_name_is_user("CITY\\tanaka") &&
              sekisho_name_is_user("tanaka@city.example") && sekisho_name_is_user("a$"));
    CU_ASSERT(!sekisho_name_is_user(NULL) && !sekisho_name_is_user("") && !sekisho_name_is_user(".") &&
              !sekisho_name_is_user("..") && !sekisho_name_is_user("../etc") &&
              !sekisho_name_is_user("a b") && !sekisho_name_is_user("-rf") && !sekisho_name_is_user("a\nb") &&
              !sekisho_name_is_user("a:b") && !sekisho_name_is_user("\x80") &&
              !sekisho_name_is_user("a\x7f"));
    CU_ASSERT(sekisho_name_is_service("systemd-user") && !sekisho_name_is_service("ss*d"));
    CU_ASSERT(sekisho_name_is_host("jumin-01.city.example") && !sekisho_name_is_host("-a") &&
              !sekisho_name_is_host("a/b") && !sekisho_name_is_host(""));
    CU_ASSERT(sekisho_name_is_keyword("resident") && !sekisho_name_is_keyword("Resident") &&
              !sekisho_name_is_keyword("1a") && !sekisho_name_is_keyword(""));
}

static void
test_name_matches_globs(void) {
    CU_ASSERT(sekisho_name_matches("jumin-*", "jumin-01") && sekisho_name_matches("jumin-*", "jumin-"));
    CU_ASSERT(!sekisho_name_matches("jumin-*", "jumin") && !sekisho_name_matches("jumin-*", "xjumin-1"));
    CU_ASSERT(sekisho_name_matches("*", "") && sekisho_name_matches("**", "a") &&
              !sekisho_name_matches("", "a"));
    CU_ASSERT(sekisho_name_matches("gw-?", "gw-1") && !sekisho_name_matches("gw-?", "gw-12") &&
              !sekisho_name_matches("gw-?", "gw-"));
    CU_ASSERT(sekisho_name_matches("*a*b*c", "xxaxxbxxbc") && !sekisho_name_matches("*a*b*c", "xxaxxbxxb"));
    CU_ASSERT(!sekisho_name_matches("JUMIN-*", "jumin-1") && !sekisho_name_matches("a", "ab"));
}

static void
test_escape_text_neutralises(void) {
    char to[64];
    CU_ASSERT_STRING_EQUAL(sekisho_escape_text("住民 ok", to, sizeof(to)), "住民 ok");
    CU_ASSERT_STRING_EQUAL(sekisho_escape_text("a\x1b[31m\n", to, sizeof(to)), "a\\x1b[31m\\x0a");
    CU_ASSERT_STRING_EQUAL(sekisho_escape_text("\xc2\x9b", to, sizeof(to)), "\\xc2\\x9b");          /* C1 */
    CU_ASSERT_STRING_EQUAL(sekisho_escape_text("\xe2\x80\xae", to, sizeof(to)), "\\xe2\\x80\\xae"); /* RLO */
    CU_ASSERT_STRING_EQUAL(sekisho_escape_text("\xc0\xaf\xed\xa0\x80", to, sizeof(to)),
                           "\\xc0\\xaf\\xed\\xa0\\x80");
    CU_ASSERT_STRING_EQUAL(sekisho_escape_text(NULL, to, sizeof(to)), "-");
    CU_ASSERT_STRING_EQUAL(sekisho_escape_text("住民", to, 6), "住"); /* never half a character */
    CU_ASSERT_STRING_EQUAL(sekisho_escape_text("abc", to, 1), "");
}

static void
test_escape_value_is_one_token(void) {
    char to[64];
    CU_ASSERT_STRING_EQUAL(sekisho_escape_value("sshd", to, sizeof(to)), "sshd");
    CU_ASSERT_STRING_EQUAL(sekisho_escape_value("a verdict=allow", to, sizeof(to)), "\"a verdict=allow\"");
    CU_ASSERT_STRING_EQUAL(sekisho_escape_value("x\n\"\\", to, sizeof(to)), "\"x\\x0a\\x22\\x5c\"");
    CU_ASSERT_STRING_EQUAL(sekisho_escape_value("", to, sizeof(to)), "\"\"");
    CU_ASSERT_STRING_EQUAL(sekisho_escape_value("住", to, sizeof(to)), "\\xe4\\xbd\\x8f");
    for (size_t cap = 1; cap < 20; cap++) {
        sekisho_escape_value("a b \x01 c", to, cap);
        CU_ASSERT(strlen(to) < cap);
    }
}

/* A private folder; every test of files works in it. */
static char folder[64];

static const char *
path_of(const char *name) {
    static char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void
put_file(const char *name, const char *bytes, mode_t mode) {
    const int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_FATAL(write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
    CU_ASSERT_FATAL(fchmod(fd, mode) == 0);
    (void)close(fd);
}

static enum sekisho_rc
load(const char *name, struct sekisho_safefile_fault *fault) {
    char *bytes = NULL;
    size_t len = 0;
    const enum sekisho_rc rc = sekisho_safefile_load(path_of(name), sekisho_safefile_trust(), 100, &bytes,
                                                     &len, fault);
    free(bytes);
    return rc;
}

static void
test_safefile_load_refuses_each_attack(void) {
    struct sekisho_safefile_fault fault;
    put_file("good", "hello", 0644);
    CU_ASSERT_EQUAL(load("good", &fault), SEKISHO_OK);
    CU_ASSERT_EQUAL(load("absent", &fault), SEKISHO_E_NOT_FOUND);
    put_file("loose", "hello", 0664);
    CU_ASSERT_EQUAL(load("loose", &fault), SEKISHO_E_MODE);
    put_file("loose2", "hello", 0602);
    CU_ASSERT_EQUAL(load("loose2", &fault), SEKISHO_E_MODE);
    CU_ASSERT(symlink("good", path_of("link")) == 0);
    CU_ASSERT_EQUAL(load("link", &fault), SEKISHO_E_NOT_REGULAR);
    CU_ASSERT(mkfifo(path_of("fifo"), 0644) == 0);
    CU_ASSERT_EQUAL(load("fifo", &fault), SEKISHO_E_NOT_REGULAR);
    CU_ASSERT(mkdir(path_of("dir"), 0755) == 0);
    CU_ASSERT_EQUAL(load("dir", &fault), SEKISHO_E_NOT_REGULAR);
    put_file("large",
             "0123456789012345678901234567890123456789012345678901234567890123456789012345678901"
             "2345678901234567890",
             0644);
    CU_ASSERT_EQUAL(load("large", &fault), SEKISHO_E_TOO_LARGE);
    CU_ASSERT(truncate(path_of("large"), INT64_C(1) << 30) == 0);
    CU_ASSERT_EQUAL(load("large", &fault), SEKISHO_E_TOO_LARGE);
    if (getuid() == 0) {
        put_file("stranger", "hello", 0644);
        CU_ASSERT(chown(path_of("stranger"), 12345, 0) == 0);
        CU_ASSERT_EQUAL(load("stranger", &fault), SEKISHO_E_OWNER);
        CU_ASSERT_STRING_EQUAL(fault.path, path_of("stranger"));
    }
}

static void
test_safefile_load_judges_folders(void) {
    struct sekisho_safefile_fault fault;
    CU_ASSERT(mkdir(path_of("sub"), 0755) == 0);
    put_file("sub/f", "hello", 0644);
    CU_ASSERT_EQUAL(load("sub/f", &fault), SEKISHO_OK);
    CU_ASSERT(chmod(path_of("sub"), 0775) == 0);
    CU_ASSERT_EQUAL(load("sub/f", &fault), SEKISHO_E_MODE);
    CU_ASSERT_STRING_EQUAL(fault.path, path_of("sub"));
    CU_ASSERT(chmod(path_of("sub"), 01777) == 0); /* sticky helps on the way, not where the file lies */
    CU_ASSERT_EQUAL(load("sub/f", &fault), SEKISHO_E_MODE);
    CU_ASSERT(chmod(path_of("sub"), 0755) == 0);
    CU_ASSERT(symlink("sub", path_of("sublink")) == 0);
    CU_ASSERT_EQUAL(load("sublink/f", &fault), SEKISHO_E_NOT_REGULAR);
    CU_ASSERT_EQUAL(load("sub/../good", &fault), SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL(load("good/f", &fault), SEKISHO_E_NOT_REGULAR);
    CU_ASSERT_EQUAL(sekisho_safefile_open("etc/passwd", sekisho_safefile_trust(), &(int){0}, &fault),
                    SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL(sekisho_safefile_open("/", sekisho_safefile_trust(), &(int){0}, &fault),
                    SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL(sekisho_safefile_open(NULL, sekisho_safefile_trust(), &(int){0}, &fault),
                    SEKISHO_E_ARGUMENT);
}

static void
test_safefile_replace_is_whole_and_exact(void) {
    const struct sekisho_trust trust = sekisho_safefile_trust();
    const mode_t saved = umask(077);
    struct stat st;
    char buffer[16];
    size_t len = 0;
    int folder_fd = -1, fd = -1;

    CU_ASSERT_EQUAL_FATAL(sekisho_safefile_open_folder(folder, trust, &folder_fd, NULL), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_safefile_replace_at(folder_fd, "state", "one", 3, 0644), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_safefile_replace_at(folder_fd, "state", "two!", 4, 0644), SEKISHO_OK);
    CU_ASSERT_EQUAL_FATAL(sekisho_safefile_open_at(folder_fd, "state", trust, &fd), SEKISHO_OK);
    CU_ASSERT_EQUAL(sekisho_safefile_read_fd(fd, buffer, sizeof(buffer), &len), SEKISHO_OK);
    CU_ASSERT(len == 4 && strcmp(buffer, "two!") == 0);
    CU_ASSERT(fstat(fd, &st) == 0 && (st.st_mode & 07777) == 0644);
    CU_ASSERT_EQUAL(sekisho_safefile_read_fd(fd, buffer, 4, &len), SEKISHO_E_TOO_LARGE);
    CU_ASSERT(access(path_of("state.new"), F_OK) != 0);
    CU_ASSERT_EQUAL(sekisho_safefile_replace_at(folder_fd, "../x", "a", 1, 0644), SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL(sekisho_safefile_replace_at(folder_fd, "", "a", 1, 0644), SEKISHO_E_ARGUMENT);
    (void)close(fd);
    (void)close(folder_fd);
    (void)umask(saved);
}

static void
test_folder_is_made(void) {
    (void)strcpy(folder, "/tmp/sekisho-base-XXXXXX");
    CU_ASSERT_FATAL(mkdtemp(folder) != NULL);
}

static void
test_folder_is_removed(void) {
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf -- '%s'", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

const char *const runner_suite = "base";
const CU_TestInfo runner_tests[] = {
    {"civil_every_day_round_trips", test_civil_every_day_round_trips},
    {"civil_split_boundaries", test_civil_split_boundaries},
    {"timestamp_parse_table", test_timestamp_parse_table},
    {"timestamp_text_round_trips", test_timestamp_text_round_trips},
    {"name_kinds", test_name_kinds},
    {"name_matches_globs", test_name_matches_globs},
    {"escape_text_neutralises", test_escape_text_neutralises},
    {"escape_value_is_one_token", test_escape_value_is_one_token},
    {"folder_is_made", test_folder_is_made},
    {"safefile_load_refuses_each_attack", test_safefile_load_refuses_each_attack},
    {"safefile_load_judges_folders", test_safefile_load_judges_folders},
    {"safefile_replace_is_whole_and_exact", test_safefile_replace_is_whole_and_exact},
    {"folder_is_removed", test_folder_is_removed},
    CU_TEST_INFO_NULL,
};
