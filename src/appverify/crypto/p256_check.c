/* SPDX-License-Identifier: MIT */
#include "../context.h"
#include "p256.h"

/* In this order, but that SUM and SUM_KEY alternate; far from each other, lest a flipped bit skip
 * one. */
#define STAGE_OVER 0x00000000u
#define STAGE_KEY 0x1B6D3586u
#define STAGE_INVERSE 0x2DB61AC3u
#define STAGE_FACTORS 0x36DB8D61u
#define STAGE_MULTIPLE 0x43B5D86Eu
#define STAGE_INVERSE_Z 0x4E8DB5B3u
#define STAGE_WINDOW 0x5B6D46B0u
#define STAGE_SUM 0x6DB6A358u
#define STAGE_SUM_KEY 0x70DB6E9Bu
#define STAGE_COMPARE 0x76DB51ACu

/* Besides the stages, what the work returned: so what was left out shows. */
#define EVIDENCE_KEY 0x0BA9D365u
#define EVIDENCE_READ 0x256C9AD1u
#define EVIDENCE_FACTOR 0x1D3A65C7u
#define EVIDENCE_FINITE 0x34E9635Au

/* Returns EVIDENCE_READ. */
static uint32_t read_bytes(uint32_t *words, const uint8_t *bytes)
{
    for (int i = P256_WORDS - 1; i >= 0; i--) {
        words[i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
                   bytes[3];
        bytes += 4;
    }
    return EVIDENCE_READ;
}

/* From words whose first byte is the low one, by aligned loads. */
static void read_key(uint32_t *words, const uint32_t *key)
{
    for (int i = P256_WORDS - 1; i >= 0; i--) {
        uint32_t word = *key++;
        words[i] = word << 24 | (word & 0xff00) << 8 | (word >> 8 & 0xff00) | word >> 24;
    }
}

static int is_below(const uint32_t *number, const uint32_t *limit)
{
    for (int i = P256_WORDS - 1; i > 0; i--) {
        if (number[i] != limit[i]) {
            return number[i] < limit[i];
        }
    }
    return number[0] < limit[0];
}

static int in_range(const uint32_t *number)
{
    uint32_t any = 0;
    for (int i = 0; i < P256_WORDS; i++) {
        any |= number[i];
    }
    return any != 0 && is_below(number, appverify_p256_order_words);
}

static void to_field(struct p256_number *element, const uint32_t *words)
{
    struct p256_number factor;
    appverify_p256_split(element, words);
    appverify_p256_combine(element, element, 1, element, 0);
    appverify_p256_unpack(&factor, appverify_p256_to_field);
    appverify_p256_multiply_subtract(element, element, &factor, &appverify_p256_zero);
}

static int teeth_of(uint32_t table_size)
{
    switch (table_size) {
    case 256:
        return 3;
    case 512:
        return 4;
    case 1024:
        return 5;
    case 2048:
        return 6;
    default:
        return 0;
    }
}

void appverify_p256_begin(struct p256_check *check, const uint32_t *key, const uint32_t *table,
                          uint32_t table_size, const uint8_t *digest, const uint8_t *signature)
{
    check->stage = STAGE_OVER;
    check->key = key;
    check->table = table;
    check->teeth = table == NULL ? 0 : teeth_of(table_size);
    check->negated = 0;
    check->evidence = read_bytes(check->r, signature);
    check->evidence += read_bytes(check->sum.numbers.s, signature + 32);
    check->evidence += read_bytes(check->sum.numbers.digest, digest);
    int usable = table != NULL ? check->teeth != 0 : APPVERIFY_P256_BARE_KEYS && table_size == 0;
    if (usable && in_range(check->r) && in_range(check->sum.numbers.s)) {
        check->stage = STAGE_KEY;
    }
}

/* A coordinate of the key. Returns 0 when it is no number below p. */
static int read_coordinate(struct p256_number *coordinate, const uint32_t *key)
{
    uint32_t words[P256_WORDS];
    read_key(words, key);
    to_field(coordinate, words);
    return is_below(words, appverify_p256_prime_words);
}

/* Also of a key with a table: no port may accept a key that another refuses. */
static uint32_t check_key(struct p256_check *check)
{
    struct p256_number x;
    struct p256_number y;
    if (!read_coordinate(&x, check->key) || !read_coordinate(&y, check->key + P256_WORDS)) {
        return STAGE_OVER;
    }
#if APPVERIFY_P256_BARE_KEYS
    appverify_p256_pack(check->window[0], &x);
    appverify_p256_pack(check->window[0] + P256_WORDS, &y);
#endif
    return appverify_p256_on_curve(&x, &y) ? STAGE_INVERSE : STAGE_OVER;
}

static uint32_t invert_s(struct p256_check *check)
{
    struct p256_number s;
    struct p256_number numerator = appverify_p256_zero;
    numerator.digits[P256_DIGITS - 1] = 1 << P256_DIGIT_BITS; /* 2^255 */
    appverify_p256_split(&s, check->sum.numbers.s);
    return appverify_p256_divide(&check->sum.numbers.inverse, &numerator, &s, &appverify_p256_order)
               ? STAGE_FACTORS
               : STAGE_OVER;
}

/* Of the numbers that a factor is made of. */
static uint32_t first_words(const struct p256_check *check, const uint32_t *number)
{
    return number[0] + (uint32_t)check->sum.numbers.inverse.digits[0];
}

/* factor = number / s modulo n; a number from n / 2 on is taken as one below 0. Returns
 * EVIDENCE_FACTOR and the first words of what it used. */
static uint32_t divide_by_s(struct p256_number *factor, const struct p256_check *check,
                            const uint32_t *number)
{
    appverify_p256_split(factor, number);
    if (number[P256_WORDS - 1] >> 31 != 0) {
        appverify_p256_add_modulus(factor, 1, -1, &appverify_p256_order);
    }
    appverify_p256_multiply_modulo(factor, &check->sum.numbers.inverse, factor,
                                   &appverify_p256_order);
    return EVIDENCE_FACTOR + first_words(check, number);
}

static uint32_t begin_sum(struct p256_check *check)
{
    int columns = check->factor.columns;
    check->column = columns > check->base.columns ? columns : check->base.columns;
    appverify_p256_set_infinity(&check->sum.point);
    return STAGE_SUM;
}

static uint32_t find_factors(struct p256_check *check)
{
    struct p256_number factor;
    check->evidence += divide_by_s(&factor, check, check->sum.numbers.digest);
    check->evidence -= first_words(check, check->sum.numbers.digest);
    check->evidence += appverify_p256_make_comb(&check->base, &factor, P256_BASE_TEETH);
    check->evidence += divide_by_s(&factor, check, check->r);
    check->evidence -= first_words(check, check->r);
#if APPVERIFY_P256_BARE_KEYS
    if (check->teeth == 0) {
        check->evidence += appverify_p256_make_windows(&check->factor, check->marks, &factor);
        check->column = 1;
        return STAGE_MULTIPLE;
    }
#endif
    check->evidence += appverify_p256_make_comb(&check->factor, &factor, check->teeth);
    return begin_sum(check);
}

#if APPVERIFY_P256_BARE_KEYS
/* 3, 5 or 7 times the key: 2 + 1, 4 + 1, 2 * 3 + 1. */
static uint32_t make_multiple(struct p256_check *check)
{
    struct p256_point *point = &check->sum.point;
    appverify_p256_set_infinity(point);
    (void)appverify_p256_add(point, check->window[check->column == 3 ? 1 : 0]);
    (void)appverify_p256_double(point);
    if (check->column == 2) {
        (void)appverify_p256_double(point);
    }
    (void)appverify_p256_add(point, check->window[0]);
    return STAGE_INVERSE_Z;
}

/* z is never 0: the key is a point of the curve, and their number is a prime. The numerator makes
 * the inverse one in Montgomery's form. It waits where the multiple's x will be. */
static uint32_t invert_z(struct p256_check *check)
{
    struct p256_number inverse;
    appverify_p256_unpack(&inverse, appverify_p256_to_field);
    if (!appverify_p256_divide(&inverse, &inverse, &check->sum.point.z, &appverify_p256_prime)) {
        return STAGE_OVER;
    }
    appverify_p256_combine(&inverse, &inverse, 1, &inverse, 0);
    appverify_p256_pack(check->window[check->column], &inverse);
    return STAGE_WINDOW;
}

/* x / z^2 and y / z^3 */
static uint32_t write_multiple(struct p256_check *check)
{
    uint32_t *entry = check->window[check->column];
    const struct p256_point *point = &check->sum.point;
    struct p256_number inverse;
    struct p256_number t;
    appverify_p256_unpack(&inverse, entry);
    appverify_p256_square_subtract(&t, &inverse, &appverify_p256_zero);
    appverify_p256_multiply_subtract(&inverse, &inverse, &t, &appverify_p256_zero);
    appverify_p256_multiply_subtract(&t, &point->x, &t, &appverify_p256_zero);
    appverify_p256_pack(entry, &t);
    appverify_p256_multiply_subtract(&t, &point->y, &inverse, &appverify_p256_zero);
    appverify_p256_pack(entry + P256_WORDS, &t);
    check->column++;
    return check->column == P256_WINDOW_ENTRIES ? begin_sum(check) : STAGE_MULTIPLE;
}
#endif

/* The point is kept as it is or as minus that, whatever saves a negation of the entry. */
static void add_entry(struct p256_check *check, const uint32_t *table,
                      const struct p256_choice *choice)
{
    if (check->negated != choice->negative) {
        appverify_p256_negate(&check->sum.point);
        check->negated = choice->negative;
    }
    check->evidence +=
        appverify_p256_add(&check->sum.point, table + (size_t)P256_POINT_WORDS * choice->index);
}

/* A column is a doubling and up to two additions; the key's has a step of its own. */
static uint32_t add_base(struct p256_check *check)
{
    struct p256_choice choice;
    check->column--;
    check->evidence += appverify_p256_double(&check->sum.point);
    if (check->column < check->base.columns) {
        check->evidence += appverify_p256_comb_choice(&choice, &check->base, check->column);
        add_entry(check, appverify_p256_base_table, &choice);
    }
    return STAGE_SUM_KEY;
}

/* What to add of the key, and from which table. Returns P256_CHOSEN, or 0 for nothing. */
static uint32_t choose_of_key(struct p256_choice *choice, const uint32_t **table,
                              const struct p256_check *check)
{
#if APPVERIFY_P256_BARE_KEYS
    if (check->teeth == 0) {
        *table = check->window[0];
        return appverify_p256_window_choice(choice, &check->factor, check->marks, check->column);
    }
#endif
    if (check->column >= check->factor.columns) {
        return 0;
    }
    *table = check->table;
    return appverify_p256_comb_choice(choice, &check->factor, check->column);
}

static uint32_t add_key(struct p256_check *check)
{
    struct p256_choice choice;
    const uint32_t *table = NULL;
    uint32_t chosen = choose_of_key(&choice, &table, check);
    if (chosen != 0) {
        check->evidence += chosen + EVIDENCE_KEY;
        add_entry(check, table, &choice);
    }
    return check->column == 0 ? STAGE_COMPARE : STAGE_SUM;
}

/* EQUAL when the point's x is the number: without a division, as x = number * z^2. */
static uint32_t compare_x(const struct p256_point *point, const uint32_t *number)
{
    const struct p256_number zero = {{0}};
    struct p256_number x;
    struct p256_number z;
    to_field(&x, number);
    appverify_p256_square_subtract(&z, &point->z, &appverify_p256_zero);
    appverify_p256_multiply_subtract(&x, &x, &z, &point->x);
    return appverify_compare((const uint8_t *)&x, (const uint8_t *)&zero, sizeof x);
}

/* sum = r + n. Returns 1 when that is below p. */
static int add_order(uint32_t *sum, const uint32_t *r)
{
    uint32_t carry = 0;
    for (int i = 0; i < P256_WORDS; i++) {
        uint32_t word = r[i] + carry;
        carry = word < carry ? 1 : 0;
        sum[i] = word + appverify_p256_order_words[i];
        carry += sum[i] < word ? 1 : 0;
    }
    return carry == 0 && is_below(sum, appverify_p256_prime_words);
}

/* EVIDENCE_FINITE, or 0 for infinity. */
static uint32_t finite_evidence(const struct p256_point *point)
{
    uint32_t any = 0;
    for (int i = 0; i < P256_DIGITS; i++) {
        any |= (uint32_t)point->z.digits[i];
    }
    return (0 - ((any | (0 - any)) >> 31)) & EVIDENCE_FINITE;
}

/* How many entries a comb has to add; 0 when it does not cover its scalar. */
static uint32_t comb_additions(const struct p256_scalar *scalar)
{
    uint32_t columns = (uint32_t)scalar->columns;
    return columns * (uint32_t)scalar->teeth >= 256 ? columns : 0;
}

/* How often the key was to be added. */
static uint32_t key_additions(const struct p256_check *check)
{
#if APPVERIFY_P256_BARE_KEYS
    if (check->teeth == 0) {
        uint32_t count = 0;
        for (int i = 0; i < P256_SCALAR_WORDS; i++) {
            for (uint32_t marks = check->marks[i]; marks != 0; marks >>= 1) {
                count += marks & 1;
            }
        }
        return count;
    }
#endif
    return comb_additions(&check->factor);
}

static uint32_t wanted_evidence(const struct p256_check *check, uint32_t of_base, uint32_t of_key)
{
    uint32_t columns = (uint32_t)check->factor.columns;
    uint32_t wanted = STAGE_KEY + STAGE_INVERSE + STAGE_FACTORS + 3 * EVIDENCE_READ +
                      2 * (EVIDENCE_FACTOR + P256_RECODED);
#if APPVERIFY_P256_BARE_KEYS
    if (check->teeth == 0) {
        wanted += (P256_WINDOW_ENTRIES - 1) * (STAGE_MULTIPLE + STAGE_INVERSE_Z + STAGE_WINDOW);
    }
#endif
    columns = columns > of_base ? columns : of_base;
    wanted += columns * (STAGE_SUM + STAGE_SUM_KEY + P256_DOUBLED) + of_key * EVIDENCE_KEY;
    return wanted + (of_base + of_key) * (P256_CHOSEN + P256_ADDED) + EVIDENCE_FINITE +
           EQUAL(sizeof(struct p256_number));
}

/* The point's x modulo n is r: x is r, or r + n when that is below p. The answer is made of the
 * evidence: without the branches it is none either. */
static uint32_t compare(const struct p256_check *check)
{
    const struct p256_point *point = &check->sum.point;
    uint32_t number[P256_WORDS];
    uint32_t of_base = comb_additions(&check->base);
    uint32_t of_key = key_additions(check);
    if (of_base == 0 || of_key == 0 || appverify_p256_is_zero(&point->z)) {
        return P256_INVALID;
    }
    uint32_t compared = compare_x(point, check->r);
    if (compared != EQUAL(sizeof(struct p256_number)) && add_order(number, check->r)) {
        compared = compare_x(point, number);
    }
    uint32_t evidence = check->evidence + finite_evidence(point) + compared;
    volatile uint32_t answer = P256_VALID ^ evidence ^ wanted_evidence(check, of_base, of_key);
    return answer == P256_VALID ? answer : P256_INVALID;
}

/* The stage that follows. */
static uint32_t do_stage(struct p256_check *check)
{
    switch (check->stage) {
    case STAGE_KEY:
        return check_key(check);
    case STAGE_INVERSE:
        return invert_s(check);
    case STAGE_FACTORS:
        return find_factors(check);
#if APPVERIFY_P256_BARE_KEYS
    case STAGE_MULTIPLE:
        return make_multiple(check);
    case STAGE_INVERSE_Z:
        return invert_z(check);
    case STAGE_WINDOW:
        return write_multiple(check);
#endif
    case STAGE_SUM:
        return add_base(check);
    case STAGE_SUM_KEY:
        return add_key(check);
    default:
        return STAGE_OVER;
    }
}

uint32_t appverify_p256_step(struct p256_check *check)
{
    uint32_t result = P256_INVALID;
    if (check->stage == STAGE_COMPARE) {
        check->stage = STAGE_OVER;
        return compare(check);
    }
    check->evidence += check->stage;
    check->stage = do_stage(check);
    if (check->stage != STAGE_OVER) {
        result = P256_MORE;
    }
    return result;
}
