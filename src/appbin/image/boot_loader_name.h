/* SPDX-License-Identifier: MIT */
/* What a boot loader says of itself. */
#ifndef APPBIN_SRC_BOOT_LOADER_NAME_H
#define APPBIN_SRC_BOOT_LOADER_NAME_H

#include "appbin/boot_loader.h"

/* Sets kind and version by the texts in bytes, size of them; UNKNOWN: there are none. */
void appbin_boot_loader_identify(struct appbin_boot_loader *loader, const uint8_t *bytes,
                                 size_t size);

#endif
