#include "context.h"

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
