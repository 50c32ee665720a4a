/* SPDX-License-Identifier: MIT */
/** Results of otastream. The values are pinned, and none is used for another meaning later. */
#ifndef OTASTREAM_STREAM_RESULT_H
#define OTASTREAM_STREAM_RESULT_H

#include "appverify/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Result of a call. A function names the one answer that means success; all that is not among the
 * answers 1 to 9 is an error. State of zeros, which was never begun, is an error too.
 *
 *     0          no state          60 to 79    the slot
 *     1 to 9     answers           80 to 99    update, bundle
 *     10 to 19   the call          100 to 119  client: network, time, redirects
 *     20 to 39   an HTTP message   120 to 199  free
 *     40 to 49   an HTTP answer    200 to 239  appverify refused: its error and 200
 *     50 to 59   an upload         240 to 255  free
 */
enum otastream_result {
    OTASTREAM_ERR_STATE = 0, /**< nothing was begun, or a call out of order */

    OTASTREAM_MORE = 1,         /**< not finished: wants more input */
    OTASTREAM_DONE = 2,         /**< finished, all of it was good */
    OTASTREAM_NOT_MODIFIED = 3, /**< status 304: what the caller has is current */
    OTASTREAM_PAGE = 4,         /**< no upload but a GET: the caller answers with a page */
    OTASTREAM_AGAIN = 5,        /**< not finished: has work to do, call again */
    OTASTREAM_UP_TO_DATE = 6,   /**< the release that is offered is the one that runs */
    OTASTREAM_UNCHANGED = 7,    /**< the manifest is one that was already found not to be newer */

    OTASTREAM_ERR_ARGUMENT = 10, /**< an argument that makes no sense */
    OTASTREAM_ERR_ROOM = 11,     /**< the buffer is too small */
    OTASTREAM_ERR_TEXT = 12,     /**< a character that must not be there, such as CR or LF */

    OTASTREAM_ERR_HEADER = 20,            /**< malformed start line or header line */
    OTASTREAM_ERR_HEADER_SIZE = 21,       /**< more than OTASTREAM_HEADER_MAX beside the body */
    OTASTREAM_ERR_LENGTH = 22,            /**< Content-Length: no number, or two different ones */
    OTASTREAM_ERR_FRAMING = 23,           /**< both Content-Length and Transfer-Encoding */
    OTASTREAM_ERR_TRANSFER_ENCODING = 24, /**< other than one "chunked", or in HTTP/1.0 */
    OTASTREAM_ERR_CONTENT_ENCODING = 25,  /**< compressed: other than "identity" */
    OTASTREAM_ERR_CHUNK = 26,             /**< malformed chunk */
    OTASTREAM_ERR_TOO_LONG = 27,          /**< the body is longer than wanted */
    OTASTREAM_ERR_TOO_SHORT = 28,         /**< the body is shorter than wanted */
    OTASTREAM_ERR_CUT = 29,               /**< the connection ended before the message */
    OTASTREAM_ERR_EXCESS = 30,            /**< bytes after the message */

    OTASTREAM_ERR_STATUS = 40,        /**< another status, which the reader has */
    OTASTREAM_ERR_REDIRECT = 41,      /**< another status of 300 to 399 */
    OTASTREAM_ERR_RANGE = 42,         /**< status 416: the server does not have this range */
    OTASTREAM_ERR_CONTENT_RANGE = 43, /**< status 206 with another range than the wanted one */

    OTASTREAM_ERR_METHOD = 50,         /**< neither POST, PUT nor GET */
    OTASTREAM_ERR_TARGET = 51,         /**< the target is longer than the caller's buffer */
    OTASTREAM_ERR_LENGTH_MISSING = 52, /**< neither Content-Length nor chunked */
    OTASTREAM_ERR_EXPECT = 53,         /**< another expectation than "100-continue" */
    OTASTREAM_ERR_FORM = 54,           /**< malformed multipart/form-data */
    OTASTREAM_ERR_NO_FILE = 55,        /**< a form without a file, or none was chosen */
    OTASTREAM_ERR_PATH = 56,           /**< a target that is not that of updates */

    OTASTREAM_ERR_RUNNING_SLOT = 60,  /**< the slot overlaps the firmware that runs */
    OTASTREAM_ERR_SLOT_ROOM = 61,     /**< the image is longer than the slot */
    OTASTREAM_ERR_ERASE = 62,         /**< the flash could not be erased */
    OTASTREAM_ERR_WRITE = 63,         /**< the flash could not be written */
    OTASTREAM_ERR_READ_BACK = 64,     /**< what was written could not be read */
    OTASTREAM_ERR_WRITTEN_WRONG = 65, /**< what was written reads back as something else */

