/* SPDX-License-Identifier: MIT */
/* What a firmware takes of each memory, for programs: docs/json/size.schema.json. */
#ifndef IMAGETOOL_MEMORY_JSON_H
#define IMAGETOOL_MEMORY_JSON_H

#include <jansson.h>

#include "appbin/memory_use.h"

json_t *memory_json(const struct appbin_memory_use *use);

#endif
