/* SPDX-License-Identifier: MIT */
#include "appverify/image_format.h"
#include "context.h"
#include "load.h"

/*
 * Nothing that this file reads is signed yet. It only says where a manifest may be; the signed
 * payload entry must later give the same length.
 */

/* Reads bytes of the slot; NOT_FOUND when they are not all in it. */
static enum appverify_result read_bytes(const struct appverify_context *context, uint32_t offset,
                                        uint8_t *buffer, uint32_t length)
{
    uint32_t words[CHUNK_WORDS];
    uint32_t limit = context->config->policy->slot_limit;
    if (length > limit || offset > limit - length) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    while (length > 0) {
        uint32_t piece = length < CHUNK_SIZE ? length : CHUNK_SIZE;
        const uint8_t *bytes = appverify_read_slot(context, offset, words, piece);
        if (bytes == NULL) {
            return APPVERIFY_ERR_READ;
        }
        for (uint32_t i = 0; i < piece; i++) {
            buffer[i] = bytes[i];
        }
        buffer += piece;
        offset += piece;
        length -= piece;
    }
    return APPVERIFY_OK;
}

/* Reads the header at *offset and moves past it. */
static enum appverify_result take_header(const struct appverify_context *context, uint32_t *offset,
                                         uint8_t *header)
{
    enum appverify_result result =
        read_bytes(context, *offset, header, APPVERIFY_IMAGE_HEADER_SIZE);
    *offset += APPVERIFY_IMAGE_HEADER_SIZE;
    return result;
}

/* Moves *offset past a segment, irom or RAM; all of it must lie in the slot. */
static enum appverify_result skip_segment(const struct appverify_context *context, uint32_t *offset)
{
    uint8_t header[APPVERIFY_SEGMENT_HEADER_SIZE];
    uint32_t limit = context->config->policy->slot_limit;
    enum appverify_result result = take_header(context, offset, header);
    if (result != APPVERIFY_OK) {
        return result;
    }
    uint32_t length = load_le32(header + 4);
    /* The header was read, so *offset is not past the limit. */
    if (length > limit - *offset) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    *offset += length;
    return APPVERIFY_OK;
}

static enum appverify_result find_body_end(const struct appverify_context *context,
                                           uint32_t *offset)
{
    uint8_t header[APPVERIFY_IMAGE_HEADER_SIZE] = {0};
    *offset = 0;
    enum appverify_result result = take_header(context, offset, header);
    if (result == APPVERIFY_OK &&
        (header[0] != APPVERIFY_IMAGE_MAGIC_IROM || header[1] != APPVERIFY_IMAGE_COUNT_IROM)) {
        result = APPVERIFY_ERR_NOT_FOUND;
    }
    if (result == APPVERIFY_OK) {
        result = skip_segment(context, offset);
    }
    if (result == APPVERIFY_OK) {
        result = take_header(context, offset, header);
    }
    uint32_t segments = header[1];
    if (result == APPVERIFY_OK &&
        (header[0] != APPVERIFY_IMAGE_MAGIC_RAM || segments > APPVERIFY_SEGMENTS_MAX)) {
        result = APPVERIFY_ERR_NOT_FOUND;
    }
    while (result == APPVERIFY_OK && segments > 0) {
        result = skip_segment(context, offset);
        segments--;
    }
    *offset = APPVERIFY_XOR_OFFSET(*offset) + 1u;
    return result;
}

/* A manifest does not begin with its length: its blocks are followed to the end block. */
static enum appverify_result measure_from_front(const struct appverify_context *context,
                                                uint32_t offset, uint32_t *size)
{
    uint8_t header[APPVERIFY_IMAGE_HEADER_SIZE];
    enum appverify_result result = read_bytes(context, offset, header, sizeof header);
    if (result != APPVERIFY_OK || load_le32(header) != APPVERIFY_MAGIC) {
        return result != APPVERIFY_OK ? result : APPVERIFY_ERR_NOT_FOUND;
    }
    uint32_t length = load_le16(header + APPVERIFY_OFFSET_SIGNED_SIZE);
    for (uint32_t count = 0; count <= APPVERIFY_SIGNATURES_MAX; count++) {
        result = read_bytes(context, offset + length, header, 4);
        if (result != APPVERIFY_OK) {
            return result;
        }
        if (header[0] == APPVERIFY_BLOCK_END) {
            *size = length + APPVERIFY_END_SIZE;
            return APPVERIFY_OK;
        }
        length += APPVERIFY_BLOCK_HEADER_SIZE + load_le16(header + 2);
    }
    return APPVERIFY_ERR_FORMAT;
}

static enum appverify_result find_from_end(const struct appverify_context *context,
                                           uint32_t *offset, uint32_t *size)
{
    uint8_t end[APPVERIFY_END_SIZE];
    uint32_t image_size = context->image_size;
    if (image_size < APPVERIFY_TRAILER_SIZE + APPVERIFY_END_SIZE) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    uint32_t manifest_end = image_size - APPVERIFY_TRAILER_SIZE;
    enum appverify_result result =
        read_bytes(context, manifest_end - APPVERIFY_END_SIZE, end, APPVERIFY_END_SIZE);
    if (result != APPVERIFY_OK) {
        return result;
    }
    *size = appverify_manifest_size_from_end(end);
    if (*size == 0 || *size >= manifest_end) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    *offset = manifest_end - *size;
    return APPVERIFY_OK;
}

/* Copies the manifest of the image in the slot to config->manifest. */
enum appverify_result appverify_locate_manifest(struct appverify_context *context)
{
    uint32_t offset = 0;
    uint32_t size = 0;
    enum appverify_result result;
    if (context->image_size != 0) {
        result = find_from_end(context, &offset, &size);
    } else {
        result = find_body_end(context, &offset);
        if (result == APPVERIFY_OK) {
            result = measure_from_front(context, offset, &size);
        }
    }
    if (result != APPVERIFY_OK) {
        return result;
    }
    if (size > context->config->manifest_capacity || size > APPVERIFY_MANIFEST_MAX) {
        return APPVERIFY_ERR_LENGTH;
    }
    context->manifest.size = size;
    context->image_size = offset + size + APPVERIFY_TRAILER_SIZE;
    context->state = STATE_READ_COPY;
    result = read_bytes(context, offset, context->config->manifest, size);
    return result == APPVERIFY_OK ? APPVERIFY_MORE : result;
}
