/* SPDX-License-Identifier: MIT */
#include "image/layout.h"

#include <inttypes.h>

#include "appverify/image_format.h"
#include "base/bytes.h"
#include "base/diagnostic.h"

void appbin_layout_begin(struct appbin_layout *layout, enum appbin_boot boot, uint32_t irom_size)
{
    *layout = (struct appbin_layout){.boot = boot, .irom_size = irom_size};
    if (boot == APPBIN_BOOT_NEW) {
        layout->irom_offset = APPVERIFY_IROM_OFFSET_NEW;
        layout->ram_part_offset =
            layout->irom_offset + round_up(irom_size, APPVERIFY_IROM_ALIGNMENT);
    } else if (boot == APPBIN_BOOT_OLD) {
        layout->irom_offset = APPVERIFY_IROM_OFFSET_OLD;
    }
    layout->segments_end = layout->ram_part_offset + APPVERIFY_IMAGE_HEADER_SIZE;
}

void appbin_layout_add_segment(struct appbin_layout *layout, uint32_t size)
{
    layout->segments_end += APPVERIFY_SEGMENT_HEADER_SIZE + round_up(size, 4);
}

void appbin_layout_end(struct appbin_layout *layout)
{
    layout->xor_offset = APPVERIFY_XOR_OFFSET(layout->segments_end);
    layout->crc_offset = layout->boot == APPBIN_BOOT_OLD ? layout->irom_offset + layout->irom_size
                                                         : layout->xor_offset + 1;
    layout->size = layout->crc_offset + (layout->boot == APPBIN_BOOT_NONE ? 0 : APPVERIFY_CRC_SIZE);
}

enum appbin_error appbin_layout_check_ram_part(const struct appbin_layout *layout,
                                               uint32_t irom_address,
                                               struct appbin_diagnostic *diagnostic)
{
    uint64_t size = layout->xor_offset + 1 - layout->ram_part_offset;
    uint64_t limit = layout->boot == APPBIN_BOOT_OLD ? APPVERIFY_IROM_OFFSET_OLD
                     : layout->boot == APPBIN_BOOT_NONE && irom_address != 0
                         ? irom_address - APPVERIFY_IROM_ADDRESS
                         : UINT64_MAX;
    if (size > limit) {
        return appbin_fail(diagnostic, APPBIN_ERR_TOO_LARGE,
                           "the RAM part, %" PRIu64 " bytes, reaches %" PRIu64
                           " bytes into irom at 0x%" PRIx64,
                           size, size - limit, limit);
    }
    return APPBIN_OK;
}
