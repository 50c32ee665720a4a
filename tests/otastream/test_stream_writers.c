/* SPDX-License-Identifier: MIT */
/* What is sent: requests and answers, byte by byte, and what nobody may smuggle into them. */
#include "feed.h"
#include "otastream/answer_writer.h"
#include "otastream/request_writer.h"

#define ROOM 400u

static char buffer[ROOM + 1];

static const struct otastream_request plain = {
    "example.com", 80, "/lamp/lamp.manifest", NULL, "lamp/1.4.2", 0, NULL, 0};

static const char plain_text[] = "GET /lamp/lamp.manifest HTTP/1.1\r\n"
                                 "Host: example.com\r\n"
                                 "Connection: close\r\n"
                                 "Accept-Encoding: identity\r\n"
                                 "User-Agent: lamp/1.4.2\r\n"
                                 "\r\n";

static void expect_request(const struct otastream_request *request, const char *text)
{
    size_t length = 0;
    CHECK_EQUAL(otastream_request_write(request, buffer, ROOM, &length), OTASTREAM_DONE);
    CHECK_EQUAL(length, text_size(text));
    buffer[length < ROOM ? length : ROOM] = '\0';
    CHECK(same_text(buffer, text));
}

static void request_is_written(void)
{
    static const char *const lines[] = {"Authorization: Basic bGFtcDp4", "X-Device: 7"};
    expect_request(&plain, plain_text);
    struct otastream_request request = {"[fe80::1]", 65535,       "/a?b=", "%20",
                                        "x y",       4294967295u, lines,   2};
    expect_request(&request, "GET /a?b=%20 HTTP/1.1\r\n"
                             "Host: [fe80::1]:65535\r\n"
                             "Connection: close\r\n"
                             "Accept-Encoding: identity\r\n"
                             "User-Agent: x y\r\n"
                             "Range: bytes=4294967295-\r\n"
                             "Authorization: Basic bGFtcDp4\r\n"
                             "X-Device: 7\r\n"
                             "\r\n");
}

static void request_needs_its_exact_size(void)
{
    size_t needed = sizeof plain_text - 1;
    for (size_t size = 0; size <= needed; size++) {
        size_t length = 99;
        check_note((uint32_t)size);
        buffer[size] = '#';
        CHECK_EQUAL(otastream_request_write(&plain, buffer, size, &length),
                    size < needed ? OTASTREAM_ERR_ROOM : OTASTREAM_DONE);
        CHECK_EQUAL(length, size < needed ? 99 : needed);
        CHECK_EQUAL(buffer[size], '#');
    }
}

static void refuse_request(const struct otastream_request *request, enum otastream_result result)
{
    size_t length = 99;
    CHECK_EQUAL(otastream_request_write(request, buffer, ROOM, &length), result);
    CHECK_EQUAL(length, 99);
}

static void request_with_injected_text_is_refused(void)
{
    static const char *const bad[] = {NULL,    "",       "/a\r\nX: y", "/a\nb",
                                      "/a\tb", "/a\x7F", "/\xC3\xA4",  "/a\x01"};
    for (uint32_t i = 0; i < CHECK_COUNT(bad); i++) {
        check_note(i);
        struct otastream_request request = plain;
        request.target = bad[i];
        refuse_request(&request, OTASTREAM_ERR_TEXT);
        request = plain;
        request.target_end = bad[i];
        if (bad[i] != NULL) {
            refuse_request(&request, OTASTREAM_ERR_TEXT);
        }
        request = plain;
        request.host = bad[i];
        refuse_request(&request, OTASTREAM_ERR_TEXT);
        request = plain;
        request.user_agent = bad[i];
        refuse_request(&request, OTASTREAM_ERR_TEXT);
        request = plain;
        request.lines = &bad[i];
        request.line_count = 1;
        refuse_request(&request, OTASTREAM_ERR_TEXT);
    }
}

static void request_to_nowhere_is_refused(void)
{
    static const char *const targets[] = {"a", "*", " /a", "/a b", "http://x/"};
    static const char *const hosts[] = {"a b", " a", "a\t", ""};
    static const char *const lines[] = {"no colon", "NoColon", ": x",   ":: x",
                                        "A B: c",   " A: b",   "A\t: b"};
    struct otastream_request request;
    for (uint32_t i = 0; i < CHECK_COUNT(targets); i++) {
        request = plain;
        request.target = targets[i];
        refuse_request(&request, OTASTREAM_ERR_TEXT);
    }
    for (uint32_t i = 0; i < CHECK_COUNT(hosts); i++) {
        request = plain;
        request.host = hosts[i];
        refuse_request(&request, OTASTREAM_ERR_TEXT);
    }
    for (uint32_t i = 0; i < CHECK_COUNT(lines); i++) {
        request = plain;
        request.lines = &lines[i];
        request.line_count = 1;
        refuse_request(&request, OTASTREAM_ERR_TEXT);
    }
    request = plain;
    request.port = 0;
    refuse_request(&request, OTASTREAM_ERR_ARGUMENT);
}

