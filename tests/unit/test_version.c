/* SPDX-License-Identifier: MIT */
#include "appbin/version.h"

#include <stdio.h>

#include "test_support.h"

#if APPBIN_VERSION_NUMBER < 0x000100 || APPVERIFY_VERSION_NUMBER >= 0x1000000
#error "a version that a preprocessor cannot compare"
#endif

/* As CMake has it. */
static const char *project_version;

static void test_version_every_owner_says_the_same(void **state)
{
    (void)state;
    assert_string_equal(APPVERIFY_VERSION_STRING, project_version);
    assert_string_equal(APPBIN_VERSION_STRING, project_version);
    assert_string_equal(appbin_version(), project_version);
}

static void test_version_numbers_make_the_string(void **state)
{
    char text[32];
    (void)state;
    (void)snprintf(text, sizeof text, "%d.%d.%d", APPBIN_VERSION_MAJOR, APPBIN_VERSION_MINOR,
                   APPBIN_VERSION_PATCH);
    assert_string_equal(text, project_version);
    (void)snprintf(text, sizeof text, "%ld.%ld.%ld", APPBIN_VERSION_NUMBER >> 16,
                   APPBIN_VERSION_NUMBER >> 8 & 0xff, APPBIN_VERSION_NUMBER & 0xff);
    assert_string_equal(text, project_version);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_version_every_owner_says_the_same),
        TEST(test_version_numbers_make_the_string),
    };
    if (argc != 2) {
        (void)fprintf(stderr, "usage: test_version PROJECT_VERSION\n");
        return 2;
    }
    project_version = argv[1];
    return RUN_TESTS(tests, NULL);
}
