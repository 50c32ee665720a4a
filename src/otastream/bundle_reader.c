/* SPDX-License-Identifier: MIT */
#include "otastream/bundle_reader.h"

enum otastream_result otastream_bundle_begin(struct otastream_bundle *bundle,
                                             struct otastream_update *update)
{
    bundle->update = update;
    bundle->position = 0;
    bundle->start = 0;
    bundle->length = 0;
    return otastream_update_begin(update);
}

/* While the manifest is at hand: it is not shown in the middle of a verification. */
static void measure(struct otastream_bundle *bundle)
{
    const struct otastream_update *update = bundle->update;
    const struct appverify_manifest *manifest = appverify_get_manifest(&update->context);
    uint32_t at = bundle->position;
    for (uint32_t i = 0; manifest != NULL && i < manifest->payload_count; i++) {
        if (manifest->payloads[i].slot == update->policy.slot) {
            bundle->start = at;
        }
        at += manifest->payloads[i].length + manifest->size + APPVERIFY_TRAILER_SIZE;
    }
    bundle->length = at;
}

/* Lets the update have what it takes of the next bytes, at most so many. */
static void pass(struct otastream_bundle *bundle, struct otastream_span *input, size_t most)
{
    struct otastream_span part = {NULL, 0};
    if (input != NULL) {
        part.bytes = input->bytes;
        part.length = input->length < most ? input->length : most;
    }
    size_t offered = part.length;
    (void)otastream_update_step(bundle->update, &part);
    if (input != NULL) {
        input->bytes += offered - part.length;
        input->length -= offered - part.length;
        bundle->position += (uint32_t)(offered - part.length);
    }
}

static void skip(struct otastream_bundle *bundle, struct otastream_span *input, uint32_t end)
{
    size_t left = end - bundle->position;
    if (input != NULL) {
        size_t part = input->length < left ? input->length : left;
        input->bytes += part;
        input->length -= part;
        bundle->position += (uint32_t)part;
    }
}

/* The update sees what comes behind the bundle, and refuses it. */
static enum otastream_result read_images(struct otastream_bundle *bundle,
                                         struct otastream_span *input)
{
    struct otastream_update *update = bundle->update;
    uint32_t end = bundle->start + update->image_length;
    uint32_t next = bundle->start + update->position; /* above start from a journal on */
    if (bundle->position < next && update->result == OTASTREAM_MORE) {
        skip(bundle, input, next);
        return update->result;
    }
    if (bundle->position < next && update->result == OTASTREAM_AGAIN) {
        return otastream_update_step(update, NULL);
    }
    if (bundle->position < end) {
        pass(bundle, input, end - bundle->position);
        return update->result;
    }
    skip(bundle, input, bundle->length);
    if (bundle->position == bundle->length) {
        return otastream_update_step(update, input);
    }
    (void)otastream_update_step(update, NULL);
    return update->result == OTASTREAM_DONE ? OTASTREAM_MORE : update->result;
}

enum otastream_result otastream_bundle_step(struct otastream_bundle *bundle,
                                            struct otastream_span *input)
{
    struct otastream_update *update = bundle->update;
    switch (update->state) {
    case OTASTREAM_UPDATE_MANIFEST:
        pass(bundle, input, SIZE_MAX);
        return update->result;
    case OTASTREAM_UPDATE_JUDGING:
        return otastream_update_step(update, NULL);
    case OTASTREAM_UPDATE_COMMITTING:
    case OTASTREAM_UPDATE_COMMITTED:
        return otastream_update_step(update, input);
    default:
        if (bundle->length == 0) {
            measure(bundle);
        }
        return read_images(bundle, input);
    }
}

enum otastream_result otastream_bundle_end(struct otastream_bundle *bundle)
{
    return otastream_update_end(bundle->update);
}
