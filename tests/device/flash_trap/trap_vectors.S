/* SPDX-License-Identifier: MIT */
/* Exceptions of a program whose constants in flash trap: flash_trap decides what to do. */
    .section .text.flash_trap_entry, "ax"
    .literal_position
    .align  4
flash_trap_entry:
    movi    a0, flash_trap_registers
    s32i    a1, a0, 4
    s32i    a2, a0, 8
    s32i    a3, a0, 12
    s32i    a4, a0, 16
    s32i    a5, a0, 20
    s32i    a6, a0, 24
    s32i    a7, a0, 28
    s32i    a8, a0, 32
    s32i    a9, a0, 36
    s32i    a10, a0, 40
    s32i    a11, a0, 44
    s32i    a12, a0, 48
    s32i    a13, a0, 52
    s32i    a14, a0, 56
    s32i    a15, a0, 60
    rsr     a2, excsave1
    s32i    a2, a0, 0
    rsr     a15, sar            /* which the called keeps in a15 */
    rsr     a2, exccause
    rsr     a3, epc1
    rsr     a4, excvaddr
    movi    a1, flash_trap_stack_top
    call0   flash_trap          /* the address to go on at */
    wsr     a2, epc1
    wsr     a15, sar
    movi    a0, flash_trap_registers
    l32i    a1, a0, 4
    l32i    a2, a0, 8
    l32i    a3, a0, 12
    l32i    a4, a0, 16
    l32i    a5, a0, 20
    l32i    a6, a0, 24
    l32i    a7, a0, 28
    l32i    a8, a0, 32
    l32i    a9, a0, 36
    l32i    a10, a0, 40
    l32i    a11, a0, 44
    l32i    a12, a0, 48
    l32i    a13, a0, 52
    l32i    a14, a0, 56
    l32i    a15, a0, 60
    l32i    a0, a0, 0
    rfe

/* In place of those of start.S. */
    .section .text.flash_trap_vectors, "ax"
    .align  4096
flash_trap_vectors:
    .org    flash_trap_vectors + 0x30   /* kernel */
    j       1f
    .org    flash_trap_vectors + 0x50   /* user */
    j       1f
    .org    flash_trap_vectors + 0x70   /* double */
    j       2f
    .org    flash_trap_vectors + 0x80
    .literal_position
    .align  4
1:
    wsr     a0, excsave1
    movi    a0, flash_trap_entry
    jx      a0
2:
    rsr     a2, exccause
    rsr     a3, depc
    rsr     a4, excvaddr
    mov     a5, a1
    movi    a1, flash_trap_stack_top
    movi    a0, device_fault
    callx0  a0

    .section .text.flash_trap_begin, "ax"
    .literal_position
    .align  4
    .global flash_trap_begin
    .type   flash_trap_begin, @function
flash_trap_begin:
    movi    a2, flash_trap_vectors
    wsr     a2, vecbase
    isync
    ret
    .size   flash_trap_begin, . - flash_trap_begin

    .section .bss.flash_trap, "aw", @nobits
    .align  16
    .global flash_trap_registers
flash_trap_registers:
    .space  64
    .space  2048
flash_trap_stack_top:
