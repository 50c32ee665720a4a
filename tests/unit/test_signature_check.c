/* SPDX-License-Identifier: MIT */
#include "appbin/signature_check.h"

#include <stdlib.h>
#include <string.h>

#include <mbedtls/base64.h>
#include <mbedtls/md.h>

#include "key_samples.h"
#include "signature_samples.h"
#include "test_support.h"

static const uint8_t message[] = {'s', 'a', 'm', 'p', 'l', 'e'};
static const uint8_t other_message[] = {'o', 't', 'h', 'e', 'r'};

static size_t from_hex(uint8_t *bytes, const char *text)
{
    size_t size = strlen(text) / 2;
    for (size_t i = 0; i < size; i++) {
        const char pair[] = {text[2 * i], text[2 * i + 1], '\0'};
        bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return size;
}

static void read_public(struct appbin_public_key *key, const char *pem)
{
    assert_int_equal(appbin_public_key_read(key, (const uint8_t *)pem, strlen(pem), NULL),
                     APPBIN_OK);
}

static void assert_mistake(const struct appbin_public_key *key, const uint8_t *signature,
                           const char *text)
{
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_signature_check(key, message, sizeof message, signature, &diagnostic),
                     APPBIN_ERR_SIGNATURE);
    assert_explained(&diagnostic);
    assert_string_equal(diagnostic.message, text);
    assert_int_equal(appbin_signature_check(key, message, sizeof message, signature, NULL),
                     APPBIN_ERR_SIGNATURE);
}

/* What a program signs that does with these bytes what it calls a digest. */
static void sign_ecdsa(uint8_t *signature, const uint8_t *digest)
{
    struct appbin_private_key *key = NULL;
    size_t size = 0;
    assert_int_equal(appbin_private_key_read(&key, (const uint8_t *)ec_pkcs8_pem,
                                             strlen(ec_pkcs8_pem), NULL, NULL),
                     APPBIN_OK);
    assert_int_equal(appbin_private_key_sign(signature, &size, key, digest, false, NULL),
                     APPBIN_OK);
    appbin_private_key_free(key);
}

static void hash(uint8_t *digest, mbedtls_md_type_t type, const void *bytes, size_t size)
{
    assert_int_equal(mbedtls_md(mbedtls_md_info_from_type(type), bytes, size, digest), 0);
}

static void assert_ecdsa_of(const uint8_t *digest, const char *text)
{
    struct appbin_public_key key;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    read_public(&key, ec_public_pem);
    sign_ecdsa(signature, digest);
    assert_mistake(&key, signature, text);
}

static void test_signature_check_valid_ok(void **state)
{
    (void)state;
    struct appbin_public_key key;
    struct appbin_diagnostic diagnostic = {"untouched"};
    uint8_t digest[64];
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    hash(digest, MBEDTLS_MD_SHA256, message, sizeof message);
    sign_ecdsa(signature, digest);
    read_public(&key, ec_public_pem);
    assert_int_equal(appbin_signature_check(&key, message, sizeof message, signature, &diagnostic),
                     APPBIN_OK);
    read_public(&key, rsa_public_pem);
    assert_int_equal(from_hex(signature, rsa_right), 256);
    assert_int_equal(appbin_signature_check(&key, message, sizeof message, signature, &diagnostic),
                     APPBIN_OK);
    assert_string_equal(diagnostic.message, "untouched");
}

static void test_signature_check_ecdsa_other_subject_named(void **state)
{
    (void)state;
    uint8_t digest[32];
    uint8_t wrong[64];
    char text[80];
    size_t size = 0;
    hash(digest, MBEDTLS_MD_SHA256, message, sizeof message);
    hash(wrong, MBEDTLS_MD_SHA256, digest, sizeof digest);
    assert_ecdsa_of(wrong, "the digest was hashed once more; it must be signed as it is");
    /* printf sample | sha256sum */
    static const char hex[] = "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf\n";
    static const char hex_signed[] =
        "the hexadecimal text of the digest was signed, not its 32 bytes";
    hash(wrong, MBEDTLS_MD_SHA256, hex, 64);
    assert_ecdsa_of(wrong, hex_signed);
    hash(wrong, MBEDTLS_MD_SHA256, hex, 65);
    assert_ecdsa_of(wrong, hex_signed);
    assert_ecdsa_of((const uint8_t *)hex, hex_signed);
    assert_int_equal(mbedtls_base64_encode((uint8_t *)text, sizeof text, &size, digest, 32), 0);
    hash(wrong, MBEDTLS_MD_SHA256, text, size);
    assert_ecdsa_of(wrong, "the base64 text of the digest was signed, not its 32 bytes");
}

static void test_signature_check_ecdsa_other_hash_named(void **state)
{
    (void)state;
    uint8_t digest[64] = {0};
    hash(digest, MBEDTLS_MD_SHA512, message, sizeof message);
    assert_ecdsa_of(digest, "hashed with SHA-512; SHA-256 is needed");
    hash(digest, MBEDTLS_MD_SHA384, message, sizeof message);
    assert_ecdsa_of(digest, "hashed with SHA-384; SHA-256 is needed");
    memset(digest, 0, sizeof digest);
    hash(digest + 12, MBEDTLS_MD_SHA1, message, sizeof message); /* a number of 20 bytes */
    assert_ecdsa_of(digest, "hashed with SHA-1; SHA-256 is needed");
}

