/* SPDX-License-Identifier: MIT */
/* mbedTLS; mbedtls_config.h says what is in it. */
#include "appverify/mbedtls.h"
#include "crypto_port.h"

static struct appverify_mbedtls state;

void crypto_port_init(struct appverify_crypto *crypto)
{
    appverify_mbedtls_init(crypto, &state);
}

void crypto_port_free(void)
{
    appverify_mbedtls_free(&state);
}
