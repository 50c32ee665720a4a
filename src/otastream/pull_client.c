/* SPDX-License-Identifier: MIT */
#include "pull_client.h"

#include "appverify/manifest_format.h"
#include "otastream/redirect.h"

#define MILLISECONDS 1000u
#define VAIN_MAX 12u /* three files without a byte that was missing, or twelve times no file */
#define VAIN_FILE 4u
#define STATUS_NOT_FOUND 404u
#define STATUS_GONE 410u
#define STATUS_TOO_MANY 429u
#define STATUS_SERVER_ERROR 500u

enum pull_state {
    PULL_OFF,      /* not set up, or over: the device is to be reset */
    PULL_WAITING,  /* for the next check */
    PULL_TRANSFER, /* of the file that the update is at */
    PULL_CLOSING,  /* until the connection is gone */
    PULL_WORKING,  /* judges, verifies, commits */
};

static int is_in_range(const struct otastream_pull_config *config)
{
    return config->period > 0 && config->period <= OTASTREAM_PULL_PERIOD_MAX &&
           config->first <= OTASTREAM_PULL_PERIOD_MAX &&
           config->jitter <= OTASTREAM_PULL_PERIOD_MAX &&
           (config->jitter == 0 || config->random != NULL);
}

enum otastream_result otastream_pull_init(struct otastream_pull *client,
                                          const struct otastream_pull_config *config)
{
    const struct otastream_pull_network *network = config->network;
    (void)__builtin_memset(client, 0, sizeof *client);
    if (network == NULL || network->connect == NULL || network->send == NULL ||
        network->close == NULL || config->update == NULL || config->request == NULL ||
        !is_in_range(config)) {
        return OTASTREAM_ERR_ARGUMENT;
    }
    client->config = config;
    client->retry = OTASTREAM_PULL_RETRY;
    client->wait = otastream_pull_spread(client, config->first, config->jitter);
    client->state = PULL_WAITING;
    return OTASTREAM_DONE;
}

/* Counts down. Not 0 when nothing is left. */
static int is_over(uint32_t *left, uint32_t milliseconds)
{
    *left = *left > milliseconds ? *left - milliseconds : 0;
    return *left == 0;
}

static int is_own(const struct otastream_pull *client)
{
    return client->config->update->number == client->update_number;
}

static int wants_image(const struct otastream_update *update)
{
    return update->state == OTASTREAM_UPDATE_IMAGE && update->result == OTASTREAM_MORE;
}

/* What may be otherwise in the next try, with the same bytes. */
static int may_resume(const struct otastream_pull *client)
{
    uint32_t status = client->status;
    switch (client->result) {
    case OTASTREAM_ERR_CUT:
    case OTASTREAM_ERR_CONNECT:
    case OTASTREAM_ERR_STALLED:
    case OTASTREAM_ERR_TIME:
        return 1;
    case OTASTREAM_ERR_STATUS:
        return status == STATUS_TOO_MANY || status >= STATUS_SERVER_ERROR;
    default:
        return 0;
    }
}

/*
 * Tries that brought nothing that was missing. A server that is away or busy keeps what is there
 * for longer, but not for ever: it may have another release by now.
 */
static void count_vain(struct otastream_pull *client)
{
    if (client->config->update->position != client->resumed_at) {
        client->vain = 0;
    } else if (client->status != 0 && client->result != OTASTREAM_ERR_STATUS) {
        client->vain += VAIN_FILE;
    } else {
        client->vain++;
    }
}

static void end_check(struct otastream_pull *client, enum otastream_result result)
{
    const struct otastream_pull_config *config = client->config;
    struct otastream_update *update = config->update;
    client->result = result;
    client->state = PULL_WAITING;
    client->is_resuming = 0;
    if (result == OTASTREAM_DONE || result == OTASTREAM_REFUSED_SWITCH) {
        client->state = PULL_OFF; /* either slot may be next: nothing is written any more */
    } else if (is_own(client) && wants_image(update)) {
        count_vain(client);
        client->is_resuming = may_resume(client) && client->vain < VAIN_MAX;
    }
    if (is_own(client) && !client->is_resuming) {
        otastream_update_abort(update);
    }
    otastream_pull_set_wait(client);
    if (config->report != NULL) {
        config->report(config->context, client);
    }
}

/* The target of the redirect that was followed last, or NULL. */
static const char *location_of(const struct otastream_pull *client)
{
    const struct otastream_redirects *redirects = client->config->redirects;
    if (redirects == NULL || redirects->followed == 0) {
        return NULL;
    }
    return redirects->target(redirects, client->config->host, client->config->port);
}

