/** Makes signed images: the signed part, the manifest, the file. */
#ifndef APPBIN_MANIFEST_H
#define APPBIN_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appbin/image.h"
#include "appbin/signature.h"
#include "appverify/manifest.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most vendor-defined TLVs of one manifest. */
#define APPBIN_TLVS_MAX 32u

/** A TLV to be written. */
struct appbin_tlv {
    uint16_t type; /**< 0x4000 to 0x7FFF */
    bool critical;
    uint8_t size; /**< of the value, 1 to 64 bytes */
    uint8_t value[APPVERIFY_TLV_VALUE_MAX];
};

/** What a manifest says of a release. */
struct appbin_release {
    uint8_t vendor_id[APPVERIFY_UUID_SIZE];
    uint8_t class_id[APPVERIFY_UUID_SIZE];
    uint16_t version_major;
    uint16_t version_minor;
    uint32_t version_patch;
    uint32_t version_build;
    uint32_t security_counter;
    unsigned map;         /**< flash map with OTA slots */
    const char *build_id; /**< 1 to 64 printable ASCII bytes; NULL: none */
    size_t tlv_count;
    struct appbin_tlv tlvs[APPBIN_TLVS_MAX]; /**< in any order, each type once */
};

/** An image that takes part in a release. */
struct appbin_body {
    const uint8_t *bytes; /**< size bytes: the image without manifest, pad and CRC word */
    uint32_t size;
    unsigned slot; /**< 1 or 2 */
    enum appbin_boot boot;
};

/**
 * Writes the signed part of a manifest: what is to be signed.
 *
 * @param bytes       out, APPVERIFY_SIGNED_MAX bytes
 * @param size        out, bytes used
 * @param release     in
 * @param bodies      in, count images with different slots, in any order
 * @param count       in, 1 or 2
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS, MANIFEST when it does not fit, TOO_LARGE when an image leaves no room
 *         for it in its slot, CRYPTO
 */
enum appbin_error appbin_signed_part_write(uint8_t *bytes, uint32_t *size,
                                           const struct appbin_release *release,
                                           const struct appbin_body *bodies, size_t count,
                                           struct appbin_diagnostic *diagnostic);

/**
 * Puts signed part, signature blocks and end block together.
 *
 * @param manifest    out, APPVERIFY_MANIFEST_MAX bytes
 * @param size        out, bytes used
 * @param signed_part in, signed_size bytes
 * @param signed_size in, bytes
 * @param signatures  in, count signatures
 * @param count       in, 1 to 8
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, MANIFEST when the result breaks the format
 */
enum appbin_error appbin_manifest_assemble(uint8_t *manifest, uint32_t *size,
                                           const uint8_t *signed_part, uint32_t signed_size,
                                           const struct appbin_signature *signatures, size_t count,
                                           struct appbin_diagnostic *diagnostic);

/**
 * Writes the signed image: body, manifest, pad word, CRC word. The pad word is 0 unless another
 * value is needed for a portable CRC word.
 *
 * @param image          out, free with free()
 * @param image_size     out, bytes
 * @param body           in
 * @param manifest       in, manifest_size bytes
 * @param manifest_size  in, bytes
 * @param diagnostic     out; may be NULL
 * @return APPBIN_OK, NO_MEMORY
 */
enum appbin_error appbin_signed_image_write(uint8_t **image, size_t *image_size,
                                            const struct appbin_body *body, const uint8_t *manifest,
                                            uint32_t manifest_size,
                                            struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif
