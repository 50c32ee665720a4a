/* SPDX-License-Identifier: MIT */
#include "appbin/key.h"

#include <string.h>

#include "appbin/signature.h"
#include "test_support.h"

#define ECDSA APPVERIFY_ALGORITHM_ECDSA_P256

/* One byte per hexadecimal pair; spaces are for the reader. */
static size_t from_hex(uint8_t *bytes, const char *text)
{
    size_t size = 0;
    unsigned value = 0;
    unsigned digits = 0;
    for (; *text != '\0'; text++) {
        if (*text == ' ') {
            continue;
        }
        value = value << 4 | (unsigned)(strchr("0123456789abcdef", *text) - "0123456789abcdef");
        if (++digits % 2 == 0) {
            bytes[size++] = (uint8_t)value;
        }
    }
    return size;
}

#define R "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
#define S "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
#define LOW "7fd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" /* no sign byte */
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define ORDER "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define BELOW_ORDER "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550"
#define ALL_ONES "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

static void assert_imported(const char *text, const char *expected)
{
    uint8_t bytes[256];
    uint8_t wire[64];
    uint8_t wanted[64];
    struct appbin_diagnostic diagnostic = {""};
    size_t size = from_hex(bytes, text);
    assert_int_equal(from_hex(wanted, expected), sizeof wanted);
    if (appbin_signature_import(wire, ECDSA, bytes, size, &diagnostic) != APPBIN_OK) {
        fail_msg("%s: %s", text, diagnostic.message);
    }
    assert_memory_equal(wire, wanted, sizeof wire);
}

static void assert_refused(const char *text)
{
    uint8_t bytes[256];
    uint8_t wire[64];
    uint8_t untouched[64];
    struct appbin_diagnostic diagnostic = {""};
    size_t size = from_hex(bytes, text);
    memset(wire, 0xa5, sizeof wire);
    memset(untouched, 0xa5, sizeof untouched);
    if (appbin_signature_import(wire, ECDSA, bytes, size, &diagnostic) != APPBIN_ERR_SIGNATURE) {
        fail_msg("%s is accepted", text);
    }
    assert_explained(&diagnostic);
    assert_memory_equal(wire, untouched, sizeof wire);
    assert_int_equal(appbin_signature_import(wire, ECDSA, bytes, size, NULL), APPBIN_ERR_SIGNATURE);
}

static void test_signature_import_der_as_raw(void **state)
{
    (void)state;
    assert_imported(R S, R S);
    assert_imported("3046 0221 00" R "0221 00" S, R S);
    assert_imported("3045 0220" LOW "0221 00" S, LOW S);
    assert_imported("3044 0220" LOW "0220" LOW, LOW LOW);
}

static void test_signature_import_small_numbers_padded(void **state)
{
    (void)state;
    assert_imported("3006 020101 020101", ONE ONE);
    assert_imported("3007 02020080 020101",
                    "0000000000000000000000000000000000000000000000000000000000000080" ONE);
}

static void test_signature_import_range_limits(void **state)
{
    (void)state;
    assert_imported(BELOW_ORDER ONE, BELOW_ORDER ONE);
    assert_imported(ONE BELOW_ORDER, ONE BELOW_ORDER);
    assert_imported("3046 0221 00" BELOW_ORDER "0221 00" BELOW_ORDER, BELOW_ORDER BELOW_ORDER);
    assert_refused(ORDER S);
    assert_refused(R ORDER);
    assert_refused(ALL_ONES S);
    assert_refused(R ALL_ONES);
    assert_refused(ZERO S);
    assert_refused(R ZERO);
    assert_refused(ZERO ZERO);
    assert_refused("3046 0221 00" ORDER "0221 00" S);
    assert_refused("3046 0221 00" R "0221 00" ORDER);
    assert_refused("3026 020100 0221 00" S);
    assert_refused("3026 0221 00" R "020100");
    assert_refused("3006 020100 020100");
}

