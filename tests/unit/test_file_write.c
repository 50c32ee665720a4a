/* SPDX-License-Identifier: MIT */
#include "appbin/file.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_fixture.h"
#include "test_support.h"

#define NOBODY 65534

static void test_files_write_new_file_created_with_default_mode(void **state)
{
    (void)state;
    struct stat status;
    mode_t mask = umask(027);
    write_one("a", "hello");
    (void)umask(mask);
    assert_file_holds("a", "hello");
    assert_int_equal(stat("a", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    assert_int_equal(count_files(), 1);
}

static void test_files_write_existing_file_replaced_mode_kept(void **state)
{
    (void)state;
    struct stat status;
    put_file("a", "something longer");
    assert_int_equal(chmod("a", 0604), 0);
    write_one("a", "new");
    assert_file_holds("a", "new");
    assert_int_equal(stat("a", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0604);
    assert_int_equal(count_files(), 1);
}

/* What was there may run as its owner; what replaces it was made by somebody else. */
static void test_files_write_special_bits_not_taken(void **state)
{
    (void)state;
    static const mode_t special[] = {04755, 02755, 01644, 07777};
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        struct stat status;
        put_file("a", "old");
        assert_int_equal(chmod("a", special[i]), 0);
        write_one("a", "new");
        assert_int_equal(stat("a", &status), 0);
        assert_int_equal(status.st_mode & 07777, special[i] & 0777);
    }
}

static void test_files_write_no_bytes_empty_file(void **state)
{
    (void)state;
    write_one("a", "");
    assert_file_holds("a", "");
}

static void test_files_write_symbolic_link_kept(void **state)
{
    (void)state;
    struct stat status;
    put_file("target", "old");
    assert_int_equal(symlink("target", "link"), 0);
    write_one("link", "new");
    assert_int_equal(lstat("link", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_file_holds("target", "new");
    assert_int_equal(count_files(), 2);
}

static void test_files_write_dangling_symbolic_link_kept(void **state)
{
    (void)state;
    struct stat status;
    assert_int_equal(symlink("target", "link"), 0);
    const struct appbin_output one = output("link", "new");
    enum appbin_error error = appbin_files_write(&one, 1, NULL, NULL);
    assert_int_equal(lstat("link", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    if (error == APPBIN_OK) { /* a refusal would do as well */
        assert_file_holds("target", "new");
    }
}

/* Everybody may plant links in such a folder, with the sticky bit too. */
static void test_files_write_link_in_open_folder_refused(void **state)
{
    (void)state;
    static const mode_t modes[] = {0777, 01777, 0702};
    put_file("victim", "kept");
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_int_equal(mkdir("open", 0700), 0);
        assert_int_equal(symlink("../victim", "open/link"), 0);
        assert_int_equal(symlink("../missing", "open/dangling"), 0);
        assert_int_equal(symlink("open/link", "chain"), 0);
        assert_int_equal(chmod("open", modes[i]), 0);
        static const char *const paths[] = {"open/link", "open/dangling", "chain", "./open/link"};
        for (size_t k = 0; k < sizeof paths / sizeof paths[0]; k++) {
            const struct appbin_output one = output(paths[k], "new");
            assert_write_refused(&one, 1, APPBIN_ERR_IO, 0);
            assert_check_refused(&one, 1, APPBIN_ERR_IO, 0);
        }
        write_one("open/file", "a file there is none");
        assert_int_equal(unlink("open/file"), 0);
        assert_int_equal(unlink("open/link"), 0);
        assert_int_equal(unlink("open/dangling"), 0);
        assert_int_equal(unlink("chain"), 0);
        assert_int_equal(rmdir("open"), 0);
        assert_file_holds("victim", "kept");
        assert_int_equal(count_files(), 1);
    }
}

/* A link that leads into an open folder was not planted there. */
static void test_files_write_link_elsewhere_followed(void **state)
{
    (void)state;
    assert_int_equal(mkdir("open", 0700), 0);
    assert_int_equal(chmod("open", 0777), 0);
    put_file("open/file", "old");
    assert_int_equal(symlink("open/file", "link"), 0);
    write_one("link", "new");
    assert_file_holds("open/file", "new");
    assert_int_equal(unlink("open/file"), 0);
}

static void test_files_write_synced_files_and_folders_synced(void **state)
{
    (void)state;
    put_file("a", "older");
    synced_files = 0;
    synced_folders = 0;
    write_one("a", "old");
    assert_int_equal(synced_files + synced_folders, 0);
    const struct appbin_output two[] = {output("a", "new"), output("b", "more")};
    assert_int_equal(appbin_files_write_synced(two, 2, NULL, NULL), APPBIN_OK);
    assert_file_holds("a", "new");
    assert_int_equal(synced_files, 2);
    assert_int_equal(synced_folders, 2);
    assert_file_holds("b", "more");
    assert_int_equal(count_files(), 2);
}

/* The mask of signals of the caller is its own again, on every way out. */
static void test_files_write_signal_mask_restored(void **state)
{
    (void)state;
    sigset_t before;
    sigset_t after;
    (void)sigemptyset(&before);
    (void)sigaddset(&before, SIGHUP);
    assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
    const struct appbin_output outputs[] = {output("a", "x"), output("missing/a", "x"),
                                            output("/dev/full", "x")};
    for (size_t i = 0; i < 3; i++) {
        (void)appbin_files_write(&outputs[i], 1, NULL, NULL);
        assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &after), 0);
        assert_int_equal(sigismember(&after, SIGHUP), 1);
        assert_int_equal(sigismember(&after, SIGINT), 0);
        assert_int_equal(sigismember(&after, SIGTERM), 0);
    }
    (void)sigemptyset(&before);
    assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
}

static void test_files_write_several_all_written(void **state)
{
    (void)state;
    char names[8][2] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    struct appbin_output outputs[8];
    for (size_t i = 0; i < 8; i++) {
        outputs[i] = output(names[i], names[i]);
    }
    assert_int_equal(appbin_files_write(outputs, 8, NULL, NULL), APPBIN_OK);
    for (size_t i = 0; i < 8; i++) {
        assert_file_holds(names[i], names[i]);
    }
    assert_int_equal(count_files(), 8);
}

static void test_files_write_one_fails_all_targets_unchanged(void **state)
{
    (void)state;
    put_file("a", "old a");
    const struct appbin_output full[] = {output("a", "new a"), output("new", "n"),
                                         output("/dev/full", "text")};
    assert_write_refused(full, 3, APPBIN_ERR_IO, 2);
    const struct appbin_output nowhere[] = {output("a", "new a"), output("missing/b", "b"),
                                            output("new", "n")};
    assert_write_refused(nowhere, 3, APPBIN_ERR_IO, 1);
    assert_file_holds("a", "old a");
    assert_int_equal(count_files(), 1);
}

/* A full disk, played by a limit on the size of files. */
static void test_files_write_disk_full_target_unchanged(void **state)
{
    (void)state;
    static char large[10000];
    struct rlimit before;
    memset(large, 'x', sizeof large - 1);
    put_file("a", "old");
    const struct appbin_output one = output("a", large);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {4096, before.rlim_max};
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct appbin_diagnostic diagnostic = {""};
    size_t failed = 99;
    enum appbin_error error = appbin_files_write(&one, 1, &failed, &diagnostic);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(error, APPBIN_ERR_IO);
    assert_int_equal(failed, 0);
    assert_explained(&diagnostic);
    assert_file_holds("a", "old");
    assert_int_equal(count_files(), 1);
}

static void test_files_write_folder_as_target_refused(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0700), 0);
    const struct appbin_output cases[] = {output("folder", "x"), output(".", "x"), output("", "x"),
                                          output("missing/a", "x"), output("new/", "x")};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_write_refused(&cases[i], 1, APPBIN_ERR_IO, 0);
    }
    assert_int_equal(count_files(), 1);
}

