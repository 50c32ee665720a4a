/* SPDX-License-Identifier: MIT */
/* How deep a stack went: its free part is painted, and what lost its paint was used. */
#ifndef DEVICE_STACK_H
#define DEVICE_STACK_H

#include <stddef.h>
#include <stdint.h>

/* Paints the free part of the program's stack. */
void stack_paint(void);

/* Bytes that were used below the function that called stack_paint, by all that it called since.
 * Exact to a word, unless a function never wrote to the deep end of its frame. */
uint32_t stack_peak(void);

/* 1 when the program's stack reached its end. */
int stack_overflowed(void);

/* The same for a stack elsewhere, used through stack_call. */
void stack_paint_other(uint32_t *stack, size_t words);
uint32_t stack_peak_other(const uint32_t *stack, size_t words);

/*
 * Calls function(argument) on another stack, so that its use is told from its caller's.
 * top: end of that stack, a multiple of 16; the first 16 bytes below it are stack_call's own.
 */
void stack_call(void (*function)(void *), void *argument, void *top);

#endif
