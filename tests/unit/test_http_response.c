/* SPDX-License-Identifier: MIT */
/* The HTTP reader of examples/nonos-sdk: what it takes, and everything it must not. */
#include <stdio.h>
#include <string.h>

#include "http_response.h"
#include "test_support.h"

#define OK_LINE "HTTP/1.1 200 OK\r\n"
#define LENGTH_5 "Content-Length: 5\r\n"
#define GOOD OK_LINE LENGTH_5 "\r\nhello"

static const char good[] = GOOD;
static uint8_t body[4096];
static size_t body_size;

/* Feeds size bytes in pieces; the body that comes out is collected. */
static enum http_result feed(struct http_response *response, const char *text, size_t size,
                             size_t piece)
{
    enum http_result result = response->result;
    for (size_t at = 0; at < size; at += piece) {
        const uint8_t *bytes = (const uint8_t *)text + at;
        size_t length = size - at < piece ? size - at : piece;
        size_t offered = length;
        result = http_response_read(response, &bytes, &length);
        assert_true(length <= offered);
        assert_true(result == HTTP_MORE || result == HTTP_DONE || length == 0);
        assert_true(body_size + length <= sizeof body);
        (void)memcpy(body + body_size, bytes, length);
        body_size += length;
    }
    assert_int_equal(result, response->result);
    return result;
}

static enum http_result read_range(const char *text, size_t size, size_t piece, uint32_t minimum,
                                   uint32_t maximum)
{
    struct http_response response;
    body_size = 0;
    http_response_begin(&response, minimum, maximum);
    return feed(&response, text, size, piece);
}

/* However it is cut, the answer is the same. */
static void expect(const char *text, enum http_result expected)
{
    size_t size = strlen(text);
    for (size_t piece = 1; piece <= size; piece++) {
        enum http_result result = read_range(text, size, piece, 1, 4096);
        if (result != expected) {
            print_error("piece %zu: %s\n", piece, text);
        }
        assert_int_equal(result, expected);
    }
}

static void expect_body(const char *text, const char *expected)
{
    expect(text, HTTP_DONE);
    assert_int_equal(body_size, strlen(expected));
    assert_memory_equal(body, expected, body_size);
}

static void test_http_response_good_returns_body(void **state)
{
    (void)state;
    expect_body(GOOD, "hello");
    expect_body("HTTP/1.0 200 OK\r\n" LENGTH_5 "\r\nhello", "hello");
    expect_body("HTTP/1.1 200\r\n" LENGTH_5 "\r\nhello", "hello");
    expect_body("HTTP/1.1 200 \r\n" LENGTH_5 "\r\nhello", "hello");
    expect_body(OK_LINE "Server: x\r\nDate: today\r\n" LENGTH_5 "ETag: \"1\"\r\n\r\nhello",
                "hello");
    expect_body(OK_LINE LENGTH_5 "Empty:\r\n\r\nhello", "hello");
    expect_body(OK_LINE LENGTH_5 "Utf: \xC3\xA4\r\n\r\nhello", "hello");
    expect_body(OK_LINE LENGTH_5 "\r\n\r\nHTT", "\r\nHTT");
}

static void test_http_response_every_split_in_two_is_the_same(void **state)
{
    (void)state;
    size_t size = strlen(GOOD);
    for (size_t cut = 0; cut <= size; cut++) {
        struct http_response response;
        body_size = 0;
        http_response_begin(&response, 5, 5);
        (void)feed(&response, GOOD, cut, size);
        assert_int_equal(response.result, cut == size ? HTTP_DONE : HTTP_MORE);
        assert_int_equal(feed(&response, &good[cut], size - cut, size), HTTP_DONE);
        assert_int_equal(body_size, 5);
        assert_memory_equal(body, "hello", 5);
    }
}

static void test_http_response_names_ignore_case_and_blanks(void **state)
{
    (void)state;
    expect_body(OK_LINE "CONTENT-LENGTH: 5\r\n\r\nhello", "hello");
    expect_body(OK_LINE "content-length:5\r\n\r\nhello", "hello");
    expect_body(OK_LINE "cOnTeNt-LeNgTh: \t 5 \t\r\n\r\nhello", "hello");
    expect_body(OK_LINE "Content-Length: 0005\r\n\r\nhello", "hello");
    expect(OK_LINE "Content-Lengt: 5\r\n\r\nhello", HTTP_ERR_LENGTH);
    expect(OK_LINE "Content-Lengthy: 5\r\n\r\nhello", HTTP_ERR_LENGTH);
    expect(OK_LINE "Content_Length: 5\r\n\r\nhello", HTTP_ERR_LENGTH);
    expect(OK_LINE "X-Content-Length: 5\r\n\r\nhello", HTTP_ERR_LENGTH);
}

static void test_http_response_other_status_is_refused(void **state)
{
    (void)state;
    static const char *const statuses[] = {"100", "201", "210", "299", "204", "206", "301",
                                           "302", "304", "404", "500", "000", "999"};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s%s%s", "HTTP/1.1 ", statuses[i], " x\r\n");
        expect(text, HTTP_ERR_STATUS);
    }
}

