/* SPDX-License-Identifier: MIT */
#include "appbin/lms_key.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lms_fixture.h"

static const struct appbin_passphrase passphrase = {(const uint8_t *)"secret", 6};
static const struct appbin_passphrase wrong_passphrase = {(const uint8_t *)"Secret", 6};

static struct lms_folder folder;
static char path[LMS_PATH_SIZE];
static char other[LMS_PATH_SIZE];

static int set_up(void **state)
{
    (void)state;
    lms_folder_make(&folder);
    lms_path(path, &folder, "key.pem");
    lms_path(other, &folder, "other.pem");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    lms_folder_remove(&folder);
    return 0;
}

static void expect_refused(enum appbin_error error, enum appbin_error wanted,
                           const struct appbin_diagnostic *diagnostic, const char *text)
{
    assert_int_equal(error, wanted);
    assert_explained(diagnostic);
    if (strstr(diagnostic->message, text) == NULL) {
        fail_msg("'%s' has no '%s'", diagnostic->message, text);
    }
}

static void expect_sign_refused(const char *file, enum appbin_error wanted, const char *text)
{
    struct appbin_diagnostic diagnostic = {""};
    uint32_t leaf = 0;
    expect_refused(lms_sign(&leaf, file, &diagnostic), wanted, &diagnostic, text);
}

static uint32_t sign(const char *file)
{
    struct appbin_diagnostic diagnostic = {""};
    uint32_t leaf = 0;
    if (lms_sign(&leaf, file, &diagnostic) != APPBIN_OK) {
        fail_msg("%s", diagnostic.message);
    }
    return leaf;
}

static struct appbin_lms_status status_of(const char *file)
{
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic = {""};
    if (appbin_lms_file_status(&status, file, &diagnostic) != APPBIN_OK) {
        fail_msg("%s", diagnostic.message);
    }
    return status;
}

static void test_create_has_all_leaves_and_owner_only(void **state)
{
    static const uint32_t heights[] = {5, 10};
    struct stat file;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        (void)unlink(path);
        lms_create(path, heights[i]);
        struct appbin_lms_status status = status_of(path);
        assert_int_equal(status.height, heights[i]);
        assert_int_equal(status.first, 0);
        assert_int_equal(status.next, 0);
        assert_int_equal(status.end, 1u << heights[i]);
        assert_false(status.is_copy);
        assert_int_equal(stat(path, &file), 0);
        assert_int_equal(file.st_mode & 07777, 0600);
    }
}

static void test_create_other_height_refused(void **state)
{
    static const uint32_t heights[] = {0, 1, 4, 6, 25, 30, UINT32_MAX};
    struct appbin_diagnostic diagnostic = {""};
    (void)state;
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
        enum appbin_error error =
            appbin_lms_key_create(path, heights[i], &lms_no_passphrase, false, NULL, &diagnostic);
        expect_refused(error, APPBIN_ERR_OPTIONS, &diagnostic, "height");
        assert_int_not_equal(access(path, F_OK), 0);
    }
}

static void test_create_existing_file_kept_or_replaced(void **state)
{
    struct appbin_diagnostic diagnostic = {""};
    uint8_t before[4096];
    uint8_t after[4096];
    (void)state;
    lms_create(path, 5);
    size_t size = lms_read(path, before, sizeof before);
    assert_int_equal(appbin_lms_key_create(path, 5, &lms_no_passphrase, false, NULL, &diagnostic),
                     APPBIN_ERR_EXISTS);
    assert_int_equal(lms_read(path, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    assert_int_equal(appbin_lms_key_create(path, 10, &lms_no_passphrase, true, NULL, &diagnostic),
                     APPBIN_OK);
    assert_int_equal(status_of(path).height, 10);
}

struct told {
    uint32_t calls;
    uint32_t leaves;
};

static void count_leaves(void *context, uint32_t leaves)
{
    struct told *told = context;
    assert_in_range(leaves, 32, 1024);
    told->calls++;
    told->leaves += leaves;
}

static void test_create_tells_of_all_leaves(void **state)
{
    static const struct {
        uint32_t height;
        uint32_t calls;
    } cases[] = {{5, 1}, {10, 1}, {15, 32}};
    struct appbin_diagnostic diagnostic = {""};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct told told = {0, 0};
        const struct appbin_lms_progress progress = {count_leaves, &told};
        assert_int_equal(appbin_lms_key_create(path, cases[i].height, &lms_no_passphrase, true,
                                               &progress, &diagnostic),
                         APPBIN_OK);
        assert_int_equal(told.calls, cases[i].calls);
        assert_int_equal(told.leaves, 1u << cases[i].height);
    }
}

static void test_sign_uses_leaves_in_order_until_none_is_left(void **state)
{
    (void)state;
    lms_create(path, 5);
    for (uint32_t leaf = 0; leaf < 32; leaf++) {
        assert_int_equal(sign(path), leaf);
        assert_int_equal(status_of(path).next, leaf + 1);
    }
    expect_sign_refused(path, APPBIN_ERR_KEY, "no signature is left");
    assert_int_equal(status_of(path).next, 32);
}

static void test_sign_two_handles_share_the_leaves(void **state)
{
    struct appbin_lms_key *keys[2] = {NULL, NULL};
    struct appbin_diagnostic diagnostic = {""};
    (void)state;
    lms_create(path, 5);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(appbin_lms_key_open(&keys[i], path, &lms_no_passphrase, &diagnostic),
                         APPBIN_OK);
    }
    for (uint32_t i = 0; i < 6; i++) {
        uint32_t leaf = 0;
        assert_int_equal(lms_sign_open(&leaf, keys[i % 2], &diagnostic), APPBIN_OK);
        assert_int_equal(leaf, i);
    }
    appbin_lms_key_free(keys[0]);
    appbin_lms_key_free(keys[1]);
}

