/* SPDX-License-Identifier: MIT */
#include "pull_server.h"

#define TRICKLE 10000u
#define IMAGE fix.image

struct pull_server server;

static void add_text(const char *text)
{
    while (*text != '\0' && server.head_size < sizeof server.head) {
        server.head[server.head_size++] = *text++;
    }
}

static void add_number(uint32_t number)
{
    char digits[11];
    uint32_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    add_text(digits + at);
}

static int begins_with(const char *text, const char *begin)
{
    while (*begin != '\0' && *text == *begin) {
        text++;
        begin++;
    }
    return *begin == '\0';
}

static const char *find(const char *text, const char *part)
{
    while (*text != '\0' && !begins_with(text, part)) {
        text++;
    }
    return *text != '\0' ? text : NULL;
}

static enum server_file find_file(void)
{
    const char *slot = fix.policy.slot == 1 ? ".user1.bin HTTP/1.1\r\n" : ".user2.bin HTTP/1.1\r\n";
    if (begins_with(server.request, "GET /lamp/lamp.manifest HTTP/1.1\r\n")) {
        return FILE_MANIFEST;
    }
    if (!begins_with(server.request, "GET /lamp/lamp.") || find(server.request, slot) == NULL) {
        return FILE_OTHER;
    }
    return begins_with(server.request + 14, slot) ? FILE_FIXED : FILE_NAMED;
}

static uint32_t find_offset(void)
{
    const char *at = find(server.request, "\r\nRange: bytes=");
    uint32_t offset = 0;
    if (at == NULL) {
        return 0;
    }
    for (at += 15; *at >= '0' && *at <= '9'; at++) {
        offset = offset * 10 + (uint32_t)(*at - '0');
    }
    CHECK(begins_with(at, "-\r\n"));
    return offset;
}

static void make_head(uint32_t status)
{
    uint32_t size = server.body_from + server.body_size;
    server.head_size = 0;
    add_text("HTTP/1.1 ");
    add_number(status);
    add_text(" X\r\n");
    add_text(server.header[server.file] != NULL ? server.header[server.file] : "");
    if (status == 206) {
        add_text("Content-Range: ");
        if (server.content_range != NULL) {
            add_text(server.content_range);
        } else {
            add_text("bytes ");
            add_number(server.body_from);
            add_text("-");
            add_number(size - 1);
            add_text("/");
            add_number(size);
        }
        add_text("\r\n");
    }
    add_text("Content-Length: ");
    add_number(server.body_size);
    add_text("\r\n\r\n");
}

static void answer(void)
{
    uint32_t size =
        server.file == FILE_MANIFEST ? fix.manifest_size + (uint32_t)server.excess : fix.image_size;
    uint32_t status = server.status[server.file];
    server.offset = find_offset();
    server.body_from = server.ignores_range ? 0 : server.offset;
    server.body_size = size - server.body_from;
    if (status == 0) {
        status = server.body_from == 0 ? 200 : 206;
    } else {
        server.body_from = 0;
        server.body_size = 0;
    }
    server.body_sent = 0;
    server.head_sent = 0;
    make_head(status);
}

static void on_connect(void *context, const char *host, uint16_t port)
{
    CHECK(context == &server && same_text(host, "updates.example") && port == 80);
    CHECK(!server.is_connected);
    server.is_connected = 1;
    server.is_new = 1;
    server.closes = 0;
    server.head_size = 0;
    server.idle = 0;
    server.connections++;
}

static void on_send(void *context, const char *bytes, size_t length)
{
    CHECK(context == &server && server.is_connected && length < SERVER_REQUEST_MAX);
    CHECK(!server.is_new);
    copy_bytes((uint8_t *)server.request, (const uint8_t *)bytes, (uint32_t)length);
    server.request[length] = '\0';
    server.file = find_file();
    server.requests[server.file]++;
    server.is_troubled = server.troubles > 0 && server.file == server.trouble_file;
    server.troubles -= server.is_troubled;
    answer();
}

static void on_close(void *context)
{
    CHECK(context == &server && server.is_connected);
    if (server.is_new && server.troubles > 0 && server.trouble == SERVER_SILENT &&
        server.closes++ == 0) {
        return;
    }
    server.is_connected = 0;
    otastream_pull_closed(&server.client);
}

