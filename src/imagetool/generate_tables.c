/* SPDX-License-Identifier: MIT */
/*
 * Writes what the CMake package knows of flash maps, options and commands:
 * generate_tables >cmake/AppbinTables.cmake
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "command.h"

static void print_commands(void)
{
    (void)printf("set(_appbin_commands");
    for (size_t i = 0; i < command_count; i++) {
        (void)printf(" %s", commands[i]->name);
    }
    (void)printf(")\n");
}

/* _appbin_choices_OPTION: the words that an option of build takes. */
static void print_choices(void)
{
    for (size_t i = 0; i < command_build.option_count; i++) {
        const struct command_option *option = &command_build.options[i];
        if (option->choices != NULL) {
            (void)printf("set(_appbin_choices_%s %s)\n", option->name, option->choices);
        }
    }
}

/* _appbin_irom_origin_BOOT_MAP_SLOT and _appbin_irom_limit_MAP. */
static void print_map(const struct appbin_flash_map *map)
{
    for (unsigned slot = 1; slot <= 2; slot++) {
        (void)printf("set(_appbin_irom_origin_new_%u_%u 0x%08" PRIX32 ")\n", map->number, slot,
                     appbin_flash_map_irom_origin(map, slot, APPBIN_BOOT_NEW));
        if (map->old_boot) {
            (void)printf("set(_appbin_irom_origin_old_%u_%u 0x%08" PRIX32 ")\n", map->number, slot,
                         appbin_flash_map_irom_origin(map, slot, APPBIN_BOOT_OLD));
        }
    }
    (void)printf("set(_appbin_irom_limit_%u 0x%05" PRIX32 ")\n", map->number, map->irom_limit);
}

/* The address of flash repeats: from some map on, one link serves both slots. */
static bool is_linked_once(const struct appbin_flash_map *map)
{
    return appbin_flash_map_irom_origin(map, 1, APPBIN_BOOT_NEW) ==
           appbin_flash_map_irom_origin(map, 2, APPBIN_BOOT_NEW);
}

static bool has_old_boot(const struct appbin_flash_map *map)
{
    return map->old_boot;
}

static bool has_slots(const struct appbin_flash_map *map)
{
    return map->ota;
}

static void print_map_list(const char *name, bool (*wanted)(const struct appbin_flash_map *map))
{
    (void)printf("set(_appbin_maps%s", name);
    for (unsigned number = 0; number <= APPVERIFY_MAP_MAX; number++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(number);
        if (map != NULL && map->ota && wanted(map)) {
            (void)printf(" %u", number);
        }
    }
    (void)printf(")\n");
}

static void print_maps(void)
{
    print_map_list("", has_slots);
    print_map_list("_with_boot_old", has_old_boot);
    print_map_list("_linked_once", is_linked_once);
    for (unsigned number = 0; number <= APPVERIFY_MAP_MAX; number++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(number);
        if (map != NULL && map->ota) {
            print_map(map);
        }
    }
}

int main(void)
{
    (void)printf("# SPDX-License-Identifier: MIT\n# Made by generate_tables from the tables of "
                 "imagetool, which the test "
                 "style_facts compares;\n# do not edit. Flash maps with slots, the words of "
                 "options, and the commands.\n");
    print_maps();
    print_choices();
    print_commands();
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
