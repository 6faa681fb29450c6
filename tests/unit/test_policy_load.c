#include "support/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>
#include <sys/stat.h>

#include "base/civil.h"
#include "support/policy_text.h"

/* The policy as a file: who may own it, what it may be, and when a second look keeps the first's result. */

static char folder[64], path[128];
static struct sekisho_diag diag;

static void
write_file(const char *name, const char *text, size_t len) {
    FILE *file = fopen(name, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(text, 1, len, file), len);
    CU_ASSERT_EQUAL(fclose(file), 0);
    CU_ASSERT_EQUAL(chmod(name, 0644), 0);
}

/* A folder of its own, with good.conf in it. */
static void
set_up(void) {
    size_t len;
    char *text = policy_text_read("tests/data/policy/good.conf", &len);
    (void)strcpy(folder, "/tmp/sekisho-policy-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/p.conf", folder);
    write_file(path, text, len);
    free(text);
}

static void
tear_down(void) {
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

static void
change(const char *find, const char *put) {
    size_t len, changed_len;
    char *text = policy_text_read("tests/data/policy/good.conf", &len);
    char *changed = policy_text_change(text, len, find, put, strlen(put), &changed_len);
    write_file(path, changed, changed_len);
    free(changed);
    free(text);
}

static enum sekisho_rc
load(void) {
    struct sekisho_policy *policy = (struct sekisho_policy *)(void *)folder;
    const enum sekisho_rc rc = sekisho_policy_load(path, sekisho_safefile_trust(), &policy, &diag);
    CU_ASSERT_EQUAL(rc == SEKISHO_OK, policy != NULL);
    sekisho_policy_free(policy);
    return rc;
}

/* The diag of a file that could not be had: its line is 0, the rest as given. */
static void
check_told(const char *en, const char *ja) {
    char want[4096], text[4096];
    CU_ASSERT_EQUAL(diag.line, 0);
    (void)snprintf(want, sizeof(want), en, diag.file, path);
    CU_ASSERT_STRING_EQUAL(sekisho_diag_format(&diag, SEKISHO_LANG_EN, text, sizeof(text)), want);
    (void)snprintf(want, sizeof(want), ja, diag.file, path);
    CU_ASSERT_STRING_EQUAL(sekisho_diag_format(&diag, SEKISHO_LANG_JA, text, sizeof(text)), want);
}

static void
test_load_plain_file_passes(void) {
    set_up();
    CU_ASSERT_EQUAL(load(), SEKISHO_OK);
    tear_down();
}

static void
test_load_missing_is_not_found(void) {
    set_up();
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_NOT_FOUND);
    check_told("%s: %s does not exist. Put it there, or mend the path that names it.",
               "%s: %s がありません。ファイルを配置するか、指定しているパスを直してください。");
    tear_down();
}

static void
test_load_empty_lacks_its_settings(void) {
    set_up();
    write_file(path, "", 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_SYNTAX);
    CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_POLICY_MISSING);
    CU_ASSERT_STRING_EQUAL(diag.file, path);
    tear_down();
}

static void
test_load_writable_by_others_is_refused(void) {
    static const mode_t modes[] = {0664, 0646, 0666, 0777};
    set_up();
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        CU_ASSERT_EQUAL(chmod(path, modes[i]), 0);
        CU_ASSERT_EQUAL(load(), SEKISHO_E_MODE);
    }
    check_told("%1$s: %2$s can be written by its group or by others. Take that away: chmod go-w %2$s",
               "%1$s: %2$s は、グループ又は他の利用者が書き込める状態です。書込み権限を外してください：chmod "
               "go-w %2$s");
    CU_ASSERT_EQUAL(chmod(path, 0644), 0);
    CU_ASSERT_EQUAL(chmod(folder, 0777), 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_MODE);
    CU_ASSERT_STRING_EQUAL(diag.what_arg[0], folder);
    tear_down();
}

static void
test_load_of_another_owner_is_refused(void) {
    set_up();
    /* Root gives it away; anybody else looks at one that is root's through a trust that does not know root's
     * uid. */
    if (geteuid() == 0) {
        CU_ASSERT_EQUAL(chown(path, 4711, 4711), 0);
        CU_ASSERT_EQUAL(load(), SEKISHO_E_OWNER);
        check_told(
            "%1$s: %2$s belongs to somebody who must not own it. Give it to root: chown root:root %2$s",
            "%1$s: %2$s の所有者が root ではありません。所有者を root にしてください：chown root:root %2$s");
    } else {
        const struct sekisho_trust root_alone = {.owner = (uid_t)-1, .judge_owner = true};
        struct sekisho_policy *policy;
        CU_ASSERT_EQUAL(sekisho_policy_load(path, root_alone, &policy, &diag), SEKISHO_E_OWNER);
    }
    tear_down();
}

