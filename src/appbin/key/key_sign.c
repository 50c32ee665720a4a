/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <mbedtls/ecdsa.h>

#include "appbin/secret.h"
#include "appbin/signature.h"
#include "base/diagnostic.h"
#include "base/secret_bytes.h"
#include "key/key_private.h"
#include "key/key_refusal.h"

#define SALT_LABEL "appbin PSS salt"

static int sign_ecdsa(uint8_t *signature, mbedtls_ecp_keypair *pair, const uint8_t *digest)
{
    mbedtls_mpi r;
    mbedtls_mpi s;
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    int code = mbedtls_ecdsa_sign_det_ext(&pair->KEY_FIELD(grp), &r, &s, &pair->KEY_FIELD(d),
                                          digest, APPVERIFY_DIGEST_SIZE, MBEDTLS_MD_SHA256,
                                          appbin_key_random, NULL);
    appbin_secret_stack_wipe(); /* the key has seeded a generator there */
    if (code == 0) {
        code = mbedtls_mpi_write_binary(&r, signature, KEY_P256_BYTES);
    }
    if (code == 0) {
        code = mbedtls_mpi_write_binary(&s, signature + KEY_P256_BYTES, KEY_P256_BYTES);
    }
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
    return code;
}

/* A source of random numbers whose first answer is the salt. */
struct salt_source {
    uint8_t salt[APPVERIFY_PSS_SALT_SIZE];
    bool used;
};

/* mbedTLS asks for the salt first; what it asks for later blinds the private key. */
static int salt_then_random(void *context, unsigned char *bytes, size_t size)
{
    struct salt_source *source = context;
    if (source->used) {
        return appbin_key_random(NULL, bytes, size);
    }
    if (size != sizeof source->salt) {
        return MBEDTLS_ERR_RSA_RNG_FAILED;
    }
    memcpy(bytes, source->salt, size);
    source->used = true;
    return 0;
}

static enum appbin_error derive_salt(uint8_t *salt, const struct appbin_private_key *key,
                                     const uint8_t *digest, struct appbin_diagnostic *diagnostic)
{
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    uint8_t der[KEY_DER_MAX];
    uint8_t secret[APPVERIFY_DIGEST_SIZE];
    uint8_t message[sizeof SALT_LABEL - 1 + APPVERIFY_DIGEST_SIZE] = SALT_LABEL;
    struct der_writer writer = {.start = der, .at = der + sizeof der};
    enum appbin_error error = appbin_key_write_pkcs1(&writer, key, diagnostic);
    if (error == APPBIN_OK) {
        memcpy(message + sizeof SALT_LABEL - 1, digest, APPVERIFY_DIGEST_SIZE);
        int code = mbedtls_md(sha256, writer.at, (size_t)(der + sizeof der - writer.at), secret);
        if (code == 0) {
            code = mbedtls_md_hmac(sha256, secret, sizeof secret, message, sizeof message, salt);
        }
        if (code != 0) {
            error = appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_CRYPTO, "cannot derive a salt",
                                            code);
        }
    }
    appbin_wipe(der, sizeof der);
    appbin_wipe(secret, sizeof secret);
    return error;
}

static enum appbin_error sign_rsa(uint8_t *signature, const struct appbin_private_key *key,
                                  const uint8_t *digest, bool salt_from_message,
                                  struct appbin_diagnostic *diagnostic)
{
    struct salt_source source = {.used = !salt_from_message};
    if (salt_from_message) {
        enum appbin_error error = derive_salt(source.salt, key, digest, diagnostic);
        if (error != APPBIN_OK) {
            return error;
        }
    }
    int code = mbedtls_rsa_rsassa_pss_sign_ext(mbedtls_pk_rsa(key->pk), salt_then_random, &source,
                                               MBEDTLS_MD_SHA256, APPVERIFY_DIGEST_SIZE, digest,
                                               (int)APPVERIFY_PSS_SALT_SIZE, signature);
    return code == 0 ? APPBIN_OK
                     : appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_CRYPTO, "cannot sign", code);
}

enum appbin_error appbin_private_key_sign(uint8_t *signature, size_t *size,
                                          const struct appbin_private_key *key,
                                          const uint8_t *digest, bool salt_from_message,
                                          struct appbin_diagnostic *diagnostic)
{
    uint8_t made[APPBIN_SIGNATURE_MAX];
    enum appbin_error error = APPBIN_OK;
    if (key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256) {
        int code = sign_ecdsa(made, mbedtls_pk_ec(key->pk), digest);
        error = code == 0
                    ? APPBIN_OK
                    : appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_CRYPTO, "cannot sign", code);
    } else {
        error = sign_rsa(made, key, digest, salt_from_message, diagnostic);
    }
    if (error == APPBIN_OK) {
        *size = appverify_signature_size(key->algorithm);
        memcpy(signature, made, *size);
    }
    return error;
}
