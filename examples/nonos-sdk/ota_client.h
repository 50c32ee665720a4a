/* SPDX-License-Identifier: MIT */
/**
 * The update client: fetches manifest and image over HTTP, lets appverify judge them, and switches.
 *
 * It knows nothing of the SDK: the network, the flash and the passing of time are the caller's.
 * Everything that takes time, and every call into the network, happens in ota_client_tick; the
 * events of the network only leave a note or store what they brought. So it holds the rule of the
 * SDK that a connection is not ended inside one of its own callbacks.
 */
#ifndef OTA_CLIENT_H
#define OTA_CLIENT_H

#include "appverify/commit.h"
#include "appverify/head_last.h"
#include "http_response.h"

#define OTA_TICK_MS 10u /**< how often ota_client_tick is to be called */
#define OTA_TICKS(seconds) ((seconds)*1000u / OTA_TICK_MS)
#define OTA_STEP_BYTES 4096u      /**< hashed in one tick, some 4 ms */
#define OTA_STALL_SECONDS 15u     /**< without a connection, or without a byte */
#define OTA_TRANSFER_SECONDS 600u /**< for one file, however it trickles */
#define OTA_RETRY_SECONDS 60u   /**< after a failed transfer, doubled each time up to the period */
#define OTA_MANIFEST_SIZE 1052u /**< the longest signed part and two RSA-2048 signatures, bytes */
#define OTA_REQUEST_SIZE 256u   /**< of an HTTP request, bytes */
#define OTA_STAGING_SIZE 256u   /**< a page of the flash chip; divides a sector */

/** How a check for an update ended. */
enum ota_outcome {
    OTA_UNDECIDED = 0,   /**< it goes on; never reported */
    OTA_SWITCHING = 1,   /**< the new image was committed; the platform resets */
    OTA_UP_TO_DATE = 2,  /**< the release on the server is not newer */
    OTA_ERR_CONFIG = 3,  /**< host and path do not fit into a request */
    OTA_ERR_NETWORK = 4, /**< no connection, it broke off, or it stalled */
    OTA_ERR_HTTP = 5,    /**< the response; detail: enum http_result */
    OTA_ERR_FLASH = 6,   /**< erase or write failed */
    OTA_ERR_REFUSED = 7, /**< appverify said no; detail: enum appverify_result */
    OTA_ERR_SWITCH = 8,  /**< the switch failed, and either slot may be next; the platform resets */
    OTA_ON_TRIAL = 9,    /**< there is a newer release, but this firmware is on trial */
};

/** One TCP connection at a time to the server. */
struct ota_network {
    /** Starts to connect; ota_client_connected follows when it worked. */
    void (*connect)(void *context);
    /** Sends text, which stays as it is until the connection is closed. */
    void (*send)(void *context, const char *text, size_t length);
    /** Ends what connect began, in whatever state; ota_client_closed follows, or comes at once. */
    void (*close)(void *context);
    void *context;
};

/** A version, as in the manifest. */
struct ota_version {
    uint32_t major;
    uint32_t minor;
    uint32_t patch;
    uint32_t build;
};

/** What a client works with; it and all it points to must stay. */
struct ota_config {
    const struct ota_network *network;
    const struct appverify_storage *storage; /**< the flash's own */
    struct appverify_crypto *crypto;
    const struct appverify_policy *policy; /**< for the other slot; a higher stored counter wins */
    const struct appverify_commit *commit;
    const char *host;           /**< for the Host field */
    const char *path;           /**< ".manifest", ".user1.bin" and ".user2.bin" are appended */
    struct ota_version running; /**< only a higher version is installed */
    uint32_t period;            /**< ticks between two checks, above 0 */
    uint32_t first_wait;        /**< ticks before the first one */
    /** Called at the end of every check; may be NULL. */
    void (*report)(enum ota_outcome outcome, uint32_t detail);
};

/** State of a client; the caller owns it, the fields are private. */
struct ota_client {
    const struct ota_config *config;
    uint32_t state;
    uint32_t wait;            /* ticks until something must have happened */
    uint32_t deadline;        /* ticks that the transfer may still take */
    uint32_t retry;           /* ticks until the next check, should this transfer fail */
    enum ota_outcome outcome; /* of the transfer */
    uint8_t is_image;         /* which file is fetched */
    uint8_t is_open;          /* between connect and ota_client_closed */
    uint8_t is_connected;
    uint8_t is_alive; /* something arrived since the last tick */
    uint8_t on_trial;
    struct http_response response;
    struct appverify_policy policy;
    struct appverify_head_last slot; /* the other one, which is not bootable until the commit */
    struct appverify_config verify;
    struct appverify_context context;
    uint32_t received; /* bytes of the file */
    uint32_t staging[OTA_STAGING_SIZE / 4];
    uint32_t manifest[OTA_MANIFEST_SIZE / 4];
    char request[OTA_REQUEST_SIZE];
};

/**
 * Sets a client up. A firmware that is still on trial judges what the server offers and installs
 * nothing: the other slot is its way back.
 *
 * @param client  out
 * @param config  in
 */
void ota_client_start(struct ota_client *client, const struct ota_config *config);

/**
 * To be called every OTA_TICK_MS from a timer, never from a callback of the network. The longest
 * calls are the erase of a sector, some 50 ms, a piece of the body, 3 ms, and a step of a
 * signature's check: less than 1 ms with appbin's own crypto, with mbedTLS some 22 ms for ECDSA in
 * slices and 100 ms for RSA-2048.
 *
 * @param client  in and out
 */
void ota_client_tick(struct ota_client *client);

/** What the network reports. A received piece may cost the erase of a sector and some writes. */
void ota_client_connected(struct ota_client *client);
void ota_client_received(struct ota_client *client, const uint8_t *bytes, size_t length);
void ota_client_closed(struct ota_client *client);

#endif
