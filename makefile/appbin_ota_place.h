/* SPDX-License-Identifier: MIT */
/* Where this firmware runs, where the next one goes, and where the store is. */
#ifndef APPBIN_OTA_PLACE_H
#define APPBIN_OTA_PLACE_H

#include "appverify/running_release.h"

/* Flash map and boot mode are those of the file of the release. */
#define OTA_MAP APPBIN_OTA_MAP
#define OTA_BOOT APPBIN_OTA_BOOT

struct ota_place {
    struct appverify_running_slot running;
    uint32_t other_offset;
    uint32_t store_sectors[2];
};

/*
 * Fills it in. wanted: two sectors for the store, 0 and 0 for those of the map. Returns
 * APPBIN_OTA_STARTED, NO_SLOT or STORE.
 */
int ota_place_find(struct ota_place *place, const unsigned *wanted);

#endif