static void
test_load_what_is_no_plain_file_is_refused(void) {
    char other[160];
    set_up();
    (void)snprintf(other, sizeof(other), "%s/other", folder);
    CU_ASSERT_EQUAL(rename(path, other), 0);
    CU_ASSERT_EQUAL(symlink(other, path), 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_NOT_REGULAR);
    check_told(
        "%s: %s is not a plain file (a symbolic link, FIFO, device or folder). Put the file itself there; "
        "symbolic links are not followed.",
        "%s: %s は通常のファイルではありません（シンボリックリンク、FIFO、デバイス又はフォルダ）。"
        "ファイルそのものを置いてください。シンボリックリンクはたどりません。");
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(mkfifo(path, 0644), 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_NOT_REGULAR);
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(mkdir(path, 0755), 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_NOT_REGULAR);
    tear_down();
}

static void
test_load_over_the_cap_is_too_large(void) {
    char *text = calloc(1, SEKISHO_POLICY_MAX_BYTES + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    set_up();
    memset(text, ' ', SEKISHO_POLICY_MAX_BYTES + 1);
    write_file(path, text, SEKISHO_POLICY_MAX_BYTES + 1);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_TOO_LARGE);
    check_told("%s: %s is larger than is read.", "%s: %s が大きすぎるため読み込みません。");
    write_file(path, text, SEKISHO_POLICY_MAX_BYTES);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_SYNTAX);
    tear_down();
    free(text);
}

static void
test_load_relative_path_is_refused(void) {
    struct sekisho_policy *policy;
    CU_ASSERT_EQUAL(sekisho_policy_load("p.conf", sekisho_safefile_trust(), &policy, &diag),
                    SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL(diag.what, SEKISHO_MSG_FILE_PATH);
    CU_ASSERT_EQUAL(sekisho_policy_load("/tmp/../tmp/p.conf", sekisho_safefile_trust(), &policy, &diag),
                    SEKISHO_E_ARGUMENT);
    CU_ASSERT_EQUAL(sekisho_policy_load("/tmp/../tmp/p.conf", sekisho_safefile_trust(), &policy, NULL),
                    SEKISHO_E_ARGUMENT);
}

/* The hash is what `b2sum -l 256` says of the file. */
static void
test_load_hash_is_of_the_bytes(void) {
    char command[256], hex[80] = "", want[80] = "";
    struct sekisho_policy *policy = NULL;
    FILE *pipe;
    set_up();
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_load(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    for (size_t i = 0; i < SEKISHO_POLICY_HASH_BYTES; i++)
        (void)sprintf(hex + 2 * i, "%02x", policy->hash[i]);
    (void)snprintf(command, sizeof(command), "b2sum -l 256 %s", path);
    pipe = popen(command, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(pipe);
    CU_ASSERT_EQUAL(fread(want, 1, 64, pipe), 64);
    (void)pclose(pipe);
    CU_ASSERT_STRING_EQUAL(hex, want);
    sekisho_policy_free(policy);
    tear_down();
}

static void
test_reload_same_bytes_keep_the_policy(void) {
    struct sekisho_policy *policy = NULL, *first;
    set_up();
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
    first = policy;
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    CU_ASSERT_PTR_EQUAL(policy, first);
    /* Written anew, with a new date and inode, but the same bytes. */
    change("review_days = 40", "review_days = 40");
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    CU_ASSERT_PTR_EQUAL(policy, first);
    CU_ASSERT_EQUAL(policy->audit.review_days, 40);
    sekisho_policy_free(policy);
    tear_down();
}

/* Same length, same time stamp, one digit other. */
static void
test_reload_changed_bytes_are_read(void) {
    struct sekisho_policy *policy = NULL;
    const struct timespec times[2] = {{1000000000, 0}, {1000000000, 0}};
    set_up();
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, times, 0), 0);
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    change("review_days = 40", "review_days = 41");
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, times, 0), 0);
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy->audit.review_days, 41);
    sekisho_policy_free(policy);
    tear_down();
}

static void
test_reload_failure_leaves_no_policy(void) {
    struct sekisho_policy *policy = NULL;
    set_up();
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    change("review_days = 40", "review_days = 4000");
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_E_SYNTAX);
    CU_ASSERT_PTR_NULL(policy);
    change("review_days = 40", "review_days = 40");
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(chmod(path, 0666), 0);
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_E_MODE);
    CU_ASSERT_PTR_NULL(policy);
    tear_down();
}

static const char good_list[] =
    "国民の祝日・休日月日,国民の祝日・休日名称\n"
    "2026/1/1,元日\n2026/1/12,成人の日\n2026/2/11,建国記念の日\n2026/2/23,天皇誕生日\n"
    "2026/3/20,春分の日\n2026/4/29,昭和の日\n2026/5/3,憲法記念日\n2026/5/4,みどりの日\n"
    "2026/5/5,こどもの日\n2026/5/6,休日\n2026/7/20,海の日\n2026/8/11,山の日\n"
    "2026/9/21,敬老の日\n2026/9/22,休日\n2026/9/23,秋分の日\n2026/10/12,スポーツの日\n"
    "2026/11/3,文化の日\n2026/11/23,勤労感謝の日\n";

