/* SPDX-License-Identifier: MIT */
#include "key/key_pbes2.h"

#include <stdlib.h>
#include <string.h>

#include <mbedtls/cipher.h>

#include "appbin/secret.h"
#include "base/diagnostic.h"
#include "key/key_mbedtls.h"
#include "key/key_refusal.h"

#define OID_PBES2 "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"
#define OID_PBKDF2 "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c"
#define OID_HMAC_SHA256 "\x2a\x86\x48\x86\xf7\x0d\x02\x09"
#define OID_AES_256_CBC "\x60\x86\x48\x01\x65\x03\x04\x01\x2a"

#define ROUNDS_WRITTEN 600000u
#define ROUNDS_MAX 10000000u /* some ten seconds; a hostile file may ask for any number */
#define KEY_MAX 32u
#define BLOCK_MAX 16u
#define SALT_WRITTEN 16u

struct hash {
    const char *oid;
    mbedtls_md_type_t type;
};

static const struct hash hashes[] = {
    {"\x2a\x86\x48\x86\xf7\x0d\x02\x07", MBEDTLS_MD_SHA1},
    {"\x2a\x86\x48\x86\xf7\x0d\x02\x08", MBEDTLS_MD_SHA224},
    {OID_HMAC_SHA256, MBEDTLS_MD_SHA256},
    {"\x2a\x86\x48\x86\xf7\x0d\x02\x0a", MBEDTLS_MD_SHA384},
    {"\x2a\x86\x48\x86\xf7\x0d\x02\x0b", MBEDTLS_MD_SHA512},
};

struct cipher {
    const char *oid;
    mbedtls_cipher_type_t type;
    unsigned key_size; /* bytes */
    unsigned block_size;
};

static const struct cipher ciphers[] = {
    {"\x60\x86\x48\x01\x65\x03\x04\x01\x02", MBEDTLS_CIPHER_AES_128_CBC, 16, 16},
    {"\x60\x86\x48\x01\x65\x03\x04\x01\x16", MBEDTLS_CIPHER_AES_192_CBC, 24, 16},
    {OID_AES_256_CBC, MBEDTLS_CIPHER_AES_256_CBC, 32, 16},
    {"\x2a\x86\x48\x86\xf7\x0d\x03\x07", MBEDTLS_CIPHER_DES_EDE3_CBC, 24, 8},
};
static const struct cipher *const cipher_written = &ciphers[2];

/* Everything that the key and the cipher need. */
struct scheme {
    const struct cipher *cipher;
    mbedtls_md_type_t hash;
    unsigned rounds;
    struct der_cursor salt;
    struct der_cursor iv;
};

static const struct cipher *find_cipher(const struct der_cursor *oid)
{
    for (size_t i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
        if (appbin_der_equals(oid, ciphers[i].oid, strlen(ciphers[i].oid))) {
            return &ciphers[i];
        }
    }
    return NULL;
}

static bool find_hash(const struct der_cursor *oid, mbedtls_md_type_t *type)
{
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        if (appbin_der_equals(oid, hashes[i].oid, strlen(hashes[i].oid))) {
            *type = hashes[i].type;
            return true;
        }
    }
    return false;
}

/* AlgorithmIdentifier: its OID; *parameters is what follows. */
static bool take_algorithm(struct der_cursor *cursor, struct der_cursor *oid,
                           struct der_cursor *parameters)
{
    return appbin_der_take(cursor, DER_SEQUENCE, parameters) &&
           appbin_der_take(parameters, DER_OID, oid);
}

/* PBKDF2-params: salt, rounds, length of the key (optional), hash (SHA-1 when absent). */
static bool read_pbkdf2(struct scheme *scheme, struct der_cursor parameters, unsigned *key_size)
{
    struct der_cursor inside;
    struct der_cursor oid;
    struct der_cursor rest;
    scheme->hash = MBEDTLS_MD_SHA1;
    if (!appbin_der_take(&parameters, DER_SEQUENCE, &inside) || parameters.size != 0 ||
        !appbin_der_take(&inside, DER_OCTET_STRING, &scheme->salt) ||
        !appbin_der_take_number(&inside, ROUNDS_MAX, &scheme->rounds) || scheme->rounds == 0) {
        return false;
    }
    if (appbin_der_next_is(&inside, DER_INTEGER) &&
        !appbin_der_take_number(&inside, KEY_MAX, key_size)) {
        return false;
    }
    if (inside.size > 0 &&
        (!take_algorithm(&inside, &oid, &rest) || !find_hash(&oid, &scheme->hash))) {
        return false;
    }
    return inside.size == 0;
}

