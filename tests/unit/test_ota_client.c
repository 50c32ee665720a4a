/* The update client of examples/nonos-sdk against a server and a flash that may do anything. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "ota_client.h"
#include "test_support.h"

#define FLASH_SIZE 0x100000u
#define SECTOR 4096u
#define STORE 0x7C000u
#define SLOT_LIMIT 0x7A000u
#define NEVER SIZE_MAX
#define PERIOD OTA_TICKS(3600u)
#define STALL OTA_TICKS(OTA_STALL_SECONDS)

/* NOR flash of 1 MB that may be touched in the inactive slot and in the store only. */
static struct {
    uint8_t bytes[FLASH_SIZE];
    uint32_t changes;
    uint32_t slot_changes;
    uint32_t fail_at; /* the change that fails, from 1; 0: none */
} flash;

/* One answer for each file; what is sent of it, and how. */
static struct {
    char answer[2][0x12000]; /* manifest, image */
    size_t size[2];
    size_t piece;         /* bytes for each tick */
    size_t stop[2];       /* sent up to here, then nothing or the end of the connection */
    size_t pause;         /* ticks between two pieces */
    uint32_t silent;      /* 1: never lets a connection come about */
    uint32_t holds;       /* 1: does not close by itself, nor at stop */
    uint32_t close_tries; /* how many closes it takes; 0: it is closed at once, inside the call */
    /* the connection */
    uint32_t is_open;
    uint32_t is_connected;
    uint32_t is_closing;
    uint32_t in_event;
    const char *request;
    size_t request_size;
    uint32_t is_taken;
    size_t file;
    size_t sent;
    size_t waited;
    uint32_t connections;
    uint32_t closes;
    char requests[4096];
} server;

static struct ota_client client;
static struct ota_config config;
static struct ota_network network;
static struct appverify_storage storage;
static uint32_t reports;
static enum ota_outcome outcome;
static uint32_t detail;

static int is_writable(uint32_t offset)
{
    uint32_t slot = fix.policy.slot_offset;
    return (offset >= slot && offset - slot < SLOT_LIMIT) ||
           (offset >= STORE && offset - STORE < 2 * SECTOR);
}

static enum appverify_result change(uint32_t offset)
{
    flash.changes++;
    flash.slot_changes += offset < STORE || offset >= STORE + 2 * SECTOR;
    return flash.changes == flash.fail_at ? APPVERIFY_ERR_WRITE : APPVERIFY_OK;
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
        ota_client_closed(&client);
    } else {
        server.is_closing = server.closes >= server.close_tries;
    }
}

static void report(enum ota_outcome how, uint32_t why)
{
    reports++;
    outcome = how;
    detail = why;
}

static void end_connection(void)
{
    server.is_open = 0;
    server.is_connected = 0;
    ota_client_closed(&client);
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
        ota_client_received(&client, piece, length);
        free(piece);
    } else if (!server.holds) {
        end_connection();
    }
}

/* At most one event. */
static void serve(void)
{
    server.in_event = 1;
    if (server.is_closing && server.is_open) {
        end_connection();
    } else if (server.is_open && !server.is_connected && !server.silent) {
        server.is_connected = 1;
        ota_client_connected(&client);
    } else if (server.is_open && server.request != NULL) {
        take_request();
        send_piece();
    }
    server.in_event = 0;
}

/* Runs until a check is over; returns how many ticks it took. */
static uint32_t run_check(void)
{
    uint32_t before = reports;
    uint32_t ticks = 0;
    while (reports == before) {
        assert_true(++ticks < 2 * PERIOD);
        serve();
        ota_client_tick(&client);
    }
    assert_int_equal(check_failure.count, 0);
    assert_int_equal(reports, before + 1);
    assert_false(server.is_open);
    assert_true(fake_crypto_clean(&fix.fake));
    return ticks;
}

static void expect(enum ota_outcome how, uint32_t why)
{
    (void)run_check();
    assert_int_equal(outcome, how);
    assert_int_equal(detail, why);
    assert_int_equal(fix.switches, how == OTA_SWITCHING);
}

static void set_answer(size_t file, const char *header, const uint8_t *bytes, size_t size)
{
    size_t header_size = strlen(header);
    (void)memcpy(server.answer[file], header, header_size);
    (void)memcpy(server.answer[file] + header_size, bytes, size);
    server.size[file] = header_size + size;
}

/* Header with this length, then size bytes. */
static void set_file(size_t file, size_t said, const uint8_t *bytes, size_t size)
{
    char header[64];
    (void)snprintf(header, sizeof header, "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n", said);
    set_answer(file, header, bytes, size);
}

