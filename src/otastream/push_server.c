/* SPDX-License-Identifier: MIT */
#include "otastream/push_server.h"

#include "appverify/manifest_format.h"
#include "push_answer.h"

#define MILLISECONDS 1000u

enum push_state {
    PUSH_OFF,     /* not set up */
    PUSH_IDLE,    /* no connection */
    PUSH_READING, /* the request */
    PUSH_WORKING, /* verifies, commits */
    PUSH_CLOSING, /* the answer is on its way */
};

enum otastream_result otastream_push_init(struct otastream_push *push,
                                          const struct otastream_push_config *config)
{
    const struct otastream_push_network *network = config->network;
    (void)__builtin_memset(push, 0, sizeof *push);
    if (network == NULL || network->send == NULL || network->close == NULL ||
        config->update == NULL || config->target == NULL || config->answer == NULL ||
        config->answer_size < OTASTREAM_PUSH_ANSWER_SIZE) {
        return OTASTREAM_ERR_ARGUMENT;
    }
    push->config = config;
    push->state = PUSH_IDLE;
    return OTASTREAM_DONE;
}

static void set_stall(struct otastream_push *push, uint32_t seconds)
{
    push->stall = seconds * MILLISECONDS;
}

enum otastream_result otastream_push_connected(struct otastream_push *push)
{
    if (push->state != PUSH_IDLE || push->config->update->config == NULL) {
        return OTASTREAM_ERR_STATE;
    }
    const struct otastream_update_config *config = push->config->update->config;
    uint32_t maximum = 2 * config->policy->slot_limit + config->manifest_capacity;
    push->result = OTASTREAM_MORE;
    push->is_open = 1;
    push->is_alive = 0;
    push->is_begun = 0;
    push->update_number = 0; /* of none: the first has 1 */
    push->has_continued = 0;
    push->has_image = 0;
    push->state = PUSH_READING;
    set_stall(push, OTASTREAM_PUSH_STALL);
    push->time = OTASTREAM_PUSH_TIME * MILLISECONDS;
    return otastream_upload_begin(&push->upload, APPVERIFY_FIXED_SIZE, maximum, push->target,
                                  sizeof push->target);
}

static int is_under_way(enum otastream_result result)
{
    return result == OTASTREAM_MORE || result == OTASTREAM_AGAIN;
}

static int is_own(const struct otastream_push *push)
{
    return push->config->update->number == push->update_number;
}

static int is_target(const struct otastream_push *push)
{
    const char *wanted = push->config->target;
    const char *found = push->target;
    while (*wanted != '\0' && *wanted == *found) {
        wanted++;
        found++;
    }
    return *wanted == *found;
}

/* A header that is over and good: the update begins, and what the client was at is given up. */
static void begin_update(struct otastream_push *push)
{
    struct otastream_update *update = push->config->update;
    push->is_begun = 1;
    if (!is_target(push)) {
        push->result = OTASTREAM_ERR_PATH;
    } else if (push->pause > 0) {
        push->result = OTASTREAM_ERR_STATE;
    } else if (push->upload.result == OTASTREAM_MORE) {
        push->result = otastream_bundle_begin(&push->bundle, update);
        push->update_number = update->number;
    }
}

/* Once for each upload whose image is taken: it erases, whatever becomes of it. */
static void lengthen_pause(struct otastream_push *push)
{
    if (!push->has_image && is_own(push) && push->config->update->state >= OTASTREAM_UPDATE_IMAGE) {
        push->has_image = 1;
        push->pause = push->next_pause;
        push->next_pause = push->next_pause * 2 + MILLISECONDS;
        if (push->next_pause > OTASTREAM_PUSH_PAUSE_MAX * MILLISECONDS) {
            push->next_pause = OTASTREAM_PUSH_PAUSE_MAX * MILLISECONDS;
        }
    }
}

static void step(struct otastream_push *push, struct otastream_span *input)
{
    push->result =
        is_own(push) ? otastream_bundle_step(&push->bundle, input) : OTASTREAM_ERR_ABORTED;
    lengthen_pause(push);
}

/* All of it, and the judgement with it: whoever has sent it does not wait. */
static void take_file(struct otastream_push *push, struct otastream_span *file)
{
    const struct otastream_update *update = push->config->update;
    while (is_under_way(push->result) &&
           (file->length > 0 ||
            (push->result == OTASTREAM_AGAIN && update->state <= OTASTREAM_UPDATE_IMAGE))) {
        step(push, push->result == OTASTREAM_MORE || update->state > OTASTREAM_UPDATE_IMAGE ? file
                                                                                            : NULL);
    }
    if (push->result == OTASTREAM_DONE && file->length > 0) {
        step(push, file);
    }
}

