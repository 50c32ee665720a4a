/* SPDX-License-Identifier: MIT */
/* Everything that differs between mbedTLS 2.28 and 3.x is in this file. */
#ifndef APPBIN_SRC_KEY_MBEDTLS_H
#define APPBIN_SRC_KEY_MBEDTLS_H

#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/pkcs5.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>

#include "key/key_random.h"

#if MBEDTLS_VERSION_NUMBER < 0x03000000
#define KEY_FIELD(field) field
#else
#define KEY_FIELD(field) MBEDTLS_PRIVATE(field)
#endif

/* Parses a private key: DER, not encrypted. */
static inline int appbin_key_mbedtls_parse(mbedtls_pk_context *pk, const unsigned char *der,
                                           size_t size)
{
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    return mbedtls_pk_parse_key(pk, der, size, NULL, 0);
#else
    return mbedtls_pk_parse_key(pk, der, size, NULL, 0, appbin_key_random, NULL);
#endif
}

/* Do the public and the private half of a key belong together? */
static inline int appbin_key_mbedtls_check_pair(const mbedtls_pk_context *pk)
{
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    return mbedtls_pk_check_pair(pk, pk);
#else
    return mbedtls_pk_check_pair(pk, pk, appbin_key_random, NULL);
#endif
}

static inline int appbin_key_mbedtls_use_pss(mbedtls_rsa_context *rsa)
{
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
    return 0;
#else
    return mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
#endif
}

/* PBKDF2 without the context that 3.3 made superfluous. */
static inline int appbin_key_mbedtls_pbkdf2(mbedtls_md_type_t hash, const unsigned char *passphrase,
                                            size_t passphrase_size, const unsigned char *salt,
                                            size_t salt_size, unsigned rounds, uint32_t key_size,
                                            unsigned char *key)
{
#if MBEDTLS_VERSION_NUMBER < 0x03030000
    mbedtls_md_context_t context;
    mbedtls_md_init(&context);
    int error = mbedtls_md_setup(&context, mbedtls_md_info_from_type(hash), 1);
    if (error == 0) {
        error = mbedtls_pkcs5_pbkdf2_hmac(&context, passphrase, passphrase_size, salt, salt_size,
                                          rounds, key_size, key);
    }
    mbedtls_md_free(&context);
    return error;
#else
    return mbedtls_pkcs5_pbkdf2_hmac_ext(hash, passphrase, passphrase_size, salt, salt_size, rounds,
                                         key_size, key);
#endif
}

#endif