static void expect_answer(const struct otastream_answer *answer, const char *text)
{
    size_t length = 0;
    CHECK_EQUAL(otastream_answer_write(answer, buffer, ROOM, &length), OTASTREAM_DONE);
    CHECK_EQUAL(length, text_size(text));
    buffer[length < ROOM ? length : ROOM] = '\0';
    CHECK(same_text(buffer, text));
    for (size_t size = 0; size < length; size++) {
        size_t unset = 99;
        CHECK_EQUAL(otastream_answer_write(answer, buffer, size, &unset), OTASTREAM_ERR_ROOM);
        CHECK_EQUAL(unset, 99);
    }
}

static void answer_is_written(void)
{
    static const char *const allow = "Allow: POST, PUT";
    static const struct otastream_answer good = {200, "good", NULL, 0};
    static const struct otastream_answer method = {405, "POST it.", &allow, 1};
    static const struct otastream_answer go_on = {100, NULL, NULL, 0};
    expect_answer(&good, "HTTP/1.1 200 \r\nConnection: close\r\nContent-Type: text/plain\r\n"
                         "Content-Length: 5\r\n\r\ngood\n");
    expect_answer(&method, "HTTP/1.1 405 \r\nAllow: POST, PUT\r\nConnection: close\r\n"
                           "Content-Type: text/plain\r\nContent-Length: 9\r\n\r\nPOST it.\n");
    expect_answer(&go_on, "HTTP/1.1 100 \r\n\r\n");
}

static void answer_with_injected_text_is_refused(void)
{
    static const char *const bad = "a\r\nb";
    static const struct otastream_answer answers[] = {{200, NULL, NULL, 0},
                                                      {200, "", NULL, 0},
                                                      {200, "a\nb", NULL, 0},
                                                      {200, "a\xFF", NULL, 0},
                                                      {200, "a", &bad, 1}};
    size_t length = 99;
    for (uint32_t i = 0; i < CHECK_COUNT(answers); i++) {
        check_note(i);
        CHECK_EQUAL(otastream_answer_write(&answers[i], buffer, ROOM, &length), OTASTREAM_ERR_TEXT);
    }
    for (uint32_t i = 0; i < 2; i++) {
        struct otastream_answer answer = {i == 0 ? 99 : 600, "a", NULL, 0};
        CHECK_EQUAL(otastream_answer_write(&answer, buffer, ROOM, &length), OTASTREAM_ERR_ARGUMENT);
    }
    CHECK_EQUAL(length, 99);
}

