/* SPDX-License-Identifier: MIT */
/* Made by generate_p256_field.py, which explains it; a test compares. */
#include "lx106_assembly.h"

#if defined(APPVERIFY_LX106) && !defined(P256_FIELD_SMALL)

    .section .text.appverify_p256_multiply_subtract, "ax"
    .align  4
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
    s32i    a3, a1, 24
    s32i    a5, a1, 28
    mov     a0, a4
    /* rows 0 to 5 */
    l32i    a4, a3, 0
    l32i    a5, a3, 4
    l32i    a6, a3, 8
    l32i    a7, a3, 12
    l32i    a8, a3, 16
    l32i    a9, a3, 20
    l32i    a2, a0, 0
    mull    a10, a4, a2
    mull    a11, a5, a2
    mull    a12, a6, a2
    mull    a13, a7, a2
    mull    a14, a8, a2
    mull    a15, a9, a2
    extui   a2, a10, 0, 15
    s32i    a2, a1, 32
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
    extui   a2, a11, 0, 15
    s32i    a2, a1, 36
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
    extui   a2, a12, 0, 15
    s32i    a2, a1, 40
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
    extui   a2, a13, 0, 15
    s32i    a2, a1, 44
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
    extui   a2, a14, 0, 15
    s32i    a2, a1, 48
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
    slli    a2, a15, 17
    srai    a2, a2, 17
    s32i    a2, a1, 52
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
    s32i    a10, a1, 128
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
    s32i    a11, a1, 132
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
    s32i    a12, a1, 136
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
    s32i    a13, a1, 140
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
    s32i    a14, a1, 144
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
    s32i    a15, a1, 148
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
    s32i    a10, a1, 152
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
    s32i    a11, a1, 156
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
    s32i    a12, a1, 160
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
    s32i    a13, a1, 164
    l32i    a2, a0, 64
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
    s32i    a14, a1, 168
    s32i    a15, a1, 104
    s32i    a10, a1, 108
    s32i    a11, a1, 112
    s32i    a12, a1, 116
    s32i    a13, a1, 120
    /* rows 6 to 11 */
    l32i    a3, a1, 24
    l32i    a4, a3, 24
    l32i    a5, a3, 28
    l32i    a6, a3, 32
    l32i    a7, a3, 36
    l32i    a8, a3, 40
    l32i    a9, a3, 44
    l32i    a2, a0, 0
    mull    a10, a4, a2
    mull    a11, a5, a2
    mull    a12, a6, a2
    mull    a13, a7, a2
    mull    a14, a8, a2
    mull    a15, a9, a2
    l32i    a3, a1, 128
    add     a10, a10, a3
    l32i    a3, a1, 32
    slli    a3, a3, 6
    add     a10, a10, a3
    extui   a2, a10, 0, 15
    s32i    a2, a1, 56
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
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    l32i    a3, a1, 132
    add     a11, a11, a3
    l32i    a3, a1, 36
    slli    a3, a3, 6
    add     a11, a11, a3
    extui   a2, a11, 0, 15
    s32i    a2, a1, 60
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
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 136
    add     a12, a12, a3
    l32i    a3, a1, 40
    slli    a3, a3, 6
    add     a12, a12, a3
    extui   a2, a12, 0, 15
    s32i    a2, a1, 64
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
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 140
    add     a13, a13, a3
    l32i    a3, a1, 44
    slli    a3, a3, 6
    add     a13, a13, a3
    extui   a2, a13, 0, 15
    s32i    a2, a1, 68
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
    srai    a3, a14, 15
    add     a15, a15, a3
    extui   a14, a14, 0, 15
    l32i    a3, a1, 144
    add     a14, a14, a3
    l32i    a3, a1, 48
    slli    a3, a3, 6
    add     a14, a14, a3
    extui   a2, a14, 0, 15
    s32i    a2, a1, 72
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
    srai    a3, a15, 15
    add     a10, a10, a3
    extui   a15, a15, 0, 15
    l32i    a3, a1, 148
    add     a15, a15, a3
    l32i    a3, a1, 52
    slli    a3, a3, 6
    add     a15, a15, a3
    slli    a2, a15, 17
    srai    a2, a2, 17
    s32i    a2, a1, 76
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
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    l32i    a3, a1, 152
    add     a10, a10, a3
    s32i    a10, a1, 152
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
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    l32i    a3, a1, 156
    add     a11, a11, a3
    s32i    a11, a1, 156
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
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 160
    add     a12, a12, a3
    s32i    a12, a1, 160
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
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 164
    add     a13, a13, a3
    s32i    a13, a1, 164
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
    srai    a3, a14, 15
    add     a15, a15, a3
    extui   a14, a14, 0, 15
    l32i    a3, a1, 168
    add     a14, a14, a3
    s32i    a14, a1, 168
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
    srai    a3, a15, 15
    add     a10, a10, a3
    extui   a15, a15, 0, 15
    l32i    a3, a1, 104
    add     a15, a15, a3
    s32i    a15, a1, 104
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
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    l32i    a3, a1, 108
    add     a10, a10, a3
    s32i    a10, a1, 108
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
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    l32i    a3, a1, 112
    add     a11, a11, a3
    s32i    a11, a1, 112
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
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 116
    add     a12, a12, a3
    s32i    a12, a1, 116
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
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 120
    add     a13, a13, a3
    s32i    a13, a1, 120
    l32i    a2, a0, 64
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
    s32i    a14, a1, 124
    s32i    a15, a1, 128
    s32i    a10, a1, 132
    s32i    a11, a1, 136
    s32i    a12, a1, 140
    s32i    a13, a1, 144
    /* rows 12 to 16 */
    l32i    a3, a1, 24
    l32i    a4, a3, 48
    l32i    a5, a3, 52
    l32i    a6, a3, 56
    l32i    a7, a3, 60
    l32i    a8, a3, 64
    ssai    0
