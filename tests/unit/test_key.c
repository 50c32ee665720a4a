/* SPDX-License-Identifier: MIT */
#include "appbin/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/base64.h>
#include <mbedtls/md.h>

#include "appbin/key_ring.h"
#include "appbin/secret.h"
#include "appbin/signature.h"
#include "appverify/mbedtls.h"
#include "key_samples.h"
#include "test_support.h"

#define EC_ID "5a7a78cca4a0f420" /* openssl pkey -pubout -outform DER | sha256sum */
#define RSA_ID "0f61f51435f4d908"

static const struct appbin_passphrase no_passphrase = {NULL, 0};
static const struct appbin_passphrase passphrase = {(const uint8_t *)"secret", 6};
static const struct appbin_passphrase wrong_passphrase = {(const uint8_t *)"Secret", 6};

static const uint8_t digest[32] = {1, 2, 3};

static void hex(char *text, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    text[2 * size] = '\0';
}

static void assert_bytes(const uint8_t *bytes, size_t size, const char *expected)
{
    char text[2 * APPBIN_SIGNATURE_MAX + 1];
    hex(text, bytes, size);
    assert_string_equal(text, expected);
}

static struct appbin_private_key *read_key(const char *pem,
                                           const struct appbin_passphrase *with_passphrase)
{
    struct appbin_private_key *key = NULL;
    struct appbin_diagnostic diagnostic = {""};
    enum appbin_error error = appbin_private_key_read(&key, (const uint8_t *)pem, strlen(pem),
                                                      with_passphrase, &diagnostic);
    if (error != APPBIN_OK) {
        fail_msg("%s", diagnostic.message);
    }
    return key;
}

/* A refusal says why and leaves the key alone. */
static void assert_refused_bytes(const uint8_t *bytes, size_t size,
                                 const struct appbin_passphrase *with_passphrase,
                                 enum appbin_error wanted, const char *text)
{
    struct appbin_private_key *key = NULL;
    struct appbin_diagnostic diagnostic = {""};
    enum appbin_error error =
        appbin_private_key_read(&key, bytes, size, with_passphrase, &diagnostic);
    assert_int_equal(error, wanted);
    assert_null(key);
    assert_explained(&diagnostic);
    if (strstr(diagnostic.message, text) == NULL) {
        fail_msg("no '%s' in '%s'", text, diagnostic.message);
    }
    assert_int_equal(appbin_private_key_read(&key, bytes, size, with_passphrase, NULL), wanted);
}

static void assert_refused(const char *pem, const struct appbin_passphrase *with_passphrase,
                           enum appbin_error wanted, const char *text)
{
    assert_refused_bytes((const uint8_t *)pem, strlen(pem), with_passphrase, wanted, text);
}

static void assert_public_refused(const char *pem, const char *text)
{
    struct appbin_public_key key = {.algorithm = 77};
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_public_key_read(&key, (const uint8_t *)pem, strlen(pem), &diagnostic),
                     APPBIN_ERR_KEY);
    assert_int_equal(key.algorithm, 77);
    assert_explained(&diagnostic);
    if (strstr(diagnostic.message, text) == NULL) {
        fail_msg("no '%s' in '%s'", text, diagnostic.message);
    }
}

/* The bytes between the BEGIN line and the END line. */
static size_t decode_pem(uint8_t *der, size_t capacity, const char *pem)
{
    size_t size = 0;
    const char *begin = strchr(strstr(pem, "-----BEGIN"), '\n') + 1;
    const char *end = strstr(begin, "-----END");
    assert_int_equal(mbedtls_base64_decode(der, capacity, &size, (const unsigned char *)begin,
                                           (size_t)(end - begin)),
                     0);
    return size;
}

static enum appverify_result verify(const struct appbin_public_key *key, const uint8_t *hash,
                                    const uint8_t *signature)
{
    struct appverify_mbedtls state;
    struct appverify_crypto crypto;
    struct appverify_key record;
    appbin_public_key_record(&record, key);
    appverify_mbedtls_init(&crypto, &state);
    enum appverify_result result =
        crypto.operations->signature_start(crypto.state, &record, hash, signature);
    while (result == APPVERIFY_MORE) {
        result = crypto.operations->signature_step(crypto.state);
    }
    appverify_mbedtls_free(&state);
    return result;
}

