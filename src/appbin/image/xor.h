/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_XOR_H
#define APPBIN_SRC_XOR_H

#include <stddef.h>
#include <stdint.h>

/* XOR of all bytes, a word at a time: this runs over every RAM segment of every image. */
uint8_t appbin_xor_bytes(const uint8_t *bytes, size_t size);

#endif
