/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "image/finding.h"

void appbin_image_check_pair(struct appbin_findings *findings, const struct appbin_image *first,
                             const uint8_t *first_bytes, const struct appbin_image *second,
                             const uint8_t *second_bytes)
{
    if (first->file_size == second->file_size &&
        memcmp(first_bytes, second_bytes, first->file_size) == 0) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_SAME, true,
                           "both files are the same image");
        return;
    }
    if (first->boot != second->boot) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_BOOT, true,
                           "one file is for boot %s, the other for boot %s",
                           appbin_boot_str(first->boot), appbin_boot_str(second->boot));
        return;
    }
    /* Flash settings can look like a slot number; then only the irom address decides. */
    bool flash = appbin_image_has_flash_header(first) && appbin_image_has_flash_header(second);
    if (first->slot != 0 && first->slot == second->slot && !flash) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_SLOT, true, "both files are for slot %u",
                           first->slot);
    }
    int maps[2] = {appbin_image_map(first), appbin_image_map(second)};
    if (maps[0] != maps[1] && maps[0] >= 0 && maps[1] >= 0) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_MAP, true,
                           "the files are for different flash maps, %d and %d", maps[0], maps[1]);
        return;
    }
    const struct appbin_flash_map *map =
        maps[0] >= 0 ? appbin_flash_map_find((unsigned)maps[0]) : NULL;
    unsigned linked = map == NULL || !map->ota ? 0 : appbin_image_linked_slots(first, map);
    if ((linked == 1 || linked == 2) && linked == appbin_image_linked_slots(second, map)) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_SLOT, true,
                           "both files are linked for slot %u", linked);
    }
}
