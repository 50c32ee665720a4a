/* SPDX-License-Identifier: MIT */
#include "appbin/init_data.h"

#include "appverify/image_format.h"
#include "base/diagnostic.h"
#include "base/erased.h"

#define WANTED "the init data, esp_init_data_default*.bin of the SDK, is 128 bytes, the first 05"

enum appbin_error appbin_init_data_check(const uint8_t *bytes, size_t size,
                                         struct appbin_diagnostic *diagnostic)
{
    if (size > 0 && all_erased(bytes, size)) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND,
                           "%zu bytes FF, as in the SDK's blank.bin; " WANTED, size);
    }
    if (size > 0 &&
        (bytes[0] == APPVERIFY_IMAGE_MAGIC_RAM || bytes[0] == APPVERIFY_IMAGE_MAGIC_IROM)) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "an image; " WANTED);
    }
    if (size < APPBIN_INIT_DATA_SIZE || size > APPVERIFY_SECTOR_SIZE ||
        !all_erased(bytes + APPBIN_INIT_DATA_SIZE, size - APPBIN_INIT_DATA_SIZE)) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "%zu bytes; " WANTED, size);
    }
    if (bytes[0] != APPBIN_INIT_DATA_FIRST) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "begins with %02X; " WANTED, bytes[0]);
    }
    return APPBIN_OK;
}
