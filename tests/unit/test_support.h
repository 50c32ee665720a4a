/* cmocka wants these headers before its own. */
#ifndef APPBIN_TEST_SUPPORT_H
#define APPBIN_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

#endif
