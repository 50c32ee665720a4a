/* SPDX-License-Identifier: MIT */
/** Port for rBoot: the slot is the current_rom of its configuration sector. */
#ifndef APPVERIFY_PORT_RBOOT_H
#define APPVERIFY_PORT_RBOOT_H

#include "appverify/commit.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Largest MAX_ROMS that the port takes. */
#define APPVERIFY_RBOOT_ROMS_MAX 16u

/** Where rBoot keeps its configuration. */
struct appverify_rboot {
    const struct appverify_storage *storage; /**< with write and erase */
    uint32_t config_offset;                  /**< flash offset of the sector, usually 0x1000 */
    uint32_t slot_offset[2]; /**< flash offsets of slot 1 and 2; the ROM table must agree */
    uint32_t max_roms;       /**< MAX_ROMS of rBoot as it was built, at most
                                  APPVERIFY_RBOOT_ROMS_MAX; 0: 4, its default */
    uint32_t *sector;        /**< RAM of 4096 bytes that keeps what else is in the sector; NULL: a
                                  sector with anything behind the configuration is refused */
};

/**
 * Slot switch through the configuration sector: slot 1 is ROM 0, slot 2 is ROM 1. The checksum is
 * made new when the byte after the ROM table is a right one (BOOT_CONFIG_CHKSUM). rBoot keeps one
 * copy only: after a power cut between erase and write there is none, and rBoot starts ROM 0.
 *
 * @param platform  out; switch_slot returns STORE without a valid configuration, when it has no
 *                  such ROM or more than max_roms, or when something else in the sector would be
 *                  lost; READ, WRITE
 * @param rboot     in, must outlive *platform
 */
void appverify_rboot_platform(struct appverify_platform *platform,
                              const struct appverify_rboot *rboot);

#ifdef __cplusplus
}
#endif
#endif
