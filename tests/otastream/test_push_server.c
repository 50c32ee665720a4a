/* SPDX-License-Identifier: MIT */
/* What is posted to the device, by whom, and what he is told. */
#include "device_bundle.h"
#include "feed.h"
#include "otastream/push_server.h"

#define TICK 10u /* milliseconds */
#define TICKS_MAX 100000u
#define PLAIN "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: "
#define FORM_HEAD                                                                                  \
    "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"lamp.bundle\"\r\n\r\n"
#define FORM_END "\r\n--x--\r\n"

static const char page[] = "HTTP/1.1 200 OK\r\n\r\n<form>";

static struct {
    struct otastream_push push;
    struct otastream_push_config config;
    struct otastream_push_network network;
    char answer[OTASTREAM_PUSH_ANSWER_SIZE];
    char sent[400]; /* all of it, ended by NUL */
    uint32_t sent_size;
    uint32_t piece;
    int may_commit;
    int closes_late; /* the other side does not close after the answer */
    int is_open;
    uint32_t closes;
    uint32_t reports;
    enum otastream_result result;
} one;

static void on_send(void *context, const char *bytes, size_t length)
{
    CHECK(context == &one && one.is_open && one.sent_size + length < sizeof one.sent);
    copy_bytes((uint8_t *)one.sent + one.sent_size, (const uint8_t *)bytes, length);
    one.sent_size += (uint32_t)length;
    one.sent[one.sent_size] = '\0';
}

static void drop(void)
{
    one.is_open = 0;
    otastream_push_closed(&one.push);
}

static void on_close(void *context)
{
    CHECK(context == &one && one.is_open);
    one.closes++;
    drop();
}

static int on_may_commit(void *context)
{
    CHECK(context == &one);
    return one.may_commit;
}

static void on_report(void *context, enum otastream_result result)
{
    CHECK(context == &one && !one.is_open);
    one.reports++;
    one.result = result;
}

static void setup(uint32_t slot)
{
    device_bundle_setup(slot, 2);
    fill_bytes((uint8_t *)&one, 0, sizeof one);
    one.network = (struct otastream_push_network){on_send, on_close, &one};
    one.config = (struct otastream_push_config){
        .network = &one.network,
        .update = &device.update,
        .target = "/update",
        .page = page,
        .page_size = sizeof page - 1,
        .answer = one.answer,
        .answer_size = sizeof one.answer,
        .name = otastream_result_name,
        .may_commit = on_may_commit,
        .report = on_report,
        .context = &one,
    };
    one.piece = 536;
    one.may_commit = 1;
    CHECK_EQUAL(otastream_push_init(&one.push, &one.config), OTASTREAM_DONE);
}

static void connect(void)
{
    CHECK_EQUAL(otastream_push_connected(&one.push), OTASTREAM_MORE);
    one.is_open = 1;
}

static void post(const uint8_t *bytes, uint32_t size)
{
    for (uint32_t at = 0; at < size && one.is_open; at += one.piece) {
        uint32_t part = size - at < one.piece ? size - at : one.piece;
        otastream_push_received(&one.push, bytes + at, part);
        otastream_push_tick(&one.push, TICK);
    }
}

static void post_text(const char *text)
{
    post((const uint8_t *)text, (uint32_t)text_size(text));
}

static void post_number(uint32_t number)
{
    char digits[11] = {0};
    uint32_t at = sizeof digits - 1;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    post_text(digits + at);
}

/* Ticks up to the report; an answer makes the other side close. */
static enum otastream_result finish(void)
{
    for (uint32_t i = 0; i < TICKS_MAX && one.reports == 0; i++) {
        otastream_push_tick(&one.push, TICK);
        if (one.is_open && one.sent_size > 0 && !one.closes_late) {
            drop();
        }
    }
    CHECK_EQUAL(one.reports, 1);
    CHECK_EQUAL(fix.flash.violations, 0);
    one.reports = 0;
    return one.result;
}

static void post_head(const char *line, uint32_t length)
{
    connect();
    post_text(line);
    post_text("Host: 192.168.1.7\r\nContent-Length: ");
    post_number(length);
    post_text("\r\n\r\n");
}

static enum otastream_result post_bundle(void)
{
    post_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    post(device_bundle.bytes, device_bundle.size);
    return finish();
}

static enum otastream_result post_request(const char *text)
{
    connect();
    post_text(text);
    return finish();
}

static void expect_sent(const char *text)
{
    CHECK_EQUAL(one.sent_size, text_size(text));
    CHECK(same_text(one.sent, text));
}

static void expect_installed(void)
{
    expect_sent("HTTP/1.1 200 \r\n" PLAIN "25\r\n\r\nThe update is installed.\n");
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_COMMITTED);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    CHECK_EQUAL(fix.switched_to, fix.policy.slot);
}

