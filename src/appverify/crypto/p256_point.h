/* SPDX-License-Identifier: MIT */
/* Points of the curve y^2 = x^3 - 3 x + b over the field of p256_field.h. */
#ifndef APPVERIFY_P256_POINT_H
#define APPVERIFY_P256_POINT_H

#include "p256_field.h"

#define P256_POINT_WORDS (2 * P256_WORDS)

/* (x / z^2, y / z^3), or the point at infinity when z is 0. All coordinates are normal. */
struct p256_point {
    struct p256_number x;
    struct p256_number y;
    struct p256_number z;
};

/* The point at infinity. */
void appverify_p256_set_infinity(struct p256_point *point);

/* What they return, or another word when they took a way out that the point gave no reason for. */
#define P256_DOUBLED 0x19C5A36Bu
#define P256_ADDED 0x2E6A95D3u

/* point = 2 * point */
uint32_t appverify_p256_double(struct p256_point *point);

/* point = -point */
void appverify_p256_negate(struct p256_point *point);

/* point = point + other, whatever the two are. other: x and y packed, 16 words, not infinity. */
uint32_t appverify_p256_add(struct p256_point *point, const uint32_t *other);

/* 1 when x and y fulfil the equation of the curve. */
int appverify_p256_on_curve(const struct p256_number *x, const struct p256_number *y);

#endif
