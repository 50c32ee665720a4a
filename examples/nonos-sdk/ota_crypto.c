/* SPDX-License-Identifier: MIT */
/* appbin's own arithmetic, of which what no key needs is not linked; or mbedTLS (OTA_CRYPTO). */
#include "ota_crypto.h"

#include "key_algorithms.h" /* made by the build from the key ring */

#if defined(OTA_CRYPTO_MBEDTLS)
#include "appverify/mbedtls.h"

void ota_crypto_init(struct appverify_crypto *crypto)
{
    static struct appverify_mbedtls state;
    appverify_mbedtls_init(crypto, &state);
}
#else
#include "appverify/builtin_crypto.h"

void ota_crypto_init(struct appverify_crypto *crypto)
{
    static struct appverify_builtin_crypto state;
    appverify_builtin_crypto_init(crypto, &state);
#if defined(KEY_ALGORITHM_ECDSA_P256)
    appverify_builtin_crypto_use_p256(&state);
#endif
#if defined(KEY_RSA_MEMORY)
    static uint32_t memory[KEY_RSA_MEMORY / 4];
    appverify_builtin_crypto_use_rsa(&state, memory, sizeof memory);
#endif
}
#endif
