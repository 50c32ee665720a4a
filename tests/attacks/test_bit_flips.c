/* SPDX-License-Identifier: MIT */
/* Small signed files: every single bit flipped and every truncation must be refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/crc.h"
#include "appbin/flash_map.h"
#include "appbin/release.h"
#include "appbin/signature.h"
#include "appbin/uuid.h"
#include "appbin/verify.h"
#include "test_support.h"

#define ENTRY 0x40100004u
#define OLD_IROM_OFFSET 0x10000u
#define KEYS_MAX 2

struct signed_file {
    const uint8_t *bytes; /* inside release */
    size_t size;
    size_t manifest_offset;
    const uint8_t *manifest; /* inside release */
    size_t manifest_size;
    struct appbin_public_key keys[KEYS_MAX];
    size_t key_count;
    struct appbin_release *release;
};

static void put32(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
}

#define RAM_PART_MAX 96

/* An E9 part with segments of 16 bytes, one or three; returns its length. */
static size_t make_ram_part(uint8_t *at, uint32_t flash_settings, uint32_t segments)
{
    uint8_t checksum = 0xEF;
    size_t size = segments == 1 ? 48 : RAM_PART_MAX;
    memset(at, 0, size);
    put32(at, flash_settings << 16 | segments << 8 | 0xE9);
    put32(at + 4, ENTRY);
    for (uint32_t k = 0; k < segments; k++) {
        uint8_t *segment = at + 8 + (size_t)24 * k;
        put32(segment, 0x40100000 + 16 * k);
        put32(segment + 4, 16);
        for (uint8_t i = 0; i < 16; i++) {
            segment[8 + i] = (uint8_t)(17 * i + 3);
            checksum ^= segment[8 + i];
        }
    }
    at[size - 1] = checksum;
    return size;
}

static size_t make_body(uint8_t *body, enum appbin_boot boot)
{
    if (boot == APPBIN_BOOT_OLD) {
        size_t size = make_ram_part(body, 0x0100, 3);
        memset(body + size, 0xFF, OLD_IROM_OFFSET - size);
        memset(body + OLD_IROM_OFFSET, 0x5A, 5);
        return OLD_IROM_OFFSET + 5;
    }
    put32(body, 0x010004EA);
    put32(body + 4, ENTRY);
    put32(body + 8, 0);
    put32(body + 12, 16);
    memset(body + 16, 0x5A, 16);
    return 32 + make_ram_part(body + 32, 0x2000, 1);
}

static void add_signature(struct signed_file *file, uint32_t algorithm)
{
    struct appbin_private_key *key = NULL;
    struct appbin_public_key *public_key = &file->keys[file->key_count++];
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    size_t size = 0;
    assert_int_equal(appbin_private_key_generate(&key, algorithm, NULL), APPBIN_OK);
    assert_int_equal(appbin_private_key_public(public_key, key, NULL), APPBIN_OK);
    assert_int_equal(appbin_private_key_sign(signature, &size, key,
                                             appbin_release_digest(file->release), false, NULL),
                     APPBIN_OK);
    appbin_private_key_free(key);
    assert_int_equal(appbin_release_add_signature(file->release, public_key, signature, NULL),
                     APPBIN_OK);
}

