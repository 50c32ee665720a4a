/* SPDX-License-Identifier: MIT */
/* appbin's own arithmetic; what no key of the ring needs is not linked. */
#include "ota_crypto.h"

#include "appverify/builtin_crypto.h"

#include "key_algorithms.h" /* made by the build from the key ring */

static struct appverify_builtin_crypto state;

#if defined(KEY_ALGORITHM_RSA_3072_PSS)
static uint32_t rsa_memory[APPVERIFY_BUILTIN_RSA_3072_MEMORY / 4];
#elif defined(KEY_ALGORITHM_RSA_2048_PSS)
static uint32_t rsa_memory[APPVERIFY_BUILTIN_RSA_2048_MEMORY / 4];
#endif

void ota_crypto_init(struct appverify_crypto *crypto)
{
    appverify_builtin_crypto_init(crypto, &state);
#if defined(KEY_ALGORITHM_ECDSA_P256)
    appverify_builtin_crypto_use_p256(&state);
#endif
#if defined(KEY_ALGORITHM_RSA_2048_PSS) || defined(KEY_ALGORITHM_RSA_3072_PSS)
    appverify_builtin_crypto_use_rsa(&state, rsa_memory, sizeof rsa_memory);
#endif
}
