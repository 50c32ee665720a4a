/* SPDX-License-Identifier: MIT */
/*
 * The emulated board with a network: asks a server, and takes what is posted. Settings:
 *
 *     host, port, path   of the server: asks for PATH.manifest and so on; port 80, path /hello-ota
 *     checks, period     how often it asks in this boot, seconds in between: once, an hour
 *     listen             takes posts at port 80, until none came for so many seconds; 0: does not
 *     journal            0: does not go on after a reset
 */
#include <stdlib.h>

#include "otastream/push_server.h"
#include "otastream/redirect.h"
#include "otastream/stream_journal.h"
#include "print.h"
#include "receive.h"
#include "rom_network.h"
#include "update.h"

#define REDIRECTS 3u
#define PERIOD 3600u
#define PORT 80u
#define MILLISECONDS 1000u

/* A connection of the ROM, and what is still to be sent on it. */
struct link {
    int32_t number; /* -1: none */
    uint32_t is_open;
    const char *bytes;
    size_t left;
};

static struct otastream_pull client;
static struct otastream_push server;
static struct link asking;
static struct link asked;
static uint32_t checks; /* that are left */

/* The length says that the page is over: nobody waits for the end of the connection. */
static const char page[] =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 151\r\n\r\n"
    "<!DOCTYPE html><title>Update</title><form method=post enctype=multipart/form-data>"
    "<input type=file name=bundle required><button>Update</button></form>\n";

static uint32_t number_setting(const char *name, uint32_t otherwise)
{
    const char *value = rom_setting(name);
    return value != NULL ? (uint32_t)strtoul(value, NULL, 10) : otherwise;
}

static const char *text_setting(const char *name, const char *otherwise)
{
    const char *value = rom_setting(name);
    return value != NULL ? value : otherwise;
}

struct otastream_journal *receive_journal(void)
{
    static struct otastream_journal journal;
    otastream_journal_init(&journal);
    return number_setting("journal", 1) != 0 ? &journal : NULL;
}

static void send_more(struct link *link)
{
    uint32_t sent = rom_network_send(link->number, link->bytes, link->left);
    link->bytes += sent;
    link->left -= sent;
}

static void begin_link(struct link *link, int32_t number)
{
    *link = (struct link){.number = number};
}

static void end_link(struct link *link)
{
    rom_network_close(link->number);
    begin_link(link, -1);
}

static void send_on(void *context, const char *bytes, size_t length)
{
    struct link *link = context;
    link->bytes = bytes;
    link->left = length;
    send_more(link);
}

static void connect_client(void *context, const char *host, uint16_t port)
{
    begin_link(context, rom_network_connect(host, port));
}

static void close_client(void *context)
{
    end_link(context);
    otastream_pull_closed(&client);
}

static void close_server(void *context)
{
    end_link(context);
    otastream_push_closed(&server);
}

static void report_client(void *context, const struct otastream_pull *reported)
{
    uint32_t is_status = reported->result / 10 == OTASTREAM_ERR_STATUS / 10;
    checks -= checks > 0;
    update_report(context, reported->result, is_status ? reported->status : 0);
}

static void report_server(void *context, enum otastream_result result)
{
    if (result != OTASTREAM_PAGE) {
        update_report(context, result, 0);
    }
}

/* What arrived. Not 0 when the other side has ended the connection, and all of it was taken. */
static uint32_t exchange(struct link *link, struct otastream_span *arrived)
{
    enum rom_connection_state state = rom_network_state(link->number);
    send_more(link);
    arrived->length = rom_network_received(link->number, &arrived->bytes);
    return arrived->length == 0 && state != ROM_CONNECTION_OPENING && state != ROM_CONNECTION_OPEN;
}

static void poll_client(void)
{
    struct otastream_span arrived;
    if (!asking.is_open && rom_network_state(asking.number) == ROM_CONNECTION_OPEN) {
        asking.is_open = 1;
        otastream_pull_connected(&client);
    }
    if (exchange(&asking, &arrived)) {
        close_client(&asking);
    } else if (arrived.length > 0) {
        otastream_pull_received(&client, arrived.bytes, arrived.length);
        rom_network_take(asking.number, arrived.length);
    }
}

/* Another connection waits until this one is over. */
static void poll_server(void)
{
    struct otastream_span arrived;
    if (asked.number < 0) {
        begin_link(&asked, rom_network_accept());
        if (asked.number < 0) {
            return;
        }
        (void)otastream_push_connected(&server);
    }
    if (exchange(&asked, &arrived)) {
        close_server(&asked);
    } else if (arrived.length > 0) {
        otastream_push_received(&server, arrived.bytes, arrived.length);
        rom_network_take(asked.number, arrived.length);
    }
}

static void begin_client(struct otastream_update *update, const char *host)
{
    static char request[512];
    static char location[256];
    static struct otastream_redirects redirects;
    static const struct otastream_pull_network network = {connect_client, send_on, close_client,
                                                          &asking};
    static struct otastream_pull_config config;
    config = (struct otastream_pull_config){
        .network = &network,
        .update = update,
        .host = host,
        .port = (uint16_t)number_setting("port", PORT),
        .path = text_setting("path", "/hello-ota"),
        .user_agent = "hello-ota",
        .request = request,
        .request_size = sizeof request,
        .period = number_setting("period", PERIOD),
        .redirects = &redirects,
        .report = report_client,
        .context = update,
    };
    otastream_redirects_init(&redirects, location, sizeof location, REDIRECTS);
    checks = number_setting("checks", 1);
    if (otastream_pull_init(&client, &config) != OTASTREAM_DONE) {
        print("update: a setting makes no sense\n");
        checks = 0;
    }
}

static void begin_server(struct otastream_update *update)
{
    static char answer[OTASTREAM_PUSH_ANSWER_SIZE];
    static const struct otastream_push_network network = {send_on, close_server, &asked};
    static struct otastream_push_config config;
    config = (struct otastream_push_config){
        .network = &network,
        .update = update,
        .target = "/update",
        .page = page,
        .page_size = sizeof page - 1,
        .answer = answer,
        .answer_size = sizeof answer,
        .name = otastream_result_name,
        .report = report_server,
        .context = update,
    };
    (void)otastream_push_init(&server, &config);
    print(rom_network_listen(PORT) == 0 ? "update: listens\n" : "update: cannot listen\n");
}

/* Until all checks are done and nobody has posted for a while. */
static void serve(uint32_t listen_time)
{
    uint32_t listening = listen_time;
    uint32_t last = rom_network_milliseconds();
    while (checks > 0 || listening > 0) {
        rom_network_poll();
        uint32_t now = rom_network_milliseconds();
        uint32_t passed = now - last;
        last = now;
        poll_client();
        otastream_pull_tick(&client, passed);
        if (listen_time > 0) {
            poll_server();
            otastream_push_tick(&server, passed);
        }
        listening -= passed < listening ? passed : listening;
        if (asked.number >= 0) {
            listening = listen_time;
        }
    }
}

void receive_run(struct otastream_update *update)
{
    const char *host = rom_setting("host");
    uint32_t listen_time = number_setting("listen", 0) * MILLISECONDS;
    if (host == NULL && listen_time == 0) {
        print("update: none\n");
        return;
    }
    if (rom_network_start() != 0) {
        print("update refused: network: no address\n");
        return;
    }
    begin_link(&asking, -1);
    begin_link(&asked, -1);
    if (host != NULL) {
        begin_client(update, host);
    }
    if (listen_time > 0) {
        begin_server(update);
    }
    serve(listen_time);
}
