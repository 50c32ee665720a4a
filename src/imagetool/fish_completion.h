/* SPDX-License-Identifier: MIT */
/* Completion of the fish shell, from the command table. */
#ifndef IMAGETOOL_FISH_COMPLETION_H
#define IMAGETOOL_FISH_COMPLETION_H

#include <stdio.h>

void fish_completion_print(FILE *script);

#endif
