/* SPDX-License-Identifier: MIT */
#include "otastream/response_reader.h"

#include "decimal.h"
#include "message.h"

#define HASH_CONTENT_RANGE 0xD3ECFA4Au /* content-range */
#define HASH_LOCATION 0x0BF5A9A6u      /* location */
#define HASH_RETRY_AFTER 0xC6DA1376u   /* retry-after */
#define HASH_BYTES 0x65B1D004u         /* bytes */

enum part { HEADER, BODY, BODY_TO_THE_END, TRAILER };

enum status {
    STATUS_OK = 200,
    STATUS_PARTIAL = 206,
    STATUS_REDIRECT = 300,
    STATUS_NOT_MODIFIED = 304,
    STATUS_CLIENT_ERROR = 400,
    STATUS_RANGE = 416,
};

enum otastream_result otastream_response_begin(struct otastream_response *response,
                                               const struct otastream_wanted *wanted)
{
    *response = (struct otastream_response){
        .result = OTASTREAM_MORE, .wanted = *wanted, .message.room = OTASTREAM_HEADER_MAX};
    otastream_message_begin(&response->message);
    if (wanted->minimum > wanted->maximum ||
        (wanted->offset != 0 &&
         (wanted->minimum != wanted->maximum || wanted->offset >= wanted->maximum))) {
        response->result = OTASTREAM_ERR_ARGUMENT;
    }
    if (wanted->location != NULL && wanted->location_size > 0) {
        wanted->location[0] = '\0';
    }
    return response->result;
}

static enum otastream_result take_word(struct otastream_response *response)
{
    struct otastream_message *message = &response->message;
    uint8_t index = message->words;
    if (index > 1) {
        return OTASTREAM_MORE; /* the reason, for people */
    }
    message->words++;
    if (index == 0) {
        return otastream_message_take_version(message);
    }
    if (message->size != 3 || message->number < 100 || message->number == MESSAGE_NO_NUMBER) {
        return OTASTREAM_ERR_HEADER;
    }
    response->status = (uint16_t)message->number;
    return OTASTREAM_MORE;
}

/* A line of the header of the answer itself. */
static int is_final(const struct otastream_response *response)
{
    return response->part == HEADER && response->status >= STATUS_OK;
}

static void take_name(struct otastream_response *response)
{
    if (response->message.name == HASH_LOCATION && is_final(response)) {
        otastream_message_begin_copy(&response->message, response->wanted.location,
                                     response->wanted.location_size);
    }
}

static uint32_t hash_number(uint32_t hash, uint32_t number)
{
    char digits[DECIMAL_MAX];
    for (uint32_t i = otastream_decimal(digits, number); i > 0; i--) {
        hash = message_hash_step(hash, (uint8_t)digits[i - 1]);
    }
    return hash;
}

/* The value can only be "bytes FIRST-LAST/LENGTH". */
static int range_is_wanted(const struct otastream_response *response)
{
    const struct otastream_wanted *wanted = &response->wanted;
    uint32_t hash = hash_number(message_hash_step(HASH_BYTES, ' '), wanted->offset);
    hash = hash_number(message_hash_step(hash, '-'), wanted->maximum - 1);
    hash = message_hash_step(hash, '/');
    return response->message.hash == hash_number(hash, wanted->maximum);
}

static enum otastream_result take_value(struct otastream_response *response)
{
    struct otastream_message *message = &response->message;
    if (!is_final(response)) {
        return OTASTREAM_MORE;
    }
    if (message->name == HASH_LOCATION) {
        (void)otastream_message_end_copy(message);
    } else if (message->name == HASH_RETRY_AFTER && otastream_message_has_number(message)) {
        response->retry_after = message->number;
    }
    if (response->status != STATUS_OK && response->status != STATUS_PARTIAL) {
        return OTASTREAM_MORE; /* the body is not for us */
    }
    if (message->name == HASH_CONTENT_RANGE && response->status == STATUS_PARTIAL) {
        if (!range_is_wanted(response)) {
            return OTASTREAM_ERR_CONTENT_RANGE;
        }
        response->range_matches = 1;
    }
    return otastream_message_take_framing(message);
}

/* Whether a body of so many bytes, or at least so many when there may be more, is a wanted one. */
static enum otastream_result judge_length(const struct otastream_response *response,
                                          uint32_t length, int is_all)
{
    if (length > response->wanted.maximum - response->position) {
        return OTASTREAM_ERR_TOO_LONG;
    }
    return is_all && response->position + length < response->wanted.minimum
               ? OTASTREAM_ERR_TOO_SHORT
               : OTASTREAM_MORE;
}

