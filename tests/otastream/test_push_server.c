/* SPDX-License-Identifier: MIT */
/* What is posted to the device, by whom, and what he is told. */
#include "push_sender.h"

#define PLAIN "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: "
#define FORM_HEAD                                                                                  \
    "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"lamp.bundle\"\r\n\r\n"
#define FORM_END "\r\n--x--\r\n"

static void expect_sent(const char *text)
{
    CHECK_EQUAL(sender.sent_size, text_size(text));
    CHECK(same_text(sender.sent, text));
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
        sender_setup(1 + i % 2);
        sender.piece = pieces[i / 2];
        CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
        expect_installed();
    }
}

static void bundle_of_a_form_is_installed(void)
{
    sender_setup(2);
    sender_connect();
    sender_text("POST /update HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                "Content-Length: ");
    sender_number(device_bundle.size + sizeof FORM_HEAD - 1 + sizeof FORM_END - 1);
    sender_text("\r\n\r\n" FORM_HEAD);
    sender_post(device_bundle.bytes, device_bundle.size);
    CHECK_EQUAL(sender.sent_size, 0);
    sender_text(FORM_END);
    CHECK_EQUAL(sender_finish(), OTASTREAM_DONE);
    expect_installed();
}

static void chunked_bundle_is_installed(void)
{
    sender_setup(1);
    sender_connect();
    sender_text("PUT /update HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (uint32_t at = 0; at < device_bundle.size; at += 0x100) {
        uint32_t left = device_bundle.size - at;
        char size[] = "00\r\n";
        size[0] = "0123456789abcdef"[left / 16 % 16];
        size[1] = "0123456789abcdef"[left % 16];
        sender_text(left < 0x100 ? size : "100\r\n");
        sender_post(device_bundle.bytes + at, left < 0x100 ? left : 0x100);
        sender_text("\r\n");
    }
    sender_text("0\r\n\r\n");
    CHECK_EQUAL(sender_finish(), OTASTREAM_DONE);
    expect_installed();
}

static void sender_that_waits_is_told_to_go_on(void)
{
    sender_setup(1);
    sender_head("POST /update HTTP/1.1\r\nExpect: 100-continue\r\n", device_bundle.size);
    otastream_push_tick(&sender.push, SENDER_TICK);
    expect_sent("HTTP/1.1 100 \r\n\r\n");
    sender.sent_size = 0;
    sender_post(device_bundle.bytes, device_bundle.size);
    CHECK_EQUAL(sender_finish(), OTASTREAM_DONE);
    expect_installed();
    sender_setup(1);
    for (uint32_t i = 0; i < 2; i++) { /* and the next one, too */
        sender.sent_size = 0;
        sender_head("POST /update HTTP/1.1\r\nExpect: 100-continue\r\n", device_bundle.size);
        otastream_push_tick(&sender.push, SENDER_TICK);
        expect_sent("HTTP/1.1 100 \r\n\r\n");
        sender_drop();
        CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_CUT);
    }
}

static void sender_that_does_not_wait_for_the_answer_is_served(void)
{
    sender_setup(1);
    sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    sender_post(device_bundle.bytes, device_bundle.size);
    sender_drop();
    CHECK_EQUAL(sender_finish(), OTASTREAM_DONE);
    CHECK_EQUAL(sender.sent_size, 0);
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_COMMITTED);
}

static void sender_that_waits_for_another_path_is_refused(void)
{
    sender_setup(1);
    sender_head("POST /other HTTP/1.1\r\nExpect: 100-continue\r\n", device_bundle.size);
    CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_PATH);
    expect_sent("HTTP/1.1 404 \r\n" PLAIN "31\r\n\r\nThe update is refused: 56 PATH\n");
}

