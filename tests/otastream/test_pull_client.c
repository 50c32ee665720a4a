/* SPDX-License-Identifier: MIT */
/* The client: what it asks for, when, and what it makes of the answers. */
#include "pull_server.h"

#define MINUTE 60000u
#define PERIOD (SERVER_PERIOD * 1000u)

static const char manifest_request[] = "GET /lamp/lamp.manifest HTTP/1.1\r\n"
                                       "Host: updates.example\r\n"
                                       "Connection: close\r\n"
                                       "Accept-Encoding: identity\r\n"
                                       "User-Agent: lamp/1.0.0\r\n"
                                       "\r\n";

/* Neither another connection nor another report. */
static void expect_end(void)
{
    uint32_t connections = server.connections;
    uint32_t reports = server.reports;
    for (uint32_t i = 0; i < 10; i++) {
        otastream_pull_tick(&server.client, PERIOD);
    }
    CHECK_EQUAL(server.connections, connections);
    CHECK_EQUAL(server.reports, reports);
}

static void expect_committed(void)
{
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_COMMITTED);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    CHECK_EQUAL(fix.switched_to, fix.policy.slot);
    expect_end();
}

static void release_is_taken(void)
{
    static const uint32_t pieces[] = {1, 7, 100, 536, 1460, 100000};
    for (uint32_t i = 0; i < CHECK_COUNT(pieces); i++) {
        check_note(i);
        server_setup(1 + i % 2);
        server.piece = pieces[i];
        CHECK_EQUAL(server_check(), OTASTREAM_DONE);
        CHECK_EQUAL(server.requests[FILE_MANIFEST], 1);
        CHECK_EQUAL(server.requests[FILE_NAMED], 1);
        CHECK_EQUAL(server.connections, 2);
        CHECK_EQUAL(server.image_bytes, fix.image_size);
        expect_committed();
    }
}

static void first_request_is_for_the_manifest(void)
{
    server_setup(1);
    for (uint32_t i = 0; i < 5000 / SERVER_TICK; i++) {
        CHECK_EQUAL(server.connections, 0);
        server_tick();
    }
    while (server.requests[FILE_MANIFEST] == 0) {
        server_tick();
    }
    CHECK_EQUAL(server.connections, 1);
    CHECK(same_text(server.request, manifest_request));
}

/* The digest of the signed part: that of the fake crypto, as the verifier took it. */
static void image_is_asked_for_by_name(void)
{
    char begin[] = "GET /lamp/lamp.00000000.user2.bin HTTP/1.1\r\n";
    server_setup(2);
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    for (uint32_t i = 0; i < 8; i++) {
        begin[15 + i] = "0123456789abcdef"[device.update.digest[i / 2] >> (i % 2 ? 0 : 4) & 15];
    }
    for (uint32_t i = 0; i < sizeof begin - 1; i++) {
        CHECK_EQUAL(server.request[i], begin[i]);
    }
}

static void image_without_a_name_is_asked_for_once_more(void)
{
    for (uint32_t i = 0; i < 2; i++) {
        server_setup(1);
        server.status[FILE_NAMED] = i == 0 ? 404 : 410;
        CHECK_EQUAL(server_check(), OTASTREAM_DONE);
        CHECK_EQUAL(server.requests[FILE_NAMED], 1);
        CHECK_EQUAL(server.requests[FILE_FIXED], 1);
        expect_committed();
        server_setup(1);
        server.status[FILE_NAMED] = 404;
        server.status[FILE_FIXED] = 404;
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
        CHECK_EQUAL(server.client.status, 404);
        CHECK_EQUAL(server.requests[FILE_FIXED], 1);
        CHECK_EQUAL(fix.flash.changes, 0);
    }
}

/* Whether what is too much comes with the manifest or alone. */
static void more_than_the_manifest_is_refused(void)
{
    server_setup(1);
    const uint32_t pieces[] = {1, 7, fix.manifest_size, 536};
    for (uint32_t i = 0; i < CHECK_COUNT(pieces); i++) {
        check_note(i);
        server_setup(1);
        server.excess = APPVERIFY_TRAILER_SIZE;
        server.piece = pieces[i];
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_TOO_LONG);
        CHECK_EQUAL(server.connections, 1);
        CHECK_EQUAL(fix.flash.changes, 0);
    }
    server_setup(1);
    server.excess = sizeof fix.manifest; /* there is no room for it: nothing is taken */
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_TOO_LONG);
    CHECK_EQUAL(device.update.position, 0);
}

