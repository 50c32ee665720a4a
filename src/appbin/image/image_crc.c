/* SPDX-License-Identifier: MIT */
#include "image/image_crc.h"
#include "appverify/image_format.h"

#include "base/bytes.h"
#include "base/diagnostic.h"

enum appbin_error appbin_image_store_crc(uint8_t *image, size_t covered, size_t segments_end,
                                         enum appbin_crc_rule rule,
                                         struct appbin_diagnostic *diagnostic)
{
    uint32_t crc = appbin_crc32(0, image, covered);
    size_t pad_size = (size_t)APPVERIFY_XOR_OFFSET(segments_end) - segments_end;
    if (rule == APPBIN_CRC_PORTABLE &&
        !appbin_crc_make_portable(image, covered, segments_end, pad_size, &crc)) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_PORTABLE_CRC,
                           "no pad byte makes the CRC word portable");
    }
    store_le32(image + covered, appbin_crc_word(rule, crc));
    return APPBIN_OK;
}

enum appbin_error appbin_image_store_signed_crc(uint8_t *image, size_t covered,
                                                enum appbin_crc_rule rule, size_t known,
                                                uint32_t crc)
{
    crc = appbin_crc32(crc, image + known, covered - known);
    if (rule == APPBIN_CRC_PORTABLE) {
        /* The last byte of the pad word always has an effect on the top bit. */
        (void)appbin_crc_make_portable(image, covered, covered - 4, 4, &crc);
    }
    store_le32(image + covered, appbin_crc_word(rule, crc));
    return APPBIN_OK;
}
