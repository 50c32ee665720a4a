/* SPDX-License-Identifier: MIT */
/*
 * appverify's crypto on the host: signatures by mbedTLS, but for LMS, which is appverify's own, and
 * SHA-256 by nettle, which uses the instructions of the processor for it.
 */
#ifndef APPBIN_SRC_HOST_CRYPTO_H
#define APPBIN_SRC_HOST_CRYPTO_H

#include <nettle/sha2.h>

#include "appverify/builtin_crypto.h"
#include "appverify/mbedtls.h"

struct host_crypto {
    struct sha256_ctx hash;
    const struct appverify_crypto *under_way; /* one of the two, whichever has the key */
    struct appverify_crypto signature;
    struct appverify_crypto lms_signature;
    struct appverify_mbedtls mbedtls;
    struct appverify_builtin_crypto lms;
};

/* Fills a port; state stays where it is, and is freed by appbin_host_crypto_free. */
void appbin_host_crypto_init(struct appverify_crypto *crypto, struct host_crypto *state);

void appbin_host_crypto_free(struct host_crypto *state);

#endif
