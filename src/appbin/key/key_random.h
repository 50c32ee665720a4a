/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_KEY_RANDOM_H
#define APPBIN_SRC_KEY_RANDOM_H

#include <stddef.h>

/* Random numbers of the operating system, in the form that mbedTLS calls; context is unused. */
int appbin_key_random(void *context, unsigned char *bytes, size_t size);

#endif
