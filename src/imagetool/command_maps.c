/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "arguments.h"
#include "command.h"
#include "flash_args.h"
#include "json_output.h"
#include "message.h"

static const struct command_option options[] = {
    {"json", 0, NULL, false, "print JSON", NULL},
    {"flash-args", 0, "WHAT", false,
     "print arguments for esptool write_flash @FILE: first (the\nwhole flash of a new module) or "
     "slots; needs N",
     FLASH_ARGS_CHOICES},
};

#define MAP_NUMBERS 10

static json_t *origin_json(const struct appbin_flash_map *map, enum appbin_boot boot)
{
    json_t *origins = json_array();
    for (unsigned slot = 1; slot <= 2; slot++) {
        (void)json_array_append_new(origins,
                                    json_output_hex(appbin_flash_map_irom_origin(map, slot, boot)));
    }
    return origins;
}

static json_t *areas_json(const struct appbin_flash_map *map)
{
    struct appbin_flash_area areas[APPBIN_FLASH_AREAS_MAX];
    size_t count = appbin_flash_map_areas(areas, map);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(
            list, json_pack("{s:s, s:o, s:o, s:I}", "name", appbin_flash_area_str(areas[i].kind),
                            "start", json_output_hex(areas[i].offset), "end",
                            json_output_hex(areas[i].offset + areas[i].size - 1), "size",
                            (json_int_t)areas[i].size));
    }
    return list;
}

static json_t *map_json(const struct appbin_flash_map *map)
{
    json_t *object = json_pack("{s:i, s:I, s:s, s:s, s:b}", "map", (int)map->number, "flash_size",
                               (json_int_t)map->flash_size, "layout", map->layout, "boot_loader",
                               map->boot_loader, "ota", map->ota);
    if (map->ota) {
        (void)json_object_set_new(object, "slot_offset",
                                  json_pack("[o, o]", json_output_hex(map->slot_offset[0]),
                                            json_output_hex(map->slot_offset[1])));
        (void)json_object_set_new(object, "slot_limit", json_integer(map->slot_limit));
        (void)json_object_set_new(object, "irom_limit", json_integer(map->irom_limit));
        (void)json_object_set_new(object, "irom_origin_new", origin_json(map, APPBIN_BOOT_NEW));
        if (map->old_boot) {
            (void)json_object_set_new(object, "irom_origin_old", origin_json(map, APPBIN_BOOT_OLD));
        }
        (void)json_object_set_new(object, "doubtful", json_boolean(map->doubtful));
    }
    static const struct {
        const char *name;
        uint32_t from_end;
    } sectors[] = {
        {"rf_calibration", APPVERIFY_RF_CALIBRATION_FROM_END},
        {"init_data", APPVERIFY_INIT_DATA_FROM_END},
        {"parameters", APPVERIFY_PARAMETERS_FROM_END},
        {"blank", APPVERIFY_BLANK_FROM_END},
    };
    for (size_t i = 0; i < sizeof sectors / sizeof sectors[0]; i++) {
        (void)json_object_set_new(object, sectors[i].name,
                                  json_output_hex(map->flash_size - sectors[i].from_end));
    }
    (void)json_object_set_new(object, "areas", areas_json(map));
    return object;
}

/* The name that the SDK's makefiles give an image. */
static void slot_name(char *name, size_t size, const struct appbin_flash_map *map, unsigned slot)
{
    (void)snprintf(name, size, "user%u.%" PRIu32 ".new.%u.bin", slot, map->flash_size / 1024,
                   map->number);
}

static void print_slot(const struct appbin_flash_map *map, unsigned slot)
{
    char name[64];
    slot_name(name, sizeof name, map, slot);
    (void)printf("%s   irom linked at 0x%08" PRIx32, name,
                 appbin_flash_map_irom_origin(map, slot, APPBIN_BOOT_NEW));
    if (map->old_boot) {
        (void)printf(" (boot old: 0x%08" PRIx32 ")",
                     appbin_flash_map_irom_origin(map, slot, APPBIN_BOOT_OLD));
    }
}

static void print_contents(const struct appbin_flash_map *map, enum appbin_flash_area_kind kind)
{
    switch (kind) {
    case APPBIN_FLASH_AREA_SLOT_1:
        print_slot(map, 1);
        break;
    case APPBIN_FLASH_AREA_SLOT_2:
        print_slot(map, 2);
        break;
    case APPBIN_FLASH_AREA_BOOT_LOADER:
        (void)printf("boot loader");
        break;
    case APPBIN_FLASH_AREA_RAM_PART:
        (void)printf("eagle.flash.bin");
        break;
    case APPBIN_FLASH_AREA_IROM:
        (void)printf("eagle.irom0text.bin");
        break;
    case APPBIN_FLASH_AREA_RF_CALIBRATION:
        (void)printf("RF calibration");
        break;
    case APPBIN_FLASH_AREA_INIT_DATA:
        (void)printf("esp_init_data_default_v08.bin");
        break;
    case APPBIN_FLASH_AREA_PARAMETERS:
        (void)printf("system parameters: two copies and a flag; blank.bin goes to 0x%06" PRIx32,
                     map->flash_size - APPVERIFY_BLANK_FROM_END);
        break;
    default:
        (void)printf("free: two sectors of it for the update store");
        break;
    }
}

