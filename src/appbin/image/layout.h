/* SPDX-License-Identifier: MIT */
/* Where the parts of an image lie in the file, from the lengths of what it holds. */
#ifndef APPBIN_SRC_LAYOUT_H
#define APPBIN_SRC_LAYOUT_H

#include "appbin/error.h"
#include "appbin/flash_map.h"

/* 64 bits: the lengths come from an ELF and may be anything. */
struct appbin_layout {
    enum appbin_boot boot;
    uint64_t irom_size;   /* bytes, as given */
    uint64_t irom_offset; /* 0 for boot none: irom is a file of its own */
    uint64_t ram_part_offset;
    uint64_t segments_end; /* the pad before the XOR byte starts here */
    uint64_t xor_offset;
    uint64_t crc_offset; /* the end, where there is no CRC word */
    uint64_t size;
};

/* Begin, add each segment of the RAM part, then end: only then the last three offsets are right. */
void appbin_layout_begin(struct appbin_layout *layout, enum appbin_boot boot, uint32_t irom_size);
void appbin_layout_add_segment(struct appbin_layout *layout, uint32_t size);
void appbin_layout_end(struct appbin_layout *layout);

/*
 * Refuses a RAM part that reaches into irom, with boot old and none. irom_address is that of boot
 * none, 0 without irom.
 */
enum appbin_error appbin_layout_check_ram_part(const struct appbin_layout *layout,
                                               uint32_t irom_address,
                                               struct appbin_diagnostic *diagnostic);

#endif
