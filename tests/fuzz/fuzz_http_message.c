/* SPDX-License-Identifier: MIT */
/*
 * Reads hostile HTTP answers and uploads, chunks and forms among them. The first byte says which,
 * the second how the rest is cut. However it is cut, the result and the body are the same, the body
 * is within the input, and a good one is as long as wanted.
 */
#include <string.h>

#include "fuzz_target.h"
#include "otastream/response_reader.h"
#include "otastream/upload_reader.h"

#define BODY_MAX 4096u
#define RANGE_OFFSET 7u
#define RANGE_LENGTH 40u

enum { IS_UPLOAD = 1, IS_RANGE = 2, IS_KNOWN = 4 };

struct reading {
    struct otastream_response response;
    struct otastream_upload upload;
    uint8_t flags;
    uint8_t body[BODY_MAX];
    size_t body_size;
    char text[32];
};

static struct reading whole;
static struct reading cut;

static enum otastream_result result_of(const struct reading *reading)
{
    return reading->flags & IS_UPLOAD ? reading->upload.result : reading->response.result;
}

static void begin(struct reading *reading, uint8_t flags)
{
    struct otastream_wanted wanted = {0, BODY_MAX, 0, reading->text, sizeof reading->text};
    if (flags & (IS_RANGE | IS_KNOWN)) {
        wanted.minimum = wanted.maximum = RANGE_LENGTH;
        wanted.offset = flags & IS_RANGE ? RANGE_OFFSET : 0;
    }
    reading->flags = flags;
    reading->body_size = 0;
    (void)otastream_response_begin(&reading->response, &wanted);
    (void)otastream_upload_begin(&reading->upload, wanted.minimum, wanted.maximum, reading->text,
                                 sizeof reading->text);
}

static void keep(struct reading *reading, const struct otastream_span *body)
{
    REQUIRE(body->length <= BODY_MAX - reading->body_size);
    (void)memcpy(reading->body + reading->body_size, body->bytes, body->length);
    reading->body_size += body->length;
    uint32_t from = reading->flags & IS_UPLOAD         ? 0
                    : reading->response.status == 206u ? RANGE_OFFSET
                                                       : 0;
    uint32_t position =
        reading->flags & IS_UPLOAD ? reading->upload.position : reading->response.position;
    REQUIRE(position == from + reading->body_size);
}

/* A copy of its own, so that the sanitizer sees a read beyond it. */
static void feed(struct reading *reading, const uint8_t *bytes, size_t size)
{
    uint8_t *piece = malloc(size > 0 ? size : 1);
    REQUIRE(piece != NULL);
    if (size > 0) {
        (void)memcpy(piece, bytes, size);
    }
    struct otastream_span input = {piece, size};
    size_t calls = 0;
    do {
        struct otastream_span body;
        if (reading->flags & IS_UPLOAD) {
            (void)otastream_upload_read(&reading->upload, &input, &body);
        } else {
            (void)otastream_response_read(&reading->response, &input, &body);
        }
        REQUIRE(input.length <= size && input.bytes == piece + (size - input.length));
        if (body.length > 0) {
            keep(reading, &body);
        }
        REQUIRE(++calls <= 3 * size + 8);
    } while (input.length > 0 && result_of(reading) == OTASTREAM_MORE);
    free(piece);
}

static enum otastream_result end(struct reading *reading)
{
    return reading->flags & IS_UPLOAD ? otastream_upload_end(&reading->upload)
                                      : otastream_response_end(&reading->response);
}

static void read_cut(const uint8_t *bytes, size_t size, uint32_t seed)
{
    size_t at = 0;
    while (at < size) {
        seed = seed * 1664525u + 1013904223u;
        size_t piece = 1 + (seed >> 24) % (seed >> 16 & 1 ? 3 : 97);
        piece = piece < size - at ? piece : size - at;
        feed(&cut, bytes + at, piece);
        at += piece;
    }
}

static void require_good_length(const struct reading *reading)
{
    const struct otastream_wanted *wanted = &reading->response.wanted;
    size_t from =
        !(reading->flags & IS_UPLOAD) && reading->response.status == 206u ? RANGE_OFFSET : 0;
    REQUIRE(from + reading->body_size >= wanted->minimum);
    REQUIRE(from + reading->body_size <= wanted->maximum);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 2) {
        return 0;
    }
    begin(&whole, bytes[0]);
    begin(&cut, bytes[0]);
    feed(&whole, bytes + 2, size - 2);
    read_cut(bytes + 2, size - 2, bytes[1]);
    enum otastream_result result = end(&whole);
    REQUIRE(end(&cut) == result);
    REQUIRE(whole.response.status == cut.response.status);
    if (result == OTASTREAM_DONE) {
        require_good_length(&whole);
        REQUIRE(whole.body_size == cut.body_size);
        REQUIRE(memcmp(whole.body, cut.body, whole.body_size) == 0);
    }
    return 0;
}
