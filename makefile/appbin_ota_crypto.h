/* SPDX-License-Identifier: MIT */
/* The crypto for the keys that the firmware trusts, and how long a manifest of them can be. */
#ifndef APPBIN_OTA_CRYPTO_H
#define APPBIN_OTA_CRYPTO_H

#include "appverify/crypto.h"
#include "appverify/manifest_format.h"

/* Most signatures of a release; appbin.mk knows the algorithms of the key ring. */
#if !defined(APPBIN_OTA_SIGNATURES)
#define APPBIN_OTA_SIGNATURES 2u
#endif
#if defined(APPBIN_OTA_RSA_3072_PSS)
#define OTA_SIGNATURE_SIZE APPVERIFY_RSA_3072_SIZE
#elif defined(APPBIN_OTA_RSA_2048_PSS)
#define OTA_SIGNATURE_SIZE APPVERIFY_RSA_2048_SIZE
#else
#define OTA_SIGNATURE_SIZE APPVERIFY_ECDSA_P256_SIZE
#endif
#define OTA_MANIFEST_SIZE                                                                          \
    (APPVERIFY_SIGNED_MAX +                                                                        \
     APPBIN_OTA_SIGNATURES * (APPVERIFY_BLOCK_HEADER_SIZE + OTA_SIGNATURE_SIZE) +                  \
     APPVERIFY_END_SIZE)

void ota_crypto_init(struct appverify_crypto *crypto);

#endif
