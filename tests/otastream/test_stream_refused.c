/* SPDX-License-Identifier: MIT */
/* Answers that are refused: each by its own error, which keeps the status. */
#include "feed.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"
#define LENGTH_5 "Content-Length: 5\r\n\r\n"
#define PARTIAL "HTTP/1.1 206 Partial Content\r\n"

static void begin_5(void)
{
    feed_begin_response(5, 5, 0);
}

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

#define REFUSED(text, error) FEED_CASE(text, "", OTASTREAM_ERR_##error, 200)
#define NO_STATUS(text) FEED_CASE(text, "", OTASTREAM_ERR_HEADER, 0)

static void refused_start_line(void)
{
    static const struct feed_case cases[] = {
        NO_STATUS("\r\n\r\n"),
        NO_STATUS(" HTTP/1.1 200 OK\r\n\r\n"),
        NO_STATUS("HTTP/2.0 200 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.2 200 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.x 200 OK\r\n\r\n"),
        NO_STATUS("HTTP/1 200 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.10 200 OK\r\n\r\n"),
        NO_STATUS("http/1.1 200 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.1  200 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.1\t200 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.1 2000 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.1 020 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.1 20\r\n\r\n"),
        NO_STATUS("HTTP/1.1 +20 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.1 2x0 OK\r\n\r\n"),
        NO_STATUS("HTTP/1.1 200-OK\r\n\r\n"),
        NO_STATUS("HTTP/1.1 200\tOK\r\n\r\n"),
        NO_STATUS("HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
        NO_STATUS("HTTP/1.1\r\n200 OK\r\n\r\n"),
        NO_STATUS("ICY 200 OK\r\n\r\n"),
        NO_STATUS("<html>\r\n\r\n"),
        NO_STATUS("\xEA\x04"),
    };
    run(cases, CHECK_COUNT(cases) - 1, begin_5);
    struct feed_case image = {"\xEA\x04 \xFF", 4, "", OTASTREAM_ERR_HEADER, 0};
    feed_in_pieces(&image, begin_5);
}

static void refused_header_line(void)
{
    static const struct feed_case cases[] = {
        REFUSED(OK "Content-Length : 5\r\n\r\nhello", HEADER),
        REFUSED(OK "Content Length: 5\r\n\r\nhello", HEADER),
        REFUSED(OK " Content-Length: 5\r\n\r\nhello", HEADER),
        REFUSED(OK "Server: x\r\n folded\r\n" LENGTH_5 "hello", HEADER),
        REFUSED(OK "Server: x\r\n\tfolded\r\n" LENGTH_5 "hello", HEADER),
        REFUSED(OK ": 5\r\n" LENGTH_5 "hello", HEADER),
        REFUSED(OK "Server\r\n" LENGTH_5 "hello", HEADER),
        REFUSED(OK "Server: a\0b\r\n" LENGTH_5 "hello", HEADER),
        REFUSED(OK "Ser\0ver: a\r\n" LENGTH_5 "hello", HEADER),
        REFUSED(OK "Server: a\x1B[2J\r\n" LENGTH_5 "hello", HEADER),
        REFUSED(OK "Server: x\nContent-Length: 5\r\n\r\nhello", HEADER),
        REFUSED(OK "Server: x\rContent-Length: 5\r\n\r\nhello", HEADER),
        REFUSED(OK "Server: x\r\r\n" LENGTH_5 "hello", HEADER),
        REFUSED(OK "Content-Length: 5\r\n\rhello", HEADER),
        REFUSED(OK "\nhello", HEADER),
        NO_STATUS("HTTP/1.1 \n"),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
}

static void refused_length(void)
{
    static const struct feed_case cases[] = {
        REFUSED(OK "Content-Length:\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: +5\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: -5\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 5.\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 0x5\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 5, 5\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 5 5\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 5;x=1\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: five\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 4294967301\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 18446744073709551621\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 6\r\nContent-Length: 5\r\n\r\nhello", LENGTH),
        REFUSED(OK "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", FRAMING),
        REFUSED(OK "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", FRAMING),
        REFUSED(OK "Content-Length: 4\r\n\r\nhell", TOO_SHORT),
        REFUSED(OK "Content-Length: 0\r\n\r\n", TOO_SHORT),
        REFUSED(OK "Content-Length: 6\r\n\r\nhellow", TOO_LONG),
        REFUSED(OK "Content-Length: 4294967288\r\n\r\nhellow", TOO_LONG),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
}

static void refused_encoding(void)
{
    static const struct feed_case cases[] = {
        REFUSED(OK "Transfer-Encoding: gzip\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(OK "Transfer-Encoding: gzip, chunked\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(OK "Transfer-Encoding: chunked, chunked\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                TRANSFER_ENCODING),
        REFUSED(OK "Transfer-Encoding: identity\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(OK "Transfer-Encoding:\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(OK "Transfer-Encoding: chunked;q=1\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(OK "Transfer-Encoding: xchunked\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(OK "Transfer-Encoding: chun ked\r\n\r\n", TRANSFER_ENCODING),
        REFUSED("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(OK "Content-Encoding: gzip\r\n" LENGTH_5 "hello", CONTENT_ENCODING),
        REFUSED(OK "Content-Encoding: br\r\n" LENGTH_5 "hello", CONTENT_ENCODING),
        REFUSED(OK "Content-Encoding: identity, gzip\r\n" LENGTH_5 "hello", CONTENT_ENCODING),
        REFUSED(OK "content-encoding: identity\r\nContent-Encoding: deflate\r\n" LENGTH_5,
                CONTENT_ENCODING),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
}

#define BAD_CHUNK(text) FEED_CASE(CHUNKED text, NULL, OTASTREAM_ERR_CHUNK, 200)

static void refused_chunk(void)
{
    static const struct feed_case cases[] = {
        BAD_CHUNK("\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK(" 5\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("-5\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("+5\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("0x5\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("g\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("\x15\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK(";x\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("5 5\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("5\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("5\rhello\r\n0\r\n\r\n"),
        BAD_CHUNK("5;a\0b\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("5;a\nb\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("100000005\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("FFFFFFFFF\r\nhello\r\n0\r\n\r\n"),
        BAD_CHUNK("5\r\nhello0\r\n\r\n"),
        BAD_CHUNK("5\r\nhello\n0\r\n\r\n"),
        BAD_CHUNK("5\r\nhello\r0\r\n\r\n"),
        BAD_CHUNK("5\r\nhelloxx0\r\n\r\n"),
        BAD_CHUNK("5\r\nhello\rx0\r\n\r\n"),
        BAD_CHUNK("5\rxhello\r\n0\r\n\r\n"),
        BAD_CHUNK("4\r\nhello\r\n0\r\n\r\n"),
        FEED_CASE(CHUNKED "0\r\n\r\n", NULL, OTASTREAM_ERR_TOO_SHORT, 200),
        FEED_CASE(CHUNKED "4\r\nhell\r\n0\r\n\r\n", NULL, OTASTREAM_ERR_TOO_SHORT, 200),
        FEED_CASE(CHUNKED "6\r\nhellow\r\n0\r\n\r\n", NULL, OTASTREAM_ERR_TOO_LONG, 200),
        FEED_CASE(CHUNKED "5\r\nhello\r\n1\r\nw\r\n0\r\n\r\n", NULL, OTASTREAM_ERR_TOO_LONG, 200),
        FEED_CASE(CHUNKED "ffffffff\r\nhello", NULL, OTASTREAM_ERR_TOO_LONG, 200),
        FEED_CASE(CHUNKED "5\r\nhello\r\n0\r\n\r\n0", NULL, OTASTREAM_ERR_EXCESS, 200),
        FEED_CASE(CHUNKED "5\r\nhello\r\n0\r\nno colon\r\n\r\n", NULL, OTASTREAM_ERR_HEADER, 200),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
}

/* Wherever the connection ends: at most the last byte is there too soon. */
static void refused_cut(void)
{
    static const char plain[] = OK LENGTH_5 "hello";
    static const char chunked[] = CHUNKED "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
    for (size_t size = 0; size < sizeof plain - 1; size++) {
        check_note((uint32_t)size);
        begin_5();
        CHECK_EQUAL(feed_piece(plain, size), OTASTREAM_MORE);
        CHECK_EQUAL(feed_end(), OTASTREAM_ERR_CUT);
        CHECK_EQUAL(feed_piece(plain, 1), OTASTREAM_ERR_CUT);
    }
    for (size_t size = 0; size < sizeof chunked - 1; size++) {
        check_note((uint32_t)size);
        begin_5();
        CHECK_EQUAL(feed_piece(chunked, size), OTASTREAM_MORE);
        CHECK_EQUAL(feed_end(), OTASTREAM_ERR_CUT);
    }
}

static void refused_excess(void)
{
    static const char plain[] = OK LENGTH_5 "hello!";
    size_t size = sizeof plain - 1;
    begin_5();
    CHECK_EQUAL(feed_piece(plain, size), OTASTREAM_ERR_EXCESS);
    begin_5();
    CHECK_EQUAL(feed_piece(plain, size - 1), OTASTREAM_DONE);
    CHECK_EQUAL(feed_end(), OTASTREAM_DONE);
    CHECK_EQUAL(feed_piece(plain, 0), OTASTREAM_DONE);
    CHECK_EQUAL(feed_piece(plain, 1), OTASTREAM_ERR_EXCESS);
    CHECK_EQUAL(feed_end(), OTASTREAM_ERR_EXCESS);
}

#define WRONG_RANGE(text) FEED_CASE(PARTIAL text, "", OTASTREAM_ERR_CONTENT_RANGE, 206)

static void refused_range(void)
{
    static const struct feed_case cases[] = {
        WRONG_RANGE(LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 3-8/9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 5-8/9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 4-7/9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 4-9/9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 4-8/10\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 4-8\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 4-8/*\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes */9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: 4-8/9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: lines 4-8/9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes=4-8/9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 4-8/9, bytes 0-3/9\r\n" LENGTH_5 "hello"),
        WRONG_RANGE("Content-Range: bytes 4-8/9\r\nContent-Range: bytes 0-3/9\r\n" LENGTH_5),
        FEED_CASE(PARTIAL "Content-Range: bytes 4-8/9\r\nContent-Length: 4\r\n\r\n", "",
                  OTASTREAM_ERR_TOO_SHORT, 206),
        FEED_CASE(PARTIAL "Content-Range: bytes 4-8/9\r\nContent-Length: 9\r\n\r\n", "",
                  OTASTREAM_ERR_TOO_LONG, 206),
        FEED_CASE("HTTP/1.1 416 No\r\nContent-Range: bytes */9\r\nContent-Length: 0\r\n\r\n", "",
                  OTASTREAM_ERR_RANGE, 416),
    };
    run(cases, CHECK_COUNT(cases), begin_range);
    static const struct feed_case not_asked[] = {
        WRONG_RANGE("Content-Range: bytes 0-4/5\r\n" LENGTH_5 "hello"),
        WRONG_RANGE(LENGTH_5 "hello"),
    };
    run(not_asked, CHECK_COUNT(not_asked), begin_5);
}

/* An error page may be sent as it likes: what counts is the status. */
static void refused_status(void)
{
    static const struct feed_case cases[] = {
        FEED_CASE("HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\nContent-Length: x\r\n"
                  "Transfer-Encoding: y\r\n\r\n<html>",
                  "", OTASTREAM_ERR_STATUS, 404),
        FEED_CASE("HTTP/1.1 101 Switching\r\n\r\n\x81\x05hello\r\n", "", OTASTREAM_ERR_HEADER, 0),
        FEED_CASE("HTTP/1.1 201 x\r\n\r\n", "", OTASTREAM_ERR_STATUS, 201),
        FEED_CASE("HTTP/1.1 204 x\r\n\r\n", "", OTASTREAM_ERR_STATUS, 204),
        FEED_CASE("HTTP/1.1 300 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 300),
        FEED_CASE("HTTP/1.1 301 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 301),
        FEED_CASE("HTTP/1.1 302 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 302),
        FEED_CASE("HTTP/1.1 303 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 303),
        FEED_CASE("HTTP/1.1 305 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 305),
        FEED_CASE("HTTP/1.1 306 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 306),
        FEED_CASE("HTTP/1.1 307 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 307),
        FEED_CASE("HTTP/1.1 308 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 308),
        FEED_CASE("HTTP/1.1 309 x\r\n\r\n", "", OTASTREAM_ERR_REDIRECT, 309),
        FEED_CASE("HTTP/1.1 500 x\r\n\r\n", "", OTASTREAM_ERR_STATUS, 500),
        FEED_CASE("HTTP/1.1 999 x\r\n\r\n", "", OTASTREAM_ERR_STATUS, 999),
        FEED_CASE("HTTP/1.1 503 x\r\nbroken\r\n\r\n", "", OTASTREAM_ERR_HEADER, 503),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
}

static void retry_of(const char *value, uint32_t seconds)
{
    begin_5();
    (void)feed_piece("HTTP/1.1 503 x\r\nRetry-After: ", 29);
    (void)feed_piece(value, text_size(value));
    CHECK_EQUAL(feed_piece("\r\n\r\n", 4), OTASTREAM_ERR_STATUS);
    CHECK_EQUAL(feed.response.retry_after, seconds);
}

static void retry_after_is_kept_in_seconds(void)
{
    retry_of("120", 120);
    retry_of("0", 0);
    retry_of("4294967288", 4294967288u);
    retry_of("4294967299", 0);
    retry_of("-1", 0);
    retry_of("", 0);
    retry_of("Fri, 07 Nov 2014 23:59:59 GMT", 0);
}

static void location_of(const char *lines, const char *location)
{
    begin_5();
    (void)feed_piece("HTTP/1.1 301 x\r\n", 16);
    (void)feed_piece(lines, text_size(lines));
    CHECK_EQUAL(feed_piece("\r\n\r\n", 4), OTASTREAM_ERR_REDIRECT);
    CHECK_EQUAL(feed.response.status, 301);
    CHECK(same_text(feed.text, location));
}

static void location_is_copied_when_it_fits(void)
{
    location_of("Location: https://example.com/A;b=c?d", "https://example.com/A;b=c?d");
    location_of("LOCATION:\t/x \t", "/x");
    location_of("Location:", "");
    location_of("Location: /a", "/a");
    location_of("Server: x", "");
    location_of("Location: /a\r\nLocation: /b", "/b");
    location_of("Location: /23456789012345678901234567890123456789012345678901234567890123",
                "/23456789012345678901234567890123456789012345678901234567890123");
    location_of("Location: /234567890123456789012345678901234567890123456789012345678901234", "");
    /* Neither of an answer 1xx, nor beside a body. */
    location_of("Server: x\r\n\r\nHTTP/1.1 301 y\r\nServer: x", "");
    static const char interim[] = "HTTP/1.1 103 x\r\nLocation: /a\r\nRetry-After: 9\r\n\r\n"
                                  "HTTP/1.1 301 y\r\n\r\n";
    begin_5();
    CHECK_EQUAL(feed_piece(interim, sizeof interim - 1), OTASTREAM_ERR_REDIRECT);
    CHECK(same_text(feed.text, ""));
    CHECK_EQUAL(feed.response.retry_after, 0);
    struct otastream_wanted wanted = {5, 5, 0, NULL, 8};
    (void)otastream_response_begin(&feed.response, &wanted);
    CHECK_EQUAL(feed_piece("HTTP/1.1 301 x\r\nLocation: /a\r\n\r\n", 32), OTASTREAM_ERR_REDIRECT);
}

static void refused_arguments(void)
{
    static const struct otastream_wanted wanted[] = {
        {6, 5, 0, NULL, 0}, {5, 5, 5, NULL, 0}, {5, 5, 6, NULL, 0}, {4, 5, 1, NULL, 0}};
    for (uint32_t i = 0; i < CHECK_COUNT(wanted); i++) {
        check_note(i);
        feed_begin_response(5, 5, 0);
        CHECK_EQUAL(otastream_response_begin(&feed.response, &wanted[i]), OTASTREAM_ERR_ARGUMENT);
        CHECK_EQUAL(feed_piece(OK LENGTH_5 "hello", 41), OTASTREAM_ERR_ARGUMENT);
        CHECK_EQUAL(feed_end(), OTASTREAM_ERR_ARGUMENT);
        CHECK_EQUAL(feed.body_size, 0);
    }
}

static void refused_state_that_was_not_begun(void)
{
    feed.is_upload = 0;
    feed.response = (struct otastream_response){.status = 0};
    CHECK_EQUAL(feed_piece(OK, sizeof OK - 1), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(feed_end(), OTASTREAM_ERR_STATE);
    feed.is_upload = 1;
    feed.upload = (struct otastream_upload){.position = 0};
    CHECK_EQUAL(feed_piece("POST", 4), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(feed_end(), OTASTREAM_ERR_STATE);
}

static const struct check_case cases[] = {
    CHECK_CASE(refused_start_line),
    CHECK_CASE(refused_header_line),
    CHECK_CASE(refused_length),
    CHECK_CASE(refused_encoding),
    CHECK_CASE(refused_chunk),
    CHECK_CASE(refused_cut),
    CHECK_CASE(refused_excess),
    CHECK_CASE(refused_range),
    CHECK_CASE(refused_status),
    CHECK_CASE(retry_after_is_kept_in_seconds),
    CHECK_CASE(location_is_copied_when_it_fits),
    CHECK_CASE(refused_arguments),
    CHECK_CASE(refused_state_that_was_not_begun),
};
CHECK_TABLE(stream_refused);