static void assert_signs(const struct appbin_private_key *key, uint32_t algorithm)
{
    struct appbin_public_key public_key;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    size_t size = 0;
    assert_int_equal(appbin_private_key_public(&public_key, key, NULL), APPBIN_OK);
    assert_int_equal(public_key.algorithm, algorithm);
    assert_int_equal(appbin_private_key_sign(signature, &size, key, digest, false, NULL),
                     APPBIN_OK);
    assert_int_equal(size, appverify_signature_size(algorithm));
    assert_int_equal(verify(&public_key, digest, signature), APPVERIFY_OK);
    signature[size / 2] ^= 1;
    assert_int_equal(verify(&public_key, digest, signature), APPVERIFY_ERR_SIGNATURE);
}

static void assert_key(const char *pem, const struct appbin_passphrase *with_passphrase,
                       uint32_t algorithm, const char *id)
{
    struct appbin_private_key *key = read_key(pem, with_passphrase);
    struct appbin_public_key public_key;
    assert_int_equal(appbin_private_key_public(&public_key, key, NULL), APPBIN_OK);
    assert_bytes(public_key.id, sizeof public_key.id, id);
    assert_signs(key, algorithm);
    appbin_private_key_free(key);
}

static void test_private_key_read_every_form_same_key(void **state)
{
    (void)state;
    const uint32_t ecdsa = APPVERIFY_ALGORITHM_ECDSA_P256;
    const uint32_t rsa = APPVERIFY_ALGORITHM_RSA_2048_PSS;
    assert_key(ec_pkcs8_pem, &no_passphrase, ecdsa, EC_ID);
    assert_key(ec_pkcs8_pem, NULL, ecdsa, EC_ID);
    assert_key(ec_pkcs8_pem, &passphrase, ecdsa, EC_ID);
    assert_key(ec_sec1_pem, &no_passphrase, ecdsa, EC_ID);
    assert_key(ec_pbes2_pem, &passphrase, ecdsa, EC_ID);
    assert_key(ec_pbes2_des_pem, &passphrase, ecdsa, EC_ID);
    assert_key(ec_aes_pem, &passphrase, ecdsa, EC_ID);
    assert_key(ec_des_pem, &passphrase, ecdsa, EC_ID);
    assert_key(rsa_2048_pem, &no_passphrase, rsa, RSA_ID);
    assert_key(rsa_pkcs1_pem, &no_passphrase, rsa, RSA_ID);
}

static void test_private_key_read_der_same_key(void **state)
{
    (void)state;
    static const char *const plain[] = {ec_pkcs8_pem, rsa_2048_pem, rsa_pkcs1_pem, ec_pbes2_pem};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        uint8_t der[4096];
        size_t size = decode_pem(der, sizeof der - 1, plain[i]);
        struct appbin_private_key *key = NULL;
        assert_int_equal(appbin_private_key_read(&key, der, size, &passphrase, NULL), APPBIN_OK);
        appbin_private_key_free(key);
        der[size] = 0;
        assert_refused_bytes(der, size + 1, &passphrase, APPBIN_ERR_KEY, "damaged");
    }
}

/* Text around the block, and line ends of another system. */
static void test_private_key_read_text_around_same_key(void **state)
{
    (void)state;
    char text[1024];
    (void)snprintf(text, sizeof text, "Bag Attributes\n-----BEGIN of nothing\n%s%sand so on\n",
                   ec_public_pem, ec_pkcs8_pem);
    assert_key(text, &no_passphrase, APPVERIFY_ALGORITHM_ECDSA_P256, EC_ID);
    size_t length = 0;
    for (const char *c = ec_pkcs8_pem; *c != '\0'; c++) {
        if (*c == '\n') {
            text[length++] = '\r';
        }
        text[length++] = *c;
    }
    text[length] = '\0';
    assert_key(text, &no_passphrase, APPVERIFY_ALGORITHM_ECDSA_P256, EC_ID);
}

static void test_private_key_read_no_passphrase_refused(void **state)
{
    (void)state;
    static const char *const encrypted[] = {ec_pbes2_pem, ec_pbes2_des_pem, ec_aes_pem, ec_des_pem};
    for (size_t i = 0; i < sizeof encrypted / sizeof encrypted[0]; i++) {
        assert_refused(encrypted[i], &no_passphrase, APPBIN_ERR_PASSPHRASE,
                       "encrypted and no passphrase");
        assert_refused(encrypted[i], NULL, APPBIN_ERR_PASSPHRASE, "encrypted and no passphrase");
        assert_refused(encrypted[i], &wrong_passphrase, APPBIN_ERR_PASSPHRASE, "wrong passphrase");
    }
}

