/* SPDX-License-Identifier: MIT */
#include "ota_client.h"

#include <string.h>

#define SECTOR_SIZE 4096u

enum state { STATE_IDLE, STATE_TRANSFER, STATE_CLOSING, STATE_JUDGE, STATE_OVER };

void ota_client_start(struct ota_client *client, const struct ota_config *config)
{
    (void)memset(client, 0, sizeof *client); /* an initialiser would pass through the stack */
    client->config = config;
    client->state = STATE_IDLE;
    client->wait = config->first_wait + 1;
    client->retry = OTA_TICKS(OTA_RETRY_SECONDS);
    client->policy = *config->policy;
    appverify_head_last_init(&client->slot, config->storage, &client->policy);
    client->verify.storage = &client->slot.storage;
    client->verify.crypto = config->crypto;
    client->verify.policy = &client->policy;
    client->verify.manifest = (uint8_t *)client->manifest;
    client->verify.manifest_capacity = OTA_MANIFEST_SIZE;
}

static void end_check(struct ota_client *client, enum ota_outcome outcome, uint32_t detail,
                      uint32_t wait)
{
    client->state = STATE_IDLE;
    client->wait = wait;
    if (outcome == OTA_SWITCHING || outcome == OTA_ERR_SWITCH) {
        client->state = STATE_OVER; /* the slot may be started next: it stays as it is */
    }
    if (client->config->report != NULL) {
        client->config->report(outcome, detail);
    }
}

/* What was judged stays as it is on the server: there is no use in coming back soon. */
static void end_judgement(struct ota_client *client, enum ota_outcome outcome, uint32_t detail)
{
    end_check(client, outcome, detail, client->config->period);
}

/* Erases grow with failed transfers, so these become rarer. */
static void end_transfer(struct ota_client *client)
{
    uint32_t wait = client->retry;
    client->retry = wait < client->config->period / 2 ? wait * 2 : client->config->period;
    end_check(client, client->outcome, client->response.result, wait);
}

/* Appends text; a request that is full stays full. */
static size_t append(char *request, size_t size, const char *text)
{
    while (*text != '\0' && size < OTA_REQUEST_SIZE) {
        request[size++] = *text++;
    }
    return size;
}

static size_t make_request(struct ota_client *client)
{
    const char *suffix = ".manifest";
    if (client->is_image) {
        suffix = client->policy.slot == 1 ? ".user1.bin" : ".user2.bin";
    }
    size_t size = append(client->request, 0, "GET ");
    size = append(client->request, size, client->config->path);
    size = append(client->request, size, suffix);
    size = append(client->request, size, " HTTP/1.0\r\nHost: ");
    size = append(client->request, size, client->config->host);
    return append(client->request, size, "\r\nConnection: close\r\n\r\n");
}

static void begin_transfer(struct ota_client *client, uint32_t is_image, uint32_t minimum,
                           uint32_t maximum)
{
    client->is_image = (uint8_t)is_image;
    client->state = STATE_TRANSFER;
    client->outcome = OTA_UNDECIDED;
    client->received = 0;
    client->wait = OTA_TICKS(OTA_STALL_SECONDS);
    client->deadline = OTA_TICKS(OTA_TRANSFER_SECONDS);
    client->is_connected = 0;
    client->is_alive = 0;
    client->is_open = 1;
    http_response_begin(&client->response, minimum, maximum);
    client->config->network->connect(client->config->network->context);
}

static void end_connection(struct ota_client *client, enum ota_outcome outcome)
{
    client->outcome = outcome;
    client->state = STATE_CLOSING;
    client->wait = 1;
}

static void send_request(struct ota_client *client)
{
    size_t size = make_request(client);
    client->is_connected = 0;
    if (size == OTA_REQUEST_SIZE) {
        end_connection(client, OTA_ERR_CONFIG);
        return;
    }
    client->config->network->send(client->config->network->context, client->request, size);
}

static void watch_transfer(struct ota_client *client)
{
    if (client->is_alive) {
        client->is_alive = 0;
        client->wait = OTA_TICKS(OTA_STALL_SECONDS);
    }
    if (client->outcome != OTA_UNDECIDED) {
        end_connection(client, client->outcome);
    } else if (client->response.result == HTTP_DONE) {
        end_connection(client, OTA_UNDECIDED);
    } else if (client->response.result != HTTP_MORE) {
        end_connection(client, OTA_ERR_HTTP);
    } else if (!client->is_open || --client->wait == 0 || --client->deadline == 0) {
        end_connection(client, OTA_ERR_NETWORK);
    } else if (client->is_connected) {
        send_request(client);
    }
}

static enum appverify_result begin_manifest(struct ota_client *client)
{
    struct appverify_store_state stored;
    enum appverify_result result = appverify_store_read(client->config->commit->store, &stored);
    if (result != APPVERIFY_OK) {
        return result;
    }
    client->on_trial = stored.trial_slot != 0 && stored.trial_slot != client->policy.slot;
    if (client->policy.min_counter < stored.security_counter) {
        client->policy.min_counter = stored.security_counter;
    }
    return appverify_begin_manifest(&client->context, &client->verify, client->received);
}