static void less_than_the_manifest_is_refused(void)
{
    server_setup(1);
    server.excess = -1;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_TOO_SHORT);
}

static void same_release_is_not_judged_twice(void)
{
    server_setup(1);
    device.config.running_version[0] = 1;
    device.config.running_version[1] = 2;
    device.config.running_version[2] = 3;
    device.config.running_version[3] = 4;
    CHECK_EQUAL(server_check(), OTASTREAM_UP_TO_DATE);
    CHECK_EQUAL(server.client.wait, PERIOD);
    CHECK_EQUAL(server_check(), OTASTREAM_UNCHANGED);
    CHECK_EQUAL(server.client.wait, PERIOD);
    CHECK_EQUAL(server.requests[FILE_NAMED], 0);
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void tries_that_fail_become_rarer(void)
{
    static const uint32_t minutes[] = {1, 2, 4, 8, 16, 32, 60, 60};
    server_setup(1);
    server.status[FILE_MANIFEST] = 500;
    for (uint32_t i = 0; i < CHECK_COUNT(minutes); i++) {
        check_note(i);
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
        CHECK_EQUAL(server.client.status, 500);
        CHECK_EQUAL(server.client.wait, minutes[i] * MINUTE);
    }
    server.status[FILE_MANIFEST] = 0;
    device.config.running_version[0] = 2;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_LOWER_VERSION);
    CHECK_EQUAL(server.client.wait, PERIOD);
    server.status[FILE_MANIFEST] = 500; /* that was no end of trouble */
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
    CHECK_EQUAL(server.client.wait, 60 * MINUTE);
    server.status[FILE_MANIFEST] = 0;
    device.config.running_version[0] = 1;
    device.config.running_version[1] = 2;
    device.config.running_version[2] = 3;
    device.config.running_version[3] = 4;
    fill_bytes(device.known, 0, sizeof device.known);
    (void)server_check();
    server.status[FILE_MANIFEST] = 500;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
    CHECK_EQUAL(server.client.wait, MINUTE);
}

static void judged_release_is_left_for_a_period(void)
{
    server_setup(1);
    fix.image[20] ^= 1; /* not what was signed */
    CHECK_EQUAL(server_check(), OTASTREAM_REFUSED_DIGEST);
    CHECK_EQUAL(server.client.wait, PERIOD);
    CHECK(!device_is_bootable());
    fix.image[20] ^= 1;
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    expect_committed();
}

static void server_says_when_to_come_again(void)
{
    static const struct {
        const char *header;
        uint32_t wait;
    } cases[] = {
        {"Retry-After: 30\r\n", MINUTE},
        {"Retry-After: 600\r\n", 10 * MINUTE},
        {"Retry-After: 4000\r\n", PERIOD},
        {"Retry-After: 4294967288\r\n", PERIOD},
        {"Retry-After: 99999999999\r\n", MINUTE}, /* no number that it may be */
        {"Retry-After: Fri, 27 Nov 2026 08:00:00 GMT\r\n", MINUTE},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(cases); i++) {
        check_note(i);
        server_setup(1);
        server.status[FILE_MANIFEST] = 503;
        server.header[FILE_MANIFEST] = cases[i].header;
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
        CHECK_EQUAL(server.client.wait, cases[i].wait);
        server.config.path = "/lamp lamp"; /* and what was said counts once */
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_TEXT);
        CHECK_EQUAL(server.client.wait, 2 * MINUTE);
    }
}

