/*
 * Port for the emulated board: its flash, and the parameter that tells its boot loader which slot
 * to start.
 *
 * The parameter is kept in two sectors, written alternately, so that a power cut at any moment
 * leaves the old or the new one. Each begins with a record of little-endian words:
 *
 *     0  magic 0x54424F42 (bytes 42 4F 42 54)
 *     4  sequence number, one more with every record
 *     8  slot, 1 or 2
 *    12  CRC-32 of the 12 bytes before
 *
 * The valid record with the higher sequence number holds; without one it is slot 1.
 */
#ifndef DEVICE_PORT_BOARD_H
#define DEVICE_PORT_BOARD_H

#include "appverify/commit.h"
#include "nor_flash.h"

struct port_board {
    struct nor_flash *flash;
    uint32_t sectors[2]; /* flash offsets of the parameter sectors */
};

void port_board_storage(struct appverify_storage *storage, struct nor_flash *flash);

/* switch_slot writes the parameter, unless it says so already; it returns STORE for no such slot,
 * READ, WRITE. Nothing is read back: a switch that is lost leaves the old firmware running. */
void port_board_platform(struct appverify_platform *platform, const struct port_board *board);

/* What the boot loader starts: 1 or 2; 0 when a sector cannot be read. */
uint32_t port_board_boot_slot(const struct port_board *board);

#endif
