/* SPDX-License-Identifier: MIT */
/* Made by generate_p256_field_small.py, which explains it; a test compares. */
#include "lx106_assembly.h"

#if defined(APPVERIFY_LX106) && defined(P256_FIELD_SMALL)

    .section .text.appverify_p256_square_subtract, "ax"
    .align  4
    .global appverify_p256_square_subtract
    .type   appverify_p256_square_subtract, @function
appverify_p256_square_subtract:
    mov     a5, a4
    mov     a4, a3
    .size   appverify_p256_square_subtract, . - appverify_p256_square_subtract
    .global appverify_p256_multiply_subtract
    .type   appverify_p256_multiply_subtract, @function
appverify_p256_multiply_subtract:
    addmi   a1, a1, -256
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    s32i    a14, a1, 12
    s32i    a15, a1, 16
    s32i    a2, a1, 20
    s32i    a5, a1, 24
    mov     a0, a4
    movi    a2, 0
    s32i    a2, a1, 64
    s32i    a2, a1, 68
    s32i    a2, a1, 72
    s32i    a2, a1, 76
    s32i    a2, a1, 80
    s32i    a2, a1, 84
    s32i    a2, a1, 88
    s32i    a2, a1, 92
    s32i    a2, a1, 96
    s32i    a2, a1, 100
    s32i    a2, a1, 104
    s32i    a2, a1, 108
    s32i    a2, a1, 112
    s32i    a2, a1, 116
    s32i    a2, a1, 120
    s32i    a2, a1, 124
    s32i    a2, a1, 128
    s32i    a2, a1, 32
    movi    a2, 2
1:
    s32i    a2, a1, 36
    l32i    a4, a3, 0
    l32i    a5, a3, 4
    l32i    a6, a3, 8
    l32i    a7, a3, 12
    l32i    a8, a3, 16
    bnez    a2, 2f
    l32i    a2, a1, 24
    l32i    a2, a2, 64
    srai    a2, a2, 1
    s32i    a2, a1, 32
    movi    a9, 0
    j       3f
2:
    l32i    a9, a3, 20
