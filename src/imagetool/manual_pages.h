/* SPDX-License-Identifier: MIT */
/* The manual pages, made from the command table. */
#ifndef IMAGETOOL_MANUAL_PAGES_H
#define IMAGETOOL_MANUAL_PAGES_H

#include <stdio.h>

#include "command.h"

/* imagetool(1) */
void manual_pages_print_overview(FILE *page);

/* imagetool-COMMAND(1) */
void manual_pages_print_command(FILE *page, const struct command *command);

#endif
