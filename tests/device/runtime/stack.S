/* SPDX-License-Identifier: MIT */
    .section .bss.stack_painted_from, "aw", @nobits
    .align  4
    .global stack_painted_from
stack_painted_from:
    .space  4

/* Without a frame, so that the caller's stack pointer is seen. */
    .section .text.stack_paint, "ax"
    .literal_position
    .align  4
    .global stack_paint
    .type   stack_paint, @function
stack_paint:
    movi    a2, stack_painted_from
    s32i    a1, a2, 0
    movi    a2, device_stack_bottom
    movi    a3, 0xDEC0DEAD
1:
    s32i    a3, a2, 0
    addi    a2, a2, 4
    bltu    a2, a1, 1b
    ret
    .size   stack_paint, . - stack_paint

    .section .text.stack_call, "ax"
    .align  4
    .global stack_call
    .type   stack_call, @function
stack_call:                     /* a2 function, a3 argument, a4 top */
    addi    a4, a4, -16
    s32i    a0, a4, 0
    s32i    a1, a4, 4
    mov     a1, a4
    mov     a5, a2
    mov     a2, a3
    callx0  a5
    l32i    a0, a1, 0
    l32i    a1, a1, 4
    ret
    .size   stack_call, . - stack_call
