/* SPDX-License-Identifier: MIT */
#include "fetch.h"

#include <string.h>

#include "otastream/request_writer.h"
#include "otastream/response_reader.h"
#include "rom_network.h"

#define TEXT_SIZE 512u
#define QUIET_TIME 30000u /* milliseconds without a byte */

static struct otastream_response response;

/* The request as bytes; 0 when it is too long. */
static size_t write_request(const struct fetch_server *server, const char *ending, char *text)
{
    static char target[TEXT_SIZE];
    size_t path = strlen(server->path);
    size_t length = 0;
    if (path + strlen(ending) >= sizeof target) {
        return 0;
    }
    memcpy(target, server->path, path);
    strcpy(target + path, ending);
    const struct otastream_request request = {
        .host = server->host, .port = server->port, .target = target, .user_agent = "hello-ota"};
    return otastream_request_write(&request, text, TEXT_SIZE, &length) == OTASTREAM_DONE ? length
                                                                                         : 0;
}

/* Until there is nothing left of the body; what the update does not take is lost. */
static void give(struct otastream_update *update, struct otastream_span body)
{
    while (update->result == OTASTREAM_AGAIN ||
           (update->result == OTASTREAM_MORE && body.length > 0)) {
        (void)otastream_update_step(update, update->result == OTASTREAM_MORE ? &body : NULL);
        rom_network_poll();
    }
}

/* Returns the bytes that it took. */
static uint32_t take_waiting(int32_t connection, struct otastream_update *update)
{
    struct otastream_span input;
    uint32_t count = rom_network_received(connection, &input.bytes);
    input.length = count;
    while (input.length > 0 && response.result == OTASTREAM_MORE) {
        struct otastream_span body;
        (void)otastream_response_read(&response, &input, &body);
        give(update, body);
    }
    rom_network_take(connection, count);
    return count;
}

static void converse(int32_t connection, const char *text, size_t length,
                     struct otastream_update *update)
{
    uint32_t since = rom_network_milliseconds();
    uint32_t sent = 0;
    while (response.result == OTASTREAM_MORE) {
        rom_network_poll();
        enum rom_connection_state state = rom_network_state(connection);
        uint32_t moved = rom_network_send(connection, text + sent, (uint32_t)length - sent);
        sent += moved;
        moved += take_waiting(connection, update);
        uint32_t now = rom_network_milliseconds();
        if (moved > 0) {
            since = now;
        } else if (state >= ROM_CONNECTION_ENDED || now - since > QUIET_TIME) {
            (void)otastream_response_end(&response);
        }
    }
}

enum otastream_result fetch_file(const struct fetch_server *server, const char *ending,
                                 uint32_t minimum, uint32_t maximum,
                                 struct otastream_update *update, uint16_t *status)
{
    static char text[TEXT_SIZE];
    const struct otastream_wanted wanted = {.minimum = minimum, .maximum = maximum};
    size_t length = write_request(server, ending, text);
    *status = 0;
    if (length == 0) {
        return OTASTREAM_ERR_ROOM;
    }
    (void)otastream_response_begin(&response, &wanted);
    int32_t connection = rom_network_connect(server->host, server->port);
    if (connection < 0) {
        return OTASTREAM_ERR_STATE;
    }
    converse(connection, text, length, update);
    rom_network_close(connection);
    *status = response.status;
    return response.result;
}
