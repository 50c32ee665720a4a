/* SPDX-License-Identifier: MIT */
#include "check.h"

struct check_failure check_failure;

void check_reset(void)
{
    check_failure = (struct check_failure){NULL, NULL, 0, 0, 0, 0, 0};
}

static uint32_t current_note;

void check_note(uint32_t note)
{
    current_note = note;
}

int check_equal(uint32_t left, uint32_t right, const char *text, const char *file, uint32_t line)
{
    if (left != right) {
        if (check_failure.count == 0) {
            check_failure = (struct check_failure){file, text, line, left, right, current_note, 0};
        }
        check_failure.count++;
    }
    return left == right;
}

int check_that(int condition, const char *text, const char *file, uint32_t line)
{
    return check_equal(condition != 0, 1, text, file, line);
}
