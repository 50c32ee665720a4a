/* SPDX-License-Identifier: MIT */
/*
 * Port for the emulated board: the parameter that tells its boot loader which slot to start, as
 * boot v1.7 reads it.
 *
 * Three sectors: two copies of the parameters, and one whose first byte says which of them holds:
 * 0 the first, anything else the second. A change goes to the copy that does not hold, then the
 * flag follows; a power cut at any moment leaves the old choice or the new one.
 *
 * The low half of the parameters' first word:
 *
 *     bits 0 to 2    0 or 5: slot 2; 1 or 4: slot 1. Bit 2: freshly switched; the boot loader
 *                    clears it, and so goes back, when that slot holds nothing it can start
 *     bits 8 to 12   version of the format, 7
 *     bits 13, 14    not 1 and 0, which starts a test address
 *     bit 15         set; clear starts an address further on in the parameters
 *
 * With another version, or bits 0 and 1 set, the boot loader writes new parameters: slot 1.
 */
#ifndef PORT_BOARD_H
#define PORT_BOARD_H

#include "appverify/commit.h"

struct port_board {
    const struct appverify_storage *storage;
    uint32_t parameters[2]; /* flash offsets of the copies' sectors */
    uint32_t flag;          /* and of the flag's */
};

/* switch_slot writes the parameters, unless they say so already; it returns STORE for no such slot,
 * READ, WRITE. Whatever else is in the parameters stays. */
void port_board_platform(struct appverify_platform *platform, const struct port_board *board);

/* What the boot loader starts: 1 or 2; 0 when that is no slot, or a sector cannot be read. */
uint32_t port_board_boot_slot(const struct port_board *board);

#endif
