/* SPDX-License-Identifier: MIT */
/*
 * How the vendor's boot loader 1.7 decides what to start; README.md has the rule. It reads, repairs
 * and falls back as the original does; nothing else of the original is here.
 */
#ifndef DEVICE_BOOT_PARAMETERS_H
#define DEVICE_BOOT_PARAMETERS_H

#include "nor_flash.h"

struct boot_parameters {
    struct nor_flash *flash;
    uint32_t map;
    uint32_t first;  /* offset of the first of the two parameter sectors; the flag's follows */
    uint8_t head[8]; /* of the parameters that hold */
};

enum boot_failed { BOOT_RETRY, BOOT_OTHER_SLOT, BOOT_HANG };

/* Reads the flash map and the parameters; writes new ones where there are none that it accepts.
 * Returns 0; -1 when the map is unknown or the flash fails. */
int boot_parameters_read(struct boot_parameters *boot, struct nor_flash *flash);

/* Flash offset to start from; 0: it hangs. */
uint32_t boot_parameters_choose(const struct boot_parameters *boot);

/* What follows when nothing could be started from the chosen offset. tries: failures so far, kept
 * over a reset but not without power; BOOT_OTHER_SLOT has written the parameters. */
enum boot_failed boot_parameters_failed(struct boot_parameters *boot, uint32_t *tries);

#endif
