/* SPDX-License-Identifier: MIT */
/*
 * From reset to the firmware: plays the vendor's boot loader 1.7, and what the chip does around it.
 * usage: boot.elf FLASH_FILE [manifest=FILE] [user1=FILE] [user2=FILE] [cut=CHANGE] [kind=CUT]
 *        [fail=READ] [seed=N], and what the board has beside these
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "boot_image.h"
#include "boot_parameters.h"
#include "rom.h"

#define WINDOW 0x40200000u
#define MEGABYTE 0x100000u

static int take_argument(char *argument)
{
    static const char *const names[] = {"manifest", "user1", "user2", "cut",
                                        "kind",     "fail",  "seed"};
    uint32_t *const numbers[] = {&bench_options.cut_at, &bench_options.cut,
                                 &bench_options.fail_read, &bench_options.seed};
    char *value = strchr(argument, '=');
    if (value == NULL) {
        return -1;
    }
    *value++ = '\0';
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(argument, names[i]) == 0 && i < 3) {
            bench_options.files[i] = value;
            return 0;
        }
        if (strcmp(argument, names[i]) == 0) {
            *numbers[i - 3] = (uint32_t)strtoul(value, NULL, 0);
            return 0;
        }
    }
    return board_take_argument(argument, value);
}

/* Firmware that counts on cleared memory must not get away with it. */
static void fill_with_garbage(uint32_t from, uint32_t to)
{
    for (uint32_t *word = (uint32_t *)from; word < (uint32_t *)to; word++) {
        *word = bench_random() * 0x9E3779B9u;
    }
}

/* The flash cache shows the megabyte that the slot lies in. */
static void map_flash(uint32_t offset)
{
    uint32_t start = offset / MEGABYTE * MEGABYTE;
    uint32_t left = bench_flash.size - start;
    bench_map_flash((void *)WINDOW, start, left < MEGABYTE ? left : MEGABYTE);
}

/* Returns the entry of what the parameters choose, falling back as the boot loader does. */
static uint32_t load(uint32_t *offset)
{
    struct boot_parameters parameters;
    uint32_t tries = 0;
    do {
        if (boot_parameters_read(&parameters, &bench_flash) != 0) {
            return 0;
        }
        *offset = boot_parameters_choose(&parameters);
        if (*offset == 0) {
            return 0;
        }
        uint32_t entry = boot_image_load(&bench_flash, *offset);
        if (entry != 0) {
            return entry;
        }
        (void)printf("boot: nothing to start at 0x%x\n", (unsigned)*offset);
    } while (boot_parameters_failed(&parameters, &tries) != BOOT_HANG);
    return 0;
}

static void start(void)
{
    uint32_t offset = 0;
    fill_with_garbage(0x3FFE8000, 0x40000000);
    fill_with_garbage(0x40100000, 0x40108000);
    uint32_t entry = load(&offset);
    if (!bench_flash.powered) {
        bench_check_flash(NOR_FLASH_ERR_POWER);
    }
    if (entry == 0) {
        (void)printf("boot: hangs\n");
        bench_end(BENCH_HANGS);
    }
    map_flash(offset);
    (void)printf("boot: 0x%x\n", (unsigned)offset);
    bench_start_firmware();
    ((void (*)(void))entry)();
}

int main(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (take_argument(argv[i]) != 0) {
            argc = 0;
        }
    }
    if (argc < 2 || bench_options.cut >= NOR_FLASH_CUTS) {
        (void)printf("usage: boot.elf FLASH_FILE [NAME=VALUE...]\n");
        return BENCH_USAGE;
    }
    bench_options.flash = argv[1];
    bench_open_flash();
    start();
    bench_end(BENCH_HANGS);
}
