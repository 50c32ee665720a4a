/* SPDX-License-Identifier: MIT */
/**
 * Takes an update that is posted to the device: a bundle, by POST or PUT to the product's own HTTP
 * server, as curl or a browser's form sends it. Ends with one answer: a status and a line of text.
 *
 * Like the client (otastream/pull_client.h) it knows no operating system: connection and time are
 * the caller's, and every call into the network happens in otastream_push_tick. One connection at a
 * time; a second one is for the caller to refuse. It may share an update with a client: who posts
 * goes first, and what the client was at is given up, also an image that is ready and waits for its
 * commit. So whoever reaches the server can hold updates back for as long as he goes on posting.
 *
 * A bundle that is refused is read to its end, so that the answer is not lost with the connection;
 * a sender that waits for "100 Continue" is told at once. Nobody is asked for a password: what
 * decides is the signature. A product that wants one asks before it hands the bytes over.
 *
 * A release that is newer can be posted by anybody who has it, with another image or with half of
 * it, and each time the slot is erased. So each upload whose image is taken makes the pause longer
 * before the next one is: none after the first, then 1, 3, 7 seconds and so on, up to an hour. In
 * it an upload is answered with 503. A reset ends it. Erases are some 13 of a sector in the first
 * hour, then one an hour.
 */
#ifndef OTASTREAM_PUSH_SERVER_H
#define OTASTREAM_PUSH_SERVER_H

#include "otastream/bundle_reader.h"
#include "otastream/upload_reader.h"

#ifdef __cplusplus
extern "C" {
#endif

#define OTASTREAM_PUSH_STALL 15u /**< seconds without a byte */
#define OTASTREAM_PUSH_TIME 600u /**< seconds for one request, however it trickles */
#define OTASTREAM_PUSH_LINGER                                                                      \
    2u /**< seconds that the other side has to close, after the answer                             \
        */
#define OTASTREAM_PUSH_PAUSE_MAX 3600u  /**< seconds between two uploads that erase, at most */
#define OTASTREAM_PUSH_TARGET_SIZE 32u  /**< of the target of a request, with its NUL */
#define OTASTREAM_PUSH_ANSWER_SIZE 160u /**< of an answer, at least; more for longer names */

/** The connection. Called from otastream_push_tick only. */
struct otastream_push_network {
    /** Sends bytes, which stay as they are until the next ones, or until the connection is closed.
     */
    void (*send)(void *context, const char *bytes, size_t length);
    /** Ends the connection; otastream_push_closed follows, or comes at once. */
    void (*close)(void *context);
    void *context;
};

struct otastream_push;

/** What a server works with. It and all it points to must stay. */
struct otastream_push_config {
    const struct otastream_push_network *network;
    struct otastream_update *update; /**< set up */
    const char *target;              /**< such as "/update"; another one gets 404 */
    const char *page;                /**< answer to a GET, with its header, page_size bytes: such as
                                          a form that posts. NULL: 405. Must stay as it is */
    size_t page_size;
    char *answer;         /**< RAM for an answer */
    uint32_t answer_size; /**< bytes, OTASTREAM_PUSH_ANSWER_SIZE at least */
    const char *(*name)(enum otastream_result result); /**< otastream_result_name, for the answer;
                                                            NULL: its number alone */
    /** Whether to switch to an image that is ready: 0 for no. Then the answer is 202, and the
     * product calls otastream_update_commit itself. NULL: at once. */
    int (*may_commit)(void *context);
    /** Called at the end of each connection, with its result. After DONE and REFUSED_SWITCH the
     * device is to be reset; DONE with an update in OTASTREAM_UPDATE_READY waits for its commit.
     * NULL: not wanted. */
    void (*report)(void *context, enum otastream_result result);
    void *context; /**< for may_commit and report */
};

/** State of a server. The caller owns it, the fields are private. */
struct otastream_push {
    const struct otastream_push_config *config;
    enum otastream_result result; /* of the update */
    uint32_t stall;               /* milliseconds left */
    uint32_t time;                /* likewise, of the request */
    uint32_t pause;               /* likewise, in which no update begins */
    uint32_t next_pause;
    uint32_t update_number; /* of the update that is this connection's */
    uint8_t state;
    uint8_t is_open;
    uint8_t is_alive; /* something arrived since the last tick */
    uint8_t is_begun; /* the header is over */
    uint8_t has_continued;
    uint8_t has_image; /* the update took its manifest */
    struct otastream_upload upload;
    struct otastream_bundle bundle;
    char target[OTASTREAM_PUSH_TARGET_SIZE];
};

/**
 * Sets a server up; once in a boot.
 *
 * @param push    out
 * @param config  in
 * @return OTASTREAM_DONE; ARGUMENT: something is missing, or too small. Then no connection is
 *         taken
 *
 * Stack below 64 bytes.
 */
enum otastream_result otastream_push_init(struct otastream_push *push,
                                          const struct otastream_push_config *config);

/**
 * A connection was made.
 *
 * @param push  in and out
 * @return OTASTREAM_MORE; STATE: there is one already, which this does not change, or the update is
 *         not set up. Then the caller ends it, and tells nobody
 *
 * Stack below 96 bytes.
 */
enum otastream_result otastream_push_connected(struct otastream_push *push);

/**
 * Bytes arrived. All of them are taken; a piece of 1460 may cost one erase of a sector and six
 * writes, with a journal once two erases and eight writes, and one of them the check of the
 * signatures: some 30 ms with appverify's own crypto. Behind the manifest a journal is compared in
 * the same call: all sectors that it has are read, and their CRC is taken.
 *
 * @param push    in and out
 * @param bytes   in, at any address
 * @param length  in, of bytes
 *
 * Stack below 120 bytes beside otastream_update_step.
 */
void otastream_push_received(struct otastream_push *push, const uint8_t *bytes, size_t length);

/**
 * There is no connection any more.
 *
 * @param push  in and out
 *
 * Stack below 32 bytes.
 */
void otastream_push_closed(struct otastream_push *push);

/**
 * Does what is due. To be called every 10 ms or so, never from a callback of the network.
 *
 * @param push          in and out
 * @param milliseconds  in, since the last call; below 2^31
 *
 * Stack below 120 bytes beside otastream_update_step, 260 beside the functions of the network.
 */
void otastream_push_tick(struct otastream_push *push, uint32_t milliseconds);

#ifdef __cplusplus
}
#endif
#endif
