#include "appverify/appverify.h"

#include "key_ring.h"
#include "load.h"
#include "locate.h"

#define CHUNK_SIZE 256u

enum state {
    STATE_NONE,
    STATE_LOCATE,
    STATE_PARSE,
    STATE_HASH_SIGNED,
    STATE_PICK_KEY,
    STATE_SIGNATURE,
    STATE_POLICY,
    STATE_BODY,
    STATE_TAIL,
};

static int config_complete(const struct appverify_config *config, int with_storage)
{
    if (config == NULL || config->crypto == NULL || config->crypto->operations == NULL ||
        config->policy == NULL || config->manifest == NULL ||
        (with_storage && (config->storage == NULL || config->storage->read == NULL ||
                          config->storage->crc32 == NULL))) {
        return 0;
    }
    const struct appverify_policy *policy = config->policy;
    return policy->vendor_id != NULL && policy->class_id != NULL &&
           appverify_key_ring_usable(policy->keys);
}

static enum appverify_result begin(struct appverify_context *context,
                                   const struct appverify_config *config, enum state state,
                                   int with_storage)
{
    *context = (struct appverify_context){.result = APPVERIFY_ERR_CONFIG};
    if (!config_complete(config, with_storage)) {
        return APPVERIFY_ERR_CONFIG;
    }
    context->config = config;
    context->state = state;
    context->result = APPVERIFY_MORE;
    return APPVERIFY_MORE;
}

enum appverify_result appverify_begin_manifest(struct appverify_context *context,
                                               const struct appverify_config *config, uint32_t size)
{
    enum appverify_result result = begin(context, config, STATE_PARSE, 0);
    if (result != APPVERIFY_MORE) {
        return result;
    }
    if (size > config->manifest_capacity || size > APPVERIFY_MANIFEST_MAX) {
        context->result = APPVERIFY_ERR_LENGTH;
        return APPVERIFY_ERR_LENGTH;
    }
    context->manifest.size = size;
    context->manifest_only = 1;
    return APPVERIFY_MORE;
}

enum appverify_result appverify_begin_image(struct appverify_context *context,
                                            const struct appverify_config *config,
                                            uint32_t image_size)
{
    enum appverify_result result = begin(context, config, STATE_LOCATE, 1);
    if (result != APPVERIFY_MORE) {
        return result;
    }
    if (image_size > config->policy->slot_limit) {
        context->result = APPVERIFY_ERR_LENGTH;
        return APPVERIFY_ERR_LENGTH;
    }
    context->image_size = image_size;
    return APPVERIFY_MORE;
}

/* What an image as long as this must be: body, manifest, pad word and CRC word. */
static enum appverify_result check_length(struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    uint32_t body = context->manifest.payloads[context->payload].length;
    uint32_t tail = context->manifest.size + APPVERIFY_TRAILER_SIZE;
    if (policy->slot_limit < tail || body > policy->slot_limit - tail) {
        return APPVERIFY_ERR_LENGTH;
    }
    if (context->image_size == 0) {
        context->image_size = body + tail;
    }
    return context->image_size == body + tail ? APPVERIFY_OK : APPVERIFY_ERR_LENGTH;
}

static enum appverify_result start_body(struct appverify_context *context)
{
    const struct appverify_crypto *crypto = context->config->crypto;
    enum appverify_result result = check_length(context);
    if (result != APPVERIFY_OK) {
        return result;
    }
    if (crypto->operations->hash_start(crypto->state) != APPVERIFY_OK) {
        return APPVERIFY_ERR_CRYPTO;
    }
    appverify_image_walk_begin(&context->walk, context->manifest.boot_mode);
    context->position = 0;
    context->crc = 0;
    context->state = STATE_BODY;
    return APPVERIFY_MORE;
}

enum appverify_result appverify_begin_body(struct appverify_context *context, uint32_t image_size)
{
    if (context->result != APPVERIFY_MANIFEST_OK) {
        return APPVERIFY_ERR_STATE;
    }
    if (!config_complete(context->config, 1)) {
        context->result = APPVERIFY_ERR_CONFIG;
        return APPVERIFY_ERR_CONFIG;
    }
    context->image_size = image_size;
    context->manifest_only = 0;
    context->result = start_body(context);
    return (enum appverify_result)context->result;
}

static enum appverify_result parse(struct appverify_context *context)
{
    enum appverify_result result = appverify_manifest_parse(
        &context->manifest, context->config->manifest, context->manifest.size);
    context->state = STATE_HASH_SIGNED;
    return result == APPVERIFY_OK ? APPVERIFY_MORE : result;
}