/* Whatever a wrong passphrase makes of the bytes, padding and all. */
static void test_private_key_read_many_wrong_passphrases_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 600; i++) {
        const uint8_t bytes[2] = {(uint8_t)i, (uint8_t)(i >> 8)};
        const struct appbin_passphrase wrong = {bytes, sizeof bytes};
        assert_refused(ec_aes_pem, &wrong, APPBIN_ERR_PASSPHRASE, "wrong passphrase");
        assert_refused(ec_des_pem, &wrong, APPBIN_ERR_PASSPHRASE, "wrong passphrase");
    }
}

static void test_private_key_read_other_encryption_refused(void **state)
{
    (void)state;
    assert_refused(ec_pbes1_pem, &passphrase, APPBIN_ERR_KEY, "not supported; openssl pkcs8");
    assert_refused(ec_scrypt_pem, &passphrase, APPBIN_ERR_KEY, "not supported; openssl pkcs8");
    assert_refused(ec_camellia_pem, &passphrase, APPBIN_ERR_KEY, "not supported; openssl pkcs8");
}

static void test_private_key_read_other_algorithm_refused_by_name(void **state)
{
    (void)state;
    assert_refused(p384_pem, &no_passphrase, APPBIN_ERR_KEY, "on the curve P-384; supported are");
    assert_refused(ed25519_pem, &no_passphrase, APPBIN_ERR_KEY, "an Ed25519 key; supported are");
    assert_refused(rsa_1024_pem, &no_passphrase, APPBIN_ERR_KEY, "an RSA key of 1024 bits");
    assert_refused(rsa_e3_pem, &no_passphrase, APPBIN_ERR_KEY, "exponent is not 65537");
    assert_refused(ec_explicit_pem, &no_passphrase, APPBIN_ERR_KEY, "does not name its curve");
}

static void test_private_key_read_not_private_refused_by_name(void **state)
{
    (void)state;
    assert_refused(ec_public_pem, &no_passphrase, APPBIN_ERR_KEY, "a public key; a private key is");
    assert_refused(rsa_public_pem, &no_passphrase, APPBIN_ERR_KEY, "a public key; a private");
    assert_refused(rsa_public_pkcs1_pem, &no_passphrase, APPBIN_ERR_KEY, "a public key; a private");
    assert_refused(certificate_pem, &no_passphrase, APPBIN_ERR_KEY, "a certificate; a private");
    assert_refused("", &no_passphrase, APPBIN_ERR_KEY, "empty");
    assert_refused("garbage", &no_passphrase, APPBIN_ERR_KEY, "no private key");
    assert_refused("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
                   &no_passphrase, APPBIN_ERR_KEY, "no key in this file");
    assert_refused("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
                   &no_passphrase, APPBIN_ERR_KEY, "ssh-keygen -p -m PKCS8");
    assert_refused("-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n", &no_passphrase,
                   APPBIN_ERR_KEY, "damaged PEM");
    assert_refused("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", &no_passphrase,
                   APPBIN_ERR_KEY, "");
}

static void test_private_key_read_too_long_refused(void **state)
{
    (void)state;
    size_t size = APPBIN_KEY_FILE_MAX + 1;
    uint8_t *bytes = test_calloc(1, size);
    memcpy(bytes, ec_pkcs8_pem, sizeof ec_pkcs8_pem - 1);
    assert_refused_bytes(bytes, size, &no_passphrase, APPBIN_ERR_KEY, "longer than 65536 bytes");
    test_free(bytes);
}

/* In memory of exactly its length, so that a sanitizer sees a read past the end. */
static void assert_truncations_refused(const uint8_t *bytes, size_t size)
{
    for (size_t length = 0; length < size; length++) {
        struct appbin_private_key *key = NULL;
        struct appbin_public_key public_key;
        uint8_t *part = malloc(length > 0 ? length : 1);
        assert_non_null(part);
        memcpy(part, bytes, length);
        assert_int_not_equal(appbin_private_key_read(&key, part, length, &passphrase, NULL),
                             APPBIN_OK);
        assert_int_not_equal(appbin_public_key_read(&public_key, part, length, NULL), APPBIN_OK);
        free(part);
    }
}

