/* SPDX-License-Identifier: MIT */
/*
 * The rows of rsa_rows.h for the LX106; rsa_rows.c says what they do and why no sum leaves 32 bits.
 *
 * Six digits of one factor stay in registers, and so do the sums of the six columns they reach. A
 * digit of the other number is loaded once and goes into all six; then the lowest column is
 * complete, and its register becomes that of the sixth column. So a product costs a multiplication
 * and an addition, and a column six instructions more.
 */
#include "lx106_assembly.h"

#if defined(APPVERIFY_LX106)

/* struct appverify_rsa_group */
#define PRODUCT 0
#define VALUE 24
#define MODULUS 36
#define GROUP_SIZE 48

/* The frame. */
#define SAVED_A0 0
#define SAVED_A12 4
#define SAVED_A13 8
#define SAVED_A14 12
#define SAVED_A15 16
#define END 20
#define FRAME_SIZE 32

#define group a0
#define digit a2
#define scratch a3

/* a4 to a9 are the six digits, from the lowest one; a10 to a15 the six columns in turn. */

.macro function name
    .section .text.\name, "ax"
    .align  4
    .global \name
    .type   \name, @function
\name:
.endm

.macro enter
    addi    a1, a1, -FRAME_SIZE
    s32i    a0, a1, SAVED_A0
    s32i    a12, a1, SAVED_A12
    s32i    a13, a1, SAVED_A13
    s32i    a14, a1, SAVED_A14
    s32i    a15, a1, SAVED_A15
.endm

.macro leave
    l32i    a0, a1, SAVED_A0
    l32i    a12, a1, SAVED_A12
    l32i    a13, a1, SAVED_A13
    l32i    a14, a1, SAVED_A14
    l32i    a15, a1, SAVED_A15
    addi    a1, a1, FRAME_SIZE
    ret
.endm

.macro clear_columns
    .irp    column, a10, a11, a12, a13, a14
    movi    \column, 0
    .endr
.endm

/* Adds six products to columns c0 to c5; c5 is new. */
.macro products offset, c0, c1, c2, c3, c4, c5
    l16si   digit, group, \offset
    mull    scratch, a4, digit
    add     \c0, \c0, scratch
    mull    scratch, a5, digit
    add     \c1, \c1, scratch
    mull    scratch, a6, digit
    add     \c2, \c2, scratch
    mull    scratch, a7, digit
    add     \c3, \c3, scratch
    mull    scratch, a8, digit
    add     \c4, \c4, scratch
    mull    \c5, a9, digit
.endm

/* Column c0 is complete: its carry goes to c1, the rest is added to the product. */
.macro add_column add, offset, c0, c1
    srai    scratch, \c0, 15
    add     \c1, \c1, scratch
    extui   \c0, \c0, 0, 15
    l32i    scratch, group, PRODUCT + \offset
    \add    \c0, \c0, scratch
    s32i    \c0, group, PRODUCT + \offset
.endm

/* Column c0 is complete but for the digit of the next group, which moves here. */
.macro move_column offset, c0, c1
    l32i    scratch, group, GROUP_SIZE + PRODUCT + \offset
    add     \c0, \c0, scratch
    srai    scratch, \c0, 15
    add     \c1, \c1, scratch
    extui   \c0, \c0, 0, 15
    s32i    \c0, group, PRODUCT + \offset
.endm

/* On to the next group, and back to label while it is not the end. */
.macro next_group label
    addi    group, group, GROUP_SIZE
    l32i    scratch, a1, END
    sub     scratch, scratch, group
    bnez    scratch, \label
.endm

/* void (struct appverify_rsa_group *first, const struct appverify_rsa_group *end, factor) */
.macro multiply_row add
    enter
    beq     a2, a3, 9f
    s32i    a3, a1, END
    mov     group, a2
    l16si   a5, a4, 2
    l16si   a6, a4, 4
    l16si   a7, a4, 6
    l16si   a8, a4, 8
    l16si   a9, a4, 10
    l16si   a4, a4, 0
    clear_columns
1:
    products VALUE + 0, a10, a11, a12, a13, a14, a15
    add_column \add, 0, a10, a11
    products VALUE + 2, a11, a12, a13, a14, a15, a10
    add_column \add, 4, a11, a12
    products VALUE + 4, a12, a13, a14, a15, a10, a11
    add_column \add, 8, a12, a13
    products VALUE + 6, a13, a14, a15, a10, a11, a12
    add_column \add, 12, a13, a14
    products VALUE + 8, a14, a15, a10, a11, a12, a13
    add_column \add, 16, a14, a15
    products VALUE + 10, a15, a10, a11, a12, a13, a14
    add_column \add, 20, a15, a10
    next_group 1b
    add_column \add, 0, a10, a11
    add_column \add, 4, a11, a12
    add_column \add, 8, a12, a13
    add_column \add, 12, a13, a14
    movi    a15, 0
    add_column \add, 16, a14, a15
    l32i    scratch, group, PRODUCT + 20
    \add    a15, a15, scratch
    s32i    a15, group, PRODUCT + 20
