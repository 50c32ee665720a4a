/* SPDX-License-Identifier: MIT */
#include "context.h"
#include "load.h"

/* SHA-256 of the signed part in RAM. Returns APPVERIFY_MORE, which is no verdict, or CRYPTO. */
static enum appverify_result digest_signed(const struct appverify_context *context, uint8_t *digest)
{
    const struct appverify_crypto *crypto = context->config->crypto;
    const struct appverify_crypto_operations *operations = crypto->operations;
    if (operations->hash_start(crypto->state) != APPVERIFY_OK ||
        operations->hash_update(crypto->state, context->manifest.bytes,
                                context->manifest.signed_size) != APPVERIFY_OK ||
        operations->hash_finish(crypto->state, digest) != APPVERIFY_OK) {
        return APPVERIFY_ERR_CRYPTO;
    }
    return APPVERIFY_MORE;
}

static enum appverify_result parse_copy(struct appverify_context *context)
{
    return appverify_manifest_parse(&context->manifest, context->config->manifest,
                                    context->manifest.size);
}

/* The fields in the context and the digest are of the same bytes: nobody runs in between. */
static enum appverify_result read_copy(struct appverify_context *context, uint8_t *digest)
{
    enum appverify_result result = parse_copy(context);
    return result == APPVERIFY_OK ? digest_signed(context, digest) : result;
}

enum appverify_result appverify_read_copy(struct appverify_context *context)
{
    context->state = STATE_PICK_KEY;
    /* Not zeros, should nothing be written: anybody can sign a digest of zeros with ECDSA. */
    context->signed_digest[0] = STATE_PICK_KEY;
    return read_copy(context, context->signed_digest);
}

/*
 * Reads the copy again: it must be what was signed. What is done with its fields is done in the
 * same step, since some are pointers into the copy.
 */
enum appverify_result appverify_recheck(struct appverify_context *context)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE] = {0};
    enum appverify_result result = read_copy(context, digest);
    if (result == APPVERIFY_ERR_CRYPTO) {
        return result;
    }
    uint32_t compared = appverify_compare(digest, context->signed_digest, sizeof digest);
    context->evidence += EVIDENCE_RECHECK - EQUAL(sizeof digest) + compared;
    return compared == EQUAL(sizeof digest) && result == APPVERIFY_MORE ? result
                                                                        : APPVERIFY_ERR_CHANGED;
}

static void next_block(struct appverify_context *context)
{
    context->block++;
    if (context->block == context->manifest.signature_count) {
        context->block = 0;
        context->key++;
    }
    context->state = STATE_PICK_KEY;
}

static int block_names_key(const struct appverify_signature_block *block,
                           const struct appverify_key *key)
{
    uint8_t id[APPVERIFY_KEY_ID_SIZE];
    appverify_copy_words(id, key->id, sizeof id);
    return block->algorithm == key->algorithm &&
           (key->algorithm != APPVERIFY_ALGORITHM_LMS ||
            block->signature_size == APPVERIFY_LMS_SIZE(load_key_word(&key->words[0]) >> 24)) &&
           appverify_compare(id, block->key_id, sizeof id) == EQUAL(sizeof id);
}

/* Looks for the next pair of trusted key and block that names it. */
enum appverify_result appverify_pick_key(struct appverify_context *context)
{
    const struct appverify_key_ring *ring = context->config->policy->keys;
    const struct appverify_crypto *crypto = context->config->crypto;
    int all_tried = context->key >= ring->count;
    if (context->valid_keys >= ring->threshold &&
        (all_tried || context->config->policy->all_keys == 0)) {
        /* Each of these keys has added its answer. */
        context->evidence += EVIDENCE_SIGNATURES - context->valid_keys * (uint32_t)APPVERIFY_OK;
        context->state = STATE_RECHECK;
        return APPVERIFY_MORE;
    }
    if (all_tried) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    const struct appverify_key *key = &ring->keys[context->key];
    struct appverify_signature_block block;
    if (parse_copy(context) != APPVERIFY_OK) {
        return APPVERIFY_ERR_CHANGED; /* the blocks do not end where the copy does */
    }
    appverify_manifest_block(&context->manifest, context->block, &block);
    if (!block_names_key(&block, key)) {
        next_block(context);
        return APPVERIFY_MORE;
    }
    context->tried_key = key;
    enum appverify_result result = crypto->operations->signature_start(
        crypto->state, key, context->signed_digest, block.signature);
    if (result == APPVERIFY_ERR_SIGNATURE) {
        next_block(context);
        return APPVERIFY_MORE;
    }
    context->state = STATE_SIGNATURE;
    return result == APPVERIFY_MORE ? APPVERIFY_MORE : APPVERIFY_ERR_CRYPTO;
}

/* The evidence gets the answer itself; a key that has signed already spoils it. */
static void count_key(struct appverify_context *context, uint32_t answer)
{
    uint32_t bit = 1u << (context->tried_key - context->config->policy->keys->keys);
    context->evidence += answer + (context->signing_keys & bit);
    context->signing_keys |= bit;
    context->valid_keys++;
}

enum appverify_result appverify_check_signature(struct appverify_context *context)
{
    const struct appverify_crypto *crypto = context->config->crypto;
    /* Volatile: read again for the evidence, where the compiler would take it for OK. */
    volatile uint32_t answer = crypto->operations->signature_step(crypto->state);
    switch (answer) {
    case APPVERIFY_MORE:
        return APPVERIFY_MORE;
    case APPVERIFY_OK:
        count_key(context, answer);
        context->block = 0;
        context->key++;
        context->state = STATE_PICK_KEY;
        return APPVERIFY_MORE;
    case APPVERIFY_ERR_SIGNATURE:
        next_block(context);
        return APPVERIFY_MORE;
    default:
        return APPVERIFY_ERR_CRYPTO;
    }
}
