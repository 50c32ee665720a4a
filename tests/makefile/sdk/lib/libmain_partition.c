/* SPDX-License-Identifier: MIT */
/* The application's table of partitions, since 3.0. */
#include "stand_in.h"

#if ESP_SDK_VERSION_NUMBER >= 0x030000
#define SECTOR 4096u

static const partition_item_t *known;
static uint32 count;

int sdk_partitions_are_known(void)
{
    return known != NULL;
}

static const partition_item_t *find(const partition_item_t *table, uint32 number, uint32 type)
{
    for (uint32 i = 0; i < number; i++) {
        if (table[i].type == type) {
            return &table[i];
        }
    }
    return NULL;
}

static const char *wrong_place(const partition_item_t *item, uint32 map)
{
    static const uint32 types[] = {SYSTEM_PARTITION_BOOTLOADER, SYSTEM_PARTITION_OTA_1,
                                   SYSTEM_PARTITION_OTA_2};
    const uint32 places[] = {0, SECTOR, sdk_slot_2_of_map(map)};
    uint32 size = sdk_size_of_map(map);
    if (item->addr % SECTOR != 0 || item->size == 0 || item->addr > size ||
        item->size > size - item->addr) {
        return "it leaves the flash";
    }
    for (uint32 i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (item->type == types[i] && item->addr != places[i]) {
            return "its place is not the map's";
        }
    }
    return NULL;
}

static const char *wrong_among(const partition_item_t *table, uint32 at)
{
    for (uint32 i = 0; i < at; i++) {
        if (table[i].type == table[at].type) {
            return "its type is there already";
        }
        if (table[i].addr < table[at].addr + table[at].size &&
            table[at].addr < table[i].addr + table[i].size) {
            return "it overlaps another";
        }
    }
    return NULL;
}

static const char *wrong_table(const partition_item_t *table, uint32 number, uint32 map)
{
    static const uint32 needed[] = {SYSTEM_PARTITION_RF_CAL, SYSTEM_PARTITION_PHY_DATA,
                                    SYSTEM_PARTITION_SYSTEM_PARAMETER};
    if (map != system_get_flash_size_map()) {
        return "the map is not that of the boot loader's header";
    }
    for (uint32 i = 0; i < number; i++) {
        const char *wrong = wrong_place(&table[i], map);
        wrong = wrong != NULL ? wrong : wrong_among(table, i);
        if (wrong != NULL) {
            os_printf_plus("partition %d: ", (int)table[i].type);
            return wrong;
        }
    }
    for (uint32 i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (find(table, number, needed[i]) == NULL) {
            return "one that the SDK needs is missing";
        }
    }
    return NULL;
}

bool system_partition_table_regist(const partition_item_t *table, uint32_t number, uint32_t map)
{
    const char *wrong = wrong_table(table, number, map);
    if (wrong != NULL) {
        os_printf_plus("%s\n", wrong);
        return false;
    }
    partition_item_t *copy = os_malloc(number * sizeof *copy);
    if (copy == NULL) {
        return false;
    }
    known = ets_memcpy(copy, table, number * sizeof *copy);
    count = number;
    return true;
}

uint32_t system_partition_get_ota_partition_size(void)
{
    const partition_item_t *item = find(known, count, SYSTEM_PARTITION_OTA_1);
    return item == NULL ? 0 : item->size;
}

bool system_partition_get_item(partition_type_t type, partition_item_t *item)
{
    const partition_item_t *found = find(known, count, type);
    if (found == NULL || item == NULL) {
        return false;
    }
    *item = *found;
    return true;
}
#endif
