/* SPDX-License-Identifier: MIT */
#include "appverify/mbedtls.h"
#include "measured_port.h"

static struct appverify_mbedtls state;

void measured_port_init(struct appverify_crypto *crypto)
{
    appverify_mbedtls_init(crypto, &state);
}

void measured_port_free(void)
{
    appverify_mbedtls_free(&state);
}

uint32_t measured_port_memory(void)
{
    return sizeof state;
}

/* Tables make no difference to it: of P-256 the one key without is enough. */
int measured_port_uses(const struct appverify_key *key)
{
    if ((key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256 && key->table != NULL) ||
        key->algorithm == APPVERIFY_ALGORITHM_LMS) {
        return 0;
    }
    return DEVICE_ALGORITHM == 0 || key->algorithm == DEVICE_ALGORITHM;
}
