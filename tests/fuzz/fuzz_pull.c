/* SPDX-License-Identifier: MIT */
/*
 * The client against a hostile server, with resets and a power cut of the device in between. The
 * first bytes say for which slot, how, and where the power is cut; the rest what is answered to
 * each connection. Whatever comes: only the good image is committed, and nothing else is bootable;
 * each check ends; and the release is installed once the server is a good one.
 */
#include <string.h>

#include "fuzz_device.h"
#include "otastream/pull_client.h"
#include "otastream/redirect.h"
#include "otastream/stream_journal.h"

#define TICK 250u        /* milliseconds */
#define TICKS_MAX 60000u /* of a check */
#define SECOND 1000u
#define PERIOD 3600u
#define JITTER 100u
#define TRICKLE 10u /* seconds between two bytes */
#define FOLLOWED_MAX 2u
#define CONNECTIONS_MAX (3 * (1 + FOLLOWED_MAX)) /* manifest and image by both names */
#define CHECKS_MAX 30u
#define GOOD_CHECKS_MAX 4u /* one for the power cut, one for what cannot be resumed */
#define HOST "updates.example"

enum { FOR_SLOT_2 = 1, WITH_JOURNAL = 2, FOLLOWS = 4, CUT = 8, CUT_SHIFT = 4, CUT_MASK = 3 };

enum answer {
    GOOD,    /* what was asked for */
    WHOLE,   /* the whole file for a Range too */
    CHANGED, /* a byte of the answer: where, and by which bits */
    SHORT,   /* cut: where */
    STALLS,  /* after so many bytes, then a byte now and then, or none */
    RESET,   /* of the device, after so many bytes */
    HEAD,    /* bytes of the input before the right body */
    RAW,     /* bytes of the input */
    SILENT,  /* no connection, and no answer to the first close */
    REFUSED,
    ANSWERS,
};

static struct {
    struct otastream_pull client;
    struct otastream_pull_config config;
    struct otastream_pull_network network;
    struct otastream_redirects redirects;
    struct otastream_journal journal;
    char location[40];
    char request[400];
    int is_committing; /* the image was ready once */
    uint32_t asked;    /* how often whether it may be committed */
    uint32_t reports;
    uint32_t connections; /* of this check */
    uint32_t begins;      /* of updates, before this check */

    enum answer answer;
    int is_open;
    int is_new;
    int closes; /* close was called, and closed follows */
    uint32_t idle;
    uint8_t bytes[1024 + DEVICE_SLOT]; /* of the answer */
    uint32_t size;
    uint32_t end; /* what of it is sent without trouble */
    uint32_t sent;
} net;

static void add(const uint8_t *bytes, uint32_t size)
{
    REQUIRE(size <= sizeof net.bytes - net.size);
    (void)memcpy(net.bytes + net.size, bytes, size);
    net.size += size;
}

static void answer_well(uint32_t offset, uint32_t size)
{
    char head[160];
    int length = snprintf(head, sizeof head,
                          offset > 0 ? "HTTP/1.1 206 X\r\nContent-Length: %u\r\n"
                                       "Content-Range: bytes %u-%u/%u\r\n\r\n"
                                     : "HTTP/1.1 200 X\r\nContent-Length: %u\r\n\r\n",
                          size - offset, offset, size - 1, size);
    add((const uint8_t *)head, (uint32_t)length);
}

static void make_answer(uint32_t offset)
{
    int is_manifest = device.update.state == OTASTREAM_UPDATE_MANIFEST;
    const uint8_t *file = is_manifest ? fixture_manifest() : fix.image;
    uint32_t size = is_manifest ? fix.manifest_size : fix.image_size;
    REQUIRE(offset < size);
    offset = net.answer == WHOLE ? 0 : offset;
    if (net.answer == HEAD || net.answer == RAW) {
        net.size = fuzz_take_bytes(net.bytes, 1024);
    } else {
        answer_well(offset, size);
    }
    if (net.answer != RAW) {
        add(file + offset, size - offset);
    }
    net.end = net.size;
    if (net.answer == CHANGED) {
        net.bytes[fuzz_take_half() % net.size] ^= (uint8_t)fuzz_take_byte();
    } else if (net.answer == SHORT || net.answer == STALLS || net.answer == RESET) {
        net.end = fuzz_take_half() % net.size;
    }
}

/* Lines of the client, and no others; the Range that is asked for. */
static uint32_t read_request(const char *text, size_t length)
{
    static const char range[] = "\r\nRange: bytes=";
    uint32_t lines = 0;
    REQUIRE(length < sizeof net.request);
    char request[sizeof net.request];
    (void)memcpy(request, text, length);
    request[length] = '\0';
    for (const char *at = request; *at != '\0'; at++) {
        REQUIRE((*at >= ' ' && *at <= '~') || *at == '\r' || *at == '\n');
        lines += *at == '\n';
    }
    const char *found = strstr(request, range);
    REQUIRE(lines == (found != NULL ? 7 : 6) && strncmp(request, "GET /", 5) == 0);
    REQUIRE(strstr(request, "\r\n\r\n") == request + length - 4);
    REQUIRE(strstr(request, " HTTP/1.1\r\nHost: " HOST "\r\n") != NULL);
    return found != NULL ? (uint32_t)strtoul(found + sizeof range - 1, NULL, 10) : 0;
}

static void on_connect(void *context, const char *host, uint16_t port)
{
    REQUIRE(context == &net && strcmp(host, HOST) == 0 && port == 80 && !net.is_open);
    REQUIRE(++net.connections <= CONNECTIONS_MAX);
    net.is_open = 1;
    net.is_new = 1;
    net.closes = 0;
    net.idle = 0;
    net.size = 0;
    net.end = 0;
    net.sent = 0;
    net.answer = (enum answer)(fuzz_take_byte() % ANSWERS);
}

