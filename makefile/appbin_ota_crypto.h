/* SPDX-License-Identifier: MIT */
/* The crypto for the keys that the firmware trusts, and how long a manifest of them can be. */
#ifndef APPBIN_OTA_CRYPTO_H
#define APPBIN_OTA_CRYPTO_H

#include "appverify/crypto.h"
#include "appverify/manifest_format.h"

/* Most signatures of a release by keys of one algorithm; appbin.mk knows those of the key ring. */
#if !defined(APPBIN_OTA_SIGNATURES)
#if defined(APPBIN_OTA_LMS)
#define APPBIN_OTA_SIGNATURES 1u
#else
#define APPBIN_OTA_SIGNATURES 2u
#endif
#endif
#if defined(APPBIN_OTA_ECDSA_P256)
#define OTA_ECDSA_BLOCK (APPVERIFY_BLOCK_HEADER_SIZE + APPVERIFY_ECDSA_P256_SIZE)
#else
#define OTA_ECDSA_BLOCK 0u
#endif
#if defined(APPBIN_OTA_RSA_3072_PSS)
#define OTA_RSA_BLOCK (APPVERIFY_BLOCK_HEADER_SIZE + APPVERIFY_RSA_3072_SIZE)
#elif defined(APPBIN_OTA_RSA_2048_PSS)
#define OTA_RSA_BLOCK (APPVERIFY_BLOCK_HEADER_SIZE + APPVERIFY_RSA_2048_SIZE)
#else
#define OTA_RSA_BLOCK 0u
#endif
#if defined(APPBIN_OTA_LMS)
#define OTA_LMS_BLOCK (APPVERIFY_BLOCK_HEADER_SIZE + APPVERIFY_LMS_H20_SIZE)
#else
#define OTA_LMS_BLOCK 0u
#endif
#define OTA_MANIFEST_SIZE                                                                          \
    (APPVERIFY_SIGNED_MAX +                                                                        \
     APPBIN_OTA_SIGNATURES * (OTA_ECDSA_BLOCK + OTA_RSA_BLOCK + OTA_LMS_BLOCK) +                   \
     APPVERIFY_END_SIZE)

void ota_crypto_init(struct appverify_crypto *crypto);

#endif
