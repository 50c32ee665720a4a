/* SPDX-License-Identifier: MIT */
/* The board that the mask ROM drives: flash file, power, update server, end of the run. */
#ifndef DEVICE_BENCH_H
#define DEVICE_BENCH_H

#include "nor_flash.h"

/* How a run ends; README.md says what for. */
enum bench_status {
    BENCH_ASLEEP = 0,
    BENCH_USAGE = 2,
    BENCH_RESET = 20,
    BENCH_POWER_CUT = 21,
    BENCH_FLASH_MISUSED = 22,
    BENCH_HANGS = 23,
    BENCH_BROKEN = 24, /* the bench itself: a file */
};

struct bench_options {
    const char *flash;
    const char *files[3]; /* by enum rom_file; NULL: not offered */
    uint32_t cut_at;      /* change of the flash, from 1; 0: none */
    uint32_t cut;         /* enum nor_flash_cut */
    uint32_t fail_read;   /* read of the flash by the firmware, from 1; 0: none */
    uint32_t seed;        /* of RAM's content and of the network's pieces */
};

extern struct bench_options bench_options;
extern struct nor_flash bench_flash;

/* Arguments of this board alone. Returns 0; -1 for a name that it does not know. The value stays.
 */
int board_take_argument(const char *name, const char *value);
/* At the end of a run. */
void board_report(void);

void bench_open_flash(void);
/* From here on the firmware runs. */
void bench_start_firmware(void);
/* Copies length bytes at offset of the flash file as they are, past the emulated flash. */
void bench_map_flash(void *to, uint32_t offset, uint32_t length);

/* Ends the run if result says so: no power, a broken rule or no file. */
void bench_check_flash(enum nor_flash_result result);

uint32_t bench_random(void);

void bench_end(enum bench_status status) __attribute__((noreturn));

#endif
