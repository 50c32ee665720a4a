#include "appverify/appverify.h"

#include "context.h"
#include "key_ring.h"

static int crypto_complete(const struct appverify_crypto *crypto)
{
    const struct appverify_crypto_operations *operations;
    if (crypto == NULL || crypto->operations == NULL) {
        return 0;
    }
    operations = crypto->operations;
    return operations->hash_start != NULL && operations->hash_update != NULL &&
           operations->hash_finish != NULL && operations->signature_start != NULL &&
           operations->signature_step != NULL && operations->abort != NULL;
}

static int policy_complete(const struct appverify_policy *policy)
{
    return policy != NULL && policy->vendor_id != NULL && policy->class_id != NULL &&
           (policy->known_types != NULL || policy->known_type_count == 0) &&
           policy->slot_offset % 4 == 0 && policy->slot_limit <= UINT32_MAX - policy->slot_offset &&
           appverify_key_ring_usable(policy->keys);
}

static int config_complete(const struct appverify_config *config, int with_storage)
{
    return config != NULL && config->manifest != NULL && crypto_complete(config->crypto) &&
           policy_complete(config->policy) &&
           (!with_storage || (config->storage != NULL && config->storage->read != NULL &&
                              config->storage->crc32 != NULL));
}

static enum appverify_result begin(struct appverify_context *context,
                                   const struct appverify_config *config, enum state state,
                                   int with_storage)
{
    *context = (struct appverify_context){.result = APPVERIFY_ERR_CONFIG};
    if (!config_complete(config, with_storage)) {
        return APPVERIFY_ERR_CONFIG;
    }
    /* Another context may have left a check under way in the port. */
    config->crypto->operations->abort(config->crypto->state);
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

enum appverify_result appverify_begin_body(struct appverify_context *context, uint32_t image_size)
{
    if (context->result != APPVERIFY_MANIFEST_OK) {
        if (context->result == APPVERIFY_OK) {
            context->result = APPVERIFY_ERR_STATE; /* a verdict does not outlive confusion */
        }
        return APPVERIFY_ERR_STATE;
    }
    if (!config_complete(context->config, 1)) {
        context->result = APPVERIFY_ERR_CONFIG;
        return APPVERIFY_ERR_CONFIG;
    }
    if (image_size != 0 && image_size != context->image_size) {
        context->result = APPVERIFY_ERR_LENGTH;
        return APPVERIFY_ERR_LENGTH;
    }
    context->manifest_only = 0;
    context->state = STATE_RECHECK;
    context->result = APPVERIFY_MORE;
    return APPVERIFY_MORE;
}

static enum appverify_result parse(struct appverify_context *context)
{
    enum appverify_result result = appverify_manifest_parse(
        &context->manifest, context->config->manifest, context->manifest.size);
    context->state = STATE_HASH_SIGNED;
    return result == APPVERIFY_OK ? APPVERIFY_MORE : result;
}

static enum appverify_result run_commit_stage(struct appverify_context *context)
{
    const struct appverify_commit_stages *stages = context->commit_stages;
    if (stages == NULL) {
        return APPVERIFY_ERR_STATE;
    }
    return context->state == STATE_STORE ? stages->write_store(context)
                                         : stages->switch_slot(context);
}

static enum appverify_result run(struct appverify_context *context, uint32_t budget)
{
    switch (context->state) {
    case STATE_LOCATE:
        return appverify_locate_manifest(context);
    case STATE_PARSE:
        return parse(context);
    case STATE_HASH_SIGNED:
        return appverify_hash_signed(context);
    case STATE_PICK_KEY:
        return appverify_pick_key(context);
    case STATE_SIGNATURE:
        return appverify_check_signature(context);
    case STATE_POLICY:
        return appverify_check_policy(context);
    case STATE_BODY:
        return appverify_hash_body(context, budget);
    case STATE_TAIL:
        return appverify_check_tail(context);
    case STATE_RECHECK:
        return appverify_recheck(context);
    case STATE_STORE:
    case STATE_SWITCH:
        return run_commit_stage(context);
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
    return context->result == APPVERIFY_OK || context->result == APPVERIFY_MANIFEST_OK ||
                   context->result == APPVERIFY_COMMITTED
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
