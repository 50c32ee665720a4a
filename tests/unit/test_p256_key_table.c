/* SPDX-License-Identifier: MIT */
/* The tables themselves are recomputed by tests/crypto/check_key_ring.py, from tests/cli. */
#include "appbin/key_ring.h"

#include <string.h>

#include "test_support.h"

/* The y of entry 6 of its table of 2048 bytes is one of those that need another form: about one
 * coordinate in 65536. */
static const struct appbin_public_key rare_key = {
    .algorithm = APPVERIFY_ALGORITHM_ECDSA_P256,
    .words = {0x00000080, 0, 0, 0, 0, 0, 0, 0x95000000, 0xc9d3820c, 0xa46ba2f8, 0x52d9482b,
              0x6b836a2c, 0x5a29247a, 0xaaa7390e, 0x33869ad6, 0x006011e5},
};

static void test_p256_key_table_rare_coordinate_as_in_python(void **state)
{
    (void)state;
    /* words 8 to 15 of the 16 of entry 6 */
    static const uint32_t expected[8] = {0x82bf0d96, 0x7db01be4, 0x4e92801e, 0x8c49aec1,
                                         0xe309b43d, 0x2b813b9f, 0x9334119b, 0x8000469e};
    uint32_t table[APPBIN_P256_TABLE_MAX / 4];
    assert_int_equal(appbin_p256_key_table(table, sizeof table, &rare_key, NULL), APPBIN_OK);
    assert_memory_equal(table + 104, expected, sizeof expected);
}

static void test_p256_key_table_other_size_or_key_refused(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 64, 128, 255, 257, 768, 1023, 4096, (size_t)-1};
    struct appbin_diagnostic diagnostic = {""};
    struct appbin_public_key key = rare_key;
    uint32_t table[APPBIN_P256_TABLE_MAX / 4] = {1, 2, 3};
    const uint32_t before[3] = {1, 2, 3};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(appbin_p256_key_table(table, sizes[i], &key, &diagnostic),
                         APPBIN_ERR_OPTIONS);
        assert_string_equal(diagnostic.message,
                            "a table of a key has 256, 512, 1024 or 2048 bytes");
    }
    key.words[0] ^= 1; /* not on the curve */
    assert_int_equal(appbin_p256_key_table(table, 256, &key, &diagnostic), APPBIN_ERR_KEY);
    key.algorithm = APPVERIFY_ALGORITHM_RSA_2048_PSS;
    assert_int_equal(appbin_p256_key_table(table, 256, &key, &diagnostic), APPBIN_ERR_OPTIONS);
    assert_string_equal(diagnostic.message, "only a P-256 key has a table");
    assert_memory_equal(table, before, sizeof before);
}

static const struct CMUnitTest tests[] = {
    TEST(test_p256_key_table_rare_coordinate_as_in_python),
    TEST(test_p256_key_table_other_size_or_key_refused),
};

TEST_MAIN(tests)
