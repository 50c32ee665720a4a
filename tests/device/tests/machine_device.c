/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include "clock.h"
#include "semihosting.h"
#include "stack.h"

#define STACK_WORDS 1024

static int file;
static uint32_t other_stack[STACK_WORDS] __attribute__((aligned(16)));

int machine_open(const char *path)
{
    file = host_open(path, HOST_READ);
    return file >= 0;
}

int machine_read(void *bytes, size_t size)
{
    return host_read(file, bytes, size) == (int32_t)size;
}

uint32_t machine_run(void (*function)(void *), void *argument, uint32_t *stack)
{
    stack_paint_other(other_stack, STACK_WORDS);
    uint32_t start = clock_ticks();
    stack_call(function, argument, other_stack + STACK_WORDS);
    uint32_t instructions = (uint32_t)clock_instructions_since(start);
    *stack = stack_peak_other(other_stack, STACK_WORDS);
    return instructions;
}
