/* SPDX-License-Identifier: MIT */
/* The project's own arithmetic. Drop what your keys do not need: then it is not linked. */
#include "appverify/builtin_crypto.h"
#include "crypto_port.h"

static struct appverify_builtin_crypto state;
static uint32_t rsa_memory[APPVERIFY_BUILTIN_RSA_3072_MEMORY / 4];

void crypto_port_init(struct appverify_crypto *crypto)
{
    appverify_builtin_crypto_init(crypto, &state);
    appverify_builtin_crypto_use_p256(&state);
    appverify_builtin_crypto_use_rsa(&state, rsa_memory, sizeof rsa_memory);
}

void crypto_port_free(void)
{
}
