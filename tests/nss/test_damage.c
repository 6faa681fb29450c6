/* A damaged, foreign or strange index: the module says NOTFOUND and its host lives on (NSS-08). */
#include "support/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/index_format.h"
#include "core/index_build.h"
#include "support/index_fixture.h"
#include "twin.h"

static const struct sekisho_index_entry yamada = {.name = "yamada",
                                                  .has_uid = true,
                                                  .uid = 4001,
                                                  .has_account = true,
                                                  .gid = 4100,
                                                  .gecos = "Yamada",
                                                  .home = "/home/yamada"};
static struct twin_calls nss;
static struct fx_index_place place;
static unsigned char *whole;
static size_t whole_len;

static void
begin(void) {
    static const unsigned char list_id[SEKISHO_INDEX_LIST_ID_LEN];
    fx_index_place_make(&place);
    if (nss.twin == NULL)
        twin_load(place.path, &nss);
    (void)snprintf(nss.twin->path, sizeof(nss.twin->path), "%s", place.path);
    nss.twin->owner = geteuid();
    CU_ASSERT_EQUAL_FATAL(sekisho_index_build(&yamada, 1, 1, list_id, &whole, &whole_len, NULL), SEKISHO_OK);
}

static void
end(void) {
    free(whole);
    fx_index_place_remove(&place);
}

/* Without rename and fsync: thousands of times. */
static void
put(const unsigned char *bytes, size_t len) {
    const int fd = open(place.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_FATAL(write(fd, bytes, len) == (ssize_t)len);
    CU_ASSERT_FATAL(fchmod(fd, 0644) == 0 && close(fd) == 0);
}

static enum nss_status
ask(void) {
    struct passwd pw;
    char buffer[512];
    int errnum = 0;
    const enum nss_status status = nss.getpwnam_r("yamada", &pw, buffer, sizeof(buffer), &errnum);
    if (status == NSS_STATUS_SUCCESS)
        CU_ASSERT(pw.pw_uid == 4001 && pw.pw_gid == 4100 && strcmp(pw.pw_dir, "/home/yamada") == 0);
    CU_ASSERT(status == NSS_STATUS_SUCCESS || (status == NSS_STATUS_NOTFOUND && errnum == ENOENT));
    return status;
}

static void
test_every_byte_changed_right_or_not_found(void) {
    size_t at, found = 0;
    begin();
    for (at = 0; at < whole_len; at++) {
        whole[at] ^= 0x41;
        put(whole, whole_len);
        found += ask() == NSS_STATUS_SUCCESS;
        whole[at] ^= 0x41;
    }
    put(whole, whole_len);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_SUCCESS);
    /* What is not read for this answer: the uid's bucket and the empty slots of the name's. */
    CU_ASSERT_EQUAL(found, SEKISHO_INDEX_BUCKET_LEN + (SEKISHO_INDEX_SLOTS_MAX - 1) * SEKISHO_INDEX_SLOT_LEN);
    end();
}

static void
test_every_shorter_length_not_found(void) {
    size_t len;
    begin();
    for (len = 0; len < whole_len; len++) {
        put(whole, len);
        CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    }
    end();
}

static void
test_next_version_not_found(void) {
    begin();
    sekisho_index_store(whole + SEKISHO_INDEX_AT_VERSION, SEKISHO_INDEX_VERSION + 1, 4);
    sekisho_index_store(whole + SEKISHO_INDEX_AT_SEAL, sekisho_index_seal(0, 0, whole, SEKISHO_INDEX_AT_SEAL),
                        8);
    put(whole, whole_len);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    end();
}

static void
test_wrong_owner_or_mode_not_found(void) {
    begin();
    put(whole, whole_len);
    CU_ASSERT_EQUAL(chmod(place.path, 0666), 0);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(chmod(place.path, 0644), 0);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_SUCCESS);
    nss.twin->owner = (uid_t)-1;
    if (geteuid() != 0 || chown(place.path, 4711, 4711) == 0)
        CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    end();
}

static double
seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
test_what_is_no_plain_file_not_found_at_once(void) {
    char other[200];
    const double start = seconds();
    int fd;

    begin();
    (void)snprintf(other, sizeof(other), "%s/other", place.folder);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(mkfifo(place.path, 0644), 0);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(unlink(place.path), 0);
    CU_ASSERT_EQUAL(mkdir(place.path, 0755), 0);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(rmdir(place.path), 0);
    put(whole, whole_len);
    CU_ASSERT_EQUAL(rename(place.path, other), 0);
    CU_ASSERT_EQUAL(symlink(other, place.path), 0);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(unlink(place.path) + unlink(other), 0);
    CU_ASSERT_EQUAL(symlink("/dev/zero", place.path), 0);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    CU_ASSERT_EQUAL(unlink(place.path), 0);
    fd = open(place.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    CU_ASSERT(fd >= 0 && ftruncate(fd, (off_t)1 << 30) == 0 && close(fd) == 0);
    CU_ASSERT_EQUAL(ask(), NSS_STATUS_NOTFOUND);
    CU_ASSERT(seconds() - start < 1.0);
    end();
}

const char *const runner_suite = "nss damage";
const CU_TestInfo runner_tests[] = {
    {"every_byte_changed_right_or_not_found", test_every_byte_changed_right_or_not_found},
    {"every_shorter_length_not_found", test_every_shorter_length_not_found},
    {"next_version_not_found", test_next_version_not_found},
    {"wrong_owner_or_mode_not_found", test_wrong_owner_or_mode_not_found},
    {"what_is_no_plain_file_not_found_at_once", test_what_is_no_plain_file_not_found_at_once},
    CU_TEST_INFO_NULL,
};
