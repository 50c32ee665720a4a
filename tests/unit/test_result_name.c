/* SPDX-License-Identifier: MIT */
#include "appverify/run.h"
#include "test_support.h"

static void test_result_name_every_error_distinct(void **state)
{
    (void)state;
    for (int a = APPVERIFY_ERR_UNDECIDED; a <= APPVERIFY_ERR_BOOT; a++) {
        const char *name = appverify_result_name((enum appverify_result)a);
        assert_string_not_equal(name, "UNKNOWN");
        for (int b = APPVERIFY_ERR_UNDECIDED; b < a; b++) {
            assert_string_not_equal(name, appverify_result_name((enum appverify_result)b));
        }
    }
}

static void test_result_name_known_values_pinned(void **state)
{
    (void)state;
    assert_string_equal(appverify_result_name(APPVERIFY_OK), "OK");
    assert_string_equal(appverify_result_name(APPVERIFY_MANIFEST_OK), "MANIFEST_OK");
    assert_string_equal(appverify_result_name(APPVERIFY_COMMITTED), "COMMITTED");
    assert_string_equal(appverify_result_name(APPVERIFY_MORE), "MORE");
    assert_string_equal(appverify_result_name(APPVERIFY_ERR_SIGNATURE), "SIGNATURE");
    assert_string_equal(appverify_result_name(APPVERIFY_ERR_DIGEST), "DIGEST");
    assert_string_equal(appverify_result_name(APPVERIFY_ERR_BOOT), "BOOT");
}

static void test_result_name_unknown_value_total(void **state)
{
    (void)state;
    assert_string_equal(appverify_result_name((enum appverify_result)0), "UNKNOWN");
    assert_string_equal(appverify_result_name((enum appverify_result)(APPVERIFY_ERR_BOOT + 1)),
                        "UNKNOWN");
    assert_string_equal(appverify_result_name((enum appverify_result) - 1), "UNKNOWN");
}

static const struct CMUnitTest tests[] = {
    TEST(test_result_name_every_error_distinct),
    TEST(test_result_name_known_values_pinned),
    TEST(test_result_name_unknown_value_total),
};

TEST_MAIN(tests)
