/* SPDX-License-Identifier: MIT */
#include "appbin_ota_place.h"

#include "appbin_ota.h"
#include "appverify/image_format.h"
#include "appverify/port_nonos_sdk.h"

#define SECTOR APPVERIFY_SECTOR_SIZE
#define SLOT_2 APPVERIFY_SLOT_2_OFFSET(OTA_MAP)
#define FLASH_SIZE                                                                                 \
    (OTA_MAP == 0   ? 0x80000u                                                                     \
     : OTA_MAP == 2 ? 0x100000u                                                                    \
     : OTA_MAP == 8 ? 0x800000u                                                                    \
     : OTA_MAP == 9 ? 0x1000000u                                                                   \
     : OTA_MAP % 2  ? 0x200000u                                                                    \
                    : 0x400000u)

/* Of the vendor's linker scripts. */
extern uint32_t _irom0_text_start[];
extern uint32_t _irom0_text_end[];

/* SDK 3.0.x has partitions; before it this is NULL. */
struct partition {
    uint32_t type;
    uint32_t offset;
    uint32_t size;
};
extern unsigned char
find_partition(uint32_t type, struct partition *partition) __asm__("system_partition_get_item")
    __attribute__((weak));

enum { PARTITION_SLOT_1 = 2, PARTITION_SLOT_2 = 3, PARTITION_SYSTEM_LAST = 12 };
enum { PARTITION_CUSTOMER_FIRST = 100, PARTITION_CUSTOMER_LAST = 115 };

static int is_within(uint32_t sector, uint32_t first_type, uint32_t last_type)
{
    struct partition partition;
    for (uint32_t type = first_type; type <= last_type; type++) {
        if (find_partition(type, &partition) && sector - partition.offset < partition.size) {
            return 1;
        }
    }
    return 0;
}

static int is_usable(uint32_t sector, uint32_t slot_limit)
{
    if (sector == 0 || sector % SECTOR != 0 || sector - APPVERIFY_SLOT_1_OFFSET < slot_limit ||
        sector - SLOT_2 < slot_limit || sector >= FLASH_SIZE - APPVERIFY_RF_CALIBRATION_FROM_END) {
        return 0;
    }
    return !find_partition ||
           (!is_within(sector, 0, PARTITION_SYSTEM_LAST) &&
            !is_within(sector, PARTITION_CUSTOMER_FIRST, PARTITION_CUSTOMER_LAST));
}

/* The application may have registered slots that are shorter than the map's. */
static uint32_t slot_limit(void)
{
    struct partition partition;
    uint32_t limit = APPVERIFY_SLOT_LIMIT(OTA_MAP);
    for (uint32_t type = PARTITION_SLOT_1; find_partition && type <= PARTITION_SLOT_2; type++) {
        if (find_partition(type, &partition) && partition.size < limit) {
            limit = partition.size;
        }
    }
    return limit;
}

int ota_place_find(struct ota_place *place, const unsigned *wanted)
{
    const uint32_t irom_offset =
        OTA_BOOT == APPVERIFY_BOOT_OLD ? APPVERIFY_IROM_OFFSET_OLD : APPVERIFY_IROM_OFFSET_NEW;
    struct appverify_running_slot *running = &place->running;
    uint32_t start = (uint32_t)_irom0_text_start - irom_offset;
    int is_given = wanted[0] != 0 || wanted[1] != 0;
    running->slot = appverify_nonos_sdk_running_slot();
    running->slot_offset = running->slot == 1 ? APPVERIFY_SLOT_1_OFFSET : SLOT_2;
    running->slot_limit = slot_limit();
    running->flash_map = OTA_MAP;
    running->boot_mode = OTA_BOOT;
    running->body_size = (uint32_t)_irom0_text_end - start;
    place->other_offset = running->slot == 1 ? SLOT_2 : APPVERIFY_SLOT_1_OFFSET;
    /* Shipped devices have their counters there: never to be changed. */
    place->store_sectors[0] = is_given ? wanted[0] : SLOT_2 - 6 * SECTOR;
    place->store_sectors[1] = is_given ? wanted[1] : SLOT_2 - SECTOR;
    if (start - APPVERIFY_IROM_ADDRESS != running->slot_offset % APPVERIFY_IROM_SIZE) {
        return APPBIN_OTA_NO_SLOT;
    }
    return is_usable(place->store_sectors[0], running->slot_limit) &&
                   is_usable(place->store_sectors[1], running->slot_limit) &&
                   place->store_sectors[0] != place->store_sectors[1]
               ? APPBIN_OTA_STARTED
               : APPBIN_OTA_STORE;
}