/* The numbers are pinned. */
static const struct {
    enum otastream_result result;
    uint32_t number;
    const char *name;
} names[] = {
    {OTASTREAM_ERR_STATE, 0, "STATE"},
    {OTASTREAM_MORE, 1, "MORE"},
    {OTASTREAM_DONE, 2, "DONE"},
    {OTASTREAM_NOT_MODIFIED, 3, "NOT_MODIFIED"},
    {OTASTREAM_PAGE, 4, "PAGE"},
    {OTASTREAM_AGAIN, 5, "AGAIN"},
    {OTASTREAM_UP_TO_DATE, 6, "UP_TO_DATE"},
    {OTASTREAM_UNCHANGED, 7, "UNCHANGED"},
    {OTASTREAM_ERR_ARGUMENT, 10, "ARGUMENT"},
    {OTASTREAM_ERR_ROOM, 11, "ROOM"},
    {OTASTREAM_ERR_TEXT, 12, "TEXT"},
    {OTASTREAM_ERR_HEADER, 20, "HEADER"},
    {OTASTREAM_ERR_HEADER_SIZE, 21, "HEADER_SIZE"},
    {OTASTREAM_ERR_LENGTH, 22, "LENGTH"},
    {OTASTREAM_ERR_FRAMING, 23, "FRAMING"},
    {OTASTREAM_ERR_TRANSFER_ENCODING, 24, "TRANSFER_ENCODING"},
    {OTASTREAM_ERR_CONTENT_ENCODING, 25, "CONTENT_ENCODING"},
    {OTASTREAM_ERR_CHUNK, 26, "CHUNK"},
    {OTASTREAM_ERR_TOO_LONG, 27, "TOO_LONG"},
    {OTASTREAM_ERR_TOO_SHORT, 28, "TOO_SHORT"},
    {OTASTREAM_ERR_CUT, 29, "CUT"},
    {OTASTREAM_ERR_EXCESS, 30, "EXCESS"},
    {OTASTREAM_ERR_STATUS, 40, "STATUS"},
    {OTASTREAM_ERR_REDIRECT, 41, "REDIRECT"},
    {OTASTREAM_ERR_RANGE, 42, "RANGE"},
    {OTASTREAM_ERR_CONTENT_RANGE, 43, "CONTENT_RANGE"},
    {OTASTREAM_ERR_METHOD, 50, "METHOD"},
    {OTASTREAM_ERR_TARGET, 51, "TARGET"},
    {OTASTREAM_ERR_LENGTH_MISSING, 52, "LENGTH_MISSING"},
    {OTASTREAM_ERR_EXPECT, 53, "EXPECT"},
    {OTASTREAM_ERR_FORM, 54, "FORM"},
    {OTASTREAM_ERR_NO_FILE, 55, "NO_FILE"},
    {OTASTREAM_ERR_PATH, 56, "PATH"},
    {OTASTREAM_ERR_RUNNING_SLOT, 60, "RUNNING_SLOT"},
    {OTASTREAM_ERR_SLOT_ROOM, 61, "SLOT_ROOM"},
    {OTASTREAM_ERR_ERASE, 62, "ERASE"},
    {OTASTREAM_ERR_WRITE, 63, "WRITE"},
    {OTASTREAM_ERR_READ_BACK, 64, "READ_BACK"},
    {OTASTREAM_ERR_WRITTEN_WRONG, 65, "WRITTEN_WRONG"},
    {OTASTREAM_ERR_LOWER_VERSION, 80, "LOWER_VERSION"},
    {OTASTREAM_ERR_ON_TRIAL, 81, "ON_TRIAL"},
    {OTASTREAM_ERR_TRIAL_FAILED, 82, "TRIAL_FAILED"},
    {OTASTREAM_ERR_ABORTED, 83, "ABORTED"},
    {OTASTREAM_ERR_CONNECT, 100, "CONNECT"},
    {OTASTREAM_ERR_STALLED, 101, "STALLED"},
    {OTASTREAM_ERR_TIME, 102, "TIME"},
    {OTASTREAM_ERR_REDIRECTS, 103, "REDIRECTS"},
    {OTASTREAM_ERR_OTHER_HOST, 104, "OTHER_HOST"},
    {OTASTREAM_REFUSED_UNDECIDED, 201, "REFUSED_UNDECIDED"},
    {OTASTREAM_REFUSED_CONFIG, 202, "REFUSED_CONFIG"},
    {OTASTREAM_REFUSED_READ, 203, "REFUSED_READ"},
    {OTASTREAM_REFUSED_NOT_FOUND, 204, "REFUSED_NOT_FOUND"},
    {OTASTREAM_REFUSED_FORMAT, 205, "REFUSED_FORMAT"},
    {OTASTREAM_REFUSED_VERSION, 206, "REFUSED_VERSION"},
    {OTASTREAM_REFUSED_CRITICAL, 207, "REFUSED_CRITICAL"},
    {OTASTREAM_REFUSED_CRYPTO, 208, "REFUSED_CRYPTO"},
    {OTASTREAM_REFUSED_SIGNATURE, 209, "REFUSED_SIGNATURE"},
    {OTASTREAM_REFUSED_VENDOR, 210, "REFUSED_VENDOR"},
    {OTASTREAM_REFUSED_CLASS, 211, "REFUSED_CLASS"},
    {OTASTREAM_REFUSED_MAP, 212, "REFUSED_MAP"},
    {OTASTREAM_REFUSED_SLOT, 213, "REFUSED_SLOT"},
    {OTASTREAM_REFUSED_LENGTH, 214, "REFUSED_LENGTH"},
    {OTASTREAM_REFUSED_ROLLBACK, 215, "REFUSED_ROLLBACK"},
    {OTASTREAM_REFUSED_DIGEST, 216, "REFUSED_DIGEST"},
    {OTASTREAM_REFUSED_STRUCTURE, 217, "REFUSED_STRUCTURE"},
    {OTASTREAM_REFUSED_MANIFEST_COPY, 218, "REFUSED_MANIFEST_COPY"},
    {OTASTREAM_REFUSED_CRC, 219, "REFUSED_CRC"},
    {OTASTREAM_REFUSED_STATE, 220, "REFUSED_STATE"},
    {OTASTREAM_REFUSED_CHANGED, 221, "REFUSED_CHANGED"},
    {OTASTREAM_REFUSED_WRITE, 222, "REFUSED_WRITE"},
    {OTASTREAM_REFUSED_STORE, 223, "REFUSED_STORE"},
    {OTASTREAM_REFUSED_SWITCH, 224, "REFUSED_SWITCH"},
    {OTASTREAM_REFUSED_BOOT, 225, "REFUSED_BOOT"},
};

static void result_has_number_and_name(void)
{
    uint32_t at = 0;
    for (uint32_t number = 0; number <= 300; number++) {
        check_note(number);
        const char *expected = "UNKNOWN";
        if (at < CHECK_COUNT(names) && names[at].number == number) {
            CHECK_EQUAL(names[at].result, number);
            expected = names[at++].name;
        }
        CHECK(same_text(otastream_result_name((enum otastream_result)number), expected));
    }
    CHECK_EQUAL(at, CHECK_COUNT(names));
}

static const struct check_case cases[] = {
    CHECK_CASE(request_is_written),
    CHECK_CASE(request_needs_its_exact_size),
    CHECK_CASE(request_with_injected_text_is_refused),
    CHECK_CASE(request_to_nowhere_is_refused),
    CHECK_CASE(answer_is_written),
    CHECK_CASE(answer_with_injected_text_is_refused),
    CHECK_CASE(result_has_number_and_name),
};
CHECK_TABLE(stream_writers);
