/* SPDX-License-Identifier: MIT */
#include "base/secret_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/secret.h"

bool appbin_secret_bytes_allocate(struct appbin_secret_bytes *secret, size_t capacity)
{
    uint8_t *bytes = malloc(capacity > 0 ? capacity : 1);
    *secret = (struct appbin_secret_bytes){.bytes = bytes, .capacity = capacity};
    return bytes != NULL;
}

bool appbin_secret_bytes_copy(struct appbin_secret_bytes *secret, const void *bytes, size_t size)
{
    if (!appbin_secret_bytes_allocate(secret, size)) {
        return false;
    }
    memcpy(secret->bytes, bytes, size);
    secret->size = size;
    return true;
}

void appbin_secret_bytes_free(struct appbin_secret_bytes *secret)
{
    if (secret->bytes != NULL) {
        appbin_wipe(secret->bytes, secret->capacity);
        free(secret->bytes);
    }
    *secret = (struct appbin_secret_bytes){.bytes = NULL};
}

__attribute__((noinline)) void appbin_secret_stack_wipe(void)
{
    uint8_t below[2048];
    appbin_wipe(below, sizeof below);
}
