/* SPDX-License-Identifier: MIT */
/* The client among events that come late, slowly, or after the end. */
#include "pull_server.h"

#define MINUTE 60000u
#define PERIOD (SERVER_PERIOD * 1000u)

static void expect_asleep(void)
{
    uint32_t connections = server.connections;
    uint32_t changes = fix.flash.changes;
    for (uint32_t i = 0; i < 10; i++) {
        otastream_pull_check_now(&server.client);
        otastream_pull_tick(&server.client, PERIOD);
    }
    CHECK_EQUAL(server.connections, connections);
    CHECK_EQUAL(fix.flash.changes, changes);
}

/* Of a connection that is over: a network may have had them on its way. */
static void late_events_change_nothing(void)
{
    static const uint8_t bytes[] = "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nxx";
    server_setup(1);
    device.config.running_version[0] = 9;
    for (uint32_t i = 0; i < 2; i++) {
        for (uint32_t k = 0; k < 20; k++) {
            otastream_pull_closed(&server.client);
            otastream_pull_received(&server.client, bytes, sizeof bytes - 1);
            otastream_pull_connected(&server.client);
        }
        CHECK_EQUAL(server_check(), i == 0 ? OTASTREAM_ERR_LOWER_VERSION : OTASTREAM_UNCHANGED);
        CHECK_EQUAL(server.client.wait, PERIOD);
    }
    otastream_pull_connected(&server.client);
    server.trouble = SERVER_SILENT;
    server.troubles = 1;
    uint32_t requests = server.requests[FILE_MANIFEST];
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CONNECT);
    CHECK_EQUAL(server.requests[FILE_MANIFEST], requests); /* the late event sent none */
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void late_bytes_are_not_written(void)
{
    static const uint8_t bytes[1000];
    server_setup(1);
    server.trouble = SERVER_CUTS;
    server.trouble_file = FILE_NAMED;
    server.trouble_after = 2000;
    server.troubles = 1;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    uint32_t changes = fix.flash.changes;
    CHECK(changes > 0);
    otastream_pull_received(&server.client, bytes, sizeof bytes);
    CHECK_EQUAL(fix.flash.changes, changes);
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
}

/* A pause that is a tick short of the limit, before each piece. */
static void slow_but_steady_server_is_served(void)
{
    server_setup(1);
    server.piece = 1000;
    otastream_pull_tick(&server.client, server.client.wait);
    while (server.reports == 0) {
        server_tick();
        if (device.update.result == OTASTREAM_MORE && server.is_connected) {
            for (uint32_t i = 0; i < OTASTREAM_PULL_STALL - 1; i++) {
                otastream_pull_tick(&server.client, 1000);
            }
        }
    }
    CHECK_EQUAL(server.result, OTASTREAM_DONE);
}

/* Or drops between refusals would wear the slot out. */
static void refused_image_keeps_tries_rare(void)
{
    server_setup(1);
    server.trouble = SERVER_CUTS;
    server.trouble_file = FILE_NAMED;
    server.trouble_after = 2000;
    server.troubles = 2;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    fix.image[5000] ^= 1;
    CHECK_EQUAL(server_check(), OTASTREAM_REFUSED_DIGEST);
    CHECK_EQUAL(server.client.wait, 4 * MINUTE); /* it came in parts: a try that failed */
    server.troubles = 1;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    CHECK_EQUAL(server.client.wait, 8 * MINUTE);
}

/* What an earlier answer said does not count for a check that asked for nothing. */
static void answer_of_an_earlier_check_is_forgotten(void)
{
    server_setup(1);
    server.status[FILE_MANIFEST] = 503;
    server.header[FILE_MANIFEST] = "Retry-After: 600\r\n";
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
    CHECK_EQUAL(server.client.wait, 10 * MINUTE);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE); /* by somebody else */
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(server.client.status, 0);
    CHECK_EQUAL(server.client.wait, 2 * MINUTE);
}

/* Either slot may be the next one to start. */
static void after_a_switch_that_failed_it_is_over(void)
{
    server_setup(1);
    fix.switch_reply = APPVERIFY_ERR_SWITCH;
    CHECK_EQUAL(server_check(), OTASTREAM_REFUSED_SWITCH);
    expect_asleep();
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
}

static const struct check_case cases[] = {
    CHECK_CASE(late_events_change_nothing),
    CHECK_CASE(late_bytes_are_not_written),
    CHECK_CASE(slow_but_steady_server_is_served),
    CHECK_CASE(refused_image_keeps_tries_rare),
    CHECK_CASE(answer_of_an_earlier_check_is_forgotten),
    CHECK_CASE(after_a_switch_that_failed_it_is_over),
};
CHECK_TABLE(pull_events);
