/* SPDX-License-Identifier: MIT */
#include "otastream/stream_journal.h"

#include "manifest_end.h"
#include "update_decision.h"

static int is_under_way(const struct otastream_update *update)
{
    return update->result == OTASTREAM_MORE || update->result == OTASTREAM_AGAIN;
}

/* The verification, which may hold a crypto port, ends with the update. */
static void stop(struct otastream_update *update, enum otastream_result result)
{
    appverify_abort(&update->context);
    update->result = result;
}

static void go_on(struct otastream_update *update, enum otastream_update_state state,
                  enum otastream_result result)
{
    update->state = state;
    update->result = result;
    update->verified = 0;
}

static int config_is_complete(const struct otastream_update_config *config)
{
    const struct appverify_crypto *crypto = config->crypto;
    return config->flash != NULL && config->policy != NULL && config->manifest != NULL &&
           config->commit != NULL && config->commit->store != NULL && crypto != NULL &&
           crypto->operations != NULL && crypto->operations->abort != NULL &&
           crypto->operations->hash_start != NULL && crypto->operations->hash_update != NULL &&
           crypto->operations->hash_finish != NULL;
}

enum otastream_result otastream_update_init(struct otastream_update *update,
                                            const struct otastream_update_config *config)
{
    (void)__builtin_memset(update, 0, sizeof *update);
    if (!config_is_complete(config)) {
        return OTASTREAM_ERR_ARGUMENT;
    }
    update->config = config;
    update->policy = *config->policy;
    appverify_head_last_init(&update->overlay, config->flash, &update->policy);
    update->verify.storage = &update->overlay.storage;
    update->verify.crypto = config->crypto;
    update->verify.policy = &update->policy;
    update->verify.manifest = config->manifest;
    update->verify.manifest_capacity = config->manifest_capacity;
    return OTASTREAM_DONE;
}

enum otastream_result otastream_update_begin(struct otastream_update *update)
{
    if (update->config == NULL || update->state == OTASTREAM_UPDATE_COMMITTED ||
        update->result == OTASTREAM_REFUSED_SWITCH) {
        return OTASTREAM_ERR_STATE;
    }
    stop(update, OTASTREAM_MORE);
    update->number++;
    update->policy = *update->config->policy;
    update->position = 0;
    update->image_length = 0;
    update->is_judging = 0;
    go_on(update, OTASTREAM_UPDATE_MANIFEST, OTASTREAM_MORE);
    return update->result;
}

/* Takes what it needs to know where the manifest ends, and no byte that comes after it. */
static void take_manifest(struct otastream_update *update, struct otastream_span *input)
{
    const struct otastream_update_config *config = update->config;
    uint32_t needed = 0;
    for (;;) {
        enum appverify_result result =
            otastream_manifest_end(config->manifest, update->position, &needed);
        if (result != APPVERIFY_OK || needed > config->manifest_capacity) {
            stop(update, otastream_refused(result != APPVERIFY_OK ? result : APPVERIFY_ERR_LENGTH));
            return;
        }
        uint32_t missing = needed - update->position;
        if (missing == 0) {
            go_on(update, OTASTREAM_UPDATE_JUDGING, OTASTREAM_AGAIN);
            return;
        }
        if (input == NULL || input->length == 0) {
            return;
        }
        uint32_t taken = input->length < missing ? (uint32_t)input->length : missing;
        (void)__builtin_memcpy(config->manifest + update->position, input->bytes, taken);
        input->bytes += taken;
        input->length -= taken;
        update->position += taken;
    }
}

static void begin_image(struct otastream_update *update, uint32_t length)
{
    const struct otastream_update_config *config = update->config;
    const struct otastream_slot_target target = {
        .storage = &update->overlay.storage,
        .offset = update->policy.slot_offset,
        .limit = update->policy.slot_limit,
        .running_offset = config->running_offset,
        .running_length = config->running_length,
        .page = config->page,
        .page_size = config->page_size,
    };
    update->image_length = length;
    update->position = 0;
    appverify_head_last_init(&update->overlay, config->flash, &update->policy);
    enum otastream_result result = otastream_slot_begin(&update->slot, &target, length);
    go_on(update, OTASTREAM_UPDATE_IMAGE, result);
    if (result != OTASTREAM_MORE) {
        stop(update, result);
    } else if (config->journal != NULL) {
        config->journal->state = 0; /* it begins with a search */
        update->result = OTASTREAM_AGAIN;
    }
}

/* The first step of the judgement. */
static void begin_judgement(struct otastream_update *update)
{
    enum otastream_result result = otastream_decide_before(update);
    if (result == OTASTREAM_AGAIN) {
        enum appverify_result begun =
            appverify_begin_manifest(&update->context, &update->verify, update->position);
        result = begun == APPVERIFY_MORE ? OTASTREAM_AGAIN : otastream_refused(begun);
    }
    update->is_judging = 1;
    if (result != OTASTREAM_AGAIN) {
        stop(update, result);
    }
}

static void judge(struct otastream_update *update)
{
    if (!update->is_judging) {
        begin_judgement(update);
        return;
    }
    enum appverify_result verdict = appverify_step(&update->context, OTASTREAM_UPDATE_BUDGET);
    if (verdict == APPVERIFY_MORE) {
        return;
    }
    uint32_t length = 0;
    enum otastream_result result = verdict == APPVERIFY_MANIFEST_OK
                                       ? otastream_decide_after(update, &length)
                                       : otastream_refused(verdict);
    if (result == OTASTREAM_MORE) {
        begin_image(update, length);
    } else {
        stop(update, result);
    }
}

