/* SPDX-License-Identifier: MIT */
/* A client, and a server as the test wants it: what it sends, and where it fails. */
#ifndef OTASTREAM_TESTS_PULL_SERVER_H
#define OTASTREAM_TESTS_PULL_SERVER_H

#include "feed.h"
#include "otastream/redirect.h"
#include "update_device.h"

#define SERVER_REQUEST_MAX 512u
#define SERVER_TICK 10u         /* milliseconds */
#define SERVER_PERIOD 3600u     /* seconds, as the client is configured */
#define SERVER_WAIT_MAX 100000u /* ticks for one check */

/* Which file a request is for. */
enum server_file { FILE_MANIFEST, FILE_NAMED, FILE_FIXED, FILE_OTHER, FILES };

/* What a connection does, beside serving. */
enum server_trouble {
    SERVER_GOOD,
    SERVER_SILENT,   /* no answer to the connection, and none to the first close */
    SERVER_REFUSES,  /* closes at once */
    SERVER_CUTS,     /* closes after so many bytes of the body */
    SERVER_STALLS,   /* sends no more after so many */
    SERVER_TRICKLES, /* a byte of the body each 10 seconds, after so many */
    SERVER_IGNORES,  /* the request: sends nothing */
};

struct pull_server {
    struct otastream_pull client;
    struct otastream_pull_config config;
    struct otastream_pull_network network;
    struct otastream_redirects redirects;
    char location[40];
    char request_buffer[SERVER_REQUEST_MAX];

    /* set by the test */
    uint32_t status[FILES];    /* 0: 200 or 206 */
    const char *header[FILES]; /* header lines besides, each with its end */
    enum server_trouble trouble;
    uint32_t trouble_after; /* bytes of the body */
    uint32_t troubles;      /* so many connections for files that come with it */
    enum server_file trouble_file;
    int32_t excess; /* bytes behind the manifest; below 0: of it, that are missing */
    int ignores_range;
    const char *content_range; /* other than the right one */
    uint32_t piece;            /* bytes that arrive at once */
    int may_commit;
    uint32_t random;

    /* seen by the test */
    char request[SERVER_REQUEST_MAX]; /* the last one, ended by NUL */
    uint32_t requests[FILES];
    uint32_t offset;      /* of the last Range, 0: none */
    uint32_t image_bytes; /* sent of all images */
    uint32_t connections;
    uint32_t reports;
    enum otastream_result result; /* of the last report */
    int is_connected;

    /* private */
    enum server_file file;
    uint32_t is_troubled;
    uint32_t closes;
    int is_new;
    char head[SERVER_REQUEST_MAX];
    uint32_t head_size;
    uint32_t head_sent;
    uint32_t body_from;
    uint32_t body_sent;
    uint32_t body_size;
    uint32_t idle; /* milliseconds without a byte */
};

extern struct pull_server server;

/* A device that runs 1.0.0.0 from the slot that is not given, and a server with 1.2.3.4. */
void server_setup(uint32_t slot);

/* A reset of the device: a client that is new. */
void server_restart_device(void);

/* One tick of the client, and what the network does meanwhile. */
void server_tick(void);

/* The wait, and the check after it, up to its report. Its result. */
enum otastream_result server_check(void);

#endif
