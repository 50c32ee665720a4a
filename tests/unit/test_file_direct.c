/* SPDX-License-Identifier: MIT */
#include "appbin/file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file_fixture.h"
#include "test_support.h"

/* The names are those of --wrap. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */
static void (*behind_access)(void); /* once */

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode)
{
    int result = __real_access(path, mode);
    void (*hook)(void) = behind_access;
    behind_access = NULL;
    if (hook != NULL) {
        hook();
    }
    return result;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */

static void put_link_in_place(void)
{
    assert_int_equal(unlink("pipe"), 0);
    assert_int_equal(symlink("victim", "pipe"), 0);
}

static void put_device_link_in_place(void)
{
    assert_int_equal(unlink("pipe"), 0);
    assert_int_equal(symlink("/dev/null", "pipe"), 0);
}

static void put_file_in_place(void)
{
    assert_int_equal(unlink("pipe"), 0);
    assert_int_equal(link("victim", "pipe"), 0);
}

/* Between the look at it and its opening. */
static void test_files_write_pipe_replaced_meanwhile_refused(void **state)
{
    (void)state;
    static void (*const hooks[])(void) = {put_link_in_place, put_device_link_in_place,
                                          put_file_in_place};
    put_file("victim", "kept");
    for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
        struct appbin_diagnostic diagnostic = {""};
        const struct appbin_output one = output("pipe", "new");
        assert_int_equal(mkfifo("pipe", 0600), 0);
        behind_access = hooks[i];
        assert_int_equal(appbin_files_write(&one, 1, NULL, &diagnostic), APPBIN_ERR_IO);
        assert_null(behind_access);
        assert_explained(&diagnostic);
        assert_file_holds("victim", "kept");
        assert_int_equal(unlink("pipe"), 0);
    }
}

/* Opened again, a pipe of another process or a file would be written from its beginning. */
static void test_files_write_named_descriptor_written_where_it_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char path[64];
        char got[8] = "";
        int pipe_ends[2];
        assert_int_equal(pipe(pipe_ends), 0);
        (void)snprintf(path, sizeof path, i == 0 ? "/dev/fd/%d" : "/proc/self/fd/%d", pipe_ends[1]);
        write_one(path, "hello");
        assert_int_equal(read(pipe_ends[0], got, sizeof got), 5);
        assert_memory_equal(got, "hello", 5);
        (void)snprintf(path, sizeof path, i == 0 ? "/dev/fd/%d" : "/proc/self/fd/%d", pipe_ends[0]);
        const struct appbin_output reading_end = output(path, "hello");
        assert_write_refused(&reading_end, 1, APPBIN_ERR_IO, 0);
        (void)close(pipe_ends[0]);
        (void)close(pipe_ends[1]);

        int descriptor = open("a", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        assert_true(descriptor >= 0);
        assert_int_equal(write(descriptor, "before ", 7), 7);
        (void)snprintf(path, sizeof path, i == 0 ? "/dev/fd/%d" : "/proc/self/fd/%d", descriptor);
        write_one(path, "after");
        (void)close(descriptor);
        assert_file_holds("a", "before after");
    }
    const struct appbin_output closed = output("/dev/fd/99", "x");
    assert_write_refused(&closed, 1, APPBIN_ERR_IO, 0);
}

/* The kernel knows no such name, and neither does whoever asks what is on standard output. */
static void test_files_write_descriptor_with_zero_in_front_refused(void **state)
{
    (void)state;
    char path[64];
    char got[8];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, i == 0 ? "/dev/fd/0%d" : "/proc/self/fd/0%d", ends[1]);
        const struct appbin_output one = output(path, "hello");
        assert_int_equal(appbin_files_write(&one, 1, NULL, NULL), APPBIN_ERR_IO);
    }
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], got, sizeof got), 0);
    (void)close(ends[0]);
}