void otastream_push_received(struct otastream_push *push, const uint8_t *bytes, size_t length)
{
    struct otastream_span input = {bytes, length};
    if (push->state != PUSH_READING) {
        return;
    }
    push->is_alive = 1;
    while (input.length > 0 && push->upload.result == OTASTREAM_MORE) {
        struct otastream_span file = {NULL, 0};
        (void)otastream_upload_read(&push->upload, &input, &file);
        if (push->upload.header_over && !push->is_begun) {
            begin_update(push);
        }
        take_file(push, &file);
    }
}

void otastream_push_closed(struct otastream_push *push)
{
    push->is_open = 0;
}

static void end(struct otastream_push *push, enum otastream_result result)
{
    const struct otastream_push_config *config = push->config;
    push->state = PUSH_IDLE;
    if (push->is_begun && is_own(push) && result != OTASTREAM_DONE) {
        otastream_update_abort(config->update);
    }
    if (config->report != NULL) {
        config->report(config->context, result);
    }
}

static void send_bytes(struct otastream_push *push, const char *bytes, size_t length)
{
    if (length > 0 && push->is_open) {
        push->config->network->send(push->config->network->context, bytes, length);
    }
}

static void answer(struct otastream_push *push)
{
    const struct otastream_push_config *config = push->config;
    push->state = PUSH_CLOSING;
    set_stall(push, OTASTREAM_PUSH_LINGER);
    if (push->result == OTASTREAM_PAGE && config->page != NULL) {
        send_bytes(push, config->page, config->page_size);
    } else {
        send_bytes(push, config->answer, otastream_push_write_answer(config, push->result));
    }
}

/* Counts down. Not 0 when nothing is left. */
static int is_over(uint32_t *left, uint32_t milliseconds)
{
    *left = *left > milliseconds ? *left - milliseconds : 0;
    return *left == 0;
}

static void close_connection(struct otastream_push *push)
{
    set_stall(push, OTASTREAM_PUSH_STALL);
    push->config->network->close(push->config->network->context);
}

/* A sender that waits is told at once; of any other the request has to be over. */
static void read_request(struct otastream_push *push, uint32_t milliseconds)
{
    const struct otastream_push_config *config = push->config;
    int waits = push->is_begun && push->upload.wants_continue && !push->has_continued;
    if (push->upload.result != OTASTREAM_MORE || (waits && !is_under_way(push->result))) {
        push->state = PUSH_WORKING;
    } else if (!push->is_open) {
        end(push, otastream_upload_end(&push->upload));
    } else if (waits) {
        push->has_continued = 1;
        send_bytes(push, config->answer, otastream_push_write_continue(config));
    } else if (is_over(&push->time, milliseconds)) {
        push->time = OTASTREAM_PUSH_STALL * MILLISECONDS;
        close_connection(push);
    } else if (push->is_alive) {
        push->is_alive = 0;
        set_stall(push, OTASTREAM_PUSH_STALL);
    } else if (is_over(&push->stall, milliseconds)) {
        close_connection(push);
    }
}

static void commit(struct otastream_push *push)
{
    const struct otastream_push_config *config = push->config;
    if (config->may_commit == NULL || config->may_commit(config->context)) {
        push->result = otastream_update_commit(config->update);
    } else {
        answer(push);
    }
}

static void work(struct otastream_push *push)
{
    const struct otastream_update *update = push->config->update;
    if (is_under_way(push->result) && push->upload.result != OTASTREAM_DONE) {
        push->result = push->upload.result;
    }
    if (push->result == OTASTREAM_MORE) {
        push->result = is_own(push) ? otastream_bundle_end(&push->bundle) : OTASTREAM_ERR_ABORTED;
    } else if (push->result == OTASTREAM_AGAIN) {
        step(push, NULL);
    } else if (push->result == OTASTREAM_DONE && !is_own(push)) {
        push->result = OTASTREAM_ERR_ABORTED;
    } else if (push->result == OTASTREAM_DONE && update->state == OTASTREAM_UPDATE_READY) {
        commit(push);
    } else {
        answer(push);
    }
}

static void linger(struct otastream_push *push, uint32_t milliseconds)
{
    if (!push->is_open) {
        end(push, push->result);
    } else if (is_over(&push->stall, milliseconds)) {
        close_connection(push);
    }
}

void otastream_push_tick(struct otastream_push *push, uint32_t milliseconds)
{
    (void)is_over(&push->pause, milliseconds);
    switch (push->state) {
    case PUSH_READING:
        read_request(push, milliseconds);
        break;
    case PUSH_WORKING:
        work(push);
        break;
    case PUSH_CLOSING:
        linger(push, milliseconds);
        break;
    default:
        break;
    }
}
