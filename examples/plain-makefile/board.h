/* SPDX-License-Identifier: MIT */
/* What the program needs from the board; one board_<name>.c is linked. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>

/* Writes length bytes of text to the console. */
void board_console_write(const char *text, size_t length);

/* Ends the program; status 0 means success. */
void board_exit(int status) __attribute__((noreturn));

#endif