.Ltail:
    l32i    a9, a1, 20
    l32i    a15, a1, 28
    l32i    a2, a0, 0
    mull    a12, a4, a2
    mull    a13, a5, a2
    mull    a14, a6, a2
    mull    a10, a7, a2
    mull    a11, a8, a2
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 152
    add     a12, a12, a3
    l32i    a3, a1, 56
    slli    a3, a3, 6
    add     a12, a12, a3
    l32i    a3, a1, 32
    slli    a3, a3, 12
    add     a12, a12, a3
    extui   a2, a12, 0, 15
    s32i    a2, a1, 80
    srai    a3, a12, 15
    add     a13, a13, a3
    l32i    a2, a0, 4
    mull    a3, a4, a2
    add     a13, a13, a3
    mull    a3, a5, a2
    add     a14, a14, a3
    mull    a3, a6, a2
    add     a10, a10, a3
    mull    a3, a7, a2
    add     a11, a11, a3
    mull    a12, a8, a2
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 156
    add     a13, a13, a3
    l32i    a3, a1, 60
    slli    a3, a3, 6
    add     a13, a13, a3
    l32i    a3, a1, 36
    slli    a3, a3, 12
    add     a13, a13, a3
    extui   a2, a13, 0, 15
    s32i    a2, a1, 84
    srai    a3, a13, 15
    add     a14, a14, a3
    l32i    a2, a0, 8
    mull    a3, a4, a2
    add     a14, a14, a3
    mull    a3, a5, a2
    add     a10, a10, a3
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    mull    a3, a6, a2
    add     a11, a11, a3
    mull    a3, a7, a2
    add     a12, a12, a3
    mull    a13, a8, a2
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    l32i    a3, a1, 160
    add     a14, a14, a3
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    l32i    a3, a1, 32
    l32i    a2, a1, 40
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a14, a14, a3
    l32i    a3, a1, 64
    slli    a3, a3, 6
    add     a14, a14, a3
    extui   a2, a14, 0, 15
    s32i    a2, a1, 88
    srai    a3, a14, 15
    add     a10, a10, a3
    l32i    a2, a0, 12
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    mull    a3, a4, a2
    add     a10, a10, a3
    mull    a3, a5, a2
    add     a11, a11, a3
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    mull    a3, a6, a2
    add     a12, a12, a3
    mull    a3, a7, a2
    add     a13, a13, a3
    mull    a14, a8, a2
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    l32i    a3, a1, 164
    add     a10, a10, a3
    l32i    a3, a1, 36
    l32i    a2, a1, 44
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a10, a10, a3
    l32i    a3, a1, 68
    slli    a3, a3, 6
    add     a10, a10, a3
    extui   a2, a10, 0, 15
    s32i    a2, a1, 92
    srai    a3, a10, 15
    add     a11, a11, a3
    l32i    a2, a0, 16
    mull    a3, a4, a2
    add     a11, a11, a3
    mull    a3, a5, a2
    add     a12, a12, a3
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    mull    a3, a6, a2
    add     a13, a13, a3
    mull    a3, a7, a2
    add     a14, a14, a3
    mull    a10, a8, a2
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    l32i    a3, a1, 168
    add     a11, a11, a3
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    l32i    a3, a1, 40
    l32i    a2, a1, 48
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a11, a11, a3
    l32i    a3, a1, 72
    slli    a3, a3, 6
    add     a11, a11, a3
    extui   a2, a11, 0, 15
    s32i    a2, a1, 96
    srai    a3, a11, 15
    add     a12, a12, a3
    l32i    a2, a0, 20
    mull    a3, a4, a2
    add     a12, a12, a3
    mull    a3, a5, a2
    add     a13, a13, a3
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    mull    a3, a6, a2
    add     a14, a14, a3
    mull    a3, a7, a2
    add     a10, a10, a3
    mull    a11, a8, a2
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 104
    add     a12, a12, a3
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 44
    l32i    a2, a1, 52
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a12, a12, a3
    l32i    a3, a1, 76
    slli    a3, a3, 6
    add     a12, a12, a3
    l32i    a3, a1, 32
    addx2   a12, a3, a12
    l32i    a2, a15, 64
    srai    a2, a2, 1
    sub     a3, a12, a2
    slli    a3, a3, 17
    srai    a3, a3, 17
    add     a2, a2, a3
    s32i    a2, a1, 100
    sub     a3, a12, a2
    srai    a3, a3, 15
    add     a13, a13, a3
    l32i    a2, a0, 24
    mull    a3, a4, a2
    add     a13, a13, a3
    mull    a3, a5, a2
    add     a14, a14, a3
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    mull    a3, a6, a2
    add     a10, a10, a3
    mull    a3, a7, a2
    add     a11, a11, a3
    mull    a12, a8, a2
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 108
    add     a13, a13, a3
    l32i    a3, a1, 48
    l32i    a2, a1, 56
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a13, a13, a3
    l32i    a3, a1, 80
    slli    a3, a3, 6
    add     a13, a13, a3
    l32i    a3, a1, 36
    addx2   a13, a3, a13
    l32i    a3, a15, 0
    sub     a13, a13, a3
    addmi   a13, a13, 16384
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    addmi   a13, a13, -16384
    s32i    a13, a9, 0
    l32i    a2, a0, 28
    mull    a3, a4, a2
    add     a14, a14, a3
    mull    a3, a5, a2
    add     a10, a10, a3
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    mull    a3, a6, a2
    add     a11, a11, a3
    mull    a3, a7, a2
    add     a12, a12, a3
    mull    a13, a8, a2
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    l32i    a3, a1, 112
    add     a14, a14, a3
    l32i    a3, a1, 52
    l32i    a2, a1, 60
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a14, a14, a3
    l32i    a3, a1, 84
    slli    a3, a3, 6
    add     a14, a14, a3
    l32i    a3, a1, 40
    addx2   a14, a3, a14
    l32i    a3, a15, 4
    sub     a14, a14, a3
    addmi   a14, a14, 16384
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    addmi   a14, a14, -16384
    s32i    a14, a9, 4
    l32i    a2, a0, 32
    mull    a3, a4, a2
    add     a10, a10, a3
    mull    a3, a5, a2
    add     a11, a11, a3
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    mull    a3, a6, a2
    add     a12, a12, a3
    mull    a3, a7, a2
    add     a13, a13, a3
    mull    a14, a8, a2
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    l32i    a3, a1, 116
    add     a10, a10, a3
    l32i    a3, a1, 56
    l32i    a2, a1, 64
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a10, a10, a3
    l32i    a3, a1, 88
    slli    a3, a3, 6
    add     a10, a10, a3
    l32i    a3, a1, 44
    addx2   a10, a3, a10
    l32i    a3, a15, 8
    sub     a10, a10, a3
    addmi   a10, a10, 16384
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a9, 8
    l32i    a2, a0, 36
    mull    a3, a4, a2
    add     a11, a11, a3
    mull    a3, a5, a2
    add     a12, a12, a3
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    mull    a3, a6, a2
    add     a13, a13, a3
    mull    a3, a7, a2
    add     a14, a14, a3
    mull    a10, a8, a2
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    l32i    a3, a1, 120
    add     a11, a11, a3
    l32i    a3, a1, 60
    l32i    a2, a1, 68
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a11, a11, a3
    l32i    a3, a1, 92
    slli    a3, a3, 6
    add     a11, a11, a3
    l32i    a3, a1, 48
    addx2   a11, a3, a11
    l32i    a3, a15, 12
    sub     a11, a11, a3
    addmi   a11, a11, 16384
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    addmi   a11, a11, -16384
    s32i    a11, a9, 12
    l32i    a2, a0, 40
    mull    a3, a4, a2
    add     a12, a12, a3
    mull    a3, a5, a2
    add     a13, a13, a3
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    mull    a3, a6, a2
    add     a14, a14, a3
    mull    a3, a7, a2
    add     a10, a10, a3
    mull    a11, a8, a2
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 124
    add     a12, a12, a3
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 64
    l32i    a2, a1, 72
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a12, a12, a3
    l32i    a3, a1, 96
    slli    a3, a3, 6
    add     a12, a12, a3
    l32i    a3, a1, 52
    addx2   a12, a3, a12
    l32i    a3, a15, 16
    sub     a12, a12, a3
    addmi   a12, a12, 16384
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    addmi   a12, a12, -16384
    s32i    a12, a9, 16
    l32i    a2, a0, 44
    mull    a3, a4, a2
    add     a13, a13, a3
    mull    a3, a5, a2
    add     a14, a14, a3
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    mull    a3, a6, a2
    add     a10, a10, a3
    mull    a3, a7, a2
    add     a11, a11, a3
    mull    a12, a8, a2
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 128
    add     a13, a13, a3
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 68
    l32i    a2, a1, 76
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a13, a13, a3
    l32i    a3, a1, 100
    slli    a3, a3, 6
    add     a13, a13, a3
    l32i    a3, a1, 56
    addx2   a13, a3, a13
    l32i    a3, a15, 20
    sub     a13, a13, a3
    addmi   a13, a13, 16384
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    addmi   a13, a13, -16384
    s32i    a13, a9, 20
    sra     a4, a4
    sra     a5, a5
    sra     a6, a6
    sra     a7, a7
    sra     a8, a8
    l32i    a2, a0, 48
    mull    a3, a4, a2
    add     a14, a14, a3
    mull    a3, a5, a2
    add     a10, a10, a3
    mull    a3, a6, a2
    add     a11, a11, a3
    mull    a3, a7, a2
    add     a12, a12, a3
    mull    a13, a8, a2
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    l32i    a3, a1, 132
    add     a14, a14, a3
    l32i    a3, a1, 72
    l32i    a2, a1, 80
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a14, a14, a3
    l32i    a3, a1, 60
    addx2   a14, a3, a14
    l32i    a3, a15, 24
    sub     a14, a14, a3
    addmi   a14, a14, 16384
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    addmi   a14, a14, -16384
    s32i    a14, a9, 24
    l32i    a2, a0, 52
    mull    a3, a4, a2
    add     a10, a10, a3
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    mull    a3, a5, a2
    add     a11, a11, a3
    mull    a3, a6, a2
    add     a12, a12, a3
    mull    a3, a7, a2
    add     a13, a13, a3
    mull    a14, a8, a2
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    l32i    a3, a1, 136
    add     a10, a10, a3
    l32i    a3, a1, 76
    l32i    a2, a1, 84
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a10, a10, a3
    l32i    a3, a1, 64
    addx2   a10, a3, a10
    l32i    a3, a15, 28
    sub     a10, a10, a3
    addmi   a10, a10, 16384
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a9, 28
    l32i    a2, a0, 56
    mull    a3, a4, a2
    add     a11, a11, a3
    mull    a3, a5, a2
    add     a12, a12, a3
    mull    a3, a6, a2
    add     a13, a13, a3
    mull    a3, a7, a2
    add     a14, a14, a3
    mull    a10, a8, a2
    l32i    a3, a1, 140
    add     a11, a11, a3
    l32i    a3, a1, 80
    l32i    a2, a1, 88
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a11, a11, a3
    l32i    a3, a1, 68
    addx2   a11, a3, a11
    l32i    a3, a15, 32
    sub     a11, a11, a3
    addmi   a11, a11, 16384
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    addmi   a11, a11, -16384
    s32i    a11, a9, 32
    l32i    a2, a0, 60
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    mull    a3, a4, a2
    add     a12, a12, a3
    mull    a3, a5, a2
    add     a13, a13, a3
    mull    a3, a6, a2
    add     a14, a14, a3
    mull    a3, a7, a2
    add     a10, a10, a3
    mull    a11, a8, a2
    l32i    a3, a1, 144
    add     a12, a12, a3
    l32i    a3, a1, 84
    l32i    a2, a1, 92
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a12, a12, a3
    l32i    a3, a1, 72
    addx2   a12, a3, a12
    l32i    a3, a15, 36
    sub     a12, a12, a3
    addmi   a12, a12, 16384
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    addmi   a12, a12, -16384
    s32i    a12, a9, 36
    l32i    a2, a0, 64
    mull    a3, a4, a2
    add     a13, a13, a3
    mull    a3, a5, a2
    add     a14, a14, a3
    mull    a3, a6, a2
    add     a10, a10, a3
    mull    a3, a7, a2
    add     a11, a11, a3
    mull    a12, a8, a2
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 88
    l32i    a2, a1, 96
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a13, a13, a3
    l32i    a3, a1, 76
    addx2   a13, a3, a13
    l32i    a3, a15, 40
    sub     a13, a13, a3
    addmi   a13, a13, 16384
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    addmi   a13, a13, -16384
    s32i    a13, a9, 40
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    l32i    a3, a1, 92
    l32i    a2, a1, 100
    subx4   a3, a3, a2
    slli    a3, a3, 12
    sub     a14, a14, a3
    l32i    a3, a1, 80
    addx2   a14, a3, a14
    l32i    a3, a15, 44
    sub     a14, a14, a3
    addmi   a14, a14, 16384
    srai    a3, a14, 15
    add     a10, a10, a3
    extui   a14, a14, 0, 15
    addmi   a14, a14, -16384
    s32i    a14, a9, 44
    l32i    a3, a1, 96
    slli    a3, a3, 14
    sub     a10, a10, a3
    l32i    a3, a1, 84
    addx2   a10, a3, a10
    l32i    a3, a15, 48
    sub     a10, a10, a3
    addmi   a10, a10, 16384
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a9, 48
    l32i    a3, a1, 100
    slli    a3, a3, 14
    sub     a11, a11, a3
    l32i    a3, a1, 88
    addx2   a11, a3, a11
    l32i    a3, a15, 52
    sub     a11, a11, a3
    addmi   a11, a11, 16384
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    addmi   a11, a11, -16384
    s32i    a11, a9, 52
    l32i    a3, a1, 92
    addx2   a12, a3, a12
    l32i    a3, a15, 56
    sub     a12, a12, a3
    addmi   a12, a12, 16384
    srai    a13, a12, 15
    extui   a12, a12, 0, 15
    addmi   a12, a12, -16384
    s32i    a12, a9, 56
    l32i    a3, a1, 96
    addx2   a13, a3, a13
    l32i    a3, a15, 60
    sub     a13, a13, a3
    addmi   a13, a13, 16384
    srai    a14, a13, 15
    extui   a13, a13, 0, 15
    addmi   a13, a13, -16384
    s32i    a13, a9, 60
    l32i    a3, a1, 100
    addx2   a14, a3, a14
    l32i    a3, a15, 64
    sub     a14, a14, a3
    s32i    a14, a9, 64
    l32i    a0, a1, 0
    l32i    a12, a1, 4
    l32i    a13, a1, 8
    l32i    a14, a1, 12
    l32i    a15, a1, 16
    addmi   a1, a1, 256
    ret
    .size   appverify_p256_multiply_subtract, . - appverify_p256_multiply_subtract
    .align  4
    .global appverify_p256_square_subtract
    .type   appverify_p256_square_subtract, @function
