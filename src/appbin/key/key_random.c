/* SPDX-License-Identifier: MIT */
#include "key/key_random.h"

#include <sys/random.h>
#include <unistd.h>

#include <mbedtls/entropy.h>

#define STEP_MAX 256u /* getentropy gives no more at once */

int appbin_key_random(void *context, unsigned char *bytes, size_t size)
{
    (void)context;
    while (size > 0) {
        size_t step = size < STEP_MAX ? size : STEP_MAX;
        if (getentropy(bytes, step) != 0) {
            return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
        }
        bytes += step;
        size -= step;
    }
    return 0;
}