static void begin_judgement(struct ota_client *client)
{
    enum appverify_result result = client->is_image
                                       ? appverify_begin_body(&client->context, client->received)
                                       : begin_manifest(client);
    client->state = STATE_JUDGE;
    if (result != APPVERIFY_MORE) {
        end_judgement(client, OTA_ERR_REFUSED, result);
    }
}

/* A second close after a while: the first may have met a connection that was being made. */
static void wait_until_closed(struct ota_client *client)
{
    if (client->is_open && --client->wait == 0) {
        client->wait = OTA_TICKS(OTA_STALL_SECONDS);
        client->config->network->close(client->config->network->context);
    }
    if (client->is_open) {
        return;
    }
    if (client->outcome == OTA_UNDECIDED) {
        begin_judgement(client);
    } else {
        end_transfer(client);
    }
}

static int is_newer(const struct appverify_manifest *manifest, const struct ota_version *running)
{
    uint32_t offered[] = {manifest->version_major, manifest->version_minor, manifest->version_patch,
                          manifest->version_build};
    uint32_t present[] = {running->major, running->minor, running->patch, running->build};
    for (size_t i = 0; i < 4; i++) {
        if (offered[i] != present[i]) {
            return offered[i] > present[i];
        }
    }
    return 0;
}

/* The manifest is good: its lengths can be trusted from here on. */
static void fetch_image(struct ota_client *client)
{
    const struct appverify_manifest *manifest = appverify_get_manifest(&client->context);
    if (!is_newer(manifest, &client->config->running)) {
        client->retry = OTA_TICKS(OTA_RETRY_SECONDS); /* nothing was erased for this check */
        end_judgement(client, OTA_UP_TO_DATE, 0);
        return;
    }
    if (client->on_trial) {
        end_judgement(client, OTA_ON_TRIAL, 0);
        return;
    }
    const struct appverify_payload *payload = &manifest->payloads[0];
    if (payload->slot != client->policy.slot) {
        payload++;
    }
    uint32_t size = payload->length + manifest->size + APPVERIFY_TRAILER_SIZE;
    begin_transfer(client, 1, size, size);
}

static void judge(struct ota_client *client)
{
    enum appverify_result result = appverify_step(&client->context, OTA_STEP_BYTES);
    if (result == APPVERIFY_MANIFEST_OK) {
        fetch_image(client);
        return;
    }
    if (result == APPVERIFY_OK) {
        result = appverify_begin_commit(&client->context, client->config->commit);
    }
    if (result == APPVERIFY_COMMITTED) {
        end_judgement(client, OTA_SWITCHING, 0);
    } else if (result == APPVERIFY_ERR_SWITCH) {
        end_judgement(client, OTA_ERR_SWITCH, 0);
    } else if (result != APPVERIFY_MORE) {
        end_judgement(client, OTA_ERR_REFUSED, result);
    }
}

void ota_client_tick(struct ota_client *client)
{
    switch (client->state) {
    case STATE_IDLE:
        if (--client->wait == 0) {
            begin_transfer(client, 0, APPVERIFY_FIXED_SIZE, OTA_MANIFEST_SIZE);
        }
        break;
    case STATE_TRANSFER:
        watch_transfer(client);
        break;
    case STATE_CLOSING:
        wait_until_closed(client);
        break;
    case STATE_JUDGE:
        judge(client);
        break;
    default:
        break;
    }
}

/* Writes the first size bytes of the staging buffer, which end at offset received of the file. */
static int write_staging(struct ota_client *client, uint32_t size)
{
    const struct appverify_storage *storage = &client->slot.storage;
    uint32_t offset = client->policy.slot_offset + client->received - size;
    uint8_t *staging = (uint8_t *)client->staging;
    while (size % 4 != 0) {
        staging[size++] = 0xFF;
    }
    if (offset % SECTOR_SIZE == 0 && storage->erase(storage->context, offset) != APPVERIFY_OK) {
        return 0;
    }
    return storage->write(storage->context, offset, staging, size) == APPVERIFY_OK;
}

static void store_image(struct ota_client *client, const uint8_t *bytes, size_t length)
{
    uint8_t *staging = (uint8_t *)client->staging;
    while (length > 0 && client->outcome == OTA_UNDECIDED) {
        uint32_t staged = client->received % OTA_STAGING_SIZE;
        staging[staged++] = *bytes++;
        client->received++;
        length--;
        if ((staged == OTA_STAGING_SIZE || client->received == client->response.length) &&
            !write_staging(client, staged)) {
            client->outcome = OTA_ERR_FLASH;
        }
    }
}

static void store_manifest(struct ota_client *client, const uint8_t *bytes, size_t length)
{
    uint8_t *manifest = (uint8_t *)client->manifest;
    for (size_t i = 0; i < length; i++) {
        manifest[client->received++] = bytes[i];
    }
}

void ota_client_connected(struct ota_client *client)
{
    client->is_connected = 1;
    client->is_alive = 1;
}

void ota_client_received(struct ota_client *client, const uint8_t *bytes, size_t length)
{
    if (client->state != STATE_TRANSFER) {
        return;
    }
    client->is_alive = 1;
    (void)http_response_read(&client->response, &bytes, &length);
    if (client->is_image) {
        store_image(client, bytes, length);
    } else {
        store_manifest(client, bytes, length);
    }
}

void ota_client_closed(struct ota_client *client)
{
    client->is_open = 0;
}
