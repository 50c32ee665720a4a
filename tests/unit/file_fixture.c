/* SPDX-License-Identifier: MIT */
#include "file_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_support.h"

unsigned synced_files;
unsigned synced_folders;

/* The names are those of --wrap. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */
int __wrap_fsync(int descriptor);
int __wrap_fsync(int descriptor)
{
    struct stat status;
    assert_int_equal(fstat(descriptor, &status), 0);
    *(S_ISDIR(status.st_mode) ? &synced_folders : &synced_files) += 1;
    return 0;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */

/* Every test runs inside a new, empty folder. */
int enter_folder(void **state)
{
    char *path = strdup("test_file.XXXXXX");
    *state = path;
    return path == NULL || mkdtemp(path) == NULL || chdir(path) != 0 ? -1 : 0;
}

unsigned count_files(void)
{
    unsigned count = 0;
    DIR *folder = opendir(".");
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    (void)closedir(folder);
    return count - 2;
}

int leave_folder(void **state)
{
    DIR *folder = opendir(".");
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        (void)remove(entry->d_name);
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    int result = chdir("..") != 0 || rmdir(*state) != 0 ? -1 : 0;
    free(*state);
    return result;
}

void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

void assert_file_holds(const char *path, const char *text)
{
    char bytes[256];
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    assert_int_equal(size, strlen(text));
    assert_memory_equal(bytes, text, size);
}

struct appbin_output output(const char *path, const char *text)
{
    return (struct appbin_output){path, (const uint8_t *)text, strlen(text)};
}

void write_one(const char *path, const char *text)
{
    const struct appbin_output one = output(path, text);
    struct appbin_diagnostic diagnostic = {""};
    enum appbin_error error = appbin_files_write(&one, 1, NULL, &diagnostic);
    if (error != APPBIN_OK) {
        print_error("%s\n", diagnostic.message);
    }
    assert_int_equal(error, APPBIN_OK);
}

/* The same refusal when nothing is to be written. */
void assert_check_refused(const struct appbin_output *outputs, size_t count,
                          enum appbin_error expected, size_t expected_index)
{
    struct appbin_diagnostic diagnostic = {""};
    size_t failed = 99;
    assert_int_equal(appbin_files_check(outputs, count, &failed, &diagnostic), expected);
    assert_explained(&diagnostic);
    assert_int_equal(failed, expected_index);
    assert_int_equal(appbin_files_check(outputs, count, NULL, NULL), expected);
}

/* Expects a refusal that explains itself and names the output at fault. */
void assert_write_refused(const struct appbin_output *outputs, size_t count,
                          enum appbin_error expected, size_t expected_index)
{
    if (strcmp(outputs[expected_index].path, "/dev/full") != 0) {
        assert_check_refused(outputs, count, expected, expected_index);
    }
    struct appbin_diagnostic diagnostic = {""};
    size_t failed = 99;
    assert_int_equal(appbin_files_write(outputs, count, &failed, &diagnostic), expected);
    assert_explained(&diagnostic);
    assert_int_equal(failed, expected_index);
    assert_int_equal(appbin_files_write(outputs, count, NULL, NULL), expected);
}
