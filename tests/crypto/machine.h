/* SPDX-License-Identifier: MIT */
/* What a test of the cryptography needs of the machine it runs on: the host or the emulated core.
 */
#ifndef TESTS_CRYPTO_MACHINE_H
#define TESTS_CRYPTO_MACHINE_H

#include <stddef.h>
#include <stdint.h>

/* One file at a time. Returns 0 on failure. */
int machine_open(const char *path);

/* Reads exactly size bytes; returns 0 when there are fewer. */
int machine_read(void *bytes, size_t size);

/* Instructions that the function takes, to 25; 0 on the host. stack: bytes it takes, 0 on the
 * host. */
uint32_t machine_run(void (*function)(void *), void *argument, uint32_t *stack);

#endif