static void waits_are_spread(void)
{
    server_setup(1);
    server.config.jitter = 600;
    server.random = 600000;
    server_restart_device();
    CHECK_EQUAL(server.client.wait, 5000 + 600000);
    server.random = 600001 + 17;
    server_restart_device();
    CHECK_EQUAL(server.client.wait, 5000 + 17);
    server.random = 30001 + 29999;
    server.status[FILE_MANIFEST] = 500;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
    CHECK_EQUAL(server.client.wait, MINUTE + 29999); /* of half a minute */
    server.random = 30001;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
    CHECK_EQUAL(server.client.wait, 2 * MINUTE + 30001);
    server.status[FILE_MANIFEST] = 0;
    device.config.running_version[0] = 2;
    server.random = 600001 + 599999;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_LOWER_VERSION);
    CHECK_EQUAL(server.client.wait, PERIOD + 599999);
}

static void check_now_does_not_wait(void)
{
    server_setup(1);
    otastream_pull_check_now(&server.client);
    server_tick();
    CHECK_EQUAL(server.connections, 1);
    otastream_pull_check_now(&server.client); /* one is under way */
    while (server.reports == 0) {
        server_tick();
    }
    CHECK_EQUAL(server.result, OTASTREAM_DONE);
    CHECK_EQUAL(server.connections, 2);
    otastream_pull_check_now(&server.client);
    server_tick();
    CHECK_EQUAL(server.connections, 2);
}

static void product_says_when_to_switch(void)
{
    server_setup(1);
    server.may_commit = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        server_tick();
    }
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_READY);
    CHECK_EQUAL(fix.switches, 0);
    CHECK(!device_is_bootable());
    server.may_commit = 1;
    while (server.reports == 0) {
        server_tick();
    }
    CHECK_EQUAL(server.result, OTASTREAM_DONE);
    expect_committed();
}

static void silent_server_is_given_up(void)
{
    static const struct {
        enum server_trouble trouble;
        enum otastream_result result;
        uint32_t seconds; /* that the connection lasts, at most */
    } cases[] = {
        {SERVER_SILENT, OTASTREAM_ERR_CONNECT, 31}, {SERVER_REFUSES, OTASTREAM_ERR_CONNECT, 1},
        {SERVER_CUTS, OTASTREAM_ERR_CUT, 1},        {SERVER_STALLS, OTASTREAM_ERR_STALLED, 16},
        {SERVER_TRICKLES, OTASTREAM_ERR_TIME, 601}, {SERVER_IGNORES, OTASTREAM_ERR_STALLED, 16},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(cases); i++) {
        check_note(i);
        server_setup(1);
        server.trouble = cases[i].trouble;
        server.trouble_after = 10;
        server.troubles = 1;
        otastream_pull_tick(&server.client, server.client.wait);
        uint32_t ticks = 0;
        while (server.reports == 0) {
            server_tick();
            ticks++;
        }
        CHECK_EQUAL(server.result, cases[i].result);
        CHECK(ticks * SERVER_TICK <= cases[i].seconds * 1000);
        CHECK_EQUAL(server.client.wait, MINUTE);
        CHECK_EQUAL(device.update.result, OTASTREAM_ERR_ABORTED);
        server.troubles = 0;
        CHECK_EQUAL(server_check(), OTASTREAM_DONE);
        expect_committed();
    }
}

/* It comes while the first one is being closed. */
static void late_connection_is_not_the_next_one(void)
{
    server_setup(1);
    server.trouble = SERVER_SILENT;
    server.troubles = 1;
    otastream_pull_tick(&server.client, server.client.wait);
    while (server.closes == 0) {
        server_tick();
    }
    otastream_pull_connected(&server.client);
    while (server.reports == 0) {
        server_tick();
    }
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CONNECT);
}

static void request_that_cannot_be_written_is_told(void)
{
    server_setup(1);
    server.config.path = "/lamp lamp";
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_TEXT);
    server_setup(1);
    server.config.request_size = 100;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_ROOM);
    CHECK_EQUAL(server.client.wait, MINUTE);
    server_setup(1);
    server.config.port = 0;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_ARGUMENT);
    CHECK_EQUAL(server.connections, 0);
}