static uint32_t on_random(void *context)
{
    CHECK(context == &server);
    return server.random;
}

static int on_may_commit(void *context)
{
    CHECK(context == &server);
    return server.may_commit;
}

static void on_report(void *context, const struct otastream_pull *client)
{
    CHECK(context == &server && client == &server.client && !server.is_connected);
    server.reports++;
    server.result = client->result;
}

void server_restart_device(void)
{
    device_restart();
    server.is_connected = 0;
    fill_bytes((uint8_t *)&server.client, 0xA5, sizeof server.client);
    CHECK_EQUAL(otastream_pull_init(&server.client, &server.config), OTASTREAM_DONE);
}

void server_setup(uint32_t slot)
{
    device_setup(BOOT_NEW, slot);
    fill_bytes((uint8_t *)&server, 0, sizeof server);
    server.piece = 536;
    server.may_commit = 1;
    server.network = (struct otastream_pull_network){on_connect, on_send, on_close, &server};
    server.config = (struct otastream_pull_config){
        .network = &server.network,
        .update = &device.update,
        .host = "updates.example",
        .port = 80,
        .path = "/lamp/lamp",
        .user_agent = "lamp/1.0.0",
        .request = server.request_buffer,
        .request_size = sizeof server.request_buffer,
        .period = SERVER_PERIOD,
        .first = 5,
        .random = on_random,
        .may_commit = on_may_commit,
        .report = on_report,
        .context = &server,
    };
    server_restart_device();
}

static void drop_connection(void)
{
    server.is_connected = 0;
    otastream_pull_closed(&server.client);
}

static void receive(const uint8_t *bytes, uint32_t length)
{
    server.idle = 0;
    otastream_pull_received(&server.client, bytes, length);
}

static void send_body(uint32_t piece)
{
    const uint8_t *file = server.file == FILE_MANIFEST ? fixture_manifest() : IMAGE;
    uint32_t left = server.body_size - server.body_sent;
    piece = piece < left ? piece : left;
    server.image_bytes += server.file != FILE_MANIFEST ? piece : 0;
    server.body_sent += piece;
    receive(file + server.body_from + server.body_sent - piece, piece);
}

static void send_troubled(void)
{
    uint32_t left = server.trouble_after - server.body_sent;
    if (server.trouble_after > server.body_sent) {
        send_body(left < server.piece ? left : server.piece);
    } else if (server.trouble == SERVER_CUTS) {
        drop_connection();
    } else if (server.trouble == SERVER_TRICKLES && server.idle >= TRICKLE) {
        server.trouble_after++;
    }
}

/* A piece of what is due, or nothing. */
static void work(void)
{
    if (server.is_new) {
        if (server.troubles > 0 && server.trouble == SERVER_SILENT) {
            return;
        }
        server.is_new = 0;
        if (server.troubles > 0 && server.trouble == SERVER_REFUSES) {
            server.troubles--;
            drop_connection();
        } else {
            otastream_pull_connected(&server.client);
        }
    } else if (server.head_size == 0 || (server.is_troubled && server.trouble == SERVER_IGNORES)) {
        return;
    } else if (server.head_sent < server.head_size) {
        uint32_t left = server.head_size - server.head_sent;
        uint32_t piece = left < server.piece ? left : server.piece;
        server.head_sent += piece;
        receive((const uint8_t *)server.head + server.head_sent - piece, piece);
    } else if (server.is_troubled) {
        send_troubled();
    } else if (server.body_sent < server.body_size) {
        send_body(server.piece);
    } else {
        drop_connection();
    }
}

void server_tick(void)
{
    otastream_pull_tick(&server.client, SERVER_TICK);
    server.idle += SERVER_TICK;
    if (server.is_connected) {
        work();
    }
}

enum otastream_result server_check(void)
{
    uint32_t reports = server.reports;
    otastream_pull_tick(&server.client, server.client.wait);
    for (uint32_t i = 0; i < SERVER_WAIT_MAX && server.reports == reports; i++) {
        server_tick();
    }
    CHECK(server.reports == reports + 1);
    CHECK_EQUAL(fix.flash.violations, 0);
    return server.result;
}