static void test_http_response_bad_status_line_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "\r\n",
        " HTTP/1.1 200 OK\r\n",
        "HTTP/2.0 200 OK\r\n",
        "HTTP/1.x 200 OK\r\n",
        "HTTP/1 200\r\n",
        "http/1.1 200 OK\r\n",
        "HTTP/1.1  200 OK\r\n",
        "HTTP/1.1 2000 OK\r\n",
        "HTTP/1.1 20\r\n",
        "HTTP/1.1 2 0 OK\r\n",
        "HTTP/1.1\t200 OK\r\n",
        "HTTP/1.1 200-OK\r\n",
        "HTTP/1.10 200 OK\r\n",
        "ICY 200 OK\r\n",
        "HTTP/1.1 -20 OK\r\n",
        "<html></html>\r\n",
        "Content-Length: 5\r\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        expect(lines[i], HTTP_ERR_HEADER);
    }
}

static void test_http_response_bad_length_is_refused(void **state)
{
    (void)state;
    static const char *const values[] = {
        "",
        " ",
        "-5",
        "+5",
        "0x5",
        "5,5",
        "5 5",
        "5;",
        "five",
        "5.0",
        "5e0",
        "0",
        "4097",
        "4294967295",
        "4294967296",
        "4294967301",
        "/",
        ":",
        "\"5\"",
        "5\t5",
        "4294967297",
        "4294967299",
        "18446744073709551621",
        "99999999999999999999999",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "%s%s%s", OK_LINE "Content-Length:", values[i], "\r\n");
        expect(text, HTTP_ERR_LENGTH);
    }
    expect(OK_LINE LENGTH_5 LENGTH_5 "\r\nhello", HTTP_ERR_LENGTH);
    expect(OK_LINE LENGTH_5 "Content-Length: 6\r\n\r\nhello", HTTP_ERR_LENGTH);
    expect(OK_LINE "\r\nhello", HTTP_ERR_LENGTH);
}

static void test_http_response_length_range_is_inclusive(void **state)
{
    (void)state;
    size_t size = strlen(GOOD);
    assert_int_equal(read_range(GOOD, size, size, 5, 5), HTTP_DONE);
    assert_int_equal(read_range(GOOD, size, size, 1, 5), HTTP_DONE);
    assert_int_equal(read_range(GOOD, size, size, 5, UINT32_MAX), HTTP_DONE);
    assert_int_equal(read_range(GOOD, size, size, 6, 9), HTTP_ERR_LENGTH);
    assert_int_equal(read_range(GOOD, size, size, 1, 4), HTTP_ERR_LENGTH);
    static const char *const no_digits[] = {"", " ", "/", ":", "1/", "1:"};
    for (size_t i = 0; i < sizeof no_digits / sizeof no_digits[0]; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s%s%s", OK_LINE "Content-Length:", no_digits[i],
                       "\r\n\r\n");
        assert_int_equal(read_range(text, strlen(text), 1, 0, UINT32_MAX), HTTP_ERR_LENGTH);
    }
    const char *empty = OK_LINE "Content-Length: 0\r\n\r\n";
    assert_int_equal(read_range(empty, strlen(empty), 1, 0, 9), HTTP_DONE);
    const char *longest = OK_LINE "Content-Length: 4294967295\r\n\r\n";
    assert_int_equal(read_range(longest, strlen(longest), 1, 1, UINT32_MAX), HTTP_MORE);
}

static void test_http_response_transfer_encoding_is_refused(void **state)
{
    (void)state;
    expect(OK_LINE "Transfer-Encoding: chunked\r\n\r\n", HTTP_ERR_ENCODING);
    expect(OK_LINE "transfer-encoding:identity\r\n\r\n", HTTP_ERR_ENCODING);
    expect(OK_LINE LENGTH_5 "TRANSFER-ENCODING: gzip, chunked\r\n\r\nhello", HTTP_ERR_ENCODING);
    expect(OK_LINE LENGTH_5 "Transfer-Encoding:\r\n\r\nhello", HTTP_ERR_ENCODING);
}

static void test_http_response_malformed_field_is_refused(void **state)
{
    (void)state;
    static const char *const fields[] = {
        "no colon\r\n",          "nocolon\r\n",
        ": no name\r\n",         " folded: 1\r\n",
        "\tfolded: 1\r\n",       "Content-Length : 5\r\n",
        "bare\nfeed: 1\r\n",     "bare: \rreturn\r\n",
        "bare:\rxx: y\r\n",      "two: \r\r\n",
        "a\x01: control\r\n",    "a: \x1F control\r\n",
        "a: \x7F\r\n",           "\n",
        "A: end in feed only\n",
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "%s%s%s", OK_LINE LENGTH_5, fields[i], "\r\nhello");
        expect(text, HTTP_ERR_HEADER);
    }
    static const char zero[] = OK_LINE "a: \0\r\n";
    assert_int_equal(read_range(zero, sizeof zero - 1, 1, 1, 9), HTTP_ERR_HEADER);
}

