/* SPDX-License-Identifier: MIT */
#include "image/layout.h"

#include "appverify/image_format.h"
#include "base/bytes.h"

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

uint64_t appbin_layout_ram_part_size(const struct appbin_layout *layout)
{
    return layout->xor_offset + 1 - layout->ram_part_offset;
}
