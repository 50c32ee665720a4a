/* SPDX-License-Identifier: MIT */
/*
 * What hostile senders post to the device, with resets and a power cut in between, and another
 * user of the update. The first bytes say for which slot, how, and where the power is cut; the rest
 * what each connection brings. Whatever comes: only the good image is committed, nothing else is
 * bootable, nobody is told otherwise, each connection ends, and a good bundle is installed after
 * all of them.
 */
#include <string.h>

#include "fuzz_device.h"
#include "otastream/push_server.h"
#include "otastream/stream_journal.h"

#define TICK 250u       /* milliseconds */
#define TICKS_MAX 1000u /* from the last byte to the report: time limits, and the work */
#define CONNECTIONS_MAX 30u
#define GOOD_POSTS_MAX 2u /* one for the power cut */
#define FORM_HEAD "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"
#define FORM_END "\r\n--x--\r\n"

enum { FOR_SLOT_2 = 1, WITH_JOURNAL = 2, MAY_NOT_COMMIT = 4, CUT = 8, CUT_SHIFT = 4, CUT_MASK = 3 };

enum post {
    GOOD,
    CHANGED, /* a byte of the request: where, and by which bits */
    SHORT,   /* cut: where */
    STALLS,  /* after so many bytes */
    RESET,   /* of the device, after so many */
    TAKEN,   /* somebody else begins an update, after so many */
    HEAD,    /* bytes of the input before a good bundle */
    RAW,     /* bytes of the input */
    FORM,    /* a good one */
    POSTS,
};

static const char page[] = "HTTP/1.1 200 OK\r\n\r\n<form>";

static struct {
    struct otastream_push push;
    struct otastream_push_config config;
    struct otastream_push_network network;
    struct otastream_journal journal;
    char answer[OTASTREAM_PUSH_ANSWER_SIZE];
    char sent[400]; /* ended by NUL */
    size_t sent_size;
    int may_commit;
    int is_committing;
    int is_open;
    uint32_t closes; /* of this connection: the first two may get no answer */
    uint32_t begins; /* of updates, before this connection */
    uint32_t reports;
    enum otastream_result result; /* of the last one */

    enum post post;
    uint8_t bytes[1024 + sizeof device_bundle.bytes];
    uint32_t size;
    uint32_t end;
} net;

static void drop(void)
{
    net.is_open = 0;
    otastream_push_closed(&net.push);
}

static void on_send(void *context, const char *bytes, size_t length)
{
    REQUIRE(context == &net && net.is_open && length < sizeof net.sent - net.sent_size);
    (void)memcpy(net.sent + net.sent_size, bytes, length);
    net.sent_size += length;
    net.sent[net.sent_size] = '\0';
}

static void on_close(void *context)
{
    REQUIRE(context == &net && net.is_open);
    if (++net.closes > 2 || fuzz_random(2)) {
        drop();
    }
}

static int on_may_commit(void *context)
{
    REQUIRE(context == &net && device.update.state == OTASTREAM_UPDATE_READY);
    net.is_committing = net.may_commit;
    return net.may_commit;
}

/* What somebody is told is so. */
static void judge_answer(enum otastream_result result)
{
    int is_committed = device.update.state == OTASTREAM_UPDATE_COMMITTED;
    if (strstr(net.sent, "installed") != NULL) {
        REQUIRE(is_committed && result == OTASTREAM_DONE);
    }
    if (strstr(net.sent, "HTTP/1.1 202 ") != NULL) {
        REQUIRE(device.update.state == OTASTREAM_UPDATE_READY && !net.may_commit);
    }
    REQUIRE(result != OTASTREAM_DONE || is_committed || !net.may_commit);
    const char *answer =
        strstr(net.sent, "HTTP/1.1 100 \r\n\r\n") == net.sent ? net.sent + 17 : net.sent;
    REQUIRE(*answer == '\0' || strncmp(answer, "HTTP/1.1 ", 9) == 0);
    REQUIRE(*answer == '\0' || strstr(answer + 1, "HTTP/1.1 ") == NULL);
}

static void on_report(void *context, enum otastream_result result)
{
    REQUIRE(context == &net && !net.is_open);
    REQUIRE(device.update.number - net.begins <= 1 + (net.post == TAKEN));
    net.reports++;
    net.result = result;
    judge_answer(result);
}

static void restart(void)
{
    fuzz_device_require(net.is_committing);
    device_restart();
    fuzz_device_restarted();
    net.is_open = 0;
    net.is_committing &= device_is_bootable();
    (void)memset(&net.push, 0xA5, sizeof net.push);
    REQUIRE(otastream_push_init(&net.push, &net.config) == OTASTREAM_DONE);
}

