/* SPDX-License-Identifier: MIT */
#include "appbin/secret.h"

#include <stdlib.h>
#include <string.h>

void appbin_wipe(void *bytes, size_t size)
{
    explicit_bzero(bytes, size);
}

void appbin_secret_free(char *secret)
{
    if (secret != NULL) {
        appbin_wipe(secret, strlen(secret));
        free(secret);
    }
}
