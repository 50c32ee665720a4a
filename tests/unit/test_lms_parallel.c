/* SPDX-License-Identifier: MIT */
/*
 * Many processes sign with one key file at the same time, and no leaf is used twice.
 * test_lms_parallel [SIGNERS HEIGHT ALIVE]: ALIVE of them at a time. Without arguments 200 signers,
 * all of them at a time.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lms_fixture.h"

static unsigned signers = 200;
static unsigned height = 10;
static unsigned alive = 200;

/* Tells its leaf; a pipe takes so few bytes whole. */
static void sign_and_tell(int descriptor, const char *path)
{
    struct appbin_diagnostic diagnostic = {""};
    uint32_t leaf = 0;
    bool good = lms_sign(&leaf, path, &diagnostic) == APPBIN_OK;
    if (!good) {
        (void)fprintf(stderr, "%s\n", diagnostic.message);
    }
    _exit(good && write(descriptor, &leaf, sizeof leaf) == sizeof leaf ? 0 : 1);
}

static void wait_for_one(void)
{
    int status = 0;
    assert_true(wait(&status) > 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Leaves that were told so far; counted, so that one that came twice is noticed. */
static unsigned take_leaves(int descriptor, uint8_t *count, unsigned wanted)
{
    uint32_t leaf = 0;
    for (unsigned i = 0; i < wanted; i++) {
        assert_int_equal(read(descriptor, &leaf, sizeof leaf), sizeof leaf);
        assert_true(leaf < 1u << height);
        assert_int_equal(count[leaf], 0);
        count[leaf]++;
    }
    return wanted;
}

static void test_sign_many_at_once_no_leaf_twice(void **state)
{
    struct lms_folder folder;
    char path[LMS_PATH_SIZE];
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic;
    int ends[2];
    uint8_t *count = calloc((size_t)1 << height, 1);
    unsigned told = 0;
    (void)state;
    assert_non_null(count);
    assert_int_equal(pipe(ends), 0);
    lms_folder_make(&folder);
    lms_create(lms_path(path, &folder, "key.pem"), height);
    for (unsigned i = 0; i < signers; i++) {
        if (i >= alive) {
            wait_for_one();
            told += take_leaves(ends[0], count, 1);
        }
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            sign_and_tell(ends[1], path);
        }
    }
    for (unsigned rest = signers - told; rest > 0; rest--) {
        wait_for_one();
        told += take_leaves(ends[0], count, 1);
    }
    assert_int_equal(told, signers);
    assert_int_equal(appbin_lms_file_status(&status, path, &diagnostic), APPBIN_OK);
    assert_int_equal(status.next, signers);
    lms_folder_remove(&folder);
    free(count);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static const struct CMUnitTest tests[] = {
    TEST(test_sign_many_at_once_no_leaf_twice),
};

int main(int argc, char **argv)
{
    if (argc == 4) {
        signers = (unsigned)strtoul(argv[1], NULL, 10);
        height = (unsigned)strtoul(argv[2], NULL, 10);
        alive = (unsigned)strtoul(argv[3], NULL, 10);
    }
    return RUN_TESTS(tests, argc == 2 ? argv[1] : NULL);
}
