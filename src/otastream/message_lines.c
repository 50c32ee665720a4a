/* SPDX-License-Identifier: MIT */
#include "message.h"

#define HASH_START 0x811C9DC5u
#define CASE_BIT 0x20u

enum line_state {
    START_LINE,
    NAME, /* of a header line; with no byte of it yet, the line may turn out to be the empty one */
    VALUE,
    LINE_FEED,
    LAST_FEED, /* of the empty line */
};

static void begin_word(struct otastream_message *message)
{
    message->hash = HASH_START;
    message->number = 0;
    message->size = 0;
    message->has_blank = 0;
    message->is_fresh = 0;
}

void otastream_message_begin(struct otastream_message *message)
{
    message->state = START_LINE;
    message->is_fresh = 1;
    message->words = 0;
    message->case_bit = 0;
}

void otastream_message_begin_lines(struct otastream_message *message)
{
    message->state = NAME;
    message->is_fresh = 1;
    message->case_bit = CASE_BIT;
    message->split = 0;
}

void otastream_message_begin_copy(struct otastream_message *message, char *buffer, uint16_t size)
{
    message->copy = buffer;
    message->copy_size = buffer != NULL ? size : 0;
}

int otastream_message_end_copy(struct otastream_message *message)
{
    int fits = message->size < message->copy_size;
    if (message->copy_size > 0) {
        message->copy[fits ? message->size : 0] = '\0';
    }
    message->copy_size = 0;
    return fits;
}

int otastream_message_has_number(const struct otastream_message *message)
{
    return message->size > 0 && message->number != MESSAGE_NO_NUMBER;
}

/* Blanks at both ends are no part of a value, and several between words count as one. What a word
 * has come to is held in variables meanwhile: a header is some 300 bytes at least. */
static const uint8_t *take_word(struct otastream_message *message, const uint8_t *at,
                                const uint8_t *end)
{
    uint32_t hash = message->hash;
    uint32_t number = message->number;
    uint32_t size = message->size; /* at most OTASTREAM_HEADER_MAX */
    uint8_t case_bit = message->case_bit;
    uint8_t stop = message->state == NAME ? ':' : message->split;
    while (at<end && * at> ' ' && *at != stop && (stop != ';' || *at != '=')) {
        uint8_t byte = *at;
        if (message->has_blank) {
            byte = ' ';
            message->has_blank = 0;
        } else {
            at++;
        }
        uint32_t digit = (uint32_t)byte - '0';
        hash = message_hash_step(hash, byte | case_bit);
        number = digit > 9 || number > (MESSAGE_NO_NUMBER - 9) / 10 ? MESSAGE_NO_NUMBER
                                                                    : number * 10 + digit;
        if (size < message->copy_size) {
            message->copy[size] = (char)byte;
        }
        size++;
    }
    message->hash = hash;
    message->number = number;
    message->size = (uint16_t)size;
    return at;
}

static int stop_word(struct otastream_message *message, int event, uint8_t byte)
{
    message->stopped_by = byte;
    message->is_fresh = 1;
    return event;
}

static int end_line(struct otastream_message *message)
{
    uint8_t state = message->state;
    message->state = LINE_FEED;
    if (state != NAME) {
        return stop_word(message, state == VALUE ? MESSAGE_VALUE : MESSAGE_WORD, '\r');
    }
    message->state = LAST_FEED;
    return message->size == 0 ? OTASTREAM_MORE : OTASTREAM_ERR_HEADER;
}

static int end_name(struct otastream_message *message)
{
    message->name = message->hash;
    message->state = VALUE;
    return stop_word(message, message->size > 0 ? MESSAGE_NAME : OTASTREAM_ERR_HEADER, ':');
}

/* A byte that is not in a word. A blank in a name would hide it from others, and at its begin the
 * line would continue the one before. */
static int take_other(struct otastream_message *message, uint8_t byte)
{
    if (message->state >= LINE_FEED) {
        int event = message->state == LAST_FEED ? MESSAGE_HEADER_END : OTASTREAM_MORE;
        otastream_message_begin_lines(message);
        return byte == '\n' ? event : OTASTREAM_ERR_HEADER;
    }
    if (byte == '\r') {
        return end_line(message);
    }
    if (message->state == START_LINE) {
        return byte == ' ' ? stop_word(message, MESSAGE_WORD, byte) : OTASTREAM_ERR_HEADER;
    }
    if (message->state == NAME) {
        return byte == ':' ? end_name(message) : OTASTREAM_ERR_HEADER;
    }
    if (byte > ' ') {
        return stop_word(message, MESSAGE_VALUE, byte);
    }
    message->has_blank = message->size > 0;
    return byte == ' ' || byte == '\t' ? OTASTREAM_MORE : OTASTREAM_ERR_HEADER;
}

int otastream_message_read_lines(struct otastream_message *message, struct otastream_span *input)
{
    const uint8_t *at = input->bytes;
    size_t most = input->length < message->room ? input->length : message->room;
    const uint8_t *end = at + most;
    int event = OTASTREAM_MORE;
    while (event == OTASTREAM_MORE && at < end) {
        if (message->is_fresh) {
            begin_word(message);
        }
        if (message->state < LINE_FEED) {
            at = take_word(message, at, end);
        }
        if (at < end) {
            event = take_other(message, *at++);
        }
    }
    size_t taken = (size_t)(at - input->bytes);
    input->bytes = at;
    input->length -= taken;
    message->room = (uint16_t)(message->room - taken);
    return event == OTASTREAM_MORE && input->length > 0 ? OTASTREAM_ERR_HEADER_SIZE : event;
}
