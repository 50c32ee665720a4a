/* SPDX-License-Identifier: MIT */
/* A sender without end, or with more than anybody needs: the whole header is bounded. */
#include "feed.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define LENGTH_5 "Content-Length: 5\r\n\r\n"

static void begin_5(void)
{
    feed_begin_response(5, 5, 0);
}

static enum otastream_result feed_text(const char *text)
{
    return feed_piece(text, text_size(text));
}

/* Repeats a text until the reader has enough; returns the bytes that it was given since. */
static uint32_t feed_for_ever(const char *text, enum otastream_result expected)
{
    uint32_t size = 0;
    enum otastream_result result = OTASTREAM_MORE;
    while (result == OTASTREAM_MORE && size < 2 * OTASTREAM_HEADER_MAX) {
        result = feed_text(text);
        size += (uint32_t)text_size(text);
    }
    CHECK_EQUAL(result, expected);
    CHECK_EQUAL(feed.body_size, 0);
    return size;
}

static void hostile_header_has_no_end(void)
{
    static const char *const texts[] = {"x", "A: b\r\n", "HTTP/1.1 200 OK\r\n\r\n"};
    begin_5();
    CHECK_EQUAL(feed_for_ever(texts[0], OTASTREAM_ERR_HEADER_SIZE), OTASTREAM_HEADER_MAX + 1);
    CHECK_EQUAL(feed.response.status, 0);
    begin_5();
    (void)feed_text(OK);
    uint32_t size = feed_for_ever(texts[1], OTASTREAM_ERR_HEADER_SIZE);
    CHECK(size > OTASTREAM_HEADER_MAX - sizeof OK && size < OTASTREAM_HEADER_MAX);
    CHECK_EQUAL(feed.response.status, 200);
    begin_5();
    (void)feed_text(OK);
    (void)feed_for_ever("Content-Length:                         ", OTASTREAM_ERR_HEADER_SIZE);
    begin_5();
    (void)feed_text("HTTP/1.1 301 x\r\nLocation: ");
    (void)feed_for_ever("/path", OTASTREAM_ERR_HEADER_SIZE);
    CHECK_EQUAL(feed.response.status, 301);
}

/* To the byte: a header of the greatest size is taken. */
static void hostile_header_of_the_greatest_size_is_taken(void)
{
    static const char rest[] = "\r\n" LENGTH_5;
    for (uint32_t more = 0; more <= 1; more++) {
        begin_5();
        (void)feed_text(OK "A: ");
        uint32_t fill = OTASTREAM_HEADER_MAX - (sizeof OK - 1) - 3 - (sizeof rest - 1) + more;
        for (uint32_t i = 0; i < fill; i++) {
            CHECK_EQUAL(feed_text("x"), OTASTREAM_MORE);
        }
        (void)feed_text(rest);
        CHECK_EQUAL(feed_text("hello"), more ? OTASTREAM_ERR_HEADER_SIZE : OTASTREAM_DONE);
    }
}

static void hostile_interim_answers_have_no_end(void)
{
    begin_5();
    (void)feed_for_ever("HTTP/1.1 100 Continue\r\n\r\n", OTASTREAM_ERR_HEADER_SIZE);
    begin_5();
    (void)feed_for_ever("HTTP/1.1 103 x\r\nLink: y\r\n\r\n", OTASTREAM_ERR_HEADER_SIZE);
}

static void begin_chunked(void)
{
    begin_5();
    (void)feed_text(OK "Transfer-Encoding: chunked\r\n\r\n");
}

static void hostile_chunk_lines_have_no_end(void)
{
    begin_chunked();
    CHECK_EQUAL(feed_for_ever("0", OTASTREAM_ERR_CHUNK), 256);
    begin_chunked();
    (void)feed_text("5");
    CHECK_EQUAL(feed_for_ever(" ", OTASTREAM_ERR_CHUNK), 255);
    begin_chunked();
    (void)feed_text("5;");
    CHECK_EQUAL(feed_for_ever("x", OTASTREAM_ERR_CHUNK), 254);
    begin_chunked();
    (void)feed_text("5\r\nhello\r\n0\r\n");
    feed.body_size = 0;
    (void)feed_for_ever("A: b\r\n", OTASTREAM_ERR_HEADER_SIZE);
}

static void hostile_upload_has_no_end(void)
{
    feed_begin_upload(1, 9);
    CHECK_EQUAL(feed_text("POST /"), OTASTREAM_MORE);
    (void)feed_for_ever("x", OTASTREAM_ERR_HEADER_SIZE);
    feed_begin_upload(1, 9);
    (void)feed_text("POST / HTTP/1.1\r\n");
    (void)feed_for_ever("A: b\r\n", OTASTREAM_ERR_HEADER_SIZE);
    CHECK_EQUAL(feed.upload.header_over, 0);
}

static void begin_form(void)
{
    feed_begin_upload(1, 9);
    CHECK_EQUAL(feed_text("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
                          "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
                          "ffffff\r\n--b\r\n"),
                OTASTREAM_MORE);
}

static void hostile_form_has_no_end(void)
{
    begin_form();
    (void)feed_for_ever("A: b\r\n", OTASTREAM_ERR_HEADER_SIZE);
    begin_form();
    (void)feed_text("\r\n");
    (void)feed_for_ever("skipped", OTASTREAM_ERR_HEADER_SIZE);
    begin_form();
    (void)feed_for_ever("\r\n\r\n--b\r\n", OTASTREAM_ERR_HEADER_SIZE);
    begin_form();
    (void)feed_text("\r\n\r\n--b--");
    (void)feed_for_ever("epilogue", OTASTREAM_ERR_HEADER_SIZE);
    begin_form();
    (void)feed_text("Content-Disposition: form-data; filename=\"x\"\r\n\r\n123456789");
    CHECK_EQUAL(feed.body_size, 9);
    CHECK_EQUAL(feed_text("0"), OTASTREAM_ERR_TOO_LONG);
}

static const struct check_case cases[] = {
    CHECK_CASE(hostile_header_has_no_end),
    CHECK_CASE(hostile_header_of_the_greatest_size_is_taken),
    CHECK_CASE(hostile_interim_answers_have_no_end),
    CHECK_CASE(hostile_chunk_lines_have_no_end),
    CHECK_CASE(hostile_upload_has_no_end),
    CHECK_CASE(hostile_form_has_no_end),
};
CHECK_TABLE(stream_hostile);