static void test_key_read_every_truncation_refused(void **state)
{
    (void)state;
    static const char *const samples[] = {ec_pkcs8_pem, ec_sec1_pem,    ec_pbes2_pem, ec_aes_pem,
                                          rsa_2048_pem, rsa_public_pem, ec_public_pem};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        uint8_t der[4096];
        assert_truncations_refused((const uint8_t *)samples[i], strlen(samples[i]) - 1);
        if (samples[i] != ec_sec1_pem && samples[i] != ec_aes_pem) {
            assert_truncations_refused(der, decode_pem(der, sizeof der, samples[i]));
        }
    }
}

/* A changed byte is refused, or it is one that means nothing: never another key. */
static void assert_changes_harmless(const char *pem, const char *id, size_t step)
{
    uint8_t der[4096];
    size_t size = decode_pem(der, sizeof der, pem);
    size_t refused = 0;
    for (size_t i = 0; i < size; i += step) {
        for (unsigned bit = 1; bit < 0x100; bit <<= 3) {
            struct appbin_private_key *key = NULL;
            der[i] ^= (uint8_t)bit;
            if (appbin_private_key_read(&key, der, size, &passphrase, NULL) != APPBIN_OK) {
                refused++;
            } else {
                struct appbin_public_key public_key;
                assert_int_equal(appbin_private_key_public(&public_key, key, NULL), APPBIN_OK);
                assert_bytes(public_key.id, sizeof public_key.id, id);
                appbin_private_key_free(key);
            }
            der[i] ^= (uint8_t)bit;
        }
    }
    assert_true(refused > size / step);
}

static void test_private_key_read_changed_byte_never_another_key(void **state)
{
    (void)state;
    assert_changes_harmless(ec_pkcs8_pem, EC_ID, 1);
    assert_changes_harmless(rsa_2048_pem, RSA_ID, 31);
}

static void test_private_key_read_mismatched_halves_refused(void **state)
{
    (void)state;
    uint8_t der[256];
    size_t size = decode_pem(der, sizeof der, ec_pkcs8_pem);
    der[60] ^= 1; /* inside the private number */
    assert_refused_bytes(der, size, &no_passphrase, APPBIN_ERR_KEY, "do not belong together");
}

