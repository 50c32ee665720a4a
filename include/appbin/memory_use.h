/* SPDX-License-Identifier: MIT */
/** How much of iram, dram, irom and the slot a firmware takes. */
#ifndef APPBIN_MEMORY_USE_H
#define APPBIN_MEMORY_USE_H

#include <stdbool.h>
#include <stdint.h>

#include "appbin/elf_file.h"
#include "appbin/error.h"
#include "appbin/flash_map.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Use of one memory. */
struct appbin_use {
    uint64_t used;  /**< bytes */
    uint64_t limit; /**< bytes; 0 when not known */
};

/**
 * Tells whether more is used than the limit allows: what build, size and check go by.
 *
 * @param use  in
 * @return true when a limit is known and exceeded
 */
bool appbin_use_exceeded(const struct appbin_use *use);

/** Use of every memory. */
struct appbin_memory_use {
    struct appbin_use iram;
    struct appbin_use dram; /**< .data, .rodata and .bss */
    struct appbin_use irom; /**< the limit is that of the SDK's linker scripts; a device has none
                                 beside the slot */
    struct appbin_use slot; /**< the OTA image, headers and CRC word included; 0 when irom is linked
                                 for no slot of the map */
};

/**
 * Measures an ELF, from the start of each memory to the end of the last section in it.
 *
 * @param use         out, set on success
 * @param elf         in
 * @param map         in, flash map for the limits of irom and slot; NULL: they stay unknown
 * @param slot        in, 1 or 2: irom must be linked for it; 0: either
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NO_SECTION without irom when a slot is asked for, WRONG_SLOT, TOO_LARGE when
 *         the RAM part reaches into irom
 */
enum appbin_error appbin_memory_measure(struct appbin_memory_use *use, const struct appbin_elf *elf,
                                        const struct appbin_flash_map *map, unsigned slot,
                                        struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif
