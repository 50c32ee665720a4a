/* SPDX-License-Identifier: MIT */
/* The boot loader jumps here with .text, .data and .rodata already in RAM. */

/* The RAM from 0x3FFFC000 up lies outside the linked dram region; the mask ROM
   keeps its own stack and variables there, and so does this program's stack. */
#define STACK_TOP 0x3FFFFFF0

    .section .text.call_user_start1, "ax"
    .literal_position
    .align  4
    .global call_user_start1
    .type   call_user_start1, @function
    /* The name of the entry in vendor SDKs before NONOS 3.0.6. */
    .global call_user_start
    .set    call_user_start, call_user_start1
call_user_start1:
    movi    a1, STACK_TOP

    movi    a2, _bss_start      /* both ends are aligned to 8 */
    movi    a3, _bss_end
    movi    a4, 0
    bgeu    a2, a3, .Lcleared
.Lclear:
    s32i    a4, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, .Lclear
.Lcleared:

    call0   user_init           /* in flash, out of direct reach: needs -mlongcalls */
.Lhalt:
    j       .Lhalt
    .size   call_user_start1, . - call_user_start1
