/* SPDX-License-Identifier: MIT */
/* What firmware calls by address, as examples/hello-ota/rom.ld has it: one jump every 16 bytes. */
#include "rom_entry.inc"

    .section .rom_table, "ax"
    entry   rom_flash_read, serve_flash_read
    entry   rom_flash_write, serve_flash_write
    entry   rom_flash_erase, serve_flash_erase
    entry   rom_console_write, serve_console_write
    entry   rom_fetch_open, serve_fetch_open
    entry   rom_fetch_read, serve_fetch_read
    entry   rom_reset, serve_reset
    entry   rom_sleep, serve_sleep
    entry   __muldi3, serve_muldi3
    entry   __udivsi3, serve_udivsi3
    entry   __umodsi3, serve_umodsi3
    entry   __divsi3, serve_divsi3
    entry   __udivdi3, serve_udivdi3
    entry   __umoddi3, serve_umoddi3
    entry   __divdi3, serve_divdi3