/* EncryptedPrivateKeyInfo with one byte for each thing that may lie. */
static const uint8_t encrypted_der[] = {
    0x30, 0x69, 0x30, 0x55, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d, 0x30,
    0x48, 0x30, 0x27, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c, 0x30, 0x1a,
    0x04, 0x02, 0x01, 0x02, 0x02, 0x03, 0x00, 0x00, 0x01, 0x02, 0x01, 0x20, 0x30, 0x0c, 0x06, 0x08,
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x09, 0x05, 0x00, 0x30, 0x1d, 0x06, 0x09, 0x60, 0x86,
    0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a, 0x04, 0x10, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06,
    0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x04, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static void assert_encrypted_refused(size_t offset, uint8_t value, enum appbin_error error,
                                     const char *text)
{
    uint8_t der[sizeof encrypted_der];
    memcpy(der, encrypted_der, sizeof der);
    der[offset] = value;
    assert_refused_bytes(der, sizeof der, &passphrase, error, text);
}

static void test_private_key_read_lying_encryption_refused(void **state)
{
    (void)state;
    const char *other = "in a way that is not supported";
    assert_encrypted_refused(0, 0x30, APPBIN_ERR_PASSPHRASE, "wrong passphrase"); /* as it is */
    assert_encrypted_refused(14, 0x03, APPBIN_ERR_KEY, other);                    /* PBES1 */
    assert_encrypted_refused(29, 0x0b, APPBIN_ERR_KEY, other);                    /* no PBKDF2 */
    assert_encrypted_refused(38, 0x98, APPBIN_ERR_KEY, other); /* a negative number of rounds */
    assert_encrypted_refused(40, 0x00, APPBIN_ERR_KEY, other); /* no rounds */
    assert_encrypted_refused(43, 0x10, APPBIN_ERR_KEY, other); /* half of the key */
    assert_encrypted_refused(43, 0x40, APPBIN_ERR_KEY, other); /* more key than there is */
    assert_encrypted_refused(55, 0x06, APPBIN_ERR_KEY, other); /* an unknown hash */
    assert_encrypted_refused(70, 0x29, APPBIN_ERR_KEY, other); /* an unknown cipher */
    assert_encrypted_refused(70, 0x02, APPBIN_ERR_KEY, other); /* AES-128, key of 32 bytes */
    assert_encrypted_refused(72, 0x0f, APPBIN_ERR_KEY, other); /* a short initial vector */
    assert_encrypted_refused(90, 0x0f, APPBIN_ERR_KEY, "cut off");
    assert_encrypted_refused(90, 0x7f, APPBIN_ERR_KEY, "cut off");
}

static void store_be32(uint8_t *bytes, uint32_t value)
{
    for (size_t i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

/* A file may ask for as many rounds as it likes; the tool must not work for an hour. */
static void test_private_key_read_too_many_rounds_refused(void **state)
{
    (void)state;
    uint8_t der[sizeof encrypted_der + 1];
    memcpy(der, encrypted_der, 38);
    memcpy(der + 39, encrypted_der + 38, sizeof encrypted_der - 38);
    const size_t lengths[] = {1, 3, 16, 18, 31, 37};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        der[lengths[i]]++;
    }
    store_be32(der + 38, 10000001);
    assert_refused_bytes(der, sizeof der, &passphrase, APPBIN_ERR_KEY, "not supported");
    store_be32(der + 38, INT32_MAX);
    assert_refused_bytes(der, sizeof der, &passphrase, APPBIN_ERR_KEY, "not supported");
    store_be32(der + 38, 1);
    assert_refused_bytes(der, sizeof der, &passphrase, APPBIN_ERR_PASSPHRASE, "wrong passphrase");
}

static void test_public_key_read_same_as_private_half(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{ec_public_pem, ec_pkcs8_pem},
                                           {rsa_public_pem, rsa_2048_pem}};
    for (size_t i = 0; i < 2; i++) {
        struct appbin_public_key key;
        struct appbin_public_key from_der;
        struct appbin_public_key half;
        uint8_t der[1024];
        char *pem = NULL;
        struct appbin_private_key *private_key = read_key(pairs[i][1], &no_passphrase);
        assert_int_equal(
            appbin_public_key_read(&key, (const uint8_t *)pairs[i][0], strlen(pairs[i][0]), NULL),
            APPBIN_OK);
        size_t size = decode_pem(der, sizeof der, pairs[i][0]);
        assert_int_equal(appbin_public_key_read(&from_der, der, size, NULL), APPBIN_OK);
        assert_int_equal(appbin_private_key_public(&half, private_key, NULL), APPBIN_OK);
        assert_memory_equal(&key, &from_der, sizeof key);
        assert_memory_equal(&key, &half, sizeof key);
        assert_int_equal(key.der_size, size);
        assert_memory_equal(key.der, der, size);
        assert_int_equal(appbin_public_key_write_pem(&pem, &key, NULL), APPBIN_OK);
        assert_string_equal(pem, pairs[i][0]);
        free(pem);
        appbin_private_key_free(private_key);
    }
}

static void test_public_key_read_p256_words_hold_point(void **state)
{
    (void)state;
    struct appbin_public_key key;
    struct appverify_key record;
    uint8_t point[64];
    assert_int_equal(
        appbin_public_key_read(&key, (const uint8_t *)ec_public_pem, strlen(ec_public_pem), NULL),
        APPBIN_OK);
    appbin_public_key_record(&record, &key);
    assert_int_equal(record.algorithm, APPVERIFY_ALGORITHM_ECDSA_P256);
    appverify_copy_words(point, record.words, sizeof point);
    assert_bytes(point, sizeof point,
                 "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                 "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    appverify_copy_words(point, record.id, sizeof key.id);
    assert_memory_equal(point, key.id, sizeof key.id);
}

static void test_public_key_read_not_public_refused_by_name(void **state)
{
    (void)state;
    static const char *const keys[] = {ec_pkcs8_pem, ec_sec1_pem,  ec_pbes2_pem,
                                       ec_aes_pem,   rsa_2048_pem, rsa_pkcs1_pem};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        assert_public_refused(keys[i], "a private key; a public key is needed");
    }
    assert_public_refused(certificate_pem, "a certificate; openssl x509 -pubkey");
    assert_public_refused(rsa_public_pkcs1_pem, "PKCS#1 form; openssl rsa");
    assert_public_refused(ec_compressed_pem, "a compressed point; openssl pkey");
    assert_public_refused("", "empty");
    assert_public_refused("garbage", "no public key");
}

/* RFC 6979, A.2.5, SHA-256. */
static void test_private_key_sign_rfc_6979_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *message;
        const char *signature;
    } vectors[] = {
        {"sample", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                   "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
        {"test", "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                 "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
    };
    struct appbin_private_key *key = read_key(ec_pkcs8_pem, &no_passphrase);
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    for (size_t i = 0; i < 2; i++) {
        uint8_t hash[32];
        uint8_t signature[APPBIN_SIGNATURE_MAX];
        size_t size = 0;
        assert_int_equal(mbedtls_md(sha256, (const unsigned char *)vectors[i].message,
                                    strlen(vectors[i].message), hash),
                         0);
        assert_int_equal(appbin_private_key_sign(signature, &size, key, hash, i == 0, NULL),
                         APPBIN_OK);
        assert_int_equal(size, 64);
        assert_bytes(signature, size, vectors[i].signature);
    }
    appbin_private_key_free(key);
}

static void test_private_key_sign_salt_from_message_deterministic(void **state)
{
    (void)state;
    struct appbin_private_key *key = read_key(rsa_2048_pem, &no_passphrase);
    struct appbin_public_key public_key;
    uint8_t first[APPBIN_SIGNATURE_MAX];
    uint8_t second[APPBIN_SIGNATURE_MAX];
    uint8_t other[32] = {1, 2, 4};
    size_t size = 0;
    assert_int_equal(appbin_private_key_public(&public_key, key, NULL), APPBIN_OK);
    assert_int_equal(appbin_private_key_sign(first, &size, key, digest, true, NULL), APPBIN_OK);
    assert_int_equal(appbin_private_key_sign(second, &size, key, digest, true, NULL), APPBIN_OK);
    assert_memory_equal(first, second, size);
    assert_int_equal(verify(&public_key, digest, first), APPVERIFY_OK);
    assert_int_equal(appbin_private_key_sign(second, &size, key, other, true, NULL), APPBIN_OK);
    assert_memory_not_equal(first, second, size);
    assert_int_equal(verify(&public_key, other, second), APPVERIFY_OK);
    assert_int_equal(appbin_private_key_sign(first, &size, key, digest, false, NULL), APPBIN_OK);
    assert_int_equal(appbin_private_key_sign(second, &size, key, digest, false, NULL), APPBIN_OK);
    assert_memory_not_equal(first, second, size);
    assert_int_equal(verify(&public_key, digest, first), APPVERIFY_OK);
    assert_int_equal(verify(&public_key, digest, second), APPVERIFY_OK);
    appbin_private_key_free(key);
}

static void test_private_key_generate_every_algorithm_round_trip(void **state)
{
    (void)state;
    for (uint32_t algorithm = 1; algorithm <= 3; algorithm++) {
        struct appbin_private_key *key = NULL;
        struct appbin_public_key made;
        struct appbin_public_key read;
        char *plain = NULL;
        char *encrypted = NULL;
        assert_int_equal(appbin_private_key_generate(&key, algorithm, NULL), APPBIN_OK);
        assert_signs(key, algorithm);
        assert_int_equal(appbin_private_key_public(&made, key, NULL), APPBIN_OK);
        assert_int_equal(appbin_private_key_write_pem(&plain, key, &no_passphrase, NULL),
                         APPBIN_OK);
        assert_int_equal(appbin_private_key_write_pem(&encrypted, key, &passphrase, NULL),
                         APPBIN_OK);
        appbin_private_key_free(key);
        assert_refused(encrypted, &wrong_passphrase, APPBIN_ERR_PASSPHRASE, "wrong passphrase");
        const char *const texts[] = {plain, encrypted};
        for (size_t i = 0; i < 2; i++) {
            key = read_key(texts[i], &passphrase);
            assert_signs(key, algorithm);
            assert_int_equal(appbin_private_key_public(&read, key, NULL), APPBIN_OK);
            assert_memory_equal(&made, &read, sizeof made);
            appbin_private_key_free(key);
        }
        appbin_secret_free(plain);
        appbin_secret_free(encrypted);
    }
}

static void test_private_key_write_pem_as_openssl_does(void **state)
{
    (void)state;
    static const char *const samples[] = {ec_pkcs8_pem, rsa_2048_pem};
    for (size_t i = 0; i < 2; i++) {
        struct appbin_private_key *key = read_key(samples[i], &no_passphrase);
        char *pem = NULL;
        assert_int_equal(appbin_private_key_write_pem(&pem, key, NULL, NULL), APPBIN_OK);
        assert_string_equal(pem, samples[i]);
        appbin_secret_free(pem);
        appbin_private_key_free(key);
    }
}

static void test_private_key_generate_unknown_algorithm_refused(void **state)
{
    (void)state;
    const uint32_t unknown[] = {0, APPVERIFY_ALGORITHM_LMS, 5, UINT32_MAX};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        struct appbin_private_key *key = NULL;
        struct appbin_diagnostic diagnostic = {""};
        assert_int_equal(appbin_private_key_generate(&key, unknown[i], &diagnostic),
                         APPBIN_ERR_OPTIONS);
        assert_null(key);
        assert_explained(&diagnostic);
        assert_string_equal(appbin_algorithm_str(unknown[i]),
                            unknown[i] == APPVERIFY_ALGORITHM_LMS ? "lms" : "unknown algorithm");
    }
}

