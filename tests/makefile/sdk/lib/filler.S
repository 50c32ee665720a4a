/* SPDX-License-Identifier: MIT */
/* A library of the vendor's of which only the size matters: NAME is called at start. TEXT bytes of code
   go where the linker scripts put SECTION; DATA and BSS bytes to DRAM. */
    .section SECTION, "ax"
    .align  4
    .global NAME
    .type   NAME, @function
NAME:
    ret.n
    .align  4
    .word   filler_data, filler_bss /* so that the linker keeps both */
    .fill   TEXT / 4, 4, 0xF01DF01D
    .size   NAME, . - NAME

    .section .data, "aw"
filler_data:
    .fill   DATA / 4, 4, 0x5A5A5A5A
    .section .bss, "aw", @nobits
filler_bss:
    .space  BSS
