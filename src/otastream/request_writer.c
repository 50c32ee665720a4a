/* SPDX-License-Identifier: MIT */
#include "otastream/request_writer.h"

#include "text_writer.h"

#define PORT_DEFAULT 80u

TEXT_CONSTANT(method, "GET ");
TEXT_CONSTANT(version_and_host, " HTTP/1.1\r\nHost: ");
TEXT_CONSTANT(colon, ":");
TEXT_CONSTANT(agent, "\r\nConnection: close\r\nAccept-Encoding: identity\r\nUser-Agent: ");
TEXT_CONSTANT(range, "\r\nRange: bytes=");
TEXT_CONSTANT(range_end, "-");
TEXT_CONSTANT(line_end, "\r\n");

enum otastream_result otastream_request_write(const struct otastream_request *request, char *buffer,
                                              size_t size, size_t *length)
{
    struct text_writer writer = {buffer, size, OTASTREAM_DONE};
    if (request->port == 0) {
        return OTASTREAM_ERR_ARGUMENT;
    }
    if (request->target == NULL || request->target[0] != '/') {
        return OTASTREAM_ERR_TEXT;
    }
    otastream_text_constant(&writer, method.words);
    otastream_text_checked(&writer, request->target, TEXT_WORD);
    if (request->target_end != NULL) {
        otastream_text_checked(&writer, request->target_end, TEXT_WORD);
    }
    otastream_text_constant(&writer, version_and_host.words);
    otastream_text_checked(&writer, request->host, TEXT_WORD);
    if (request->port != PORT_DEFAULT) {
        otastream_text_constant(&writer, colon.words);
        otastream_text_number(&writer, request->port);
    }
    otastream_text_constant(&writer, agent.words);
    otastream_text_checked(&writer, request->user_agent, TEXT_PHRASE);
    if (request->offset != 0) {
        otastream_text_constant(&writer, range.words);
        otastream_text_number(&writer, request->offset);
        otastream_text_constant(&writer, range_end.words);
    }
    otastream_text_constant(&writer, line_end.words);
    otastream_text_lines(&writer, request->lines, request->line_count);
    otastream_text_constant(&writer, line_end.words);
    if (writer.result == OTASTREAM_DONE) {
        *length = size - writer.left;
    }
    return writer.result;
}
