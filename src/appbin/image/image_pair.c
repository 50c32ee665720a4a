/* SPDX-License-Identifier: MIT */
#include "image/image_pair.h"

#include <stdio.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "image/finding.h"
#include "image/image_compare.h"

enum manifest_bond appbin_images_bond(const struct appbin_image *first, const uint8_t *first_bytes,
                                      const struct appbin_image *second,
                                      const uint8_t *second_bytes)
{
    if (first->manifest_size == 0 || second->manifest_size == 0) {
        return first->manifest_size != 0    ? MANIFEST_BOND_FIRST
               : second->manifest_size != 0 ? MANIFEST_BOND_SECOND
                                            : MANIFEST_BOND_NONE;
    }
    return first->manifest_size == second->manifest_size &&
                   memcmp(first_bytes + first->manifest_offset,
                          second_bytes + second->manifest_offset, first->manifest_size) == 0
               ? MANIFEST_BOND_ONE
               : MANIFEST_BOND_TWO;
}

static bool same_bytes(const struct appbin_image *first, const uint8_t *first_bytes,
                       const struct appbin_image *second, const uint8_t *second_bytes)
{
    return first->file_size == second->file_size &&
           memcmp(first_bytes, second_bytes, first->file_size) == 0;
}

/* Flash settings can look like a slot number. */
static unsigned slot_of_header(const struct appbin_image *image)
{
    return appbin_image_has_flash_header(image) ? 0 : image->slot;
}

/* 1 or 2 by the irom address; 3 where it is the same for both; 0 where it does not tell. */
static unsigned slots_of_address(const struct appbin_image *image, int number)
{
    const struct appbin_flash_map *map = appbin_flash_map_choose(NULL, number);
    return map != NULL && map->ota ? appbin_image_linked_slots(image, map) : 0;
}

/* RTOS SDK 1.x and 2.x: where irom of both slots has one address, user1 and user2 are one file. */
static bool serves_both_slots(const struct appbin_image *image)
{
    return slot_of_header(image) == 0 && slots_of_address(image, appbin_image_map(image)) == 3;
}

/* Which slots, maps and boot modes. */
static void check_places(struct appbin_findings *findings, const struct appbin_image *first,
                         const struct appbin_image *second)
{
    if (first->boot != second->boot) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_BOOT, true,
                           "one file is for boot %s, the other for boot %s",
                           appbin_boot_str(first->boot), appbin_boot_str(second->boot));
        return;
    }
    /* Where both headers describe the flash only the irom address decides. */
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
    unsigned linked = slots_of_address(first, maps[0]);
    if ((linked == 1 || linked == 2) && linked == slots_of_address(second, maps[0])) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_SLOT, true,
                           "both files are linked for slot %u", linked);
    }
}

static void check_manifests(struct appbin_findings *findings, enum manifest_bond bond)
{
    if (bond == MANIFEST_BOND_TWO) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_MANIFEST, true,
                           "each file carries another manifest: they are not of one release");
    } else if (bond == MANIFEST_BOND_FIRST || bond == MANIFEST_BOND_SECOND) {
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_MANIFEST, true,
                           "only the %s file is signed: they are not of one release",
                           bond == MANIFEST_BOND_FIRST ? "first" : "second");
    }
}

void appbin_image_check_pair(struct appbin_findings *findings, const struct appbin_image *first,
                             const uint8_t *first_bytes, const struct appbin_image *second,
                             const uint8_t *second_bytes)
{
    char difference[160];
    size_t before = findings->count;
    if (same_bytes(first, first_bytes, second, second_bytes)) {
        if (!serves_both_slots(first)) {
            appbin_finding_add(findings, APPBIN_FINDING_PAIR_SAME, true,
                               "both files are the same image");
        }
        return;
    }
    check_places(findings, first, second);
    check_manifests(findings, appbin_images_bond(first, first_bytes, second, second_bytes));
    if (findings->count == before && appbin_images_differ(difference, sizeof difference, first,
                                                          first_bytes, second, second_bytes)) {
        /* Two programs may be meant: one that updates itself to another. */
        appbin_finding_add(findings, APPBIN_FINDING_PAIR_PROGRAMS, false,
                           "they look like two different programs: %s", difference);
    }
}

static bool slots_are_known(const struct appbin_image *first, const struct appbin_image *second,
                            int map)
{
    unsigned linked[2] = {slots_of_address(first, map), slots_of_address(second, map)};
    return (slot_of_header(first) | slot_of_header(second)) == 3 ||
           (linked[0] + linked[1] == 3 && linked[0] != 0 && linked[1] != 0);
}

void appbin_image_describe_pair(char *text, size_t size, int map, const struct appbin_image *first,
                                const uint8_t *first_bytes, const struct appbin_image *second,
                                const uint8_t *second_bytes)
{
    char of_map[32] = "";
    int claimed = appbin_image_map(first) >= 0 ? appbin_image_map(first) : appbin_image_map(second);
    map = map >= 0 ? map : claimed;
    if (map >= 0) {
        (void)snprintf(of_map, sizeof of_map, " of map %d", map);
    }
    bool signed_ones = first->manifest_size != 0 && second->manifest_size != 0;
    const char *manifest = signed_ones ? ", with one manifest, not verified here" : "";
    if (same_bytes(first, first_bytes, second, second_bytes)) {
        (void)snprintf(text, size, "one image for both slots%s%s", of_map, manifest);
    } else if (slots_are_known(first, second, map)) {
        (void)snprintf(text, size, "two slots%s%s", of_map, manifest);
    } else {
        (void)snprintf(text, size, "two images%s%s; nothing tells which slot each is for", of_map,
                       manifest);
    }
}
