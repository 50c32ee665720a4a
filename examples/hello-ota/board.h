/* SPDX-License-Identifier: MIT */
/* What the firmware needs of its board. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

#include "appverify/commit.h"

extern const struct appverify_storage board_storage;
extern const struct appverify_platform board_platform;

/* The slot that runs, 1 or 2. */
uint32_t board_slot(void);

void board_console_write(const char *text, size_t length);

void board_reset(void) __attribute__((noreturn));
/* Until the next update check; the emulated board ends here. */
void board_sleep(void) __attribute__((noreturn));

#endif