static char list_path[160];

static void
set_up_with_list(void) {
    char put[512];
    set_up();
    (void)snprintf(list_path, sizeof(list_path), "%s/holidays.csv", folder);
    (void)snprintf(put, sizeof(put), "national_holidays = \"japan\"; holidays_file = \"%s\"", list_path);
    change("national_holidays = \"japan\"", put);
    write_file(list_path, good_list, sizeof(good_list) - 1);
}

static void
test_load_holiday_list_is_in_the_calendar(void) {
    struct sekisho_policy *policy = NULL;
    set_up_with_list();
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_load(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    CU_ASSERT_STRING_EQUAL(policy->holidays_file, list_path);
    CU_ASSERT_EQUAL(policy->holidays_line, 26);
    CU_ASSERT_EQUAL(policy->calendar.n_listed, 18);
    CU_ASSERT_EQUAL(policy->calendar.listed_first_day, sekisho_civil_day(2026, 1, 1));
    CU_ASSERT_EQUAL(policy->calendar.listed_last_day, sekisho_civil_day(2026, 12, 31));
    CU_ASSERT_STRING_EQUAL(policy->calendar.listed[0].name, "元日");
    sekisho_policy_free(policy);
    tear_down();
}

/* The list's own faults are told with its name, and deny as the policy's do. */
static void
test_load_bad_holiday_list_is_named(void) {
    set_up_with_list();
    write_file(list_path, "a,b\n2026/2/30,x\n", 16);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_SYNTAX);
    CU_ASSERT_STRING_EQUAL(diag.file, list_path);
    CU_ASSERT_TRUE(diag.line > 0);
    CU_ASSERT_EQUAL(chmod(list_path, 0666), 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_MODE);
    CU_ASSERT_STRING_EQUAL(diag.file, list_path);
    CU_ASSERT_EQUAL(unlink(list_path), 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(diag.file, list_path);
    CU_ASSERT_EQUAL(mkfifo(list_path, 0644), 0);
    CU_ASSERT_EQUAL(load(), SEKISHO_E_NOT_REGULAR);
    tear_down();
}

static void
test_reload_holiday_list_counts_too(void) {
    struct sekisho_policy *policy = NULL, *first;
    uint8_t hash[SEKISHO_POLICY_HASH_BYTES];
    char other[sizeof(good_list)];
    set_up_with_list();
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    first = policy;
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    CU_ASSERT_PTR_EQUAL(policy, first);
    memcpy(hash, policy->hash, sizeof(hash));
    memcpy(other, good_list, sizeof(other));
    (void)memcpy(strstr(other, "2026/7/20"), "2026/7/21", 9);
    write_file(list_path, other, sizeof(other) - 1);
    CU_ASSERT_EQUAL_FATAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag), SEKISHO_OK);
    CU_ASSERT_EQUAL(policy->calendar.listed[10].day, sekisho_civil_day(2026, 7, 21));
    CU_ASSERT_NOT_EQUAL(memcmp(hash, policy->hash, sizeof(hash)), 0);
    CU_ASSERT_EQUAL(unlink(list_path), 0);
    CU_ASSERT_EQUAL(sekisho_policy_reload(path, sekisho_safefile_trust(), &policy, &diag),
                    SEKISHO_E_NOT_FOUND);
    CU_ASSERT_PTR_NULL(policy);
    tear_down();
}

const char *const runner_suite = "policy load";
const CU_TestInfo runner_tests[] = {
    {"load_plain_file_passes", test_load_plain_file_passes},
    {"load_missing_is_not_found", test_load_missing_is_not_found},
    {"load_empty_lacks_its_settings", test_load_empty_lacks_its_settings},
    {"load_writable_by_others_is_refused", test_load_writable_by_others_is_refused},
    {"load_of_another_owner_is_refused", test_load_of_another_owner_is_refused},
    {"load_what_is_no_plain_file_is_refused", test_load_what_is_no_plain_file_is_refused},
    {"load_over_the_cap_is_too_large", test_load_over_the_cap_is_too_large},
    {"load_relative_path_is_refused", test_load_relative_path_is_refused},
    {"load_hash_is_of_the_bytes", test_load_hash_is_of_the_bytes},
    {"reload_same_bytes_keep_the_policy", test_reload_same_bytes_keep_the_policy},
    {"reload_changed_bytes_are_read", test_reload_changed_bytes_are_read},
    {"reload_failure_leaves_no_policy", test_reload_failure_leaves_no_policy},
    {"load_holiday_list_is_in_the_calendar", test_load_holiday_list_is_in_the_calendar},
    {"load_bad_holiday_list_is_named", test_load_bad_holiday_list_is_named},
    {"reload_holiday_list_counts_too", test_reload_holiday_list_counts_too},
    CU_TEST_INFO_NULL,
};