static void test_key_ring_write_c_bad_ring_refused(void **state)
{
    (void)state;
    struct appbin_public_key keys[9] = {{.algorithm = APPVERIFY_ALGORITHM_ECDSA_P256}};
    for (size_t i = 0; i < 9; i++) {
        keys[i].algorithm = APPVERIFY_ALGORITHM_ECDSA_P256;
        keys[i].id[7] = (uint8_t)i;
    }
    static const struct {
        size_t count;
        unsigned threshold;
    } bad[] = {{0, 0}, {0, 1}, {1, 0}, {1, 2}, {8, 9}, {9, 1}};
    char *source = NULL;
    struct appbin_diagnostic diagnostic = {""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(
            appbin_key_ring_write_c(&source, keys, bad[i].count, bad[i].threshold, 0, &diagnostic),
            APPBIN_ERR_OPTIONS);
        assert_explained(&diagnostic);
        assert_null(source);
    }
    keys[3].id[7] = 1;
    assert_int_equal(appbin_key_ring_write_c(&source, keys, 4, 1, 0, &diagnostic),
                     APPBIN_ERR_OPTIONS);
    assert_string_equal(diagnostic.message, "keys 2 and 4 are the same; a key counts once");
    assert_null(source);
}

static void test_wipe_every_byte_zero(void **state)
{
    (void)state;
    uint8_t bytes[4] = {1, 2, 3, 4};
    appbin_wipe(bytes + 1, 2);
    assert_bytes(bytes, sizeof bytes, "01000004");
    appbin_wipe(bytes, 0);
    appbin_secret_free(NULL);
    appbin_private_key_free(NULL);
}

