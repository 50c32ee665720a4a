/* SPDX-License-Identifier: MIT */
/* What the firmware needs of its board; one board_<name>.c is linked. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

#include "appverify/commit.h"

enum board_file { BOARD_FILE_MANIFEST, BOARD_FILE_SLOT_1, BOARD_FILE_SLOT_2 };

extern const struct appverify_storage board_storage;
extern const struct appverify_platform board_platform;

/* The slot that runs, 1 or 2. */
uint32_t board_slot(void);

void board_console_write(const char *text, size_t length);

/* Asks the update server for a file. 0 when it is offered. */
int board_fetch_open(enum board_file file);
/* The next bytes of it, 1 to capacity of them; 0 at the end, -1 when the connection broke. */
int32_t board_fetch_read(uint8_t *buffer, size_t capacity);

/* Between two pieces of work: on a chip, feed the watchdog and let Wi-Fi run. */
void board_yield(void *context);

void board_reset(void) __attribute__((noreturn));
/* Until the next update check; the emulated board ends here. */
void board_sleep(void) __attribute__((noreturn));

#endif
