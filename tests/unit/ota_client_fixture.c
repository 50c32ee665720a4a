/* SPDX-License-Identifier: MIT */
#include "ota_client_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "test_support.h"

struct ota_fixture_flash flash;
struct ota_fixture_server server;
struct ota_fixture ota;

static struct ota_network network;
static struct appverify_storage storage;

static int is_writable(uint32_t offset)
{
    uint32_t slot = fix.policy.slot_offset;
    return (offset >= slot && offset - slot < SLOT_LIMIT) ||
           (offset >= STORE && offset - STORE < 2 * SECTOR);
}

static enum appverify_result change(uint32_t offset)
{
    flash.changes++;
    if (flash.changes == flash.fail_at) {
        return APPVERIFY_ERR_WRITE;
    }
    flash.slot_changes += offset < STORE || offset >= STORE + 2 * SECTOR;
    return APPVERIFY_OK;
}

static enum appverify_result read_flash(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    (void)context;
    assert_true((offset | length | (uintptr_t)buffer) % 4 == 0 && length > 0);
    assert_true(offset < FLASH_SIZE && length <= FLASH_SIZE - offset);
    (void)memcpy(buffer, flash.bytes + offset, length);
    return APPVERIFY_OK;
}

static enum appverify_result write_flash(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    (void)context;
    assert_true((offset | length | (uintptr_t)buffer) % 4 == 0 && length > 0);
    assert_true(is_writable(offset) && is_writable(offset + (uint32_t)length - 1));
    if (change(offset) != APPVERIFY_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(buffer[i] & ~flash.bytes[offset + i], 0);
        flash.bytes[offset + i] = buffer[i];
    }
    return APPVERIFY_OK;
}

