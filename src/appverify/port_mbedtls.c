/* SPDX-License-Identifier: MIT */
#include "appverify/mbedtls.h"

#include <mbedtls/bignum.h>
#if defined(MBEDTLS_RSA_C)
#include <mbedtls/md.h>
#include <mbedtls/rsa.h>
#endif

/* A port that could verify nothing must not build. */
#if !defined(MBEDTLS_SHA256_C)
#error "appverify needs MBEDTLS_SHA256_C"
#endif
#if defined(MBEDTLS_RSA_C) && defined(MBEDTLS_PKCS1_V21)
#define WITH_RSA
#elif !defined(MBEDTLS_ECDSA_C)
#error "appverify needs MBEDTLS_ECDSA_C, or MBEDTLS_RSA_C with MBEDTLS_PKCS1_V21"
#endif

#define RSA_EXPONENT 65537

/* 3.x hides the fields of its structures behind this name. */
#if !defined(MBEDTLS_PRIVATE)
#define MBEDTLS_PRIVATE(field) field
#endif

/* The three generations of the SHA-256 interface. */
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#define SHA256_START(context) mbedtls_sha256_starts(context, 0)
#define SHA256_UPDATE mbedtls_sha256_update
#define SHA256_FINISH mbedtls_sha256_finish
#elif MBEDTLS_VERSION_NUMBER >= 0x02070000
#define SHA256_START(context) mbedtls_sha256_starts_ret(context, 0)
#define SHA256_UPDATE mbedtls_sha256_update_ret
#define SHA256_FINISH mbedtls_sha256_finish_ret
#else
#define SHA256_START(context) (mbedtls_sha256_starts(context, 0), 0)
#define SHA256_UPDATE(context, bytes, length) (mbedtls_sha256_update(context, bytes, length), 0)
#define SHA256_FINISH(context, digest) (mbedtls_sha256_finish(context, digest), 0)
#endif

static enum appverify_result hash_start(void *state)
{
    struct appverify_mbedtls *port = state;
    return SHA256_START(&port->hash) == 0 ? APPVERIFY_OK : APPVERIFY_ERR_CRYPTO;
}

static enum appverify_result hash_update(void *state, const uint8_t *bytes, size_t length)
{
    struct appverify_mbedtls *port = state;
    return SHA256_UPDATE(&port->hash, bytes, length) == 0 ? APPVERIFY_OK : APPVERIFY_ERR_CRYPTO;
}

static enum appverify_result hash_finish(void *state, uint8_t *digest)
{
    struct appverify_mbedtls *port = state;
    return SHA256_FINISH(&port->hash, digest) == 0 ? APPVERIFY_OK : APPVERIFY_ERR_CRYPTO;
}

/* The low 7 bits of an error come from the number arithmetic, the others from the layer above. */
static int is_out_of_memory(int error)
{
#if defined(MBEDTLS_ECDSA_C)
    if (error == MBEDTLS_ERR_ECP_ALLOC_FAILED) {
        return 1;
    }
#endif
#if defined(WITH_RSA)
    if (error == MBEDTLS_ERR_MD_ALLOC_FAILED) {
        return 1;
    }
#endif
    return -error % 0x80 == -MBEDTLS_ERR_MPI_ALLOC_FAILED;
}

static enum appverify_result result_of(int error)
{
    if (error == 0) {
        return APPVERIFY_OK;
    }
    return is_out_of_memory(error) ? APPVERIFY_ERR_CRYPTO : APPVERIFY_ERR_SIGNATURE;
}

#if defined(WITH_RSA)
/* A number of `length` big-endian bytes that starts at byte `offset` of the words. */
static int read_number(mbedtls_mpi *number, const uint32_t *words, size_t offset, size_t length)
{
    uint8_t bytes[APPVERIFY_RSA_3072_SIZE];
    appverify_copy_words(bytes, words + offset / 4, length);
    return mbedtls_mpi_read_binary(number, bytes, length);
}

#if MBEDTLS_VERSION_NUMBER >= 0x02070000
static void rsa_init(mbedtls_rsa_context *rsa)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    mbedtls_rsa_init(rsa);
    (void)mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
#else
    mbedtls_rsa_init(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
#endif
}

