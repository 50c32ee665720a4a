/* SPDX-License-Identifier: MIT */
#include "appbin/image_check.h"
#include "base/diagnostic.h"

/* Is this a fault of the content, or only of the way over the air? */
static bool spoils_content(const struct appbin_finding *finding, const struct appbin_image *image)
{
    switch (finding->code) {
    case APPBIN_FINDING_SLOT_BYTE:
        return !appbin_image_has_flash_header(image);
    case APPBIN_FINDING_CRC_REFUSED:
        return image->crc_rule == APPBIN_CRC_NONE;
    case APPBIN_FINDING_TRAILING:
        return !image->trailing_erased;
    case APPBIN_FINDING_NO_CRC:
        return image->boot == APPBIN_BOOT_OLD; /* its end is known by the word alone */
    default:
        return finding->refuses;
    }
}

enum appbin_error appbin_image_require_sound(const struct appbin_image *image,
                                             const struct appbin_check_target *target,
                                             struct appbin_diagnostic *diagnostic)
{
    struct appbin_findings findings = {0};
    appbin_image_check(&findings, image, target);
    for (size_t i = 0; i < findings.count; i++) {
        if (spoils_content(&findings.items[i], image)) {
            return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "%s", findings.items[i].text);
        }
    }
    return APPBIN_OK;
}