appverify_p256_square_subtract:
    addmi   a1, a1, -256
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    s32i    a14, a1, 12
    s32i    a15, a1, 16
    s32i    a2, a1, 20
    s32i    a4, a1, 28
    mov     a0, a3
    /* rows 0 to 5, from their diagonal on */
    l32i    a4, a0, 0
    l32i    a5, a0, 4
    l32i    a6, a0, 8
    l32i    a7, a0, 12
    l32i    a8, a0, 16
    l32i    a9, a0, 20
    mull    a10, a4, a4
    add     a4, a4, a4
    extui   a2, a10, 0, 15
    s32i    a2, a1, 32
    srai    a11, a10, 15
    mull    a3, a4, a5
    add     a11, a11, a3
    mull    a12, a5, a5
    add     a5, a5, a5
    extui   a2, a11, 0, 15
    s32i    a2, a1, 36
    srai    a3, a11, 15
    add     a12, a12, a3
    mull    a3, a4, a6
    add     a12, a12, a3
    mull    a13, a5, a6
    mull    a14, a6, a6
    add     a6, a6, a6
    extui   a2, a12, 0, 15
    s32i    a2, a1, 40
    srai    a3, a12, 15
    add     a13, a13, a3
    mull    a3, a4, a7
    add     a13, a13, a3
    mull    a3, a5, a7
    add     a14, a14, a3
    mull    a15, a6, a7
    mull    a10, a7, a7
    add     a7, a7, a7
    extui   a2, a13, 0, 15
    s32i    a2, a1, 44
    srai    a3, a13, 15
    add     a14, a14, a3
    mull    a3, a4, a8
    add     a14, a14, a3
    mull    a3, a5, a8
    add     a15, a15, a3
    mull    a3, a6, a8
    add     a10, a10, a3
    mull    a11, a7, a8
    mull    a12, a8, a8
    add     a8, a8, a8
    extui   a2, a14, 0, 15
    s32i    a2, a1, 48
    srai    a3, a14, 15
    add     a15, a15, a3
    mull    a3, a4, a9
    add     a15, a15, a3
    mull    a3, a5, a9
    add     a10, a10, a3
    mull    a3, a6, a9
    add     a11, a11, a3
    mull    a3, a7, a9
    add     a12, a12, a3
    mull    a13, a8, a9
    mull    a14, a9, a9
    add     a9, a9, a9
    slli    a2, a15, 17
    srai    a2, a2, 17
    s32i    a2, a1, 52
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
    l32i    a3, a1, 32
    slli    a3, a3, 6
    add     a10, a10, a3
    extui   a2, a10, 0, 15
    s32i    a2, a1, 56
    srai    a3, a10, 15
    add     a11, a11, a3
    l32i    a2, a0, 28
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
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
    l32i    a3, a1, 36
    slli    a3, a3, 6
    add     a11, a11, a3
    extui   a2, a11, 0, 15
    s32i    a2, a1, 60
    srai    a3, a11, 15
    add     a12, a12, a3
    l32i    a2, a0, 32
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    mull    a3, a4, a2
    add     a12, a12, a3
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    mull    a3, a5, a2
    add     a13, a13, a3
    mull    a3, a6, a2
    add     a14, a14, a3
    mull    a3, a7, a2
    add     a15, a15, a3
    mull    a3, a8, a2
    add     a10, a10, a3
    mull    a11, a9, a2
    l32i    a3, a1, 40
    slli    a3, a3, 6
    add     a12, a12, a3
    extui   a2, a12, 0, 15
    s32i    a2, a1, 64
    srai    a3, a12, 15
    add     a13, a13, a3
    l32i    a2, a0, 36
    mull    a3, a4, a2
    add     a13, a13, a3
    srai    a3, a14, 15
    add     a15, a15, a3
    extui   a14, a14, 0, 15
    mull    a3, a5, a2
    add     a14, a14, a3
    srai    a3, a15, 15
    add     a10, a10, a3
    extui   a15, a15, 0, 15
    mull    a3, a6, a2
    add     a15, a15, a3
    mull    a3, a7, a2
    add     a10, a10, a3
    mull    a3, a8, a2
    add     a11, a11, a3
    mull    a12, a9, a2
    l32i    a3, a1, 44
    slli    a3, a3, 6
    add     a13, a13, a3
    extui   a2, a13, 0, 15
    s32i    a2, a1, 68
    srai    a3, a13, 15
    add     a14, a14, a3
    l32i    a2, a0, 40
    mull    a3, a4, a2
    add     a14, a14, a3
    mull    a3, a5, a2
    add     a15, a15, a3
    srai    a3, a10, 15
    add     a11, a11, a3
    extui   a10, a10, 0, 15
    mull    a3, a6, a2
    add     a10, a10, a3
    mull    a3, a7, a2
    add     a11, a11, a3
    mull    a3, a8, a2
    add     a12, a12, a3
    mull    a13, a9, a2
    l32i    a3, a1, 48
    slli    a3, a3, 6
    add     a14, a14, a3
    extui   a2, a14, 0, 15
    s32i    a2, a1, 72
    srai    a3, a14, 15
    add     a15, a15, a3
    l32i    a2, a0, 44
    mull    a3, a4, a2
    add     a15, a15, a3
    mull    a3, a5, a2
    add     a10, a10, a3
    srai    a3, a11, 15
    add     a12, a12, a3
    extui   a11, a11, 0, 15
    mull    a3, a6, a2
    add     a11, a11, a3
    mull    a3, a7, a2
    add     a12, a12, a3
    mull    a3, a8, a2
    add     a13, a13, a3
    mull    a14, a9, a2
    l32i    a3, a1, 52
    slli    a3, a3, 6
    add     a15, a15, a3
    slli    a2, a15, 17
    srai    a2, a2, 17
    s32i    a2, a1, 76
    sub     a3, a15, a2
    srai    a3, a3, 15
    add     a10, a10, a3
    s32i    a10, a1, 152
    s32i    a11, a1, 156
    s32i    a12, a1, 160
    s32i    a13, a1, 164
    s32i    a14, a1, 168
    /* rows 6 to 11, from their diagonal on */
    l32i    a4, a0, 24
    l32i    a5, a0, 28
    l32i    a6, a0, 32
    l32i    a7, a0, 36
    l32i    a8, a0, 40
    l32i    a9, a0, 44
    mull    a10, a4, a4
    add     a4, a4, a4
    l32i    a3, a1, 152
    add     a10, a10, a3
    s32i    a10, a1, 152
    mull    a11, a4, a5
    mull    a12, a5, a5
    add     a5, a5, a5
    l32i    a3, a1, 156
    add     a11, a11, a3
    s32i    a11, a1, 156
    mull    a3, a4, a6
    add     a12, a12, a3
    mull    a13, a5, a6
    mull    a14, a6, a6
    add     a6, a6, a6
    srai    a3, a12, 15
    add     a13, a13, a3
    extui   a12, a12, 0, 15
    l32i    a3, a1, 160
    add     a12, a12, a3
    s32i    a12, a1, 160
    mull    a3, a4, a7
    add     a13, a13, a3
    mull    a3, a5, a7
    add     a14, a14, a3
    mull    a15, a6, a7
    mull    a10, a7, a7
    add     a7, a7, a7
    srai    a3, a13, 15
    add     a14, a14, a3
    extui   a13, a13, 0, 15
    l32i    a3, a1, 164
    add     a13, a13, a3
    s32i    a13, a1, 164
    mull    a3, a4, a8
    add     a14, a14, a3
    mull    a3, a5, a8
    add     a15, a15, a3
    mull    a3, a6, a8
    add     a10, a10, a3
    mull    a11, a7, a8
    mull    a12, a8, a8
    add     a8, a8, a8
    l32i    a3, a1, 168
    add     a14, a14, a3
    s32i    a14, a1, 168
    mull    a3, a4, a9
    add     a15, a15, a3
    mull    a3, a5, a9
    add     a10, a10, a3
    mull    a3, a6, a9
    add     a11, a11, a3
    mull    a3, a7, a9
    add     a12, a12, a3
    mull    a13, a8, a9
    mull    a14, a9, a9
    add     a9, a9, a9
    s32i    a15, a1, 104
    s32i    a10, a1, 108
    s32i    a11, a1, 112
    s32i    a12, a1, 116
    s32i    a13, a1, 120
    s32i    a14, a1, 124
    movi    a3, 0
    s32i    a3, a1, 128
    s32i    a3, a1, 132
    s32i    a3, a1, 136
    s32i    a3, a1, 140
    s32i    a3, a1, 144
    /* rows 12 to 16, doubled */
    l32i    a4, a0, 48
    l32i    a5, a0, 52
    l32i    a6, a0, 56
    l32i    a7, a0, 60
    l32i    a8, a0, 64
    add     a4, a4, a4
    add     a5, a5, a5
    add     a6, a6, a6
    add     a7, a7, a7
    add     a8, a8, a8
    ssai    1
    j       .Ltail
    .size   appverify_p256_square_subtract, . - appverify_p256_square_subtract

    .section .text.appverify_p256_combine, "ax"
    .align  4
    .global appverify_p256_combine
    .type   appverify_p256_combine, @function
