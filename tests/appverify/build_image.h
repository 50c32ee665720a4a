/* SPDX-License-Identifier: MIT */
/* Makes images and manifests byte by byte, right or wrong, without the library under test. */
#ifndef APPVERIFY_TESTS_BUILD_IMAGE_H
#define APPVERIFY_TESTS_BUILD_IMAGE_H

#include "appverify/crypto.h"

#define BUILD_IMAGE_MAX 0x11000u /* a boot old image with some irom and the longest manifest */
#define BUILD_SEGMENTS_MAX 17u   /* one more than allowed */
#define BUILD_TLVS_MAX 512u
#define BUILD_SIGNERS_MAX 9u /* one more than allowed */

struct build_segment {
    uint32_t load;
    uint32_t size;
};

struct build_body {
    uint32_t boot_mode; /* 1 old, 2 new */
    uint32_t irom_size;
    uint32_t entry;
    uint32_t segment_count;
    struct build_segment segments[BUILD_SEGMENTS_MAX];
    uint32_t seed; /* other seed, other content */
};

struct build_payload {
    uint8_t slot;
    uint8_t algorithm;
    uint16_t reserved;
    uint32_t flash_offset;
    uint32_t length;
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
};

/* Every field is written as it is. */
struct build_manifest {
    uint32_t magic;
    uint8_t format_version;
    uint8_t payload_count; /* entries that are written too, up to 3 */
    uint16_t signed_size;  /* 0: what it is */
    uint8_t vendor_id[APPVERIFY_UUID_SIZE];
    uint8_t class_id[APPVERIFY_UUID_SIZE];
    uint16_t major;
    uint16_t minor;
    uint32_t patch;
    uint32_t build;
    uint32_t counter;
    uint8_t flash_map;
    uint8_t boot_mode;
    uint16_t reserved;
    struct build_payload payloads[3];
    uint8_t tlvs[BUILD_TLVS_MAX];
    uint32_t tlv_size;
    const struct appverify_key *signers[BUILD_SIGNERS_MAX];
    uint32_t signer_count;
};

void store_le16(uint8_t *bytes, uint32_t value);
void store_le32(uint8_t *bytes, uint32_t value);
void copy_bytes(uint8_t *to, const uint8_t *from, size_t length);
void fill_bytes(uint8_t *to, uint8_t value, size_t length);

/* Write, and return how many bytes. */
uint32_t build_body(uint8_t *image, const struct build_body *body);
uint32_t build_signed_part(uint8_t *bytes, const struct build_manifest *manifest);
/* The blocks after a signed part, and the end block; returns the size of the whole manifest. */
uint32_t build_blocks(uint8_t *bytes, uint32_t signed_size, const struct build_manifest *manifest);
/* Pad word 0 and CRC word after size bytes; returns the size of the image. */
uint32_t build_trailer(uint8_t *image, uint32_t size);

/* Appends a TLV: type with or without the critical bit; the value is size times fill. */
void build_tlv(struct build_manifest *manifest, uint32_t type, uint32_t size, uint8_t fill);

#endif
