/* SPDX-License-Identifier: MIT */
/* Uploads: as curl and browsers send them, cut anywhere, and everything that is refused. */
#include "feed.h"

#define POST "POST /update HTTP/1.1\r\nHost: 192.168.1.7\r\n"
#define FORM_TYPE "Content-Type: multipart/form-data; boundary=--b\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n\r\n"
#define FILE_LINES                                                                                 \
    "Content-Disposition: form-data; name=\"file\"; filename=\"lamp.bundle\"\r\n"                  \
    "Content-Type: application/octet-stream\r\n\r\n"

static void begin_5(void)
{
    feed_begin_upload(5, 5);
}

static void begin_up_to_9(void)
{
    feed_begin_upload(0, 9);
}

static void run(const struct feed_case *cases, size_t count, void (*begin)(void))
{
    for (uint32_t i = 0; i < count; i++) {
        check_note(i);
        feed_in_pieces(&cases[i], begin);
    }
}

#define TAKEN(text, body) FEED_CASE(text, body, OTASTREAM_DONE, 0)
#define REFUSED(text, error) FEED_CASE(text, NULL, OTASTREAM_ERR_##error, 0)

static void upload_of_the_file_itself_is_taken(void)
{
    static const struct feed_case cases[] = {
        TAKEN(POST "User-Agent: curl/7.88.1\r\nAccept: */*\r\nContent-Length: 5\r\n"
                   "Content-Type: application/x-www-form-urlencoded\r\n\r\nhello",
              "hello"),
        TAKEN("PUT /update HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", "hello"),
        TAKEN("POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", "hello"),
        TAKEN("PUT / HTTP/1.1\r\n" CHUNKED "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"),
        TAKEN("PUT / HTTP/1.1\r\n" CHUNKED
              "5\r\nhello\r\n0\r\nContent-Length: 7\r\nExpect: x\r\n\r\n",
              "hello"),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
    static const struct feed_case empty = TAKEN("PUT / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "");
    feed_in_pieces(&empty, begin_up_to_9);
}

/* The length is that of the body, boundary lines and part lines included. */
#define FORM(length, body) POST FORM_TYPE "Content-Length: " length "\r\n\r\n" body

static void upload_of_a_form_is_taken(void)
{
    static const struct feed_case cases[] = {
        TAKEN(POST FORM_TYPE CHUNKED "79\r\n----b\r\n" FILE_LINES "hel\r\n"
                                     "12\r\nlo\r\n----b--extra!!\r\n0\r\n\r\n",
              "hello"),
        TAKEN(FORM("54", "----b\r\nContent-Disposition: x; filename=a\r\n\r\n\r\n----b--"), ""),
        TAKEN(FORM("61", "----b\r\nContent-Disposition: x; filename=a\r\n\r\nhello\r\n----b--\r\n"),
              "hello"),
        TAKEN(FORM("71", "----b\r\nContent-Disposition: x; filename=a\r\n\r\nhello\r\n"
                         "----b\r\n\r\nx\r\n----b--"),
              "hello"),
        /* The type of a multipart body in other letters, and a quoted boundary. */
        TAKEN(POST "content-type:Multipart/Form-Data;boundary=\"--b\"\r\nContent-Length: 61\r\n\r\n"
                   "----b\r\ncontent-disposition:x;FILENAME=a  \r\n\r\nhello\r\n----b--\r\n",
              "hello"),
    };
    run(cases, CHECK_COUNT(cases), begin_up_to_9);
}

/* What is nearly a delimiter is the file's. */
static void upload_with_pieces_of_a_delimiter_is_taken(void)
{
#define NEARLY(length, body)                                                                       \
    TAKEN(FORM(length, "----b\r\nContent-Disposition: x; filename=a\r\n\r\n" body "\r\n----b--"),  \
          body)
    static const struct feed_case cases[] = {
        NEARLY("55", "\r"),         NEARLY("56", "\r\n"),         NEARLY("56", "\r\r"),
        NEARLY("57", "\r\n-"),      NEARLY("58", "\r\r\n-"),      NEARLY("60", "\r\n----"),
        NEARLY("61", "\r\n----\r"), NEARLY("62", "\r\n----\r\n"), NEARLY("62", "a\r\n----c"),
        NEARLY("60", "\n----b"),    NEARLY("59", "----b"),        NEARLY("60", "\r----b"),
    };
    run(cases, CHECK_COUNT(cases), begin_up_to_9);
    feed_in_three(&cases[6], begin_up_to_9);
}

/* As a browser sends a form with a text before the file and a button after it. */
static const char browser_body[] =
    "------WebKitFormBoundaryePkpFF7tjBAqx29L\r\n"
    "Content-Disposition: form-data; name=\"note\"\r\n\r\n"
    "a; filename=\"b\"\r\n"
    "------WebKitFormBoundaryePkpFF7tjBAqx29L\r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"m\xC3\xBCller; v=1.bin\"\r\n"
    "Content-Type: application/octet-stream\r\n\r\n"
    "hello\r\n"
    "------WebKitFormBoundaryePkpFF7tjBAqx29L\r\n"
    "Content-Disposition: form-data; name=\"second\"; filename=\"two.bin\"\r\n\r\n"
    "second file\r\n"
    "------WebKitFormBoundaryePkpFF7tjBAqx29L\r\n"
    "Content-Disposition: form-data; name=\"go\"\r\n\r\n"
    "Update\r\n"
    "------WebKitFormBoundaryePkpFF7tjBAqx29L--\r\n";

static const char browser_header[] =
    "POST /update?x=1 HTTP/1.1\r\nHost: lamp.local\r\nTransfer-Encoding: chunked\r\n"
    "Content-Type: multipart/form-data; boundary=----WebKitFormBoundaryePkpFF7tjBAqx29L\r\n\r\n";

static char message[2048];

/* The form in chunks of a size, which needs no length that was counted by hand. */
static size_t make_chunked_form(size_t chunk)
{
    static const char hex[] = "0123456789abcdef";
    size_t size = 0;
    for (size_t i = 0; i < sizeof browser_header - 1; i++) {
        message[size++] = browser_header[i];
    }
    for (size_t at = 0; at < sizeof browser_body - 1; at += chunk) {
        size_t left = sizeof browser_body - 1 - at;
        size_t count = left < chunk ? left : chunk;
        message[size++] = hex[count >> 8];
        message[size++] = hex[count >> 4 & 15];
        message[size++] = hex[count & 15];
        message[size++] = '\r';
        message[size++] = '\n';
        for (size_t i = 0; i < count; i++) {
            message[size++] = browser_body[at + i];
        }
        message[size++] = '\r';
        message[size++] = '\n';
    }
    for (size_t i = 0; i < 5; i++) {
        message[size++] = "0\r\n\r\n"[i];
    }
    return size;
}

static void upload_by_a_browser_is_cut_anywhere(void)
{
    size_t size = make_chunked_form(sizeof browser_body);
    for (size_t cut = 0; cut <= size; cut++) {
        check_note((uint32_t)cut);
        begin_5();
        (void)feed_piece(message, cut);
        CHECK_EQUAL(feed_piece(message + cut, size - cut), OTASTREAM_DONE);
        CHECK_EQUAL(feed.body_size, 5);
        CHECK(feed.body[0] == 'h' && feed.body[4] == 'o');
        CHECK(same_text(feed.text, "/update?x=1"));
    }
    begin_5();
    for (size_t at = 0; at < size; at++) {
        CHECK_EQUAL(feed_piece(message + at, 1), at + 1 < size ? OTASTREAM_MORE : OTASTREAM_DONE);
    }
    CHECK_EQUAL(feed.body_size, 5);
}

static void upload_in_chunks_of_any_size_is_the_same(void)
{
    for (size_t chunk = 8; chunk <= 64; chunk++) {
        check_note((uint32_t)chunk);
        size_t size = make_chunked_form(chunk);
        begin_5();
        CHECK_EQUAL(feed_piece(message, size), OTASTREAM_DONE);
        CHECK_EQUAL(feed.body_size, 5);
        CHECK(feed.body[0] == 'h' && feed.body[4] == 'o');
    }
}

static void upload_that_is_cut_is_refused(void)
{
    size_t size = make_chunked_form(100);
    for (size_t cut = 0; cut < size; cut++) {
        check_note((uint32_t)cut);
        begin_5();
        CHECK_EQUAL(feed_piece(message, cut), OTASTREAM_MORE);
        CHECK_EQUAL(feed_end(), OTASTREAM_ERR_CUT);
    }
}

static void upload_that_expects_100_continue_says_so(void)
{
    static const char header[] = POST "Expect: 100-Continue\r\nContent-Length: 5\r\n\r\n";
    static const char plain[] = POST "Content-Length: 5\r\n\r\n";
    begin_5();
    CHECK_EQUAL(feed_piece(header, sizeof header - 2), OTASTREAM_MORE);
    CHECK_EQUAL(feed.upload.header_over, 0);
    CHECK_EQUAL(feed_piece("\n", 1), OTASTREAM_MORE);
    CHECK_EQUAL(feed.upload.header_over, 1);
    CHECK_EQUAL(feed.upload.wants_continue, 1);
    CHECK_EQUAL(feed_piece("hello", 5), OTASTREAM_DONE);
    begin_5();
    CHECK_EQUAL(feed_piece(plain, sizeof plain - 1), OTASTREAM_MORE);
    CHECK_EQUAL(feed.upload.wants_continue, 0);
}

/* One call takes no more than the header, so that the caller can look at the target. */
static void upload_stops_after_its_header(void)
{
    static const char text[] = POST "Content-Length: 5\r\n\r\nhello";
    struct otastream_span input = {(const uint8_t *)text, sizeof text - 1};
    struct otastream_span file;
    begin_5();
    while (!feed.upload.header_over && input.length > 5) {
        CHECK_EQUAL(otastream_upload_read(&feed.upload, &input, &file), OTASTREAM_MORE);
        CHECK_EQUAL(file.length, 0);
    }
    CHECK_EQUAL(input.length, 5);
    CHECK(same_text(feed.text, "/update"));
}

static void upload_page_is_told_from_an_upload(void)
{
    static const struct feed_case cases[] = {
        FEED_CASE("GET / HTTP/1.1\r\nHost: lamp.local\r\n\r\n", "", OTASTREAM_PAGE, 0),
        FEED_CASE("GET /a HTTP/1.0\r\n\r\n", "", OTASTREAM_PAGE, 0),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
    CHECK(same_text(feed.text, "/a"));
}

static void upload_refused_by_its_header(void)
{
    static const struct feed_case cases[] = {
        REFUSED("DELETE / HTTP/1.1\r\n\r\n", METHOD),
        REFUSED("HEAD / HTTP/1.1\r\n\r\n", METHOD),
        REFUSED("post / HTTP/1.1\r\n\r\n", METHOD),
        REFUSED(" POST / HTTP/1.1\r\n\r\n", METHOD),
        REFUSED("\x16\x03\x01", HEADER), /* TLS */
        REFUSED("POST\r\n\r\n", HEADER),
        REFUSED("POST /\r\n\r\n", HEADER),
        REFUSED("POST  / HTTP/1.1\r\n\r\n", HEADER),
        REFUSED("POST /\tHTTP/1.1\r\n\r\n", HEADER),
        REFUSED("POST / HTTP/1.1 \r\n\r\n", HEADER),
        REFUSED("POST / HTTP/1.1 x\r\n\r\n", HEADER),
        REFUSED("POST / HTTP/2.0\r\n\r\n", HEADER),
        REFUSED("POST / http/1.1\r\n\r\n", HEADER),
        REFUSED("POST /a\0b HTTP/1.1\r\n\r\n", HEADER),
        REFUSED("POST /345678901234567890123456789012345678901234567890123456789012345 HTTP/1.1"
                "\r\n\r\n",
                TARGET),
        REFUSED(POST "\r\nhello", LENGTH_MISSING),
        REFUSED(POST FORM_TYPE "\r\nhello", LENGTH_MISSING),
        REFUSED(POST "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello", EXPECT),
        REFUSED(POST "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", CONTENT_ENCODING),
        REFUSED(POST "Transfer-Encoding: gzip\r\n\r\nhello", TRANSFER_ENCODING),
        REFUSED("POST / HTTP/1.0\r\n" CHUNKED "5\r\nhello\r\n0\r\n\r\n", TRANSFER_ENCODING),
        REFUSED(POST "Content-Length: 5\r\n" CHUNKED, FRAMING),
        REFUSED(POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", LENGTH),
        REFUSED(POST "Content-Length: 4\r\n\r\nhell", TOO_SHORT),
        REFUSED(POST "Content-Length: 6\r\n\r\nhellow", TOO_LONG),
        REFUSED(POST FORM_TYPE "Content-Length: 16390\r\n\r\n", TOO_LONG),
        REFUSED(POST CHUNKED "6\r\nhellow\r\n0\r\n\r\n", TOO_LONG),
        REFUSED(POST CHUNKED "4\r\nhell\r\n0\r\n\r\n", TOO_SHORT),
        REFUSED(POST CHUNKED "5\r\nhello!\r\n0\r\n\r\n", CHUNK),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
    static const struct feed_case excess = REFUSED(POST "Content-Length: 5\r\n\r\nhello!", EXCESS);
    begin_5();
    CHECK_EQUAL(feed_piece(excess.bytes, excess.size), OTASTREAM_ERR_EXCESS);
}

#define BAD_FORM(body, error) REFUSED(POST FORM_TYPE CHUNKED "fff\r\n" body, error)
/* Chunks end the request: "0" and no trailer. */
#define WHOLE(size, body, error)                                                                   \
    REFUSED(POST FORM_TYPE CHUNKED size "\r\n" body "\r\n0\r\n\r\n", error)

static void upload_refused_by_its_form(void)
{
    static const struct feed_case cases[] = {
        BAD_FORM("preamble\r\n----b\r\n", FORM),
        BAD_FORM("\r\n----b\r\n", FORM),
        BAD_FORM("--\r\n", FORM),
        BAD_FORM("-x\r\n", FORM),
        BAD_FORM("x-b\r\n", FORM),
        BAD_FORM("----b\n", FORM),
        BAD_FORM("----b\rx", FORM),
        BAD_FORM("----b\0\r\n", FORM),
        BAD_FORM("--12345678901234567890123456789012345678901234567890123456789012345678901\r\n",
                 FORM),
        BAD_FORM("----b\r\n folded\r\n\r\n", HEADER),
        BAD_FORM("----b\r\nno colon\r\n\r\n", HEADER),
        BAD_FORM("----b\r\n\r\n\r\n----bx", FORM),
        BAD_FORM("----b\r\n\r\n\r\n----b-x", FORM),
        BAD_FORM("----b\r\n\r\n\r\n----b\rx", FORM),
        WHOLE("5", "hello", FORM),
        WHOLE("7", "----b\r\n", FORM),
        WHOLE("16", "----b\r\n\r\nhello\r\n----b-", FORM),
        WHOLE("16", "----b\r\n\r\nhell\r\n----b--", NO_FILE),
        WHOLE("42", "----b\r\nContent-Disposition: x; filename=\"\"\r\n\r\nhello\r\n----b--123456",
              NO_FILE),
        WHOLE("3f", "----b\r\nContent-Disposition: x; filename=\r\n\r\nhello\r\n----b--12345",
              NO_FILE),
        WHOLE("41", "----b\r\nContent-Disposition: x; name=filename\r\n\r\nhello\r\n----b--123",
              NO_FILE),
        WHOLE("3c", "----b\r\nContent-Disposition: x; filename=a\r\n\r\nhell\r\n----b--\r\n",
              TOO_SHORT),
        WHOLE("3e", "----b\r\nContent-Disposition: x; filename=a\r\n\r\nhello!\r\n----b--\r\n",
              TOO_LONG),
    };
    run(cases, CHECK_COUNT(cases), begin_5);
    static const struct feed_case nothing = REFUSED(FORM("0", ""), FORM);
    feed_in_pieces(&nothing, begin_up_to_9);
}

static void upload_with_wrong_arguments_is_refused(void)
{
    CHECK_EQUAL(otastream_upload_begin(&feed.upload, 6, 5, NULL, 0), OTASTREAM_ERR_ARGUMENT);
    CHECK_EQUAL(otastream_upload_begin(&feed.upload, 0, 0xFFFFFFF0u, NULL, 0),
                OTASTREAM_ERR_ARGUMENT);
    CHECK_EQUAL(feed_piece("POST", 4), OTASTREAM_ERR_ARGUMENT);
    /* Without a buffer any target will do. */
    CHECK_EQUAL(otastream_upload_begin(&feed.upload, 5, 5, NULL, 9), OTASTREAM_MORE);
    CHECK_EQUAL(feed_piece(POST "Content-Length: 5\r\n\r\nhello", sizeof POST + 25),
                OTASTREAM_DONE);
}

static const struct check_case cases[] = {
    CHECK_CASE(upload_of_the_file_itself_is_taken),
    CHECK_CASE(upload_of_a_form_is_taken),
    CHECK_CASE(upload_with_pieces_of_a_delimiter_is_taken),
    CHECK_CASE(upload_by_a_browser_is_cut_anywhere),
    CHECK_CASE(upload_in_chunks_of_any_size_is_the_same),
    CHECK_CASE(upload_that_is_cut_is_refused),
    CHECK_CASE(upload_that_expects_100_continue_says_so),
    CHECK_CASE(upload_stops_after_its_header),
    CHECK_CASE(upload_page_is_told_from_an_upload),
    CHECK_CASE(upload_refused_by_its_header),
    CHECK_CASE(upload_refused_by_its_form),
    CHECK_CASE(upload_with_wrong_arguments_is_refused),
};
CHECK_TABLE(stream_upload);
