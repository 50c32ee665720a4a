/* SPDX-License-Identifier: MIT */
/*
 * appverify's crypto on the host: signatures by mbedTLS, and SHA-256 by nettle, which uses the
 * instructions of the processor for it.
 */
#ifndef APPBIN_SRC_HOST_CRYPTO_H
#define APPBIN_SRC_HOST_CRYPTO_H

#include <nettle/sha2.h>

#include "appverify/mbedtls.h"

struct host_crypto {
    struct sha256_ctx hash;
    struct appverify_crypto signature;
    struct appverify_mbedtls mbedtls;
};

/* Fills a port; state stays where it is, and is freed by appbin_host_crypto_free. */
void appbin_host_crypto_init(struct appverify_crypto *crypto, struct host_crypto *state);

void appbin_host_crypto_free(struct host_crypto *state);

#endif
