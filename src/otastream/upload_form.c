/* SPDX-License-Identifier: MIT */
#include "upload_form.h"

#include "message.h"

#define HASH_CONTENT_DISPOSITION 0xE7D03E5Cu /* content-disposition */
#define HASH_FILENAME 0x3F110988u            /* filename */
#define HASH_NO_TEXT 0xFFCAAA85u             /* "" */

#define LINE_END_SIZE 2u
#define DELIMITER_MIN 5u /* CR, LF, "--" and a byte */

enum form_state {
    FIRST_LINE,
    DELIMITER_FEED,
    PART_LINES,
    PART_BODY,
    AFTER_DELIMITER,
    LAST_DASH,
    EPILOGUE,
};

void otastream_upload_form_begin(struct otastream_upload *upload)
{
    upload->form = FIRST_LINE;
    upload->delimiter[0] = '\r';
    upload->delimiter[1] = '\n';
    upload->delimiter_size = LINE_END_SIZE;
}

enum otastream_result otastream_upload_form_judge(const struct otastream_upload *upload)
{
    if (upload->form != EPILOGUE) {
        return OTASTREAM_ERR_FORM;
    }
    return upload->has_file ? OTASTREAM_MORE : OTASTREAM_ERR_NO_FILE;
}

/* A part has a file when it has a name of one: a form where none was chosen sends an empty one. */
static void take_disposition(struct otastream_upload *upload)
{
    const struct otastream_message *message = &upload->message;
    if (message->name != HASH_CONTENT_DISPOSITION) {
        return;
    }
    if (upload->name_follows) {
        upload->part_is_file =
            !upload->has_file && message->size > 0 && message->hash != HASH_NO_TEXT;
    }
    upload->name_follows = message->hash == HASH_FILENAME && message->stopped_by == '=';
}

static enum otastream_result take_part_lines(struct otastream_upload *upload,
                                             struct otastream_span *data)
{
    int event = otastream_message_read_lines(&upload->message, data);
    if (event == MESSAGE_NAME) {
        upload->message.split = ';';
    } else if (event == MESSAGE_VALUE) {
        take_disposition(upload);
    } else if (event == MESSAGE_HEADER_END) {
        upload->has_file |= upload->part_is_file;
        upload->form = PART_BODY;
    } else {
        return (enum otastream_result)event;
    }
    return OTASTREAM_MORE;
}

/* Bytes of the part's body are the file's, or are skipped. */
static enum otastream_result give(struct otastream_upload *upload, const uint8_t *bytes,
                                  size_t length, struct otastream_span *file)
{
    if (!upload->part_is_file) {
        return otastream_message_spend(&upload->message, length);
    }
    if (length > upload->maximum - upload->position) {
        return OTASTREAM_ERR_TOO_LONG;
    }
    upload->position += (uint32_t)length;
    file->bytes = bytes;
    file->length = length;
    return OTASTREAM_MORE;
}

static void advance(struct otastream_span *data, size_t length)
{
    data->bytes += length;
    data->length -= length;
}

/*
 * CR is the delimiter's first byte and nowhere else in it. So a match that fails has no other match
 * within it, and what was matched are the delimiter's own first bytes: these are given, as those of
 * the input may be gone.
 */
static enum otastream_result take_part_body(struct otastream_upload *upload,
                                            struct otastream_span *data,
                                            struct otastream_span *file)
{
    const uint8_t *at = data->bytes;
    const uint8_t *end = at + data->length;
    uint8_t matched = upload->matched;
    if (matched == 0) {
        while (at < end && *at != '\r') {
            at++;
        }
        if (at > data->bytes) {
            const uint8_t *start = data->bytes;
            size_t length = (size_t)(at - start);
            advance(data, length);
            return give(upload, start, length, file);
        }
    }
    while (at < end && matched < upload->delimiter_size && *at == upload->delimiter[matched]) {
        at++;
        matched++;
    }
    advance(data, (size_t)(at - data->bytes));
    upload->matched = matched;
    if (matched == upload->delimiter_size) {
        upload->form = AFTER_DELIMITER;
        return otastream_message_spend(&upload->message, matched);
    }
    if (at == end) {
        return OTASTREAM_MORE;
    }
    upload->matched = 0;
    return give(upload, upload->delimiter, matched, file);
}

static enum otastream_result take_first_line(struct otastream_upload *upload, uint8_t byte)
{
    uint8_t size = upload->delimiter_size;
    if (byte == '\r' && size >= DELIMITER_MIN && upload->delimiter[2] == '-' &&
        upload->delimiter[3] == '-') {
        upload->form = DELIMITER_FEED;
        return OTASTREAM_MORE;
    }
    if (byte < ' ' || size == sizeof upload->delimiter) {
        return OTASTREAM_ERR_FORM;
    }
    upload->delimiter[size] = byte;
    upload->delimiter_size++;
    return OTASTREAM_MORE;
}

static void begin_part(struct otastream_upload *upload)
{
    upload->form = PART_LINES;
    upload->matched = 0;
    upload->part_is_file = 0;
    upload->name_follows = 0;
    otastream_message_begin_lines(&upload->message);
}

/* After a delimiter: CR and LF and another part, or "--" and nothing that matters. */
static enum otastream_result take_frame(struct otastream_upload *upload, uint8_t byte)
{
    if (upload->form == FIRST_LINE) {
        return take_first_line(upload, byte);
    }
    if (upload->form == AFTER_DELIMITER && byte == '\r') {
        upload->form = DELIMITER_FEED;
    } else if (upload->form == AFTER_DELIMITER && byte == '-') {
        upload->form = LAST_DASH;
    } else if (upload->form == LAST_DASH && byte == '-') {
        upload->form = EPILOGUE;
    } else if (upload->form == DELIMITER_FEED && byte == '\n') {
        begin_part(upload);
    } else if (upload->form != EPILOGUE) {
        return OTASTREAM_ERR_FORM;
    }
    return OTASTREAM_MORE;
}

enum otastream_result otastream_upload_form_read(struct otastream_upload *upload,
                                                 struct otastream_span *data,
                                                 struct otastream_span *file)
{
    enum otastream_result result = OTASTREAM_MORE;
    while (result == OTASTREAM_MORE && data->length > 0 && file->length == 0) {
        if (upload->form == PART_BODY) {
            result = take_part_body(upload, data, file);
        } else if (upload->form == PART_LINES) {
            result = take_part_lines(upload, data);
        } else {
            result = otastream_message_spend(&upload->message, 1);
            if (result == OTASTREAM_MORE) {
                result = take_frame(upload, *data->bytes);
                advance(data, 1);
            }
        }
    }
    return result;
}