static void bundle_as_curl_sends_it_is_installed(void)
{
    static const uint32_t pieces[] = {1, 7, 256, 536, 1460, 100000};
    for (uint32_t i = 0; i < 2 * CHECK_COUNT(pieces); i++) {
        check_note(i);
        setup(1 + i % 2);
        one.piece = pieces[i / 2];
        CHECK_EQUAL(post_bundle(), OTASTREAM_DONE);
        expect_installed();
    }
}

static void bundle_of_a_form_is_installed(void)
{
    setup(2);
    connect();
    post_text("POST /update HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
              "Content-Length: ");
    post_number(device_bundle.size + sizeof FORM_HEAD - 1 + sizeof FORM_END - 1);
    post_text("\r\n\r\n" FORM_HEAD);
    post(device_bundle.bytes, device_bundle.size);
    CHECK_EQUAL(one.sent_size, 0);
    post_text(FORM_END);
    CHECK_EQUAL(finish(), OTASTREAM_DONE);
    expect_installed();
}

static void chunked_bundle_is_installed(void)
{
    setup(1);
    connect();
    post_text("PUT /update HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (uint32_t at = 0; at < device_bundle.size; at += 0x100) {
        uint32_t left = device_bundle.size - at;
        char size[] = "00\r\n";
        size[0] = "0123456789abcdef"[left / 16 % 16];
        size[1] = "0123456789abcdef"[left % 16];
        post_text(left < 0x100 ? size : "100\r\n");
        post(device_bundle.bytes + at, left < 0x100 ? left : 0x100);
        post_text("\r\n");
    }
    post_text("0\r\n\r\n");
    CHECK_EQUAL(finish(), OTASTREAM_DONE);
    expect_installed();
}

static void sender_that_waits_is_told_to_go_on(void)
{
    setup(1);
    post_head("POST /update HTTP/1.1\r\nExpect: 100-continue\r\n", device_bundle.size);
    otastream_push_tick(&one.push, TICK);
    expect_sent("HTTP/1.1 100 \r\n\r\n");
    one.sent_size = 0;
    post(device_bundle.bytes, device_bundle.size);
    CHECK_EQUAL(finish(), OTASTREAM_DONE);
    expect_installed();
}

static void sender_that_waits_for_another_path_is_refused(void)
{
    setup(1);
    post_head("POST /other HTTP/1.1\r\nExpect: 100-continue\r\n", device_bundle.size);
    CHECK_EQUAL(finish(), OTASTREAM_ERR_PATH);
    expect_sent("HTTP/1.1 404 \r\n" PLAIN "31\r\n\r\nThe update is refused: 56 PATH\n");
}

static void get_is_answered_with_the_page(void)
{
    setup(1);
    CHECK_EQUAL(post_request("GET /update HTTP/1.1\r\nHost: x\r\n\r\n"), OTASTREAM_PAGE);
    expect_sent(page);
    setup(1);
    one.config.page = NULL;
    CHECK_EQUAL(post_request("GET /update HTTP/1.1\r\nHost: x\r\n\r\n"), OTASTREAM_PAGE);
    expect_sent("HTTP/1.1 405 \r\nAllow: GET, POST, PUT\r\n" PLAIN
                "30\r\n\r\nThe update is refused: 4 PAGE\n");
    CHECK_EQUAL(device.update.number, 0);
}

static void request_that_is_wrong_is_refused(void)
{
    static const struct {
        const char *text;
        enum otastream_result result;
        const char *answer; /* as far as the status */
    } cases[] = {
        {"GET /favicon.ico HTTP/1.1\r\n\r\n", OTASTREAM_ERR_PATH, "HTTP/1.1 404 "},
        {"GET /updates HTTP/1.1\r\n\r\n", OTASTREAM_ERR_PATH, "HTTP/1.1 404 "},
        {"GET /updat HTTP/1.1\r\n\r\n", OTASTREAM_ERR_PATH, "HTTP/1.1 404 "},
        {"DELETE /update HTTP/1.1\r\n\r\n", OTASTREAM_ERR_METHOD, "HTTP/1.1 405 "},
        {"POST /update HTTP/1.1\r\n\r\n", OTASTREAM_ERR_LENGTH_MISSING, "HTTP/1.1 411 "},
        {"POST /update HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n", OTASTREAM_ERR_TOO_LONG,
         "HTTP/1.1 413 "},
        {"POST /update HTTP/1.1\r\nContent-Length: 10\r\n\r\n", OTASTREAM_ERR_TOO_SHORT,
         "HTTP/1.1 400 "},
        {"POST /0123456789012345678901234567890123456789 HTTP/1.1\r\n\r\n", OTASTREAM_ERR_TARGET,
         "HTTP/1.1 414 "},
        {"POST /update HTTP/1.1\r\nExpect: x\r\nContent-Length: 500\r\n\r\n", OTASTREAM_ERR_EXPECT,
         "HTTP/1.1 417 "},
        {"hello\r\n\r\n", OTASTREAM_ERR_HEADER, "HTTP/1.1 400 "},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(cases); i++) {
        check_note(i);
        setup(1);
        CHECK_EQUAL(post_request(cases[i].text), cases[i].result);
        one.sent[text_size(cases[i].answer)] = '\0';
        CHECK(same_text(one.sent, cases[i].answer));
        CHECK_EQUAL(fix.flash.changes, 0);
        CHECK_EQUAL(device.update.number, 0);
    }
}

