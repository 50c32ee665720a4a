/* SPDX-License-Identifier: MIT */
/**
 * Writes an image into a slot, from pieces of any size as they come from a network.
 *
 * Each sector is erased just before its first byte is written, and each page is read back and
 * compared. One call does one erase or one write at most, so that the caller can feed a watchdog
 * in between. A transfer that broke off goes on where it was: the next byte is that at position.
 *
 * Nothing is judged here: see stream_update.h. With the storage of appverify/head_last.h what was
 * written is not bootable before it was judged.
 */
#ifndef OTASTREAM_SLOT_STREAM_H
#define OTASTREAM_SLOT_STREAM_H

#include "appverify/appverify.h"
#include "otastream/http_message.h"
#include "otastream/stream_result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where to write. */
struct otastream_slot_target {
    const struct appverify_storage *storage; /**< with read, write and erase; must stay */
    uint32_t offset;         /**< flash offset of the slot, bytes, a multiple of 4096 */
    uint32_t limit;          /**< length of the slot, bytes: nothing else is erased or written */
    uint32_t running_offset; /**< flash offset of the slot that runs, bytes. Where the slots are
                                  linked for different addresses, that of any code in flash less
                                  0x40200000 is in it. On maps 5, 6, 8 and 9 both are linked for
                                  the same ones: the boot loader's choice says it. */
    uint32_t running_length; /**< of it, bytes, not 0: no slot that overlaps is written */
    uint32_t *page;          /**< RAM of page_size bytes; must stay */
    uint32_t page_size;      /**< bytes, a power of two from 4 to 4096; 256 is a page of the chip */
};

/** State of a writer. The caller owns it and may read the first two fields. */
struct otastream_slot {
    enum otastream_result result; /**< so far */
    uint32_t position;            /**< bytes of the image taken so far */

    const struct appverify_storage *storage; /* from here on private */
    uint8_t *page;
    uint32_t page_size;
    uint32_t offset;
    uint32_t limit;
    uint32_t length;
    uint32_t written; /* bytes; what is between it and position is in the page */
    uint32_t erased;  /* bytes from the start of the slot */
};

/**
 * Begins an image. Touches no flash.
 *
 * @param slot    out
 * @param target  in, copied
 * @param length  in, of the image, bytes
 * @return OTASTREAM_MORE; RUNNING_SLOT; SLOT_ROOM: an image that is longer than the slot, or whose
 *         last sector is not all in it; ARGUMENT: no image, a function of the storage is missing,
 *         an offset, length or size that is not as above. It stays the result of this image
 *
 * Stack below 48 bytes.
 */
enum otastream_result otastream_slot_begin(struct otastream_slot *slot,
                                           const struct otastream_slot_target *target,
                                           uint32_t length);

/**
 * Takes the next bytes, as many as fit into the page, and then erases a sector or writes the page
 * when that is due. The last write is filled up to a word with FF.
 *
 * @param slot   in and out
 * @param input  in: what arrived, at any address; out: what of it was not taken. NULL: nothing
 *               arrived
 * @return OTASTREAM_MORE: give more; AGAIN: there is work left, call again, with or without input;
 *         DONE: all was written and compared; TOO_LONG: more than the image; ERASE, WRITE,
 *         READ_BACK; WRITTEN_WRONG: the flash has something else; STATE. Other than MORE and AGAIN
 *         it stays, but DONE becomes TOO_LONG when more follows.
 *
 * Stack below 160 bytes beside the functions of the storage. At most 4 instructions of the LX106
 * a byte beside these.
 */
enum otastream_result otastream_slot_write(struct otastream_slot *slot,
                                           struct otastream_span *input);

/**
 * Nothing more will come.
 *
 * @param slot  in and out
 * @return TOO_SHORT instead of OTASTREAM_MORE, else as otastream_slot_write
 *
 * Stack below 32 bytes.
 */
enum otastream_result otastream_slot_end(struct otastream_slot *slot);

#ifdef __cplusplus
}
#endif
#endif
