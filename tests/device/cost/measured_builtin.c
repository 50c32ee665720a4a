/* SPDX-License-Identifier: MIT */
#include "appverify/builtin_crypto.h"
#include "measured_port.h"

/* 0: no RSA. */
#if DEVICE_ALGORITHM == 1
#define RSA_MEMORY 0u
#elif DEVICE_ALGORITHM == 2
#define RSA_MEMORY APPVERIFY_BUILTIN_RSA_2048_MEMORY
#else
#define RSA_MEMORY APPVERIFY_BUILTIN_RSA_3072_MEMORY
#endif

static struct appverify_builtin_crypto state;

void measured_port_init(struct appverify_crypto *crypto)
{
    appverify_builtin_crypto_init(crypto, &state);
#if DEVICE_ALGORITHM < 2
    appverify_builtin_crypto_use_p256(&state);
#endif
#if DEVICE_ALGORITHM != 1
    static uint32_t memory[RSA_MEMORY / 4];
    appverify_builtin_crypto_use_rsa(&state, memory, sizeof memory);
#endif
}

void measured_port_free(void)
{
}

uint32_t measured_port_memory(void)
{
    return sizeof state + RSA_MEMORY;
}

int measured_port_uses(const struct appverify_key *key)
{
    if (key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256 && key->table == NULL) {
        return APPVERIFY_P256_BARE_KEYS && DEVICE_ALGORITHM < 2;
    }
    return DEVICE_ALGORITHM == 0 || key->algorithm == DEVICE_ALGORITHM;
}
