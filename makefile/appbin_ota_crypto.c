/* SPDX-License-Identifier: MIT */
#include "appbin_ota_crypto.h"

#include "appverify/builtin_crypto.h"

void ota_crypto_init(struct appverify_crypto *crypto)
{
    static struct appverify_builtin_crypto state;
    appverify_builtin_crypto_init(crypto, &state);
#if defined(APPBIN_OTA_ECDSA_P256)
    appverify_builtin_crypto_use_p256(&state);
#endif
#if defined(APPBIN_OTA_LMS)
    appverify_builtin_crypto_use_lms(&state);
#endif
#if defined(APPBIN_OTA_RSA_3072_PSS)
    static uint32_t memory[APPVERIFY_BUILTIN_RSA_3072_MEMORY / 4];
    appverify_builtin_crypto_use_rsa(&state, memory, sizeof memory);
#elif defined(APPBIN_OTA_RSA_2048_PSS)
    static uint32_t memory[APPVERIFY_BUILTIN_RSA_2048_MEMORY / 4];
    appverify_builtin_crypto_use_rsa(&state, memory, sizeof memory);
#endif
}
