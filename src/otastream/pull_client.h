/* SPDX-License-Identifier: MIT */
/* The parts of the pull client. */
#ifndef OTASTREAM_SRC_PULL_CLIENT_H
#define OTASTREAM_SRC_PULL_CLIENT_H

#include "otastream/pull_client.h"

/*
 * Writes the request for the file that the update is at into the client's buffer. location: target
 * of a redirect, NULL for none. DONE, ROOM, ARGUMENT, TEXT.
 */
enum otastream_result otastream_pull_write_request(const struct otastream_pull *client,
                                                   const char *location, size_t *length);

/* The wait until the next check, by how the last one ended; sets retry. */
void otastream_pull_set_wait(struct otastream_pull *client);

/* Seconds, and a random part of so many more, as milliseconds. */
uint32_t otastream_pull_spread(const struct otastream_pull *client, uint32_t seconds,
                               uint32_t jitter);

#endif
