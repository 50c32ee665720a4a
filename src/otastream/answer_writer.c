/* SPDX-License-Identifier: MIT */
#include "otastream/answer_writer.h"

#include "text_writer.h"

#define STATUS_MIN 100u
#define STATUS_WITH_BODY 200u
#define STATUS_END 600u

TEXT_CONSTANT(version, "HTTP/1.1 ");
TEXT_CONSTANT(no_reason, " \r\n");
TEXT_CONSTANT(body_lines, "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: ");
TEXT_CONSTANT(line_end, "\r\n");
TEXT_CONSTANT(body_end, "\n");

static uint32_t text_length(const char *text)
{
    uint32_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

enum otastream_result otastream_answer_write(const struct otastream_answer *answer, char *buffer,
                                             size_t size, size_t *length)
{
    struct text_writer writer = {buffer, size, OTASTREAM_DONE};
    int has_body = answer->status >= STATUS_WITH_BODY;
    if (answer->status < STATUS_MIN || answer->status >= STATUS_END) {
        return OTASTREAM_ERR_ARGUMENT;
    }
    if (has_body && answer->text == NULL) {
        return OTASTREAM_ERR_TEXT;
    }
    otastream_text_constant(&writer, version.words);
    otastream_text_number(&writer, answer->status);
    otastream_text_constant(&writer, no_reason.words);
    otastream_text_lines(&writer, answer->lines, answer->line_count);
    if (has_body) {
        otastream_text_constant(&writer, body_lines.words);
        otastream_text_number(&writer, text_length(answer->text) + 1);
        otastream_text_constant(&writer, line_end.words);
    }
    otastream_text_constant(&writer, line_end.words);
    if (has_body) {
        otastream_text_checked(&writer, answer->text, TEXT_PHRASE);
        otastream_text_constant(&writer, body_end.words);
    }
    if (writer.result == OTASTREAM_DONE) {
        *length = size - writer.left;
    }
    return writer.result;
}
