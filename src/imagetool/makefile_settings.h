/* SPDX-License-Identifier: MIT */
/* What a makefile has to know of a file of options for release. */
#ifndef IMAGETOOL_MAKEFILE_SETTINGS_H
#define IMAGETOOL_MAKEFILE_SETTINGS_H

#include "exit_code.h"

/* Prints variables of make, once the file is known to be good. Prints a message on failure. */
enum exit_code makefile_settings_print(const char *path);

#endif
