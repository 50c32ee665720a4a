/* SPDX-License-Identifier: MIT */
/* The device of the targets that update it, and the input that says what happens to it. */
#ifndef APPBIN_FUZZ_DEVICE_H
#define APPBIN_FUZZ_DEVICE_H

#include "device_bundle.h"
#include "fuzz_target.h"

/* What is left of the input. Once it is used up there are zeros. */
struct fuzz_input {
    const uint8_t *bytes;
    size_t size;
    uint32_t seed; /* of what the input does not say: fuzz_random */
};

extern struct fuzz_input fuzz_input;

uint32_t fuzz_take_byte(void);
uint32_t fuzz_take_half(void); /* 16 bits, little endian */

/* Bytes of the input, at most so many and at most what is left: two say how many. */
uint32_t fuzz_take_bytes(uint8_t *to, uint32_t most);

/* Below a number that is not 0. */
uint32_t fuzz_random(uint32_t end);

/* A piece of its own, so that the sanitizer sees a read beyond it. To be freed. */
uint8_t *fuzz_copy(const uint8_t *bytes, uint32_t size);

/* Of a device that is set up: from now on each update erases a sector at most once. */
void fuzz_device_watch(void);

/* After a reset of the device: nothing of RAM is left, the crypto port's included. */
void fuzz_device_restarted(void);

/*
 * Nothing but the release on its way is bootable, and that only when it may be (may_have_head: a
 * commit was begun), or the one that was there, unchanged; and neither flash nor crypto port were
 * used against their rules.
 */
void fuzz_device_require(int may_have_head);

/* The release is committed, once. */
void fuzz_device_require_committed(void);

#endif
