/* SPDX-License-Identifier: MIT */
/*
 * The rows of a Montgomery product in radix 2^15, in C and for the LX106: both write the same
 * words. The digits of value and modulus are from -2^14 to 2^14, except the last one of a value,
 * which is small; those of product are below 2^17.
 *
 * A row is six digits of one factor. Digits with the same six places of all three numbers lie
 * beside each other in a group, so that the same code serves every length of key.
 */
#ifndef APPVERIFY_SRC_RSA_ROWS_H
#define APPVERIFY_SRC_RSA_ROWS_H

#include <stdint.h>

#include "lx106.h"

#define APPVERIFY_RSA_ROW 6u
#define APPVERIFY_RSA_DIGIT_BITS 15u

struct appverify_rsa_group {
    int32_t product[APPVERIFY_RSA_ROW];
    int16_t value[APPVERIFY_RSA_ROW];
    int16_t modulus[APPVERIFY_RSA_ROW];
};

#if defined(APPVERIFY_LX106)
#define APPVERIFY_RSA_KERNEL(name) appverify_rsa_##name##_lx106
#else
#define APPVERIFY_RSA_KERNEL(name) appverify_rsa_##name
#endif

#define DECLARE_KERNELS(ending)                                                                    \
    /* product += factor * value, of the groups from first to before end; writes to end too. */    \
    void appverify_rsa_multiply##ending(struct appverify_rsa_group *first,                         \
                                        const struct appverify_rsa_group *end,                     \
                                        const int16_t *factor);                                    \
    /* product += 2 * factor * value; nothing when first is end. */                                \
    void appverify_rsa_multiply_twice##ending(struct appverify_rsa_group *first,                   \
                                              const struct appverify_rsa_group *end,               \
                                              const int16_t *factor);                              \
    /* product += factor^2, in first and the group behind it. */                                   \
    void appverify_rsa_square##ending(struct appverify_rsa_group *first, const int16_t *factor);   \
    /*                                                                                             \
     * product = (product + quotient * kN) / 2^90, exactly, where kN = 2^90 * modulus - 1 and      \
     * quotient are the six lowest digits of product. The modulus is in the groups from first to   \
     * before end; product in two more.                                                            \
     */                                                                                            \
    void appverify_rsa_reduce##ending(struct appverify_rsa_group *first,                           \
                                      const struct appverify_rsa_group *end);

DECLARE_KERNELS()
DECLARE_KERNELS(_lx106)
#undef DECLARE_KERNELS

#endif