static void test_open_encrypted_wants_passphrase(void **state)
{
    struct appbin_lms_key *key = NULL;
    struct appbin_diagnostic diagnostic = {""};
    uint32_t leaf = 0;
    (void)state;
    assert_int_equal(appbin_lms_key_create(path, 5, &passphrase, false, NULL, &diagnostic),
                     APPBIN_OK);
    expect_refused(appbin_lms_key_open(&key, path, &lms_no_passphrase, &diagnostic),
                   APPBIN_ERR_PASSPHRASE, &diagnostic, "no passphrase");
    expect_refused(appbin_lms_key_open(&key, path, &wrong_passphrase, &diagnostic),
                   APPBIN_ERR_PASSPHRASE, &diagnostic, "wrong passphrase");
    assert_null(key);
    assert_int_equal(status_of(path).next, 0);
    assert_int_equal(appbin_lms_key_open(&key, path, &passphrase, &diagnostic), APPBIN_OK);
    assert_int_equal(lms_sign_open(&leaf, key, &diagnostic), APPBIN_OK);
    appbin_lms_key_free(key);
}

/* No byte may change: each is under the checksum, or is that of the form of the text. */
static void test_open_any_byte_changed_refused(void **state)
{
    uint8_t bytes[4096];
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic = {""};
    (void)state;
    lms_create(path, 5);
    size_t size = lms_read(path, bytes, sizeof bytes);
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= 1;
        lms_write(path, bytes, size);
        assert_int_equal(appbin_lms_file_status(&status, path, &diagnostic), APPBIN_ERR_KEY);
        bytes[i] ^= 1;
    }
    for (size_t cut = 0; cut < size; cut++) {
        lms_write(path, bytes, cut);
        assert_int_equal(appbin_lms_file_status(&status, path, &diagnostic), APPBIN_ERR_KEY);
    }
    bytes[size] = '\n';
    lms_write(path, bytes, size + 1);
    assert_int_equal(appbin_lms_file_status(&status, path, &diagnostic), APPBIN_ERR_KEY);
    lms_write(path, bytes, size);
    assert_int_equal(sign(path), 0);
}

static void test_sign_copy_refused(void **state)
{
    uint8_t bytes[4096];
    (void)state;
    lms_create(path, 5);
    assert_int_equal(sign(path), 0);
    size_t size = lms_read(path, bytes, sizeof bytes);
    lms_write(other, bytes, size);
    assert_true(status_of(other).is_copy);
    expect_sign_refused(other, APPBIN_ERR_KEY, "a copy");
    assert_int_equal(sign(path), 1);
    /* A backup that is written over the file. */
    lms_write(path, bytes, size);
    expect_sign_refused(path, APPBIN_ERR_KEY, "a copy");
}

static void test_sign_moved_file_goes_on(void **state)
{
    (void)state;
    lms_create(path, 5);
    assert_int_equal(sign(path), 0);
    assert_int_equal(rename(path, other), 0);
    assert_int_equal(sign(other), 1);
}

