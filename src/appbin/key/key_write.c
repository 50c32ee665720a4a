/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "appbin/secret.h"
#include "base/diagnostic.h"
#include "key/key_pbes2.h"
#include "key/key_private.h"
#include "key/key_refusal.h"
#include "key/pem.h"

/* AlgorithmIdentifiers with their parameters: the curve, or nothing. */
#define ALGORITHM_EC                                                                               \
    "\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define ALGORITHM_RSA "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"

enum appbin_error appbin_key_write_pkcs1(struct der_writer *writer,
                                         const struct appbin_private_key *key,
                                         struct appbin_diagnostic *diagnostic)
{
    mbedtls_pk_context view = key->pk; /* 2.28 writes from a context that is not const */
    int size = mbedtls_pk_write_key_der(&view, writer->start, (size_t)(writer->at - writer->start));
    if (size <= 0) {
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_CRYPTO, "cannot write the key", size);
    }
    writer->at -= size;
    return APPBIN_OK;
}

/* ECPrivateKey of RFC 5915; PKCS#8 names the curve already. */
static enum appbin_error write_sec1(struct der_writer *writer, const struct appbin_private_key *key,
                                    struct appbin_diagnostic *diagnostic)
{
    struct appbin_public_key public_key;
    uint8_t secret[KEY_P256_BYTES];
    enum appbin_error error = appbin_private_key_public(&public_key, key, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    int code =
        mbedtls_mpi_write_binary(&mbedtls_pk_ec(key->pk)->KEY_FIELD(d), secret, sizeof secret);
    if (code != 0) {
        appbin_wipe(secret, sizeof secret);
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_CRYPTO, "cannot write the key", code);
    }
    const uint8_t *end = writer->at;
    size_t point_size = APPVERIFY_ECDSA_P256_SIZE;
    appbin_der_write(writer, public_key.der + public_key.der_size - point_size, point_size);
    DER_WRITE_LITERAL(writer, "\x00\x04"); /* no unused bits; uncompressed */
    appbin_der_wrap(writer, DER_BIT_STRING, end);
    appbin_der_wrap(writer, DER_CONTEXT + 1, end);
    const uint8_t *secret_end = writer->at;
    appbin_der_write(writer, secret, sizeof secret);
    appbin_der_wrap(writer, DER_OCTET_STRING, secret_end);
    DER_WRITE_LITERAL(writer, "\x02\x01\x01");
    appbin_der_wrap(writer, DER_SEQUENCE, end);
    appbin_wipe(secret, sizeof secret);
    return APPBIN_OK;
}

static enum appbin_error write_pkcs8(struct der_writer *writer,
                                     const struct appbin_private_key *key,
                                     struct appbin_diagnostic *diagnostic)
{
    bool ecdsa = key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256;
    const uint8_t *end = writer->at;
    enum appbin_error error = ecdsa ? write_sec1(writer, key, diagnostic)
                                    : appbin_key_write_pkcs1(writer, key, diagnostic);
    appbin_der_wrap(writer, DER_OCTET_STRING, end);
    if (ecdsa) {
        DER_WRITE_LITERAL(writer, ALGORITHM_EC);
    } else {
        DER_WRITE_LITERAL(writer, ALGORITHM_RSA);
    }
    DER_WRITE_LITERAL(writer, "\x02\x01\x00");
    appbin_der_wrap(writer, DER_SEQUENCE, end);
    if (error == APPBIN_OK && writer->failed) {
        return appbin_fail(diagnostic, APPBIN_ERR_CRYPTO, "the key does not fit its buffer");
    }
    return error;
}

static struct der_writer writer_at_end(uint8_t *buffer, size_t size)
{
    return (struct der_writer){.start = buffer, .at = buffer + size};
}

enum appbin_error appbin_private_key_write_pem(char **pem, const struct appbin_private_key *key,
                                               const struct appbin_passphrase *passphrase,
                                               struct appbin_diagnostic *diagnostic)
{
    uint8_t plain[KEY_DER_MAX];
    uint8_t encrypted[KEY_DER_MAX];
    bool encrypt = passphrase != NULL && passphrase->bytes != NULL;
    struct der_writer writer = writer_at_end(plain, sizeof plain);
    enum appbin_error error = write_pkcs8(&writer, key, diagnostic);
    const uint8_t *end = plain + sizeof plain;
    if (error == APPBIN_OK && encrypt) {
        const uint8_t *pkcs8 = writer.at;
        size_t size = (size_t)(end - pkcs8);
        writer = writer_at_end(encrypted, sizeof encrypted);
        end = encrypted + sizeof encrypted;
        error = appbin_key_pbes2_encrypt(&writer, pkcs8, size, passphrase, diagnostic);
    }
    if (error == APPBIN_OK) {
        char *text = appbin_pem_write(encrypt ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY", writer.at,
                                      (size_t)(end - writer.at));
        error = text != NULL ? APPBIN_OK
                             : appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
        if (text != NULL) {
            *pem = text;
        }
    }
    appbin_wipe(plain, sizeof plain);
    return error;
}
