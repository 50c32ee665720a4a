/* SPDX-License-Identifier: MIT */
/* The update client of examples/nonos-sdk against a network and a server that may do anything. */
#include <string.h>

#include "fixture.h"
#include "ota_client_fixture.h"
#include "test_support.h"

#define STALL OTA_TICKS(OTA_STALL_SECONDS)

static void test_ota_client_server_that_does_not_close_is_left(void **state)
{
    (void)state;
    server.holds = 1;
    ota_fixture_expect(OTA_SWITCHING, 0);
}

static void test_ota_client_drop_anywhere_is_retried(void **state)
{
    (void)state;
    for (size_t file = 0; file <= 1; file++) {
        size_t size = server.size[file];
        for (size_t at = 0; at < size; at += file == 0 || at < 64 || at + 5 > size ? 1 : 61) {
            ota_fixture_setup_slot(1);
            server.stop[file] = at;
            ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
            assert_int_equal(server.connections, file + 1);
            ota_fixture_expect_not_bootable();
            server.stop[file] = NEVER;
            server.requests[0] = '\0';
            assert_in_range(ota_fixture_run_check(), OTA_TICKS(OTA_RETRY_SECONDS),
                            OTA_TICKS(OTA_RETRY_SECONDS) + 100);
            assert_int_equal(ota.outcome, OTA_SWITCHING);
        }
    }
}

static void test_ota_client_stall_anywhere_ends(void **state)
{
    (void)state;
    for (size_t file = 0; file <= 1; file++) {
        size_t size = server.size[file];
        for (size_t at = 0; at < size; at += file == 0 ? 17 : 977) {
            ota_fixture_setup_slot(1);
            server.holds = 1;
            server.stop[file] = at;
            server.close_tries = (uint32_t)at % 3;
            assert_in_range(ota_fixture_run_check(), STALL, 4 * STALL);
            assert_int_equal(ota.outcome, OTA_ERR_NETWORK);
            assert_int_equal(fix.switches, 0);
            ota_fixture_expect_not_bootable();
        }
    }
}

static void test_ota_client_no_connection_ends(void **state)
{
    (void)state;
    for (uint32_t tries = 0; tries <= 3; tries++) {
        ota_fixture_setup_slot(1);
        server.silent = 1;
        server.close_tries = tries;
        uint32_t ticks = ota_fixture_run_check();
        assert_in_range(ticks, STALL * (tries < 2 ? 1 : tries),
                        STALL * (tries < 2 ? 1 : tries) + 9);
        assert_int_equal(ota.outcome, OTA_ERR_NETWORK);
    }
}

static void test_ota_client_trickle_ends(void **state)
{
    (void)state;
    server.piece = 1;
    server.pause = STALL - 9;
    uint32_t ticks = ota_fixture_run_check();
    assert_in_range(ticks, OTA_TICKS(OTA_TRANSFER_SECONDS), OTA_TICKS(OTA_TRANSFER_SECONDS) + 9);
    assert_int_equal(ota.outcome, OTA_ERR_NETWORK);
}

static void test_ota_client_slow_but_steady_is_served(void **state)
{
    (void)state;
    server.piece = 1000;
    server.pause = STALL - 9;
    ota_fixture_expect(OTA_SWITCHING, 0);
}

static void test_ota_client_retries_become_rarer(void **state)
{
    (void)state;
    server.stop[0] = 9;
    uint32_t wait = OTA_TICKS(OTA_RETRY_SECONDS);
    ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
    for (uint32_t i = 0; i < 10; i++) {
        assert_in_range(ota_fixture_run_check(), wait, wait + 10);
        wait = wait * 2 < PERIOD ? wait * 2 : PERIOD;
    }
    assert_int_equal(wait, PERIOD);
    server.stop[0] = NEVER;
    ota.config.running.major = 9;
    ota_fixture_expect(OTA_UP_TO_DATE, 0);
    server.stop[0] = 9;
    ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
    assert_in_range(ota_fixture_run_check(), OTA_TICKS(OTA_RETRY_SECONDS),
                    OTA_TICKS(OTA_RETRY_SECONDS) + 10);
}

