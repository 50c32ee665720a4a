/* SPDX-License-Identifier: MIT */
/*
 * Division steps (D. Bernstein, B. Yang: Fast constant-time gcd computation and modular inversion,
 * 2019) in the form that libsecp256k1 made of them: they start from delta = 1/2, and take as long
 * as it takes, for nothing here is secret. 15 steps make a matrix, which is then applied to the
 * long numbers. docs/arithmetic.md has the bounds.
 */
#include "p256_division.h"

#define LOW_BITS 0x7fff
#define BATCH_STEPS 15
/* 590 steps are enough for 256 bits from delta = 1/2; libsecp256k1 has the proof. */
#define BATCHES_MAX 40

/* 2^15 times what 15 steps do: f = (u f + v g) / 2^15, g = (q f + r g) / 2^15. */
struct matrix {
    int32_t u;
    int32_t v;
    int32_t q;
    int32_t r;
};

/* f and g are the divisor's gcd under way. Modulo the modulus, d * divisor = f * numerator and
 * e * divisor = g * numerator. */
struct division {
    struct p256_number f;
    struct p256_number g;
    struct p256_number *d;
    struct p256_number *e;
    struct p256_number *spare;
    struct p256_number numbers[3];
    int32_t eta;
    int last; /* where the last digit of f and g is */
};

/* a * x + b * y. Sums are unsigned: that of the last digits may wrap on the way, but its result is
 * a signed number that fits. */
static uint32_t dot(int32_t a, int32_t x, int32_t b, int32_t y)
{
    return (uint32_t)a * (uint32_t)x + (uint32_t)b * (uint32_t)y;
}

static int32_t low(uint32_t sum)
{
    return (int32_t)(sum & LOW_BITS);
}

/* With the sign. */
static uint32_t high(uint32_t sum)
{
    return (uint32_t)((int32_t)sum >> P256_DIGIT_BITS);
}

void appverify_p256_add_modulus(struct p256_number *number, int32_t m, int32_t n,
                                const struct p256_modulus *modulus)
{
    uint32_t sum = 0;
    for (int i = 0; i < P256_DIGITS; i++) {
        sum = high(sum) + dot(m, number->digits[i], n, modulus->digits.digits[i]);
        number->digits[i] = low(sum);
    }
    number->digits[P256_DIGITS - 1] = (int32_t)sum;
}

/* 15 steps on the low bits of f and g, of which f is odd. Returns the new eta. */
static int32_t take_steps(struct matrix *matrix, int32_t eta, uint32_t f, uint32_t g)
{
    uint32_t u = 1;
    uint32_t v = 0;
    uint32_t q = 0;
    uint32_t r = 1;
    int left = BATCH_STEPS;
    for (;;) {
        while (left > 0 && (g & 1) == 0) {
            g >>= 1;
            u <<= 1;
            v <<= 1;
            eta--;
            left--;
        }
        if (left == 0) {
            break;
        }
        if (eta < 0) {
            uint32_t old = f;
            eta = -eta - 1; /* eta is -(delta + 1/2) */
            f = g;
            g = 0 - old;
            old = u;
            u = q;
            q = 0 - old;
            old = v;
            v = r;
            r = 0 - old;
        }
        /* f may be added as often as makes up to 6 low bits of g zero: -g / f times. */
        int bits = eta + 1 < left ? eta + 1 : left;
        uint32_t times = (f * f - 2) * f * g & ((1u << (bits < 6 ? bits : 6)) - 1);
        g += f * times;
        q += u * times;
        r += v * times;
    }
    matrix->u = (int32_t)u;
    matrix->v = (int32_t)v;
    matrix->q = (int32_t)q;
    matrix->r = (int32_t)r;
    return eta;
}

static void update_gcd(struct division *division, const struct matrix *matrix)
{
    int32_t *f = division->f.digits;
    int32_t *g = division->g.digits;
    int last = division->last;
    uint32_t sum_f = dot(matrix->u, f[0], matrix->v, g[0]);
    uint32_t sum_g = dot(matrix->q, f[0], matrix->r, g[0]);
    for (int i = 1; i <= last; i++) {
        sum_f = high(sum_f) + dot(matrix->u, f[i], matrix->v, g[i]);
        sum_g = high(sum_g) + dot(matrix->q, f[i], matrix->r, g[i]);
        f[i - 1] = low(sum_f);
        g[i - 1] = low(sum_g);
    }
    int32_t last_f = (int32_t)high(sum_f);
    int32_t last_g = (int32_t)high(sum_g);
    f[last] = last_f;
    g[last] = last_g;
    /* Last digits that are nothing but a sign go. */
    if (last > 1 && (last_f == 0 || last_f == -1) && (last_g == 0 || last_g == -1)) {
        f[last - 1] += last_f * (1 << P256_DIGIT_BITS);
        g[last - 1] += last_g * (1 << P256_DIGIT_BITS);
        division->last = last - 1;
    }
}