static void test_files_write_descriptor_of_other_output_refused(void **state)
{
    (void)state;
    char path[64];
    int descriptor = open("a", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(descriptor >= 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", descriptor);
    const struct appbin_output two[] = {output("a", "1"), output(path, "2")};
    const struct appbin_output other_order[] = {output(path, "2"), output("a", "1")};
    assert_write_refused(two, 2, APPBIN_ERR_SAME_FILE, 1);
    assert_write_refused(other_order, 2, APPBIN_ERR_SAME_FILE, 1);
    (void)close(descriptor);
    assert_file_holds("a", "");
}

static void test_files_write_device_written_directly(void **state)
{
    (void)state;
    struct stat status;
    write_one("/dev/null", "gone");
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
    /* two outputs may go to one device */
    const struct appbin_output two[] = {output("/dev/null", "a"), output("/dev/null", "b")};
    assert_int_equal(appbin_files_write(two, 2, NULL, NULL), APPBIN_OK);
}

static void test_files_write_full_device_refused(void **state)
{
    (void)state;
    const struct appbin_output one = output("/dev/full", "text");
    assert_write_refused(&one, 1, APPBIN_ERR_IO, 0);
}

/* What goes into a pipe cannot be taken back: nothing does when a file cannot be written. */
static void test_files_write_file_fails_nothing_in_pipe(void **state)
{
    (void)state;
    char path[64];
    char got[8];
    int ends[2];
    struct rlimit before;
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    const struct appbin_output outputs[] = {output(path, "piped"), output("a", "file")};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit none = {0, before.rlim_max};
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    size_t failed = 99;
    enum appbin_error error = appbin_files_write(outputs, 2, &failed, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(error, APPBIN_ERR_IO);
    assert_int_equal(failed, 1);
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], got, sizeof got), 0);
    (void)close(ends[0]);
    assert_int_equal(count_files(), 0);
}

/* Writes a file, and more into a pipe than that takes; the child exits with the error. */
static pid_t start_long_write(const int ends[2])
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static uint8_t bytes[1 << 20];
        char path[64];
        (void)close(ends[0]);
        (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
        const struct appbin_output outputs[] = {output("a", "new"), {path, bytes, sizeof bytes}};
        _exit((int)appbin_files_write(outputs, 2, NULL, NULL));
    }
    (void)close(ends[1]);
    return child;
}

/* A pipe that nobody reads is no reason to stay, and nothing stays behind. */
static void test_files_write_waiting_for_pipe_ended_by_signal(void **state)
{
    (void)state;
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    put_file("a", "old");
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char first = 0;
        int status = 0;
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = start_long_write(ends);
        assert_int_equal(read(ends[0], &first, 1), 1);
        if (numbers[i] != SIGPIPE) {
            assert_int_equal(kill(child, numbers[i]), 0);
        } else {
            (void)close(ends[0]);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == numbers[i]);
        assert_file_holds("a", "old");
        assert_int_equal(count_files(), 1);
        if (numbers[i] != SIGPIPE) {
            (void)close(ends[0]);
        }
    }
}

/* As with nohup; the reader comes late. */
static void test_files_write_waiting_for_pipe_ignored_signal_ignored(void **state)
{
    (void)state;
    uint8_t bytes[4096];
    int status = 0;
    int ends[2];
    ssize_t got = 0;
    size_t size = 0;
    assert_int_equal(pipe(ends), 0);
    assert_true(signal(SIGHUP, SIG_IGN) != SIG_ERR);
    pid_t child = start_long_write(ends);
    assert_true(signal(SIGHUP, SIG_DFL) != SIG_ERR);
    while ((got = read(ends[0], bytes, sizeof bytes)) > 0) {
        if (size == 0) {
            assert_int_equal(kill(child, SIGHUP), 0);
        }
        size += (size_t)got;
    }
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(size, 1 << 20);
    assert_file_holds("a", "new");
}

static const struct CMUnitTest tests[] = {
    FOLDER_TEST(test_files_write_pipe_replaced_meanwhile_refused),
    FOLDER_TEST(test_files_write_named_descriptor_written_where_it_stands),
    FOLDER_TEST(test_files_write_descriptor_with_zero_in_front_refused),
    FOLDER_TEST(test_files_write_descriptor_of_other_output_refused),
    FOLDER_TEST(test_files_write_device_written_directly),
    FOLDER_TEST(test_files_write_full_device_refused),
    FOLDER_TEST(test_files_write_file_fails_nothing_in_pipe),
    FOLDER_TEST(test_files_write_waiting_for_pipe_ended_by_signal),
    FOLDER_TEST(test_files_write_waiting_for_pipe_ignored_signal_ignored),
};

TEST_MAIN(tests)
