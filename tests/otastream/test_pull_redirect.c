/* SPDX-License-Identifier: MIT */
/* Redirects: which ones the client follows, and how many. */
#include "pull_server.h"

#define MINUTE 60000u

static void redirect_without_leave_is_an_error(void)
{
    server_setup(1);
    server.status[FILE_MANIFEST] = 301;
    server.header[FILE_MANIFEST] = "Location: /other.manifest\r\n";
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_REDIRECT);
    CHECK_EQUAL(server.client.status, 301);
    CHECK_EQUAL(server.connections, 1);
}

static enum otastream_result redirect(const char *header, uint16_t most)
{
    server_setup(1);
    otastream_redirects_init(&server.redirects, server.location, sizeof server.location, most);
    server.config.redirects = &server.redirects;
    server.status[FILE_MANIFEST] = 302;
    server.header[FILE_MANIFEST] = header;
    server.status[FILE_OTHER] = 404; /* found, and enough */
    return server_check();
}

static void redirect_to_the_same_host_is_followed(void)
{
    static const struct {
        const char *header;
        const char *target;
    } cases[] = {
        {"Location: /other.manifest\r\n", "GET /other.manifest HTTP/1.1\r\n"},
        {"Location: /o?a=b#c\r\n", "GET /o?a=b HTTP/1.1\r\n"},
        {"Location: http://updates.example/o\r\n", "GET /o HTTP/1.1\r\n"},
        {"Location: HTTP://Updates.Example:80/o\r\n", "GET /o HTTP/1.1\r\n"},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(cases); i++) {
        check_note(i);
        CHECK_EQUAL(redirect(cases[i].header, 1), OTASTREAM_ERR_STATUS);
        CHECK_EQUAL(server.requests[FILE_OTHER], 1);
        for (uint32_t at = 0; cases[i].target[at] != '\0'; at++) {
            CHECK_EQUAL(server.request[at], cases[i].target[at]);
        }
    }
}

static void redirect_to_elsewhere_is_not_followed(void)
{
    static const char *const headers[] = {
        "Location: https://updates.example/o\r\n",
        "Location: ftps://updates.example/o\r\n",
        "Location: http://updates.example:81/o\r\n",
        "Location: http://updates.example:4294967376/o\r\n",
        "Location: http://updates.example.net/o\r\n",
        "Location: http://updates.exampl/o\r\n",
        "Location: http://updates.example\r\n",
        "Location: http://updates.example//o\r\n",
        "Location: http://user@updates.example/o\r\n",
        "Location: //updates.example/o\r\n",
        "Location: other.manifest\r\n",
        "Location: \r\n",
        "Location: /a-target-that-is-longer-than-the-buffer-has-room\r\n",
        "",
    };
    for (uint32_t i = 0; i < CHECK_COUNT(headers); i++) {
        check_note(i);
        CHECK_EQUAL(redirect(headers[i], 5), OTASTREAM_ERR_OTHER_HOST);
        CHECK_EQUAL(server.client.status, 302);
        CHECK_EQUAL(server.connections, 1);
    }
}

static void redirect_without_a_port_is_to_80(void)
{
    static const char without[] = "http://updates.example/o";
    static const char with[] = "http://updates.example:8080/o";
    struct otastream_redirects redirects;
    char buffer[40];
    otastream_redirects_init(&redirects, buffer, sizeof buffer, 1);
    copy_bytes((uint8_t *)buffer, (const uint8_t *)without, sizeof without);
    CHECK(redirects.target(&redirects, "updates.example", 80) == buffer + 22);
    CHECK(redirects.target(&redirects, "updates.example", 8080) == NULL);
    copy_bytes((uint8_t *)buffer, (const uint8_t *)with, sizeof with);
    CHECK(redirects.target(&redirects, "updates.example", 80) == NULL);
    CHECK(redirects.target(&redirects, "updates.example", 8080) == buffer + 27);
}

static void redirects_in_a_circle_end(void)
{
    CHECK_EQUAL(redirect("Location: /lamp/lamp.manifest\r\n", 3), OTASTREAM_ERR_REDIRECTS);
    CHECK_EQUAL(server.requests[FILE_MANIFEST], 4);
    CHECK_EQUAL(server.client.wait, MINUTE);
    server.status[FILE_MANIFEST] = 0; /* both files may be redirected so often */
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_COMMITTED);
}

static const struct check_case cases[] = {
    CHECK_CASE(redirect_without_leave_is_an_error),
    CHECK_CASE(redirect_to_the_same_host_is_followed),
    CHECK_CASE(redirect_to_elsewhere_is_not_followed),
    CHECK_CASE(redirect_without_a_port_is_to_80),
    CHECK_CASE(redirects_in_a_circle_end),
};
CHECK_TABLE(pull_redirect);
