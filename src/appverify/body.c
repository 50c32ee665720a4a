/* SPDX-License-Identifier: MIT */
#include "context.h"
#include "load.h"

enum appverify_result appverify_start_body(struct appverify_context *context)
{
    const struct appverify_crypto *crypto = context->config->crypto;
    if (crypto->operations->hash_start(crypto->state) != APPVERIFY_OK) {
        return APPVERIFY_ERR_CRYPTO;
    }
    appverify_image_walk_begin(&context->walk, context->manifest.boot_mode);
    context->position = 0;
    context->crc = 0;
    context->state = STATE_BODY;
    return APPVERIFY_MORE;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* One pass: SHA-256, CRC and structure of the same bytes as they were read. PASSED: all are. */
enum appverify_result appverify_hash_body(struct appverify_context *context, uint32_t budget)
{
    const struct appverify_config *config = context->config;
    const struct appverify_crypto *crypto = config->crypto;
    uint32_t end = context->manifest.payloads[context->payload].length;
    uint32_t words[CHUNK_WORDS];
    uint32_t left = budget > 0 ? budget : 1;
    while (left > 0 && context->position < end) {
        uint32_t length = smaller(smaller(left, CHUNK_SIZE), end - context->position);
        const uint8_t *bytes = appverify_read_slot(context, context->position, words, length);
        if (bytes == NULL) {
            return APPVERIFY_ERR_READ;
        }
        /* The read may have let somebody run who took the port. */
        if (!appverify_has_port(context) ||
            crypto->operations->hash_update(crypto->state, bytes, length) != APPVERIFY_OK) {
            return APPVERIFY_ERR_CRYPTO;
        }
        context->crc = config->storage->crc32(context->crc, bytes, length);
        appverify_image_walk_update(&context->walk, bytes, length);
        context->position += length;
        left -= length;
    }
    return context->position < end ? APPVERIFY_MORE : PASSED;
}

/* The wanted digest lies in the copy, which is read again first. */
static enum appverify_result check_digest(struct appverify_context *context)
{
    const struct appverify_crypto *crypto = context->config->crypto;
    uint8_t digest[APPVERIFY_DIGEST_SIZE] = {0};
    if (crypto->operations->hash_finish(crypto->state, digest) != APPVERIFY_OK) {
        return APPVERIFY_ERR_CRYPTO;
    }
    enum appverify_result result = appverify_recheck(context);
    if (result != APPVERIFY_MORE) {
        return result;
    }
    const uint8_t *wanted = context->manifest.payloads[context->payload].digest;
    uint32_t compared = appverify_compare(digest, wanted, sizeof digest);
    context->evidence += EVIDENCE_DIGEST - EQUAL(sizeof digest) + compared;
    return compared == EQUAL(sizeof digest) ? APPVERIFY_OK : APPVERIFY_ERR_DIGEST;
}

/* The manifest after the body must be the judged copy. */
static enum appverify_result compare_manifest(struct appverify_context *context)
{
    uint32_t words[CHUNK_WORDS];
    uint32_t offset = 0;
    while (offset < context->manifest.size) {
        uint32_t length = smaller(context->manifest.size - offset, CHUNK_SIZE);
        const uint8_t *bytes =
            appverify_read_slot(context, context->position + offset, words, length);
        if (bytes == NULL) {
            return APPVERIFY_ERR_READ;
        }
        if (appverify_compare(bytes, context->manifest.bytes + offset, length) != EQUAL(length)) {
            return APPVERIFY_ERR_MANIFEST_COPY;
        }
        context->crc = context->config->storage->crc32(context->crc, bytes, length);
        offset += length;
    }
    return APPVERIFY_OK;
}

static enum appverify_result check_crc(struct appverify_context *context)
{
    uint32_t words[APPVERIFY_TRAILER_SIZE / 4 + 1];
    const uint8_t *bytes = appverify_read_slot(context, context->position + context->manifest.size,
                                               words, APPVERIFY_TRAILER_SIZE);
    if (bytes == NULL) {
        return APPVERIFY_ERR_READ;
    }
    context->crc = context->config->storage->crc32(context->crc, bytes, 4);
    return load_le32(bytes + 4) == ~context->crc ? APPVERIFY_OK : APPVERIFY_ERR_CRC;
}

enum appverify_result appverify_check_tail(struct appverify_context *context)
{
    enum appverify_result result = check_digest(context);
    if (result == APPVERIFY_OK) {
        result = appverify_image_walk_finish(&context->walk);
    }
    if (result == APPVERIFY_OK) {
        result = compare_manifest(context);
    }
    if (result == APPVERIFY_OK) {
        result = check_crc(context);
    }
    if (result != APPVERIFY_OK) {
        return result;
    }
    context->evidence += EVIDENCE_TAIL;
    return context->commit_stages != NULL ? context->commit_stages->finish(context) : PASSED;
}
