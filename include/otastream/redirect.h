/* SPDX-License-Identifier: MIT */
/** Follows redirects of a server to another place on itself (RFC 9110 section 15.4). */
#ifndef OTASTREAM_REDIRECT_H
#define OTASTREAM_REDIRECT_H

#include "otastream/pull_client.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The redirects that a product follows. The caller owns it, the fields are private. */
struct otastream_redirects {
    /* Of the Location in buffer the target, within it; NULL when it is on another host. */
    const char *(*target)(const struct otastream_redirects *redirects, const char *host,
                          uint16_t port);
    char *buffer;
    uint16_t size;
    uint16_t most;
    uint16_t followed; /* for the current file */
};

/**
 * Sets it up, for the configuration of a client.
 *
 * A Location is followed when it is a path from "/" on, or "http://" with the host and port of the
 * configuration: the device's network says nothing about other hosts, and https is not spoken.
 * Files are still judged by their signatures alone.
 *
 * @param redirects  out; must stay as long as the client
 * @param buffer     in, RAM for a Location; must stay likewise
 * @param size       in, of buffer, bytes, 2 to 65535; a longer Location is not followed
 * @param most       in, redirects to follow for one file, 1 to 65535
 *
 * Stack below 32 bytes. That of a client that follows: 64 more at most.
 */
void otastream_redirects_init(struct otastream_redirects *redirects, char *buffer, uint16_t size,
                              uint16_t most);

#ifdef __cplusplus
}
#endif
#endif