static const struct CMUnitTest tests[] = {
    TEST(test_private_key_read_every_form_same_key),
    TEST(test_private_key_read_der_same_key),
    TEST(test_private_key_read_text_around_same_key),
    TEST(test_private_key_read_no_passphrase_refused),
    TEST(test_private_key_read_many_wrong_passphrases_refused),
    TEST(test_private_key_read_other_encryption_refused),
    TEST(test_private_key_read_other_algorithm_refused_by_name),
    TEST(test_private_key_read_not_private_refused_by_name),
    TEST(test_private_key_read_too_long_refused),
    TEST(test_key_read_every_truncation_refused),
    TEST(test_private_key_read_changed_byte_never_another_key),
    TEST(test_private_key_read_mismatched_halves_refused),
    TEST(test_private_key_read_lying_encryption_refused),
    TEST(test_private_key_read_too_many_rounds_refused),
    TEST(test_public_key_read_same_as_private_half),
    TEST(test_public_key_read_p256_words_hold_point),
    TEST(test_public_key_read_not_public_refused_by_name),
    TEST(test_private_key_sign_rfc_6979_vectors),
    TEST(test_private_key_sign_salt_from_message_deterministic),
    TEST(test_private_key_generate_every_algorithm_round_trip),
    TEST(test_private_key_write_pem_as_openssl_does),
    TEST(test_private_key_generate_unknown_algorithm_refused),
    TEST(test_key_ring_write_c_bad_ring_refused),
    TEST(test_wipe_every_byte_zero),
};

TEST_MAIN(tests)
