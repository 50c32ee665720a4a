/* SPDX-License-Identifier: MIT */
/* Whose turn it is to ask on a terminal: two that hide what is typed would undo each other. */
#ifndef IMAGETOOL_TERMINAL_TURN_H
#define IMAGETOOL_TERMINAL_TURN_H

#include <stdio.h>

/*
 * Waits until no other process has its turn at the terminal of this session, which is open as
 * /dev/tty; a signal ends the wait as it ends the process. Gives what terminal_turn_end takes: -1
 * where no standard stream is the terminal, or it is somebody else's, and nobody is waited for.
 */
int terminal_turn_begin(FILE *terminal);

/* Lets the next one ask. */
void terminal_turn_end(int turn);

#endif