static void print_map(const struct appbin_flash_map *map)
{
    struct appbin_flash_area areas[APPBIN_FLASH_AREAS_MAX];
    size_t count = appbin_flash_map_areas(areas, map);
    (void)printf("map %u: %" PRIu32 " KB flash, %s", map->number, map->flash_size / 1024,
                 map->layout);
    if (map->ota) {
        (void)printf(", boot loader %s, slot limit %" PRIu32 " bytes, irom limit %" PRIu32
                     " bytes\n",
                     map->boot_loader, map->slot_limit, map->irom_limit);
    } else {
        (void)printf(", no OTA\n");
    }
    for (size_t i = 0; i < count; i++) {
        (void)printf("  0x%06" PRIx32 " to 0x%06" PRIx32 "  %8" PRIu32 " bytes  ", areas[i].offset,
                     areas[i].offset + areas[i].size - 1, areas[i].size);
        print_contents(map, areas[i].kind);
        (void)putchar('\n');
    }
    if (map->doubtful) {
        (void)printf("  users report that user2 does not boot on this map\n");
    }
}

/* The names are the vendor's; an editor changes what is called otherwise. */
static enum exit_code print_flash_args(const struct appbin_flash_map *map,
                                       enum flash_args_choice choice)
{
    char slots[2][64];
    slot_name(slots[0], sizeof slots[0], map, 1);
    slot_name(slots[1], sizeof slots[1], map, 2);
    const struct flash_files files = {
        .map = map,
        .boot_loader = "boot_v1.7.bin",
        .slots = {slots[0], choice == FLASH_ARGS_SLOTS ? slots[1] : NULL},
        .init_data = "esp_init_data_default_v08.bin",
        .mode = "keep",
        .clock = "keep",
    };
    char *text = flash_args_text(&files, choice);
    if (text == NULL) {
        return EXIT_INPUT;
    }
    (void)fputs(text, stdout);
    free(text);
    return EXIT_DONE;
}

static enum exit_code run_flash_args(const struct arguments *arguments, unsigned number,
                                     enum flash_args_choice choice)
{
    if (arguments->operand_count == 0) {
        return message_usage("--flash-args needs the number of a map");
    }
    if (arguments_get(arguments, "json") != NULL) {
        return message_usage("--flash-args and --json do not go together");
    }
    const struct appbin_flash_map *map = appbin_flash_map_find(number);
    if (!map->ota) {
        return message_usage("flash map %u has no OTA slots", number);
    }
    return print_flash_args(map, choice);
}

static enum exit_code run_maps(const struct arguments *arguments)
{
    unsigned first = 0;
    unsigned last = MAP_NUMBERS - 1;
    unsigned choice = FLASH_ARGS_FIRST;
    if (!arguments_get_choice(arguments, "flash-args", &choice)) {
        return EXIT_USAGE;
    }
    if (arguments->operand_count == 1) {
        if (!arguments_parse_number(arguments->operands[0], "the map", MAP_NUMBERS - 1, &first)) {
            return EXIT_USAGE;
        }
        if (appbin_flash_map_find(first) == NULL) {
            message_error(NULL, "flash map %u is not defined; imagetool maps prints those that are",
                          first);
            return EXIT_USAGE;
        }
        last = first;
    }
    if (arguments_get(arguments, "flash-args") != NULL) {
        return run_flash_args(arguments, first, (enum flash_args_choice)choice);
    }
    bool as_json = arguments_get(arguments, "json") != NULL;
    json_t *array = as_json ? json_array() : NULL;
    for (unsigned number = first; number <= last; number++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(number);
        if (map == NULL) {
            continue;
        }
        if (as_json) {
            (void)json_array_append_new(array, map_json(map));
        } else {
            print_map(map);
        }
    }
    json_output_print(array);
    return EXIT_DONE;
}

static const struct command_example examples[] = {
    {"Where everything is in a flash of 1 MB", "imagetool maps 2"},
    {"Arguments for esptool write_flash @flash.args",
     "imagetool maps --flash-args first 2 >flash.args"},
};

const struct command command_maps = {
    .name = "maps",
    .summary = "Print the flash maps with every address for flashing by hand",
    .synopsis = "[--json] [N]\n"
                "--flash-args first|slots N",
    .details =
        "Each area of the flash with its first and last byte. The update store of appverify\n"
        "takes two sectors of what is free. --flash-args prints the vendor's file names;\n"
        "those of merge are for files at hand.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = OPERAND_MAP,
    .operands_max = 1,
    .run = run_maps,
};