static void get_is_answered_with_the_page(void)
{
    sender_setup(1);
    CHECK_EQUAL(sender_request("GET /update HTTP/1.1\r\nHost: x\r\n\r\n"), OTASTREAM_PAGE);
    expect_sent(sender_page);
    sender_setup(1);
    sender.config.page = NULL;
    CHECK_EQUAL(sender_request("GET /update HTTP/1.1\r\nHost: x\r\n\r\n"), OTASTREAM_PAGE);
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
        sender_setup(1);
        CHECK_EQUAL(sender_request(cases[i].text), cases[i].result);
        sender.sent[text_size(cases[i].answer)] = '\0';
        CHECK(same_text(sender.sent, cases[i].answer));
        CHECK_EQUAL(fix.flash.changes, 0);
        CHECK_EQUAL(device.update.number, 0);
    }
}

/* The answer comes when the request is over: earlier it might be lost. */
static void bundle_that_is_refused_is_read_to_its_end(void)
{
    sender_setup(1);
    device_bundle.bytes[60] ^= 1; /* of the signed part */
    sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    sender_post(device_bundle.bytes, device_bundle.size - 1);
    otastream_push_tick(&sender.push, SENDER_TICK);
    CHECK_EQUAL(sender.sent_size, 0);
    sender_post(device_bundle.bytes + device_bundle.size - 1, 1);
    CHECK(sender_finish() >= OTASTREAM_REFUSED_UNDECIDED);
    sender.sent[12] = 0;
    CHECK(same_text(sender.sent, "HTTP/1.1 422"));
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void image_that_is_refused_is_not_bootable(void)
{
    sender_setup(1);
    device_bundle.bytes[fix.manifest_size + 100] ^= 1;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_REFUSED_DIGEST);
    expect_sent("HTTP/1.1 422 \r\n" PLAIN "42\r\n\r\nThe update is refused: 216 REFUSED_DIGEST\n");
    CHECK(!device_is_bootable());
    device_bundle.bytes[fix.manifest_size + 100] ^= 1;
    sender.sent_size = 0;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
    expect_installed();
}

static void release_that_runs_is_not_needed(void)
{
    sender_setup(1);
    sender.config.name = NULL;
    device.config.running_version[0] = 1;
    device.config.running_version[1] = 2;
    device.config.running_version[2] = 3;
    device.config.running_version[3] = 4;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_UP_TO_DATE);
    expect_sent("HTTP/1.1 200 \r\n" PLAIN "26\r\n\r\nThere is nothing to do: 6\n");
}

static void bundle_that_ends_early_is_told(void)
{
    sender_setup(1);
    sender_head("POST /update HTTP/1.1\r\n", 5000);
    sender_post(device_bundle.bytes, 5000);
    CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_TOO_SHORT);
    CHECK(!device_is_bootable());
}

static void bytes_behind_the_bundle_are_refused(void)
{
    for (uint32_t piece = 1; piece <= 536; piece += 535) {
        check_note(piece);
        sender_setup(1);
        sender.piece = piece;
        device_bundle.bytes[device_bundle.size++] = 0;
        CHECK_EQUAL(sender_bundle(), OTASTREAM_ERR_TOO_LONG);
        CHECK(!device_is_bootable());
        CHECK_EQUAL(fix.switches, 0);
    }
}

static void connection_that_ends_early_leaves_nothing(void)
{
    for (uint32_t size = 0; size < device_bundle.size; size += 777) {
        check_note(size);
        sender_setup(1);
        sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
        sender_post(device_bundle.bytes, size);
        sender_drop();
        CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_CUT);
        CHECK_EQUAL(sender.sent_size, 0);
        CHECK_EQUAL(device.update.result, OTASTREAM_ERR_ABORTED);
        CHECK_EQUAL(fix.switches, 0);
        CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
        expect_installed();
    }
}

static void silent_sender_is_given_up(void)
{
    sender_setup(1);
    sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    for (uint32_t i = 0; i < 1499; i++) {
        otastream_push_tick(&sender.push, SENDER_TICK);
    }
    CHECK_EQUAL(sender.closes, 0);
    CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_CUT);
    CHECK_EQUAL(sender.closes, 1);
}

