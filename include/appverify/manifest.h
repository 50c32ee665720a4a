/* SPDX-License-Identifier: MIT */
/** Reads the structure of a manifest that is in RAM. Format: docs/manifest-format.md. */
#ifndef APPVERIFY_MANIFEST_H
#define APPVERIFY_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#include "appverify/manifest_format.h"
#include "appverify/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The image for one slot. */
struct appverify_payload {
    uint8_t slot;          /**< 1 or 2 */
    uint32_t flash_offset; /**< bytes */
    uint32_t length;       /**< of the body, bytes */
    const uint8_t *digest; /**< 32 bytes inside the manifest */
};

/** A manifest as parsed; the pointers lead into the bytes that were parsed. */
struct appverify_manifest {
    const uint8_t *bytes;
    uint32_t size;            /**< of the whole manifest, bytes */
    uint32_t signed_size;     /**< of the signed part, bytes */
    const uint8_t *vendor_id; /**< 16 bytes */
    const uint8_t *class_id;  /**< 16 bytes */
    uint16_t version_major;
    uint16_t version_minor;
    uint32_t version_patch;
    uint32_t version_build;
    uint32_t security_counter;
    uint8_t flash_map;
    uint8_t boot_mode; /**< 1 old, 2 new */
    uint8_t payload_count;
    uint8_t signature_count;
    struct appverify_payload payloads[APPVERIFY_PAYLOADS_MAX];
    const uint8_t *build_id; /**< build_id_size bytes, 0x20 to 0x7E; NULL when absent */
    uint32_t build_id_size;
};

/** One signature block, as found; nothing of it is trusted. */
struct appverify_signature_block {
    uint8_t algorithm;
    uint16_t signature_size;  /**< bytes; one that the algorithm has */
    const uint8_t *key_id;    /**< 8 bytes */
    const uint8_t *signature; /**< signature_size bytes */
};

/** One TLV, as found. */
struct appverify_tlv {
    uint16_t type;        /**< without the critical bit */
    uint16_t critical;    /**< 0 or 1 */
    uint16_t size;        /**< of the value, bytes */
    const uint8_t *value; /**< inside the manifest */
};

/**
 * Checks every rule of the format that needs no key. Signatures are not verified: until they are,
 * the fields are somebody's claim.
 *
 * @param manifest  out, set on success
 * @param bytes     in, size bytes, must outlive *manifest
 * @param size      in, exactly the manifest, bytes; any value
 * @return APPVERIFY_OK, NOT_FOUND without magic, FORMAT, VERSION, CRITICAL
 *
 * Stack below 200 bytes, no allocation.
 */
enum appverify_result appverify_manifest_parse(struct appverify_manifest *manifest,
                                               const uint8_t *bytes, uint32_t size);

/**
 * Checks the rules of the signed part alone, as `imagetool tbs` writes it.
 *
 * @param manifest  out, set on success, without signatures
 * @param bytes     in, size bytes
 * @param size      in, bytes
 * @return as appverify_manifest_parse
 */
enum appverify_result appverify_signed_part_parse(struct appverify_manifest *manifest,
                                                  const uint8_t *bytes, uint32_t size);

/**
 * A signature block of a parsed manifest.
 *
 * @param manifest  in, as parsed
 * @param index     in, below manifest->signature_count
 * @param block     out
 */
void appverify_manifest_block(const struct appverify_manifest *manifest, uint32_t index,
                              struct appverify_signature_block *block);

/**
 * The TLV after another.
 *
 * @param manifest  in, as parsed
 * @param tlv       in and out; value NULL: start with the first
 * @return 1 when there was one, 0 at the end
 */
int appverify_manifest_next_tlv(const struct appverify_manifest *manifest,
                                struct appverify_tlv *tlv);

/**
 * Length of the manifest that ends at an end block.
 *
 * @param end_block  in, 4 bytes
 * @return bytes; 0 when this is no end block or the length is out of range
 */
uint32_t appverify_manifest_size_from_end(const uint8_t *end_block);

#ifdef __cplusplus
}
#endif
#endif