static void test_files_write_read_only_target_refused(void **state)
{
    (void)state;
    put_file("a", "old");
    assert_int_equal(chmod("a", 0400), 0);
    const struct appbin_output one = output("a", "new");
    const int root = geteuid() == 0; /* may write everywhere */
    if (root && (chown(".", NOBODY, NOBODY) != 0 || chown("a", NOBODY, NOBODY) != 0 ||
                 setresuid(NOBODY, NOBODY, 0) != 0)) {
        skip();
    }
    assert_write_refused(&one, 1, APPBIN_ERR_IO, 0);
    assert_true(!root || setresuid(0, 0, 0) == 0);
    assert_file_holds("a", "old");
}

static void test_files_write_existing_file_twice_refused(void **state)
{
    (void)state;
    put_file("a", "old");
    assert_int_equal(symlink("a", "link"), 0);
    static const char *const other_names[] = {"a", "./a", "link"};
    for (size_t i = 0; i < 3; i++) {
        const struct appbin_output two[] = {output("a", "1"), output(other_names[i], "2")};
        assert_write_refused(two, 2, APPBIN_ERR_SAME_FILE, 1);
    }
    assert_file_holds("a", "old");
    assert_int_equal(count_files(), 2);
}

static void test_files_write_new_file_twice_refused(void **state)
{
    (void)state;
    const struct appbin_output two[] = {output("a", "1"), output("a", "2")};
    assert_write_refused(two, 2, APPBIN_ERR_SAME_FILE, 1);
    assert_int_equal(count_files(), 0);
}

