/* SPDX-License-Identifier: MIT */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "nor_flash_file.h"

struct bench_options bench_options = {.seed = 1};
struct nor_flash bench_flash;

static struct nor_flash_file file;
static struct nor_flash_storage storage;
static uint32_t reads_of_boot_loader;

void bench_end(enum bench_status status)
{
    (void)printf("bench: %u changes of the flash, %u reads\n",
                 (unsigned)(bench_flash.programs + bench_flash.erases),
                 (unsigned)(bench_flash.reads - reads_of_boot_loader));
    board_report();
    exit(status);
}

void bench_open_flash(void)
{
    uint32_t size = nor_flash_file_open(&file, &storage, bench_options.flash);
    if (size == 0 || size % NOR_FLASH_SECTOR != 0) {
        (void)printf("bench: cannot use %s\n", bench_options.flash);
        bench_end(BENCH_BROKEN);
    }
    nor_flash_init(&bench_flash, &storage, size);
    nor_flash_cut_power(&bench_flash, bench_options.cut_at, (enum nor_flash_cut)bench_options.cut);
}

void bench_start_firmware(void)
{
    reads_of_boot_loader = bench_flash.reads;
    nor_flash_fail_read(&bench_flash, bench_options.fail_read);
}

void bench_map_flash(void *to, uint32_t offset, uint32_t length)
{
    if (storage.read(storage.context, offset, to, length) != 0) {
        bench_end(BENCH_BROKEN);
    }
}

void bench_check_flash(enum nor_flash_result result)
{
    switch (result) {
    case NOR_FLASH_OK:
        return;
    case NOR_FLASH_ERR_POWER:
        (void)printf("bench: the power is cut\n");
        bench_end(BENCH_POWER_CUT);
    case NOR_FLASH_ERR_VIOLATION:
        (void)printf("bench: rule %u of the flash is broken at 0x%x, length %u\n",
                     (unsigned)bench_flash.rule, (unsigned)bench_flash.rule_address,
                     (unsigned)bench_flash.rule_length);
        bench_end(BENCH_FLASH_MISUSED);
    default:
        bench_end(BENCH_BROKEN);
    }
}

uint32_t bench_random(void)
{
    bench_options.seed = bench_options.seed * 1664525u + 1013904223u;
    return bench_options.seed >> 8;
}