appverify_p256_combine:
    l32i    a7, a3, 64
    l32i    a9, a5, 64
    mull    a7, a7, a4
    mull    a9, a9, a6
    add     a7, a7, a9
    addmi   a8, a7, 32512
    addmi   a8, a8, 256
    srai    a8, a8, 16
    slli    a9, a8, 16
    sub     a7, a7, a9
    mov     a9, a8
    l32i    a10, a3, 0
    l32i    a11, a5, 0
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 0
    l32i    a10, a3, 4
    l32i    a11, a5, 4
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 4
    l32i    a10, a3, 8
    l32i    a11, a5, 8
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 8
    l32i    a10, a3, 12
    l32i    a11, a5, 12
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 12
    l32i    a10, a3, 16
    l32i    a11, a5, 16
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 16
    l32i    a10, a3, 20
    l32i    a11, a5, 20
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 20
    slli    a10, a8, 6
    sub     a9, a9, a10
    l32i    a10, a3, 24
    l32i    a11, a5, 24
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 24
    l32i    a10, a3, 28
    l32i    a11, a5, 28
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 28
    l32i    a10, a3, 32
    l32i    a11, a5, 32
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 32
    l32i    a10, a3, 36
    l32i    a11, a5, 36
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 36
    l32i    a10, a3, 40
    l32i    a11, a5, 40
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 40
    l32i    a10, a3, 44
    l32i    a11, a5, 44
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 44
    slli    a10, a8, 12
    sub     a9, a9, a10
    l32i    a10, a3, 48
    l32i    a11, a5, 48
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 48
    l32i    a10, a3, 52
    l32i    a11, a5, 52
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 52
    slli    a10, a8, 14
    add     a9, a9, a10
    l32i    a10, a3, 56
    l32i    a11, a5, 56
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 56
    l32i    a10, a3, 60
    l32i    a11, a5, 60
    mull    a10, a10, a4
    mull    a11, a11, a6
    add     a10, a10, a9
    add     a10, a10, a11
    addmi   a10, a10, 16384
    srai    a9, a10, 15
    extui   a10, a10, 0, 15
    addmi   a10, a10, -16384
    s32i    a10, a2, 60
    add     a7, a7, a9
    s32i    a7, a2, 64
    ret
    .size   appverify_p256_combine, . - appverify_p256_combine

    .section .text.appverify_p256_unpack, "ax"
    .align  4
    .global appverify_p256_unpack
    .type   appverify_p256_unpack, @function
