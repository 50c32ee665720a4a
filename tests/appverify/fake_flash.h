/* SPDX-License-Identifier: MIT */
/* A flash for tests: one slot that reads as erased after its content, two sectors; these, and the
 * slot where a test wants it, are erased and programmed by the rules of NOR flash; and read errors,
 * changes and power cuts on demand. */
#ifndef APPVERIFY_TESTS_FAKE_FLASH_H
#define APPVERIFY_TESTS_FAKE_FLASH_H

#include "appverify/appverify.h"

#define FAKE_FLASH_COUNTED 1024u
#define FAKE_FLASH_SECTORS 0x3F0000u /* flash offset of the two sectors, 4096 bytes each */
#define FAKE_FLASH_SECTOR_BYTES 64u  /* that are kept of each; the rest stays erased */

/* What a cut leaves of the write or erase that it hits. */
enum fake_cut { FAKE_CUT_BEFORE, FAKE_CUT_HALF, FAKE_CUT_AFTER, FAKE_CUTS };

struct fake_flash {
    uint8_t *bytes;       /* content of the slot from its start */
    uint32_t size;        /* of the content */
    uint32_t slot_offset; /* flash offset of the slot */
    uint32_t slot_limit;  /* reads beyond it are violations */
    uint32_t writable;    /* bytes of the slot's content that may be erased and written */
    uint8_t sectors[2][FAKE_FLASH_SECTOR_BYTES];

    uint32_t fail_at;       /* the read that fails, from 1; 0: none */
    uint32_t fail_reply;    /* what it returns */
    uint32_t change_at;     /* the read before which a byte changes, from 1; 0: none */
    uint32_t change_offset; /* which, in the slot */
    uint8_t change_mask;    /* bits that flip */
    uint32_t cut_at;        /* the write or erase that the power cut hits, from 1; 0: none */
    uint32_t cut;           /* enum fake_cut */
    uint32_t lose_writes;   /* 1: writes and erases do nothing and say they did */

    uint32_t reads;
    uint32_t changes;   /* writes and erases */
    uint32_t erases[2]; /* of each sector */
    uint32_t unpowered;
    uint32_t violations;                /* alignment, bounds, bits that programming would set */
    uint32_t highest;                   /* end of the highest read, in the slot */
    uint8_t counts[FAKE_FLASH_COUNTED]; /* how often each of the first bytes was read */
};

/* Serves bytes as the content of a slot, sectors erased, and puts the callbacks into storage. */
void fake_flash_init(struct fake_flash *flash, struct appverify_storage *storage, uint8_t *bytes,
                     uint32_t size);

/* Forgets what was read and the failures asked for, and turns the power on. */
void fake_flash_reset(struct fake_flash *flash);

#endif