static void on_send(void *context, const char *bytes, size_t length)
{
    REQUIRE(context == &net && net.is_open && !net.is_new && net.size == 0);
    make_answer(read_request(bytes, length));
}

static void on_close(void *context)
{
    REQUIRE(context == &net && net.is_open);
    net.closes++;
    if (net.answer != SILENT && fuzz_random(2)) {
        net.is_open = 0;
        otastream_pull_closed(&net.client);
    }
}

static uint32_t on_random(void *context)
{
    REQUIRE(context == &net);
    return fuzz_random(0x10000);
}

/* Yes at the third time. */
static int on_may_commit(void *context)
{
    REQUIRE(context == &net && device.update.state == OTASTREAM_UPDATE_READY);
    net.is_committing = ++net.asked % 3 == 0;
    return net.is_committing;
}

static void on_report(void *context, const struct otastream_pull *client)
{
    REQUIRE(context == &net && client == &net.client && !net.is_open);
    REQUIRE(client->wait >= OTASTREAM_PULL_RETRY * SECOND &&
            client->wait <= (PERIOD + JITTER) * SECOND);
    REQUIRE(device.update.number - net.begins <= 1);
    net.reports++;
}

static void restart(void)
{
    fuzz_device_require(net.is_committing);
    device_restart();
    fuzz_device_restarted();
    net.is_open = 0;
    net.is_committing &= device_is_bootable();
    (void)memset(&net.client, 0xA5, sizeof net.client);
    REQUIRE(otastream_pull_init(&net.client, &net.config) == OTASTREAM_DONE);
}

static void setup(uint32_t options)
{
    device_setup(BOOT_NEW, options & FOR_SLOT_2 ? 2 : 1);
    (void)memset(&net, 0, sizeof net);
    fix.policy.slot_limit = DEVICE_SLOT;
    fuzz_device_watch();
    otastream_journal_init(&net.journal);
    device.config.journal = options & WITH_JOURNAL ? &net.journal : NULL;
    net.network = (struct otastream_pull_network){on_connect, on_send, on_close, &net};
    otastream_redirects_init(&net.redirects, net.location, sizeof net.location, FOLLOWED_MAX);
    net.config = (struct otastream_pull_config){
        .network = &net.network,
        .update = &device.update,
        .host = HOST,
        .port = 80,
        .path = "/lamp/lamp",
        .user_agent = "lamp/1.0.0",
        .request = net.request,
        .request_size = sizeof net.request,
        .period = PERIOD,
        .jitter = JITTER,
        .random = on_random,
        .redirects = options & FOLLOWS ? &net.redirects : NULL,
        .may_commit = on_may_commit,
        .report = on_report,
        .context = &net,
    };
    restart();
}

static void drop(void)
{
    net.is_open = 0;
    otastream_pull_closed(&net.client);
}

static void send_piece(uint32_t most)
{
    uint32_t piece = 1 + fuzz_random(fuzz_random(2) ? 5 : 1460);
    piece = piece < most ? piece : most;
    uint8_t *bytes = fuzz_copy(net.bytes + net.sent, piece);
    net.sent += piece;
    net.idle = 0;
    otastream_pull_received(&net.client, bytes, piece);
    free(bytes);
}

/* 1 when the device is reset. Bytes may come after the close. */
static int work(void)
{
    net.idle += TICK;
    if (net.is_new) {
        net.is_new = net.answer == SILENT;
        if (net.answer == REFUSED || net.closes > 1) {
            drop();
        } else if (net.answer != SILENT) {
            otastream_pull_connected(&net.client);
        }
    } else if (net.sent < net.end) {
        send_piece(net.end - net.sent);
    } else if (net.answer == RESET && net.size > 0 && net.closes == 0) {
        return 1;
    } else if (net.answer == STALLS && net.closes == 0) {
        if (net.end % 2 == 1 && net.idle >= TRICKLE * SECOND && net.sent < net.size) {
            send_piece(1);
        }
    } else if (net.closes > 0 || net.size > 0 || net.answer == RAW) {
        drop();
    }
    return 0;
}

static void check(void)
{
    uint32_t reports = net.reports;
    uint32_t ticks = 0;
    net.connections = 0;
    net.begins = device.update.number;
    otastream_pull_tick(&net.client, net.client.wait);
    while (net.reports == reports) {
        REQUIRE(++ticks < TICKS_MAX);
        int is_reset = net.is_open && work();
        otastream_pull_tick(&net.client, TICK);
        fuzz_device_require(net.is_committing);
        if (is_reset || fix.flash.unpowered) {
            restart();
            break;
        }
    }
}

static int is_committed(void)
{
    return net.client.result == OTASTREAM_DONE && fix.switches > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_input = (struct fuzz_input){bytes, size, 0};
    uint32_t options = fuzz_take_byte();
    setup(options);
    uint32_t cut_at = fuzz_take_byte();
    fuzz_input.seed = fuzz_take_half();
    fix.flash.cut_at = options & CUT ? 1 + cut_at : 0;
    fix.flash.cut = (options >> CUT_SHIFT & CUT_MASK) % FAKE_CUTS;
    for (uint32_t i = 0; i < CHECKS_MAX && fuzz_input.size > 0 && !is_committed(); i++) {
        check();
    }
    fuzz_input.size = 0;
    for (uint32_t i = 0; i < GOOD_CHECKS_MAX && !is_committed(); i++) {
        check();
    }
    fuzz_device_require_committed();
    REQUIRE(fake_crypto_clean(&fix.fake));
    return 0;
}