    OTASTREAM_ERR_LOWER_VERSION = 80, /**< a good release, but of a lower version */
    OTASTREAM_ERR_ON_TRIAL = 81,     /**< a newer release, but the firmware that runs is on trial */
    OTASTREAM_ERR_TRIAL_FAILED = 82, /**< the release that failed its trial is offered again */
    OTASTREAM_ERR_ABORTED = 83,      /**< the caller has ended it */

    OTASTREAM_ERR_CONNECT = 100, /**< no connection: refused, no such host, or no answer in time */
    OTASTREAM_ERR_STALLED = 101, /**< no byte for too long */
    OTASTREAM_ERR_TIME = 102,    /**< the file took too long */
    OTASTREAM_ERR_REDIRECTS = 103,  /**< more redirects than the product follows */
    OTASTREAM_ERR_OTHER_HOST = 104, /**< a redirect to another host, to https, or a Location that is
                                         missing, or too long */

    /* appverify/result.h says what they mean. */
    OTASTREAM_REFUSED_UNDECIDED = 200 + APPVERIFY_ERR_UNDECIDED,         /**< 201 */
    OTASTREAM_REFUSED_CONFIG = 200 + APPVERIFY_ERR_CONFIG,               /**< 202 */
    OTASTREAM_REFUSED_READ = 200 + APPVERIFY_ERR_READ,                   /**< 203 */
    OTASTREAM_REFUSED_NOT_FOUND = 200 + APPVERIFY_ERR_NOT_FOUND,         /**< 204 */
    OTASTREAM_REFUSED_FORMAT = 200 + APPVERIFY_ERR_FORMAT,               /**< 205 */
    OTASTREAM_REFUSED_VERSION = 200 + APPVERIFY_ERR_VERSION,             /**< 206 */
    OTASTREAM_REFUSED_CRITICAL = 200 + APPVERIFY_ERR_CRITICAL,           /**< 207 */
    OTASTREAM_REFUSED_CRYPTO = 200 + APPVERIFY_ERR_CRYPTO,               /**< 208 */
    OTASTREAM_REFUSED_SIGNATURE = 200 + APPVERIFY_ERR_SIGNATURE,         /**< 209 */
    OTASTREAM_REFUSED_VENDOR = 200 + APPVERIFY_ERR_VENDOR,               /**< 210 */
    OTASTREAM_REFUSED_CLASS = 200 + APPVERIFY_ERR_CLASS,                 /**< 211 */
    OTASTREAM_REFUSED_MAP = 200 + APPVERIFY_ERR_MAP,                     /**< 212 */
    OTASTREAM_REFUSED_SLOT = 200 + APPVERIFY_ERR_SLOT,                   /**< 213 */
    OTASTREAM_REFUSED_LENGTH = 200 + APPVERIFY_ERR_LENGTH,               /**< 214 */
    OTASTREAM_REFUSED_ROLLBACK = 200 + APPVERIFY_ERR_ROLLBACK,           /**< 215 */
    OTASTREAM_REFUSED_DIGEST = 200 + APPVERIFY_ERR_DIGEST,               /**< 216 */
    OTASTREAM_REFUSED_STRUCTURE = 200 + APPVERIFY_ERR_STRUCTURE,         /**< 217 */
    OTASTREAM_REFUSED_MANIFEST_COPY = 200 + APPVERIFY_ERR_MANIFEST_COPY, /**< 218 */
    OTASTREAM_REFUSED_CRC = 200 + APPVERIFY_ERR_CRC,                     /**< 219 */
    OTASTREAM_REFUSED_STATE = 200 + APPVERIFY_ERR_STATE,                 /**< 220 */
    OTASTREAM_REFUSED_CHANGED = 200 + APPVERIFY_ERR_CHANGED,             /**< 221 */
    OTASTREAM_REFUSED_WRITE = 200 + APPVERIFY_ERR_WRITE,                 /**< 222 */
    OTASTREAM_REFUSED_STORE = 200 + APPVERIFY_ERR_STORE,                 /**< 223 */
    OTASTREAM_REFUSED_SWITCH =
        200 + APPVERIFY_ERR_SWITCH,                    /**< 224: either slot may be next, reset */
    OTASTREAM_REFUSED_BOOT = 200 + APPVERIFY_ERR_BOOT, /**< 225 */
};

/**
 * Names a result, for logs. In a file of its own: where nothing calls it, its texts, which take
 * DRAM on the chip, are not linked.
 *
 * @param result  in, any value
 * @return a constant string such as "CONTENT_ENCODING", never NULL; "UNKNOWN" for other values
 *
 * Stack below 32 bytes.
 */
const char *otastream_result_name(enum otastream_result result);

#ifdef __cplusplus
}
#endif
#endif
