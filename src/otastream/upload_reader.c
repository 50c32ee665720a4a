/* SPDX-License-Identifier: MIT */
#include "otastream/upload_reader.h"

#include "message.h"
#include "upload_form.h"

#define HASH_CONTENT_TYPE 0xFCF70995u /* content-type */
#define HASH_EXPECT 0x96DA6B58u       /* expect */
#define HASH_FORM 0xDCED728Du         /* multipart/form-data */
#define HASH_100_CONTINUE 0x0F8961DAu /* 100-continue */
/* With the case that they must have. */
#define HASH_GET 0x96E6BE77u  /* GET */
#define HASH_POST 0x7302A987u /* POST */
#define HASH_PUT 0xEE29AE0Eu  /* PUT */

enum part { HEADER, BODY, TRAILER };
enum word { METHOD, TARGET, VERSION };

enum otastream_result otastream_upload_begin(struct otastream_upload *upload, uint32_t minimum,
                                             uint32_t maximum, char *target, uint16_t target_size)
{
    *upload = (struct otastream_upload){.result = OTASTREAM_MORE,
                                        .minimum = minimum,
                                        .maximum = maximum,
                                        .target = target,
                                        .target_size = target_size,
                                        .message.room = OTASTREAM_HEADER_MAX};
    otastream_message_begin(&upload->message);
    if (minimum > maximum || maximum > UINT32_MAX - OTASTREAM_HEADER_MAX) {
        upload->result = OTASTREAM_ERR_ARGUMENT;
    }
    if (target != NULL && target_size > 0) {
        target[0] = '\0';
    }
    return upload->result;
}

static enum otastream_result take_method(struct otastream_upload *upload)
{
    uint32_t hash = upload->message.hash;
    upload->is_page = hash == HASH_GET;
    otastream_message_begin_copy(&upload->message, upload->target, upload->target_size);
    return upload->is_page || hash == HASH_POST || hash == HASH_PUT ? OTASTREAM_MORE
                                                                    : OTASTREAM_ERR_METHOD;
}

static enum otastream_result take_target(struct otastream_upload *upload)
{
    int is_wanted = upload->message.copy_size > 0;
    int fits = otastream_message_end_copy(&upload->message);
    if (upload->message.size == 0) {
        return OTASTREAM_ERR_HEADER;
    }
    return fits || !is_wanted ? OTASTREAM_MORE : OTASTREAM_ERR_TARGET;
}

/* Three words, and the line ends with the last of them only. */
static enum otastream_result take_word(struct otastream_upload *upload)
{
    struct otastream_message *message = &upload->message;
    uint8_t index = message->words++;
    if ((index == VERSION) != (message->stopped_by == '\r')) {
        return OTASTREAM_ERR_HEADER;
    }
    if (index == METHOD) {
        return take_method(upload);
    }
    return index == TARGET ? take_target(upload) : otastream_message_take_version(message);
}

static enum otastream_result take_value(struct otastream_upload *upload)
{
    struct otastream_message *message = &upload->message;
    if (upload->part != HEADER) {
        return OTASTREAM_MORE;
    }
    if (message->name == HASH_CONTENT_TYPE && message->hash == HASH_FORM) {
        upload->is_form = 1;
    }
    if (message->name == HASH_EXPECT) {
        upload->wants_continue = 1;
        return message->hash == HASH_100_CONTINUE ? OTASTREAM_MORE : OTASTREAM_ERR_EXPECT;
    }
    return otastream_message_take_framing(message);
}

static enum otastream_result judge_length(const struct otastream_upload *upload, uint32_t length)
{
    uint32_t around = upload->is_form ? OTASTREAM_HEADER_MAX : 0;
    if (length > upload->maximum + around) {
        return OTASTREAM_ERR_TOO_LONG;
    }
    return length < upload->minimum ? OTASTREAM_ERR_TOO_SHORT : OTASTREAM_MORE;
}

