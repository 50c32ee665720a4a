/* SPDX-License-Identifier: MIT */
/* Bytes on the heap that are wiped before they are freed. */
#ifndef APPBIN_SRC_SECRET_BYTES_H
#define APPBIN_SRC_SECRET_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* bytes NULL: there is nothing. */
struct appbin_secret_bytes {
    uint8_t *bytes;
    size_t size;     /* bytes in use */
    size_t capacity; /* bytes allocated; all of them are wiped */
};

/* Makes room for capacity bytes, at least one; size stays 0. False without memory. */
bool appbin_secret_bytes_allocate(struct appbin_secret_bytes *secret, size_t capacity);

/* Makes a copy. False without memory. */
bool appbin_secret_bytes_copy(struct appbin_secret_bytes *secret, const void *bytes, size_t size);

/* Wipes, frees and clears; does nothing when bytes is NULL. */
void appbin_secret_bytes_free(struct appbin_secret_bytes *secret);

/*
 * Wipes 2 KiB below the frame of the caller, where functions of another library that it has called
 * may have left copies of a secret.
 */
void appbin_secret_stack_wipe(void);

#endif
