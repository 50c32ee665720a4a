/* SPDX-License-Identifier: MIT */
/*
 * The compression function of SHA-256 for the LX106:
 *
 *     void appverify_sha256_compress_lx106(uint32_t *state, const uint8_t *blocks, size_t count);
 *
 * A rotation is SRC with twice the same register, by the amount in SAR. SSAI, which sets SAR, is
 * what can be saved: the six rotations of a round need the amounts 2, 11 and 25 only, since
 *
 *     S0(a) = ror2 ^ ror13 ^ ror22          S1(e) = ror6 ^ ror11 ^ ror25
 *           = ror2(a ^ ror11 a) ^ ror22           = ror25(e ^ ror2(ror11 e)) ^ ror11
 *           = ror11(ror2 a ^ ror11 a) ^ ror2      = ror11(e ^ ror2(ror25 e)) ^ ror25
 *
 * Rounds take turns: one uses 11, 2, 25 in this order, the next one 25, 2, 11, so that only two
 * SSAI are needed in each. In the same way the schedule makes two words at a time.
 *
 * Majority and choice: Maj(a, b, c) = ((a ^ b) & (b ^ c)) ^ b, where a ^ b is the next round's
 * b ^ c; Ch(e, f, g) = ((f ^ g) & e) ^ g.
 *
 * The eight words of the state stay in a4 to a11. A round does not move them: it is written for
 * the registers where they are, which is why eight rounds are unrolled.
 */
#include "lx106_assembly.h"

#if defined(APPVERIFY_LX106)

/* The frame: a schedule of 64 words, then what must be kept. */
#define SAVED_A0 256
#define SAVED_A12 260
#define SAVED_A13 264
#define SAVED_A14 268
#define SAVED_A15 272
#define STATE 276
#define BLOCKS 280
#define COUNT 284
#define FRAME_SIZE 288

#define constants a3

/*
 * One round; its word of the schedule was added to h before. It takes b ^ c in bc and leaves a ^ b
 * in ab; bc, x and y are free afterwards. SAR is 11, then 25.
 */
.macro round_11_2_25 a, b, c, d, e, f, g, h, offset, bc, ab, x, y
    l32i    \ab, constants, \offset
    add     \h, \h, \ab
    src     \ab, \e, \e             /* ror11 e */
    src     \x, \a, \a              /* ror11 a */
    src     \y, \x, \x              /* ror22 a */
    xor     \x, \x, \a
    ssai    2
    src     \x, \x, \x
    xor     \x, \x, \y              /* S0(a) */
    src     \y, \ab, \ab
    xor     \y, \y, \e
    ssai    25
    src     \y, \y, \y
    xor     \y, \y, \ab             /* S1(e) */
    finish_round \a, \b, \c, \d, \e, \f, \g, \h, \bc, \ab, \x, \y
.endm

/* The same; SAR is 25, then 11. */
.macro round_25_2_11 a, b, c, d, e, f, g, h, offset, bc, ab, x, y
    l32i    \ab, constants, \offset
    add     \h, \h, \ab
    src     \ab, \e, \e             /* ror25 e */
    ssai    2
    src     \y, \ab, \ab
    xor     \y, \y, \e
    src     \x, \a, \a              /* ror2 a */
    ssai    11
    src     \y, \y, \y
    xor     \y, \y, \ab             /* S1(e) */
    src     \ab, \a, \a
    xor     \ab, \ab, \x
    src     \ab, \ab, \ab
    xor     \x, \x, \ab             /* S0(a) */
    finish_round \a, \b, \c, \d, \e, \f, \g, \h, \bc, \ab, \x, \y
.endm

/* x is S0(a), y is S1(e). */
.macro finish_round a, b, c, d, e, f, g, h, bc, ab, x, y
    add     \h, \h, \y
    xor     \y, \f, \g
    and     \y, \y, \e
    xor     \y, \y, \g              /* Ch(e, f, g) */
    add     \h, \h, \y
    add     \d, \d, \h
    add     \h, \h, \x
    xor     \ab, \a, \b
    and     \bc, \bc, \ab
    xor     \bc, \bc, \b            /* Maj(a, b, c) */
    add     \h, \h, \bc
.endm

/* Rounds t and t + 1 of the first 16. bc is where it was afterwards. */
.macro first_rounds a, b, c, d, e, f, g, h, offset
    l32i    a0, a15, \offset
    add     \h, \h, a0
    round_11_2_25 \a, \b, \c, \d, \e, \f, \g, \h, \offset, a12, a13, a0, a2
    l32i    a0, a15, \offset + 4
    add     \g, \g, a0
    round_25_2_11 \h, \a, \b, \c, \d, \e, \f, \g, \offset + 4, a13, a12, a0, a2
.endm

/*
 * The words t and t + 1 of the schedule, t - 16 being `offset` bytes behind a1, and their rounds.
 *     w[t] = w[t-16] + s0(w[t-15]) + w[t-7] + s1(w[t-2])
 *     s0(w) = ror7 ^ ror18 ^ shr3           s1(w) = ror17 ^ ror19 ^ shr10
 * Takes w[t-16] in w and b ^ c in bc. Leaves w[t-14] in next and b ^ c in w1. SAR is 11 before and
 * after.
 */
