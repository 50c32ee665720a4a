/* SPDX-License-Identifier: MIT */
/* What the bash completion knows of the commands; completion.bash does the rest. */
#ifndef IMAGETOOL_BASH_COMPLETION_H
#define IMAGETOOL_BASH_COMPLETION_H

#include <stdio.h>

/* Prints the functions that completion.bash calls. */
void bash_completion_print_table(FILE *script);

#endif