static void setup(uint32_t options)
{
    device_bundle_setup(options & FOR_SLOT_2 ? 2 : 1, 2);
    (void)memset(&net, 0, sizeof net);
    fix.policy.slot_limit = DEVICE_SLOT;
    fuzz_device_watch();
    otastream_journal_init(&net.journal);
    device.config.journal = options & WITH_JOURNAL ? &net.journal : NULL;
    net.may_commit = !(options & MAY_NOT_COMMIT);
    net.network = (struct otastream_push_network){on_send, on_close, &net};
    net.config = (struct otastream_push_config){
        .network = &net.network,
        .update = &device.update,
        .target = "/update",
        .page = page,
        .page_size = sizeof page - 1,
        .answer = net.answer,
        .answer_size = sizeof net.answer,
        .name = otastream_result_name,
        .may_commit = on_may_commit,
        .report = on_report,
        .context = &net,
    };
    restart();
}

static void add(const void *bytes, size_t size)
{
    REQUIRE(size <= sizeof net.bytes - net.size);
    (void)memcpy(net.bytes + net.size, bytes, size);
    net.size += (uint32_t)size;
}

static void add_head(const char *lines, size_t length)
{
    char head[200];
    int size = snprintf(head, sizeof head, "POST /update HTTP/1.1\r\n%sContent-Length: %zu\r\n\r\n",
                        lines, length);
    add(head, (size_t)size);
}

static void make_request(void)
{
    net.post = (enum post)(fuzz_take_byte() % POSTS);
    net.size = 0;
    if (net.post == HEAD || net.post == RAW) {
        net.size = fuzz_take_bytes(net.bytes, 1024);
    } else if (net.post == FORM) {
        add_head("Content-Type: multipart/form-data; boundary=x\r\n",
                 sizeof FORM_HEAD - 1 + device_bundle.size + sizeof FORM_END - 1);
        add(FORM_HEAD, sizeof FORM_HEAD - 1);
    } else {
        add_head(fuzz_random(2) ? "Expect: 100-continue\r\n" : "", device_bundle.size);
    }
    if (net.post != RAW) {
        add(device_bundle.bytes, device_bundle.size);
    }
    if (net.post == FORM) {
        add(FORM_END, sizeof FORM_END - 1);
    }
    net.end = net.size;
    if (net.post == CHANGED) {
        net.bytes[fuzz_take_half() % net.size] ^= (uint8_t)fuzz_take_byte();
    } else if (net.post >= SHORT && net.post <= TAKEN) {
        net.end = fuzz_take_half() % net.size;
    }
}

/* 1 when the device was reset. */
static int tick(void)
{
    otastream_push_tick(&net.push, TICK);
    fuzz_device_require(net.is_committing);
    if (fix.flash.unpowered) {
        restart();
        return 1;
    }
    return 0;
}

/* Pieces from one place to another; 1 when the device was reset. A connection may be closed. */
static int send_bytes(uint32_t from, uint32_t to)
{
    while (from < to && net.is_open) {
        uint32_t piece = 1 + fuzz_random(fuzz_random(2) ? 5 : 1460);
        piece = piece < to - from ? piece : to - from;
        uint8_t *bytes = fuzz_copy(net.bytes + from, piece);
        otastream_push_received(&net.push, bytes, piece);
        free(bytes);
        from += piece;
        if ((fix.flash.unpowered || fuzz_random(2)) && tick()) {
            return 1;
        }
    }
    return 0;
}

static void connect(void)
{
    net.closes = 0;
    net.sent_size = 0;
    net.sent[0] = '\0';
    net.begins = device.update.number;
    REQUIRE(otastream_push_connected(&net.push) == OTASTREAM_MORE);
    REQUIRE(otastream_push_connected(&net.push) == OTASTREAM_ERR_STATE);
    net.is_open = 1;
}

static void post(void)
{
    uint32_t reports = net.reports;
    make_request();
    connect();
    if (send_bytes(0, net.end)) {
        return;
    }
    if (net.post == RESET) {
        restart();
        return;
    }
    if (net.post == TAKEN) {
        (void)otastream_update_begin(&device.update);
        if (send_bytes(net.end, net.size)) {
            return;
        }
    } else if (net.post == SHORT && net.is_open) {
        drop();
    }
    for (uint32_t ticks = 0; net.reports == reports; ticks++) {
        REQUIRE(ticks < TICKS_MAX);
        if (net.is_open && net.sent_size > 0 && fuzz_random(4) == 0) {
            drop();
        }
        if (tick()) {
            return;
        }
    }
}

/* Of the pause after uploads that erased. */
static void let_pause_pass(void)
{
    otastream_push_tick(&net.push, OTASTREAM_PUSH_PAUSE_MAX * 1000);
}

static int is_committed(void)
{
    return device.update.state == OTASTREAM_UPDATE_COMMITTED;
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
    for (uint32_t i = 0; i < CONNECTIONS_MAX && fuzz_input.size > 0 && !is_committed(); i++) {
        if (i % 4 != 3) {
            let_pause_pass();
        }
        post();
    }
    fuzz_input.size = 0;
    net.may_commit = 1;
    for (uint32_t i = 0; i < GOOD_POSTS_MAX && !is_committed(); i++) {
        let_pause_pass();
        post();
    }
    fuzz_device_require_committed();
    REQUIRE(fake_crypto_clean(&fix.fake));
    return 0;
}