static enum appverify_result erase_flash(void *context, uint32_t offset)
{
    (void)context;
    assert_true(offset % SECTOR == 0 && is_writable(offset));
    if (change(offset) != APPVERIFY_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    (void)memset(flash.bytes + offset, 0xFF, SECTOR);
    return APPVERIFY_OK;
}

/* The SDK's rule: no call into the network from one of its events. */
static void server_connect(void *context)
{
    assert_ptr_equal(context, &server);
    assert_false(server.in_event || server.is_open);
    server.is_open = 1;
    server.is_connected = 0;
    server.is_closing = 0;
    server.request = NULL;
    server.is_taken = 0;
    server.sent = 0;
    server.waited = 0;
    server.closes = 0;
    server.connections++;
}

static void server_send(void *context, const char *text, size_t length)
{
    assert_ptr_equal(context, &server);
    assert_true(!server.in_event && server.is_connected && server.request == NULL);
    assert_true(length > 4 && length < OTA_REQUEST_SIZE);
    server.request = text;
    server.request_size = length;
}

static void server_close(void *context)
{
    assert_ptr_equal(context, &server);
    assert_true(!server.in_event && server.is_open);
    server.closes++;
    if (server.close_tries == 0) {
        server.is_open = 0;
        ota_client_closed(&ota.client);
    } else {
        server.is_closing = server.closes >= server.close_tries;
    }
}

static void report(enum ota_outcome how, uint32_t why)
{
    ota.reports++;
    ota.outcome = how;
    ota.detail = why;
}

static void end_connection(void)
{
    server.is_open = 0;
    server.is_connected = 0;
    ota_client_closed(&ota.client);
}

/* The request is read late, when the caller's buffer must still hold it. */
static void take_request(void)
{
    char text[OTA_REQUEST_SIZE] = "";
    if (!server.is_taken) {
        server.is_taken = 1;
        (void)memcpy(text, server.request, server.request_size);
        server.file = strstr(text, ".bin ") != NULL;
        size_t end = strlen(server.requests);
        assert_true(end + sizeof text <= sizeof server.requests);
        (void)memcpy(server.requests + end, text, sizeof text);
    }
}

static void send_piece(void)
{
    const char *answer = server.answer[server.file];
    size_t end = server.size[server.file];
    end = end < server.stop[server.file] ? end : server.stop[server.file];
    size_t length = end - server.sent < server.piece ? end - server.sent : server.piece;
    if (server.waited < server.pause) {
        server.waited++;
    } else if (length > 0) {
        uint8_t *piece = malloc(length); /* a sanitizer sees who keeps it or reads past it */
        assert_non_null(piece);
        (void)memcpy(piece, answer + server.sent, length);
        server.sent += length;
        server.waited = 0;
        ota_client_received(&ota.client, piece, length);
        free(piece);
    } else if (!server.holds) {
        end_connection();
    }
}

void ota_fixture_serve(void)
{
    server.in_event = 1;
    if (server.is_closing && server.is_open) {
        end_connection();
    } else if (server.is_open && !server.is_connected && !server.silent) {
        server.is_connected = 1;
        ota_client_connected(&ota.client);
    } else if (server.is_open && server.request != NULL) {
        take_request();
        send_piece();
    }
    server.in_event = 0;
}

uint32_t ota_fixture_run_check(void)
{
    uint32_t before = ota.reports;
    uint32_t ticks = 0;
    while (ota.reports == before) {
        assert_true(++ticks < 2 * PERIOD);
        ota_fixture_serve();
        ota_client_tick(&ota.client);
    }
    assert_int_equal(check_failure.count, 0);
    assert_int_equal(ota.reports, before + 1);
    assert_false(server.is_open);
    assert_true(fake_crypto_clean(&fix.fake));
    return ticks;
}

void ota_fixture_expect(enum ota_outcome how, uint32_t why)
{
    (void)ota_fixture_run_check();
    assert_int_equal(ota.outcome, how);
    assert_int_equal(ota.detail, why);
    assert_int_equal(fix.switches, how == OTA_SWITCHING);
}

void ota_fixture_set_answer(size_t file, const char *header, const uint8_t *bytes, size_t size)
{
    size_t header_size = strlen(header);
    (void)memcpy(server.answer[file], header, header_size);
    (void)memcpy(server.answer[file] + header_size, bytes, size);
    server.size[file] = header_size + size;
}

void ota_fixture_set_file(size_t file, size_t said, const uint8_t *bytes, size_t size)
{
    char header[64];
    (void)snprintf(header, sizeof header, "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n", said);
    ota_fixture_set_answer(file, header, bytes, size);
}

void ota_fixture_serve_release(void)
{
    ota_fixture_set_file(0, fix.manifest_size, fixture_manifest(), fix.manifest_size);
    ota_fixture_set_file(1, fix.image_size, fix.image, fix.image_size);
}

void ota_fixture_start_client(void)
{
    network = (struct ota_network){server_connect, server_send, server_close, &server};
    storage = (struct appverify_storage){
        .read = read_flash,
        .crc32 = appverify_crc32,
        .write = write_flash,
        .erase = erase_flash,
    };
    fix.store = (struct appverify_store){&storage, {STORE, STORE + SECTOR}};
    fix.policy.slot_limit = SLOT_LIMIT;
    ota.config = (struct ota_config){
        .network = &network,
        .storage = &storage,
        .crypto = &fix.crypto,
        .policy = &fix.policy,
        .commit = &fix.commit,
        .host = "server.example:8080",
        .path = "/lamps/one",
        .running = {1, 2, 3, 3},
        .period = PERIOD,
        .report = report,
    };
    ota_client_start(&ota.client, &ota.config);
}

void ota_fixture_setup_slot(uint32_t slot)
{
    check_reset();
    fixture_setup(BOOT_NEW);
    fix.body.irom_size = 9008;
    fixture_place(2, slot);
    (void)memset(&flash, 0, sizeof flash);
    (void)memset(flash.bytes + STORE, 0xFF, 2 * (size_t)SECTOR);
    (void)memset(&server, 0, sizeof server);
    server.piece = 1460;
    server.stop[0] = NEVER;
    server.stop[1] = NEVER;
    ota.reports = 0;
    ota_fixture_serve_release();
    ota_fixture_start_client();
}

int ota_fixture_setup(void **state)
{
    (void)state;
    ota_fixture_setup_slot(1);
    return 0;
}

void ota_fixture_expect_not_bootable(void)
{
    assert_int_equal(flash.bytes[fix.policy.slot_offset], flash.slot_changes > 0 ? 0xFF : 0);
}

void ota_fixture_expect_no_erase(void)
{
    assert_int_equal(flash.slot_changes, 0);
    assert_null(strstr(server.requests, ".bin"));
}
