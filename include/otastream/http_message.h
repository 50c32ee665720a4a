/* SPDX-License-Identifier: MIT */
/** What the readers of HTTP messages share: spans of bytes, and their private state. */
#ifndef OTASTREAM_HTTP_MESSAGE_H
#define OTASTREAM_HTTP_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The most that a message may have beside its body, bytes: start line, header lines, answers 1xx,
 * trailer lines, and of a form all but the file. Single lines have no other limit. Real headers
 * reach 4 KB. What frames a chunk is not counted, but each of its lines is shorter than 256 bytes.
 */
#define OTASTREAM_HEADER_MAX 16384u

/** Bytes that belong to somebody else. */
struct otastream_span {
    const uint8_t *bytes;
    size_t length; /**< bytes */
};

/** State of a message; private. */
struct otastream_message {
    uint32_t hash;      /* of the current word */
    uint32_t name;      /* hash of the current line's name */
    uint32_t number;    /* the current word's value */
    uint32_t length;    /* Content-Length */
    uint32_t remaining; /* of the body, or of the chunk */
    char *copy;         /* where the current word is copied to */
    uint16_t copy_size;
    uint16_t size; /* of the current word */
    uint16_t room; /* what is left of OTASTREAM_HEADER_MAX */
    uint8_t state; /* of the header lines */
    uint8_t chunk_state;
    uint8_t chunk_line; /* bytes of the line that frames a chunk */
    uint8_t is_fresh;   /* a word begins */
    uint8_t has_blank;  /* a blank came, and perhaps more of the word */
    uint8_t split;      /* ';': words of this value end at ';' and '=' */
    uint8_t stopped_by; /* what ended the word */
    uint8_t case_bit;   /* set in every byte: 0x20 makes lower case */
    uint8_t words;      /* of the start line */
    uint8_t minor;      /* of HTTP/1.0, HTTP/1.1 */
    uint8_t has_length;
    uint8_t is_chunked;
};

#ifdef __cplusplus
}
#endif
#endif