static enum appverify_result hash_signed(struct appverify_context *context)
{
    const struct appverify_crypto *crypto = context->config->crypto;
    const struct appverify_crypto_operations *operations = crypto->operations;
    if (operations->hash_start(crypto->state) != APPVERIFY_OK ||
        operations->hash_update(crypto->state, context->manifest.bytes,
                                context->manifest.signed_size) != APPVERIFY_OK ||
        operations->hash_finish(crypto->state, context->digest) != APPVERIFY_OK) {
        return APPVERIFY_ERR_CRYPTO;
    }
    context->state = STATE_PICK_KEY;
    return APPVERIFY_MORE;
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
    return block->algorithm == key->algorithm && equal_bytes(id, block->key_id, sizeof id);
}

/* Looks for the next pair of trusted key and block that names it. */
static enum appverify_result pick_key(struct appverify_context *context)
{
    const struct appverify_key_ring *ring = context->config->policy->keys;
    const struct appverify_crypto *crypto = context->config->crypto;
    if (context->valid_keys >= ring->threshold) {
        context->state = STATE_POLICY;
        return APPVERIFY_MORE;
    }
    if (context->key >= ring->count) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    const struct appverify_key *key = &ring->keys[context->key];
    struct appverify_signature_block block;
    appverify_manifest_block(&context->manifest, context->block, &block);
    if (!block_names_key(&block, key)) {
        next_block(context);
        return APPVERIFY_MORE;
    }
    enum appverify_result result =
        crypto->operations->signature_start(crypto->state, key, context->digest, block.signature);
    if (result == APPVERIFY_ERR_SIGNATURE) {
        next_block(context);
        return APPVERIFY_MORE;
    }
    context->state = STATE_SIGNATURE;
    return result == APPVERIFY_MORE ? APPVERIFY_MORE : APPVERIFY_ERR_CRYPTO;
}

