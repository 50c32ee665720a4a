/* SPDX-License-Identifier: MIT */
/**
 * Reads an HTTP/1.x response piece by piece, however it is cut. Strict on purpose: status 200 and
 * one plain Content-Length, or it is an error. No copy of the body, no heap, freestanding C99.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <stddef.h>
#include <stdint.h>

#define HTTP_HEADER_MAX 2048u /**< longest header, bytes, its empty line included */
#define HTTP_LINE_MAX 64u     /**< how much of a header line is looked at, bytes */

enum http_result {
    HTTP_MORE = 0,     /**< not finished */
    HTTP_DONE = 1,     /**< the whole body was seen, and nothing after it */
    HTTP_ERR_HEADER,   /**< malformed, or longer than HTTP_HEADER_MAX */
    HTTP_ERR_STATUS,   /**< another status than 200 */
    HTTP_ERR_LENGTH,   /**< Content-Length missing, twice, no number, or out of range */
    HTTP_ERR_ENCODING, /**< there is a Transfer-Encoding */
    HTTP_ERR_EXCESS,   /**< bytes after the body */
};

/** State of a reader; the caller owns it, the fields are private but for the first two. */
struct http_response {
    enum http_result result; /**< so far */
    uint32_t length;         /**< Content-Length, once the header is over */
    uint32_t minimum;
    uint32_t maximum;
    uint32_t remaining; /* of the body */
    uint32_t header_size;
    uint32_t line_size; /* of the current line, also when it is longer than the buffer */
    uint8_t in_body;
    uint8_t has_status;
    uint8_t has_length;
    uint8_t after_cr;
    char line[HTTP_LINE_MAX];
};

/**
 * Begins a response.
 *
 * @param response  out
 * @param minimum   in, least Content-Length to accept, bytes
 * @param maximum   in, greatest one
 */
void http_response_begin(struct http_response *response, uint32_t minimum, uint32_t maximum);

/**
 * Takes the next bytes.
 *
 * @param response  in and out
 * @param bytes     in: what arrived; out: the part of it that belongs to the body
 * @param length    in and out, bytes; 0 when nothing of it is body, and after every error
 * @return response->result; an error stays
 */
enum http_result http_response_read(struct http_response *response, const uint8_t **bytes,
                                    size_t *length);

#endif
