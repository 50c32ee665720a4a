/* SPDX-License-Identifier: MIT */
/*
 * Measures the readers of otastream and its slot writer, and prints JSON: instructions a byte, the
 * deepest stack and the sizes of the states. Exit 1 when a message was not read as it should be.
 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "fixture.h"
#include "otastream/answer_writer.h"
#include "otastream/pull_client.h"
#include "otastream/push_server.h"
#include "otastream/redirect.h"
#include "otastream/request_writer.h"
#include "otastream/stream_journal.h"
#include "otastream/update_identity.h"
#include "stack.h"

#define BODY 65536u
#define CHUNK 4096u
#define PAGE 256u
#define READ_BACK 64u /* what the slot writer reads at a time */
#define SEGMENT 536u  /* of TCP, without options, as the vendor's lwIP has it */

/* As nginx sends it. */
static const char plain_header[] = "HTTP/1.1 200 OK\r\n"
                                   "Server: nginx/1.22.1\r\n"
                                   "Date: Mon, 03 Jun 2024 10:11:12 GMT\r\n"
                                   "Content-Type: application/octet-stream\r\n"
                                   "Content-Length: 65536\r\n"
                                   "Last-Modified: Mon, 03 Jun 2024 09:00:00 GMT\r\n"
                                   "Connection: close\r\n"
                                   "ETag: \"665d8a90-10000\"\r\n"
                                   "Accept-Ranges: bytes\r\n\r\n";