static void serve_release(void)
{
    set_file(0, fix.manifest_size, fixture_manifest(), fix.manifest_size);
    set_file(1, fix.image_size, fix.image, fix.image_size);
}

static void start_client(void)
{
    network = (struct ota_network){server_connect, server_send, server_close, &server};
    storage =
        (struct appverify_storage){read_flash, NULL, appverify_crc32, write_flash, erase_flash};
    fix.store = (struct appverify_store){&storage, {STORE, STORE + SECTOR}};
    fix.policy.slot_limit = SLOT_LIMIT;
    config = (struct ota_config){
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
    ota_client_start(&client, &config);
}

/* A device that runs the other slot, and an image of some sectors on the server. */
static void setup_slot(uint32_t slot)
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
    reports = 0;
    serve_release();
    start_client();
}

static int setup(void **state)
{
    (void)state;
    setup_slot(1);
    return 0;
}

static void expect_no_erase(void)
{
    assert_int_equal(flash.slot_changes, 0);
    assert_null(strstr(server.requests, ".bin"));
}

static void test_ota_client_update_switches(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 7, 255, 256, 257, 1460, 5840, NEVER};
    for (uint32_t slot = 1; slot <= 2; slot++) {
        for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
            setup_slot(slot);
            server.piece = pieces[i];
            server.close_tries = (uint32_t)i % 3;
            expect(OTA_SWITCHING, 0);
            assert_int_equal(fix.switched_to, slot);
            const uint8_t *written = flash.bytes + fix.policy.slot_offset;
            assert_memory_equal(written, fix.image, fix.image_size);
            assert_int_equal(written[(size_t)(fix.image_size + SECTOR - 1) / SECTOR * SECTOR], 0);
            assert_int_equal(fixture_stored().security_counter, 7);
            assert_string_equal(
                server.requests,
                slot == 1 ? "GET /lamps/one.manifest HTTP/1.0\r\nHost: server.example:8080\r\n"
                            "Connection: close\r\n\r\n"
                            "GET /lamps/one.user1.bin HTTP/1.0\r\nHost: server.example:8080\r\n"
                            "Connection: close\r\n\r\n"
                          : "GET /lamps/one.manifest HTTP/1.0\r\nHost: server.example:8080\r\n"
                            "Connection: close\r\n\r\n"
                            "GET /lamps/one.user2.bin HTTP/1.0\r\nHost: server.example:8080\r\n"
                            "Connection: close\r\n\r\n");
        }
    }
}

static void test_ota_client_after_the_switch_is_over(void **state)
{
    (void)state;
    expect(OTA_SWITCHING, 0);
    for (uint32_t i = 0; i < 2 * PERIOD; i++) {
        ota_client_tick(&client);
    }
    assert_int_equal(reports, 1);
    assert_int_equal(server.connections, 2);
}

static void test_ota_client_server_that_does_not_close_is_left(void **state)
{
    (void)state;
    server.holds = 1;
    expect(OTA_SWITCHING, 0);
}

static void test_ota_client_odd_image_length_is_padded(void **state)
{
    (void)state;
    fixture_setup(BOOT_OLD);
    fix.body.irom_size = 1001;
    fixture_place(2, 1);
    fix.spec.tlv_size = 0;
    fixture_build();
    serve_release();
    start_client();
    assert_int_not_equal(fix.image_size % 4, 0);
    expect(OTA_SWITCHING, 0);
    assert_memory_equal(flash.bytes + 0x1000, fix.image, fix.image_size);
    assert_int_equal(flash.bytes[0x1000 + fix.image_size], 0xFF);
}

static void test_ota_client_without_report_works(void **state)
{
    (void)state;
    config.report = NULL;
    for (uint32_t i = 0; i < 1000; i++) {
        serve();
        ota_client_tick(&client);
    }
    assert_int_equal(fix.switches, 1);
}

