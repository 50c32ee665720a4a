/* SPDX-License-Identifier: MIT */
/*
 * The lines and the framing of HTTP messages, for the readers of answers and of uploads.
 *
 * Both functions that read take bytes until something happened that the reader of the message has
 * to know: an event, or an error of enum otastream_result. Words are not kept but hashed (FNV-1a,
 * 32 bits): comparing costs neither a buffer nor constants in DRAM.
 */
#ifndef OTASTREAM_SRC_MESSAGE_H
#define OTASTREAM_SRC_MESSAGE_H

#include "otastream/http_message.h"
#include "otastream/stream_result.h"

/* OTASTREAM_MORE, when the input is used up, is one too; the errors have higher numbers. */
enum message_event {
    MESSAGE_WORD = 2,   /* a word of the start line, which one: words */
    MESSAGE_NAME,       /* of a header line, hash in name; copy and split may be set now */
    MESSAGE_VALUE,      /* its value or, when it is split, a word of it */
    MESSAGE_HEADER_END, /* the empty line; also of a trailer, or of the header of a part */
    MESSAGE_CHUNK,      /* a chunk begins, its size is in remaining */
    MESSAGE_DATA,       /* a span of the body */
    MESSAGE_TRAILER,    /* the last chunk has come: header lines follow */
};

/* Hashes of names and values in lower case. */
#define HASH_CONTENT_ENCODING 0x03E2ED88u  /* content-encoding */
#define HASH_CONTENT_LENGTH 0x4DF9451Du    /* content-length */
#define HASH_TRANSFER_ENCODING 0xDDB4744Cu /* transfer-encoding */
#define HASH_CHUNKED 0xD31F4213u           /* chunked */
#define HASH_IDENTITY 0xA945349Bu          /* identity */
/* With the case that they must have. */
#define HASH_HTTP_1_0 0xF69731FBu /* HTTP/1.0 */
#define HASH_HTTP_1_1 0xF5973068u /* HTTP/1.1 */

#define MESSAGE_NO_NUMBER UINT32_MAX

static inline uint32_t message_hash_step(uint32_t hash, uint32_t byte)
{
    return (hash ^ byte) * 0x01000193u;
}

/* Begins a message, at its start line: in state of zeros, or after an answer 1xx. */
void otastream_message_begin(struct otastream_message *message);

/* Header lines follow: of a trailer, or of a part. */
void otastream_message_begin_lines(struct otastream_message *message);

/* Lines: MESSAGE_WORD, _NAME, _VALUE, _HEADER_END; HEADER, HEADER_SIZE. */
int otastream_message_read_lines(struct otastream_message *message, struct otastream_span *input);

/* A body of remaining bytes, or of chunks, follows. */
void otastream_message_begin_body(struct otastream_message *message, uint32_t remaining);

/* The body: MESSAGE_CHUNK, _DATA, _TRAILER; CHUNK. Takes nothing after a body without chunks. */
int otastream_message_read_body(struct otastream_message *message, struct otastream_span *input,
                                struct otastream_span *data);

/* Whether the body is over. One of chunks is over with its trailer, which this does not see. */
int otastream_message_body_is_over(const struct otastream_message *message);

/* Takes bytes that are neither header nor file from what such bytes may come to: HEADER_SIZE. */
enum otastream_result otastream_message_spend(struct otastream_message *message, size_t length);

/* The next word is copied to the buffer (NULL: it is not), and ends there with NUL once
 * otastream_message_end_copy is called: 0 when it was too long, which leaves an empty text. */
void otastream_message_begin_copy(struct otastream_message *message, char *buffer, uint16_t size);
int otastream_message_end_copy(struct otastream_message *message);

/* 1 when the word is digits only and at most 4294967288: number is its value. */
int otastream_message_has_number(const struct otastream_message *message);

/* The word is the version: HEADER when it is neither HTTP/1.0 nor HTTP/1.1. */
enum otastream_result otastream_message_take_version(struct otastream_message *message);

/* The value of a line that says how the body is sent, or of another line:
 * LENGTH, TRANSFER_ENCODING, CONTENT_ENCODING, FRAMING. */
enum otastream_result otastream_message_take_framing(struct otastream_message *message);

#endif