/* PBES2-params, as the parameters of the OID PBES2. */
static bool read_scheme(struct scheme *scheme, struct der_cursor parameters)
{
    struct der_cursor inside;
    struct der_cursor oid;
    struct der_cursor derivation;
    struct der_cursor encryption;
    unsigned key_size = 0;
    if (!appbin_der_take(&parameters, DER_SEQUENCE, &inside) || parameters.size != 0 ||
        !take_algorithm(&inside, &oid, &derivation) || !DER_IS_OID(&oid, OID_PBKDF2) ||
        !read_pbkdf2(scheme, derivation, &key_size) ||
        !take_algorithm(&inside, &oid, &encryption) || inside.size != 0) {
        return false;
    }
    scheme->cipher = find_cipher(&oid);
    return scheme->cipher != NULL && (key_size == 0 || key_size == scheme->cipher->key_size) &&
           appbin_der_take(&encryption, DER_OCTET_STRING, &scheme->iv) && encryption.size == 0 &&
           scheme->iv.size == scheme->cipher->block_size;
}

/* One CBC run with PKCS#7 padding; *output_size is at most size and one block. */
static int run_cipher(const struct scheme *scheme, mbedtls_operation_t operation,
                      const struct appbin_passphrase *passphrase, const struct der_cursor *input,
                      uint8_t *output, size_t *output_size)
{
    uint8_t key[KEY_MAX];
    mbedtls_cipher_context_t context;
    mbedtls_cipher_init(&context);
    int error = appbin_key_mbedtls_pbkdf2(scheme->hash, passphrase->bytes, passphrase->size,
                                          scheme->salt.bytes, scheme->salt.size, scheme->rounds,
                                          scheme->cipher->key_size, key);
    if (error == 0) {
        error = mbedtls_cipher_setup(&context, mbedtls_cipher_info_from_type(scheme->cipher->type));
    }
    if (error == 0) {
        error = mbedtls_cipher_set_padding_mode(&context, MBEDTLS_PADDING_PKCS7);
    }
    if (error == 0) {
        error =
            mbedtls_cipher_setkey(&context, key, (int)(8 * scheme->cipher->key_size), operation);
    }
    if (error == 0) {
        error = mbedtls_cipher_crypt(&context, scheme->iv.bytes, scheme->iv.size, input->bytes,
                                     input->size, output, output_size);
    }
    mbedtls_cipher_free(&context);
    appbin_wipe(key, sizeof key);
    appbin_secret_stack_wipe(); /* of PBKDF2 */
    return error;
}

static enum appbin_error decrypt(struct appbin_secret_bytes *plain, const struct scheme *scheme,
                                 const struct der_cursor *data,
                                 const struct appbin_passphrase *passphrase,
                                 struct appbin_diagnostic *diagnostic)
{
    struct appbin_secret_bytes output;
    if (!appbin_secret_bytes_allocate(&output, data->size + BLOCK_MAX)) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    int error = run_cipher(scheme, MBEDTLS_DECRYPT, passphrase, data, output.bytes, &output.size);
    /* With a wrong passphrase the padding looks right once in 256 times, the sequence does not. */
    if (error == 0 && output.size > 0 &&
        appbin_der_sequence_size(output.bytes, output.size) == output.size) {
        *plain = output;
        return APPBIN_OK;
    }
    appbin_secret_bytes_free(&output);
    if (error == MBEDTLS_ERR_CIPHER_ALLOC_FAILED || error == MBEDTLS_ERR_MD_ALLOC_FAILED) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    return error == MBEDTLS_ERR_CIPHER_BAD_INPUT_DATA || error == MBEDTLS_ERR_MD_BAD_INPUT_DATA
               ? appbin_key_fail_unknown_encryption(diagnostic)
               : appbin_key_fail_wrong_passphrase(diagnostic);
}

