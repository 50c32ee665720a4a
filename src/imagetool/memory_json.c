/* SPDX-License-Identifier: MIT */
#include "memory_json.h"

static json_t *use_json(const struct appbin_use *use)
{
    json_t *object = json_pack("{s:I, s:b}", "used", (json_int_t)use->used, "exceeded",
                               appbin_use_exceeded(use));
    (void)json_object_set_new(object, "limit",
                              use->limit != 0 ? json_integer((json_int_t)use->limit) : json_null());
    return object;
}

json_t *memory_json(const struct appbin_memory_use *use)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "iram", use_json(&use->iram), "dram",
                     use_json(&use->dram), "irom", use_json(&use->irom), "slot",
                     use_json(&use->slot));
}