static enum appverify_result check_signature(struct appverify_context *context)
{
    const struct appverify_crypto *crypto = context->config->crypto;
    switch (crypto->operations->signature_step(crypto->state)) {
    case APPVERIFY_MORE:
        return APPVERIFY_MORE;
    case APPVERIFY_OK:
        context->valid_keys++;
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

static enum appverify_result find_payload(struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    for (uint32_t i = 0; i < context->manifest.payload_count; i++) {
        const struct appverify_payload *payload = &context->manifest.payloads[i];
        if (payload->slot == policy->slot && payload->flash_offset == policy->slot_offset) {
            context->payload = i;
            return APPVERIFY_OK;
        }
    }
    return APPVERIFY_ERR_SLOT;
}

static int type_known(const struct appverify_policy *policy, uint32_t type)
{
    uint32_t i = 0;
    while (i < policy->known_type_count && policy->known_types[i] != type) {
        i++;
    }
    return i < policy->known_type_count;
}

/* A critical value that the firmware does not obey must stop it. */
static enum appverify_result check_critical(const struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    struct appverify_tlv tlv = {0};
    while (appverify_manifest_next_tlv(&context->manifest, &tlv)) {
        if (tlv.critical != 0 && tlv.type >= APPVERIFY_TLV_VENDOR_FIRST &&
            !type_known(policy, tlv.type)) {
            return APPVERIFY_ERR_CRITICAL;
        }
    }
    return APPVERIFY_OK;
}

static enum appverify_result check_policy(struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    const struct appverify_manifest *manifest = &context->manifest;
    if (!equal_bytes(manifest->vendor_id, policy->vendor_id, APPVERIFY_UUID_SIZE)) {
        return APPVERIFY_ERR_VENDOR;
    }
    if (!equal_bytes(manifest->class_id, policy->class_id, APPVERIFY_UUID_SIZE)) {
        return APPVERIFY_ERR_CLASS;
    }
    if (manifest->flash_map != policy->flash_map) {
        return APPVERIFY_ERR_MAP;
    }
    enum appverify_result result = check_critical(context);
    if (result == APPVERIFY_OK) {
        result = find_payload(context);
    }
    if (result != APPVERIFY_OK) {
        return result;
    }
    if (manifest->security_counter < policy->min_counter) {
        return APPVERIFY_ERR_ROLLBACK;
    }
    if (!context->manifest_only) {
        return start_body(context);
    }
    result = check_length(context);
    return result == APPVERIFY_OK ? APPVERIFY_MANIFEST_OK : result;
}

static enum appverify_result read_at(const struct appverify_context *context, uint32_t offset,
                                     uint8_t *buffer, size_t length)
{
    const struct appverify_config *config = context->config;
    return config->storage->read(config->storage->context, config->policy->slot_offset + offset,
                                 buffer, length) == APPVERIFY_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_READ;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static enum appverify_result finish_body(struct appverify_context *context)
{
    const struct appverify_crypto *crypto = context->config->crypto;
    const uint8_t *expected = context->manifest.payloads[context->payload].digest;
    if (crypto->operations->hash_finish(crypto->state, context->digest) != APPVERIFY_OK) {
        return APPVERIFY_ERR_CRYPTO;
    }
    if (!equal_bytes(context->digest, expected, APPVERIFY_DIGEST_SIZE)) {
        return APPVERIFY_ERR_DIGEST;
    }
    context->state = STATE_TAIL;
    return APPVERIFY_MORE;
}

/* One pass: SHA-256, CRC and structure of the same bytes as they were read. */
static enum appverify_result hash_body(struct appverify_context *context, uint32_t budget)
{
    const struct appverify_config *config = context->config;
    const struct appverify_crypto *crypto = config->crypto;
    uint32_t end = context->manifest.payloads[context->payload].length;
    uint8_t chunk[CHUNK_SIZE];
    uint32_t left = budget > 0 ? budget : 1;
    while (left > 0 && context->position < end) {
        uint32_t length = smaller(smaller(left, CHUNK_SIZE), end - context->position);
        if (read_at(context, context->position, chunk, length) != APPVERIFY_OK) {
            return APPVERIFY_ERR_READ;
        }
        if (crypto->operations->hash_update(crypto->state, chunk, length) != APPVERIFY_OK) {
            return APPVERIFY_ERR_CRYPTO;
        }
        context->crc = config->storage->crc32(context->crc, chunk, length);
        appverify_image_walk_update(&context->walk, chunk, length);
        context->position += length;
        left -= length;
    }
    return context->position < end ? APPVERIFY_MORE : finish_body(context);
}

/* The manifest behind the body must be the judged copy; then come pad word and CRC word. */
static enum appverify_result check_tail(struct appverify_context *context)
{
    const struct appverify_config *config = context->config;
    uint8_t chunk[CHUNK_SIZE];
    uint32_t offset = 0;
    uint32_t manifest_size = context->manifest.size;
    if (appverify_image_walk_finish(&context->walk) != APPVERIFY_OK) {
        return APPVERIFY_ERR_STRUCTURE;
    }
    while (offset < manifest_size) {
        uint32_t length = smaller(manifest_size - offset, CHUNK_SIZE);
        if (read_at(context, context->position + offset, chunk, length) != APPVERIFY_OK) {
            return APPVERIFY_ERR_READ;
        }
        if (!equal_bytes(chunk, context->manifest.bytes + offset, length)) {
            return APPVERIFY_ERR_MANIFEST_COPY;
        }
        context->crc = config->storage->crc32(context->crc, chunk, length);
        offset += length;
    }
    if (read_at(context, context->position + offset, chunk, APPVERIFY_TRAILER_SIZE) !=
        APPVERIFY_OK) {
        return APPVERIFY_ERR_READ;
    }
    context->crc = config->storage->crc32(context->crc, chunk, 4);
    return load_le32(chunk + 4) == ~context->crc ? APPVERIFY_OK : APPVERIFY_ERR_CRC;
}

static enum appverify_result locate(struct appverify_context *context)
{
    enum appverify_result result = appverify_locate_manifest(context);
    context->state = STATE_PARSE;
    return result == APPVERIFY_OK ? APPVERIFY_MORE : result;
}

static enum appverify_result run(struct appverify_context *context, uint32_t budget)
{
    switch (context->state) {
    case STATE_LOCATE:
        return locate(context);
    case STATE_PARSE:
        return parse(context);
    case STATE_HASH_SIGNED:
        return hash_signed(context);
    case STATE_PICK_KEY:
        return pick_key(context);
    case STATE_SIGNATURE:
        return check_signature(context);
    case STATE_POLICY:
        return check_policy(context);
    case STATE_BODY:
        return hash_body(context, budget);
    case STATE_TAIL:
        return check_tail(context);
    default:
        return APPVERIFY_ERR_STATE;
    }
}

enum appverify_result appverify_step(struct appverify_context *context, uint32_t budget)
{
    if (context->result == APPVERIFY_MORE) {
        enum appverify_result result = run(context, budget);
        if (result != APPVERIFY_MORE) {
            const struct appverify_crypto *crypto = context->config->crypto;
            crypto->operations->abort(crypto->state);
        }
        context->result = result;
    }
    return (enum appverify_result)context->result;
}

const struct appverify_manifest *appverify_get_manifest(const struct appverify_context *context)
{
    return context->result == APPVERIFY_OK || context->result == APPVERIFY_MANIFEST_OK
               ? &context->manifest
               : NULL;
}

void appverify_abort(struct appverify_context *context)
{
    if (context->result == APPVERIFY_MORE) {
        const struct appverify_crypto *crypto = context->config->crypto;
        crypto->operations->abort(crypto->state);
    }
    context->result = APPVERIFY_ERR_UNDECIDED;
}
