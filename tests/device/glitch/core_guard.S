/* SPDX-License-Identifier: MIT */
#define TIMER_BIT   0x40        /* interrupt 6 */
#if !defined(GLITCH_INSTRUCTIONS)
#define GLITCH_INSTRUCTIONS 2000000
#endif
#define TIME_LIMIT  (GLITCH_INSTRUCTIONS / 25)  /* ticks */

/* As in start.S. Whatever happens, the guarded call is over. */
    .section .text.core_guard_vectors, "ax"
    .balign 1024
vectors:
    .org    vectors + 0x30      /* kernel: the timer, too */
    j       .Lover
    .org    vectors + 0x50      /* user */
    j       .Lover
    .org    vectors + 0x70      /* double */
    j       .Lover
    .org    vectors + 0x80
    .literal_position
    .align  4
registers:                      /* beside the code, far from all that a run has pointers to */
    .space  24
.Lover:
    movi    a3, 0x0F            /* no interrupts, but exceptions */
    wsr     a3, ps
    rsync
    rsr     a2, exccause
    j       .Lback

    .align  4
    .global core_guard
    .type   core_guard, @function
core_guard:                     /* a2 function, a3 argument, a4 top */
    movi    a5, registers
    s32i    a0, a5, 0
    s32i    a1, a5, 4
    s32i    a12, a5, 8
    s32i    a13, a5, 12
    s32i    a14, a5, 16
    s32i    a15, a5, 20
    mov     a1, a4
    mov     a5, a2
    mov     a2, a3
    rsr     a6, ccount
    movi    a7, TIME_LIMIT
    add     a6, a6, a7
    wsr     a6, ccompare0
    movi    a6, TIMER_BIT
    wsr     a6, intenable
    movi    a6, 0
    wsr     a6, ps
    rsync
    movi    a12, 0              /* nothing of the caller's to write to */
    movi    a13, 0
    movi    a14, 0
    movi    a15, 0
    callx0  a5
    movi    a2, -1
.Lback:
    movi    a3, 0
    wsr     a3, intenable
    movi    a3, 0x0F
    wsr     a3, ps
    rsync
    movi    a5, registers
    l32i    a0, a5, 0
    l32i    a1, a5, 4
    l32i    a12, a5, 8
    l32i    a13, a5, 12
    l32i    a14, a5, 16
    l32i    a15, a5, 20
    ret
    .size   core_guard, . - core_guard

    .section .text.core_guard_init, "ax"
    .literal_position
    .align  4
    .global core_guard_init
    .type   core_guard_init, @function
core_guard_init:
    movi    a2, vectors
    wsr     a2, vecbase
    rsync
    ret
    .size   core_guard_init, . - core_guard_init
