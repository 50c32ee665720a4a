/* SPDX-License-Identifier: MIT */
/* Throughput of judging a signed 1 MB image that is in memory, beside SHA-256 of mbedTLS alone. */
#include <mbedtls/md.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/release.h"
#include "appbin/signature.h"
#include "appbin/verify.h"
#include "bench_support.h"

#define ROUNDS 100

/* Adds a signature by a new key; returns whether all went well. */
static bool sign(struct appbin_release *release, struct appbin_public_key *public_key,
                 uint32_t algorithm)
{
    struct appbin_private_key *key = NULL;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    size_t size = 0;
    bool good = appbin_private_key_generate(&key, algorithm, NULL) == APPBIN_OK &&
                appbin_private_key_public(public_key, key, NULL) == APPBIN_OK &&
                appbin_private_key_sign(signature, &size, key, appbin_release_digest(release),
                                        false, NULL) == APPBIN_OK &&
                appbin_release_add_signature(release, public_key, signature, NULL) == APPBIN_OK;
    appbin_private_key_free(key);
    return good;
}

/* A finished release of one image, NULL when anything went wrong. */
static struct appbin_release *make_release(struct appbin_public_key *public_key,
                                           const uint8_t *bytes, uint32_t algorithm)
{
    static const struct appbin_release_info info = {.version_major = 1};
    struct appbin_release *release = NULL;
    if (appbin_release_new(&release, 6, NULL) == APPBIN_OK &&
        appbin_release_add_image(release, NULL, bytes, BODY_SIZE, NULL) == APPBIN_OK &&
        appbin_release_describe(release, &info, NULL) == APPBIN_OK &&
        sign(release, public_key, algorithm) &&
        appbin_release_finish(release, NULL, NULL) == APPBIN_OK) {
        return release;
    }
    appbin_release_free(release);
    return NULL;
}

/* Megabytes a second; 0 when an image is refused. */
static double measure_verify(const struct appbin_public_key *key, const uint8_t *image, size_t size)
{
    const struct appbin_verify_request request = {
        .keys = key, .key_count = 1, .threshold = 1, .map = 6};
    struct appbin_verify_report report;
    double start = seconds();
    for (int i = 0; i < ROUNDS; i++) {
        struct appbin_verifier *verifier = NULL;
        if (appbin_verifier_new(&verifier, &request, NULL) != APPBIN_OK) {
            return 0;
        }
        appbin_verifier_judge(verifier, &report, image, size, 1);
        appbin_verifier_free(verifier);
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

static bool measure(const uint8_t *body, uint32_t algorithm)
{
    size_t size = 0;
    struct appbin_public_key key;
    struct appbin_release *release = make_release(&key, body, algorithm);
    if (release == NULL) {
        return false;
    }
    const uint8_t *image = appbin_release_image(release, 0, &size);
    double sha256 = measure_sha256(image, size);
    double verify = measure_verify(&key, image, size);
    appbin_release_free(release);
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
        good = measure(body, APPVERIFY_ALGORITHM_ECDSA_P256) &&
               measure(body, APPVERIFY_ALGORITHM_RSA_2048_PSS) &&
               measure(body, APPVERIFY_ALGORITHM_RSA_3072_PSS);
    }
    free(body);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
