/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_dump.h"
#include "appbin/image.h"
#include "appbin/image_fix.h"
#include "appverify/image_format.h"
#include "base/diagnostic.h"
#include "image/image_crc.h"
#include "image/image_kind.h"
#include "image/image_tail.h"

/* Length of the part that the CRC covers; 0 when the image does not tell. */
static size_t covered_size(const struct appbin_image *image, enum appbin_trailer trailer)
{
    if (image->has_crc) {
        return image->crc_offset;
    }
    if (image->boot == APPBIN_BOOT_NEW) {
        return image->trailing_size == 0 || image->trailing_erased ? image->body_size : 0;
    }
    switch (trailer) {
    case APPBIN_TRAILER_PRESENT:
        return image->irom_size > APPVERIFY_CRC_SIZE ? image->file_size - APPVERIFY_CRC_SIZE : 0;
    case APPBIN_TRAILER_ABSENT:
        return image->file_size;
    case APPBIN_TRAILER_DETECT:
        break;
    }
    return 0;
}

static enum appbin_error check_fixable(const struct appbin_image *image,
                                       enum appbin_trailer trailer,
                                       struct appbin_diagnostic *diagnostic)
{
    const char *missing = appbin_kind_missing(image->kind);
    if (missing != NULL && image->kind != APPBIN_KIND_RAM_PART) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "%s", missing);
    }
    if (image->boot == APPBIN_BOOT_NONE) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND,
                           "an image for boot none carries no CRC word");
    }
    if (image->manifest_begins) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, MANIFEST_BROKEN_TEXT);
    }
    if (image->trailing_size > 0 && !image->trailing_erased) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "%u unknown bytes follow the image",
                           (unsigned)image->trailing_size);
    }
    if (covered_size(image, trailer) == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_TRAILER_UNKNOWN,
                           "no rule explains the last 4 bytes");
    }
    return APPBIN_OK;
}

static size_t segments_end(const struct appbin_image *image)
{
    if (image->segment_count == 0) {
        return image->ram.offset + APPVERIFY_IMAGE_HEADER_SIZE;
    }
    const struct appbin_image_segment *last = &image->segments[image->segment_count - 1];
    return (size_t)last->offset + last->size;
}

enum appbin_error appbin_image_fix_crc(uint8_t **fixed, size_t *fixed_size, const uint8_t *bytes,
                                       size_t size, enum appbin_crc_rule rule,
                                       enum appbin_trailer trailer,
                                       struct appbin_diagnostic *diagnostic)
{
    struct appbin_image image;
    if (appbin_is_whole_flash(bytes, size)) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "a whole flash, not an image");
    }
    enum appbin_error error = appbin_image_read(&image, bytes, size, diagnostic);
    if (error == APPBIN_OK) {
        error = check_fixable(&image, trailer, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    size_t covered = covered_size(&image, trailer);
    uint8_t *copy = malloc(covered + APPVERIFY_CRC_SIZE);
    if (copy == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    memcpy(copy, bytes, covered);
    error = image.manifest_size > 0
                ? appbin_image_store_signed_crc(copy, covered, rule, 0, 0)
                : appbin_image_store_crc(copy, covered, segments_end(&image), rule, diagnostic);
    if (error != APPBIN_OK) {
        free(copy);
        return error;
    }
    *fixed = copy;
    *fixed_size = covered + APPVERIFY_CRC_SIZE;
    return APPBIN_OK;
}
