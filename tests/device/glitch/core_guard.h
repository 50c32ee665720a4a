/* SPDX-License-Identifier: MIT */
/* Calls a function that may crash or run for ever, and comes back from it. */
#ifndef APPVERIFY_TESTS_GLITCH_CORE_GUARD_H
#define APPVERIFY_TESTS_GLITCH_CORE_GUARD_H

#include <stdint.h>

#define CORE_RETURNED UINT32_MAX

/* Takes the core's exceptions over. */
void core_guard_init(void);

/*
 * function(argument) on the stack that ends at top, a multiple of 16. Returns CORE_RETURNED, or the
 * cause of the exception that ended it; 4 is the timer.
 */
uint32_t core_guard(void (*function)(uint32_t), uint32_t argument, void *top);

#endif