static const char chunked_header[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
static const char raw_header[] = "POST /update HTTP/1.1\r\nHost: 192.168.1.7\r\n"
                                 "User-Agent: curl/7.88.1\r\nAccept: */*\r\n"
                                 "Content-Length: 65536\r\n"
                                 "Content-Type: application/x-www-form-urlencoded\r\n\r\n";
static const char form_header[] =
    "POST /update HTTP/1.1\r\nHost: 192.168.1.7\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n"
    "Content-Length: 65739\r\n"
    "Content-Type: multipart/form-data; boundary=------------------------d74496d66958873e\r\n\r\n";
static const char part_header[] =
    "--------------------------d74496d66958873e\r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"lamp.bundle\"\r\n"
    "Content-Type: application/octet-stream\r\n\r\n";
static const char last_delimiter[] = "\r\n--------------------------d74496d66958873e--\r\n";

static uint8_t message[2 * BODY];
static size_t message_size;
static size_t header_size;

static void add(const void *bytes, size_t size)
{
    (void)memcpy(message + message_size, bytes, size);
    message_size += size;
}

static void add_body(uint32_t size)
{
    static uint32_t random = 1;
    for (uint32_t i = 0; i < size; i++) {
        random = random * 1664525u + 1013904223u;
        message[message_size++] = (uint8_t)(random >> 24);
    }
}

static void begin_message(const char *header)
{
    message_size = 0;
    add(header, strlen(header));
    header_size = message_size;
}

static void add_chunks(void)
{
    for (uint32_t done = 0; done < BODY; done += CHUNK) {
        add("1000\r\n", 6);
        add_body(CHUNK);
        add("\r\n", 2);
    }
    add("0\r\n\r\n", 5);
}

static struct otastream_response response;
static struct otastream_upload upload;
static uint32_t body_size;

/* Feeds a part of the message in segments; hundredths of an instruction a byte. */
static uint32_t feed(size_t from, size_t to, int is_upload)
{
    enum otastream_result result = OTASTREAM_MORE;
    struct otastream_span body;
    uint32_t start = clock_ticks();
    for (size_t at = from; at < to; at += SEGMENT) {
        struct otastream_span input = {message + at, to - at < SEGMENT ? to - at : SEGMENT};
        do {
            result = is_upload ? otastream_upload_read(&upload, &input, &body)
                               : otastream_response_read(&response, &input, &body);
            body_size += (uint32_t)body.length;
        } while (input.length > 0 && result == OTASTREAM_MORE);
    }
    return (uint32_t)(clock_instructions_since(start) * 100 / (to - from));
}

static int measure(const char *name, int is_upload)
{
    static const struct otastream_wanted wanted = {BODY, BODY, 0, NULL, 0};
    body_size = 0;
    (void)otastream_response_begin(&response, &wanted);
    (void)otastream_upload_begin(&upload, BODY, BODY, NULL, 0);
    stack_paint();
    uint32_t header = feed(0, header_size, is_upload);
    uint32_t body = feed(header_size, message_size, is_upload);
    uint32_t stack = stack_peak();
    enum otastream_result result = is_upload ? upload.result : response.result;
    (void)printf("\"%s\": {\"header\": %u.%02u, \"body\": %u.%02u, \"stack\": %u},\n", name,
                 (unsigned)(header / 100), (unsigned)(header % 100), (unsigned)(body / 100),
                 (unsigned)(body % 100), (unsigned)stack);
    return result == OTASTREAM_DONE && body_size == BODY;
}

/* A flash that costs as little as it can: what it costs is taken off. */
static uint8_t flash[BODY];
static uint32_t reads;

static enum appverify_result flash_read(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    (void)context;
    reads++;
    (void)memcpy(buffer, flash + offset, length);
    return APPVERIFY_OK;
}

static enum appverify_result flash_write(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    (void)context;
    (void)memcpy(flash + offset, buffer, length);
    return APPVERIFY_OK;
}

static enum appverify_result flash_erase(void *context, uint32_t offset)
{
    (void)context;
    (void)offset;
    return APPVERIFY_OK;
}

static const struct appverify_storage storage = {
    .read = flash_read, .write = flash_write, .erase = flash_erase};
static uint32_t page[PAGE / 4];
static struct otastream_slot slot;

/* The calls that the slot writer makes, alone. */
static uint32_t instructions_of_the_flash(void)
{
    const struct appverify_storage *volatile used = &storage;
    uint32_t start = clock_ticks();
    for (uint32_t at = 0; at < BODY; at += PAGE) {
        (void)used->write(NULL, at, (const uint8_t *)page, PAGE);
        for (uint32_t part = 0; part < PAGE; part += READ_BACK) {
            (void)used->read(NULL, at + part, (uint8_t *)page, READ_BACK);
        }
    }
    return (uint32_t)clock_instructions_since(start);
}

/* From the segments of an answer into the slot. */
static int measure_slot(void)
{
    static const struct otastream_wanted wanted = {BODY, BODY, 0, NULL, 0};
    const struct otastream_slot_target target = {&storage, 0, BODY, BODY, BODY, page, PAGE};
    struct otastream_span body = {NULL, 0};
    uint32_t bench = instructions_of_the_flash();
    (void)otastream_response_begin(&response, &wanted);
    (void)otastream_slot_begin(&slot, &target, BODY);
    (void)feed(0, header_size, 0);
    stack_paint();
    uint32_t start = clock_ticks();
    for (size_t at = header_size; at < message_size; at += SEGMENT) {
        size_t left = message_size - at;
        struct otastream_span input = {message + at, left < SEGMENT ? left : SEGMENT};
        while (input.length > 0 && response.result == OTASTREAM_MORE) {
            (void)otastream_response_read(&response, &input, &body);
            do {
                (void)otastream_slot_write(&slot, &body);
            } while (body.length > 0 || slot.result == OTASTREAM_AGAIN);
        }
    }
    uint32_t cost = (uint32_t)clock_instructions_since(start) - bench;
    cost = (uint32_t)((uint64_t)cost * 100 / BODY);
    (void)printf("\"slot\": {\"body\": %u.%02u, \"stack\": %u},\n", (unsigned)(cost / 100),
                 (unsigned)(cost % 100), (unsigned)stack_peak());
    return slot.result == OTASTREAM_DONE &&
           memcmp(flash, message + header_size, sizeof flash) == 0 && cost <= 1000;
}

static struct otastream_update update;
static struct otastream_pull pull;

static void no_connect(void *context, const char *host, uint16_t port)
{
    (void)context;
    (void)host;
    (void)port;
}

static void no_send(void *context, const char *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
}

static void no_close(void *context)
{
    (void)context;
}

/* A client whose manifest was judged already: what its image costs from the network to the slot. */
static int begin_pull(void)
{
    static const struct otastream_pull_network network = {no_connect, no_send, no_close, NULL};
    static const struct otastream_wanted wanted = {BODY, BODY, 0, NULL, 0};
    static const struct otastream_slot_target target = {&storage, 0, BODY, BODY, BODY, page, PAGE};
    static const struct appverify_policy policy = {.slot = 1};
    static const struct otastream_update_config update_config = {.policy = &policy,
                                                                 .manifest_capacity = 1024};
    static char request[300];
    static const struct otastream_pull_config config = {
        .network = &network,
        .update = &update,
        .host = "updates.example.com",
        .port = 80,
        .path = "/lamp/lamp",
        .user_agent = "lamp/1.4.2",
        .request = request,
        .request_size = sizeof request,
        .period = 3600,
    };
    update.config = &update_config;
    if (otastream_pull_init(&pull, &config) != OTASTREAM_DONE) {
        return 0;
    }
    otastream_pull_tick(&pull, 0); /* connects for the manifest */
    update.state = OTASTREAM_UPDATE_IMAGE;
    update.result = otastream_slot_begin(&update.slot, &target, BODY);
    update.position = 0;
    return otastream_response_begin(&pull.response, &wanted) == OTASTREAM_MORE;
}

static int measure_pull(void)
{
    uint32_t bench = instructions_of_the_flash();
    if (!begin_pull()) {
        return 0;
    }
    otastream_pull_received(&pull, message, header_size);
    stack_paint();
    uint32_t start = clock_ticks();
    for (size_t at = header_size; at < message_size; at += SEGMENT) {
        size_t left = message_size - at;
        otastream_pull_received(&pull, message + at, left < SEGMENT ? left : SEGMENT);
    }
    uint32_t cost = (uint32_t)clock_instructions_since(start) - bench;
    cost = (uint32_t)((uint64_t)cost * 100 / BODY);
    (void)printf("\"pull\": {\"body\": %u.%02u, \"stack\": %u},\n", (unsigned)(cost / 100),
                 (unsigned)(cost % 100), (unsigned)stack_peak());
    return pull.response.result == OTASTREAM_DONE &&
           memcmp(flash, message + header_size, sizeof flash) == 0;
}

/* What runs, by an image of three segments, signed with ECDSA: what is read is not taken off. */
static int measure_identity(void)
{
    static struct otastream_update_config config = {.flash = &storage,
                                                    .manifest_capacity = sizeof fix.manifest};
    static struct appverify_policy policy;
    static const struct appverify_running_slot running = {.slot = 1,
                                                          .slot_offset = 0x1000,
                                                          .slot_limit = 0x7A000,
                                                          .flash_map = 2,
                                                          .boot_mode = APPVERIFY_BOOT_NEW};
    config.manifest = fix.manifest;
    fixture_setup(BOOT_NEW);
    fix.body.segment_count = 3;
    fix.body.segments[2] = (struct build_segment){0x3FFE9000, 16};
    fixture_build();
    (void)memcpy(flash + running.slot_offset, fix.image, fix.image_size);
    reads = 0;
    stack_paint();
    uint32_t start = clock_ticks();
    enum appverify_result result = otastream_update_identify(&config, &policy, &running);
    uint32_t instructions = (uint32_t)clock_instructions_since(start);
    (void)printf("\"identity\": {\"instructions\": %u, \"reads\": %u, \"stack\": %u},\n",
                 (unsigned)instructions, (unsigned)reads, (unsigned)stack_peak());
    return result == APPVERIFY_OK && config.running_version[1] == 2;
}

static int measure_writers(void)
{
    static const char *const lines[] = {"Authorization: Basic bGFtcDpzZWNyZXQ="};
    static const struct otastream_request request = {
        "updates.example.com", 8080, "/lamp/lamp", ".user1.bin", "lamp/1.4.2", 4096, lines, 1};
    static const struct otastream_answer answer = {200, "The update is good.", NULL, 0};
    char buffer[320];
    size_t length;
    stack_paint();
    int good = otastream_request_write(&request, buffer, sizeof buffer, &length) == OTASTREAM_DONE;
    uint32_t stack = stack_peak();
    (void)printf("\"request\": {\"bytes\": %u, \"stack\": %u},\n", (unsigned)length,
                 (unsigned)(stack > sizeof buffer ? stack - sizeof buffer : stack));
    return good &&
           otastream_answer_write(&answer, buffer, sizeof buffer, &length) == OTASTREAM_DONE;
}

int main(void)
{
    int good = 1;
    (void)printf("{\n");
    begin_message(plain_header);
    add_body(BODY);
    good &= measure("length", 0);
    good &= measure_slot();
    good &= measure_pull();
    begin_message(chunked_header);
    add_chunks();
    good &= measure("chunked", 0);
    begin_message(raw_header);
    add_body(BODY);
    good &= measure("upload", 1);
    begin_message(form_header);
    add(part_header, sizeof part_header - 1);
    header_size = message_size;
    add_body(BODY);
    add(last_delimiter, sizeof last_delimiter - 1);
    good &= measure("form", 1);
    good &= measure_writers();
    good &= measure_identity();
    (void)printf("\"ram\": {\"response\": %u, \"upload\": %u, \"slot\": %u, \"update\": %u, "
                 "\"bundle\": %u, \"pull\": %u, \"push\": %u, \"journal\": %u, "
                 "\"redirects\": %u}\n}\n",
                 (unsigned)sizeof response, (unsigned)sizeof upload, (unsigned)sizeof slot,
                 (unsigned)sizeof update, (unsigned)sizeof(struct otastream_bundle),
                 (unsigned)sizeof pull, (unsigned)sizeof(struct otastream_push),
                 (unsigned)sizeof(struct otastream_journal),
                 (unsigned)sizeof(struct otastream_redirects));
    return good ? 0 : 1;
}