static void test_signature_import_ber_lengths_refused(void **state)
{
    (void)state;
    assert_refused("308146 0221 00" R "0221 00" S);
    assert_refused("30820046 0221 00" R "0221 00" S);
    assert_refused("3084 00000046 0221 00" R "0221 00" S);
    assert_refused("3080 0221 00" R "0221 00" S "0000"); /* indefinite */
    assert_refused("3047 028121 00" R "0221 00" S);
    assert_refused("3047 0221 00" R "028121 00" S);
    assert_refused("3048 02820021 00" R "0221 00" S);
    assert_refused("3085 0100000046 0221 00" R "0221 00" S);
    assert_refused("30ff 0221 00" R "0221 00" S);
}

static void test_signature_import_padded_numbers_refused(void **state)
{
    (void)state;
    assert_refused("3047 0222 0000" R "0221 00" S);
    assert_refused("3047 0221 00" R "0222 0000" S);
    assert_refused("3045 0221 00" LOW "0220" LOW);
    assert_refused("3045 0220" LOW "0221 00" LOW);
    assert_refused("3007 02020001 020101");
    assert_refused("3007 020101 02020001");
    assert_refused("3007 02020000 020101");
}

static void test_signature_import_negative_numbers_refused(void **state)
{
    (void)state;
    assert_refused("3045 0220" R "0221 00" S);
    assert_refused("3045 0221 00" R "0220" S);
    assert_refused("3044 0220" R "0220" S);
    assert_refused("3006 0201ff 020101");
    assert_refused("3006 020101 020180");
    assert_refused("3046 0221 ff" R "0221 00" S);
}

static void test_signature_import_oversized_numbers_refused(void **state)
{
    (void)state;
    assert_refused("3046 0221 01" R "0221 00" S);
    assert_refused("3046 0221 00" R "0221 01" S);
    assert_refused("3047 0222 01 00" R "0221 00" S);
    assert_refused("3047 0221 00" R "0222 00ff" S);
    assert_refused("3067 0242 00" R R "0221 00" S);
}

static void test_signature_import_lengths_that_lie_refused(void **state)
{
    (void)state;
    assert_refused("3045 0221 00" R "0221 00" S);
    assert_refused("3047 0221 00" R "0221 00" S);
    assert_refused("3046 0220 00" R "0221 00" S);
    assert_refused("3046 0222 00" R "0221 00" S);
    assert_refused("3046 0221 00" R "0220 00" S);
    assert_refused("3046 0221 00" R "0222 00" S);
    assert_refused("3046 0200 00" R "0221 00" S);
    assert_refused("3046 0243 00" R "0221 00" S);
    assert_refused("3025 0200 0221 00" S);
    assert_refused("3025 0221 00" R "0200");
}

static void test_signature_import_more_than_a_signature_refused(void **state)
{
    (void)state;
    assert_refused("3046 0221 00" R "0221 00" S "00");
    assert_refused("3046 0221 00" R "0221 00" S "0a");
    assert_refused("3048 0221 00" R "0221 00" S "0500");
    assert_refused("3049 0221 00" R "0221 00" S "020101");
    assert_refused("3048 0500 0221 00" R "0221 00" S);
    assert_refused(R S "0a");
    assert_refused("3006 020101 020101" R S);
}

static void test_signature_import_other_structure_refused(void **state)
{
    (void)state;
    assert_refused("");
    assert_refused("30");
    assert_refused("3000");
    assert_refused("0500");
    assert_refused("00");
    assert_refused("3003 020101");
    assert_refused("3023 0221 00" R);
    assert_refused("3146 0221 00" R "0221 00" S); /* a set */
    assert_refused("1046 0221 00" R "0221 00" S);
    assert_refused("3046 0321 00" R "0221 00" S);
    assert_refused("3046 0221 00" R "0421 00" S);
    assert_refused("3046 2221 00" R "0221 00" S);
    assert_refused("3048 3046 0221 00" R "0221 00" S);
    assert_refused("2346 0221 00" R "0221 00" S);
    assert_refused("3008 0201010201010500");
    assert_refused("3006 090101 090101"); /* real numbers */
    assert_refused(R);
    assert_refused("00" R S);
}

