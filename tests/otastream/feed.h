/* SPDX-License-Identifier: MIT */
/* Feeds messages to the readers of otastream in pieces, and keeps what comes out. */
#ifndef OTASTREAM_TESTS_FEED_H
#define OTASTREAM_TESTS_FEED_H

#include "check.h"
#include "otastream/response_reader.h"
#include "otastream/upload_reader.h"

#define FEED_BODY_MAX 1024u

struct feed {
    struct otastream_response response;
    struct otastream_upload upload;
    int is_upload;
    uint8_t body[FEED_BODY_MAX];
    uint32_t body_size;
    char text[64]; /* of a Location, or the target */
};

extern struct feed feed;

/* A message, and what has to come of it. */
struct feed_case {
    const char *bytes;
    size_t size;
    const char *body; /* NULL: not compared */
    enum otastream_result result;
    uint32_t status;
};

/* Of a text, which may hold NUL. */
#define FEED_CASE(text, body, result, status)                                                      \
    {                                                                                              \
        text, sizeof(text) - 1, body, result, status                                               \
    }

size_t text_size(const char *text);
int same_text(const char *one, const char *other);

/* Begins a request for bytes of a file from an offset on. */
void feed_begin_response(uint32_t minimum, uint32_t maximum, uint32_t offset);
void feed_begin_upload(uint32_t minimum, uint32_t maximum);

/* Feeds one piece as callers do. What comes out must lie in it and be told as it is. */
enum otastream_result feed_piece(const char *bytes, size_t size);

/* The connection ends. */
enum otastream_result feed_end(void);

/* Reads the whole message from its begin and compares: in pieces of each size up to the whole. */
void feed_in_pieces(const struct feed_case *one, void (*begin)(void));

/* The same for every way to cut it into three. */
void feed_in_three(const struct feed_case *one, void (*begin)(void));

#endif
