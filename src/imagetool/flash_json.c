/* SPDX-License-Identifier: MIT */
#include "flash_json.h"

#include <stdio.h>

#include "json_output.h"

static json_t *loader_json(const struct appbin_flash_dump *dump)
{
    const struct appbin_boot_loader *loader = &dump->loader;
    char version[16];
    (void)snprintf(version, sizeof version, "%u.%u", loader->version_major, loader->version_minor);
    return json_pack(
        "{s:s, s:s?, s:i, s:s, s:i}", "kind", appbin_boot_loader_kind_str(loader->kind), "version",
        loader->kind == APPBIN_BOOT_LOADER_VENDOR ? version : NULL, "map", (int)dump->header_map,
        "mode", appbin_flash_mode_str(loader->image.leading.byte2), "clock_mhz",
        (int)appbin_flash_clock_mhz(loader->image.leading.byte3 & 15));
}

static json_t *slot_json(const struct appbin_flash_dump *dump, unsigned number)
{
    const struct appbin_flash_slot *slot = &dump->slots[number - 1];
    bool valid = slot->content == APPBIN_FLASH_VALID;
    json_t *object = json_pack("{s:i, s:o, s:s, s:b}", "slot", (int)number, "offset",
                               json_output_hex(dump->map->slot_offset[number - 1]), "content",
                               appbin_flash_content_str(slot->content), "sound", slot->sound);
    if (valid) {
        (void)json_object_set_new(object, "boot", json_string(appbin_boot_str(slot->image.boot)));
        (void)json_object_set_new(
            object, "size",
            json_integer((json_int_t)(slot->image.file_size - slot->image.trailing_size)));
        (void)json_object_set_new(object, "signed", json_boolean(slot->image.manifest_size > 0));
    }
    if (!slot->sound && (valid || slot->content == APPBIN_FLASH_OTHER)) {
        (void)json_object_set_new(object, "reason", json_string(slot->reason.message));
    }
    return object;
}

static json_t *store_json(const struct appbin_flash_dump *dump)
{
    const struct appbin_store_record *newest = &dump->store[0];
    json_t *sectors = json_array();
    for (size_t i = 0; i < dump->store_count && i < 2; i++) {
        (void)json_array_append_new(sectors, json_output_hex(dump->store[i].offset));
    }
    return json_pack("{s:o, s:I, s:I, s:I, s:I}", "sectors", sectors, "security_counter",
                     (json_int_t)newest->security_counter, "trial_slot",
                     (json_int_t)newest->trial_slot, "trial_counter",
                     (json_int_t)newest->trial_counter, "boots_left",
                     (json_int_t)newest->boots_left);
}

static json_t *areas_json(const struct appbin_flash_dump *dump)
{
    json_t *list = json_array();
    for (size_t i = 0; i < dump->area_count; i++) {
        (void)json_array_append_new(list, json_pack("{s:s, s:o, s:I, s:I}", "name",
                                                    appbin_flash_area_str(dump->areas[i].kind),
                                                    "start", json_output_hex(dump->areas[i].offset),
                                                    "size", (json_int_t)dump->areas[i].size, "used",
                                                    (json_int_t)dump->used[i]));
    }
    return list;
}

json_t *flash_json(const char *path, const struct appbin_flash_dump *dump)
{
    json_t *flash =
        json_pack("{s:i, s:o, s:[o, o], s:s, s:s, s:s, s:s, s:o}", "map", (int)dump->map->number,
                  "boot_loader", loader_json(dump), "slots", slot_json(dump, 1), slot_json(dump, 2),
                  "next", appbin_next_boot_str(dump->next), "rf_calibration",
                  appbin_flash_content_str(dump->rf_calibration), "init_data",
                  appbin_flash_content_str(dump->init_data), "parameters",
                  appbin_flash_content_str(dump->parameters), "areas", areas_json(dump));
    if (dump->store_count > 0) {
        (void)json_object_set_new(flash, "update_store", store_json(dump));
    }
    if (dump->next == APPBIN_NEXT_ADDRESS) {
        (void)json_object_set_new(flash, "next_address", json_output_hex(dump->next_address));
    }
    return json_pack("{s:o, s:I, s:o}", "file", json_output_text(path), "size",
                     (json_int_t)dump->size, "flash", flash);
}
