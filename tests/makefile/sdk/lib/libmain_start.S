/* SPDX-License-Identifier: MIT */
/* The entry of every image: the boot loader jumps here. */
    .section .text, "ax"
    .literal_position
    .align  4
    .global call_user_start
    .type   call_user_start, @function
call_user_start:
    movi    a1, 0x40000000      /* where the vendor's stack begins, too */
    movi    a2, _bss_start
    movi    a3, _bss_end
    movi    a4, 0
    bgeu    a2, a3, .Lcleared
.Lclear:
    s32i    a4, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, .Lclear
.Lcleared:
    call0   sdk_main            /* in flash: needs -mlongcalls */
.Lhalt:
    j       .Lhalt
    .size   call_user_start, . - call_user_start
