/* SPDX-License-Identifier: MIT */
/**
 * Reads a request that posts a file to the device, piece by piece, however it is cut.
 *
 * POST or PUT by HTTP/1.0 or 1.1 (RFC 9112), with Content-Length or chunked. The file is the body
 * itself, as "curl --data-binary" and "curl -T" send it, or the first part with a file name of a
 * multipart/form-data body (RFC 7578), as a browser's form and "curl -F" send it. Other parts are
 * skipped. The boundary is taken from the first line of the body, which is what it has to be; a
 * preamble, which nobody sends, is refused.
 *
 * As strict as response_reader.h. Who may post is not judged here, nor what: a page of another site
 * can make a browser in the house post here. Only a signature says more.
 */
#ifndef OTASTREAM_UPLOAD_READER_H
#define OTASTREAM_UPLOAD_READER_H

#include "otastream/http_message.h"
#include "otastream/stream_result.h"

#ifdef __cplusplus
extern "C" {
#endif

#define OTASTREAM_BOUNDARY_MAX 70u /**< longest boundary, bytes (RFC 2046 section 5.1.1) */

/** State of a reader. The caller owns it and may read the first four fields. */
struct otastream_upload {
    enum otastream_result result; /**< so far */
    uint16_t header_over;    /**< 1 when the header is over and good: target and the next are set */
    uint16_t wants_continue; /**< 1 when the sender waits for "100 Continue" before it sends the
                                  body: answer so, or with a refusal */
    uint32_t position;       /**< bytes of the file so far */

    uint32_t minimum; /* from here on private */
    uint32_t maximum;
    char *target;
    uint16_t target_size;
    uint8_t part;
    uint8_t form;
    uint8_t is_page;
    uint8_t is_form;
    uint8_t part_is_file;
    uint8_t has_file;
    uint8_t name_follows;
    uint8_t delimiter_size;
    uint8_t matched; /* bytes of the delimiter */
    struct otastream_message message;
    uint8_t delimiter[4 + OTASTREAM_BOUNDARY_MAX]; /* CR, LF, "--" and the boundary */
};

/**
 * Begins a request.
 *
 * @param upload       out
 * @param minimum      in, least length of the file, bytes
 * @param maximum      in, greatest one
 * @param target       out, path and query of the request, ended by NUL; used until header_over is
 *                     set. NULL: not wanted
 * @param target_size  in, bytes of target, the NUL included
 * @return OTASTREAM_MORE; ARGUMENT when maximum is less than minimum or above 4294950000; it stays
 *         the result of this request
 *
 * Stack below 64 bytes.
 */
enum otastream_result otastream_upload_begin(struct otastream_upload *upload, uint32_t minimum,
                                             uint32_t maximum, char *target, uint16_t target_size);

/**
 * Takes the next bytes. Stops after the header and after each span of the file: call again while
 * there is input and the result is OTASTREAM_MORE, as with otastream_response_read.
 *
 * Ends with OTASTREAM_DONE when the request is over, which after a form is later than the file's
 * last byte. An answer that is sent earlier may be lost with the connection.
 *
 * @param upload  in and out
 * @param input   in: what arrived; out: what of it was not taken
 * @param file    out, bytes of the file: within input, or within upload when bytes that came
 *                earlier looked like the begin of a boundary and were none. Valid until the next
 *                call. Length 0 when there are none, and after every error.
 * @return OTASTREAM_MORE, DONE; PAGE: a GET, at the end of its header; HEADER, HEADER_SIZE,
 *         LENGTH, FRAMING, TRANSFER_ENCODING, CONTENT_ENCODING, CHUNK, TOO_LONG, TOO_SHORT,
 *         EXCESS, METHOD, TARGET, LENGTH_MISSING, EXPECT, FORM, NO_FILE; STATE, ARGUMENT. Other
 *         than MORE it stays, but DONE becomes EXCESS when more follows.
 *
 * Stack below 240 bytes. At most 40 instructions of the LX106 a byte of the header, 10 a byte of
 * the file.
 */
enum otastream_result otastream_upload_read(struct otastream_upload *upload,
                                            struct otastream_span *input,
                                            struct otastream_span *file);

/**
 * The connection has ended.
 *
 * @param upload  in and out
 * @return as otastream_upload_read, but CUT instead of MORE
 *
 * Stack below 32 bytes.
 */
enum otastream_result otastream_upload_end(struct otastream_upload *upload);

#ifdef __cplusplus
}
#endif
#endif
