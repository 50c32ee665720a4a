/* SPDX-License-Identifier: MIT */
/* cmocka wants these headers before its own. */
#ifndef APPBIN_TEST_SUPPORT_H
#define APPBIN_TEST_SUPPORT_H

#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* clang-format off */
#include <cmocka.h>
/* clang-format on */

#include "appbin/error.h"

/* A refusal must explain itself: one line of printable ASCII. */
static inline void assert_explained(const struct appbin_diagnostic *diagnostic)
{
    assert_int_not_equal(diagnostic->message[0], '\0');
    for (const char *c = diagnostic->message; *c != '\0'; c++) {
        assert_in_range(*c, 0x20, 0x7e);
    }
}

#define TEST(function) cmocka_unit_test(function)

/* A test with set_up and tear_down of its file around it. */
#define TEST_WITH_FIXTURE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

/* Makes cmocka run the tests whose names match the pattern, or all of them without one. */
static inline bool select_tests(const struct CMUnitTest *tests, size_t count, const char *pattern)
{
    for (size_t i = 0; pattern != NULL && i < count; i++) {
        if (fnmatch(pattern, tests[i].name, 0) == 0) {
            cmocka_set_test_filter(pattern);
            return true;
        }
    }
    if (pattern != NULL) {
        (void)fprintf(stderr, "no test is called %s\n", pattern);
    }
    return pattern == NULL;
}

/* The exit status; 2 when there is no such test. */
#define RUN_TESTS(tests, pattern)                                                                  \
    (select_tests(tests, sizeof(tests) / sizeof((tests)[0]), pattern)                              \
         ? cmocka_run_group_tests(tests, NULL, NULL)                                               \
         : 2)

/* What a test program ends with: its table. The program takes one argument, a pattern of names. */
#define TEST_MAIN(tests)                                                                           \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        return RUN_TESTS(tests, argc > 1 ? argv[1] : NULL);                                        \
    }

#endif
