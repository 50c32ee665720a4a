/* SPDX-License-Identifier: MIT */
/**
 * Constants of application images, of the vendor's flash maps and of the chip's memory, for device
 * and host; docs/image-formats.md gives them their meaning. All numbers of an image are
 * little-endian.
 */
#ifndef APPVERIFY_IMAGE_FORMAT_H
#define APPVERIFY_IMAGE_FORMAT_H

/* Headers: magic, count, two bytes of settings, entry. */
#define APPVERIFY_IMAGE_MAGIC_RAM 0xE9u
#define APPVERIFY_IMAGE_MAGIC_IROM 0xEAu
#define APPVERIFY_IMAGE_COUNT_RAM 3u  /**< what stock devices expect after a leading E9 */
#define APPVERIFY_IMAGE_COUNT_IROM 4u /**< always, however many segments there are */
#define APPVERIFY_IMAGE_HEADER_SIZE 8u
#define APPVERIFY_SEGMENT_HEADER_SIZE 8u
#define APPVERIFY_SEGMENTS_MAX 16u /**< RAM segments of one image; the boot loaders stop there */

/** Boot modes of gen_appbin.py. */
#define APPVERIFY_BOOT_NONE 0u
#define APPVERIFY_BOOT_OLD 1u
#define APPVERIFY_BOOT_NEW 2u

/** Where irom starts in the file. */
#define APPVERIFY_IROM_OFFSET_NEW (APPVERIFY_IMAGE_HEADER_SIZE + APPVERIFY_SEGMENT_HEADER_SIZE)
#define APPVERIFY_IROM_OFFSET_OLD 0x10000u
#define APPVERIFY_IROM_ALIGNMENT 16u /**< of the length of irom in a boot new image */

/** The XOR byte is the last of the line of 16 bytes in which the segments end. */
#define APPVERIFY_XOR_SEED 0xEFu
#define APPVERIFY_XOR_OFFSET(segments_end) ((segments_end) | 15u)

#define APPVERIFY_CRC_SIZE 4u

/* The chip's memory. Flash is mapped at irom, 1 MiB at a time. */
#define APPVERIFY_IRAM_ADDRESS 0x40100000u
#define APPVERIFY_IRAM_SIZE 0x8000u
/* What follows iram is the flash cache of a running firmware, and RAM until it is switched on. */
#define APPVERIFY_CACHE_ADDRESS 0x40108000u
#define APPVERIFY_CACHE_SIZE 0x8000u
#define APPVERIFY_DRAM_ADDRESS 0x3FFE8000u
#define APPVERIFY_DRAM_SIZE 0x14000u
#define APPVERIFY_IROM_ADDRESS 0x40200000u
#define APPVERIFY_IROM_SIZE 0x100000u
#define APPVERIFY_SECTOR_SIZE 0x1000u

/* Flash maps, by their number. 1 has no slots, 7 and everything above 9 is not defined. */
#define APPVERIFY_MAP_MAX 9u
/* In a manifest, with the map of that flash size: the slots are not where the map has them. */
#define APPVERIFY_MAP_OWN_LAYOUT 0x80u
#define APPVERIFY_MAP_DEFINED(map) ((map) != 7 && (map) <= APPVERIFY_MAP_MAX)
#define APPVERIFY_MAP_HAS_SLOTS(map) ((map) != 1 && APPVERIFY_MAP_DEFINED(map))
#define APPVERIFY_MAP_HAS_BOOT_OLD(map) (APPVERIFY_MAP_HAS_SLOTS(map) && (map) <= 4)

/* Of the maps that have slots. Offsets count from the start of flash, lengths are bytes. */
#define APPVERIFY_SLOT_1_OFFSET 0x1000u
#define APPVERIFY_SLOT_2_OFFSET(map) ((map) == 0 ? 0x41000u : (map) <= 4 ? 0x81000u : 0x101000u)
#define APPVERIFY_SLOT_SPARE 0x6000u /**< between the end of a slot and the next */
#define APPVERIFY_SLOT_LIMIT(map)                                                                  \
    (APPVERIFY_SLOT_2_OFFSET(map) - APPVERIFY_SLOT_1_OFFSET - APPVERIFY_SLOT_SPARE)
/** Longest irom that the SDK's linker scripts allow. */
#define APPVERIFY_IROM_LIMIT(map) ((map) == 0 ? 0x2B000u : (map) <= 4 ? 0x6B000u : 0xE0000u)

/* System sectors: their distance from the end of flash. */
#define APPVERIFY_RF_CALIBRATION_FROM_END 0x5000u
#define APPVERIFY_INIT_DATA_FROM_END 0x4000u
#define APPVERIFY_PARAMETERS_FROM_END 0x3000u
#define APPVERIFY_BLANK_FROM_END 0x2000u

#endif
