/* SPDX-License-Identifier: MIT */
#include "stack.h"

#define PAINT 0xDEC0DEADu /* as in stack.S */
#define GUARD_WORDS 64u   /* no frame leaves more than this untouched */
#define CALL_FRAME 16u    /* of stack_call */

extern uint32_t device_stack_bottom[];

/* By stack.S: stack pointer of the function that called stack_paint; 0: none did. */
extern uint32_t stack_painted_from;

static uint32_t untouched(const uint32_t *stack, size_t words)
{
    uint32_t count = 0;
    while (count < words && stack[count] == PAINT) {
        count++;
    }
    return count;
}

uint32_t stack_peak(void)
{
    size_t words = (stack_painted_from - (uint32_t)device_stack_bottom) / sizeof(uint32_t);
    return (uint32_t)((words - untouched(device_stack_bottom, words)) * sizeof(uint32_t));
}

int stack_overflowed(void)
{
    return stack_painted_from != 0 && untouched(device_stack_bottom, GUARD_WORDS) < GUARD_WORDS;
}

void stack_paint_other(uint32_t *stack, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        stack[i] = PAINT;
    }
}

uint32_t stack_peak_other(const uint32_t *stack, size_t words)
{
    uint32_t used = (uint32_t)((words - untouched(stack, words)) * sizeof(uint32_t));
    return used > CALL_FRAME ? used - CALL_FRAME : 0;
}
