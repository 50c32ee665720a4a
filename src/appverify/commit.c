/* SPDX-License-Identifier: MIT */
#include "appverify/commit.h"

#include "appverify/image_format.h"
#include "context.h"

static int store_complete(const struct appverify_store *store)
{
    return store != NULL && store->storage != NULL && store->storage->read != NULL &&
           store->storage->write != NULL && store->storage->erase != NULL &&
           store->storage->crc32 != NULL && store->sectors[0] != store->sectors[1] &&
           (store->sectors[0] | store->sectors[1]) % APPVERIFY_SECTOR_SIZE == 0;
}

/* The state of the store and APPVERIFY_MORE, when it lets this commit happen. */
static enum appverify_result read_store(struct appverify_context *context,
                                        struct appverify_store_state *state)
{
    enum appverify_result result = appverify_store_read(context->commit->store, state);
    if (result != APPVERIFY_OK) {
        return result;
    }
    if (state->trial_slot != 0 && state->trial_slot != context->config->policy->slot) {
        return APPVERIFY_ERR_STATE; /* the running firmware is on trial: nothing to fall back to */
    }
    context->evidence +=
        EVIDENCE_STORE + appverify_counter_below(context, &state->security_counter);
    return context->manifest.security_counter < state->security_counter ? APPVERIFY_ERR_ROLLBACK
                                                                        : APPVERIFY_MORE;
}

static enum appverify_result check_store(struct appverify_context *context)
{
    struct appverify_store_state state;
    return read_store(context, &state);
}

static enum appverify_result write_store(struct appverify_context *context)
{
    const struct appverify_commit *commit = context->commit;
    struct appverify_store_state state;
    enum appverify_result result = read_store(context, &state);
    if (result != APPVERIFY_MORE) {
        return result;
    }
    uint32_t counter = context->manifest.security_counter;
    uint32_t on_trial = commit->trial_boots != 0;
    state.trial_slot = on_trial ? context->config->policy->slot : 0;
    state.trial_counter = on_trial ? counter : 0;
    state.boots_left = commit->trial_boots;
    state.security_counter = on_trial ? state.security_counter : counter;
    return appverify_store_write(commit->store, &state);
}

/* After the store was written: nothing refuses the image any more that is made bootable. */
static enum appverify_result make_bootable(const struct appverify_storage *storage)
{
    return storage->make_bootable == NULL ||
                   storage->make_bootable(storage->context) == APPVERIFY_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_WRITE;
}

/* The evidence is asked for before the store, and before the slot, is changed. */
static enum appverify_result finish(struct appverify_context *context)
{
    const struct appverify_platform *platform = context->commit->platform;
    enum appverify_result result = appverify_decide(context, EVIDENCE_COMMIT, APPVERIFY_OK);
    if (result == APPVERIFY_OK) {
        result = write_store(context);
    }
    if (result == APPVERIFY_OK) {
        result = appverify_decide(context, EVIDENCE_SWITCH, APPVERIFY_OK);
    }
    if (result == APPVERIFY_OK) {
        result = make_bootable(context->config->storage);
    }
    if (result != APPVERIFY_OK) {
        return result;
    }
    return platform->switch_slot(platform->context, context->config->policy->slot) == APPVERIFY_OK
               ? APPVERIFY_COMMITTED
               : APPVERIFY_ERR_SWITCH;
}

/* Word-sized and aligned: it may lie in flash. */
static const struct appverify_commit_stages stages APPVERIFY_IN_FLASH = {check_store, finish};

enum appverify_result appverify_begin_commit(struct appverify_context *context,
                                             const struct appverify_commit *commit)
{
    if (context->result != APPVERIFY_OK ||
        appverify_decide(context, EVIDENCE_IMAGE, APPVERIFY_OK) != APPVERIFY_OK) {
        return appverify_refuse_call(context);
    }
    if (commit == NULL || !store_complete(commit->store) || commit->platform == NULL ||
        commit->platform->switch_slot == NULL) {
        return APPVERIFY_ERR_CONFIG;
    }
    appverify_take_port(context);
    context->commit = commit;
    context->commit_stages = &stages;
    context->evidence = 0;
    context->state = STATE_RECHECK;
    context->result = APPVERIFY_MORE;
    return APPVERIFY_MORE;
}