static void test_http_response_bytes_after_the_body_are_refused(void **state)
{
    (void)state;
    expect(GOOD "!", HTTP_ERR_EXCESS);
    expect(GOOD GOOD, HTTP_ERR_EXCESS);
    struct http_response response;
    body_size = 0;
    http_response_begin(&response, 5, 5);
    assert_int_equal(feed(&response, GOOD, strlen(GOOD), 99), HTTP_DONE);
    assert_int_equal(feed(&response, "", 0, 1), HTTP_DONE);
    assert_int_equal(feed(&response, "x", 1, 1), HTTP_ERR_EXCESS);
}

static void test_http_response_error_stays(void **state)
{
    (void)state;
    struct http_response response;
    body_size = 0;
    http_response_begin(&response, 5, 5);
    assert_int_equal(feed(&response, "HTTP/1.1 404 x\r\n", 16, 1), HTTP_ERR_STATUS);
    assert_int_equal(feed(&response, GOOD, strlen(GOOD), 3), HTTP_ERR_STATUS);
    assert_int_equal(body_size, 0);
}

/* A line of size bytes before its CR LF. */
static size_t add_long_line(char *text, size_t at, const char *start, size_t size)
{
    (void)memset(text + at, 'v', size);
    for (size_t i = 0; start[i] != '\0'; i++) {
        text[at + i] = start[i];
    }
    text[at + size] = '\r';
    text[at + size + 1] = '\n';
    return at + size + 2;
}

static void test_http_response_header_limit_is_exact(void **state)
{
    (void)state;
    char text[HTTP_HEADER_MAX + 64];
    for (size_t more = 0; more <= 1; more++) {
        size_t rest = strlen(OK_LINE LENGTH_5 "\r\n") + 2;
        (void)memcpy(text, OK_LINE, sizeof(OK_LINE));
        size_t at = add_long_line(text, strlen(OK_LINE), "X:", HTTP_HEADER_MAX - rest + more);
        (void)memcpy(text + at, LENGTH_5 "\r\nhello", sizeof(LENGTH_5 "\r\nhello"));
        enum http_result expected = more == 0 ? HTTP_DONE : HTTP_ERR_HEADER;
        for (size_t piece = 1; piece < 200; piece += 13) {
            assert_int_equal(read_range(text, at + strlen(LENGTH_5) + 7, piece, 5, 5), expected);
        }
    }
}

/* Only the first bytes of a line are kept: what they show must be enough. */
static void test_http_response_lines_around_the_buffer(void **state)
{
    (void)state;
    for (size_t size = HTTP_LINE_MAX - 3; size <= HTTP_LINE_MAX + 3; size++) {
        char text[512];
        size_t at = add_long_line(text, 0, "HTTP/1.1 200 ", size);
        at = add_long_line(text, at, "X-Long:", size);
        (void)memcpy(text + at, LENGTH_5 "\r\nhello", sizeof(LENGTH_5 "\r\nhello"));
        expect_body(text, "hello");

        (void)memcpy(text, OK_LINE, sizeof(OK_LINE));
        at = add_long_line(text, strlen(OK_LINE), "", size); /* no colon */
        text[at] = '\0';
        expect(text, HTTP_ERR_HEADER);

        at = add_long_line(text, strlen(OK_LINE), "Content-Length: 5", size);
        (void)memset(text + strlen(OK_LINE) + 17, ' ', size - 17);
        (void)memcpy(text + at, "\r\nhello", sizeof("\r\nhello"));
        expect(text, size <= HTTP_LINE_MAX ? HTTP_DONE : HTTP_ERR_LENGTH);
    }
}

static void test_http_response_truncated_is_never_done(void **state)
{
    (void)state;
    for (size_t size = 0; size < strlen(GOOD); size++) {
        struct http_response response;
        body_size = 0;
        http_response_begin(&response, 5, 5);
        assert_int_equal(feed(&response, GOOD, size, 4), HTTP_MORE);
    }
}

static const struct CMUnitTest tests[] = {
    TEST(test_http_response_good_returns_body),
    TEST(test_http_response_every_split_in_two_is_the_same),
    TEST(test_http_response_names_ignore_case_and_blanks),
    TEST(test_http_response_other_status_is_refused),
    TEST(test_http_response_bad_status_line_is_refused),
    TEST(test_http_response_bad_length_is_refused),
    TEST(test_http_response_length_range_is_inclusive),
    TEST(test_http_response_transfer_encoding_is_refused),
    TEST(test_http_response_malformed_field_is_refused),
    TEST(test_http_response_bytes_after_the_body_are_refused),
    TEST(test_http_response_error_stays),
    TEST(test_http_response_header_limit_is_exact),
    TEST(test_http_response_lines_around_the_buffer),
    TEST(test_http_response_truncated_is_never_done),
};

TEST_MAIN(tests)