static void make_file(struct signed_file *file, enum appbin_boot boot,
                      const uint32_t algorithms[KEYS_MAX], size_t key_count)
{
    struct appbin_release_info info = {.version_major = 1, .build_id = "flip"};
    uint8_t *body = calloc(1, OLD_IROM_OFFSET + 16);
    assert_non_null(body);
    size_t size = make_body(body, boot);
    put32(body + size, (uint32_t)~appbin_crc32(0, body, size));
    *file = (struct signed_file){.manifest_offset = size};
    assert_int_equal(appbin_uuid_of_vendor(info.vendor_id, "v", NULL), APPBIN_OK);
    assert_int_equal(appbin_uuid_of_class(info.class_id, info.vendor_id, "p", NULL), APPBIN_OK);
    assert_int_equal(appbin_release_new(&file->release, 2, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_add_image(file->release, NULL, body, size + 4, NULL),
                     APPBIN_OK);
    assert_int_equal(appbin_release_describe(file->release, &info, NULL), APPBIN_OK);
    for (size_t i = 0; i < key_count; i++) {
        add_signature(file, algorithms[i]);
    }
    assert_int_equal(appbin_release_finish(file->release, NULL, NULL), APPBIN_OK);
    file->bytes = appbin_release_image(file->release, 0, &file->size);
    file->manifest = appbin_release_manifest(file->release, &file->manifest_size);
    free(body);
}

/* Every key must have signed: a second signature is not there to be spoiled unseen. */
static struct appbin_verify_request request_of(const struct signed_file *file)
{
    return (struct appbin_verify_request){
        .keys = file->keys,
        .key_count = file->key_count,
        .threshold = (unsigned)file->key_count,
        .map = 2,
    };
}

static enum appverify_result judge(const struct signed_file *file, const uint8_t *bytes,
                                   size_t size, bool manifest_known)
{
    struct appbin_verify_request request = request_of(file);
    struct appbin_verify_report report;
    if (manifest_known) {
        request.manifest = file->manifest;
        request.manifest_size = (uint32_t)file->manifest_size;
    }
    struct appbin_verifier *verifier = NULL;
    assert_int_equal(appbin_verifier_new(&verifier, &request, NULL), APPBIN_OK);
    appbin_verifier_judge(verifier, &report, bytes, size, 0);
    appbin_verifier_free(verifier);
    return report.result;
}

static void assert_good(const struct signed_file *file)
{
    assert_int_equal(judge(file, file->bytes, file->size, false), APPVERIFY_OK);
    assert_int_equal(judge(file, file->bytes, file->size, true), APPVERIFY_OK);
    assert_int_equal(judge(file, file->manifest, file->manifest_size, false),
                     APPVERIFY_MANIFEST_OK);
}

static void assert_refused(enum appverify_result result, const char *what, size_t at)
{
    if (result == APPVERIFY_OK || result == APPVERIFY_MANIFEST_OK || result == APPVERIFY_MORE) {
        fail_msg("%s %zu is accepted", what, at);
    }
}

static void reseal(uint8_t *bytes, size_t size)
{
    put32(bytes + size - 4, ~appbin_crc32(0, bytes, size - 4));
}

/*
 * Each flip is judged as it is, and with a CRC word that is right for it: then only the signature
 * and the digest are left to tell. The pad word alone is free.
 */
static size_t flip_bits_of(const struct signed_file *file, size_t offset, bool manifest_known)
{
    size_t pad = file->size - APPVERIFY_TRAILER_SIZE;
    uint8_t *copy = malloc(file->size);
    assert_non_null(copy);
    for (unsigned bit = 0; bit < 8; bit++) {
        memcpy(copy, file->bytes, file->size);
        copy[offset] ^= (uint8_t)(1u << bit);
        assert_refused(judge(file, copy, file->size, manifest_known), "bit", 8 * offset + bit);
        if (offset >= file->size - 4) {
            continue;
        }
        reseal(copy, file->size);
        enum appverify_result result = judge(file, copy, file->size, manifest_known);
        if (offset >= pad) {
            assert_int_equal(result, APPVERIFY_OK);
        } else {
            assert_refused(result, "bit with a right CRC word", 8 * offset + bit);
            assert_int_not_equal(result, APPVERIFY_ERR_CRC);
        }
    }
    free(copy);
    return 8;
}

/* All there is, but of a long body, where no field is, every step-th byte only. */
static bool chosen(const struct signed_file *file, size_t offset, size_t step)
{
    return offset < 64 || offset + 16 >= file->manifest_offset || offset % step == 0;
}

static size_t flip_file(const struct signed_file *file, bool manifest_known, size_t step)
{
    size_t count = 0;
    for (size_t i = 0; i < file->size; i++) {
        count += chosen(file, i, step) ? flip_bits_of(file, i, manifest_known) : 0;
    }
    return count;
}

static size_t flip_manifest(const struct signed_file *file)
{
    uint8_t copy[APPVERIFY_MANIFEST_MAX];
    for (size_t i = 0; i < 8 * (size_t)file->manifest_size; i++) {
        memcpy(copy, file->manifest, file->manifest_size);
        copy[i / 8] ^= (uint8_t)(1u << i % 8);
        assert_refused(judge(file, copy, file->manifest_size, false), "manifest bit", i);
    }
    return 8 * (size_t)file->manifest_size;
}

/* A copy of the very length, so that a read beyond it is seen by a sanitizer. */
static enum appverify_result judge_start(const struct signed_file *file, const uint8_t *bytes,
                                         size_t size, bool manifest_known)
{
    uint8_t *copy = malloc(size + (size == 0 ? 1 : 0));
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    enum appverify_result result = judge(file, copy, size, manifest_known);
    free(copy);
    return result;
}

static size_t truncate_file(const struct signed_file *file, bool manifest_known, size_t step)
{
    size_t count = 0;
    for (size_t size = 0; size < file->size; size++) {
        if (chosen(file, size, step)) {
            assert_refused(judge_start(file, file->bytes, size, manifest_known), "length", size);
            count++;
        }
    }
    for (size_t size = 0; size < file->manifest_size; size++, count++) {
        assert_refused(judge_start(file, file->manifest, size, false), "manifest length", size);
    }
    return count;
}

static void attack(const char *name, enum appbin_boot boot, const uint32_t algorithms[KEYS_MAX],
                   size_t key_count, size_t step)
{
    struct signed_file file;
    size_t flips = 0;
    size_t lengths = 0;
    make_file(&file, boot, algorithms, key_count);
    assert_good(&file);
    for (int manifest_known = 0; manifest_known < 2; manifest_known++) {
        flips += flip_file(&file, manifest_known == 1, step);
        lengths += truncate_file(&file, manifest_known == 1, step);
    }
    flips += flip_manifest(&file);
    (void)printf("%s: %zu bytes, %zu flips, %zu lengths\n", name, file.size, flips, lengths);
    appbin_release_free(file.release);
}

static void test_verify_ecdsa_every_bit_flipped_refused(void **state)
{
    (void)state;
    attack("ecdsa-p256", APPBIN_BOOT_NEW,
           (const uint32_t[KEYS_MAX]){APPVERIFY_ALGORITHM_ECDSA_P256}, 1, 1);
}

static void test_verify_rsa_2048_every_bit_flipped_refused(void **state)
{
    (void)state;
    attack("rsa-2048", APPBIN_BOOT_NEW,
           (const uint32_t[KEYS_MAX]){APPVERIFY_ALGORITHM_RSA_2048_PSS}, 1, 1);
}

static void test_verify_rsa_3072_every_bit_flipped_refused(void **state)
{
    (void)state;
    attack("rsa-3072", APPBIN_BOOT_NEW,
           (const uint32_t[KEYS_MAX]){APPVERIFY_ALGORITHM_RSA_3072_PSS}, 1, 1);
}

static void test_verify_two_keys_every_bit_flipped_refused(void **state)
{
    (void)state;
    const uint32_t algorithms[KEYS_MAX] = {APPVERIFY_ALGORITHM_RSA_2048_PSS,
                                           APPVERIFY_ALGORITHM_RSA_3072_PSS};
    attack("rsa-2048 and rsa-3072", APPBIN_BOOT_NEW, algorithms, 2, 1);
}

/* The body is 64 KiB of erased flash: it is sampled. */
static void test_verify_boot_old_bits_flipped_refused(void **state)
{
    (void)state;
    attack("boot old, rsa-2048", APPBIN_BOOT_OLD,
           (const uint32_t[KEYS_MAX]){APPVERIFY_ALGORITHM_RSA_2048_PSS}, 1, 4999);
}

static const struct CMUnitTest tests[] = {
    TEST(test_verify_ecdsa_every_bit_flipped_refused),
    TEST(test_verify_rsa_2048_every_bit_flipped_refused),
    TEST(test_verify_rsa_3072_every_bit_flipped_refused),
    TEST(test_verify_two_keys_every_bit_flipped_refused),
    TEST(test_verify_boot_old_bits_flipped_refused),
};

TEST_MAIN(tests)