3:
    addi    a3, a3, 24
    s32i    a3, a1, 28
    l32i    a2, a0, 0
    mull    a10, a4, a2
    mull    a11, a5, a2
    mull    a12, a6, a2
    mull    a13, a7, a2
    mull    a14, a8, a2
    mull    a15, a9, a2
    l32i    a3, a1, 64
    add     a10, a10, a3
    extui   a2, a10, 0, 15
    s32i    a2, a1, 40
    srai    a3, a10, 15
    add     a11, a11, a3
    l32i    a2, a0, 4
    mull    a3, a4, a2
    add     a11, a11, a3
    mull    a3, a5, a2
    add     a12, a12, a3
    mull    a3, a6, a2
    add     a13, a13, a3
    mull    a3, a7, a2
    add     a14, a14, a3
    mull    a3, a8, a2
    add     a15, a15, a3
    mull    a10, a9, a2
    l32i    a3, a1, 68
    add     a11, a11, a3
    extui   a2, a11, 0, 15
    s32i    a2, a1, 44
    srai    a3, a11, 15
    add     a12, a12, a3
    l32i    a2, a0, 8
    mull    a3, a4, a2
    add     a12, a12, a3
    mull    a3, a5, a2
    add     a13, a13, a3
    mull    a3, a6, a2
    add     a14, a14, a3
    mull    a3, a7, a2
    add     a15, a15, a3
    mull    a3, a8, a2
    add     a10, a10, a3
    mull    a11, a9, a2
    l32i    a3, a1, 72
    add     a12, a12, a3
    extui   a2, a12, 0, 15
    s32i    a2, a1, 48
    srai    a3, a12, 15
    add     a13, a13, a3
    l32i    a2, a0, 12
    mull    a3, a4, a2
    add     a13, a13, a3
    mull    a3, a5, a2
    add     a14, a14, a3
    mull    a3, a6, a2
    add     a15, a15, a3
    mull    a3, a7, a2
    add     a10, a10, a3
    mull    a3, a8, a2
    add     a11, a11, a3
    mull    a12, a9, a2
    l32i    a3, a1, 76
    add     a13, a13, a3
    extui   a2, a13, 0, 15
    s32i    a2, a1, 52
    srai    a3, a13, 15
    add     a14, a14, a3
    l32i    a2, a0, 16
    mull    a3, a4, a2
    add     a14, a14, a3
    mull    a3, a5, a2
    add     a15, a15, a3
    mull    a3, a6, a2
    add     a10, a10, a3
    mull    a3, a7, a2
    add     a11, a11, a3
    mull    a3, a8, a2
    add     a12, a12, a3
    mull    a13, a9, a2
    l32i    a3, a1, 80
    add     a14, a14, a3
    extui   a2, a14, 0, 15
    s32i    a2, a1, 56
    srai    a3, a14, 15
    add     a15, a15, a3
    l32i    a2, a0, 20
    mull    a3, a4, a2
    add     a15, a15, a3
    mull    a3, a5, a2
    add     a10, a10, a3
    mull    a3, a6, a2
    add     a11, a11, a3
    mull    a3, a7, a2
    add     a12, a12, a3
    mull    a3, a8, a2
    add     a13, a13, a3
    mull    a14, a9, a2
    l32i    a3, a1, 84
    add     a15, a15, a3
    l32i    a2, a1, 32
    sub     a3, a15, a2
    slli    a3, a3, 17
    srai    a3, a3, 17
    add     a2, a2, a3
    s32i    a2, a1, 60
    sub     a3, a15, a2
    srai    a3, a3, 15
    add     a10, a10, a3
    l32i    a2, a0, 24
    mull    a3, a4, a2
    add     a10, a10, a3
    mull    a3, a5, a2
    add     a11, a11, a3
    mull    a3, a6, a2
    add     a12, a12, a3
    mull    a3, a7, a2
    add     a13, a13, a3
    mull    a3, a8, a2
    add     a14, a14, a3
    mull    a15, a9, a2
    l32i    a3, a1, 88
    add     a10, a10, a3
    l32i    a3, a1, 40
    slli    a3, a3, 6
    add     a10, a10, a3
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    s32i    a10, a1, 64
    l32i    a2, a0, 28
    mull    a3, a4, a2
    add     a11, a11, a3
    mull    a3, a5, a2
    add     a12, a12, a3
    mull    a3, a6, a2
    add     a13, a13, a3
    mull    a3, a7, a2
    add     a14, a14, a3
    mull    a3, a8, a2
    add     a15, a15, a3
    mull    a10, a9, a2
    l32i    a3, a1, 92
    add     a11, a11, a3
    l32i    a3, a1, 44
    slli    a3, a3, 6
    add     a11, a11, a3
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    s32i    a11, a1, 68
    l32i    a2, a0, 32
    mull    a3, a4, a2
    add     a12, a12, a3
    mull    a3, a5, a2
    add     a13, a13, a3
    mull    a3, a6, a2
    add     a14, a14, a3
    mull    a3, a7, a2
    add     a15, a15, a3
    mull    a3, a8, a2
    add     a10, a10, a3
    mull    a11, a9, a2
    l32i    a3, a1, 96
    add     a12, a12, a3
    l32i    a3, a1, 48
    slli    a3, a3, 6
    add     a12, a12, a3
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    s32i    a12, a1, 72
    l32i    a2, a0, 36
    mull    a3, a4, a2
    add     a13, a13, a3
    mull    a3, a5, a2
    add     a14, a14, a3
    mull    a3, a6, a2
    add     a15, a15, a3
    mull    a3, a7, a2
    add     a10, a10, a3
    mull    a3, a8, a2
    add     a11, a11, a3
    mull    a12, a9, a2
    l32i    a3, a1, 100
    add     a13, a13, a3
    l32i    a3, a1, 52
    slli    a3, a3, 6
    add     a13, a13, a3
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    s32i    a13, a1, 76
    l32i    a2, a0, 40
    mull    a3, a4, a2
    add     a14, a14, a3
    mull    a3, a5, a2
    add     a15, a15, a3
    mull    a3, a6, a2
    add     a10, a10, a3
    mull    a3, a7, a2
    add     a11, a11, a3
    mull    a3, a8, a2
    add     a12, a12, a3
    mull    a13, a9, a2
    l32i    a3, a1, 104
    add     a14, a14, a3
    l32i    a3, a1, 56
    slli    a3, a3, 6
    add     a14, a14, a3
    srai    a3, a14, 15
    add     a15, a15, a3
    extui   a14, a14, 0, 15
    s32i    a14, a1, 80
    l32i    a2, a0, 44
    mull    a3, a4, a2
    add     a15, a15, a3
    mull    a3, a5, a2
    add     a10, a10, a3
    mull    a3, a6, a2
    add     a11, a11, a3
    mull    a3, a7, a2
    add     a12, a12, a3
    mull    a3, a8, a2
    add     a13, a13, a3
    mull    a14, a9, a2
    l32i    a3, a1, 108
    add     a15, a15, a3
    l32i    a3, a1, 60
    slli    a3, a3, 6
    add     a15, a15, a3
    srai    a3, a15, 15
    add     a10, a10, a3
    extui   a15, a15, 0, 15
    s32i    a15, a1, 84
    l32i    a2, a0, 48
    mull    a3, a4, a2
    add     a10, a10, a3
    mull    a3, a5, a2
    add     a11, a11, a3
    mull    a3, a6, a2
    add     a12, a12, a3
    mull    a3, a7, a2
    add     a13, a13, a3
    mull    a3, a8, a2
    add     a14, a14, a3
    mull    a15, a9, a2
    l32i    a3, a1, 112
    add     a10, a10, a3
    l32i    a3, a1, 40
    slli    a3, a3, 12
    add     a10, a10, a3
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    s32i    a10, a1, 88
    l32i    a2, a0, 52
    mull    a3, a4, a2
    add     a11, a11, a3
    mull    a3, a5, a2
    add     a12, a12, a3
    mull    a3, a6, a2
    add     a13, a13, a3
    mull    a3, a7, a2
    add     a14, a14, a3
    mull    a3, a8, a2
    add     a15, a15, a3
    mull    a10, a9, a2
    l32i    a3, a1, 116
    add     a11, a11, a3
    l32i    a3, a1, 44
    slli    a3, a3, 12
    add     a11, a11, a3
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    s32i    a11, a1, 92
    l32i    a2, a0, 56
    mull    a3, a4, a2
    add     a12, a12, a3
    mull    a3, a5, a2
    add     a13, a13, a3
    mull    a3, a6, a2
    add     a14, a14, a3
    mull    a3, a7, a2
    add     a15, a15, a3
    mull    a3, a8, a2
    add     a10, a10, a3
    mull    a11, a9, a2
    l32i    a3, a1, 120
    add     a12, a12, a3
    l32i    a3, a1, 48
    slli    a3, a3, 12
    add     a12, a12, a3
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 40
    slli    a3, a3, 14
    sub     a12, a12, a3
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    s32i    a12, a1, 96
    l32i    a2, a0, 60
    mull    a3, a4, a2
    add     a13, a13, a3
    mull    a3, a5, a2
    add     a14, a14, a3
    mull    a3, a6, a2
    add     a15, a15, a3
    mull    a3, a7, a2
    add     a10, a10, a3
    mull    a3, a8, a2
    add     a11, a11, a3
    mull    a12, a9, a2
    l32i    a3, a1, 124
    add     a13, a13, a3
    l32i    a3, a1, 52
    slli    a3, a3, 12
    add     a13, a13, a3
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 44
    slli    a3, a3, 14
    sub     a13, a13, a3
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    s32i    a13, a1, 100
    l32i    a2, a0, 64
    srai    a3, a14, 15
    add     a15, a15, a3
    extui   a14, a14, 0, 15
    mull    a3, a4, a2
    add     a14, a14, a3
    mull    a3, a5, a2
    add     a15, a15, a3
    mull    a3, a6, a2
    add     a10, a10, a3
    mull    a3, a7, a2
    add     a11, a11, a3
    mull    a3, a8, a2
    add     a12, a12, a3
    mull    a13, a9, a2
    l32i    a3, a1, 128
    add     a14, a14, a3
    l32i    a3, a1, 56
    slli    a3, a3, 12
    add     a14, a14, a3
    l32i    a3, a1, 48
    slli    a3, a3, 14
    sub     a14, a14, a3
    srai    a3, a14, 15
    add     a15, a15, a3
    extui   a14, a14, 0, 15
    s32i    a14, a1, 104
    l32i    a3, a1, 60
    slli    a3, a3, 12
    add     a15, a15, a3
    srai    a3, a15, 15
    add     a10, a10, a3
    extui   a15, a15, 0, 15
    l32i    a3, a1, 52
    slli    a3, a3, 14
    sub     a15, a15, a3
    l32i    a3, a1, 40
    addx2   a15, a3, a15
    srai    a3, a15, 15
    add     a10, a10, a3
    extui   a15, a15, 0, 15
    s32i    a15, a1, 108
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    l32i    a3, a1, 56
    slli    a3, a3, 14
    sub     a10, a10, a3
    l32i    a3, a1, 44
    addx2   a10, a3, a10
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    s32i    a10, a1, 112
    l32i    a3, a1, 60
    slli    a3, a3, 14
    sub     a11, a11, a3
    l32i    a3, a1, 48
    addx2   a11, a3, a11
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    s32i    a11, a1, 116
    l32i    a3, a1, 52
    addx2   a12, a3, a12
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    s32i    a12, a1, 120
    l32i    a3, a1, 56
    addx2   a13, a3, a13
    srai    a14, a13, 15
    extui   a13, a13, 0, 15
    s32i    a13, a1, 124
    l32i    a3, a1, 60
    addx2   a14, a3, a14
    s32i    a14, a1, 128
    l32i    a2, a1, 36
    l32i    a3, a1, 28
    addi    a2, a2, -1
    bltz    a2, 5f
    j       1b
5:
    l32i    a2, a1, 20
    l32i    a3, a1, 24
    addi    a4, a1, 64
    addi    a5, a4, 64
    movi    a6, 0
4:
    l32i    a7, a4, 0
    l32i    a8, a3, 0
    add     a6, a6, a7
    sub     a6, a6, a8
    addmi   a6, a6, 16384
    extui   a7, a6, 0, 15
    srai    a6, a6, 15
    addmi   a7, a7, -16384
    s32i    a7, a2, 0
    addi    a2, a2, 4
    addi    a3, a3, 4
    addi    a4, a4, 4
    bne     a4, a5, 4b
    l32i    a7, a4, 0
    l32i    a8, a3, 0
    add     a6, a6, a7
    sub     a6, a6, a8
    s32i    a6, a2, 0
    l32i    a0, a1, 0
    l32i    a12, a1, 4
    l32i    a13, a1, 8
    l32i    a14, a1, 12
    l32i    a15, a1, 16
    addmi   a1, a1, 256
    ret
    .size   appverify_p256_multiply_subtract, . - appverify_p256_multiply_subtract
#endif