static enum otastream_result begin_body(struct otastream_response *response)
{
    struct otastream_message *message = &response->message;
    if (response->status == STATUS_PARTIAL) {
        if (!response->range_matches || response->wanted.offset == 0) {
            return OTASTREAM_ERR_CONTENT_RANGE;
        }
        response->position = response->wanted.offset;
    }
    response->part = BODY;
    if (message->is_chunked) {
        otastream_message_begin_body(message, 0);
        return OTASTREAM_MORE;
    }
    if (message->has_length) {
        otastream_message_begin_body(message, message->length);
        return judge_length(response, message->length, 1);
    }
    response->part = BODY_TO_THE_END;
    otastream_message_begin_body(message, response->wanted.maximum - response->position);
    return OTASTREAM_MORE;
}

static enum otastream_result end_header(struct otastream_response *response)
{
    struct otastream_message *message = &response->message;
    uint32_t status = response->status;
    if (response->part == TRAILER) {
        return OTASTREAM_DONE;
    }
    if (status == 0) {
        return OTASTREAM_ERR_HEADER;
    }
    if (status < STATUS_OK) {
        otastream_message_begin(message);
        response->status = 0;
        return OTASTREAM_MORE;
    }
    if (status == STATUS_OK || status == STATUS_PARTIAL) {
        return begin_body(response);
    }
    if (status == STATUS_NOT_MODIFIED) {
        return OTASTREAM_NOT_MODIFIED;
    }
    if (status == STATUS_RANGE) {
        return OTASTREAM_ERR_RANGE;
    }
    return status >= STATUS_REDIRECT && status < STATUS_CLIENT_ERROR ? OTASTREAM_ERR_REDIRECT
                                                                     : OTASTREAM_ERR_STATUS;
}

static int is_in_body(const struct otastream_response *response)
{
    return response->part == BODY || response->part == BODY_TO_THE_END;
}

static enum otastream_result take_line_event(struct otastream_response *response, int event)
{
    switch (event) {
    case MESSAGE_WORD:
        return take_word(response);
    case MESSAGE_NAME:
        take_name(response);
        return OTASTREAM_MORE;
    case MESSAGE_VALUE:
        return take_value(response);
    case MESSAGE_HEADER_END:
        return end_header(response);
    default:
        return (enum otastream_result)event;
    }
}

static enum otastream_result take_body_event(struct otastream_response *response, int event,
                                             size_t length)
{
    switch (event) {
    case MESSAGE_CHUNK:
        return judge_length(response, response->message.remaining, 0);
    case MESSAGE_DATA:
        response->position += (uint32_t)length;
        return OTASTREAM_MORE;
    case MESSAGE_TRAILER:
        response->part = TRAILER;
        otastream_message_begin_lines(&response->message);
        return judge_length(response, 0, 1);
    default:
        return (enum otastream_result)event;
    }
}

enum otastream_result otastream_response_read(struct otastream_response *response,
                                              struct otastream_span *input,
                                              struct otastream_span *body)
{
    struct otastream_message *message = &response->message;
    body->length = 0;
    for (;;) {
        int in_body = is_in_body(response);
        if (response->result == OTASTREAM_MORE && in_body &&
            otastream_message_body_is_over(message)) {
            response->result = OTASTREAM_DONE;
        }
        if (response->result != OTASTREAM_MORE || body->length > 0 || input->length == 0) {
            break;
        }
        int event = in_body ? otastream_message_read_body(message, input, body)
                            : otastream_message_read_lines(message, input);
        response->result = in_body ? take_body_event(response, event, body->length)
                                   : take_line_event(response, event);
    }
    if (response->result == OTASTREAM_DONE && input->length > 0) {
        response->result = OTASTREAM_ERR_EXCESS;
    }
    if (response->result != OTASTREAM_MORE && response->result != OTASTREAM_DONE) {
        body->length = 0;
    }
    return response->result;
}

enum otastream_result otastream_response_end(struct otastream_response *response)
{
    if (response->result == OTASTREAM_MORE) {
        response->result =
            response->part == BODY_TO_THE_END && judge_length(response, 0, 1) == OTASTREAM_MORE
                ? OTASTREAM_DONE
                : OTASTREAM_ERR_CUT;
    }
    return response->result;
}
