/* SPDX-License-Identifier: MIT */
/* What is in a whole flash, for programs: docs/json/info.schema.json. */
#ifndef IMAGETOOL_FLASH_JSON_H
#define IMAGETOOL_FLASH_JSON_H

#include <jansson.h>

#include "appbin/flash_dump.h"

json_t *flash_json(const char *path, const struct appbin_flash_dump *dump);

#endif
