/* SPDX-License-Identifier: MIT */
/* mbedTLS, from source or the SDK's. */
#include "ota_crypto.h"

#include "appverify/mbedtls.h"

static struct appverify_mbedtls state;

void ota_crypto_init(struct appverify_crypto *crypto)
{
    appverify_mbedtls_init(crypto, &state);
}