static void begin_transfer(struct otastream_pull *client)
{
    const struct otastream_pull_config *config = client->config;
    const struct otastream_update *update = config->update;
    struct otastream_redirects *redirects = config->redirects;
    struct otastream_wanted wanted = {
        .minimum = update->image_length,
        .maximum = update->image_length,
        .offset = update->position,
        .location = redirects != NULL ? redirects->buffer : NULL,
        .location_size = redirects != NULL ? redirects->size : 0,
    };
    if (update->state == OTASTREAM_UPDATE_MANIFEST) {
        wanted.minimum = APPVERIFY_FIXED_SIZE;
        wanted.maximum = update->config->manifest_capacity;
    }
    client->status = 0;
    /* Before the next answer takes the place of the Location. */
    enum otastream_result result =
        otastream_pull_write_request(client, location_of(client), &client->request_length);
    if (result != OTASTREAM_DONE) {
        end_check(client, result);
        return;
    }
    client->resumed_at = update->position;
    client->stall = OTASTREAM_PULL_STALL * MILLISECONDS;
    client->time = OTASTREAM_PULL_TIME * MILLISECONDS;
    client->is_open = 1;
    client->is_connected = 0;
    client->is_alive = 0;
    client->state = PULL_TRANSFER;
    (void)otastream_response_begin(&client->response, &wanted);
    config->network->connect(config->network->context, config->host, config->port);
}

/* For a new file, not for a redirect of it. */
static void begin_file(struct otastream_pull *client)
{
    if (client->config->redirects != NULL) {
        client->config->redirects->followed = 0;
    }
    begin_transfer(client);
}

static void begin_check(struct otastream_pull *client)
{
    struct otastream_update *update = client->config->update;
    client->status = 0; /* of the check before */
    if (client->is_resuming && is_own(client) && wants_image(update)) {
        begin_file(client);
        return;
    }
    if (!is_own(client) && (update->result == OTASTREAM_MORE || update->result == OTASTREAM_AGAIN ||
                            update->result == OTASTREAM_DONE)) {
        end_check(client, OTASTREAM_ERR_ABORTED); /* of somebody else, and not over */
        return;
    }
    enum otastream_result result = otastream_update_begin(update);
    client->update_number = update->number;
    client->is_fixed = 0;
    client->vain = 0;
    if (result == OTASTREAM_MORE) {
        begin_file(client);
    } else {
        end_check(client, result);
    }
}

static void close_connection(struct otastream_pull *client, enum otastream_result result)
{
    client->result = result;
    client->status = client->response.status;
    client->state = PULL_CLOSING;
    client->stall = OTASTREAM_PULL_STALL * MILLISECONDS;
    if (client->is_open) {
        client->config->network->close(client->config->network->context);
    }
}

/* OTASTREAM_MORE while the transfer goes on, DONE when the file is there. */
static enum otastream_result judge_transfer(struct otastream_pull *client, uint32_t milliseconds)
{
    const struct otastream_update *update = client->config->update;
    int has_connected = client->is_alive || client->response.status != 0;
    if (!is_own(client)) {
        return OTASTREAM_ERR_ABORTED;
    }
    if (update->result != OTASTREAM_MORE && update->result != OTASTREAM_AGAIN) {
        return update->result;
    }
    if (client->response.result != OTASTREAM_MORE) {
        return client->response.result;
    }
    if (!client->is_open) {
        return has_connected ? otastream_response_end(&client->response) : OTASTREAM_ERR_CONNECT;
    }
    if (is_over(&client->time, milliseconds)) {
        return OTASTREAM_ERR_TIME;
    }
    if (client->is_alive > 1) {
        client->is_alive = 1;
        client->stall = OTASTREAM_PULL_STALL * MILLISECONDS;
    } else if (is_over(&client->stall, milliseconds)) {
        return has_connected ? OTASTREAM_ERR_STALLED : OTASTREAM_ERR_CONNECT;
    }
    return OTASTREAM_MORE;
}

static void watch_transfer(struct otastream_pull *client, uint32_t milliseconds)
{
    const struct otastream_pull_config *config = client->config;
    enum otastream_result result = judge_transfer(client, milliseconds);
    if (result != OTASTREAM_MORE) {
        close_connection(client, result);
    } else if (client->is_connected) {
        client->is_connected = 0;
        config->network->send(config->network->context, config->request, client->request_length);
    }
}