.macro rounds a, b, c, d, e, f, g, h, offset, w, w1, next, bc
    l32i    \w1, a1, \offset + 4
    src     \next, \w1, \w1
    xor     \next, \next, \w1
    ssai    7
    src     \next, \next, \next
    srli    a0, \w1, 3
    xor     \next, \next, a0
    add     \w, \w, \next          /* + s0(w[t-15]) */

    l32i    \next, a1, \offset + 8
    src     a0, \next, \next
    srli    a2, \next, 3
    xor     a2, a2, a0
    ssai    11
    src     a0, a0, a0
    xor     a0, a0, a2
    add     \w1, \w1, a0            /* + s0(w[t-14]) */

    l32i    a0, a1, \offset + 56
    ssai    2
    src     a2, a0, a0
    xor     a2, a2, a0
    ssai    17
    src     a2, a2, a2
    srli    a0, a0, 10
    xor     a2, a2, a0
    add     \w, \w, a2              /* + s1(w[t-2]) */

    l32i    a0, a1, \offset + 60
    src     a2, a0, a0
    srli    a0, a0, 10
    xor     a0, a0, a2
    ssai    2
    src     a2, a2, a2
    xor     a2, a2, a0
    add     \w1, \w1, a2            /* + s1(w[t-1]) */

    l32i    a0, a1, \offset + 36
    add     \w, \w, a0
    s32i    \w, a1, \offset + 64
    l32i    a0, a1, \offset + 40
    add     \w1, \w1, a0
    s32i    \w1, a1, \offset + 68

    add     \h, \h, \w
    ssai    11
    round_11_2_25 \a, \b, \c, \d, \e, \f, \g, \h, \offset, \bc, \w, a0, a2
    add     \g, \g, \w1
    round_25_2_11 \h, \a, \b, \c, \d, \e, \f, \g, \offset + 4, \w, \w1, a0, a2
.endm

/* A word of the block, big-endian, to the schedule. SAR is 8. */
.macro load_word offset
    l32i    a5, a3, \offset
    srli    a6, a5, 16
    src     a6, a6, a5
    src     a6, a6, a6
    src     a6, a5, a6
    s32i    a6, a1, \offset
.endm

.macro add_to_state offset, word
    l32i    a0, a2, \offset
    add     a0, a0, \word
    s32i    a0, a2, \offset
.endm

    .section .text.appverify_sha256_compress_lx106, "ax"
    .literal_position
    .align  4
    .global appverify_sha256_compress_lx106
    .type   appverify_sha256_compress_lx106, @function
appverify_sha256_compress_lx106:
    movi    a9, -FRAME_SIZE
    add     a1, a1, a9
    s32i    a0, a1, SAVED_A0
    s32i    a12, a1, SAVED_A12
    s32i    a13, a1, SAVED_A13
    s32i    a14, a1, SAVED_A14
    s32i    a15, a1, SAVED_A15
    s32i    a2, a1, STATE
    s32i    a4, a1, COUNT

.Lblock:
    ssai    8
    .irp    offset, 0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60
    load_word \offset
    .endr
    addi    a3, a3, 64
    s32i    a3, a1, BLOCKS

    l32i    a4, a2, 0
    l32i    a5, a2, 4
    l32i    a6, a2, 8
    l32i    a7, a2, 12
    l32i    a8, a2, 16
    l32i    a9, a2, 20
    l32i    a10, a2, 24
    l32i    a11, a2, 28
    xor     a12, a5, a6
    movi    constants, appverify_sha256_constants
    movi    a14, 2
    mov     a15, a1
    ssai    11
.Lfirst_rounds:
    first_rounds a4, a5, a6, a7, a8, a9, a10, a11, 0
    first_rounds a10, a11, a4, a5, a6, a7, a8, a9, 8
    first_rounds a8, a9, a10, a11, a4, a5, a6, a7, 16
    first_rounds a6, a7, a8, a9, a10, a11, a4, a5, 24
    addi    constants, constants, 32
    addi    a15, a15, 32
    addi    a14, a14, -1
    bnez    a14, .Lfirst_rounds

    /*
     * a1 moves up over words of the schedule that are not needed any more: an interrupt may use
     * what is below a1.
     */
    l32i    a14, a1, 0
.Lrounds:
    rounds  a4, a5, a6, a7, a8, a9, a10, a11, 0, a14, a13, a15, a12
    rounds  a10, a11, a4, a5, a6, a7, a8, a9, 8, a15, a12, a14, a13
    rounds  a8, a9, a10, a11, a4, a5, a6, a7, 16, a14, a13, a15, a12
    rounds  a6, a7, a8, a9, a10, a11, a4, a5, 24, a15, a12, a14, a13
    addi    constants, constants, 32
    addi    a1, a1, 32
    movi    a0, appverify_sha256_constants + 256
    sub     a0, a0, constants
    bnez    a0, .Lrounds
    addmi   a1, a1, -256
    addi    a1, a1, 64

    l32i    a2, a1, STATE
    add_to_state 0, a4
    add_to_state 4, a5
    add_to_state 8, a6
    add_to_state 12, a7
    add_to_state 16, a8
    add_to_state 20, a9
    add_to_state 24, a10
    add_to_state 28, a11
    l32i    a3, a1, BLOCKS
    l32i    a4, a1, COUNT
    addi    a4, a4, -1
    s32i    a4, a1, COUNT
    beqz    a4, .Ldone
    j       .Lblock

.Ldone:
    l32i    a0, a1, SAVED_A0
    l32i    a12, a1, SAVED_A12
    l32i    a13, a1, SAVED_A13
    l32i    a14, a1, SAVED_A14
    l32i    a15, a1, SAVED_A15
    movi    a9, FRAME_SIZE
    add     a1, a1, a9
    ret
    .size   appverify_sha256_compress_lx106, . - appverify_sha256_compress_lx106

#endif
