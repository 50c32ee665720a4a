/* SPDX-License-Identifier: MIT */
/* Answers that are taken: every framing, however it is cut. */
#include "feed.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"
#define LENGTH_5 "Content-Length: 5\r\n\r\n"
#define PARTIAL "HTTP/1.1 206 Partial Content\r\n"

static void begin_5(void)
{
    feed_begin_response(5, 5, 0);
}

static void begin_up_to_9(void)
{
    feed_begin_response(0, 9, 0);
}

/* The rest of nine bytes from the fourth on: five. */
static void begin_range(void)
{
    feed_begin_response(9, 9, 4);
}

static void run(const struct feed_case *cases, size_t count, void (*begin)(void))
{
    for (uint32_t i = 0; i < count; i++) {
        check_note(i);
        feed_in_pieces(&cases[i], begin);
    }
}

#define HELLO(text) FEED_CASE(text, "hello", OTASTREAM_DONE, 200)

static void response_with_length_is_taken(void)
{
    static const struct feed_case cases[] = {
        HELLO(OK LENGTH_5 "hello"),
        HELLO("HTTP/1.0 200 OK\r\n" LENGTH_5 "hello"),
        HELLO("HTTP/1.1 200\r\n" LENGTH_5 "hello"),
        HELLO("HTTP/1.1 200 \r\n" LENGTH_5 "hello"),
        HELLO("HTTP/1.1 200 Alles in Ordnung \xC3\xA4\r\n" LENGTH_5 "hello"),
        HELLO(OK "Server: x\r\nDate: today\r\nETag: \"1\"\r\nEmpty:\r\n" LENGTH_5 "hello"),
        HELLO(OK "content-length:5\r\n\r\nhello"),
        HELLO(OK "CONTENT-LENGTH: \t 005 \t\r\n\r\nhello"),
        HELLO(OK "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
        HELLO(OK "Content-Encoding: identity\r\n" LENGTH_5 "hello"),
        HELLO(OK "Content-Encoding:\r\n" LENGTH_5 "hello"),
        HELLO(OK "Content-Range: bytes 0-4/5\r\n" LENGTH_5 "hello"),
        FEED_CASE(OK LENGTH_5 "\r\n\r\nH", "\r\n\r\nH", OTASTREAM_DONE, 200),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
}

static void response_in_chunks_is_taken(void)
{
    static const struct feed_case cases[] = {
        HELLO(CHUNKED "5\r\nhello\r\n0\r\n\r\n"),
        HELLO(CHUNKED "1\r\nh\r\n1\r\ne\r\n2\r\nll\r\n1\r\no\r\n0\r\n\r\n"),
        HELLO(CHUNKED "0005\r\nhello\r\n000\r\n\r\n"),
        HELLO(CHUNKED "5;name=\"value\"\r\nhello\r\n0;x\r\n\r\n"),
        HELLO(CHUNKED "5 \t \r\nhello\r\n0 ;x\r\n\r\n"),
        HELLO(CHUNKED "5\r\nhello\r\n0\r\nTrailer: x\r\nContent-Length: 7\r\nLocation: /\r\n\r\n"),
        HELLO(OK "TRANSFER-ENCODING:CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        FEED_CASE(CHUNKED "4\r\n\r\n0\r\r\n1\r\n\n\r\n0\r\n\r\n", "\r\n0\r\n", OTASTREAM_DONE, 200),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
    static const struct feed_case letters =
        FEED_CASE(CHUNKED "a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n",
                  "01234567890123456789a", OTASTREAM_DONE, 200);
    feed_begin_response(21, 21, 0);
    CHECK_EQUAL(feed_piece(letters.bytes, letters.size), OTASTREAM_DONE);
    CHECK_EQUAL(feed.body_size, 21);
}

static void response_up_to_the_end_is_taken_when_long_enough(void)
{
    static const struct feed_case known[] = {
        HELLO(OK "\r\nhello"),
        HELLO("HTTP/1.0 200 OK\r\nServer: x\r\n\r\nhello"),
        FEED_CASE(OK "\r\nhell", NULL, OTASTREAM_ERR_CUT, 200),
        FEED_CASE(OK "\r\nhellow", NULL, OTASTREAM_ERR_EXCESS, 200),
    };
    run(known, CHECK_COUNT(known), begin_5);
    static const struct feed_case bounded[] = {
        HELLO(OK "\r\nhello"),
        FEED_CASE(OK "\r\n", "", OTASTREAM_DONE, 200),
        FEED_CASE(OK "\r\n123456789", "123456789", OTASTREAM_DONE, 200),
        FEED_CASE(OK "\r\n1234567890", NULL, OTASTREAM_ERR_EXCESS, 200),
    };
    run(bounded, CHECK_COUNT(bounded), begin_up_to_9);
}

static void response_without_body_is_done_with_its_header(void)
{
    static const struct feed_case cases[] = {
        FEED_CASE(OK "Content-Length: 0\r\n\r\n", "", OTASTREAM_DONE, 200),
        FEED_CASE(CHUNKED "0\r\n\r\n", "", OTASTREAM_DONE, 200),
    };
    run(cases, CHECK_COUNT(cases), begin_up_to_9);
}

static void response_after_interim_answers_is_taken(void)
{
    static const struct feed_case cases[] = {
        HELLO("HTTP/1.1 100 Continue\r\n\r\n" OK LENGTH_5 "hello"),
        HELLO("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 9\r\n"
              "Content-Encoding: gzip\r\n\r\nHTTP/1.1 102\r\n\r\n" OK LENGTH_5 "hello"),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
}

static void response_to_a_range_tells_where_it_begins(void)
{
    static const struct feed_case cases[] = {
        FEED_CASE(PARTIAL "Content-Range: bytes 4-8/9\r\n" LENGTH_5 "hello", "hello",
                  OTASTREAM_DONE, 206),
        FEED_CASE(PARTIAL "content-range: Bytes 4-8/9\r\n" LENGTH_5 "hello", "hello",
                  OTASTREAM_DONE, 206),
        FEED_CASE(PARTIAL "Content-Range: bytes 4-8/9\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "5\r\nhello\r\n0\r\n\r\n",
                  "hello", OTASTREAM_DONE, 206),
        FEED_CASE(PARTIAL "Content-Range:  bytes   4-8/9 \r\n\r\nhello", "hello", OTASTREAM_DONE,
                  206),
    };
    run(cases, CHECK_COUNT(cases), begin_range);
    CHECK_EQUAL(feed.response.position, 9);
    /* The whole file, from its start. */
    static const char whole[] = OK "Content-Length: 9\r\n\r\n1234";
    begin_range();
    CHECK_EQUAL(feed_piece(whole, sizeof whole - 1), OTASTREAM_MORE);
    CHECK_EQUAL(feed.response.status, 200);
    CHECK_EQUAL(feed.response.position, 4);
}

static void response_of_large_numbers_is_exact(void)
{
    static const char header[] = PARTIAL
        "Content-Range: bytes 4294967000-4294967287/4294967288\r\nContent-Length: 288\r\n\r\n";
    feed_begin_response(4294967288u, 4294967288u, 4294967000u);
    CHECK_EQUAL(feed_piece(header, sizeof header - 1), OTASTREAM_MORE);
    CHECK_EQUAL(feed.response.position, 4294967000u);
}

static void response_cut_in_three_is_the_same(void)
{
    static const struct feed_case plain = HELLO(OK LENGTH_5 "hello");
    static const struct feed_case chunked =
        HELLO(CHUNKED "2\r\nhe\r\n3;x\r\nllo\r\n0\r\na:\r\n\r\n");
    feed_in_three(&plain, begin_5);
    feed_in_three(&chunked, begin_5);
}

static void response_not_modified_is_an_answer(void)
{
    static const struct feed_case cases[] = {
        FEED_CASE("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", "",
                  OTASTREAM_NOT_MODIFIED, 304),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
}

static const struct check_case cases[] = {
    CHECK_CASE(response_with_length_is_taken),
    CHECK_CASE(response_in_chunks_is_taken),
    CHECK_CASE(response_up_to_the_end_is_taken_when_long_enough),
    CHECK_CASE(response_without_body_is_done_with_its_header),
    CHECK_CASE(response_after_interim_answers_is_taken),
    CHECK_CASE(response_to_a_range_tells_where_it_begins),
    CHECK_CASE(response_of_large_numbers_is_exact),
    CHECK_CASE(response_cut_in_three_is_the_same),
    CHECK_CASE(response_not_modified_is_an_answer),
};
CHECK_TABLE(stream_response);
