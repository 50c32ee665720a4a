/* SPDX-License-Identifier: MIT */
#include "appbin/error.h"

#include <string.h>

#include "test_support.h"

/* The codes have no gaps: the first without a name is the end. */
static int count_codes(void)
{
    int count = 0;
    while (strcmp(appbin_error_str((enum appbin_error)count), "unknown error") != 0) {
        count++;
    }
    return count;
}

static void test_error_str_every_code_distinct(void **state)
{
    (void)state;
    int count = count_codes();
    assert_true(count > APPBIN_ERR_COUNTER);
    for (int a = APPBIN_OK; a < count; a++) {
        const char *name = appbin_error_str((enum appbin_error)a);
        assert_int_not_equal(name[0], '\0');
        for (int b = APPBIN_OK; b < a; b++) {
            assert_string_not_equal(name, appbin_error_str((enum appbin_error)b));
        }
    }
}

static void test_error_str_unknown_value_total(void **state)
{
    (void)state;
    int count = count_codes();
    for (int value = count; value < count + 1000; value++) {
        assert_string_equal(appbin_error_str((enum appbin_error)value), "unknown error");
    }
    assert_string_equal(appbin_error_str((enum appbin_error)0x7FFFFFFF), "unknown error");
    assert_string_equal(appbin_error_str((enum appbin_error) - 1), "unknown error");
}

/* Callers outside this tree may have stored the numbers. */
static void test_error_values_pinned(void **state)
{
    (void)state;
    const enum appbin_error order[] = {
        APPBIN_OK,
        APPBIN_ERR_NO_MEMORY,
        APPBIN_ERR_IO,
        APPBIN_ERR_OPTIONS,
        APPBIN_ERR_SAME_FILE,
        APPBIN_ERR_NOT_ELF,
        APPBIN_ERR_ELF_UNSUPPORTED,
        APPBIN_ERR_ELF_MALFORMED,
        APPBIN_ERR_NO_SYMBOLS,
        APPBIN_ERR_NO_ENTRY,
        APPBIN_ERR_NO_SECTION,
        APPBIN_ERR_SECTION_DROPPED,
        APPBIN_ERR_PLACEMENT,
        APPBIN_ERR_WRONG_SLOT,
        APPBIN_ERR_TOO_LARGE,
        APPBIN_ERR_NO_PORTABLE_CRC,
        APPBIN_ERR_NOT_IMAGE,
        APPBIN_ERR_IMAGE_MALFORMED,
        APPBIN_ERR_TRAILER_UNKNOWN,
        APPBIN_ERR_OVERLAP,
        APPBIN_ERR_KEY,
        APPBIN_ERR_PASSPHRASE,
        APPBIN_ERR_CRYPTO,
        APPBIN_ERR_SIGNATURE,
        APPBIN_ERR_MANIFEST,
        APPBIN_ERR_NOT_VERIFIED,
        APPBIN_ERR_EXISTS,
        APPBIN_ERR_UNSOUND,
        APPBIN_ERR_PAIR,
        APPBIN_ERR_COUNTER,
        APPBIN_ERR_NO_MAP,
        APPBIN_ERR_TRUST,
        APPBIN_ERR_FOREIGN_RING,
    };
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        assert_int_equal(order[i], i);
    }
}

static const struct CMUnitTest tests[] = {
    TEST(test_error_str_every_code_distinct),
    TEST(test_error_str_unknown_value_total),
    TEST(test_error_values_pinned),
};

TEST_MAIN(tests)
