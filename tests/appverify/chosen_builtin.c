/* SPDX-License-Identifier: MIT */
#include "appverify/builtin_crypto.h"
#include "chosen_port.h"

static struct appverify_builtin_crypto state;
static uint32_t memory[APPVERIFY_BUILTIN_RSA_3072_MEMORY / 4];

void chosen_port_init(struct appverify_crypto *crypto)
{
    appverify_builtin_crypto_init(crypto, &state);
    appverify_builtin_crypto_use_p256(&state);
    appverify_builtin_crypto_use_rsa(&state, memory, sizeof memory);
}

void chosen_port_free(void)
{
}
