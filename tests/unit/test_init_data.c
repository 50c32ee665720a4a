/* SPDX-License-Identifier: MIT */
#include "appbin/init_data.h"

#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "test_support.h"

/* In a buffer of exactly size bytes: the SDK's 128 bytes, and FF after them. */
static void assert_check(uint8_t first, size_t size, enum appbin_error expected)
{
    struct appbin_diagnostic diagnostic = {""};
    uint8_t *bytes = new_bytes(size + 1);
    memset(bytes, 0xFF, size);
    memset(bytes, first, size < 128 ? size : 128);
    uint8_t *exact = copy_bytes(bytes, size);
    assert_int_equal(appbin_init_data_check(exact, size, &diagnostic), expected);
    assert_int_equal(appbin_init_data_check(exact, size, NULL), expected);
    if (expected != APPBIN_OK) {
        assert_explained(&diagnostic);
        assert_non_null(strstr(diagnostic.message, "128 bytes, the first 05"));
    }
    free(exact);
    free(bytes);
}

static void test_init_data_check_file_or_sector_accepted(void **state)
{
    (void)state;
    assert_check(5, 128, APPBIN_OK);
    assert_check(5, 129, APPBIN_OK);
    assert_check(5, 4096, APPBIN_OK);
}

static void test_init_data_check_other_files_refused(void **state)
{
    (void)state;
    assert_check(5, 0, APPBIN_ERR_UNSOUND);
    assert_check(5, 1, APPBIN_ERR_UNSOUND);
    assert_check(5, 127, APPBIN_ERR_UNSOUND);
    assert_check(5, 4097, APPBIN_ERR_UNSOUND);
    assert_check(0xFF, 128, APPBIN_ERR_UNSOUND);
    assert_check(0xFF, 4096, APPBIN_ERR_UNSOUND);
    assert_check(0xE9, 128, APPBIN_ERR_UNSOUND);
    assert_check(0xEA, 4096, APPBIN_ERR_UNSOUND);
    assert_check(0, 128, APPBIN_ERR_UNSOUND);
    assert_check(4, 128, APPBIN_ERR_UNSOUND);
}

static void test_init_data_check_bytes_after_it_refused(void **state)
{
    (void)state;
    uint8_t bytes[4096];
    struct appbin_diagnostic diagnostic = {""};
    for (size_t at = 128; at < sizeof bytes; at += 3967) {
        memset(bytes, 0xFF, sizeof bytes);
        memset(bytes, 5, 128);
        bytes[at] = 0xFE;
        assert_int_equal(appbin_init_data_check(bytes, sizeof bytes, &diagnostic),
                         APPBIN_ERR_UNSOUND);
        assert_explained(&diagnostic);
    }
}

static const struct CMUnitTest tests[] = {
    TEST(test_init_data_check_file_or_sector_accepted),
    TEST(test_init_data_check_other_files_refused),
    TEST(test_init_data_check_bytes_after_it_refused),
};

TEST_MAIN(tests)
