/* SPDX-License-Identifier: MIT */
#include "feed.h"

struct feed feed;

size_t text_size(const char *text)
{
    size_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    return size;
}

int same_text(const char *one, const char *other)
{
    while (*one != '\0' && *one == *other) {
        one++;
        other++;
    }
    return *one == *other;
}

void feed_begin_response(uint32_t minimum, uint32_t maximum, uint32_t offset)
{
    struct otastream_wanted wanted = {minimum, maximum, offset, feed.text, sizeof feed.text};
    feed.is_upload = 0;
    feed.body_size = 0;
    CHECK_EQUAL(otastream_response_begin(&feed.response, &wanted), OTASTREAM_MORE);
}

void feed_begin_upload(uint32_t minimum, uint32_t maximum)
{
    feed.is_upload = 1;
    feed.body_size = 0;
    CHECK_EQUAL(otastream_upload_begin(&feed.upload, minimum, maximum, feed.text, sizeof feed.text),
                OTASTREAM_MORE);
}

static int is_within(const struct otastream_span *part, const uint8_t *bytes, size_t size)
{
    return part->bytes >= bytes && part->length <= size &&
           (size_t)(part->bytes - bytes) <= size - part->length;
}

static void keep_body(const struct otastream_span *body, const uint8_t *bytes, size_t size)
{
    CHECK(is_within(body, bytes, size) ||
          (feed.is_upload && is_within(body, feed.upload.delimiter, sizeof feed.upload.delimiter)));
    for (size_t i = 0; i < body->length && feed.body_size < FEED_BODY_MAX; i++) {
        feed.body[feed.body_size++] = body->bytes[i];
    }
}

enum otastream_result feed_piece(const char *bytes, size_t size)
{
    const uint8_t *start = (const uint8_t *)bytes;
    struct otastream_span input = {start, size};
    enum otastream_result result;
    uint32_t calls = 0;
    do {
        struct otastream_span body = {NULL, 99};
        uint32_t before = feed.is_upload ? feed.upload.position : feed.response.position;
        result = feed.is_upload ? otastream_upload_read(&feed.upload, &input, &body)
                                : otastream_response_read(&feed.response, &input, &body);
        uint32_t after = feed.is_upload ? feed.upload.position : feed.response.position;
        CHECK_EQUAL(input.bytes + input.length - start, size);
        if (body.length > 0) {
            CHECK(result == OTASTREAM_MORE || result == OTASTREAM_DONE);
            CHECK(after - before == body.length || !feed.is_upload);
            keep_body(&body, start, size);
        }
        CHECK(++calls < 3 * size + 8);
    } while (input.length > 0 && result == OTASTREAM_MORE && check_failure.count == 0);
    return result;
}

enum otastream_result feed_end(void)
{
    return feed.is_upload ? otastream_upload_end(&feed.upload)
                          : otastream_response_end(&feed.response);
}

static void compare(const struct feed_case *one, enum otastream_result result)
{
    CHECK_EQUAL(result, one->result);
    if (!feed.is_upload) {
        CHECK_EQUAL(feed.response.status, one->status);
    }
    if (one->body != NULL) {
        CHECK_EQUAL(feed.body_size, text_size(one->body));
        for (uint32_t i = 0; i < feed.body_size && one->body[i] != '\0'; i++) {
            CHECK_EQUAL(feed.body[i], (uint8_t)one->body[i]);
        }
    }
}

void feed_in_pieces(const struct feed_case *one, void (*begin)(void))
{
    for (size_t piece = 1; piece <= one->size; piece++) {
        enum otastream_result result = OTASTREAM_MORE;
        begin();
        for (size_t at = 0; at < one->size && result <= OTASTREAM_DONE; at += piece) {
            size_t left = one->size - at;
            result = feed_piece(one->bytes + at, left < piece ? left : piece);
        }
        compare(one, feed_end());
    }
}

void feed_in_three(const struct feed_case *one, void (*begin)(void))
{
    for (size_t first = 0; first <= one->size; first++) {
        for (size_t second = first; second <= one->size; second++) {
            begin();
            (void)feed_piece(one->bytes, first);
            (void)feed_piece(one->bytes + first, second - first);
            (void)feed_piece(one->bytes + second, one->size - second);
            compare(one, feed_end());
        }
    }
}
