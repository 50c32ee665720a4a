/* SPDX-License-Identifier: MIT */
#include "push_sender.h"

#define TICKS_MAX 100000u

const char sender_page[] = "HTTP/1.1 200 OK\r\n\r\n<form>";

struct push_sender sender;

static void on_send(void *context, const char *bytes, size_t length)
{
    CHECK(context == &sender && sender.is_open && sender.sent_size + length < sizeof sender.sent);
    copy_bytes((uint8_t *)sender.sent + sender.sent_size, (const uint8_t *)bytes, length);
    sender.sent_size += (uint32_t)length;
    sender.sent[sender.sent_size] = '\0';
}

void sender_drop(void)
{
    sender.is_open = 0;
    otastream_push_closed(&sender.push);
}

static void on_close(void *context)
{
    CHECK(context == &sender && sender.is_open);
    sender.closes++;
    sender_drop();
}

static int on_may_commit(void *context)
{
    CHECK(context == &sender);
    return sender.may_commit;
}

static void on_report(void *context, enum otastream_result result)
{
    CHECK(context == &sender && !sender.is_open);
    sender.reports++;
    sender.result = result;
}

void sender_setup(uint32_t slot)
{
    device_bundle_setup(slot, 2);
    fill_bytes((uint8_t *)&sender, 0, sizeof sender);
    sender.network = (struct otastream_push_network){on_send, on_close, &sender};
    sender.config = (struct otastream_push_config){
        .network = &sender.network,
        .update = &device.update,
        .target = "/update",
        .page = sender_page,
        .page_size = sizeof sender_page - 1,
        .answer = sender.answer,
        .answer_size = sizeof sender.answer,
        .name = otastream_result_name,
        .may_commit = on_may_commit,
        .report = on_report,
        .context = &sender,
    };
    sender.piece = 536;
    sender.may_commit = 1;
    CHECK_EQUAL(otastream_push_init(&sender.push, &sender.config), OTASTREAM_DONE);
}

void sender_connect(void)
{
    CHECK_EQUAL(otastream_push_connected(&sender.push), OTASTREAM_MORE);
    sender.is_open = 1;
}

void sender_post(const uint8_t *bytes, uint32_t size)
{
    for (uint32_t at = 0; at < size && sender.is_open; at += sender.piece) {
        uint32_t part = size - at < sender.piece ? size - at : sender.piece;
        otastream_push_received(&sender.push, bytes + at, part);
        otastream_push_tick(&sender.push, SENDER_TICK);
    }
}

void sender_text(const char *text)
{
    sender_post((const uint8_t *)text, (uint32_t)text_size(text));
}

void sender_number(uint32_t number)
{
    char digits[11] = {0};
    uint32_t at = sizeof digits - 1;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    sender_text(digits + at);
}

/* Ticks up to the report; an answer makes the other side close. */
enum otastream_result sender_finish(void)
{
    for (uint32_t i = 0; i < TICKS_MAX && sender.reports == 0; i++) {
        otastream_push_tick(&sender.push, SENDER_TICK);
        if (sender.is_open && sender.sent_size > 0 && !sender.closes_late) {
            sender_drop();
        }
    }
    CHECK_EQUAL(sender.reports, 1);
    CHECK_EQUAL(fix.flash.violations, 0);
    sender.reports = 0;
    return sender.result;
}

void sender_head(const char *line, uint32_t length)
{
    sender_connect();
    sender_text(line);
    sender_text("Host: 192.168.1.7\r\nContent-Length: ");
    sender_number(length);
    sender_text("\r\n\r\n");
}

enum otastream_result sender_bundle(void)
{
    sender_head("POST /update HTTP/1.1\r\n", device_bundle.size);
    sender_post(device_bundle.bytes, device_bundle.size);
    return sender_finish();
}

enum otastream_result sender_request(const char *text)
{
    sender_connect();
    sender_text(text);
    return sender_finish();
}
