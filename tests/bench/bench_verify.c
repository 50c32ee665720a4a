/* Throughput of judging a signed 1 MB image that is in memory, beside SHA-256 of mbedTLS alone. */
#include <mbedtls/md.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/hash.h"
#include "appbin/manifest.h"
#include "appbin/signature.h"
#include "appbin/verify.h"
#include "bench_support.h"

#define ROUNDS 100

/* Returns whether all went well. */
static bool sign(uint8_t **image, size_t *size, struct appbin_public_key *public_key,
                 const uint8_t *bytes, uint32_t algorithm)
{
    static const struct appbin_release release = {.map = 6};
    const struct appbin_body body = {bytes, BODY_SIZE, 1, APPBIN_BOOT_NEW};
    struct appbin_private_key *key = NULL;
    struct appbin_signature signature = {.algorithm = algorithm};
    uint8_t part[APPVERIFY_SIGNED_MAX];
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    uint8_t manifest[APPVERIFY_MANIFEST_MAX];
    uint32_t part_size = 0;
    uint32_t manifest_size = 0;
    size_t signature_size = 0;
    if (appbin_private_key_generate(&key, algorithm, NULL) != APPBIN_OK) {
        return false;
    }
    bool good = appbin_private_key_public(public_key, key, NULL) == APPBIN_OK &&
                appbin_signed_part_write(part, &part_size, &release, &body, 1, NULL) == APPBIN_OK &&
                appbin_sha256(digest, part, part_size, NULL) == APPBIN_OK &&
                appbin_private_key_sign(signature.bytes, &signature_size, key, digest, false,
                                        NULL) == APPBIN_OK;
    memcpy(signature.key_id, public_key->id, sizeof signature.key_id);
    good =
        good &&
        appbin_manifest_assemble(manifest, &manifest_size, part, part_size, &signature, 1, NULL) ==
            APPBIN_OK &&
        appbin_signed_image_write(image, size, &body, manifest, manifest_size, NULL) == APPBIN_OK;
    appbin_private_key_free(key);
    return good;
}

/* Megabytes a second; 0 when an image is refused. */
static double measure_verify(const struct appbin_public_key *key, const uint8_t *image, size_t size)
{
    const struct appbin_verify_request request = {
        .keys = key, .key_count = 1, .threshold = 1, .map = 6, .slot = 1};
    struct appbin_verify_report report;
    double start = seconds();
    for (int i = 0; i < ROUNDS; i++) {
        appbin_verify(&report, &request, image, size);
        if (report.result != APPVERIFY_OK) {
            return 0;
        }
    }
    return (double)size * ROUNDS / 1e6 / (seconds() - start);
}

static double measure_sha256(const uint8_t *image, size_t size)
{
    uint8_t digest[32];
    double start = seconds();
    for (int i = 0; i < ROUNDS; i++) {
        if (mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), image, size, digest) != 0) {
            return 0;
        }
    }
    return (double)size * ROUNDS / 1e6 / (seconds() - start);
}

static bool run(const uint8_t *body, uint32_t algorithm)
{
    uint8_t *image = NULL;
    size_t size = 0;
    struct appbin_public_key key;
    if (!sign(&image, &size, &key, body, algorithm)) {
        return false;
    }
    double sha256 = measure_sha256(image, size);
    double verify = measure_verify(&key, image, size);
    free(image);
    (void)printf(
        "verify, 1 MB image, %-10s  %5.0f MB/s   %.2f x the time of SHA-256 alone (%.0f MB/s)\n",
        appbin_algorithm_str(algorithm), verify, verify > 0 ? sha256 / verify : 0.0, sha256);
    return verify > 0;
}

int main(void)
{
    uint8_t *body = malloc(BODY_SIZE);
    bool good = body != NULL;
    if (good) {
        make_body(body);
        good = run(body, APPVERIFY_ALGORITHM_ECDSA_P256) &&
               run(body, APPVERIFY_ALGORITHM_RSA_2048_PSS) &&
               run(body, APPVERIFY_ALGORITHM_RSA_3072_PSS);
    }
    free(body);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