/* The key is open, and the file under it is one of before. */
static void test_sign_state_went_back_refused(void **state)
{
    struct appbin_lms_key *key = NULL;
    struct appbin_diagnostic diagnostic = {""};
    uint8_t bytes[4096];
    uint32_t leaf = 0;
    (void)state;
    lms_create(path, 5);
    size_t size = lms_read(path, bytes, sizeof bytes);
    assert_int_equal(appbin_lms_key_open(&key, path, &lms_no_passphrase, &diagnostic), APPBIN_OK);
    assert_int_equal(lms_sign_open(&leaf, key, &diagnostic), APPBIN_OK);
    lms_write(path, bytes, size);
    expect_refused(lms_sign_open(&leaf, key, &diagnostic), APPBIN_ERR_KEY, &diagnostic,
                   "went back");
    assert_int_equal(unlink(path), 0);
    lms_create(path, 5);
    expect_refused(lms_sign_open(&leaf, key, &diagnostic), APPBIN_ERR_KEY, &diagnostic,
                   "another key");
    appbin_lms_key_free(key);
}

static void test_sign_hard_link_refused(void **state)
{
    (void)state;
    lms_create(path, 5);
    assert_int_equal(link(path, other), 0);
    expect_sign_refused(path, APPBIN_ERR_KEY, "hard links");
    expect_sign_refused(other, APPBIN_ERR_KEY, "hard links");
    assert_int_equal(unlink(other), 0);
    assert_int_equal(sign(path), 0);
}

static void test_sign_symbolic_link_stays(void **state)
{
    struct stat link_status;
    (void)state;
    lms_create(path, 5);
    assert_int_equal(symlink("key.pem", other), 0);
    assert_int_equal(sign(other), 0);
    assert_int_equal(sign(path), 1);
    assert_int_equal(lstat(other, &link_status), 0);
    assert_true(S_ISLNK(link_status.st_mode));
}

static void test_sign_not_a_file_refused(void **state)
{
    (void)state;
    expect_sign_refused(path, APPBIN_ERR_IO, "cannot open");
    expect_sign_refused(folder.path, APPBIN_ERR_KEY, "regular file");
    expect_sign_refused("/dev/null", APPBIN_ERR_KEY, "regular file");
    lms_create(path, 5);
    char fresh[LMS_PATH_SIZE];
    assert_int_equal(rename(path, lms_path(fresh, &folder, "key.pem.new")), 0);
    expect_sign_refused(fresh, APPBIN_ERR_KEY, "interrupted");
}

static void test_sign_mode_is_kept(void **state)
{
    struct stat status;
    (void)state;
    lms_create(path, 5);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(sign(path), 0);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
}

static void test_split_moves_the_last_leaves(void **state)
{
    struct appbin_lms_status moved;
    struct appbin_diagnostic diagnostic = {""};
    (void)state;
    lms_create(path, 5);
    assert_int_equal(sign(path), 0);
    assert_int_equal(appbin_lms_key_split(path, 11, other, &moved, NULL, &diagnostic), APPBIN_OK);
    assert_int_equal(moved.first, 21);
    assert_int_equal(moved.end, 32);
    assert_int_equal(status_of(path).next, 1);
    assert_int_equal(status_of(path).end, 21);
    assert_int_equal(sign(other), 21);
    assert_int_equal(sign(path), 1);
    assert_memory_equal(status_of(path).public_key.id, moved.public_key.id, 8);
}

/* It may be taken elsewhere until it has signed. */
static void test_split_file_is_bound_by_its_first_signature(void **state)
{
    struct appbin_diagnostic diagnostic = {""};
    uint8_t bytes[4096];
    char third[LMS_PATH_SIZE];
    (void)state;
    lms_create(path, 5);
    assert_int_equal(appbin_lms_key_split(path, 4, other, NULL, NULL, &diagnostic), APPBIN_OK);
    size_t size = lms_read(other, bytes, sizeof bytes);
    lms_write(lms_path(third, &folder, "third.pem"), bytes, size);
    assert_int_equal(unlink(other), 0);
    assert_int_equal(sign(third), 28);
    size = lms_read(third, bytes, sizeof bytes);
    lms_write(other, bytes, size);
    expect_sign_refused(other, APPBIN_ERR_KEY, "a copy");
}

