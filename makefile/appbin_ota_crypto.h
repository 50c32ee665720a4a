/* SPDX-License-Identifier: MIT */
/* The crypto for the keys that the firmware trusts, and how long a manifest of them can be. */
#ifndef APPBIN_OTA_CRYPTO_H
#define APPBIN_OTA_CRYPTO_H

#include "appverify/crypto.h"
#include "appverify/manifest_format.h"

/* A release has as many signatures of an algorithm as must sign, or two, while a key is replaced:
 * by the old one and the new one. One of LMS where the ring has no second such key, for each takes
 * 1.7 KB. appbin.mk counts the keys: APPBIN_OTA_LMS and the like, where there are some. */
#if APPBIN_OTA_THRESHOLD > 2
#define OTA_SIGNATURES APPBIN_OTA_THRESHOLD
#else
#define OTA_SIGNATURES 2
#endif
#define OTA_BLOCKS(count, size) ((count) * (APPVERIFY_BLOCK_HEADER_SIZE + (size)))
#if defined(APPBIN_OTA_ECDSA_P256)
#define OTA_ECDSA_BLOCKS OTA_BLOCKS(OTA_SIGNATURES, APPVERIFY_ECDSA_P256_SIZE)
#else
#define OTA_ECDSA_BLOCKS 0u
#endif
#if defined(APPBIN_OTA_RSA_3072_PSS)
#define OTA_RSA_BLOCKS OTA_BLOCKS(OTA_SIGNATURES, APPVERIFY_RSA_3072_SIZE)
#elif defined(APPBIN_OTA_RSA_2048_PSS)
#define OTA_RSA_BLOCKS OTA_BLOCKS(OTA_SIGNATURES, APPVERIFY_RSA_2048_SIZE)
#else
#define OTA_RSA_BLOCKS 0u
#endif
#if !defined(APPBIN_OTA_LMS)
#define OTA_LMS_BLOCKS 0u
#elif APPBIN_OTA_LMS == 1
#define OTA_LMS_BLOCKS OTA_BLOCKS(1, APPVERIFY_LMS_H20_SIZE)
#else
#define OTA_LMS_BLOCKS OTA_BLOCKS(OTA_SIGNATURES, APPVERIFY_LMS_H20_SIZE)
#endif
#define OTA_WANTED                                                                                 \
    (APPVERIFY_SIGNED_MAX + OTA_ECDSA_BLOCKS + OTA_RSA_BLOCKS + OTA_LMS_BLOCKS + APPVERIFY_END_SIZE)
#define OTA_MANIFEST_SIZE                                                                          \
    (OTA_WANTED < APPVERIFY_MANIFEST_MAX ? OTA_WANTED : APPVERIFY_MANIFEST_MAX)

void ota_crypto_init(struct appverify_crypto *crypto);

#endif
