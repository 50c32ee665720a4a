/* SPDX-License-Identifier: MIT */
/* The client over real connections of this machine. */
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "otastream/port_sockets.h"
#include "pull_server.h"
#include "socket_server.h"

#define TICK 1u /* millisecond: the clock of the client is the rounds of a test */
#define ROUNDS 2000000u
/* A name with a part that is longer than names may have: nobody needs to be asked. */
#define NOT_A_NAME "a23456789b123456789c123456789d123456789e123456789f123456789g123456789.invalid"

static struct otastream_sockets sockets;
static struct socket_server web;

static void setup(void)
{
    server_setup(1);
    CHECK(socket_server_open(&web, 4));
    server.config.network = otastream_sockets_client(&sockets, &server.client);
    server.config.host = "127.0.0.1";
    server.config.port = web.port;
    server_restart_device();
}

static void end(void)
{
    CHECK_EQUAL(sockets.socket, -1);
    socket_server_close(&web);
}

static void run_round(void)
{
    if (web.listener >= 0) {
        socket_server_work(&web);
    }
    otastream_sockets_step(&sockets);
    otastream_pull_tick(&server.client, TICK);
}

/* The wait, and the check after it. */
static enum otastream_result check_once(void)
{
    uint32_t reports = server.reports;
    otastream_pull_tick(&server.client, server.client.wait);
    for (uint32_t i = 0; i < ROUNDS && server.reports == reports; i++) {
        run_round();
    }
    CHECK_EQUAL(server.reports, reports + 1);
    CHECK_EQUAL(sockets.socket, -1);
    return server.result;
}

static void release_is_taken(void)
{
    static const uint32_t pieces[] = {1, 7, 536, 1460, 32768};
    for (uint32_t i = 0; i < CHECK_COUNT(pieces); i++) {
        check_note(i);
        setup();
        web.piece = pieces[i];
        CHECK_EQUAL(check_once(), OTASTREAM_DONE);
        CHECK_EQUAL(web.connections, 2);
        CHECK(device_slot_holds(fix.image, 0, fix.image_size));
        CHECK_EQUAL(fix.switched_to, fix.policy.slot);
        end();
    }
}

static void server_with_a_name_is_found(void)
{
    setup();
    server.config.host = "localhost";
    CHECK_EQUAL(check_once(), OTASTREAM_DONE);
    end();
}

static void name_that_is_not_found_is_no_connection(void)
{
    setup();
    server.config.host = NOT_A_NAME;
    CHECK_EQUAL(check_once(), OTASTREAM_ERR_CONNECT);
    CHECK_EQUAL(web.connections, 0);
    server.config.host = "127.0.0.1";
    CHECK_EQUAL(check_once(), OTASTREAM_DONE);
    end();
}

static void refused_connection_is_seen_at_once(void)
{
    setup();
    socket_server_close(&web);
    otastream_pull_tick(&server.client, server.client.wait);
    uint32_t rounds = 0;
    while (server.reports == 0 && rounds < ROUNDS) {
        run_round();
        rounds++;
    }
    CHECK(rounds * TICK < 1000);
    CHECK_EQUAL(server.result, OTASTREAM_ERR_CONNECT);
    CHECK_EQUAL(sockets.socket, -1);
}

/* A broadcast address: connect itself fails, and leaves no error behind. */
static void connection_that_cannot_begin_is_none(void)
{
    setup();
    server.config.host = "255.255.255.255";
    CHECK_EQUAL(check_once(), OTASTREAM_ERR_CONNECT);
    end();
}

