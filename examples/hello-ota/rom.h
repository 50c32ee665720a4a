/* SPDX-License-Identifier: MIT */
/*
 * What the emulated board's mask ROM offers to a firmware, at the addresses in rom.ld. Lengths are
 * bytes; flash keeps the chip's rules: addresses, lengths and buffers aligned to 4, programming
 * only clears bits, and whoever breaks a rule is stopped.
 */
#ifndef ROM_H
#define ROM_H

#include <stdint.h>

enum rom_file { ROM_FILE_MANIFEST, ROM_FILE_USER1, ROM_FILE_USER2 };

/* 0 when done. */
int rom_flash_read(uint32_t address, void *buffer, uint32_t length);
int rom_flash_write(uint32_t address, const void *buffer, uint32_t length);
/* address: of a sector of 4096 bytes. */
int rom_flash_erase(uint32_t address);

void rom_console_write(const char *text, uint32_t length);

/* Opens what the update server offers; a file that is open is closed. 0 when it is there. */
int rom_fetch_open(uint32_t file);
/* The next bytes, as few or as many as the network has: 1 to capacity; 0 at the end, -1 when the
 * connection broke. */
int32_t rom_fetch_read(uint8_t *buffer, uint32_t capacity);

void rom_reset(void) __attribute__((noreturn));
/* Nothing more to do: ends the emulation. */
void rom_sleep(void) __attribute__((noreturn));

#endif
