/* SPDX-License-Identifier: MIT */
/** Writes the answer to an upload: a status and one line of text (RFC 9110, 9112). */
#ifndef OTASTREAM_ANSWER_WRITER_H
#define OTASTREAM_ANSWER_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "otastream/stream_result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An answer. All texts end with NUL and lie where bytes can be read, on the chip in DRAM. */
struct otastream_answer {
    uint32_t status;          /**< 100 to 599, such as 100, 200, 405, 411, 413, 422 */
    const char *text;         /**< one line for a person, printable ASCII, without its end; for
                                   100 to 199 ignored, there is no body */
    const char *const *lines; /**< more header lines, such as "Allow: POST, PUT" for 405, without
                                   their line end; NULL when there are none */
    uint32_t line_count;
};

/**
 * Writes an answer. After one of 200 or more the connection is to be closed.
 *
 * @param answer  in
 * @param buffer  out, the answer, not ended by NUL; of no meaning after an error
 * @param size    in, bytes of buffer; some 100 more than the texts are enough
 * @param length  out, bytes written, set on success
 * @return OTASTREAM_DONE; ROOM; ARGUMENT: another status; TEXT: the text is missing, or it or a
 *         line has a control character (CR, LF) or one that is not ASCII, or a line has no name
 *
 * Stack below 160 bytes.
 */
enum otastream_result otastream_answer_write(const struct otastream_answer *answer, char *buffer,
                                             size_t size, size_t *length);

#ifdef __cplusplus
}
#endif
#endif
