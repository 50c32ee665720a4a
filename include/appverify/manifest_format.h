/* SPDX-License-Identifier: MIT */
/** Constants of the manifest format; docs/manifest-format.md gives them their meaning. */
#ifndef APPVERIFY_MANIFEST_FORMAT_H
#define APPVERIFY_MANIFEST_FORMAT_H

#define APPVERIFY_MAGIC 0x4D425041u /**< bytes 41 50 42 4D */
#define APPVERIFY_FORMAT_VERSION 1u

/* Signed part: offsets of its fields. */
#define APPVERIFY_OFFSET_MAGIC 0u
#define APPVERIFY_OFFSET_FORMAT_VERSION 4u
#define APPVERIFY_OFFSET_PAYLOAD_COUNT 5u
#define APPVERIFY_OFFSET_SIGNED_SIZE 6u
#define APPVERIFY_OFFSET_VENDOR_ID 8u
#define APPVERIFY_OFFSET_CLASS_ID 24u
#define APPVERIFY_OFFSET_VERSION_MAJOR 40u
#define APPVERIFY_OFFSET_VERSION_MINOR 42u
#define APPVERIFY_OFFSET_VERSION_PATCH 44u
#define APPVERIFY_OFFSET_VERSION_BUILD 48u
#define APPVERIFY_OFFSET_SECURITY_COUNTER 52u
#define APPVERIFY_OFFSET_FLASH_MAP 56u
#define APPVERIFY_OFFSET_BOOT_MODE 57u
#define APPVERIFY_OFFSET_RESERVED 58u
#define APPVERIFY_FIXED_SIZE 60u
#define APPVERIFY_SIGNED_MAX 512u
#define APPVERIFY_UUID_SIZE 16u

/* Payload entry: offsets of its fields. */
#define APPVERIFY_PAYLOAD_SLOT 0u
#define APPVERIFY_PAYLOAD_DIGEST_ALGORITHM 1u
#define APPVERIFY_PAYLOAD_RESERVED 2u
#define APPVERIFY_PAYLOAD_FLASH_OFFSET 4u
#define APPVERIFY_PAYLOAD_LENGTH 8u
#define APPVERIFY_PAYLOAD_DIGEST 12u
#define APPVERIFY_PAYLOAD_SIZE 44u
#define APPVERIFY_PAYLOADS_MAX 2u
#define APPVERIFY_DIGEST_SHA256 1u
#define APPVERIFY_DIGEST_SIZE 32u

/* TLVs. */
#define APPVERIFY_TLV_HEADER_SIZE 4u
#define APPVERIFY_TLV_CRITICAL 0x8000u
#define APPVERIFY_TLV_BUILD_ID 0x0001u
#define APPVERIFY_TLV_RESERVED_FIRST 0x0010u /**< encryption */
#define APPVERIFY_TLV_RESERVED_LAST 0x001Fu
#define APPVERIFY_TLV_VENDOR_FIRST 0x4000u
#define APPVERIFY_TLV_VENDOR_LAST 0x7FFFu
#define APPVERIFY_TLV_VALUE_MAX 64u /**< of build id and vendor-defined values */

/* Signature blocks and end block. */
#define APPVERIFY_BLOCK_END 0u
#define APPVERIFY_BLOCK_SIGNATURE 1u
#define APPVERIFY_BLOCK_HEADER_SIZE 12u
#define APPVERIFY_END_SIZE 4u
#define APPVERIFY_SIGNATURES_MAX 8u
#define APPVERIFY_KEY_ID_SIZE 8u

#define APPVERIFY_ALGORITHM_ECDSA_P256 1u
#define APPVERIFY_ALGORITHM_RSA_2048_PSS 2u
#define APPVERIFY_ALGORITHM_RSA_3072_PSS 3u
#define APPVERIFY_ALGORITHM_LMS 4u /**< SHA-256, M24, N24, W4 */
#define APPVERIFY_ECDSA_P256_SIZE 64u
#define APPVERIFY_RSA_2048_SIZE 256u
#define APPVERIFY_RSA_3072_SIZE 384u
#define APPVERIFY_RSA_SIZE_STEP 128u /**< from one to the other */
#define APPVERIFY_PSS_SALT_SIZE 32u

/* LMS: the numbers of the types are IANA's; LMS_SHA256_M24_H20 is 0x0D. */
#define APPVERIFY_LMS_TYPE_H5 0x0Au  /**< LMS_SHA256_M24_H5 */
#define APPVERIFY_LMS_TYPE_H20 0x0Du /**< LMS_SHA256_M24_H20 */
#define APPVERIFY_LMS_ONE_TIME 0x07u /**< LMOTS_SHA256_N24_W4 */
#define APPVERIFY_LMS_KEY_SIZE 48u   /**< both types, identifier, root */
#define APPVERIFY_LMS_HASH_SIZE 24u  /**< of a chain and of a node */
#define APPVERIFY_LMS_CHAINS 51u     /**< 48 digits of the hash, 3 of the checksum */
#define APPVERIFY_LMS_H5_SIZE 1380u  /**< shortest signature */
#define APPVERIFY_LMS_H20_SIZE 1740u /**< longest signature */
#define APPVERIFY_LMS_SIZE_STEP 120u /**< from one height to the next: 5 nodes */
/** Length of a signature by the last byte of the type. */
#define APPVERIFY_LMS_SIZE(type)                                                                   \
    (APPVERIFY_LMS_H5_SIZE - APPVERIFY_LMS_TYPE_H5 * APPVERIFY_LMS_SIZE_STEP +                     \
     APPVERIFY_LMS_SIZE_STEP * (type))
#define APPVERIFY_SIGNATURE_MAX APPVERIFY_LMS_H20_SIZE

/** Longest manifest: 512 + 8 x (12 + 384) + 4; LMS must fit into it too. */
#define APPVERIFY_MANIFEST_MAX 3684u

/** Pad word and CRC word after the manifest in an image file. */
#define APPVERIFY_TRAILER_SIZE 8u

#endif