/* The answer comes when the request is over: earlier it might be lost. */
static void bundle_that_is_refused_is_read_to_its_end(void)
{
    setup(1);
    device_bundle.bytes[60] ^= 1; /* of the signed part */
    post_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    post(device_bundle.bytes, device_bundle.size - 1);
    otastream_push_tick(&one.push, TICK);
    CHECK_EQUAL(one.sent_size, 0);
    post(device_bundle.bytes + device_bundle.size - 1, 1);
    CHECK(finish() >= OTASTREAM_REFUSED_UNDECIDED);
    one.sent[12] = 0;
    CHECK(same_text(one.sent, "HTTP/1.1 422"));
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void image_that_is_refused_is_not_bootable(void)
{
    setup(1);
    device_bundle.bytes[fix.manifest_size + 100] ^= 1;
    CHECK_EQUAL(post_bundle(), OTASTREAM_REFUSED_DIGEST);
    expect_sent("HTTP/1.1 422 \r\n" PLAIN "42\r\n\r\nThe update is refused: 216 REFUSED_DIGEST\n");
    CHECK(!device_is_bootable());
    device_bundle.bytes[fix.manifest_size + 100] ^= 1;
    one.sent_size = 0;
    CHECK_EQUAL(post_bundle(), OTASTREAM_DONE);
    expect_installed();
}

static void release_that_runs_is_not_needed(void)
{
    setup(1);
    one.config.name = NULL;
    device.config.running_version[0] = 1;
    device.config.running_version[1] = 2;
    device.config.running_version[2] = 3;
    device.config.running_version[3] = 4;
    CHECK_EQUAL(post_bundle(), OTASTREAM_UP_TO_DATE);
    expect_sent("HTTP/1.1 200 \r\n" PLAIN "26\r\n\r\nThere is nothing to do: 6\n");
}

static void bundle_that_ends_early_is_told(void)
{
    setup(1);
    post_head("POST /update HTTP/1.1\r\n", 5000);
    post(device_bundle.bytes, 5000);
    CHECK_EQUAL(finish(), OTASTREAM_ERR_TOO_SHORT);
    CHECK(!device_is_bootable());
}

static void bytes_behind_the_bundle_are_refused(void)
{
    setup(1);
    device_bundle.bytes[device_bundle.size++] = 0;
    CHECK_EQUAL(post_bundle(), OTASTREAM_ERR_TOO_LONG);
    CHECK(!device_is_bootable());
    CHECK_EQUAL(fix.switches, 0);
}

static void connection_that_ends_early_leaves_nothing(void)
{
    for (uint32_t size = 0; size < device_bundle.size; size += 777) {
        check_note(size);
        setup(1);
        post_head("POST /update HTTP/1.1\r\n", device_bundle.size);
        post(device_bundle.bytes, size);
        drop();
        CHECK_EQUAL(finish(), OTASTREAM_ERR_CUT);
        CHECK_EQUAL(one.sent_size, 0);
        CHECK_EQUAL(fix.switches, 0);
        CHECK_EQUAL(post_bundle(), OTASTREAM_DONE);
        expect_installed();
    }
}

static void silent_sender_is_given_up(void)
{
    setup(1);
    post_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    for (uint32_t i = 0; i < 1499; i++) {
        otastream_push_tick(&one.push, TICK);
    }
    CHECK_EQUAL(one.closes, 0);
    CHECK_EQUAL(finish(), OTASTREAM_ERR_CUT);
    CHECK_EQUAL(one.closes, 1);
}

static void other_side_has_time_to_close(void)
{
    setup(1);
    one.closes_late = 1;
    CHECK_EQUAL(post_bundle(), OTASTREAM_DONE);
    CHECK_EQUAL(one.closes, 1);
    expect_installed();
}

static void second_connection_is_not_taken(void)
{
    setup(1);
    connect();
    CHECK_EQUAL(otastream_push_connected(&one.push), OTASTREAM_ERR_STATE);
    post_text("GET /update HTTP/1.1\r\n\r\n");
    CHECK_EQUAL(finish(), OTASTREAM_PAGE);
    connect();
}

static void product_may_switch_later(void)
{
    setup(1);
    one.may_commit = 0;
    CHECK_EQUAL(post_bundle(), OTASTREAM_DONE);
    expect_sent("HTTP/1.1 202 \r\n" PLAIN "21\r\n\r\nThe update is ready.\n");
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_READY);
    CHECK_EQUAL(fix.switches, 0);
    CHECK_EQUAL(device_commit(), OTASTREAM_DONE);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
}

