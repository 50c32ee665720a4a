/* SPDX-License-Identifier: MIT */
#include "message.h"

/* In the order in which they follow each other. */
enum chunk_state {
    DATA_RETURN, /* after the data of a chunk */
    DATA_FEED,
    SIZE,
    SIZE_BLANK,
    EXTENSION,
    SIZE_FEED,
    DATA, /* also of a body without chunks */
};

void otastream_message_begin_body(struct otastream_message *message, uint32_t remaining)
{
    message->remaining = remaining;
    message->chunk_state = message->is_chunked ? SIZE : DATA;
}

int otastream_message_body_is_over(const struct otastream_message *message)
{
    return message->remaining == 0 && !message->is_chunked;
}

enum otastream_result otastream_message_spend(struct otastream_message *message, size_t length)
{
    if (length > message->room) {
        return OTASTREAM_ERR_HEADER_SIZE;
    }
    message->room = (uint16_t)(message->room - length);
    return OTASTREAM_MORE;
}

/* 16 and more: no hexadecimal digit. */
static uint32_t digit_value(uint8_t byte)
{
    uint32_t value = (uint32_t)byte - '0';
    if (value > 9) {
        uint32_t letter = (byte | 0x20u) - 'a';
        value = letter < 6 ? letter + 10 : 16;
    }
    return value;
}

/* The line with the size: digits, then blanks or an extension, which say nothing. */
static int size_byte(struct otastream_message *message, uint8_t byte)
{
    uint32_t digit = digit_value(byte);
    if (message->chunk_state == SIZE && digit < 16) {
        int fits = message->remaining >> 28 == 0;
        message->remaining = message->remaining << 4 | digit;
        return fits ? OTASTREAM_MORE : OTASTREAM_ERR_CHUNK;
    }
    int has_digits = message->chunk_line > 1;
    int is_blank = byte == ' ' || byte == '\t';
    if (byte == '\r') {
        message->chunk_state = SIZE_FEED;
    } else if (byte == ';') {
        message->chunk_state = EXTENSION;
    } else if (message->chunk_state == EXTENSION) {
        has_digits = byte >= ' ' || is_blank;
    } else {
        message->chunk_state = SIZE_BLANK;
        has_digits &= is_blank;
    }
    return has_digits ? OTASTREAM_MORE : OTASTREAM_ERR_CHUNK;
}

static int chunk_byte(struct otastream_message *message, uint8_t byte)
{
    uint8_t state = message->chunk_state;
    if (++message->chunk_line == 0) {
        return OTASTREAM_ERR_CHUNK;
    }
    if (state >= SIZE && state != SIZE_FEED) {
        return size_byte(message, byte);
    }
    if (byte != (state == DATA_RETURN ? '\r' : '\n')) {
        return OTASTREAM_ERR_CHUNK;
    }
    message->chunk_line = 0;
    message->chunk_state = state + 1;
    if (state != SIZE_FEED) {
        return OTASTREAM_MORE;
    }
    return message->remaining > 0 ? MESSAGE_CHUNK : MESSAGE_TRAILER;
}

int otastream_message_read_body(struct otastream_message *message, struct otastream_span *input,
                                struct otastream_span *data)
{
    int event = OTASTREAM_MORE;
    while (event == OTASTREAM_MORE && input->length > 0) {
        if (message->chunk_state == DATA && message->remaining > 0) {
            *data = *input;
            if (data->length > message->remaining) {
                data->length = message->remaining;
            }
            input->bytes += data->length;
            input->length -= data->length;
            message->remaining -= (uint32_t)data->length;
            return MESSAGE_DATA;
        }
        if (message->chunk_state == DATA) {
            if (!message->is_chunked) {
                break;
            }
            message->chunk_state = DATA_RETURN;
        }
        input->length--;
        event = chunk_byte(message, *input->bytes++);
    }
    return event;
}