static void follow(struct otastream_pull *client)
{
    struct otastream_redirects *redirects = client->config->redirects;
    if (redirects == NULL) {
        end_check(client, OTASTREAM_ERR_REDIRECT);
    } else if (redirects->followed >= redirects->most) {
        end_check(client, OTASTREAM_ERR_REDIRECTS);
    } else if (redirects->target(redirects, client->config->host, client->config->port) == NULL) {
        end_check(client, OTASTREAM_ERR_OTHER_HOST);
    } else {
        redirects->followed++;
        begin_transfer(client);
    }
}

static int is_missing_by_name(const struct otastream_pull *client)
{
    return client->result == OTASTREAM_ERR_STATUS &&
           (client->status == STATUS_NOT_FOUND || client->status == STATUS_GONE) &&
           !client->is_fixed && wants_image(client->config->update);
}

static void end_transfer(struct otastream_pull *client)
{
    if (!is_own(client)) {
        end_check(client, OTASTREAM_ERR_ABORTED);
    } else if (client->result == OTASTREAM_DONE) {
        (void)otastream_update_end(client->config->update);
        client->state = PULL_WORKING;
    } else if (client->result == OTASTREAM_ERR_REDIRECT) {
        follow(client);
    } else if (is_missing_by_name(client)) {
        client->is_fixed = 1;
        begin_file(client);
    } else {
        end_check(client, client->result);
    }
}

static void wait_until_closed(struct otastream_pull *client, uint32_t milliseconds)
{
    if (!client->is_open) {
        end_transfer(client);
    } else if (is_over(&client->stall, milliseconds)) {
        close_connection(client, client->result); /* the first may have met one being made */
    }
}

static void commit(struct otastream_pull *client)
{
    const struct otastream_pull_config *config = client->config;
    if (config->may_commit == NULL || config->may_commit(config->context)) {
        (void)otastream_update_commit(config->update);
    }
}

static void work(struct otastream_pull *client)
{
    struct otastream_update *update = client->config->update;
    if (!is_own(client)) {
        end_check(client, OTASTREAM_ERR_ABORTED);
    } else if (update->result == OTASTREAM_AGAIN) {
        (void)otastream_update_step(update, NULL);
    } else if (wants_image(update)) {
        begin_file(client);
    } else if (update->result == OTASTREAM_DONE && update->state == OTASTREAM_UPDATE_READY) {
        commit(client);
    } else {
        end_check(client, update->result);
    }
}

void otastream_pull_tick(struct otastream_pull *client, uint32_t milliseconds)
{
    switch (client->state) {
    case PULL_WAITING:
        if (is_over(&client->wait, milliseconds)) {
            begin_check(client);
        }
        break;
    case PULL_TRANSFER:
        watch_transfer(client, milliseconds);
        break;
    case PULL_CLOSING:
        wait_until_closed(client, milliseconds);
        break;
    case PULL_WORKING:
        work(client);
        break;
    default:
        break;
    }
}

void otastream_pull_check_now(struct otastream_pull *client)
{
    if (client->state == PULL_WAITING) {
        client->wait = 0;
    }
}

void otastream_pull_connected(struct otastream_pull *client)
{
    client->is_connected = 1;
    client->is_alive = 2;
}

/* What the update does not take any more it refuses: a file that is longer than it says. */
static void take_body(struct otastream_pull *client, struct otastream_span *body)
{
    struct otastream_update *update = client->config->update;
    enum otastream_update_state file = update->state;
    int is_wanted = file == OTASTREAM_UPDATE_MANIFEST || file == OTASTREAM_UPDATE_IMAGE;
    uint32_t start = client->response.position - (uint32_t)body->length;
    if (is_wanted && start < update->position) { /* the whole file, instead of the rest */
        size_t known = update->position - start;
        known = known < body->length ? known : body->length;
        body->bytes += known;
        body->length -= known;
    }
    while (is_wanted && update->state == file &&
           (update->result == OTASTREAM_AGAIN ||
            (update->result == OTASTREAM_MORE && body->length > 0))) {
        (void)otastream_update_step(update, update->result == OTASTREAM_MORE ? body : NULL);
    }
    if (body->length > 0) {
        (void)otastream_update_step(update, body);
    }
}

void otastream_pull_received(struct otastream_pull *client, const uint8_t *bytes, size_t length)
{
    struct otastream_span input = {bytes, length};
    if (client->state != PULL_TRANSFER || !is_own(client)) {
        return;
    }
    client->is_alive = 2;
    while (input.length > 0 && client->response.result == OTASTREAM_MORE) {
        struct otastream_span body = {NULL, 0};
        (void)otastream_response_read(&client->response, &input, &body);
        if (body.length > 0) {
            take_body(client, &body);
        }
    }
}

void otastream_pull_closed(struct otastream_pull *client)
{
    client->is_open = 0;
}
