#include "image_crc.h"

#include "bytes.h"
#include "diagnostic.h"
#include "layout.h"

static bool make_portable(uint8_t *image, size_t covered, size_t segments_end,
                          enum appbin_boot boot, uint32_t *crc)
{
    size_t xor_offset = (size_t)xor_byte_offset(segments_end);
    if (appbin_crc_make_portable(image, covered, segments_end, xor_offset - segments_end, crc)) {
        return true;
    }
    return boot == APPBIN_BOOT_OLD &&
           appbin_crc_make_portable(image, covered, xor_offset + 1,
                                    OLD_IROM_OFFSET - (xor_offset + 1), crc);
}

enum appbin_error appbin_image_store_crc(uint8_t *image, size_t covered, size_t segments_end,
                                         enum appbin_boot boot, enum appbin_crc_rule rule,
                                         struct appbin_diagnostic *diagnostic)
{
    uint32_t crc = appbin_crc32(0, image, covered);
    if (rule == APPBIN_CRC_PORTABLE && !make_portable(image, covered, segments_end, boot, &crc)) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_PORTABLE_CRC,
                           "no pad byte makes the CRC word portable; use --crc sdk");
    }
    store_le32(image + covered, appbin_crc_word(rule, crc));
    return APPBIN_OK;
}
