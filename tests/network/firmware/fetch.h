/* SPDX-License-Identifier: MIT */
/* One file over HTTP into an update. */
#ifndef NETWORK_FETCH_H
#define NETWORK_FETCH_H

#include "otastream/stream_update.h"

/* Where the update server is, and its releases: PATH.manifest and so on. */
struct fetch_server {
    const char *host;
    uint16_t port;
    const char *path;
};

/*
 * Fetches PATH and ending, minimum to maximum bytes of it, and gives it to the update, which stands
 * before it. status: out, of HTTP; 0 without an answer. Returns OTASTREAM_DONE, or what the reader
 * of the answer says; what the update says stays in it.
 */
enum otastream_result fetch_file(const struct fetch_server *server, const char *ending,
                                 uint32_t minimum, uint32_t maximum,
                                 struct otastream_update *update, uint16_t *status);

#endif