static int rsa_load(mbedtls_rsa_context *rsa, const uint32_t *words, size_t length)
{
    mbedtls_mpi modulus;
    mbedtls_mpi exponent;
    mbedtls_mpi_init(&modulus);
    mbedtls_mpi_init(&exponent);
    int error = read_number(&modulus, words, 0, length);
    if (error == 0) {
        error = mbedtls_mpi_lset(&exponent, RSA_EXPONENT);
    }
    if (error == 0) {
        error = mbedtls_rsa_import(rsa, &modulus, NULL, NULL, NULL, &exponent);
    }
    if (error == 0) {
        error = mbedtls_rsa_complete(rsa);
    }
    mbedtls_mpi_free(&modulus);
    mbedtls_mpi_free(&exponent);
    return error;
}
#else
static void rsa_init(mbedtls_rsa_context *rsa)
{
    mbedtls_rsa_init(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
}

static int rsa_load(mbedtls_rsa_context *rsa, const uint32_t *words, size_t length)
{
    int error = read_number(&rsa->N, words, 0, length);
    rsa->len = length;
    return error == 0 ? mbedtls_mpi_lset(&rsa->E, RSA_EXPONENT) : error;
}
#endif

/* The salt is exactly 32 bytes: "any salt" accepts signatures that the standard vectors refuse. */
static int pss_verify(mbedtls_rsa_context *rsa, const uint8_t *digest, const uint8_t *signature)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    return mbedtls_rsa_rsassa_pss_verify_ext(rsa, MBEDTLS_MD_SHA256, APPVERIFY_DIGEST_SIZE, digest,
                                             MBEDTLS_MD_SHA256, APPVERIFY_PSS_SALT_SIZE, signature);
#else
    return mbedtls_rsa_rsassa_pss_verify_ext(rsa, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256,
                                             APPVERIFY_DIGEST_SIZE, digest, MBEDTLS_MD_SHA256,
                                             APPVERIFY_PSS_SALT_SIZE, signature);
#endif
}

static enum appverify_result rsa_verify(const struct appverify_mbedtls *port)
{
    mbedtls_rsa_context rsa;
    rsa_init(&rsa);
    int error = rsa_load(&rsa, port->key->words, appverify_signature_size(port->key->algorithm));
    if (error == 0) {
        error = mbedtls_rsa_check_pubkey(&rsa);
    }
    if (error == 0) {
        error = pss_verify(&rsa, port->digest, port->signature);
    }
    mbedtls_rsa_free(&rsa);
    return result_of(error);
}
#endif /* WITH_RSA */

#if defined(MBEDTLS_ECDSA_C)
static void ecdsa_free(struct appverify_mbedtls *port)
{
    if (port->holds_ecdsa != 0) {
        mbedtls_ecdsa_free(&port->ecdsa);
#if defined(MBEDTLS_ECP_RESTARTABLE)
        mbedtls_ecdsa_restart_free(&port->restart);
#endif
        port->holds_ecdsa = 0;
    }
}

#if defined(MBEDTLS_ECP_RESTARTABLE)
/* Appends a DER INTEGER for 32 big-endian bytes; returns its length. */
static size_t write_integer(uint8_t *der, const uint8_t *number)
{
    size_t skip = 0;
    while (skip < 31 && number[skip] == 0) {
        skip++;
    }
    size_t sign = number[skip] >= 0x80 ? 1 : 0;
    size_t length = 32 - skip;
    der[0] = 0x02;
    der[1] = (uint8_t)(sign + length);
    der[2] = 0;
    for (size_t i = 0; i < length; i++) {
        der[2 + sign + i] = number[skip + i];
    }
    return 2 + sign + length;
}

/*
 * 2.28 offers the restartable check for DER signatures only. It compares the result of all slices
 * with an r that it reads again in the last one: whoever could exchange r in the caller's buffer
 * meanwhile would need no key.
 */
static void keep_signature(struct appverify_mbedtls *port)
{
    size_t length = write_integer(port->der + 2, port->signature);
    length += write_integer(port->der + 2 + length, port->signature + 32);
    port->der[0] = 0x30;
    port->der[1] = (uint8_t)length;
}
#endif

static int ecdsa_load(struct appverify_mbedtls *port)
{
    uint8_t encoded[1 + 64] = {0x04}; /* uncompressed */
    mbedtls_ecp_group *group = &port->ecdsa.MBEDTLS_PRIVATE(grp);
    mbedtls_ecp_point *point = &port->ecdsa.MBEDTLS_PRIVATE(Q);
    mbedtls_ecdsa_init(&port->ecdsa);
#if defined(MBEDTLS_ECP_RESTARTABLE)
    mbedtls_ecdsa_restart_init(&port->restart);
    keep_signature(port);
#endif
    port->holds_ecdsa = 1;
    appverify_copy_words(encoded + 1, port->key->words, 64);
    int error = mbedtls_ecp_group_load(group, MBEDTLS_ECP_DP_SECP256R1);
    if (error == 0) {
        error = mbedtls_ecp_point_read_binary(group, point, encoded, sizeof encoded);
    }
    return error == 0 ? mbedtls_ecp_check_pubkey(group, point) : error;
}