/* It holds the update, and the client with it, for as long as it is connected. */
static void sender_that_trickles_is_given_up(void)
{
    sender_setup(1);
    sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    for (uint32_t i = 0; i < 59; i++) {
        sender_post(device_bundle.bytes + i, 1);
        otastream_push_tick(&sender.push, 10000);
    }
    CHECK_EQUAL(sender.closes, 0);
    sender_post(device_bundle.bytes + 59, 1);
    otastream_push_tick(&sender.push, 10000);
    CHECK_EQUAL(sender.closes, 1);
    CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_CUT);
    CHECK_EQUAL(device.update.result, OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
    expect_installed();
}

/* Posts the begin of a good bundle, which erases the first sector, and goes away. */
static void post_half(void)
{
    sender.sent_size = 0;
    sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    sender_post(device_bundle.bytes, fix.manifest_size + 600);
    sender_drop();
    (void)sender_finish();
    otastream_push_tick(&sender.push, 9990);
}

/* Whoever has a newer release needs no key to make the device erase its slot. */
static void uploads_that_erase_become_rarer(void)
{
    sender_setup(1);
    for (uint32_t second = 0; second < 3600; second += 10) {
        post_half();
    }
    CHECK(device.update.number <= 13);
    CHECK(device.update.number >= 8);
    for (uint32_t hour = 0; hour < 5; hour++) {
        check_note(hour);
        uint32_t before = device.update.number;
        for (uint32_t second = 0; second < 3600; second += 10) {
            post_half();
        }
        CHECK(device.update.number - before <= 2);
    }
    sender.sent_size = 0;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_ERR_STATE);
    sender.sent[12] = 0;
    CHECK(same_text(sender.sent, "HTTP/1.1 503"));
    otastream_push_tick(&sender.push, OTASTREAM_PUSH_PAUSE_MAX * 1000);
    sender.sent_size = 0;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
    expect_installed();
}

static void uploads_that_erase_nothing_are_taken_at_any_time(void)
{
    sender_setup(1);
    device_bundle.bytes[60] ^= 1;
    for (uint32_t i = 0; i < 20; i++) {
        sender.sent_size = 0;
        CHECK(sender_bundle() >= OTASTREAM_REFUSED_UNDECIDED);
    }
    device_bundle.bytes[60] ^= 1;
    sender.sent_size = 0;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
    expect_installed();
}

static void other_side_has_time_to_close(void)
{
    sender_setup(1);
    sender.closes_late = 1;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
    CHECK_EQUAL(sender.closes, 1);
    expect_installed();
}

static void second_connection_is_not_taken(void)
{
    sender_setup(1);
    sender_connect();
    CHECK_EQUAL(otastream_push_connected(&sender.push), OTASTREAM_ERR_STATE);
    sender_text("GET /update HTTP/1.1\r\n\r\n");
    CHECK_EQUAL(sender_finish(), OTASTREAM_PAGE);
    sender_connect();
}

static void product_may_switch_later(void)
{
    sender_setup(1);
    sender.may_commit = 0;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
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
    sender_setup(1);
    sender.may_commit = 0;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
    for (uint32_t i = 0; i < CHECK_COUNT(requests); i++) {
        check_note(i);
        sender.sent_size = 0;
        CHECK(sender_request(requests[i]) != OTASTREAM_DONE);
        CHECK_EQUAL(device.update.result, OTASTREAM_DONE);
    }
    CHECK_EQUAL(device_commit(), OTASTREAM_DONE);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
}

/* Somebody else begins one: what is posted is not mixed into it. */
static void update_of_somebody_else_is_left_alone(void)
{
    sender_setup(1);
    sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    sender_post(device_bundle.bytes, 5000);
    CHECK_EQUAL(otastream_update_begin(&device.update), OTASTREAM_MORE);
    sender_post(device_bundle.bytes + 5000, device_bundle.size - 5000);
    CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(device.update.result, OTASTREAM_MORE);
    CHECK_EQUAL(device.update.position, 0);
    sender.sent_size = 0;
    sender_head("POST /update HTTP/1.1\r\n", 5000); /* whose end is none of the other's */
    sender_post(device_bundle.bytes, 4999);
    otastream_push_received(&sender.push, device_bundle.bytes + 4999, 1);
    CHECK_EQUAL(otastream_update_begin(&device.update), OTASTREAM_MORE);
    CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(device.update.result, OTASTREAM_MORE);
}

