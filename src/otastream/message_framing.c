/* SPDX-License-Identifier: MIT */
#include "message.h"

enum otastream_result otastream_message_take_version(struct otastream_message *message)
{
    message->minor = message->hash == HASH_HTTP_1_1;
    return message->minor || message->hash == HASH_HTTP_1_0 ? OTASTREAM_MORE : OTASTREAM_ERR_HEADER;
}

/* The same length said twice is harmless (RFC 9112 section 6.3). */
static enum otastream_result take_length(struct otastream_message *message)
{
    if (!otastream_message_has_number(message) ||
        (message->has_length && message->length != message->number)) {
        return OTASTREAM_ERR_LENGTH;
    }
    message->has_length = 1;
    message->length = message->number;
    return message->is_chunked ? OTASTREAM_ERR_FRAMING : OTASTREAM_MORE;
}

static enum otastream_result take_transfer_encoding(struct otastream_message *message)
{
    if (message->hash != HASH_CHUNKED || message->is_chunked || !message->minor) {
        return OTASTREAM_ERR_TRANSFER_ENCODING;
    }
    message->is_chunked = 1;
    return message->has_length ? OTASTREAM_ERR_FRAMING : OTASTREAM_MORE;
}

enum otastream_result otastream_message_take_framing(struct otastream_message *message)
{
    if (message->name == HASH_CONTENT_LENGTH) {
        return take_length(message);
    }
    if (message->name == HASH_TRANSFER_ENCODING) {
        return take_transfer_encoding(message);
    }
    if (message->name == HASH_CONTENT_ENCODING && message->size > 0 &&
        message->hash != HASH_IDENTITY) {
        return OTASTREAM_ERR_CONTENT_ENCODING;
    }
    return OTASTREAM_MORE;
}