#if defined(MBEDTLS_ECP_RESTARTABLE)
#define IN_PROGRESS(error) ((error) == MBEDTLS_ERR_ECP_IN_PROGRESS)

static int ecdsa_slice(struct appverify_mbedtls *port)
{
    mbedtls_ecp_set_max_ops(APPVERIFY_MBEDTLS_ECP_OPS);
    return mbedtls_ecdsa_read_signature_restartable(&port->ecdsa, port->digest,
                                                    APPVERIFY_DIGEST_SIZE, port->der,
                                                    2u + port->der[1], &port->restart);
}
#else
#define IN_PROGRESS(error) 0

static int ecdsa_slice(struct appverify_mbedtls *port)
{
    mbedtls_mpi r;
    mbedtls_mpi s;
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    int error = mbedtls_mpi_read_binary(&r, port->signature, 32);
    if (error == 0) {
        error = mbedtls_mpi_read_binary(&s, port->signature + 32, 32);
    }
    if (error == 0) {
        error =
            mbedtls_ecdsa_verify(&port->ecdsa.MBEDTLS_PRIVATE(grp), port->digest,
                                 APPVERIFY_DIGEST_SIZE, &port->ecdsa.MBEDTLS_PRIVATE(Q), &r, &s);
    }
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return error;
}
#endif

static enum appverify_result ecdsa_verify(struct appverify_mbedtls *port)
{
    int error = port->holds_ecdsa == 0 ? ecdsa_load(port) : 0;
    if (error == 0) {
        error = ecdsa_slice(port);
    }
    return IN_PROGRESS(error) ? APPVERIFY_MORE : result_of(error);
}
#endif

/* Nothing of a check is left, nor of a hash: an engine behind it may be held until it is freed. */
static void abort_all(void *state)
{
    struct appverify_mbedtls *port = state;
#if defined(MBEDTLS_ECDSA_C)
    ecdsa_free(port);
#endif
    port->key = NULL;
    port->digest = NULL;
    port->signature = NULL;
    mbedtls_sha256_free(&port->hash);
    mbedtls_sha256_init(&port->hash);
}

/* An interrupted check must not go on under this signature. */
static enum appverify_result signature_start(void *state, const struct appverify_key *key,
                                             const uint8_t *digest, const uint8_t *signature)
{
    struct appverify_mbedtls *port = state;
    abort_all(port);
    if (appverify_signature_size(key->algorithm) == 0) {
        return key->algorithm == APPVERIFY_ALGORITHM_LMS ? APPVERIFY_ERR_CRYPTO
                                                         : APPVERIFY_ERR_SIGNATURE;
    }
    port->key = key;
    port->digest = digest;
    port->signature = signature;
    return APPVERIFY_MORE;
}

static enum appverify_result run_slice(struct appverify_mbedtls *port)
{
    switch (port->key->algorithm) {
#if defined(WITH_RSA)
    case APPVERIFY_ALGORITHM_RSA_2048_PSS:
    case APPVERIFY_ALGORITHM_RSA_3072_PSS:
        return rsa_verify(port);
#endif
#if defined(MBEDTLS_ECDSA_C)
    case APPVERIFY_ALGORITHM_ECDSA_P256:
        return ecdsa_verify(port);
#endif
    default: /* this mbedTLS was built without it */
        return APPVERIFY_ERR_CRYPTO;
    }
}

static enum appverify_result signature_step(void *state)
{
    struct appverify_mbedtls *port = state;
    if (port->key == NULL) {
        return APPVERIFY_ERR_CRYPTO; /* no check was started, or it is over */
    }
    enum appverify_result result = run_slice(port);
    if (result != APPVERIFY_MORE) {
        abort_all(port);
    }
    return result;
}

static const struct appverify_crypto_operations operations APPVERIFY_IN_FLASH = {
    hash_start, hash_update, hash_finish, signature_start, signature_step, abort_all,
};

void appverify_mbedtls_init(struct appverify_crypto *crypto, struct appverify_mbedtls *state)
{
    state->key = NULL;
#if defined(MBEDTLS_ECDSA_C)
    state->holds_ecdsa = 0;
#endif
    mbedtls_sha256_init(&state->hash);
    crypto->operations = &operations;
    crypto->state = state;
}

void appverify_mbedtls_free(struct appverify_mbedtls *state)
{
    abort_all(state);
}