static void test_ota_client_same_or_lower_version_stays(void **state)
{
    (void)state;
    static const struct ota_version versions[] = {
        {1, 2, 3, 4}, {1, 2, 3, 5}, {1, 2, 4, 0}, {1, 3, 0, 0}, {2, 0, 0, 0}, {65535, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        setup_slot(1);
        config.running = versions[i];
        expect(OTA_UP_TO_DATE, 0);
        expect_no_erase();
        assert_in_range(run_check(), PERIOD, PERIOD + 10);
    }
}

static void test_ota_client_higher_version_is_installed(void **state)
{
    (void)state;
    static const struct ota_version versions[] = {
        {1, 2, 3, 3}, {1, 2, 2, 9}, {1, 1, 9, 9}, {0, 9, 9, 9}, {0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        setup_slot(1);
        config.running = versions[i];
        expect(OTA_SWITCHING, 0);
    }
}

static void test_ota_client_bad_manifest_erases_nothing(void **state)
{
    (void)state;
    for (uint32_t at = 0; at < fix.manifest_size; at++) {
        setup_slot(1);
        uint8_t *byte = (uint8_t *)server.answer[0] + server.size[0] - fix.manifest_size + at;
        *byte ^= 0x10;
        (void)run_check();
        assert_int_equal(outcome, OTA_ERR_REFUSED);
        expect_no_erase();
        assert_int_equal(fix.switches, 0);
    }
    assert_in_range(run_check(), PERIOD, PERIOD + 10);
}

static void test_ota_client_stored_counter_is_obeyed(void **state)
{
    (void)state;
    const struct appverify_store_state stored = {.security_counter = 8};
    assert_int_equal(appverify_store_write(&fix.store, &stored), APPVERIFY_OK);
    expect(OTA_ERR_REFUSED, APPVERIFY_ERR_ROLLBACK);
    expect_no_erase();
}

static void test_ota_client_on_trial_erases_nothing(void **state)
{
    (void)state;
    const struct appverify_store_state stored = {.trial_slot = 2, .boots_left = 1};
    assert_int_equal(appverify_store_write(&fix.store, &stored), APPVERIFY_OK);
    expect(OTA_ERR_REFUSED, APPVERIFY_ERR_STATE);
    expect_no_erase();
}

static void test_ota_client_damaged_store_erases_nothing(void **state)
{
    (void)state;
    (void)memset(flash.bytes + STORE, 0x5A, 2 * (size_t)SECTOR);
    expect(OTA_ERR_REFUSED, APPVERIFY_ERR_STORE);
    expect_no_erase();
}

static void test_ota_client_damaged_image_is_not_committed(void **state)
{
    (void)state;
    for (uint32_t at = 0; at < fix.image_size; at += at < 64 ? 1 : 97) {
        setup_slot(1);
        server.answer[1][server.size[1] - fix.image_size + at] ^= 1;
        (void)run_check();
        assert_int_equal(outcome, OTA_ERR_REFUSED);
        assert_int_equal(fix.switches, 0);
        assert_int_equal(fixture_stored().security_counter, 0);
    }
    assert_in_range(run_check(), PERIOD, PERIOD + 99);
}

static void test_ota_client_drop_anywhere_is_retried(void **state)
{
    (void)state;
    for (size_t file = 0; file <= 1; file++) {
        size_t size = server.size[file];
        for (size_t at = 0; at < size; at += file == 0 || at < 64 || at + 5 > size ? 1 : 61) {
            setup_slot(1);
            server.stop[file] = at;
            expect(OTA_ERR_NETWORK, HTTP_MORE);
            assert_int_equal(server.connections, file + 1);
            server.stop[file] = NEVER;
            server.requests[0] = '\0';
            assert_in_range(run_check(), OTA_TICKS(OTA_RETRY_SECONDS),
                            OTA_TICKS(OTA_RETRY_SECONDS) + 100);
            assert_int_equal(outcome, OTA_SWITCHING);
        }
    }
}

static void test_ota_client_stall_anywhere_ends(void **state)
{
    (void)state;
    for (size_t file = 0; file <= 1; file++) {
        size_t size = server.size[file];
        for (size_t at = 0; at < size; at += file == 0 ? 17 : 977) {
            setup_slot(1);
            server.holds = 1;
            server.stop[file] = at;
            server.close_tries = (uint32_t)at % 3;
            assert_in_range(run_check(), STALL, 4 * STALL);
            assert_int_equal(outcome, OTA_ERR_NETWORK);
            assert_int_equal(fix.switches, 0);
        }
    }
}

static void test_ota_client_no_connection_ends(void **state)
{
    (void)state;
    for (uint32_t tries = 0; tries <= 3; tries++) {
        setup_slot(1);
        server.silent = 1;
        server.close_tries = tries;
        uint32_t ticks = run_check();
        assert_in_range(ticks, STALL * (tries < 2 ? 1 : tries),
                        STALL * (tries < 2 ? 1 : tries) + 9);
        assert_int_equal(outcome, OTA_ERR_NETWORK);
    }
}

static void test_ota_client_trickle_ends(void **state)
{
    (void)state;
    server.piece = 1;
    server.pause = STALL - 9;
    uint32_t ticks = run_check();
    assert_in_range(ticks, OTA_TICKS(OTA_TRANSFER_SECONDS), OTA_TICKS(OTA_TRANSFER_SECONDS) + 9);
    assert_int_equal(outcome, OTA_ERR_NETWORK);
}

static void test_ota_client_slow_but_steady_is_served(void **state)
{
    (void)state;
    server.piece = 1000;
    server.pause = STALL - 9;
    expect(OTA_SWITCHING, 0);
}

static void test_ota_client_retries_become_rarer(void **state)
{
    (void)state;
    server.stop[0] = 9;
    uint32_t wait = OTA_TICKS(OTA_RETRY_SECONDS);
    expect(OTA_ERR_NETWORK, HTTP_MORE);
    for (uint32_t i = 0; i < 10; i++) {
        assert_in_range(run_check(), wait, wait + 10);
        wait = wait * 2 < PERIOD ? wait * 2 : PERIOD;
    }
    assert_int_equal(wait, PERIOD);
    server.stop[0] = NEVER;
    config.running.major = 9;
    expect(OTA_UP_TO_DATE, 0);
    server.stop[0] = 9;
    expect(OTA_ERR_NETWORK, HTTP_MORE);
    assert_in_range(run_check(), OTA_TICKS(OTA_RETRY_SECONDS), OTA_TICKS(OTA_RETRY_SECONDS) + 10);
}

static void test_ota_client_lies_about_the_manifest_erase_nothing(void **state)
{
    (void)state;
    const uint8_t *bytes = fixture_manifest();
    static const uint8_t nothing[OTA_MANIFEST_SIZE + 1];
    set_answer(0, "HTTP/1.0 404 Not Found\r\nContent-Length: 1\r\n\r\n", bytes, 1);
    expect(OTA_ERR_HTTP, HTTP_ERR_STATUS);
    set_answer(0, "HTTP/1.0 200 OK\r\n\r\n", bytes, fix.manifest_size);
    expect(OTA_ERR_HTTP, HTTP_ERR_LENGTH);
    set_answer(0, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", bytes, 1);
    expect(OTA_ERR_HTTP, HTTP_ERR_ENCODING);
    set_file(0, sizeof nothing, nothing, sizeof nothing);
    expect(OTA_ERR_HTTP, HTTP_ERR_LENGTH);
    set_file(0, OTA_MANIFEST_SIZE, nothing, OTA_MANIFEST_SIZE);
    expect(OTA_ERR_REFUSED, APPVERIFY_ERR_NOT_FOUND);
    set_file(0, fix.manifest_size, bytes, fix.manifest_size + 1);
    expect(OTA_ERR_HTTP, HTTP_ERR_EXCESS);
    set_file(0, fix.manifest_size - 1, bytes, fix.manifest_size - 1);
    expect(OTA_ERR_REFUSED, APPVERIFY_ERR_FORMAT);
    expect_no_erase();
}

static void test_ota_client_lies_about_the_image_do_not_switch(void **state)
{
    (void)state;
    set_file(1, fix.image_size + 1, fix.image, fix.image_size + 1);
    expect(OTA_ERR_HTTP, HTTP_ERR_LENGTH);
    server.requests[0] = '\0';
    set_file(1, fix.image_size - 1, fix.image, fix.image_size - 1);
    expect(OTA_ERR_HTTP, HTTP_ERR_LENGTH);
    assert_int_equal(flash.slot_changes, 0);
    server.requests[0] = '\0';
    set_file(1, fix.image_size, fix.image, fix.image_size + 4096);
    server.piece = NEVER;
    expect(OTA_ERR_HTTP, HTTP_ERR_EXCESS);
    assert_int_equal(flash.bytes[0x1000 + 3 * SECTOR], 0);
}

static void test_ota_client_flash_failure_never_switches_early(void **state)
{
    (void)state;
    uint32_t at = 0;
    do {
        setup_slot(1);
        flash.fail_at = ++at;
        (void)run_check();
        assert_int_equal(fix.switches, outcome == OTA_SWITCHING);
        assert_true(outcome == OTA_ERR_FLASH || flash.slot_changes < at);
    } while (outcome != OTA_SWITCHING);
    /* 3 sectors in 36 or 37 pages, and one write of the store */
    assert_int_equal(at - 1, 3 + (fix.image_size + 255) / 256 + 2);
}

static void test_ota_client_switch_failure_is_reported(void **state)
{
    (void)state;
    fix.switch_reply = APPVERIFY_ERR_SWITCH;
    (void)run_check();
    assert_int_equal(outcome, OTA_ERR_REFUSED);
    assert_int_equal(detail, APPVERIFY_ERR_SWITCH);
}

static void test_ota_client_late_events_change_nothing(void **state)
{
    (void)state;
    const uint8_t bytes[] = "HTTP/1.0 200 OK\r\nContent-Length: 200\r\n\r\nxx";
    config.running.major = 9;
    for (uint32_t i = 0; i < 20; i++) {
        ota_client_closed(&client);
        ota_client_received(&client, bytes, sizeof bytes - 1);
        ota_client_connected(&client);
    }
    expect(OTA_UP_TO_DATE, 0);
    ota_client_received(&client, bytes, sizeof bytes - 1);
    assert_in_range(run_check(), PERIOD, PERIOD + 10);
    assert_int_equal(outcome, OTA_UP_TO_DATE);
    ota_client_connected(&client);
    server.silent = 1; /* and sees that nothing is sent */
    expect(OTA_ERR_NETWORK, HTTP_MORE);
}

static void test_ota_client_late_bytes_are_not_stored(void **state)
{
    (void)state;
    const uint8_t bytes[2 * OTA_STAGING_SIZE] = {0};
    server.stop[1] = 2000;
    expect(OTA_ERR_NETWORK, HTTP_MORE);
    uint32_t changes = flash.changes;
    assert_true(changes > 0);
    ota_client_received(&client, bytes, sizeof bytes);
    assert_int_equal(flash.changes, changes);
}

static void test_ota_client_long_path_is_never_sent(void **state)
{
    (void)state;
    char path[OTA_REQUEST_SIZE + 1];
    (void)memset(path, 'p', sizeof path);
    config.path = path;
    size_t fits = OTA_REQUEST_SIZE - 1 - strlen("GET .manifest HTTP/1.0\r\nHost: ") -
                  strlen("server.example:8080\r\nConnection: close\r\n\r\n");
    path[fits] = '\0';
    config.running.major = 9;
    expect(OTA_UP_TO_DATE, 0);
    path[fits] = 'p';
    path[fits + 1] = '\0';
    server.requests[0] = '\0';
    expect(OTA_ERR_CONFIG, 0);
    path[fits + 1] = 'p';
    path[OTA_REQUEST_SIZE] = '\0';
    expect(OTA_ERR_CONFIG, 0);
    assert_string_equal(server.requests, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_ota_client_update_switches, setup),
        cmocka_unit_test_setup(test_ota_client_after_the_switch_is_over, setup),
        cmocka_unit_test_setup(test_ota_client_server_that_does_not_close_is_left, setup),
        cmocka_unit_test_setup(test_ota_client_odd_image_length_is_padded, setup),
        cmocka_unit_test_setup(test_ota_client_same_or_lower_version_stays, setup),
        cmocka_unit_test_setup(test_ota_client_higher_version_is_installed, setup),
        cmocka_unit_test_setup(test_ota_client_bad_manifest_erases_nothing, setup),
        cmocka_unit_test_setup(test_ota_client_stored_counter_is_obeyed, setup),
        cmocka_unit_test_setup(test_ota_client_on_trial_erases_nothing, setup),
        cmocka_unit_test_setup(test_ota_client_damaged_store_erases_nothing, setup),
        cmocka_unit_test_setup(test_ota_client_damaged_image_is_not_committed, setup),
        cmocka_unit_test_setup(test_ota_client_drop_anywhere_is_retried, setup),
        cmocka_unit_test_setup(test_ota_client_stall_anywhere_ends, setup),
        cmocka_unit_test_setup(test_ota_client_no_connection_ends, setup),
        cmocka_unit_test_setup(test_ota_client_trickle_ends, setup),
        cmocka_unit_test_setup(test_ota_client_slow_but_steady_is_served, setup),
        cmocka_unit_test_setup(test_ota_client_retries_become_rarer, setup),
        cmocka_unit_test_setup(test_ota_client_lies_about_the_manifest_erase_nothing, setup),
        cmocka_unit_test_setup(test_ota_client_lies_about_the_image_do_not_switch, setup),
        cmocka_unit_test_setup(test_ota_client_flash_failure_never_switches_early, setup),
        cmocka_unit_test_setup(test_ota_client_switch_failure_is_reported, setup),
        cmocka_unit_test_setup(test_ota_client_late_events_change_nothing, setup),
        cmocka_unit_test_setup(test_ota_client_late_bytes_are_not_stored, setup),
        cmocka_unit_test_setup(test_ota_client_without_report_works, setup),
        cmocka_unit_test_setup(test_ota_client_long_path_is_never_sent, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
