/* SPDX-License-Identifier: MIT */
/* The linker puts __wrap_getentropy in front of the system's (--wrap). */
#include <stdint.h>
#include <string.h>

#include "key/key_random.h"
#include "test_support.h"

#define STEP_MAX 256u /* POSIX: GETENTROPY_MAX */

static unsigned calls;
static unsigned failing_call;

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */
int __wrap_getentropy(void *bytes, size_t size);
int __wrap_getentropy(void *bytes, size_t size)
{
    calls++;
    if (size > STEP_MAX || calls == failing_call) {
        return -1;
    }
    memset(bytes, (int)calls, size);
    return 0;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */

static int fill(uint8_t *bytes, size_t size, unsigned failing)
{
    calls = 0;
    failing_call = failing;
    return appbin_key_random(NULL, bytes, size);
}

static void test_key_random_every_size_filled_exactly(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 3 * STEP_MAX + 1; size++) {
        uint8_t bytes[4 * STEP_MAX] = {0};
        assert_int_equal(fill(bytes, size, 0), 0);
        for (size_t i = 0; i < sizeof bytes; i++) {
            assert_int_equal(bytes[i], i < size ? i / STEP_MAX + 1 : 0);
        }
    }
}

static void test_key_random_any_call_fails_refused(void **state)
{
    uint8_t bytes[3 * STEP_MAX];
    (void)state;
    for (unsigned failing = 1; failing <= 3; failing++) {
        assert_int_not_equal(fill(bytes, sizeof bytes, failing), 0);
        assert_int_equal(calls, failing);
    }
    assert_int_equal(fill(bytes, sizeof bytes, 4), 0);
}

static const struct CMUnitTest tests[] = {
    TEST(test_key_random_every_size_filled_exactly),
    TEST(test_key_random_any_call_fails_refused),
};

TEST_MAIN(tests)
