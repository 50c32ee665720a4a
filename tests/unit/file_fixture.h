/* SPDX-License-Identifier: MIT */
/* What the tests of files share: a folder for each of them, and what is in it. */
#ifndef FILE_FIXTURE_H
#define FILE_FIXTURE_H

#include <stddef.h>

#include "appbin/file.h"

/* Calls of fsync, where it is wrapped. */
extern unsigned synced_files;
extern unsigned synced_folders;

/* Every test runs inside a new, empty folder. */
int enter_folder(void **state);
int leave_folder(void **state);
#define FOLDER_TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

unsigned count_files(void);
void put_file(const char *path, const char *text);
void assert_file_holds(const char *path, const char *text);

struct appbin_output output(const char *path, const char *text);
void write_one(const char *path, const char *text);

/* The same refusal when nothing is to be written. */
void assert_check_refused(const struct appbin_output *outputs, size_t count,
                          enum appbin_error expected, size_t expected_index);

/* Expects a refusal that explains itself and names the output at fault. */
void assert_write_refused(const struct appbin_output *outputs, size_t count,
                          enum appbin_error expected, size_t expected_index);

#endif