static enum otastream_result end_header(struct otastream_upload *upload)
{
    struct otastream_message *message = &upload->message;
    if (upload->part == TRAILER) {
        return OTASTREAM_DONE;
    }
    upload->header_over = 1;
    if (upload->is_page) {
        return OTASTREAM_PAGE;
    }
    upload->part = BODY;
    if (upload->is_form) {
        otastream_upload_form_begin(upload);
    }
    otastream_message_begin_body(message, message->length);
    if (message->is_chunked) {
        return OTASTREAM_MORE;
    }
    return message->has_length ? judge_length(upload, message->length)
                               : OTASTREAM_ERR_LENGTH_MISSING;
}

/* After the last byte of the body. */
static enum otastream_result judge_file(const struct otastream_upload *upload)
{
    enum otastream_result result = OTASTREAM_MORE;
    if (upload->is_form) {
        result = otastream_upload_form_judge(upload);
    }
    if (result == OTASTREAM_MORE && upload->position < upload->minimum) {
        result = OTASTREAM_ERR_TOO_SHORT;
    }
    return result;
}

/* Of a form, what is not taken goes back: it is the end of what the input had. */
static enum otastream_result take_data(struct otastream_upload *upload,
                                       struct otastream_span *input, struct otastream_span *file)
{
    if (!upload->is_form) {
        upload->position += (uint32_t)file->length;
        return OTASTREAM_MORE;
    }
    struct otastream_span data = *file;
    file->length = 0;
    enum otastream_result result = otastream_upload_form_read(upload, &data, file);
    input->bytes -= data.length;
    input->length += data.length;
    upload->message.remaining += (uint32_t)data.length;
    return result;
}

static enum otastream_result take_line_event(struct otastream_upload *upload, int event)
{
    switch (event) {
    case MESSAGE_WORD:
        return take_word(upload);
    case MESSAGE_NAME:
        upload->message.split = upload->message.name == HASH_CONTENT_TYPE ? ';' : 0;
        return OTASTREAM_MORE;
    case MESSAGE_VALUE:
        return take_value(upload);
    case MESSAGE_HEADER_END:
        return end_header(upload);
    default:
        return (enum otastream_result)event;
    }
}

static enum otastream_result take_body_event(struct otastream_upload *upload, int event,
                                             struct otastream_span *input,
                                             struct otastream_span *file)
{
    switch (event) {
    case MESSAGE_CHUNK:
        return !upload->is_form && upload->message.remaining > upload->maximum - upload->position
                   ? OTASTREAM_ERR_TOO_LONG
                   : OTASTREAM_MORE;
    case MESSAGE_DATA:
        return take_data(upload, input, file);
    case MESSAGE_TRAILER:
        upload->part = TRAILER;
        otastream_message_begin_lines(&upload->message);
        return judge_file(upload);
    default:
        return (enum otastream_result)event;
    }
}

enum otastream_result otastream_upload_read(struct otastream_upload *upload,
                                            struct otastream_span *input,
                                            struct otastream_span *file)
{
    struct otastream_message *message = &upload->message;
    int event = OTASTREAM_MORE;
    file->length = 0;
    for (;;) {
        int in_body = upload->part == BODY;
        if (upload->result == OTASTREAM_MORE && in_body &&
            otastream_message_body_is_over(message)) {
            upload->result = judge_file(upload);
            upload->result = upload->result == OTASTREAM_MORE ? OTASTREAM_DONE : upload->result;
        }
        if (upload->result != OTASTREAM_MORE || file->length > 0 || input->length == 0 ||
            event == MESSAGE_HEADER_END) {
            break;
        }
        event = in_body ? otastream_message_read_body(message, input, file)
                        : otastream_message_read_lines(message, input);
        upload->result =
            in_body ? take_body_event(upload, event, input, file) : take_line_event(upload, event);
    }
    if (upload->result == OTASTREAM_DONE && input->length > 0) {
        upload->result = OTASTREAM_ERR_EXCESS;
    }
    if (upload->result != OTASTREAM_MORE && upload->result != OTASTREAM_DONE) {
        file->length = 0;
    }
    return upload->result;
}

enum otastream_result otastream_upload_end(struct otastream_upload *upload)
{
    if (upload->result == OTASTREAM_MORE) {
        upload->result = OTASTREAM_ERR_CUT;
    }
    return upload->result;
}
