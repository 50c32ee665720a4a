/* SPDX-License-Identifier: MIT */
/**
 * Reads an HTTP answer piece by piece, however it is cut, and hands out its body without a copy.
 *
 * HTTP/1.0 and 1.1 (RFC 9112), with Content-Length, chunked, or a body that ends with the
 * connection; whole (200) or the rest from an offset (206, RFC 9110 section 14). Answers 1xx are
 * skipped, trailers too. A header line may have any length; only the whole header is bounded.
 *
 * Strict where being lax is dangerous: sizes that contradict each other, are no plain numbers or
 * overflow, folded lines, control characters (NUL and a lone LF among them), blanks before a
 * colon, and every coding but "chunked" and "identity" are refused. Names of header lines are
 * recognized by a 32-bit hash, without regard to case: a server that finds another name of the
 * same hash gains nothing, it could have sent the right name.
 *
 * What comes out is still the word of whoever answered: only a signature says more.
 */
#ifndef OTASTREAM_RESPONSE_READER_H
#define OTASTREAM_RESPONSE_READER_H

#include "otastream/http_message.h"
#include "otastream/stream_result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What was asked for. */
struct otastream_wanted {
    uint32_t minimum; /**< least length of the whole file, bytes */
    uint32_t maximum; /**< greatest one; the same when the length is known */
    uint32_t offset;  /**< first byte asked for, by "Range: bytes=OFFSET-"; 0: the whole file.
                           Below maximum, and then the length must be known. */
    char *location;   /**< out: a redirect's Location, ended by NUL; empty when there was none, or
                           when it did not fit. The last one counts. May be NULL. */
    uint16_t location_size; /**< bytes of it, the NUL included */
};

/** State of a reader. The caller owns it and may read the first four fields. */
struct otastream_response {
    enum otastream_result result; /**< so far */
    uint16_t status;      /**< of the answer, as soon as it is known, also beside an error; 0: not
                               known. 100 to 999. */
    uint32_t retry_after; /**< Retry-After in seconds, up to 4294967288; 0: none, or a date. Set
                               when the header is over. */
    uint32_t position;    /**< where in the file the next body byte belongs, bytes from its start:
                               the offset after a 206, 0 after a 200 though an offset was wanted */

    struct otastream_wanted wanted; /* from here on private */
    struct otastream_message message;
    uint8_t part;
    uint8_t range_matches;
};

/**
 * Begins an answer.
 *
 * @param response  out
 * @param wanted    in, copied; its location buffer is used until the answer is over
 * @return OTASTREAM_MORE; ARGUMENT when maximum is less than minimum, or offset is neither 0 nor
 *         below a known length; it stays the result of this answer
 *
 * Stack below 64 bytes.
 */
enum otastream_result otastream_response_begin(struct otastream_response *response,
                                               const struct otastream_wanted *wanted);

/**
 * Takes the next bytes. Stops after each span of the body: call again while there is input and the
 * result is OTASTREAM_MORE. Who can use n bytes only, gives no more than n as input.
 *
 *     while (input.length > 0 && result == OTASTREAM_MORE) {
 *         result = otastream_response_read(&response, &input, &body);
 *         use(response.position - body.length, body);
 *     }
 *
 * Ends with OTASTREAM_DONE together with the last span, also when the connection stays open.
 *
 * @param response  in and out
 * @param input     in: what arrived; out: what of it was not taken
 * @param body      out, bytes of the file within input, valid as long as those; length 0 when there
 *                  are none, and after every error. Its last byte belongs to position - 1.
 * @return OTASTREAM_MORE, DONE, NOT_MODIFIED; HEADER, HEADER_SIZE, LENGTH, FRAMING,
 *         TRANSFER_ENCODING, CONTENT_ENCODING, CHUNK, TOO_LONG, TOO_SHORT, EXCESS, STATUS,
 *         REDIRECT, RANGE, CONTENT_RANGE; STATE, ARGUMENT. Other than MORE it stays, but DONE
 *         becomes EXCESS when more follows. STATUS and the two after it come at the end of the
 *         header, so that Location and Retry-After are known.
 *
 * Stack below 200 bytes. At most 40 instructions of the LX106 a byte of the header.
 */
enum otastream_result otastream_response_read(struct otastream_response *response,
                                              struct otastream_span *input,
                                              struct otastream_span *body);

/**
 * The connection has ended. Without Content-Length and chunks this ends the body, if it is as long
 * as wanted.
 *
 * @param response  in and out
 * @return as otastream_response_read, but CUT instead of MORE
 *
 * Stack below 32 bytes.
 */
enum otastream_result otastream_response_end(struct otastream_response *response);

#ifdef __cplusplus
}
#endif
#endif