static void test_signature_import_every_truncation_refused(void **state)
{
    (void)state;
    uint8_t bytes[80];
    size_t size = from_hex(bytes, "3046 0221 00" R "0221 00" S);
    for (size_t length = 0; length < size; length++) {
        uint8_t wire[64];
        uint8_t part[80]; /* at its end, so that a sanitizer sees a read past it */
        memcpy(part + sizeof part - length, bytes, length);
        bool raw = length == 64; /* any 64 bytes are r and s */
        assert_int_equal(
            appbin_signature_import(wire, ECDSA, part + sizeof part - length, length, NULL),
            raw ? APPBIN_OK : APPBIN_ERR_SIGNATURE);
    }
}

/* One signature has one form: what else is accepted is another signature. */
static void test_signature_import_every_bit_changed_refused_or_another(void **state)
{
    (void)state;
    uint8_t bytes[80];
    uint8_t original[64];
    size_t size = from_hex(bytes, "3046 0221 00" R "0221 00" S);
    assert_int_equal(appbin_signature_import(original, ECDSA, bytes, size, NULL), APPBIN_OK);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        uint8_t wire[64];
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (appbin_signature_import(wire, ECDSA, bytes, size, NULL) == APPBIN_OK) {
            assert_memory_not_equal(wire, original, sizeof wire);
        }
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static void test_signature_import_rsa_length_only(void **state)
{
    (void)state;
    static const struct {
        uint32_t algorithm;
        size_t size;
    } rsa[] = {{APPVERIFY_ALGORITHM_RSA_2048_PSS, 256}, {APPVERIFY_ALGORITHM_RSA_3072_PSS, 384}};
    uint8_t bytes[1024];
    memset(bytes, 0x30, sizeof bytes);
    for (size_t i = 0; i < 2; i++) {
        for (size_t size = 0; size <= 512; size++) {
            uint8_t wire[APPBIN_SIGNATURE_MAX] = {0};
            struct appbin_diagnostic diagnostic = {""};
            enum appbin_error error =
                appbin_signature_import(wire, rsa[i].algorithm, bytes, size, &diagnostic);
            if (size == rsa[i].size) {
                assert_int_equal(error, APPBIN_OK);
                assert_memory_equal(wire, bytes, size);
            } else {
                assert_int_equal(error, APPBIN_ERR_SIGNATURE);
                assert_explained(&diagnostic);
                assert_int_equal(wire[0], 0);
            }
        }
    }
}

static void test_signature_import_unknown_algorithm_refused(void **state)
{
    (void)state;
    const uint32_t unknown[] = {0, APPVERIFY_ALGORITHM_LMS, UINT32_MAX};
    uint8_t bytes[64];
    uint8_t wire[64];
    memset(bytes, 1, sizeof bytes);
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        struct appbin_diagnostic diagnostic = {""};
        assert_int_equal(
            appbin_signature_import(wire, unknown[i], bytes, sizeof bytes, &diagnostic),
            APPBIN_ERR_SIGNATURE);
        assert_explained(&diagnostic);
        assert_int_equal(appbin_signature_import(wire, unknown[i], bytes, 0, NULL),
                         APPBIN_ERR_SIGNATURE);
    }
}

static const struct CMUnitTest tests[] = {
    TEST(test_signature_import_der_as_raw),
    TEST(test_signature_import_small_numbers_padded),
    TEST(test_signature_import_range_limits),
    TEST(test_signature_import_ber_lengths_refused),
    TEST(test_signature_import_padded_numbers_refused),
    TEST(test_signature_import_negative_numbers_refused),
    TEST(test_signature_import_oversized_numbers_refused),
    TEST(test_signature_import_lengths_that_lie_refused),
    TEST(test_signature_import_more_than_a_signature_refused),
    TEST(test_signature_import_other_structure_refused),
    TEST(test_signature_import_every_truncation_refused),
    TEST(test_signature_import_every_bit_changed_refused_or_another),
    TEST(test_signature_import_rsa_length_only),
    TEST(test_signature_import_unknown_algorithm_refused),
};

TEST_MAIN(tests)
