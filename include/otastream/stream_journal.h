/* SPDX-License-Identifier: MIT */
/**
 * The journal of a transfer: after a reset it goes on where it was, in whole sectors.
 *
 * It lies in the last whole sector of the slot, when the image leaves that free:
 *
 *     word 0        0x314A544F, the bytes "OTJ1"
 *     word 1        length of the image
 *     words 2 to 9  SHA-256 of the signed part of its manifest
 *     word 10       the first word of the image, which the slot does not have (head_last.h)
 *     word 11 on    CRC-32 of each sector that is whole, in their order; FF FF FF FF: not yet
 *
 * Each word is written once; the sector is erased once an update, behind the slot's first one. It
 * is used and never trusted: a sector counts when the flash still has what its CRC says, and the
 * image is verified as any other. When that refuses it, word 0 becomes 0: the next transfer begins
 * anew, not with the same bytes. A journal that is torn, worn or somebody else's makes an update
 * longer, nothing else, and an error of its flash is none of the update's.
 */
#ifndef OTASTREAM_STREAM_JOURNAL_H
#define OTASTREAM_STREAM_JOURNAL_H

#include "otastream/stream_update.h"

#ifdef __cplusplus
extern "C" {
#endif

/** State of a journal. The caller owns it, it stays where it is, and the fields are private. */
struct otastream_journal {
    /* The next piece of work: OTASTREAM_AGAIN, or MORE when there is none now. */
    enum otastream_result (*step)(struct otastream_journal *journal,
                                  const struct otastream_update *update,
                                  struct otastream_slot *slot);
    /* The image was refused. */
    void (*forget)(const struct otastream_update *update);
    uint32_t state;
    uint32_t sectors; /* that are in the journal, and good */
};

/**
 * Sets it up, for the configuration of an update.
 *
 * A step of the update then may also read one sector and take its CRC, or erase or write the
 * journal instead of the slot.
 *
 * @param journal  out
 *
 * Stack below 32 bytes. That of an update with a journal: 200 at most beside the functions of the
 * storage.
 */
void otastream_journal_init(struct otastream_journal *journal);

#ifdef __cplusplus
}
#endif
#endif
