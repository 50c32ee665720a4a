/* SPDX-License-Identifier: MIT */
/* What asks the program to end waits while files are half made. */
#ifndef IMAGETOOL_INTERRUPTS_H
#define IMAGETOOL_INTERRUPTS_H

#include <signal.h>

/* Holds SIGINT, SIGTERM and SIGHUP back; before is for interrupts_release. */
void interrupts_hold(sigset_t *before);

/* One that came meanwhile ends the program here. */
void interrupts_release(const sigset_t *before);

#endif
