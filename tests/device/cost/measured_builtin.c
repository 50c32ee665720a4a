/* SPDX-License-Identifier: MIT */
#include "appverify/builtin_crypto.h"
#include "measured_port.h"

/* 14: P-256 and LMS. */
#define WITH_P256 (DEVICE_ALGORITHM < 2 || DEVICE_ALGORITHM == 14)
#define WITH_LMS (DEVICE_ALGORITHM == 0 || DEVICE_ALGORITHM == 4 || DEVICE_ALGORITHM == 14)
#if DEVICE_ALGORITHM == 2
#define RSA_MEMORY APPVERIFY_BUILTIN_RSA_2048_MEMORY
#elif DEVICE_ALGORITHM == 0 || DEVICE_ALGORITHM == 3
#define RSA_MEMORY APPVERIFY_BUILTIN_RSA_3072_MEMORY
#else
#define RSA_MEMORY 0u
#endif

static struct appverify_builtin_crypto state;

void measured_port_init(struct appverify_crypto *crypto)
{
    appverify_builtin_crypto_init(crypto, &state);
#if WITH_P256
    appverify_builtin_crypto_use_p256(&state);
#endif
#if WITH_LMS
    appverify_builtin_crypto_use_lms(&state);
#endif
#if RSA_MEMORY
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
    switch (key->algorithm) {
    case APPVERIFY_ALGORITHM_ECDSA_P256:
        return WITH_P256 && (APPVERIFY_P256_BARE_KEYS || key->table != NULL);
    case APPVERIFY_ALGORITHM_LMS:
        return WITH_LMS;
    default:
        return DEVICE_ALGORITHM == 0 || key->algorithm == DEVICE_ALGORITHM;
    }
}
