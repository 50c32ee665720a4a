/* SPDX-License-Identifier: MIT */
/* The formulas are dbl-2001-b (without its trick for z) and madd of the Explicit-Formulas Database,
 * with the subtractions put where the multiplication does them for less. */
#include "p256_point.h"

#include "p256_constants.h"

#define COMBINE appverify_p256_combine
#define MULTIPLY_SUBTRACT appverify_p256_multiply_subtract
#define SQUARE_SUBTRACT appverify_p256_square_subtract

static void multiply(struct p256_number *product, const struct p256_number *a,
                     const struct p256_number *b)
{
    MULTIPLY_SUBTRACT(product, a, b, &appverify_p256_zero);
}

static void square(struct p256_number *result, const struct p256_number *a)
{
    SQUARE_SUBTRACT(result, a, &appverify_p256_zero);
}

void appverify_p256_set_infinity(struct p256_point *point)
{
    point->x = appverify_p256_zero;
    point->y = appverify_p256_zero;
    point->z = appverify_p256_zero;
}

void appverify_p256_negate(struct p256_point *point)
{
    for (int i = 0; i < P256_DIGITS; i++) {
        point->y.digits[i] = -point->y.digits[i];
    }
}

/* 0 for 0: a second look, which does not call the first. */
static uint32_t any_of(const struct p256_number *number)
{
    uint32_t any = 0;
    for (int i = 0; i < P256_DIGITS; i++) {
        any |= (uint32_t)number->digits[i];
    }
    return any;
}

/* No point of the curve has y = 0, so the double of a point is infinity for infinity only. */
uint32_t appverify_p256_double(struct p256_point *point)
{
    struct p256_number slope;
    struct p256_number t;
    struct p256_number beta;
    if (appverify_p256_is_zero(&point->z)) {
        return P256_DOUBLED + any_of(&point->z);
    }
    /* slope = (z^2 - x) * 3 (z^2 + x): its sign is the other way round */
    SQUARE_SUBTRACT(&slope, &point->z, &point->x);
    COMBINE(&t, &slope, 3, &point->x, 6);
    multiply(&slope, &slope, &t);
    /* z = 2 y z */
    COMBINE(&t, &point->y, 2, &point->y, 0);
    multiply(&point->z, &point->z, &t);
    /* t = y^2, beta = x y^2 */
    square(&t, &point->y);
    multiply(&beta, &point->x, &t);
    /* x = slope^2 - 8 beta */
    COMBINE(&point->y, &beta, 8, &beta, 0);
    SQUARE_SUBTRACT(&point->x, &slope, &point->y);
    /* y = slope * (x - 4 beta) - 8 y^4 */
    COMBINE(&beta, &point->x, 1, &beta, -4);
    square(&t, &t);
    COMBINE(&t, &t, 8, &t, 0);
    MULTIPLY_SUBTRACT(&point->y, &slope, &beta, &t);
    return P256_DOUBLED;
}

static void set_affine(struct p256_point *point, const uint32_t *other)
{
    appverify_p256_unpack(&point->x, other);
    appverify_p256_unpack(&point->y, other + P256_WORDS);
    appverify_p256_unpack(&point->z, appverify_p256_one);
}

uint32_t appverify_p256_add(struct p256_point *point, const uint32_t *other)
{
    struct p256_number h;
    struct p256_number r;
    struct p256_number t;
    struct p256_number v;
    if (appverify_p256_is_zero(&point->z)) {
        uint32_t any = any_of(&point->z);
        set_affine(point, other);
        return P256_ADDED + any;
    }
    /* h = x' z^2 - x, r = y' z^3 - y */
    square(&t, &point->z);
    appverify_p256_unpack(&h, other);
    MULTIPLY_SUBTRACT(&h, &h, &t, &point->x);
    multiply(&t, &t, &point->z);
    appverify_p256_unpack(&r, other + P256_WORDS);
    MULTIPLY_SUBTRACT(&r, &r, &t, &point->y);
    if (appverify_p256_is_zero(&h)) {
        if (appverify_p256_is_zero(&r)) {
            (void)appverify_p256_double(point);
        } else {
            appverify_p256_set_infinity(point);
        }
        return P256_ADDED + any_of(&h);
    }
    multiply(&point->z, &point->z, &h);
    /* v = x h^2, h = h^3 */
    square(&t, &h);
    multiply(&v, &point->x, &t);
    multiply(&h, &h, &t);
    /* x = r^2 - h^3 - 2 v */
    COMBINE(&t, &h, 1, &v, 2);
    SQUARE_SUBTRACT(&point->x, &r, &t);
    /* y = r * (v - x) - y h^3 */
    COMBINE(&v, &v, 1, &point->x, -1);
    multiply(&point->y, &point->y, &h);
    MULTIPLY_SUBTRACT(&point->y, &r, &v, &point->y);
    return P256_ADDED;
}

int appverify_p256_on_curve(const struct p256_number *x, const struct p256_number *y)
{
    struct p256_number cube;
    struct p256_number t;
    square(&t, x);
    multiply(&cube, &t, x);
    COMBINE(&cube, &cube, 1, x, -3);
    appverify_p256_unpack(&t, appverify_p256_b);
    COMBINE(&cube, &cube, 1, &t, 1);
    SQUARE_SUBTRACT(&t, y, &cube);
    return appverify_p256_is_zero(&t);
}