/* Or drops between refusals would wear the slot out. */
static void test_ota_client_refused_image_keeps_retries_rare(void **state)
{
    (void)state;
    server.stop[1] = 2000;
    ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
    ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
    server.stop[1] = NEVER;
    server.answer[1][server.size[1] - fix.image_size + 40] ^= 1;
    (void)ota_fixture_run_check();
    assert_int_equal(ota.outcome, OTA_ERR_REFUSED);
    server.stop[1] = 2000;
    ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
    assert_in_range(ota_fixture_run_check(), OTA_TICKS(4 * OTA_RETRY_SECONDS),
                    OTA_TICKS(4 * OTA_RETRY_SECONDS) + 99);
}

static void test_ota_client_lies_about_the_manifest_erase_nothing(void **state)
{
    (void)state;
    const uint8_t *bytes = fixture_manifest();
    static const uint8_t nothing[OTA_MANIFEST_SIZE + 1];
    ota_fixture_set_answer(0, "HTTP/1.0 404 Not Found\r\nContent-Length: 1\r\n\r\n", bytes, 1);
    ota_fixture_expect(OTA_ERR_HTTP, HTTP_ERR_STATUS);
    ota_fixture_set_answer(0, "HTTP/1.0 200 OK\r\n\r\n", bytes, fix.manifest_size);
    ota_fixture_expect(OTA_ERR_HTTP, HTTP_ERR_LENGTH);
    ota_fixture_set_answer(0, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", bytes, 1);
    ota_fixture_expect(OTA_ERR_HTTP, HTTP_ERR_ENCODING);
    ota_fixture_set_file(0, sizeof nothing, nothing, sizeof nothing);
    ota_fixture_expect(OTA_ERR_HTTP, HTTP_ERR_LENGTH);
    ota_fixture_set_file(0, OTA_MANIFEST_SIZE, nothing, OTA_MANIFEST_SIZE);
    ota_fixture_expect(OTA_ERR_REFUSED, APPVERIFY_ERR_NOT_FOUND);
    ota_fixture_set_file(0, fix.manifest_size, bytes, fix.manifest_size + 1);
    ota_fixture_expect(OTA_ERR_HTTP, HTTP_ERR_EXCESS);
    ota_fixture_set_file(0, fix.manifest_size - 1, bytes, fix.manifest_size - 1);
    ota_fixture_expect(OTA_ERR_REFUSED, APPVERIFY_ERR_FORMAT);
    ota_fixture_expect_no_erase();
}

static void test_ota_client_lies_about_the_image_do_not_switch(void **state)
{
    (void)state;
    ota_fixture_set_file(1, fix.image_size + 1, fix.image, fix.image_size + 1);
    ota_fixture_expect(OTA_ERR_HTTP, HTTP_ERR_LENGTH);
    server.requests[0] = '\0';
    ota_fixture_set_file(1, fix.image_size - 1, fix.image, fix.image_size - 1);
    ota_fixture_expect(OTA_ERR_HTTP, HTTP_ERR_LENGTH);
    assert_int_equal(flash.slot_changes, 0);
    server.requests[0] = '\0';
    ota_fixture_set_file(1, fix.image_size, fix.image, fix.image_size + 4096);
    server.piece = NEVER;
    ota_fixture_expect(OTA_ERR_HTTP, HTTP_ERR_EXCESS);
    assert_int_equal(flash.bytes[0x1000 + 3 * SECTOR], 0);
    ota_fixture_expect_not_bootable();
}

static void test_ota_client_late_events_change_nothing(void **state)
{
    (void)state;
    const uint8_t bytes[] = "HTTP/1.0 200 OK\r\nContent-Length: 200\r\n\r\nxx";
    ota.config.running.major = 9;
    for (uint32_t i = 0; i < 20; i++) {
        ota_client_closed(&ota.client);
        ota_client_received(&ota.client, bytes, sizeof bytes - 1);
        ota_client_connected(&ota.client);
    }
    ota_fixture_expect(OTA_UP_TO_DATE, 0);
    ota_client_received(&ota.client, bytes, sizeof bytes - 1);
    assert_in_range(ota_fixture_run_check(), PERIOD, PERIOD + 10);
    assert_int_equal(ota.outcome, OTA_UP_TO_DATE);
    ota_client_connected(&ota.client);
    server.silent = 1; /* and sees that nothing is sent */
    ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
}

static void test_ota_client_late_bytes_are_not_stored(void **state)
{
    (void)state;
    const uint8_t bytes[2 * OTA_STAGING_SIZE] = {0};
    server.stop[1] = 2000;
    ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
    uint32_t changes = flash.changes;
    assert_true(changes > 0);
    ota_client_received(&ota.client, bytes, sizeof bytes);
    assert_int_equal(flash.changes, changes);
}

/* Nothing is left to be done about it. */
static void test_ota_client_failed_image_stays_as_it_is(void **state)
{
    (void)state;
    server.stop[1] = 6000;
    ota_fixture_expect(OTA_ERR_NETWORK, HTTP_MORE);
    uint32_t changes = flash.changes;
    assert_memory_equal(flash.bytes + fix.policy.slot_offset + 4, fix.image + 4, 5000);
    ota.config.running.major = 9;
    ota_fixture_expect(OTA_UP_TO_DATE, 0);
    assert_int_equal(flash.changes, changes);
    ota_fixture_expect_not_bootable();
}

static void test_ota_client_long_path_is_never_sent(void **state)
{
    (void)state;
    char path[OTA_REQUEST_SIZE + 1];
    (void)memset(path, 'p', sizeof path);
    ota.config.path = path;
    size_t fits = OTA_REQUEST_SIZE - 1 - strlen("GET .manifest HTTP/1.0\r\nHost: ") -
                  strlen("server.example:8080\r\nConnection: close\r\n\r\n");
    path[fits] = '\0';
    ota.config.running.major = 9;
    ota_fixture_expect(OTA_UP_TO_DATE, 0);
    path[fits] = 'p';
    path[fits + 1] = '\0';
    server.requests[0] = '\0';
    ota_fixture_expect(OTA_ERR_CONFIG, 0);
    path[fits + 1] = 'p';
    path[OTA_REQUEST_SIZE] = '\0';
    ota_fixture_expect(OTA_ERR_CONFIG, 0);
    assert_string_equal(server.requests, "");
}

#define OTA_TEST(function) cmocka_unit_test_setup(function, ota_fixture_setup)

static const struct CMUnitTest tests[] = {
    OTA_TEST(test_ota_client_server_that_does_not_close_is_left),
    OTA_TEST(test_ota_client_drop_anywhere_is_retried),
    OTA_TEST(test_ota_client_stall_anywhere_ends),
    OTA_TEST(test_ota_client_no_connection_ends),
    OTA_TEST(test_ota_client_trickle_ends),
    OTA_TEST(test_ota_client_slow_but_steady_is_served),
    OTA_TEST(test_ota_client_retries_become_rarer),
    OTA_TEST(test_ota_client_refused_image_keeps_retries_rare),
    OTA_TEST(test_ota_client_lies_about_the_manifest_erase_nothing),
    OTA_TEST(test_ota_client_lies_about_the_image_do_not_switch),
    OTA_TEST(test_ota_client_late_events_change_nothing),
    OTA_TEST(test_ota_client_late_bytes_are_not_stored),
    OTA_TEST(test_ota_client_failed_image_stays_as_it_is),
    OTA_TEST(test_ota_client_long_path_is_never_sent),
};

TEST_MAIN(tests)
