/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_MD5_H
#define APPBIN_SRC_MD5_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 16 bytes; false where mbedTLS was built without MD5. A checksum of other people's files. */
bool appbin_md5(uint8_t *digest, const uint8_t *bytes, size_t size);

#endif
