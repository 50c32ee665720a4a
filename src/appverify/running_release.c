/* SPDX-License-Identifier: MIT */
#include "appverify/running_release.h"

#include "context.h"
#include "load.h"

/* A word of the slot; NOT_FOUND when it is not all in it. */
static enum appverify_result read_word(const struct appverify_context *context, uint32_t offset,
                                       uint32_t *word)
{
    uint32_t words[2];
    uint32_t limit = context->config->policy->slot_limit;
    if (limit < sizeof *word || offset > limit - sizeof *word) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    const uint8_t *bytes = appverify_read_slot(context, offset, words, sizeof *word);
    if (bytes == NULL) {
        return APPVERIFY_ERR_READ;
    }
    *word = load_le32(bytes);
    return APPVERIFY_OK;
}

/* Length of the manifest that begins at an offset: its blocks are followed to the end block. */
static enum appverify_result measure(const struct appverify_context *context, uint32_t offset,
                                     uint32_t *size)
{
    uint32_t word = 0;
    enum appverify_result result = read_word(context, offset, &word);
    if (result != APPVERIFY_OK || word != APPVERIFY_MAGIC) {
        return result != APPVERIFY_OK ? result : APPVERIFY_ERR_NOT_FOUND;
    }
    /* This word, and the first one of each block, end with a length. */
    result = read_word(context, offset + APPVERIFY_OFFSET_FORMAT_VERSION, &word);
    *size = word >> 16;
    for (uint32_t count = 0; count <= APPVERIFY_SIGNATURES_MAX && result == APPVERIFY_OK; count++) {
        result = read_word(context, offset + *size, &word);
        if (result == APPVERIFY_OK && (word & 0xFFu) == APPVERIFY_BLOCK_END) {
            *size += APPVERIFY_END_SIZE;
            return APPVERIFY_OK;
        }
        *size += APPVERIFY_BLOCK_HEADER_SIZE + (word >> 16);
    }
    return result == APPVERIFY_OK ? APPVERIFY_ERR_FORMAT : result;
}

/* Copies the manifest that begins where the body ends: APPVERIFY_MORE. */
static enum appverify_result locate(struct appverify_context *context,
                                    const struct appverify_running_slot *running)
{
    uint32_t size = 0;
    if (running->boot_mode != APPVERIFY_BOOT_OLD) {
        return appverify_locate_manifest(context); /* by the headers, with image_size 0 */
    }
    enum appverify_result result = measure(context, running->body_size, &size);
    if (result != APPVERIFY_OK) {
        return result;
    }
    context->image_size = running->body_size + size + APPVERIFY_TRAILER_SIZE;
    result = appverify_locate_manifest(context); /* by the end block, which may say otherwise */
    return result == APPVERIFY_MORE && context->manifest.size != size ? APPVERIFY_ERR_FORMAT
                                                                      : result;
}

/* It is that of the image that runs here, and stands right behind it. */
static enum appverify_result compare(const struct appverify_manifest *manifest,
                                     const struct appverify_running_slot *running,
                                     uint32_t body_size)
{
    if (manifest->flash_map != running->flash_map) {
        return APPVERIFY_ERR_MAP;
    }
    if (manifest->boot_mode != running->boot_mode) {
        return APPVERIFY_ERR_BOOT;
    }
    for (uint32_t i = 0; i < manifest->payload_count; i++) {
        const struct appverify_payload *payload = &manifest->payloads[i];
        if (payload->slot == running->slot && payload->flash_offset == running->slot_offset) {
            return payload->length == body_size ? APPVERIFY_OK : APPVERIFY_ERR_LENGTH;
        }
    }
    return APPVERIFY_ERR_SLOT;
}

enum appverify_result appverify_read_running_release(struct appverify_manifest *manifest,
                                                     const struct appverify_storage *storage,
                                                     const struct appverify_running_slot *running,
                                                     uint8_t *buffer, uint32_t capacity)
{
    const struct appverify_policy policy = {.slot_offset = running->slot_offset,
                                            .slot_limit = running->slot_limit};
    const struct appverify_config config = {
        .storage = storage, .policy = &policy, .manifest = buffer, .manifest_capacity = capacity};
    struct appverify_context context = {.config = &config};
    enum appverify_result result = locate(&context, running);
    if (result != APPVERIFY_MORE) {
        return result;
    }
    uint32_t size = context.manifest.size;
    uint32_t body_size = context.image_size - APPVERIFY_TRAILER_SIZE - size;
    result = appverify_manifest_parse(manifest, buffer, size);
    return result == APPVERIFY_OK ? compare(manifest, running, body_size) : result;
}
