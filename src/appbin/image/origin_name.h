/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_ORIGIN_NAME_H
#define APPBIN_SRC_ORIGIN_NAME_H

#include <stdbool.h>
#include <stdint.h>

/* Who links irom at this address: "slot 2 of map 0"; NULL: nobody that is known. */
const char *appbin_origin_name(uint32_t origin);

/* Whether a ROM of rBoot is there. */
bool appbin_origin_is_rboot(uint32_t origin);

#endif
