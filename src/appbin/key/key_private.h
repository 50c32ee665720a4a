#ifndef APPBIN_SRC_KEY_PRIVATE_H
#define APPBIN_SRC_KEY_PRIVATE_H

#include "appbin/key.h"
#include "key/key_der.h"
#include "key/key_mbedtls.h"

#define KEY_P256_BYTES 32u
#define KEY_RSA_EXPONENT 65537
/* Longest private key in any DER form (RSA-3072 in encrypted PKCS#8: below 2000), bytes. */
#define KEY_DER_MAX 4096u

struct appbin_private_key {
    mbedtls_pk_context pk; /* checked; RSA is set up for PSS */
    uint32_t algorithm;
};

/* NULL without memory. */
struct appbin_private_key *appbin_key_private_new(void);

/* Refuses everything but P-256 and RSA of the sizes and the exponent that are supported. */
enum appbin_error appbin_key_algorithm_of(uint32_t *algorithm, const mbedtls_pk_context *pk,
                                          struct appbin_diagnostic *diagnostic);

enum appbin_error appbin_key_public_fill(struct appbin_public_key *key,
                                         const mbedtls_pk_context *pk, uint32_t algorithm,
                                         struct appbin_diagnostic *diagnostic);

/* RSA only: PKCS#1 DER at the end of the buffer. */
enum appbin_error appbin_key_write_pkcs1(struct der_writer *writer,
                                         const struct appbin_private_key *key,
                                         struct appbin_diagnostic *diagnostic);

/* The diagnostic for an mbedTLS error: NO_MEMORY when it is one, otherwise `error`. */
enum appbin_error appbin_key_fail_mbedtls(struct appbin_diagnostic *diagnostic,
                                          enum appbin_error error, const char *what, int code);

#endif