static void test_signature_check_ecdsa_order_named(void **state)
{
    (void)state;
    struct appbin_public_key key;
    uint8_t digest[32];
    uint8_t right[64];
    uint8_t wrong[64];
    read_public(&key, ec_public_pem);
    hash(digest, MBEDTLS_MD_SHA256, message, sizeof message);
    sign_ecdsa(right, digest);
    memcpy(wrong, right + 32, 32);
    memcpy(wrong + 32, right, 32);
    assert_mistake(&key, wrong, "r and s are swapped");
    for (size_t i = 0; i < 64; i++) {
        wrong[i] = right[63 - i];
    }
    assert_mistake(&key, wrong, "all bytes are in reverse order (little-endian)");
    for (size_t i = 0; i < 32; i++) {
        wrong[i] = right[31 - i];
        wrong[32 + i] = right[63 - i];
    }
    assert_mistake(&key, wrong, "the bytes of r and of s are in reverse order (little-endian)");
    hash(digest, MBEDTLS_MD_SHA256, digest, sizeof digest);
    sign_ecdsa(right, digest);
    memcpy(wrong, right + 32, 32);
    memcpy(wrong + 32, right, 32);
    assert_mistake(&key, wrong,
                   "r and s are swapped; "
                   "the digest was hashed once more; it must be signed as it is");
}

static void test_signature_check_ecdsa_unknown_says_so(void **state)
{
    (void)state;
    uint8_t digest[32];
    hash(digest, MBEDTLS_MD_SHA256, other_message, sizeof other_message);
    assert_ecdsa_of(digest, "another key made it, or something else was signed");
}

#define NEEDED "; needed are SHA-256 for both and a salt of 32 bytes"

static void test_signature_check_rsa_mistakes_named(void **state)
{
    (void)state;
    static const struct {
        const char *signature;
        const char *text;
    } cases[] = {
        {rsa_salt20, "PSS with SHA-256, MGF1 with SHA-256 and a salt of 20 bytes" NEEDED},
        /* 256 - 32 - 2 (RFC 8017, 9.1.1) */
        {rsa_salt_max, "PSS with SHA-256, MGF1 with SHA-256 and a salt of 222 bytes" NEEDED},
        {rsa_mgf1_sha1, "PSS with SHA-256, MGF1 with SHA-1 and a salt of 32 bytes" NEEDED},
        {rsa_sha384, "PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes" NEEDED},
        {rsa_hashed_again, "the digest was hashed once more; it must be signed as it is"},
        {rsa_pkcs1, "padded as PKCS#1 v1.5 has it; PSS is needed"},
        {rsa_pkcs1_bare, "padded as PKCS#1 v1.5 has it; PSS is needed"},
        {rsa_pkcs1_again, "padded as PKCS#1 v1.5 has it; PSS is needed; "
                          "the digest was hashed once more; it must be signed as it is"},
        {rsa_not_padded, "not padded; PSS is needed"},
        {rsa_other_message, "something else than the signed part was signed"},
    };
    struct appbin_public_key key;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    read_public(&key, rsa_public_pem);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(from_hex(signature, cases[i].signature), 256);
        assert_mistake(&key, signature, cases[i].text);
    }
}

static void test_signature_check_rsa_reversed_named(void **state)
{
    (void)state;
    struct appbin_public_key key;
    uint8_t right[APPBIN_SIGNATURE_MAX];
    uint8_t wrong[APPBIN_SIGNATURE_MAX];
    read_public(&key, rsa_public_pem);
    assert_int_equal(from_hex(right, rsa_right), 256);
    for (size_t i = 0; i < 256; i++) {
        wrong[i] = right[255 - i];
    }
    assert_mistake(&key, wrong, "the bytes are in reverse order (little-endian)");
}

static void test_signature_check_rsa_unknown_says_so(void **state)
{
    (void)state;
    struct appbin_public_key key;
    uint8_t signature[APPBIN_SIGNATURE_MAX] = {0};
    static const char unknown[] = "another key made it, or it is damaged";
    read_public(&key, rsa_public_pem);
    assert_int_equal(from_hex(signature, rsa_right), 256);
    signature[100] ^= 1;
    assert_mistake(&key, signature, unknown);
    memset(signature, 0xff, sizeof signature); /* above every modulus */
    assert_mistake(&key, signature, unknown);
    memset(signature, 0, sizeof signature);
    assert_mistake(&key, signature, unknown);
}

static const struct CMUnitTest tests[] = {
    TEST(test_signature_check_valid_ok),
    TEST(test_signature_check_ecdsa_other_subject_named),
    TEST(test_signature_check_ecdsa_other_hash_named),
    TEST(test_signature_check_ecdsa_order_named),
    TEST(test_signature_check_ecdsa_unknown_says_so),
    TEST(test_signature_check_rsa_mistakes_named),
    TEST(test_signature_check_rsa_reversed_named),
    TEST(test_signature_check_rsa_unknown_says_so),
};

TEST_MAIN(tests)
