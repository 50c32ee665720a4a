/* SPDX-License-Identifier: MIT */
/*
 * The multiples of a key from which the verifier of src/appverify/crypto adds: a comb of which
 * every tooth has a sign. docs/arithmetic.md describes the table.
 */
#include <string.h>

#include "appbin/key_ring.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "key/key_mbedtls.h"
#include "key/key_refusal.h"

#define SCALAR_BITS 256u
#define COORDINATE_SIZE ((size_t)32)
#define ENTRY_SIZE (2 * COORDINATE_SIZE)
#define MONTGOMERY_BITS 270u
#define DIGIT_BITS 15u
#define BIASED_DIGITS 16u

struct work {
    mbedtls_ecp_group group;
    mbedtls_ecp_point key;
    mbedtls_ecp_point sum;
    mbedtls_mpi factor;
    mbedtls_mpi one;
    mbedtls_mpi number;
};

static void work_init(struct work *work)
{
    mbedtls_ecp_group_init(&work->group);
    mbedtls_ecp_point_init(&work->key);
    mbedtls_ecp_point_init(&work->sum);
    mbedtls_mpi_init(&work->factor);
    mbedtls_mpi_init(&work->one);
    mbedtls_mpi_init(&work->number);
}

static void work_free(struct work *work)
{
    mbedtls_mpi_free(&work->number);
    mbedtls_mpi_free(&work->one);
    mbedtls_mpi_free(&work->factor);
    mbedtls_ecp_point_free(&work->sum);
    mbedtls_ecp_point_free(&work->key);
    mbedtls_ecp_group_free(&work->group);
}

static int load_key(struct work *work, const struct appbin_public_key *key)
{
    uint8_t encoded[1 + ENTRY_SIZE] = {0x04}; /* uncompressed */
    appverify_copy_words(encoded + 1, key->words, ENTRY_SIZE);
    int code = mbedtls_ecp_group_load(&work->group, MBEDTLS_ECP_DP_SECP256R1);
    if (code == 0) {
        code = mbedtls_ecp_point_read_binary(&work->group, &work->key, encoded, sizeof encoded);
    }
    return code == 0 ? mbedtls_mpi_lset(&work->one, 1) : code;
}

/* The factor of an entry, less one: 2^(c (teeth - 1)), and each lower tooth added or subtracted. */
static int find_factor(struct work *work, unsigned index, unsigned teeth)
{
    unsigned columns = (SCALAR_BITS + teeth - 1) / teeth;
    int code = mbedtls_mpi_lset(&work->factor, 0);
    for (unsigned tooth = 0; tooth < teeth && code == 0; tooth++) {
        int plus = tooth == teeth - 1 || (index >> tooth & 1) != 0;
        code = mbedtls_mpi_lset(&work->number, plus ? 1 : -1);
        if (code == 0) {
            code = mbedtls_mpi_shift_l(&work->number, (size_t)columns * tooth);
        }
        if (code == 0) {
            code = mbedtls_mpi_add_mpi(&work->factor, &work->factor, &work->number);
        }
    }
    return code == 0 ? mbedtls_mpi_sub_int(&work->factor, &work->factor, 1) : code;
}

/* 1 when the number does not fit into 256 bits with a sign. */
static int is_too_large(const mbedtls_mpi *number)
{
    return mbedtls_mpi_cmp_int(number, 0) > 0 && mbedtls_mpi_bitlen(number) == SCALAR_BITS;
}

/* Times 2^270, as near to 0 as possible, every digit of 15 bits but the last raised by 2^14. */
static int find_coordinate(struct work *work, const mbedtls_mpi *coordinate)
{
    const mbedtls_mpi *prime = &work->group.P;
    mbedtls_mpi *number = &work->number;
    int code = mbedtls_mpi_copy(number, coordinate);
    if (code == 0) {
        code = mbedtls_mpi_shift_l(number, MONTGOMERY_BITS);
    }
    if (code == 0) {
        code = mbedtls_mpi_mod_mpi(number, number, prime);
    }
    if (code == 0) {
        code = mbedtls_mpi_sub_mpi(&work->factor, prime, number);
    }
    if (code == 0 && mbedtls_mpi_cmp_mpi(number, &work->factor) > 0) {
        code = mbedtls_mpi_sub_mpi(number, number, prime);
    }
    for (unsigned i = 0; i < BIASED_DIGITS && code == 0; i++) {
        code = mbedtls_mpi_lset(&work->factor, 1);
        if (code == 0) {
            code = mbedtls_mpi_shift_l(&work->factor, (size_t)DIGIT_BITS * (i + 1) - 1);
        }
        if (code == 0) {
            code = mbedtls_mpi_add_mpi(number, number, &work->factor);
        }
    }
    if (code == 0 && is_too_large(number)) {
        code = mbedtls_mpi_sub_mpi(number, number, prime);
    }
    return code;
}

/* In two's complement. */
static int write_coordinate(uint32_t *words, struct work *work)
{
    uint8_t bytes[COORDINATE_SIZE];
    int code = 0;
    if (mbedtls_mpi_cmp_int(&work->number, 0) < 0) {
        code = mbedtls_mpi_lset(&work->factor, 1);
        if (code == 0) {
            code = mbedtls_mpi_shift_l(&work->factor, SCALAR_BITS);
        }
        if (code == 0) {
            code = mbedtls_mpi_add_mpi(&work->number, &work->number, &work->factor);
        }
    }
    if (code == 0) {
        code = mbedtls_mpi_write_binary(&work->number, bytes, sizeof bytes);
    }
    for (size_t i = 0; i < COORDINATE_SIZE / 4 && code == 0; i++) {
        const uint8_t *at = bytes + COORDINATE_SIZE - 4 * (i + 1);
        words[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    return code;
}

static int write_entry(uint32_t *words, struct work *work, unsigned index, unsigned teeth)
{
    int code = find_factor(work, index, teeth);
    if (code == 0) {
        code = mbedtls_ecp_muladd(&work->group, &work->sum, &work->factor, &work->key, &work->one,
                                  &work->key);
    }
    if (code == 0) {
        code = find_coordinate(work, &work->sum.KEY_FIELD(X));
    }
    if (code == 0) {
        code = write_coordinate(words, work);
    }
    if (code == 0) {
        code = find_coordinate(work, &work->sum.KEY_FIELD(Y));
    }
    return code == 0 ? write_coordinate(words + COORDINATE_SIZE / 4, work) : code;
}

enum appbin_error appbin_p256_key_table(uint32_t *table, size_t size,
                                        const struct appbin_public_key *key,
                                        struct appbin_diagnostic *diagnostic)
{
    uint32_t made[APPBIN_P256_TABLE_MAX / 4];
    unsigned teeth = 3;
    while (teeth < 6 && ENTRY_SIZE << (teeth - 1) != size) {
        teeth++;
    }
    if (ENTRY_SIZE << (teeth - 1) != size) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "a table of a key has 256, 512, 1024 or 2048 bytes");
    }
    if (key->algorithm != APPVERIFY_ALGORITHM_ECDSA_P256) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "only a P-256 key has a table");
    }
    struct work work;
    work_init(&work);
    int code = load_key(&work, key);
    for (unsigned i = 0; i < size / ENTRY_SIZE && code == 0; i++) {
        code = write_entry(made + ENTRY_SIZE / 4 * i, &work, i, teeth);
    }
    work_free(&work);
    if (code != 0) {
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_KEY, "unusable public key", code);
    }
    memcpy(table, made, size);
    return APPBIN_OK;
}
