/* SPDX-License-Identifier: MIT */
#include "image/origin_name.h"

#include <stddef.h>

#include "appverify/image_format.h"

/* rBoot's first sectors are its own and its configuration's. */
#define RBOOT_ROM_0 0x40202010u
#define RBOOT_ROM_1 0x40282010u

/* Where Sming and MicroPython put irom that is joined to the RAM part. */
#define JOINED_FIRST 0x40209000u
#define JOINED_LAST 0x4020F000u

/* Addresses of the flash maps, and those that are met in the field. */
static const struct {
    uint32_t origin;
    const char *name;
} known[] = {
    {0x40201010, "; that is slot 1"},
    {0x40241010, "; that is slot 2 of map 0"},
    {0x40281010, "; that is slot 2 of maps 2 to 4"},
    {0x40211000, "; that is boot old, slot 1"},
    {0x40251000, "; that is boot old, slot 2 of map 0"},
    {0x40291000, "; that is boot old, slot 2 of maps 2 to 4"},
    {0x40210000, "; that is boot none, irom at 0x10000"},
    {0x40220000, "; that is boot none of RTOS SDK, irom at 0x20000"},
    {0x40240000, "; that is boot none of SDK 1.4 and before"},
};

const char *appbin_origin_name(uint32_t origin)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].origin == origin) {
            return known[i].name;
        }
    }
    bool joined =
        origin >= JOINED_FIRST && origin <= JOINED_LAST && origin % APPVERIFY_SECTOR_SIZE == 0;
    return joined ? "; that is boot none, as of Sming and MicroPython" : "";
}

bool appbin_origin_is_rboot(uint32_t origin)
{
    return origin == RBOOT_ROM_0 || origin == RBOOT_ROM_1;
}