9:
    leave
.endm

function appverify_rsa_multiply_lx106
    multiply_row add
    .size appverify_rsa_multiply_lx106, . - appverify_rsa_multiply_lx106

function appverify_rsa_multiply_twice_lx106
    multiply_row addx2
    .size appverify_rsa_multiply_twice_lx106, . - appverify_rsa_multiply_twice_lx106

/* One more product of two digits in a column. */
.macro product_of a, b
    mull    scratch, \a, \b
    add     a10, a10, scratch
.endm

/* a10 is complete but for the digit of the product; leaves the carry in a10. */
.macro square_column offset
    l32i    scratch, a2, PRODUCT + \offset
    add     a10, a10, scratch
    extui   scratch, a10, 0, 15
    s32i    scratch, a2, PRODUCT + \offset
    srai    a10, a10, 15
.endm

/* Twice the products of pairs, and the square of a digit where the column has one. */
.macro pairs first, second, third
    mull    a11, \first
    .ifnb   \second
    mull    scratch, \second
    add     a11, a11, scratch
    .endif
    .ifnb   \third
    mull    scratch, \third
    add     a11, a11, scratch
    .endif
    addx2   a10, a11, a10
.endm

/* void (struct appverify_rsa_group *first, const int32_t *factor) */
function appverify_rsa_square_lx106
    mov     a11, a3
    l16si   a4, a11, 0
    l16si   a5, a11, 2
    l16si   a6, a11, 4
    l16si   a7, a11, 6
    l16si   a8, a11, 8
    l16si   a9, a11, 10
    mull    a10, a4, a4
    square_column 0
    pairs   "a4, a5"
    square_column 4
    pairs   "a4, a6"
    product_of a5, a5
    square_column 8
    pairs   "a4, a7", "a5, a6"
    square_column 12
    pairs   "a4, a8", "a5, a7"
    product_of a6, a6
    square_column 16
    pairs   "a4, a9", "a5, a8", "a6, a7"
    square_column 20
    addi    a2, a2, GROUP_SIZE
    pairs   "a5, a9", "a6, a8"
    product_of a7, a7
    square_column 0
    pairs   "a6, a9", "a7, a8"
    square_column 4
    pairs   "a7, a9"
    product_of a8, a8
    square_column 8
    pairs   "a8, a9"
    square_column 12
    product_of a9, a9
    square_column 16
    l32i    scratch, a2, PRODUCT + 20
    add     a10, a10, scratch
    s32i    a10, a2, PRODUCT + 20
    ret
    .size appverify_rsa_square_lx106, . - appverify_rsa_square_lx106

/* The signed digit of a10 to quotient; its carry to a10. */
.macro quotient_digit offset, quotient
    l32i    scratch, group, PRODUCT + \offset
    add     a10, a10, scratch
    slli    \quotient, a10, 17
    srai    \quotient, \quotient, 17
    sub     a10, a10, \quotient
    srai    a10, a10, 15
.endm

/* void (struct appverify_rsa_group *first, const struct appverify_rsa_group *end) */
function appverify_rsa_reduce_lx106
    enter
    s32i    a3, a1, END
    mov     group, a2
    movi    a10, 0
    quotient_digit 0, a4
    quotient_digit 4, a5
    quotient_digit 8, a6
    quotient_digit 12, a7
    quotient_digit 16, a8
    quotient_digit 20, a9
    l32i    scratch, group, GROUP_SIZE + PRODUCT
    add     a10, a10, scratch
    s32i    a10, group, GROUP_SIZE + PRODUCT
    clear_columns
1:
    products MODULUS + 0, a10, a11, a12, a13, a14, a15
    move_column 0, a10, a11
    products MODULUS + 2, a11, a12, a13, a14, a15, a10
    move_column 4, a11, a12
    products MODULUS + 4, a12, a13, a14, a15, a10, a11
    move_column 8, a12, a13
    products MODULUS + 6, a13, a14, a15, a10, a11, a12
    move_column 12, a13, a14
    products MODULUS + 8, a14, a15, a10, a11, a12, a13
    move_column 16, a14, a15
    products MODULUS + 10, a15, a10, a11, a12, a13, a14
    move_column 20, a15, a10
    next_group 1b
    move_column 0, a10, a11
    move_column 4, a11, a12
    move_column 8, a12, a13
    move_column 12, a13, a14
    movi    a15, 0
    move_column 16, a14, a15
    l32i    scratch, group, GROUP_SIZE + PRODUCT + 20
    add     a15, a15, scratch
    s32i    a15, group, PRODUCT + 20
    movi    a10, 0
    .irp    offset, 0, 4, 8, 12, 16, 20
    s32i    a10, group, GROUP_SIZE + PRODUCT + \offset
    .endr
    leave
    .size appverify_rsa_reduce_lx106, . - appverify_rsa_reduce_lx106

#endif