/* A bundle that is posted meanwhile, by the same update. */
static void update_of_somebody_else_goes_first(void)
{
    server_setup(1);
    otastream_pull_tick(&server.client, server.client.wait);
    while (device.update.position < 5000 || device.update.state != OTASTREAM_UPDATE_IMAGE) {
        server_tick();
    }
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    otastream_pull_received(&server.client, fix.image + 5000, 100);
    CHECK_EQUAL(device.update.position, 0);
    for (uint32_t i = 0; i < 3 && server.reports == 0; i++) {
        otastream_pull_tick(&server.client, SERVER_TICK);
    }
    CHECK_EQUAL(server.reports, 1);
    CHECK_EQUAL(server.result, OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(server.client.wait, MINUTE);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_ABORTED); /* it is not over */
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_IMAGE);
    CHECK_EQUAL(device.update.result, OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image, fix.image_size, 1000), OTASTREAM_DONE);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_ABORTED); /* nor is it when it is ready */
    CHECK_EQUAL(device_commit(), OTASTREAM_DONE);
    CHECK(server_check() != OTASTREAM_DONE);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
}

static void ready_update_of_somebody_else_is_left_to_him(void)
{
    server_setup(1);
    server.may_commit = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        server_tick();
    }
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_READY);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image, fix.image_size, 1000), OTASTREAM_DONE);
    server.may_commit = 1;
    server_tick();
    CHECK_EQUAL(server.result, OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_READY);
    CHECK_EQUAL(device.update.result, OTASTREAM_DONE);
}

/* Either slot may be the next to run. */
static void attack_nothing_is_asked_for_after_a_switch_that_failed(void)
{
    server_setup(1);
    fix.switch_reply = APPVERIFY_ERR_WRITE;
    CHECK_EQUAL(server_check(), OTASTREAM_REFUSED_SWITCH);
    expect_end();
}

static void configuration_is_judged(void)
{
    struct otastream_pull client;
    for (uint32_t i = 0; i < 11; i++) {
        check_note(i);
        server_setup(1);
        struct otastream_pull_config *config = &server.config;
        config->jitter = 1;
        CHECK_EQUAL(otastream_pull_init(&client, config), OTASTREAM_DONE);
        config->network = i == 0 ? NULL : config->network;
        server.network.connect = i == 1 ? NULL : server.network.connect;
        server.network.send = i == 2 ? NULL : server.network.send;
        server.network.close = i == 3 ? NULL : server.network.close;
        config->update = i == 4 ? NULL : config->update;
        config->request = i == 5 ? NULL : config->request;
        config->period = i == 6 ? 0 : config->period;
        config->first = i == 7 ? OTASTREAM_PULL_PERIOD_MAX + 1 : config->first;
        config->jitter = i == 8 ? OTASTREAM_PULL_PERIOD_MAX + 1 : config->jitter;
        config->random = i == 9 ? NULL : config->random;
        config->period = i == 10 ? OTASTREAM_PULL_PERIOD_MAX + 1 : config->period;
        CHECK_EQUAL(otastream_pull_init(&client, config), OTASTREAM_ERR_ARGUMENT);
        otastream_pull_tick(&client, 1u << 30);
        CHECK_EQUAL(server.connections, 0);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(release_is_taken),
    CHECK_CASE(first_request_is_for_the_manifest),
    CHECK_CASE(image_is_asked_for_by_name),
    CHECK_CASE(image_without_a_name_is_asked_for_once_more),
    CHECK_CASE(more_than_the_manifest_is_refused),
    CHECK_CASE(less_than_the_manifest_is_refused),
    CHECK_CASE(same_release_is_not_judged_twice),
    CHECK_CASE(tries_that_fail_become_rarer),
    CHECK_CASE(judged_release_is_left_for_a_period),
    CHECK_CASE(server_says_when_to_come_again),
    CHECK_CASE(waits_are_spread),
    CHECK_CASE(check_now_does_not_wait),
    CHECK_CASE(product_says_when_to_switch),
    CHECK_CASE(silent_server_is_given_up),
    CHECK_CASE(late_connection_is_not_the_next_one),
    CHECK_CASE(request_that_cannot_be_written_is_told),
    CHECK_CASE(update_of_somebody_else_goes_first),
    CHECK_CASE(ready_update_of_somebody_else_is_left_to_him),
    CHECK_CASE(attack_nothing_is_asked_for_after_a_switch_that_failed),
    CHECK_CASE(configuration_is_judged),
};
CHECK_TABLE(pull_client);
