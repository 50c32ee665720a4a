/* SPDX-License-Identifier: MIT */
/* Completion of the Z shell, from the command table. */
#ifndef IMAGETOOL_ZSH_COMPLETION_H
#define IMAGETOOL_ZSH_COMPLETION_H

#include <stdio.h>

void zsh_completion_print(FILE *script);

#endif
