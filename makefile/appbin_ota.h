/* SPDX-License-Identifier: MIT */
/**
 * Signed updates for an application of the vendor's non-OS SDK, or RTOS SDK 2.x: one structure, one
 * call in user_init.
 *
 *     #include "appbin_ota.h"
 *     static const struct appbin_ota updates = {.host = "192.168.1.10", .path = "/lamp"};
 *     appbin_ota_start(&updates);
 *
 * Brought in by appbin.mk: docs/makefile.md, docs/makefile-rtos.md. Version and security counter of
 * what runs are read from the manifest in the running slot. Keys, vendor, product and flash map
 * were compiled in.
 */
#ifndef APPBIN_OTA_H
#define APPBIN_OTA_H

#ifdef __cplusplus
extern "C" {
#endif

/** What appbin_ota_start returns. */
#define APPBIN_OTA_STARTED 0
#define APPBIN_OTA_ARGUMENT 1 /**< host or path is missing, or a number is out of range */
#define APPBIN_OTA_NO_SLOT                                                                         \
    2 /**< this image was linked for no slot: not by "make release"; or the boot loader's header   \
           has a flash map with another slot 2 */
#define APPBIN_OTA_STORE                                                                           \
    3 /**< the store's sectors lie in a slot, or in a partition that the                           \
           application has registered for something else */

#define APPBIN_OTA_MEMORY 4 /**< RTOS SDK: no heap for the task */

/** Where updates come from. It and all it points to must stay. */
struct appbin_ota {
    const char *host;              /**< name or IPv4 address of the server, without http:// */
    unsigned short port;           /**< TCP port; 0: 80 */
    const char *path;              /**< from the first "/" on; ".manifest", ".NAME.userN.bin" and
                                        so on are appended */
    unsigned int period_seconds;   /**< between two checks, up to 864000; 0: 3600 */
    unsigned int store_sectors[2]; /**< flash offsets of two sectors in which security counter and
                                        trial are kept; 0, 0: those of the flash map. Never to be
                                        changed once devices are sold */
    unsigned char confirms_itself; /**< 1: a new firmware is kept when the application calls
                                        appbin_ota_confirm; 0: when it has fetched and judged a
                                        manifest */
    const char *const *lines;      /**< more header lines of a request, such as an authorization;
                                        NULL: none. Host, path and lines have up to 230 bytes in
                                        all: with more a check ends with result 11 */
    unsigned int line_count;       /**< of lines */
    /**
     * Called at the end of each check, in a timer's callback or in the task. NULL: not wanted.
     *
     * result: a number of docs/ota-errors.md; http_status: of the last answer, 0: there was none
     */
    void (*checked)(int result, int http_status);
};

/**
 * Starts updates; once, in user_init. It joins no network: it works while the station has an
 * address. Says on the console what runs and how it begins.
 *
 * Does the accounting of trials: a new firmware that was not confirmed in three boots, of five
 * minutes at most each, goes back to the old one. So does one for which this fails, as long as its
 * trial is found in its store_sectors or those of the map. Not so one that crashes before this
 * call: nothing counts its boots. So call it early.
 *
 * @param ota  in
 * @return APPBIN_OTA_STARTED, or why not, which is also printed: ARGUMENT, NO_SLOT, STORE, MEMORY
 *
 * At most 1,300 bytes of stack. Its memory is static, nothing is allocated but by the SDK's
 * network. A timer of 10 ms does the work and needs up to 1,500 bytes of stack. With the RTOS SDK
 * that is a task named "appbin", of priority APPBIN_OTA_PRIORITY, 2, with a stack of
 * APPBIN_OTA_STACK words, 768, which are allocated.
 */
int appbin_ota_start(const struct appbin_ota *ota);

/**
 * The firmware works: ends its trial. From any task. To be called where confirms_itself is set; may
 * be called at any time after the start, as often as wanted. Takes effect within a second.
 */
void appbin_ota_confirm(void);

/** Checks now, instead of when the period is over. From any task. */
void appbin_ota_check_now(void);

#ifdef __cplusplus
}
#endif
#endif