/* It is ready between two ticks: neither asked about, nor committed for who has posted. */
static void ready_update_of_somebody_else_is_not_committed(void)
{
    sender_setup(1);
    sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    sender_post(device_bundle.bytes, device_bundle.size);
    while (device.update.state != OTASTREAM_UPDATE_READY) {
        otastream_push_tick(&sender.push, 10);
    }
    device.is_bundle = 0;
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image, fix.image_size, 1000), OTASTREAM_DONE);
    CHECK_EQUAL(sender_finish(), OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_READY);
    CHECK_EQUAL(device.update.result, OTASTREAM_DONE);
    CHECK_EQUAL(fix.switches, 0);
}

static void nothing_is_taken_after_a_commit(void)
{
    sender_setup(1);
    CHECK_EQUAL(sender_bundle(), OTASTREAM_DONE);
    sender.sent_size = 0;
    CHECK_EQUAL(sender_bundle(), OTASTREAM_ERR_STATE);
    expect_sent("HTTP/1.1 503 \r\n" PLAIN "31\r\n\r\nThe update is refused: 0 STATE\n");
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    CHECK_EQUAL(fix.switches, 1);
}

static void configuration_is_judged(void)
{
    for (uint32_t i = 0; i < 7; i++) {
        check_note(i);
        sender_setup(1);
        sender.config.network = i == 0 ? NULL : sender.config.network;
        sender.network.send = i == 1 ? NULL : sender.network.send;
        sender.network.close = i == 2 ? NULL : sender.network.close;
        sender.config.update = i == 3 ? NULL : sender.config.update;
        sender.config.target = i == 4 ? NULL : sender.config.target;
        sender.config.answer = i == 5 ? NULL : sender.config.answer;
        sender.config.answer_size -= i == 6;
        CHECK_EQUAL(otastream_push_init(&sender.push, &sender.config), OTASTREAM_ERR_ARGUMENT);
        CHECK_EQUAL(otastream_push_connected(&sender.push), OTASTREAM_ERR_STATE);
    }
}

/* Whose init has failed, which the product did not look at. */
static void update_that_is_not_set_up_takes_no_connection(void)
{
    sender_setup(1);
    device.config.crypto = NULL;
    CHECK_EQUAL(otastream_update_init(&device.update, &device.config), OTASTREAM_ERR_ARGUMENT);
    CHECK_EQUAL(otastream_push_connected(&sender.push), OTASTREAM_ERR_STATE);
    otastream_push_tick(&sender.push, SENDER_TICK);
}

static const struct check_case cases[] = {
    CHECK_CASE(bundle_as_curl_sends_it_is_installed),
    CHECK_CASE(bundle_of_a_form_is_installed),
    CHECK_CASE(chunked_bundle_is_installed),
    CHECK_CASE(sender_that_waits_is_told_to_go_on),
    CHECK_CASE(sender_that_does_not_wait_for_the_answer_is_served),
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
    CHECK_CASE(sender_that_trickles_is_given_up),
    CHECK_CASE(uploads_that_erase_become_rarer),
    CHECK_CASE(uploads_that_erase_nothing_are_taken_at_any_time),
    CHECK_CASE(other_side_has_time_to_close),
    CHECK_CASE(second_connection_is_not_taken),
    CHECK_CASE(product_may_switch_later),
    CHECK_CASE(ready_update_stays_after_requests_without_an_upload),
    CHECK_CASE(update_of_somebody_else_is_left_alone),
    CHECK_CASE(ready_update_of_somebody_else_is_not_committed),
    CHECK_CASE(nothing_is_taken_after_a_commit),
    CHECK_CASE(configuration_is_judged),
    CHECK_CASE(update_that_is_not_set_up_takes_no_connection),
};
CHECK_TABLE(push_server);
