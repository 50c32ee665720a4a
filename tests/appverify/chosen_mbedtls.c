/* SPDX-License-Identifier: MIT */
#include "appverify/mbedtls.h"
#include "chosen_port.h"

static struct appverify_mbedtls state;

void chosen_port_init(struct appverify_crypto *crypto)
{
    appverify_mbedtls_init(crypto, &state);
}

void chosen_port_free(void)
{
    appverify_mbedtls_free(&state);
}