/* A browser asks for the icon of the page after the upload. */
static void ready_update_stays_after_requests_without_an_upload(void)
{
    static const char *const requests[] = {
        "GET /favicon.ico HTTP/1.1\r\n\r\n",
        "GET /update HTTP/1.1\r\n\r\n",
        "POST /other HTTP/1.1\r\nContent-Length: 148\r\nExpect: 100-continue\r\n\r\n",
        "POST /update HTTP/1.1\r\n\r\n",
    };
    setup(1);
    one.may_commit = 0;
    CHECK_EQUAL(post_bundle(), OTASTREAM_DONE);
    for (uint32_t i = 0; i < CHECK_COUNT(requests); i++) {
        check_note(i);
        one.sent_size = 0;
        CHECK(post_request(requests[i]) != OTASTREAM_DONE);
        CHECK_EQUAL(device.update.result, OTASTREAM_DONE);
    }
    CHECK_EQUAL(device_commit(), OTASTREAM_DONE);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
}

/* Somebody else begins one: what is posted is not mixed into it. */
static void update_of_somebody_else_is_left_alone(void)
{
    setup(1);
    post_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    post(device_bundle.bytes, 5000);
    CHECK_EQUAL(otastream_update_begin(&device.update), OTASTREAM_MORE);
    post(device_bundle.bytes + 5000, device_bundle.size - 5000);
    CHECK_EQUAL(finish(), OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(device.update.result, OTASTREAM_MORE);
    CHECK_EQUAL(device.update.position, 0);
}

static void nothing_is_taken_after_a_commit(void)
{
    setup(1);
    CHECK_EQUAL(post_bundle(), OTASTREAM_DONE);
    one.sent_size = 0;
    CHECK_EQUAL(post_bundle(), OTASTREAM_ERR_STATE);
    expect_sent("HTTP/1.1 503 \r\n" PLAIN "31\r\n\r\nThe update is refused: 0 STATE\n");
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    CHECK_EQUAL(fix.switches, 1);
}

static void configuration_is_judged(void)
{
    for (uint32_t i = 0; i < 7; i++) {
        check_note(i);
        setup(1);
        one.config.network = i == 0 ? NULL : one.config.network;
        one.network.send = i == 1 ? NULL : on_send;
        one.network.close = i == 2 ? NULL : on_close;
        one.config.update = i == 3 ? NULL : one.config.update;
        one.config.target = i == 4 ? NULL : one.config.target;
        one.config.answer = i == 5 ? NULL : one.config.answer;
        one.config.answer_size -= i == 6;
        CHECK_EQUAL(otastream_push_init(&one.push, &one.config), OTASTREAM_ERR_ARGUMENT);
        CHECK_EQUAL(otastream_push_connected(&one.push), OTASTREAM_ERR_STATE);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(bundle_as_curl_sends_it_is_installed),
    CHECK_CASE(bundle_of_a_form_is_installed),
    CHECK_CASE(chunked_bundle_is_installed),
    CHECK_CASE(sender_that_waits_is_told_to_go_on),
    CHECK_CASE(sender_that_waits_for_another_path_is_refused),
    CHECK_CASE(get_is_answered_with_the_page),
    CHECK_CASE(request_that_is_wrong_is_refused),
    CHECK_CASE(bundle_that_is_refused_is_read_to_its_end),
    CHECK_CASE(image_that_is_refused_is_not_bootable),
    CHECK_CASE(release_that_runs_is_not_needed),
    CHECK_CASE(bundle_that_ends_early_is_told),
    CHECK_CASE(bytes_behind_the_bundle_are_refused),
    CHECK_CASE(connection_that_ends_early_leaves_nothing),
    CHECK_CASE(silent_sender_is_given_up),
    CHECK_CASE(other_side_has_time_to_close),
    CHECK_CASE(second_connection_is_not_taken),
    CHECK_CASE(product_may_switch_later),
    CHECK_CASE(ready_update_stays_after_requests_without_an_upload),
    CHECK_CASE(update_of_somebody_else_is_left_alone),
    CHECK_CASE(nothing_is_taken_after_a_commit),
    CHECK_CASE(configuration_is_judged),
};
CHECK_TABLE(push_server);
