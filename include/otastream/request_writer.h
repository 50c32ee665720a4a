/* SPDX-License-Identifier: MIT */
/** Writes the request for a file: GET by HTTP/1.1, one request a connection (RFC 9110, 9112). */
#ifndef OTASTREAM_REQUEST_WRITER_H
#define OTASTREAM_REQUEST_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "otastream/stream_result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A request. All texts end with NUL and lie where bytes can be read, on the chip in DRAM. */
struct otastream_request {
    const char *host;         /**< name, IPv4 address, or IPv6 address in brackets */
    uint16_t port;            /**< 1 to 65535; 80, the default, is left out of Host as servers
                                   that choose by name want it */
    const char *target;       /**< path and query, from the first "/" on, with %XX where needed */
    const char *target_end;   /**< appended to target; NULL: nothing */
    const char *user_agent;   /**< such as "lamp/1.4.2": some servers refuse who has none */
    uint32_t offset;          /**< first byte wanted; 0: the whole file, without Range */
    const char *const *lines; /**< more header lines, such as "Authorization: Basic eDp5", without
                                   their line end; NULL when there are none */
    uint32_t line_count;
};

/**
 * Writes a request. It asks for the file as it is ("Accept-Encoding: identity") and for the end of
 * the connection after it.
 *
 * @param request  in
 * @param buffer   out, the request, not ended by NUL; of no meaning after an error
 * @param size     in, bytes of buffer; some 130 more than the texts are enough
 * @param length   out, bytes written, set on success
 * @return OTASTREAM_DONE; ROOM; ARGUMENT: port 0; TEXT: a text is missing or
 *         empty, has a control character (CR, LF) or one that is not ASCII, or a blank where none
 *         may be; a target that does not begin with "/"; a line without a name and a colon
 *
 * Stack below 160 bytes.
 */
enum otastream_result otastream_request_write(const struct otastream_request *request, char *buffer,
                                              size_t size, size_t *length);

#ifdef __cplusplus
}
#endif
#endif
