/* SPDX-License-Identifier: MIT */
/* Takes a bundle apart, makes it again, and judges it by the key of the format page's vector. */
#include <string.h>

#include "appbin/bundle.h"
#include "appbin/verify.h"
#include "fuzz_target.h"

/* The key of RFC 6979, A.2.5. */
static const uint8_t key_der[] = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04, 0x60, 0xfe, 0xd4, 0xba, 0x25,
    0x5a, 0x9d, 0x31, 0xc9, 0x61, 0xeb, 0x74, 0xc6, 0x35, 0x6d, 0x68, 0xc0, 0x49, 0xb8, 0x92, 0x3b,
    0x61, 0xfa, 0x6c, 0xe6, 0x69, 0x62, 0x2e, 0x60, 0xf2, 0x9f, 0xb6, 0x79, 0x03, 0xfe, 0x10, 0x08,
    0xb8, 0xbc, 0x99, 0xa4, 0x1a, 0xe9, 0xe9, 0x56, 0x28, 0xbc, 0x64, 0xf2, 0xf1, 0xb2, 0x0c, 0x2d,
    0x7e, 0x9f, 0x51, 0x77, 0xa3, 0xc2, 0x94, 0xd4, 0x46, 0x22, 0x99};

static void require_parts(const struct appbin_bundle *bundle, const uint8_t *bytes, size_t size)
{
    struct appbin_bundle_part parts[APPVERIFY_PAYLOADS_MAX];
    size_t at = bundle->manifest.size;
    REQUIRE(bundle->manifest.bytes == bytes);
    REQUIRE(bundle->image_count >= 1 && bundle->image_count <= APPVERIFY_PAYLOADS_MAX);
    for (size_t i = 0; i < bundle->image_count; i++) {
        REQUIRE(bundle->images[i].offset == at && bundle->images[i].size <= size - at);
        parts[i] = (struct appbin_bundle_part){bytes + at, bundle->images[i].size};
        at += bundle->images[i].size;
    }
    REQUIRE(at == size);
    uint8_t *made = NULL;
    size_t made_size = 0;
    if (appbin_bundle_make(&made, &made_size, parts, bundle->image_count, NULL, NULL) ==
        APPBIN_OK) {
        REQUIRE(made_size == size && memcmp(made, bytes, size) == 0);
    }
    free(made);
}

/* Only what is taken apart may be good. */
static void judge(const uint8_t *bytes, size_t size, int whole)
{
    static struct appbin_public_key key;
    const struct appbin_verify_request request = {
        .keys = &key, .key_count = 1, .threshold = 1, .map = -1};
    struct appbin_verifier *verifier = NULL;
    if (key.der_size == 0) {
        REQUIRE(appbin_public_key_read(&key, key_der, sizeof key_der, NULL) == APPBIN_OK);
    }
    REQUIRE(appbin_verifier_new(&verifier, &request, NULL) == APPBIN_OK);
    for (unsigned slot = 0; slot <= 2; slot++) {
        struct appbin_verify_report report;
        appbin_verifier_judge(verifier, &report, bytes, size, slot);
        REQUIRE(report.result != APPVERIFY_OK || (whole && report.slots != 0));
        REQUIRE(report.result != APPVERIFY_MANIFEST_OK);
        REQUIRE(report.reason.message[0] != '\0');
        require_printable(report.reason.message);
    }
    appbin_verifier_free(verifier);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct appbin_bundle bundle;
    struct appbin_diagnostic diagnostic = {""};
    int whole = appbin_bundle_read(&bundle, bytes, size, &diagnostic) == APPBIN_OK;
    if (whole) {
        require_parts(&bundle, bytes, size);
    } else {
        REQUIRE(diagnostic.message[0] != '\0');
        require_printable(diagnostic.message);
    }
    if (appbin_is_bundle(bytes, size)) {
        judge(bytes, size, whole);
    }
    return 0;
}