enum appbin_error appbin_key_pbes2_decrypt(struct appbin_secret_bytes *plain, const uint8_t *der,
                                           size_t size, const struct appbin_passphrase *passphrase,
                                           struct appbin_diagnostic *diagnostic)
{
    struct der_cursor outer = {der, size};
    struct der_cursor inside;
    struct der_cursor oid;
    struct der_cursor parameters;
    struct der_cursor data;
    struct scheme scheme;
    if (!appbin_der_take(&outer, DER_SEQUENCE, &inside) ||
        !take_algorithm(&inside, &oid, &parameters) || !DER_IS_OID(&oid, OID_PBES2) ||
        !read_scheme(&scheme, parameters)) {
        return appbin_key_fail_unknown_encryption(diagnostic);
    }
    if (!appbin_der_take(&inside, DER_OCTET_STRING, &data) || inside.size != 0 || data.size == 0 ||
        data.size % scheme.cipher->block_size != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "damaged: the encrypted part is cut off");
    }
    if (passphrase == NULL || passphrase->bytes == NULL) {
        return appbin_key_fail_no_passphrase(diagnostic);
    }
    return decrypt(plain, &scheme, &data, passphrase, diagnostic);
}

/* Written backwards: salt, rounds and hash; then what wraps them. */
static void write_scheme(struct der_writer *writer, const struct scheme *scheme)
{
    const uint8_t *parameters = writer->at;
    appbin_der_write(writer, scheme->iv.bytes, scheme->iv.size);
    appbin_der_wrap(writer, DER_OCTET_STRING, parameters);
    DER_WRITE_LITERAL(writer, "\x06\x09" OID_AES_256_CBC);
    appbin_der_wrap(writer, DER_SEQUENCE, parameters);
    const uint8_t *derivation = writer->at;
    DER_WRITE_LITERAL(writer, "\x30\x0c\x06\x08" OID_HMAC_SHA256 "\x05\x00");
    const uint8_t rounds[] = {DER_INTEGER, 3, (uint8_t)(scheme->rounds >> 16),
                              (uint8_t)(scheme->rounds >> 8), (uint8_t)scheme->rounds};
    appbin_der_write(writer, rounds, sizeof rounds);
    const uint8_t *salt = writer->at;
    appbin_der_write(writer, scheme->salt.bytes, scheme->salt.size);
    appbin_der_wrap(writer, DER_OCTET_STRING, salt);
    appbin_der_wrap(writer, DER_SEQUENCE, derivation);
    DER_WRITE_LITERAL(writer, "\x06\x09" OID_PBKDF2);
    appbin_der_wrap(writer, DER_SEQUENCE, derivation);
    appbin_der_wrap(writer, DER_SEQUENCE, parameters);
    DER_WRITE_LITERAL(writer, "\x06\x09" OID_PBES2);
    appbin_der_wrap(writer, DER_SEQUENCE, parameters);
}

enum appbin_error appbin_key_pbes2_encrypt(struct der_writer *writer, const uint8_t *plain,
                                           size_t size, const struct appbin_passphrase *passphrase,
                                           struct appbin_diagnostic *diagnostic)
{
    uint8_t random[SALT_WRITTEN + BLOCK_MAX];
    const struct scheme scheme = {
        .cipher = cipher_written,
        .hash = MBEDTLS_MD_SHA256,
        .rounds = ROUNDS_WRITTEN,
        .salt = {random, SALT_WRITTEN},
        .iv = {random + SALT_WRITTEN, BLOCK_MAX},
    };
    const struct der_cursor input = {plain, size};
    const uint8_t *end = writer->at;
    size_t encrypted_size = 0;
    uint8_t *encrypted = malloc(size + BLOCK_MAX);
    if (encrypted == NULL) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    int error = appbin_key_random(NULL, random, sizeof random);
    if (error == 0) {
        error =
            run_cipher(&scheme, MBEDTLS_ENCRYPT, passphrase, &input, encrypted, &encrypted_size);
    }
    appbin_der_write(writer, encrypted, encrypted_size);
    free(encrypted);
    if (error != 0 || writer->failed) {
        return appbin_fail(diagnostic, APPBIN_ERR_CRYPTO, "cannot encrypt (mbedTLS -0x%04X)",
                           (unsigned)-error);
    }
    appbin_der_wrap(writer, DER_OCTET_STRING, end);
    write_scheme(writer, &scheme);
    appbin_der_wrap(writer, DER_SEQUENCE, end);
    return APPBIN_OK;
}
