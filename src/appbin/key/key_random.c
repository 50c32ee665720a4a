/* SPDX-License-Identifier: MIT */
#include "key/key_random.h"

#include <errno.h>
#include <sys/random.h>

#include <mbedtls/entropy.h>

int appbin_key_random(void *context, unsigned char *bytes, size_t size)
{
    (void)context;
    while (size > 0) {
        ssize_t got = getrandom(bytes, size, 0);
        if (got < 0 && errno != EINTR) {
            return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
        }
        if (got > 0) {
            bytes += got;
            size -= (size_t)got;
        }
    }
    return 0;
}
