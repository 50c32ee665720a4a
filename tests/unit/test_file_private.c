/* SPDX-License-Identifier: MIT */
#include "appbin/file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_fixture.h"
#include "test_support.h"

/* The names are those of --wrap. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */
static bool no_exclusive_rename; /* as a file system that cannot */

int __real_renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name,
                     unsigned flags);
int __wrap_renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name,
                     unsigned flags);
int __wrap_renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name,
                     unsigned flags)
{
    if (no_exclusive_rename) {
        errno = EINVAL;
        return -1;
    }
    return __real_renameat2(old_folder, old_name, new_folder, new_name, flags);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */

static void test_file_write_private_link_in_open_folder_refused(void **state)
{
    struct appbin_diagnostic diagnostic = {""};
    (void)state;
    put_file("victim", "kept");
    assert_int_equal(mkdir("open", 0700), 0);
    assert_int_equal(symlink("../victim", "open/link"), 0);
    assert_int_equal(symlink("open/link", "chain"), 0);
    assert_int_equal(chmod("open", 01777), 0);
    static const char *const paths[] = {"open/link", "chain"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(appbin_file_write_private(paths[i], "new", 3, true, &diagnostic),
                         APPBIN_ERR_IO);
        assert_explained(&diagnostic);
    }
    assert_file_holds("victim", "kept");
    assert_int_equal(unlink("open/link"), 0);
    assert_int_equal(appbin_file_write_private("open/link", "new", 3, true, NULL), APPBIN_OK);
    assert_file_holds("open/link", "new");
    assert_int_equal(unlink("open/link"), 0);
}

static void write_private(const char *path, bool replace, enum appbin_error wanted)
{
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_file_write_private(path, "secret", 6, replace, &diagnostic), wanted);
    assert_true(wanted == APPBIN_OK || diagnostic.message[0] != '\0');
}

static void assert_mode(const char *path, mode_t wanted)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, wanted);
}

static void test_file_write_private_mode_0600_whatever_was_there(void **state)
{
    (void)state;
    mode_t mask = umask(0777);
    write_private("new", false, APPBIN_OK);
    (void)umask(0);
    put_file("old", "longer than the new one");
    assert_int_equal(chmod("old", 0644), 0);
    assert_int_equal(symlink("old", "link"), 0);
    synced_files = 0;
    synced_folders = 0;
    write_private("link", true, APPBIN_OK);
    (void)umask(mask);
    assert_int_equal(synced_files, 1);
    assert_int_equal(synced_folders, 1);
    assert_mode("new", 0600);
    assert_mode("old", 0600);
    assert_file_holds("new", "secret");
    assert_file_holds("old", "secret");
    assert_int_equal(count_files(), 3);
}

static void test_file_write_private_existing_name_refused(void **state)
{
    (void)state;
    put_file("old", "kept");
    assert_int_equal(symlink("nowhere", "link"), 0);
    for (int i = 0; i < 2; i++) {
        no_exclusive_rename = i == 1;
        write_private("old", false, APPBIN_ERR_EXISTS);
        write_private("link", false, APPBIN_ERR_EXISTS);
    }
    no_exclusive_rename = false;
    write_private("missing/new", false, APPBIN_ERR_IO);
    assert_file_holds("old", "kept");
    assert_int_equal(count_files(), 2);
}

static void test_file_write_private_without_exclusive_rename_written(void **state)
{
    (void)state;
    no_exclusive_rename = true;
    write_private("new", false, APPBIN_OK);
    no_exclusive_rename = false;
    assert_file_holds("new", "secret");
    assert_int_equal(count_files(), 1);
}

static const struct CMUnitTest tests[] = {
    FOLDER_TEST(test_file_write_private_link_in_open_folder_refused),
    FOLDER_TEST(test_file_write_private_mode_0600_whatever_was_there),
    FOLDER_TEST(test_file_write_private_existing_name_refused),
    FOLDER_TEST(test_file_write_private_without_exclusive_rename_written),
};

TEST_MAIN(tests)
