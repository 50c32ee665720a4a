/* SPDX-License-Identifier: MIT */
#include "key/key_private.h"

#include <stdlib.h>

#include "key/key_public.h"

struct appbin_private_key *appbin_key_private_new(void)
{
    struct appbin_private_key *key = malloc(sizeof *key);
    if (key != NULL) {
        key->algorithm = 0;
        mbedtls_pk_init(&key->pk);
    }
    return key;
}

void appbin_private_key_free(struct appbin_private_key *key)
{
    if (key != NULL) {
        mbedtls_pk_free(&key->pk);
        free(key);
    }
}

enum appbin_error appbin_private_key_public(struct appbin_public_key *public_key,
                                            const struct appbin_private_key *key,
                                            struct appbin_diagnostic *diagnostic)
{
    return appbin_key_public_fill(public_key, &key->pk, key->algorithm, diagnostic);
}
