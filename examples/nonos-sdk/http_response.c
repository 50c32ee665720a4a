/* SPDX-License-Identifier: MIT */
#include "http_response.h"

#define STATUS_END 12u /* of "HTTP/1.1 200" */

void http_response_begin(struct http_response *response, uint32_t minimum, uint32_t maximum)
{
    *response = (struct http_response){.minimum = minimum, .maximum = maximum};
}

/* How much of the current line is in the buffer. */
static uint32_t line_held(const struct http_response *response)
{
    return response->line_size < HTTP_LINE_MAX ? response->line_size : HTTP_LINE_MAX;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static enum http_result read_status(const struct http_response *response)
{
    static const char pattern[] = "HTTP/1.d ddd"; /* d: a digit */
    const char *line = response->line;
    if (line_held(response) < STATUS_END ||
        (response->line_size > STATUS_END && line[STATUS_END] != ' ')) {
        return HTTP_ERR_HEADER;
    }
    for (uint32_t i = 0; i < STATUS_END; i++) {
        if (pattern[i] == 'd' ? !is_digit(line[i]) : line[i] != pattern[i]) {
            return HTTP_ERR_HEADER;
        }
    }
    return line[9] == '2' && line[10] == '0' && line[11] == '0' ? HTTP_MORE : HTTP_ERR_STATUS;
}

/* The value is 1*DIGIT between blanks, and nothing else: no sign, no list, no second field. */
static enum http_result read_length(struct http_response *response, uint32_t at)
{
    uint32_t end = response->line_size;
    if (response->has_length || end > HTTP_LINE_MAX) {
        return HTTP_ERR_LENGTH;
    }
    while (at < end && is_blank(response->line[at])) {
        at++;
    }
    while (at < end && is_blank(response->line[end - 1])) {
        end--;
    }
    if (at == end) {
        return HTTP_ERR_LENGTH;
    }
    uint32_t value = 0;
    for (; at < end; at++) {
        uint32_t digit = (uint32_t)(response->line[at] - '0');
        if (!is_digit(response->line[at]) || value > (UINT32_MAX - digit) / 10) {
            return HTTP_ERR_LENGTH;
        }
        value = value * 10 + digit;
    }
    if (value < response->minimum || value > response->maximum) {
        return HTTP_ERR_LENGTH;
    }
    response->has_length = 1;
    response->length = value;
    return HTTP_MORE;
}

/* name is in lower case: letters and "-", which setting bit 5 leaves as they are. */
static int name_is(const char *line, uint32_t size, const char *name)
{
    uint32_t i = 0;
    while (i < size && name[i] != '\0' && (line[i] | 0x20) == name[i]) {
        i++;
    }
    return i == size && name[i] == '\0';
}

/* A folded line could continue any field, and a blank before the colon hides a field's name. */
static enum http_result read_field(struct http_response *response)
{
    uint32_t held = line_held(response);
    uint32_t colon = 0;
    while (colon < held && response->line[colon] != ':' && !is_blank(response->line[colon])) {
        colon++;
    }
    if (colon == 0 || colon == held || response->line[colon] != ':') {
        return HTTP_ERR_HEADER;
    }
    if (name_is(response->line, colon, "transfer-encoding")) {
        return HTTP_ERR_ENCODING;
    }
    if (name_is(response->line, colon, "content-length")) {
        return read_length(response, colon + 1);
    }
    return HTTP_MORE;
}

static enum http_result end_line(struct http_response *response)
{
    enum http_result result = HTTP_MORE;
    if (!response->has_status) {
        result = read_status(response);
        response->has_status = 1;
    } else if (response->line_size != 0) {
        result = read_field(response);
    } else if (!response->has_length) {
        result = HTTP_ERR_LENGTH;
    } else {
        response->in_body = 1;
        response->remaining = response->length;
    }
    response->line_size = 0;
    response->after_cr = 0;
    return result;
}

static enum http_result read_header_byte(struct http_response *response, uint8_t byte)
{
    if (++response->header_size > HTTP_HEADER_MAX) {
        return HTTP_ERR_HEADER;
    }
    if (response->after_cr) {
        return byte == '\n' ? end_line(response) : HTTP_ERR_HEADER;
    }
    if (byte == '\r') {
        response->after_cr = 1;
        return HTTP_MORE;
    }
    if ((byte < 0x20 && byte != '\t') || byte == 0x7F) {
        return HTTP_ERR_HEADER;
    }
    if (response->line_size < HTTP_LINE_MAX) {
        response->line[response->line_size] = (char)byte;
    }
    response->line_size++;
    return HTTP_MORE;
}

enum http_result http_response_read(struct http_response *response, const uint8_t **bytes,
                                    size_t *length)
{
    while (response->result == HTTP_MORE && !response->in_body && *length > 0) {
        response->result = read_header_byte(response, **bytes);
        (*bytes)++;
        (*length)--;
    }
    if (response->in_body && *length > response->remaining) {
        response->result = HTTP_ERR_EXCESS;
    }
    if (response->result != HTTP_MORE) {
        *length = 0;
        return response->result;
    }
    response->remaining -= response->in_body ? (uint32_t)*length : 0;
    if (response->in_body && response->remaining == 0) {
        response->result = HTTP_DONE;
    }
    return response->result;
}
