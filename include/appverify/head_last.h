/* SPDX-License-Identifier: MIT */
/**
 * Head last: nothing in the inactive slot is bootable before it was judged.
 *
 * A boot loader checks no signature. It starts whatever begins with the right byte, so an image
 * that is refused, or whose transfer breaks off, must not lie in the slot as one it would start.
 * This is a storage on top of that of the flash: it keeps the first word of the slot in RAM, and
 * the flash has FF FF FF FF there. Reading through it shows the word. The commit writes it when
 * everything was judged and the store is written, right before it switches.
 *
 * A firmware hands its storage to what writes the slot, and to the verifier:
 *
 *     static struct appverify_head_last slot;
 *     appverify_head_last_init(&slot, &flash, &policy);
 *     config.storage = &slot.storage;
 *
 * There is nothing else to call: a commit with this storage writes the word by itself. A slot that
 * was written through it but is judged without it is refused, with DIGEST.
 *
 * - The first sector of the slot is erased first. No other sector can be erased through it while
 *   the slot is not known to begin with an erased word, so what was there before cannot be started
 *   any more when it is no longer whole.
 * - Nothing has to be discarded when an update fails: the word is in RAM alone. Erasing the first
 *   sector forgets it.
 * - A reset loses the word: the slot is not bootable, and the update begins again, or goes on when
 *   somebody else kept the word and writes it once more (otastream/stream_journal.h).
 * - It is for the slot. The store of the counter, and whatever else is in the flash, is written
 * with the storage of the flash.
 */
#ifndef APPVERIFY_HEAD_LAST_H
#define APPVERIFY_HEAD_LAST_H

#include <stdint.h>

#include "appverify/appverify.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The caller owns it. It stays where it is for as long as anybody uses its storage. */
struct appverify_head_last {
    struct appverify_storage storage; /**< to be used in place of that of the flash */
    /* private */
    const struct appverify_storage *flash;
    const struct appverify_policy *policy;
    uint32_t head; /* the first word as it was written; all bits set: none was */
};

/**
 * Sets it up, with no word held back: what is in the slot is read as it is.
 *
 * Its functions return what those of the flash do, and besides:
 * - write: APPVERIFY_ERR_WRITE when it begins below the slot and reaches into it
 * - erase: APPVERIFY_ERR_WRITE for any sector but the slot's first while the first word in the
 * flash is not FF FF FF FF, or cannot be read
 * - make_bootable: APPVERIFY_OK when the flash has the word, or there is none;
 *   APPVERIFY_ERR_WRITE when it does not read back as it was written
 *
 * At most 48 bytes of stack beside the functions of the flash. No allocation.
 *
 * @param overlay  out
 * @param flash    in, with read, write, erase and crc32; must stay
 * @param policy   in, that of the verifier's configuration; must stay. slot_offset is read in every
 *                 call: a multiple of 4096 that does not change from the first erase of an update
 *                 to the end of its commit
 */
void appverify_head_last_init(struct appverify_head_last *overlay,
                              const struct appverify_storage *flash,
                              const struct appverify_policy *policy);

#ifdef __cplusplus
}
#endif
#endif
