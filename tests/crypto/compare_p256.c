/* SPDX-License-Identifier: MIT */
/*
 * Compares the project's P-256 with that of mbedTLS on random signatures: valid ones, and the same
 * with a flipped bit of the digest, of r or of s. Keys change every 50 signatures, tables in turn.
 *
 * usage: compare_p256 COUNT [SEED]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/ecdsa.h>

#include "appbin/hash.h"
#include "appbin/key_ring.h"
#include "appverify/mbedtls.h"
#include "p256.h"

#define SIGNATURES_PER_KEY 50
#define BYTES (32 + 64)

/* Reproducible: SHA-256 of the seed and a counter. */
static struct {
    uint8_t seed[8];
    uint8_t counter[8];
} source;

static int random_bytes(void *state, unsigned char *bytes, size_t size)
{
    (void)state;
    while (size > 0) {
        uint8_t digest[32];
        size_t part = size < sizeof digest ? size : sizeof digest;
        for (size_t i = 0; i < sizeof source.counter && ++source.counter[i] == 0; i++) {
        }
        if (appbin_sha256(digest, (const uint8_t *)&source, sizeof source, NULL) != APPBIN_OK) {
            return -1;
        }
        memcpy(bytes, digest, part);
        bytes += part;
        size -= part;
    }
    return 0;
}

static void require(int condition, const char *what)
{
    if (!condition) {
        (void)fprintf(stderr, "compare_p256: %s\n", what);
        exit(EXIT_FAILURE);
    }
}

static unsigned random_below(unsigned limit)
{
    uint8_t bytes[2] = {0};
    require(random_bytes(NULL, bytes, sizeof bytes) == 0, "no random bytes");
    return (bytes[0] + 256u * bytes[1]) % limit;
}

struct key {
    mbedtls_ecp_group group;
    mbedtls_mpi secret;
    mbedtls_ecp_point point;
    struct appbin_public_key half; /* the public one, in the verifier's form */
};

static void make_key(struct key *key)
{
    uint8_t encoded[65];
    size_t size = 0;
    mbedtls_ecp_group_init(&key->group);
    mbedtls_mpi_init(&key->secret);
    mbedtls_ecp_point_init(&key->point);
    require(mbedtls_ecp_group_load(&key->group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
                mbedtls_ecp_gen_keypair(&key->group, &key->secret, &key->point, random_bytes,
                                        NULL) == 0 &&
                mbedtls_ecp_point_write_binary(&key->group, &key->point,
                                               MBEDTLS_ECP_PF_UNCOMPRESSED, &size, encoded,
                                               sizeof encoded) == 0,
            "no key");
    key->half.algorithm = APPVERIFY_ALGORITHM_ECDSA_P256;
    for (size_t i = 0; i < 16; i++) {
        const uint8_t *at = encoded + 1 + 4 * i;
        key->half.words[i] =
            (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
    }
}

static void free_key(struct key *key)
{
    mbedtls_ecp_point_free(&key->point);
    mbedtls_mpi_free(&key->secret);
    mbedtls_ecp_group_free(&key->group);
}

static void sign(uint8_t *signature, struct key *key, const uint8_t *digest)
{
    mbedtls_mpi r;
    mbedtls_mpi s;
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    require(mbedtls_ecdsa_sign(&key->group, &r, &s, &key->secret, digest, 32, random_bytes, NULL) ==
                    0 &&
                mbedtls_mpi_write_binary(&r, signature, 32) == 0 &&
                mbedtls_mpi_write_binary(&s, signature + 32, 32) == 0,
            "no signature");
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
}

static int verify_mbedtls(const struct appbin_public_key *key, const uint8_t *digest,
                          const uint8_t *signature)
{
    struct appverify_key record;
    struct appverify_mbedtls state;
    struct appverify_crypto crypto;
    appbin_public_key_record(&record, key);
    appverify_mbedtls_init(&crypto, &state);
    enum appverify_result result =
        crypto.operations->signature_start(crypto.state, &record, digest, signature);
    while (result == APPVERIFY_MORE) {
        result = crypto.operations->signature_step(crypto.state);
    }
    appverify_mbedtls_free(&state);
    return result == APPVERIFY_OK;
}

static int verify_p256(const struct appbin_public_key *key, const uint32_t *table, uint32_t size,
                       const uint8_t *digest, const uint8_t *signature)
{
    struct p256_check check;
    uint32_t result = P256_MORE;
    appverify_p256_begin(&check, key->words, table, size, digest, signature);
    while (result == P256_MORE) {
        result = appverify_p256_step(&check);
    }
    return result == P256_VALID;
}

/* Half of the signatures stay as they are. */
static void compare(struct key *key, unsigned long *valid)
{
    uint8_t bytes[BYTES];
    const struct appbin_public_key *public_key = &key->half;
    uint32_t table[APPBIN_P256_TABLE_MAX / 4];
    uint32_t size = 256u << random_below(4);
    require(appbin_p256_key_table(table, size, public_key, NULL) == APPBIN_OK, "no table");
    for (unsigned i = 0; i < SIGNATURES_PER_KEY; i++) {
        int bare = random_below(4) == 0;
        require(random_bytes(NULL, bytes, 32) == 0, "no random bytes");
        sign(bytes + 32, key, bytes);
        if (random_below(2) == 0) {
            bytes[random_below(BYTES)] ^= (uint8_t)(1u << random_below(8));
        }
        int expected = verify_mbedtls(public_key, bytes, bytes + 32);
        require(verify_p256(public_key, bare ? NULL : table, bare ? 0 : size, bytes, bytes + 32) ==
                    expected,
                expected ? "a valid signature is refused" : "a forged signature is accepted");
        *valid += (unsigned long)expected;
    }
}

int main(int argc, char **argv)
{
    unsigned long valid = 0;
    unsigned long done = 0;
    require(argc >= 2, "usage: compare_p256 COUNT [SEED]");
    unsigned long count = strtoul(argv[1], NULL, 0);
    unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
    for (size_t i = 0; i < sizeof source.seed; i++) {
        source.seed[i] = (uint8_t)((uint64_t)seed >> 8 * i);
    }
    (void)printf("seed %lu\n", seed);
    for (; done < count; done += SIGNATURES_PER_KEY) {
        struct key key;
        make_key(&key);
        compare(&key, &valid);
        free_key(&key);
    }
    (void)printf("%lu signatures, %lu of them valid: both agree\n", done, valid);
    return EXIT_SUCCESS;
}