appverify_p256_unpack:
    l32i    a4, a3, 0
    extui   a8, a4, 0, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 0
    extui   a8, a4, 15, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 4
    l32i    a5, a3, 4
    ssai    30
    src     a8, a5, a4
    extui   a8, a8, 0, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 8
    extui   a8, a5, 13, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 12
    l32i    a6, a3, 8
    ssai    28
    src     a8, a6, a5
    extui   a8, a8, 0, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 16
    extui   a8, a6, 11, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 20
    l32i    a4, a3, 12
    ssai    26
    src     a8, a4, a6
    extui   a8, a8, 0, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 24
    extui   a8, a4, 9, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 28
    l32i    a5, a3, 16
    ssai    24
    src     a8, a5, a4
    extui   a8, a8, 0, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 32
    extui   a8, a5, 7, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 36
    l32i    a6, a3, 20
    ssai    22
    src     a8, a6, a5
    extui   a8, a8, 0, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 40
    extui   a8, a6, 5, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 44
    l32i    a4, a3, 24
    ssai    20
    src     a8, a4, a6
    extui   a8, a8, 0, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 48
    extui   a8, a4, 3, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 52
    l32i    a5, a3, 28
    ssai    18
    src     a8, a5, a4
    extui   a8, a8, 0, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 56
    extui   a8, a5, 1, 15
    addmi   a8, a8, -16384
    s32i    a8, a2, 60
    srai    a8, a5, 16
    s32i    a8, a2, 64
    ret
    .size   appverify_p256_unpack, . - appverify_p256_unpack
#endif