/* How often to add the modulus to a number, so that it ends in 15 zero bits and is small: the last
 * column tells how large it is, in units of 2^240. */
static int32_t times_modulus(uint32_t first, uint32_t last, const struct p256_modulus *modulus)
{
    int32_t about = -((int32_t)last >> 16);
    uint32_t exact = 0 - first * modulus->inverse;
    return low(exact - (uint32_t)about + 0x4000) - 0x4000 + about;
}

/* result = (a * x + b * y) / 2^15, to which it adds the modulus. The result may be y. */
static void add_multiples(struct p256_number *result, int32_t a, const struct p256_number *x,
                          int32_t b, const struct p256_number *y,
                          const struct p256_modulus *modulus)
{
    const int32_t *m = modulus->digits.digits;
    const int last = P256_DIGITS - 1;
    uint32_t sum = dot(a, x->digits[0], b, y->digits[0]);
    int32_t times = times_modulus(sum, dot(a, x->digits[last], b, y->digits[last]), modulus);
    sum += dot(times, m[0], 0, 0);
    for (int i = 1; i <= last; i++) {
        sum = high(sum) + dot(a, x->digits[i], b, y->digits[i]) + dot(times, m[i], 0, 0);
        result->digits[i - 1] = low(sum);
    }
    result->digits[last] = (int32_t)high(sum);
}

static int is_zero(const struct division *division)
{
    for (int i = 0; i <= division->last; i++) {
        if (division->g.digits[i] != 0) {
            return 0;
        }
    }
    return 1;
}

static void update_quotient(struct division *division, const struct matrix *matrix,
                            const struct p256_modulus *modulus)
{
    struct p256_number *d = division->spare;
    add_multiples(d, matrix->u, division->d, matrix->v, division->e, modulus);
    add_multiples(division->e, matrix->q, division->d, matrix->r, division->e, modulus);
    division->spare = division->d;
    division->d = d;
}

static void start(struct division *division, const struct p256_number *numerator,
                  const struct p256_number *divisor, const struct p256_modulus *modulus)
{
    division->f = modulus->digits;
    division->g = *divisor;
    division->d = &division->numbers[0];
    division->e = &division->numbers[1];
    division->spare = &division->numbers[2];
    *division->d = appverify_p256_zero;
    *division->e = *numerator;
    division->eta = -1;
    division->last = P256_DIGITS - 1;
    appverify_p256_add_modulus(&division->f, 1, 0, modulus);
    appverify_p256_add_modulus(&division->g, 1, 0, modulus);
    appverify_p256_add_modulus(division->e, 1, 0, modulus);
}

int appverify_p256_divide(struct p256_number *quotient, const struct p256_number *numerator,
                          const struct p256_number *divisor, const struct p256_modulus *modulus)
{
    struct division division;
    start(&division, numerator, divisor, modulus);
    for (int batch = 0; batch < BATCHES_MAX; batch++) {
        struct matrix matrix;
        uint32_t f = (uint32_t)division.f.digits[0] | (uint32_t)division.f.digits[1] << 15;
        uint32_t g = (uint32_t)division.g.digits[0] | (uint32_t)division.g.digits[1] << 15;
        division.eta = take_steps(&matrix, division.eta, f, g);
        update_gcd(&division, &matrix);
        update_quotient(&division, &matrix, modulus);
        if (is_zero(&division)) {
            *quotient = *division.d; /* f is 1 or -1 */
            appverify_p256_add_modulus(quotient, division.f.digits[division.last] < 0 ? -1 : 1, 0,
                                       modulus);
            return 1;
        }
    }
    return 0;
}

/* Montgomery's: a digit of a in each round, the low one first. */
void appverify_p256_multiply_modulo(struct p256_number *product, const struct p256_number *a,
                                    const struct p256_number *b, const struct p256_modulus *modulus)
{
    struct p256_number sum = appverify_p256_zero;
    for (int i = 0; i < P256_DIGITS; i++) {
        add_multiples(&sum, a->digits[i], b, 1, &sum, modulus);
    }
    *product = sum;
}
