/* SPDX-License-Identifier: MIT */
#include "key/key_friendly.h"

#include <mbedtls/bignum.h>

#include "appverify/manifest_format.h"
#include "base/bytes.h"

/* Six digits of radix 2^15: the rows of src/appverify/crypto/rsa_rows.h. */
#define ROW_BITS 90u
#define EXPONENT 65537

/* Words of a number, the lowest one first. */
static int write_number(uint32_t *words, const mbedtls_mpi *number, size_t size)
{
    uint8_t bytes[APPVERIFY_RSA_3072_SIZE];
    int code = mbedtls_mpi_write_binary(number, bytes, size);
    for (size_t i = 0; code == 0 && i < size / 4; i++) {
        words[i] = load_be32(bytes + size - 4 - 4 * i);
    }
    return code;
}

/* number modulo 2^ROW_BITS, for a number that is not negative. */
static int keep_low_bits(mbedtls_mpi *number)
{
    int code = 0;
    for (size_t bit = mbedtls_mpi_bitlen(number); code == 0 && bit > ROW_BITS; bit--) {
        code = mbedtls_mpi_set_bit(number, bit - 1, 0);
    }
    return code;
}

/*
 * factor = -1 / modulus modulo 2^ROW_BITS: Newton's iteration, each round of which doubles the bits
 * that are right. An odd number is its own inverse modulo 8. With f = -1/N + e,
 * f (2 + N f) = -1/N + N e^2.
 */
static int negative_inverse(mbedtls_mpi *factor, const mbedtls_mpi *modulus)
{
    mbedtls_mpi product;
    mbedtls_mpi_init(&product);
    int code = mbedtls_mpi_lset(&product, 1);
    if (code == 0) {
        code = mbedtls_mpi_shift_l(&product, ROW_BITS);
    }
    if (code == 0) {
        code = mbedtls_mpi_mod_mpi(factor, modulus, &product);
    }
    if (code == 0) {
        code = mbedtls_mpi_sub_mpi(factor, &product, factor); /* -N */
    }
    for (unsigned right = 3; code == 0 && right < ROW_BITS; right *= 2) {
        code = mbedtls_mpi_mul_mpi(&product, factor, modulus);
        if (code == 0) {
            code = mbedtls_mpi_add_int(&product, &product, 2);
        }
        if (code == 0) {
            code = mbedtls_mpi_mul_mpi(factor, factor, &product);
        }
        if (code == 0) {
            code = keep_low_bits(factor);
        }
    }
    mbedtls_mpi_free(&product);
    return code;
}

static int write_friendly(uint32_t *words, const mbedtls_mpi *modulus, size_t size)
{
    mbedtls_mpi number;
    mbedtls_mpi_init(&number);
    int code = negative_inverse(&number, modulus);
    if (code == 0) {
        code = mbedtls_mpi_mul_mpi(&number, &number, modulus);
    }
    if (code == 0) {
        code = mbedtls_mpi_add_int(&number, &number, 1);
    }
    if (code == 0) {
        code = mbedtls_mpi_shift_r(&number, ROW_BITS);
    }
    if (code == 0) {
        code = write_number(words, &number, size);
    }
    mbedtls_mpi_free(&number);
    return code;
}

/* A value has one row more than the modulus. */
static int write_factor(uint32_t *words, const mbedtls_mpi *modulus, size_t size)
{
    size_t rows = (8 * size + ROW_BITS - 1) / ROW_BITS + 1;
    mbedtls_mpi number;
    mbedtls_mpi exponent;
    mbedtls_mpi_init(&number);
    mbedtls_mpi_init(&exponent);
    int code = mbedtls_mpi_lset(&number, 1);
    if (code == 0) {
        code = mbedtls_mpi_shift_l(&number, rows * ROW_BITS);
    }
    if (code == 0) {
        code = mbedtls_mpi_lset(&exponent, EXPONENT);
    }
    if (code == 0) {
        code = mbedtls_mpi_exp_mod(&number, &number, &exponent, modulus, NULL);
    }
    if (code == 0) {
        code = write_number(words, &number, size);
    }
    mbedtls_mpi_free(&exponent);
    mbedtls_mpi_free(&number);
    return code;
}

int appbin_key_friendly_modulus(uint32_t *words, const uint8_t *modulus, size_t size)
{
    mbedtls_mpi number;
    mbedtls_mpi_init(&number);
    int code = mbedtls_mpi_read_binary(&number, modulus, size);
    if (code == 0) {
        code = write_friendly(words, &number, size);
    }
    if (code == 0) {
        code = write_factor(words + size / 4, &number, size);
    }
    mbedtls_mpi_free(&number);
    return code;
}
