/* SPDX-License-Identifier: MIT */
#include "appbin/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file_fixture.h"
#include "test_support.h"

static void test_file_read_whole_file(void **state)
{
    (void)state;
    uint8_t *bytes = NULL;
    size_t size = 0;
    put_file("a", "hello");
    assert_int_equal(appbin_file_read(&bytes, &size, "a", 100, NULL), APPBIN_OK);
    assert_int_equal(size, 5);
    assert_memory_equal(bytes, "hello", 5);
    free(bytes);
}

static void test_file_read_empty_file_not_null(void **state)
{
    (void)state;
    uint8_t *bytes = NULL;
    size_t size = 42;
    put_file("a", "");
    assert_int_equal(appbin_file_read(&bytes, &size, "a", 100, NULL), APPBIN_OK);
    assert_int_equal(size, 0);
    assert_non_null(bytes);
    free(bytes);
}

static void assert_read_refused(const char *path, size_t max_size)
{
    uint8_t sentinel = 0;
    uint8_t *bytes = &sentinel;
    size_t size = 42;
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_file_read(&bytes, &size, path, max_size, &diagnostic), APPBIN_ERR_IO);
    assert_explained(&diagnostic);
    assert_ptr_equal(bytes, &sentinel);
    assert_int_equal(size, 42);
    assert_int_equal(appbin_file_read(&bytes, &size, path, max_size, NULL), APPBIN_ERR_IO);
}

static void test_file_read_limit_exactly_accepted_one_less_refused(void **state)
{
    (void)state;
    uint8_t *bytes = NULL;
    size_t size = 0;
    put_file("a", "hello");
    assert_int_equal(appbin_file_read(&bytes, &size, "a", 5, NULL), APPBIN_OK);
    assert_int_equal(size, 5);
    free(bytes);
    assert_read_refused("a", 4);
    assert_read_refused("a", 0);
    put_file("empty", "");
    assert_int_equal(appbin_file_read(&bytes, &size, "empty", 0, NULL), APPBIN_OK);
    assert_int_equal(size, 0);
    free(bytes);
}

static void test_file_read_endless_device_stopped_at_limit(void **state)
{
    (void)state;
    assert_read_refused("/dev/zero", 300000);
    assert_read_refused("/dev/zero", 65536);
    assert_read_refused("/dev/zero", 0);
}

/* The size of a pipe is not known before its end. */
static void test_file_read_pipe_whole_stream(void **state)
{
    (void)state;
    char pattern[1000];
    memset(pattern, 'p', sizeof pattern);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    pid_t child = fork();
    if (child == 0) {
        int descriptor = open("pipe", O_WRONLY | O_CLOEXEC);
        for (unsigned i = 0; i < 200; i++) {
            (void)!write(descriptor, pattern, sizeof pattern);
        }
        _exit(0);
    }
    assert_true(child > 0);
    uint8_t *bytes = NULL;
    size_t size = 0;
    assert_int_equal(appbin_file_read(&bytes, &size, "pipe", 1000000, NULL), APPBIN_OK);
    assert_int_equal(size, 200000);
    assert_memory_equal(bytes + 199000, pattern, sizeof pattern);
    free(bytes);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void test_file_read_missing_or_folder_refused(void **state)
{
    (void)state;
    assert_read_refused("missing", 100);
    assert_read_refused(".", 100);
    assert_read_refused("", 100);
}

static void assert_same(const char *a, const char *b)
{
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_file_distinct(a, b, &diagnostic), APPBIN_ERR_SAME_FILE);
    assert_explained(&diagnostic);
    assert_int_equal(appbin_file_distinct(b, a, NULL), APPBIN_ERR_SAME_FILE);
}

static void test_file_distinct_one_file_by_any_name_refused(void **state)
{
    (void)state;
    put_file("a", "x");
    assert_int_equal(link("a", "hard"), 0);
    assert_int_equal(symlink("a", "soft"), 0);
    assert_same("a", "a");
    assert_same("./a", "a");
    assert_same("hard", "a");
    assert_same("soft", "a");
    assert_same("soft", "hard");
}

static void test_file_distinct_two_files_accepted(void **state)
{
    (void)state;
    put_file("a", "x");
    put_file("b", "x");
    assert_int_equal(appbin_file_distinct("a", "b", NULL), APPBIN_OK);
    assert_int_equal(appbin_file_distinct("new", "a", NULL), APPBIN_OK);
}

static const struct CMUnitTest tests[] = {
    FOLDER_TEST(test_file_read_whole_file),
    FOLDER_TEST(test_file_read_empty_file_not_null),
    FOLDER_TEST(test_file_read_limit_exactly_accepted_one_less_refused),
    FOLDER_TEST(test_file_read_endless_device_stopped_at_limit),
    FOLDER_TEST(test_file_read_pipe_whole_stream),
    FOLDER_TEST(test_file_read_missing_or_folder_refused),
    FOLDER_TEST(test_file_distinct_one_file_by_any_name_refused),
    FOLDER_TEST(test_file_distinct_two_files_accepted),
};

TEST_MAIN(tests)
