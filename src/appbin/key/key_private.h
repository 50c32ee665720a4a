/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_KEY_PRIVATE_H
#define APPBIN_SRC_KEY_PRIVATE_H

#include "appbin/key.h"
#include "key/key_der.h"
#include "key/key_mbedtls.h"

#define KEY_P256_BYTES 32u
/* Longest private key in any DER form (RSA-3072 in encrypted PKCS#8: below 2000), bytes. */
#define KEY_DER_MAX 4096u

struct appbin_private_key {
    mbedtls_pk_context pk; /* checked; RSA is set up for PSS */
    uint32_t algorithm;
};

/* NULL without memory. */
struct appbin_private_key *appbin_key_private_new(void);

/* RSA only: PKCS#1 DER at the end of the buffer. */
enum appbin_error appbin_key_write_pkcs1(struct der_writer *writer,
                                         const struct appbin_private_key *key,
                                         struct appbin_diagnostic *diagnostic);

#endif