/* A server whose queue is full does not answer. */
static void connection_that_is_never_made_is_given_up(void)
{
    int others[4];
    setup();
    socket_server_close(&web);
    CHECK(socket_server_open(&web, 0));
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons(web.port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (uint32_t i = 0; i < CHECK_COUNT(others); i++) {
        int is_wanted = 1;
        others[i] = socket(AF_INET, SOCK_STREAM, 0);
        (void)ioctl(others[i], FIONBIO, &is_wanted);
        (void)connect(others[i], (const struct sockaddr *)&address, sizeof address);
    }
    server.config.port = web.port;
    otastream_pull_tick(&server.client, server.client.wait);
    uint32_t rounds = 0;
    while (server.reports == 0 && rounds < ROUNDS) {
        otastream_sockets_step(&sockets);
        otastream_pull_tick(&server.client, TICK);
        rounds++;
    }
    CHECK_EQUAL(server.result, OTASTREAM_ERR_CONNECT);
    CHECK(rounds * TICK >= OTASTREAM_PULL_STALL * 1000);
    for (uint32_t i = 0; i < CHECK_COUNT(others); i++) {
        (void)close(others[i]);
    }
    end();
}

static void expect_trouble(enum socket_trouble trouble, uint32_t after,
                           enum otastream_result result)
{
    setup();
    web.trouble = trouble;
    web.trouble_after = after;
    web.troubles = 1;
    CHECK_EQUAL(check_once(), result);
    CHECK_EQUAL(fix.flash.changes, 0);
    CHECK_EQUAL(check_once(), OTASTREAM_DONE);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    end();
}

static void broken_connection_is_an_error(void)
{
    static const uint32_t after[] = {0, 10, 50, 200}; /* head, and manifest */
    for (uint32_t i = 0; i < CHECK_COUNT(after); i++) {
        check_note(i);
        expect_trouble(SOCKET_RESETS, after[i], OTASTREAM_ERR_CUT);
        expect_trouble(SOCKET_CUTS, after[i], OTASTREAM_ERR_CUT);
        expect_trouble(SOCKET_STALLS, after[i], OTASTREAM_ERR_STALLED);
    }
}

/* It may be seen as one that was never made, or as one that broke. */
static void connection_that_is_reset_at_once_is_an_error(void)
{
    setup();
    web.trouble = SOCKET_HANGS_UP;
    web.troubles = 3;
    for (uint32_t i = 0; i < 3; i++) {
        enum otastream_result result = check_once();
        CHECK(result == OTASTREAM_ERR_CUT || result == OTASTREAM_ERR_CONNECT);
    }
    CHECK_EQUAL(check_once(), OTASTREAM_DONE);
    end();
}

static void image_goes_on_where_it_broke_off(void)
{
    setup();
    while (web.image_bytes < 5000 && server.reports == 0) {
        otastream_pull_check_now(&server.client);
        run_round();
    }
    uint32_t position = device.update.position;
    CHECK(position > 0);
    web.is_troubled = 1;
    web.trouble = SOCKET_CUTS;
    web.trouble_after = web.answer_sent;
    while (server.reports == 0) {
        run_round();
    }
    CHECK_EQUAL(server.result, OTASTREAM_ERR_CUT);
    CHECK_EQUAL(check_once(), OTASTREAM_DONE);
    CHECK_EQUAL(web.connections, 3);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    end();
}

/* What is behind the end of the file, and never read, is a reset to the server. */
static void refused_release_ends_the_connection(void)
{
    setup();
    fix.image[20] ^= 1;
    CHECK_EQUAL(check_once(), OTASTREAM_REFUSED_DIGEST);
    CHECK_EQUAL(fix.switches, 0);
    end();
}

/* The connection may be gone before the request: that is an error, and no signal. */
static void request_to_nobody_is_an_error(void)
{
    setup();
    otastream_pull_tick(&server.client, server.client.wait);
    for (uint32_t i = 0; i < 100 && !server.client.is_connected; i++) {
        otastream_pull_tick(&server.client, 0);
        otastream_sockets_step(&sockets);
    }
    CHECK(server.client.is_connected);
    (void)shutdown(sockets.socket, SHUT_RDWR);
    CHECK_EQUAL(check_once(), OTASTREAM_ERR_CUT);
    end();
}

static void without_a_socket_nothing_is_done(void)
{
    struct rlimit limit;
    setup();
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    struct rlimit none = limit;
    none.rlim_cur = 3;
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    otastream_sockets_step(&sockets);
    CHECK_EQUAL(check_once(), OTASTREAM_ERR_CONNECT);
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK_EQUAL(check_once(), OTASTREAM_DONE);
    end();
}

static const struct check_case cases[] = {
    CHECK_CASE(release_is_taken),
    CHECK_CASE(server_with_a_name_is_found),
    CHECK_CASE(name_that_is_not_found_is_no_connection),
    CHECK_CASE(refused_connection_is_seen_at_once),
    CHECK_CASE(connection_that_cannot_begin_is_none),
    CHECK_CASE(connection_that_is_never_made_is_given_up),
    CHECK_CASE(broken_connection_is_an_error),
    CHECK_CASE(connection_that_is_reset_at_once_is_an_error),
    CHECK_CASE(image_goes_on_where_it_broke_off),
    CHECK_CASE(refused_release_ends_the_connection),
    CHECK_CASE(request_to_nobody_is_an_error),
    CHECK_CASE(without_a_socket_nothing_is_done),
};
static CHECK_TABLE(port_sockets);

const struct check_table *const check_tables[] = {&check_table_port_sockets, NULL};
