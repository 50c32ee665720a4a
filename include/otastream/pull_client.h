/* SPDX-License-Identifier: MIT */
/**
 * The client that asks a server for updates: manifest first, then the image, over HTTP.
 *
 * It knows no operating system: the network and the passing of time are the caller's. Every call
 * into the network happens in otastream_pull_tick; the events of the network leave a note, or write
 * what they brought. So it holds the rule of the vendor's SDK that a connection is not ended inside
 * one of its own callbacks.
 *
 * For the path "/lamp/lamp" it asks for
 *
 *     /lamp/lamp.manifest             small, replaced with each release
 *     /lamp/lamp.3fa94c01.user2.bin   the image, by the name of the release: never replaced
 *     /lamp/lamp.user2.bin            once, when there is no file of that name (404, 410)
 *
 * A transfer that breaks off goes on where it was, by Range, without another look at the manifest;
 * with a journal (otastream/stream_journal.h) even after a reset. When it fails in another way,
 * three times with nothing of the rest, or twelve times without a connection or with the status 429
 * or 500 and more, the next try begins with the manifest again.
 *
 * Tries that fail become rarer: a minute, then twice as long each time, up to the period. What was
 * judged and refused is not asked for before the period is over, but for an image that came in
 * parts: that is a try that failed.
 */
#ifndef OTASTREAM_PULL_CLIENT_H
#define OTASTREAM_PULL_CLIENT_H

#include "otastream/response_reader.h"
#include "otastream/stream_update.h"

#ifdef __cplusplus
extern "C" {
#endif

#define OTASTREAM_PULL_RETRY 60u          /**< seconds after a first try that failed */
#define OTASTREAM_PULL_STALL 15u          /**< seconds without a connection, or without a byte */
#define OTASTREAM_PULL_TIME 600u          /**< seconds for one file, however it trickles */
#define OTASTREAM_PULL_PERIOD_MAX 864000u /**< seconds, ten days */

/** One TCP connection at a time. Called from otastream_pull_tick only. */
struct otastream_pull_network {
    /** Begins to connect; otastream_pull_connected follows when it worked. */
    void (*connect)(void *context, const char *host, uint16_t port);
    /** Sends bytes, which stay as they are until the connection is closed. */
    void (*send)(void *context, const char *bytes, size_t length);
    /**
     * Ends what connect began, in whatever state it is; otastream_pull_closed follows, or comes
     * at once. Called again when it does not follow for OTASTREAM_PULL_STALL seconds.
     */
    void (*close)(void *context);
    void *context;
};

struct otastream_pull;
struct otastream_redirects; /* otastream/redirect.h */

/** What a client works with. It and all it points to must stay. */
struct otastream_pull_config {
    const struct otastream_pull_network *network;
    struct otastream_update *update; /**< set up; may be used by others in between */
    const char *host;                /**< as in struct otastream_request, as the next ones */
    uint16_t port;
    const char *path; /**< from the first "/" on; ".manifest" and so on are appended */
    const char *user_agent;
    const char *const *lines; /**< more header lines, such as an authorization; NULL: none */
    uint32_t line_count;
    char *request;         /**< RAM for a request */
    uint32_t request_size; /**< bytes; some 150 more than the texts are enough */
    uint32_t period;       /**< seconds between two checks, 1 to OTASTREAM_PULL_PERIOD_MAX */
    uint32_t first;        /**< seconds before the first one, up to OTASTREAM_PULL_PERIOD_MAX */
    uint32_t jitter;       /**< seconds, likewise: every wait is longer by a random part of them,
                                that after a failed try by half of itself at most. All devices of a
                                house start in the same second after a power cut: without it they
                                ask in the same second, too */
    /** 32 random bits: on the chip the word at 0x3FF20E44. Not NULL where there is jitter. */
    uint32_t (*random)(void *context);
    struct otastream_redirects *redirects; /**< NULL: a redirect is an error */
    /** Whether to switch to an image that is ready: not 0 for yes. Asked in each tick until then.
     * NULL: at once. */
    int (*may_commit)(void *context);
    /** Called at the end of each check: result, status and wait are those of the client. After
     * DONE, and REFUSED_SWITCH, the device is to be reset. NULL: not wanted. */
    void (*report)(void *context, const struct otastream_pull *client);
    void *context; /**< for random, may_commit and report */
};

/** State of a client. The caller owns it and may read the first fields. */
struct otastream_pull {
    enum otastream_result result; /**< of the last check: DONE, the new firmware is committed; what
                                       otastream_response_read, otastream_update_step and
                                       otastream_request_write return; CONNECT, STALLED, TIME,
                                       REDIRECTS, OTHER_HOST; ABORTED: another update took its
                                       place */
    uint16_t status;              /**< of the last answer; 0: none */
    uint32_t wait;                /**< milliseconds to the next check */

    const struct otastream_pull_config *config; /* from here on private */
    uint32_t retry;                             /* milliseconds */
    uint32_t stall;                             /* milliseconds left, as the next one */
    uint32_t time;
    uint32_t update_number; /* of the update that is this client's */
    size_t request_length;
    uint32_t resumed_at; /* position at the begin of the transfer */
    uint8_t state;
    uint8_t is_open;      /* from connect to otastream_pull_closed */
    uint8_t is_connected; /* and nothing was sent yet */
    uint8_t is_alive;     /* something arrived since the last tick */
    uint8_t is_fixed;     /* the image is asked for by its fixed name */
    uint8_t is_resuming;  /* an image that broke off */
    uint8_t vain;         /* tries to resume that brought no byte */
    struct otastream_response response;
};

/**
 * Sets a client up; once in a boot.
 *
 * @param client  out
 * @param config  in
 * @return OTASTREAM_DONE; ARGUMENT: something is missing, or a number of seconds is out of range.
 *         Then ticks do nothing
 *
 * Stack below 80 bytes.
 */
enum otastream_result otastream_pull_init(struct otastream_pull *client,
                                          const struct otastream_pull_config *config);

/**
 * Does what is due. To be called every 10 ms or so, never from a callback of the network. Its
 * longest calls are the erase of a sector, some 50 ms, and a step of otastream_update_step.
 *
 * @param client        in and out
 * @param milliseconds  in, since the last call; below 2^31
 *
 * Stack below 64 bytes beside otastream_update_step, 260 beside the functions of the network.
 */
void otastream_pull_tick(struct otastream_pull *client, uint32_t milliseconds);

/**
 * Checks in the next tick, instead of when the wait is over.
 *
 * @param client  in and out. Nothing changes when a check is under way
 *
 * Stack below 32 bytes.
 */
void otastream_pull_check_now(struct otastream_pull *client);

/**
 * The connection was made.
 *
 * @param client  in and out
 *
 * Stack below 32 bytes.
 */
void otastream_pull_connected(struct otastream_pull *client);

/**
 * Bytes arrived. All of them are taken; a piece of 1460 may cost one erase of a sector and six
 * writes, with a journal once two erases and eight writes.
 *
 * @param client  in and out
 * @param bytes   in, at any address
 * @param length  in, of bytes
 *
 * Stack below 64 bytes beside otastream_update_step.
 */
void otastream_pull_received(struct otastream_pull *client, const uint8_t *bytes, size_t length);

/**
 * There is no connection any more: the other side or an error has ended it, or close has.
 *
 * @param client  in and out
 *
 * Stack below 32 bytes.
 */
void otastream_pull_closed(struct otastream_pull *client);

#ifdef __cplusplus
}
#endif
#endif