static void test_files_write_new_file_twice_by_two_paths_refused(void **state)
{
    (void)state;
    const struct appbin_output two[] = {output("a", "1"), output("./a", "2")};
    assert_write_refused(two, 2, APPBIN_ERR_SAME_FILE, 1);
    assert_int_equal(count_files(), 0);
}

static void test_files_check_good_outputs_accepted_and_left(void **state)
{
    (void)state;
    put_file("a", "old");
    assert_int_equal(symlink("target", "dangling"), 0);
    const struct appbin_output outputs[] = {output("a", "1"), output("new", "2"),
                                            output("dangling", "3"), output("/dev/null", "4"),
                                            output("/dev/null", "5")};
    assert_int_equal(appbin_files_check(outputs, 5, NULL, NULL), APPBIN_OK);
    assert_file_holds("a", "old");
    assert_int_equal(count_files(), 2);
}

static void test_files_check_read_only_folder_refused(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0500), 0);
    const int root = geteuid() == 0; /* may write everywhere */
    if (root && (chown(".", NOBODY, NOBODY) != 0 || chown("folder", NOBODY, NOBODY) != 0 ||
                 setresuid(NOBODY, NOBODY, 0) != 0)) {
        skip();
    }
    const struct appbin_output one = output("folder/new", "x");
    assert_check_refused(&one, 1, APPBIN_ERR_IO, 0);
    assert_true(!root || setresuid(0, 0, 0) == 0);
}

static void test_files_check_too_many_refused(void **state)
{
    (void)state;
    struct appbin_output outputs[13];
    for (size_t i = 0; i < 13; i++) {
        outputs[i] = output("/dev/null", "x");
    }
    assert_int_equal(appbin_files_check(outputs, 12, NULL, NULL), APPBIN_OK);
    assert_int_equal(appbin_files_check(outputs, 13, NULL, NULL), APPBIN_ERR_OPTIONS);
}

static const struct CMUnitTest tests[] = {
    FOLDER_TEST(test_files_write_new_file_created_with_default_mode),
    FOLDER_TEST(test_files_write_existing_file_replaced_mode_kept),
    FOLDER_TEST(test_files_write_special_bits_not_taken),
    FOLDER_TEST(test_files_write_no_bytes_empty_file),
    FOLDER_TEST(test_files_write_symbolic_link_kept),
    FOLDER_TEST(test_files_write_dangling_symbolic_link_kept),
    FOLDER_TEST(test_files_write_link_in_open_folder_refused),
    FOLDER_TEST(test_files_write_link_elsewhere_followed),
    FOLDER_TEST(test_files_write_synced_files_and_folders_synced),
    FOLDER_TEST(test_files_write_signal_mask_restored),
    FOLDER_TEST(test_files_write_several_all_written),
    FOLDER_TEST(test_files_write_one_fails_all_targets_unchanged),
    FOLDER_TEST(test_files_write_disk_full_target_unchanged),
    FOLDER_TEST(test_files_write_folder_as_target_refused),
    FOLDER_TEST(test_files_write_read_only_target_refused),
    FOLDER_TEST(test_files_write_existing_file_twice_refused),
    FOLDER_TEST(test_files_write_new_file_twice_refused),
    FOLDER_TEST(test_files_write_new_file_twice_by_two_paths_refused),
    FOLDER_TEST(test_files_check_good_outputs_accepted_and_left),
    FOLDER_TEST(test_files_check_read_only_folder_refused),
    FOLDER_TEST(test_files_check_too_many_refused),
};

TEST_MAIN(tests)