static void take_image(struct otastream_update *update, struct otastream_span *input)
{
    struct otastream_journal *journal = update->config->journal;
    enum otastream_result result =
        journal != NULL ? journal->step(journal, update, &update->slot) : OTASTREAM_MORE;
    if (result == OTASTREAM_MORE) {
        result = otastream_slot_write(&update->slot, input);
    }
    update->position = update->slot.position;
    if (result == OTASTREAM_MORE || result == OTASTREAM_AGAIN) {
        update->result = result;
        return;
    }
    if (result != OTASTREAM_DONE) {
        stop(update, result);
        return;
    }
    go_on(update, OTASTREAM_UPDATE_VERIFYING, OTASTREAM_AGAIN);
    enum appverify_result begun = appverify_begin_body(&update->context, update->image_length);
    if (begun != APPVERIFY_MORE) {
        stop(update, otastream_refused(begun));
    }
}

/* Its bytes are none to go on with. After a switch that failed nothing is written any more. */
static void refuse_image(struct otastream_update *update, enum appverify_result verdict)
{
    const struct otastream_journal *journal = update->config->journal;
    if (journal != NULL && update->state == OTASTREAM_UPDATE_VERIFYING) {
        journal->forget(update);
    }
    stop(update, otastream_refused(verdict));
}

/* Reads the image, for the verdict or for the commit. */
static void read_image(struct otastream_update *update, enum appverify_result good,
                       enum otastream_update_state next)
{
    enum appverify_result verdict = appverify_step(&update->context, OTASTREAM_UPDATE_BUDGET);
    uint32_t left = update->image_length - update->verified;
    update->verified += left < OTASTREAM_UPDATE_BUDGET ? left : OTASTREAM_UPDATE_BUDGET;
    if (verdict == good) {
        go_on(update, next, OTASTREAM_DONE);
    } else if (verdict != APPVERIFY_MORE) {
        refuse_image(update, verdict);
    }
}

static void work(struct otastream_update *update, struct otastream_span *input)
{
    switch (update->state) {
    case OTASTREAM_UPDATE_MANIFEST:
        take_manifest(update, input);
        break;
    case OTASTREAM_UPDATE_JUDGING:
        judge(update);
        break;
    case OTASTREAM_UPDATE_IMAGE:
        take_image(update, input);
        break;
    case OTASTREAM_UPDATE_VERIFYING:
        read_image(update, APPVERIFY_OK, OTASTREAM_UPDATE_READY);
        break;
    case OTASTREAM_UPDATE_COMMITTING:
        read_image(update, APPVERIFY_COMMITTED, OTASTREAM_UPDATE_COMMITTED);
        break;
    default:
        break;
    }
}

static void report(const struct otastream_update *update)
{
    const struct otastream_update_config *config = update->config;
    uint32_t done = update->verified;
    uint32_t total = update->image_length;
    switch (update->state) {
    case OTASTREAM_UPDATE_MANIFEST:
    case OTASTREAM_UPDATE_IMAGE:
        done = update->position;
        break;
    case OTASTREAM_UPDATE_READY:
    case OTASTREAM_UPDATE_COMMITTED:
        done = total;
        break;
    default:
        break;
    }
    if (config->progress != NULL) {
        config->progress(config->context, update->state, done, total);
    }
}

/* Bytes that no file has room for: those of the image belong to its state. */
static int is_excess(const struct otastream_update *update, const struct otastream_span *input)
{
    return input != NULL && input->length > 0 &&
           (update->state == OTASTREAM_UPDATE_JUDGING ||
            update->state == OTASTREAM_UPDATE_VERIFYING ||
            update->state == OTASTREAM_UPDATE_READY) &&
           (is_under_way(update) || update->result == OTASTREAM_DONE);
}

enum otastream_result otastream_update_step(struct otastream_update *update,
                                            struct otastream_span *input)
{
    if (is_excess(update, input)) {
        stop(update, OTASTREAM_ERR_TOO_LONG);
        report(update);
    } else if (is_under_way(update)) {
        work(update, input);
        report(update);
    }
    return update->result;
}

enum otastream_result otastream_update_end(struct otastream_update *update)
{
    if (update->result == OTASTREAM_MORE) {
        stop(update, OTASTREAM_ERR_TOO_SHORT);
    }
    return update->result;
}

enum otastream_result otastream_update_commit(struct otastream_update *update)
{
    if (update->state != OTASTREAM_UPDATE_READY || update->result != OTASTREAM_DONE) {
        return OTASTREAM_ERR_STATE;
    }
    go_on(update, OTASTREAM_UPDATE_COMMITTING, OTASTREAM_AGAIN);
    enum appverify_result begun = appverify_begin_commit(&update->context, update->config->commit);
    if (begun != APPVERIFY_MORE) {
        stop(update, otastream_refused(begun));
    }
    return update->result;
}

void otastream_update_abort(struct otastream_update *update)
{
    int is_ready = update->state == OTASTREAM_UPDATE_READY && update->result == OTASTREAM_DONE;
    if (is_under_way(update) || is_ready) {
        stop(update, OTASTREAM_ERR_ABORTED);
    }
}