static void test_split_refused_leaves_all_as_it_was(void **state)
{
    struct appbin_diagnostic diagnostic = {""};
    char nowhere[LMS_PATH_SIZE];
    (void)state;
    lms_create(path, 5);
    expect_refused(appbin_lms_key_split(path, 0, other, NULL, NULL, &diagnostic),
                   APPBIN_ERR_OPTIONS, &diagnostic, "no leaf");
    expect_refused(appbin_lms_key_split(path, 33, other, NULL, NULL, &diagnostic),
                   APPBIN_ERR_OPTIONS, &diagnostic, "32 are left");
    expect_refused(appbin_lms_key_split(path, UINT32_MAX, other, NULL, NULL, &diagnostic),
                   APPBIN_ERR_OPTIONS, &diagnostic, "32 are left");
    expect_refused(appbin_lms_key_split(path, 1, path, NULL, NULL, &diagnostic), APPBIN_ERR_EXISTS,
                   &diagnostic, "exists");
    lms_path(nowhere, &folder, "nowhere/other.pem");
    expect_refused(appbin_lms_key_split(path, 1, nowhere, NULL, NULL, &diagnostic), APPBIN_ERR_IO,
                   &diagnostic, "cannot open");
    assert_int_not_equal(access(other, F_OK), 0);
    assert_int_equal(status_of(path).end, 32);
    assert_int_equal(appbin_lms_key_split(path, 32, other, NULL, NULL, &diagnostic), APPBIN_OK);
    expect_sign_refused(path, APPBIN_ERR_KEY, "no signature is left");
}

static void test_adopt_skips_and_binds(void **state)
{
    struct appbin_diagnostic diagnostic = {""};
    struct appbin_lms_status status;
    uint8_t bytes[4096];
    (void)state;
    lms_create(path, 5);
    size_t size = lms_read(path, bytes, sizeof bytes);
    assert_int_equal(sign(path), 0);
    assert_int_equal(sign(path), 1);
    assert_int_equal(unlink(path), 0);
    lms_write(other, bytes, size);
    expect_refused(appbin_lms_key_adopt(other, 33, NULL, &diagnostic), APPBIN_ERR_OPTIONS,
                   &diagnostic, "32 are left");
    assert_int_equal(appbin_lms_key_adopt(other, 2, &status, &diagnostic), APPBIN_OK);
    assert_int_equal(status.next, 2);
    assert_int_equal(sign(other), 2);
}

static void test_public_of_is_that_of_the_key(void **state)
{
    struct appbin_public_key key;
    struct appbin_diagnostic diagnostic = {""};
    uint8_t bytes[4096];
    (void)state;
    lms_create(path, 5);
    size_t size = lms_read(path, bytes, sizeof bytes);
    assert_true(appbin_lms_key_is(bytes, size));
    assert_false(appbin_lms_key_is(bytes, 20));
    assert_int_equal(appbin_lms_public_of(&key, bytes, size, &diagnostic), APPBIN_OK);
    assert_memory_equal(key.id, status_of(path).public_key.id, sizeof key.id);
    expect_refused(appbin_lms_public_of(&key, bytes, size - 1, &diagnostic), APPBIN_ERR_KEY,
                   &diagnostic, "damaged");
}

static const struct CMUnitTest tests[] = {
    TEST_WITH_FIXTURE(test_create_has_all_leaves_and_owner_only),
    TEST_WITH_FIXTURE(test_create_other_height_refused),
    TEST_WITH_FIXTURE(test_create_existing_file_kept_or_replaced),
    TEST_WITH_FIXTURE(test_create_tells_of_all_leaves),
    TEST_WITH_FIXTURE(test_sign_uses_leaves_in_order_until_none_is_left),
    TEST_WITH_FIXTURE(test_sign_two_handles_share_the_leaves),
    TEST_WITH_FIXTURE(test_open_encrypted_wants_passphrase),
    TEST_WITH_FIXTURE(test_open_any_byte_changed_refused),
    TEST_WITH_FIXTURE(test_sign_copy_refused),
    TEST_WITH_FIXTURE(test_sign_moved_file_goes_on),
    TEST_WITH_FIXTURE(test_sign_state_went_back_refused),
    TEST_WITH_FIXTURE(test_sign_hard_link_refused),
    TEST_WITH_FIXTURE(test_sign_symbolic_link_stays),
    TEST_WITH_FIXTURE(test_sign_not_a_file_refused),
    TEST_WITH_FIXTURE(test_sign_mode_is_kept),
    TEST_WITH_FIXTURE(test_split_moves_the_last_leaves),
    TEST_WITH_FIXTURE(test_split_file_is_bound_by_its_first_signature),
    TEST_WITH_FIXTURE(test_split_refused_leaves_all_as_it_was),
    TEST_WITH_FIXTURE(test_adopt_skips_and_binds),
    TEST_WITH_FIXTURE(test_public_of_is_that_of_the_key),
};

TEST_MAIN(tests)
