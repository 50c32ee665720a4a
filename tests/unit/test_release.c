/* SPDX-License-Identifier: MIT */
/* The library alone refuses what must not become a release, and makes what a verifier takes. */
#include "appbin/release.h"

#include <stdlib.h>
#include <string.h>

#include "release_fixture.h"
#include "test_support.h"

static const struct appbin_release_info release_info = {
    .vendor_id = {1}, .class_id = {2}, .version_major = 1, .security_counter = 7};

struct fixture {
    struct made_image user[2];
    struct test_key ecdsa;
    struct test_key rsa;
    struct appbin_release *release;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    for (unsigned slot = 1; slot <= 2; slot++) {
        fixture->user[slot - 1] = slot_image(APPBIN_BOOT_NEW, 2, slot);
    }
    fixture->ecdsa = open_ecdsa_key();
    fixture->rsa = open_rsa_key();
    assert_int_equal(appbin_release_new(&fixture->release, -1, NULL), APPBIN_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    appbin_release_free(fixture->release);
    close_key(&fixture->ecdsa);
    close_key(&fixture->rsa);
    free(fixture->user[0].bytes);
    free(fixture->user[1].bytes);
    free(fixture);
    return 0;
}

static void add(struct fixture *fixture, const struct made_image *image)
{
    assert_int_equal(
        appbin_release_add_image(fixture->release, "user", image->bytes, image->size, NULL),
        APPBIN_OK);
}

/* Adding the image fails, with this error and an explanation; the image is freed. */
static void assert_not_added(struct fixture *fixture, struct made_image image,
                             enum appbin_error error)
{
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(
        appbin_release_add_image(fixture->release, "second", image.bytes, image.size, &diagnostic),
        error);
    assert_explained(&diagnostic);
    free(image.bytes);
}

static void describe(struct fixture *fixture)
{
    assert_int_equal(appbin_release_describe(fixture->release, &release_info, NULL), APPBIN_OK);
}

/* Finishing fails at an image, and nothing can be had. */
static void assert_not_finished(struct appbin_release *release, enum appbin_error error,
                                size_t wanted_image)
{
    struct appbin_diagnostic diagnostic = {""};
    size_t failed = 77;
    size_t size = 77;
    assert_int_equal(appbin_release_finish(release, &failed, &diagnostic), error);
    assert_explained(&diagnostic);
    assert_int_equal(failed, wanted_image);
    assert_null(appbin_release_image(release, 0, &size));
    assert_int_equal(size, 0);
    assert_null(appbin_release_manifest(release, &size));
}

static void test_release_finish_two_images_signed(void **state)
{
    struct fixture *fixture = *state;
    size_t manifest_size = 0;
    add(fixture, &fixture->user[0]);
    add(fixture, &fixture->user[1]);
    describe(fixture);
    add_signature(fixture->release, &fixture->ecdsa);
    add_signature(fixture->release, &fixture->rsa);
    assert_int_equal(appbin_release_finish(fixture->release, NULL, NULL), APPBIN_OK);
    const uint8_t *manifest = appbin_release_manifest(fixture->release, &manifest_size);
    assert_memory_equal(manifest, "APBM", 4);
    for (size_t i = 0; i < 2; i++) {
        size_t size = 0;
        size_t body = fixture->user[i].size - 4;
        const uint8_t *image = appbin_release_image(fixture->release, i, &size);
        assert_int_equal(size, body + manifest_size + 8);
        assert_memory_equal(image, fixture->user[i].bytes, body);
        assert_memory_equal(image + body, manifest, manifest_size);
        assert_int_equal(get_le32(image + size - 4), ~plain_crc(image, size - 4));
        assert_true(get_le32(image + size - 4) < 0x80000000u);
    }
    assert_null(appbin_release_image(fixture->release, 2, &manifest_size));
}

static void test_release_add_image_damaged_body_refused(void **state)
{
    struct fixture *fixture = *state;
    struct made_image damaged = slot_image(APPBIN_BOOT_NEW, 2, 1);
    damaged.bytes[damaged.xor_offset] ^= 1;
    assert_not_added(fixture, damaged, APPBIN_ERR_UNSOUND);
    add(fixture, &fixture->user[0]); /* the release is as it was */
}

static void test_release_add_image_flipped_bit_refused(void **state)
{
    struct made_image damaged = slot_image(APPBIN_BOOT_NEW, 2, 1);
    damaged.bytes[damaged.irom_offset + 100] ^= 1; /* the CRC word tells */
    assert_not_added(*state, damaged, APPBIN_ERR_UNSOUND);
}

static void test_release_add_image_linked_for_other_slot_refused(void **state)
{
    assert_not_added(*state, linked_image(APPBIN_BOOT_NEW, 2, 2, 0x40201010), APPBIN_ERR_UNSOUND);
}

/* What the verifier's walk refuses on the device must not be signed. No CRC word tells of it. */
static void test_release_add_image_segments_no_device_takes_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_diagnostic diagnostic = {""};
    struct firmware firmware = small_firmware();
    firmware.text.literal = 0x40201030;
    firmware.irom.literal = 0x40201050;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 1);
    struct made_image image = make_image(&spec);
    image.bytes[8] = 1; /* the load address of the irom segment */
    assert_int_equal(
        appbin_release_add_image(fixture->release, "user1", image.bytes, image.size, &diagnostic),
        APPBIN_ERR_UNSOUND);
    assert_string_equal(diagnostic.message,
                        "the segments are not as a device that verifies accepts them");
    image.bytes[8] = 0;
    add(fixture, &image);
    free(image.bytes);
}

static void test_release_add_image_boot_none_refused(void **state)
{
    assert_not_added(*state, linked_image(APPBIN_BOOT_NONE, 2, 0, 0x40210000), APPBIN_ERR_UNSOUND);
}

static void test_release_add_image_no_image_refused(void **state)
{
    struct made_image text = {.bytes = copy_bytes((const uint8_t *)"hello", 5), .size = 5};
    assert_not_added(*state, text, APPBIN_ERR_NOT_IMAGE);
}

static void test_release_add_image_same_slot_refused(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, &fixture->user[0]);
    assert_not_added(fixture, slot_image(APPBIN_BOOT_NEW, 2, 1), APPBIN_ERR_PAIR);
}

static void test_release_compare_two_programs_pair(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_diagnostic diagnostic = {""};
    add(fixture, &fixture->user[0]);
    assert_int_equal(appbin_release_compare(fixture->release, NULL), APPBIN_OK);
    add(fixture, &fixture->user[1]);
    assert_int_equal(appbin_release_compare(fixture->release, NULL), APPBIN_OK);
    /* The same headers around other contents. */
    struct firmware firmware = small_firmware();
    firmware.irom.size += 4096;
    firmware.irom.literal = 0x40281010 + 0x40;
    firmware.text.literal = 0x40281010 + 0x20;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 2);
    struct made_image other = make_image(&spec);
    append_word(&other, ~plain_crc(other.bytes, other.size));
    appbin_release_free(fixture->release);
    assert_int_equal(appbin_release_new(&fixture->release, -1, NULL), APPBIN_OK);
    add(fixture, &fixture->user[0]);
    add(fixture, &other);
    assert_int_equal(appbin_release_compare(fixture->release, &diagnostic), APPBIN_ERR_PAIR);
    assert_explained(&diagnostic);
    describe(fixture); /* it may be meant */
    free(other.bytes);
}

static void test_release_describe_counter_in_upper_half_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_release_info info = release_info;
    info.security_counter = 0x80000001u;
    add(fixture, &fixture->user[0]);
    assert_int_equal(appbin_release_describe(fixture->release, &info, NULL), APPBIN_ERR_COUNTER);
    info.allow_counter_jump = true;
    assert_int_equal(appbin_release_describe(fixture->release, &info, NULL), APPBIN_OK);
}

static void test_release_add_image_other_map_refused(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, &fixture->user[0]);
    assert_not_added(fixture, slot_image(APPBIN_BOOT_NEW, 6, 2), APPBIN_ERR_PAIR);
}

static void test_release_add_image_other_boot_mode_refused(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, &fixture->user[0]);
    assert_not_added(fixture, slot_image(APPBIN_BOOT_OLD, 2, 2), APPBIN_ERR_PAIR);
}

static void test_release_add_image_third_refused(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, &fixture->user[0]);
    add(fixture, &fixture->user[1]);
    assert_not_added(fixture, slot_image(APPBIN_BOOT_NEW, 2, 1), APPBIN_ERR_OPTIONS);
}

static void test_release_add_image_unknown_map_refused(void **state)
{
    struct fixture *fixture = *state;
    struct made_image old = slot_image(APPBIN_BOOT_OLD, 2, 1);
    struct appbin_release *of_map_2 = NULL;
    assert_int_equal(appbin_release_new(&of_map_2, 2, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_add_image(of_map_2, NULL, old.bytes, old.size, NULL),
                     APPBIN_OK);
    appbin_release_free(of_map_2);
    assert_not_added(fixture, old, APPBIN_ERR_NO_MAP); /* boot old for slot 1 may be any map */
}

static void test_release_calls_out_of_order_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_release *release = fixture->release;
    uint8_t signature[APPBIN_SIGNATURE_MAX] = {0};
    uint32_t size = 77;
    assert_int_equal(appbin_release_describe(release, &release_info, NULL), APPBIN_ERR_OPTIONS);
    assert_not_finished(release, APPBIN_ERR_OPTIONS, APPBIN_RELEASE_ALL);
    add(fixture, &fixture->user[0]);
    assert_int_equal(
        appbin_release_add_signature(release, &fixture->ecdsa.public_key, signature, NULL),
        APPBIN_ERR_OPTIONS);
    (void)appbin_release_signed_part(release, &size);
    assert_int_equal(size, 0);
    describe(fixture);
    assert_int_equal(appbin_release_describe(release, &release_info, NULL), APPBIN_ERR_OPTIONS);
    assert_not_added(fixture, slot_image(APPBIN_BOOT_NEW, 2, 2), APPBIN_ERR_OPTIONS);
    assert_not_finished(release, APPBIN_ERR_OPTIONS, APPBIN_RELEASE_ALL); /* nobody signed */
    add_signature(release, &fixture->ecdsa);
    assert_int_equal(appbin_release_finish(release, NULL, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_finish(release, NULL, NULL), APPBIN_ERR_OPTIONS);
    assert_int_equal(
        appbin_release_add_signature(release, &fixture->rsa.public_key, signature, NULL),
        APPBIN_ERR_OPTIONS);
}

static void test_release_add_signature_same_key_twice_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_diagnostic diagnostic = {""};
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    add(fixture, &fixture->user[0]);
    describe(fixture);
    make_signature(signature, fixture->release, &fixture->ecdsa);
    add_signature(fixture->release, &fixture->ecdsa);
    assert_int_equal(appbin_release_add_signature(fixture->release, &fixture->ecdsa.public_key,
                                                  signature, &diagnostic),
                     APPBIN_ERR_OPTIONS);
    assert_explained(&diagnostic);
}

static void test_release_finish_bad_signature_refused(void **state)
{
    struct fixture *fixture = *state;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    add(fixture, &fixture->user[0]);
    add(fixture, &fixture->user[1]);
    describe(fixture);
    add_signature(fixture->release, &fixture->rsa); /* a good one does not make up for it */
    make_signature(signature, fixture->release, &fixture->ecdsa);
    signature[40] ^= 4;
    assert_int_equal(
        appbin_release_add_signature(fixture->release, &fixture->ecdsa.public_key, signature, NULL),
        APPBIN_OK);
    assert_not_finished(fixture->release, APPBIN_ERR_NOT_VERIFIED, 0);
}

static void test_release_finish_critical_tlv_is_known_to_its_signer(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_release_info info = release_info;
    info.tlv_count = 1;
    info.tlvs[0] = (struct appbin_tlv){.type = 0x4001, .critical = true, .size = 1, .value = {5}};
    add(fixture, &fixture->user[0]);
    assert_int_equal(appbin_release_describe(fixture->release, &info, NULL), APPBIN_OK);
    add_signature(fixture->release, &fixture->ecdsa);
    assert_int_equal(appbin_release_finish(fixture->release, NULL, NULL), APPBIN_OK);
}

/* Describing the fixture's release fails, and a good description is still taken after it. */
static void assert_not_described(struct fixture *fixture, const struct appbin_release_info *info)
{
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_release_describe(fixture->release, info, &diagnostic),
                     APPBIN_ERR_OPTIONS);
    assert_explained(&diagnostic);
    assert_null(appbin_release_digest(fixture->release));
}

/* The last of 32: a size that is believed reads past the structure. */
static void test_release_describe_tlv_out_of_range_refused(void **state)
{
    static const struct appbin_tlv bad[] = {
        {.type = 0x0000, .size = 1}, {.type = 0x0001, .size = 1},  {.type = 0x0010, .size = 1},
        {.type = 0x3FFF, .size = 1}, {.type = 0x8000, .size = 1},  {.type = 0xC001, .size = 1},
        {.type = 0x7FFF, .size = 0}, {.type = 0x7FFF, .size = 65}, {.type = 0x7FFF, .size = 255},
        {.type = 0x4000, .size = 1},
    };
    struct fixture *fixture = *state;
    add(fixture, &fixture->user[0]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct appbin_release_info info = release_info;
        for (uint16_t k = 0; k < APPBIN_TLVS_MAX; k++) {
            info.tlvs[k] = (struct appbin_tlv){.type = (uint16_t)(0x4000 + k), .size = 1};
        }
        info.tlvs[APPBIN_TLVS_MAX - 1] = bad[i];
        info.tlv_count = APPBIN_TLVS_MAX;
        assert_not_described(fixture, &info);
    }
    struct appbin_release_info info = release_info;
    info.tlv_count = APPBIN_TLVS_MAX + 1;
    assert_not_described(fixture, &info);
    describe(fixture);
}

static void test_release_describe_bad_build_id_refused(void **state)
{
    static const char *const bad[] = {
        "", "tab\t", "\x7f", "\xc3\xa4",
        "65 bytes of text, which is one more than a manifest has room for."};
    struct fixture *fixture = *state;
    add(fixture, &fixture->user[0]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct appbin_release_info info = release_info;
        info.build_id = bad[i];
        assert_not_described(fixture, &info);
    }
    assert_int_equal(strlen(bad[4]), 65);
    describe(fixture);
    assert_non_null(appbin_release_digest(fixture->release));
}

/* A second release object from the signed part of the first. */
static struct appbin_release *new_of(const struct appbin_release *described)
{
    struct appbin_release *release = NULL;
    uint32_t size = 0;
    const uint8_t *part = appbin_release_signed_part(described, &size);
    assert_int_equal(appbin_release_new_of(&release, part, size, NULL), APPBIN_OK);
    assert_memory_equal(appbin_release_digest(release), appbin_release_digest(described), 32);
    return release;
}

static void test_release_check_keys_bad_keys_refused(void **state)
{
    struct fixture *fixture = *state;
    const struct appbin_public_key ecdsa = fixture->ecdsa.public_key;
    const struct appbin_public_key rsa = fixture->rsa.public_key;
    const struct appbin_public_key good[] = {ecdsa, rsa};
    const struct appbin_public_key twice[] = {rsa, ecdsa, rsa};
    const struct appbin_public_key many[9] = {ecdsa};
    size_t failed = 5;
    add(fixture, &fixture->user[0]);
    const struct appbin_release *release = fixture->release;
    assert_int_equal(appbin_release_check_keys(release, good, 2, NULL, NULL), APPBIN_ERR_OPTIONS);
    describe(fixture);
    assert_int_equal(appbin_release_check_keys(release, good, 2, &failed, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_check_keys(release, good, 0, NULL, NULL), APPBIN_ERR_OPTIONS);
    assert_int_equal(appbin_release_check_keys(release, many, 9, NULL, NULL), APPBIN_ERR_OPTIONS);
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_release_check_keys(release, twice, 3, &failed, &diagnostic),
                     APPBIN_ERR_OPTIONS);
    assert_int_equal(failed, APPBIN_RELEASE_ALL);
    assert_explained(&diagnostic);
}

static void test_release_new_of_gives_the_same_bytes(void **state)
{
    struct fixture *fixture = *state;
    size_t sizes[2] = {0, 0};
    add(fixture, &fixture->user[0]);
    add(fixture, &fixture->user[1]);
    describe(fixture);
    add_signature(fixture->release, &fixture->ecdsa);
    struct appbin_release *again = new_of(fixture->release);
    add_signature(again, &fixture->ecdsa);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(appbin_release_add_image(again, NULL, fixture->user[i].bytes,
                                                  fixture->user[i].size, NULL),
                         APPBIN_OK);
    }
    assert_int_equal(appbin_release_finish(again, NULL, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_finish(fixture->release, NULL, NULL), APPBIN_OK);
    const uint8_t *first = appbin_release_image(fixture->release, 1, &sizes[0]);
    const uint8_t *second = appbin_release_image(again, 1, &sizes[1]);
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(first, second, sizes[0]);
    appbin_release_free(again);
}

static void test_release_new_of_other_images_refused(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, &fixture->user[0]);
    add(fixture, &fixture->user[1]);
    describe(fixture);
    struct appbin_release *one = new_of(fixture->release);
    add_signature(one, &fixture->ecdsa);
    assert_int_equal(
        appbin_release_add_image(one, NULL, fixture->user[0].bytes, fixture->user[0].size, NULL),
        APPBIN_OK);
    assert_not_finished(one, APPBIN_ERR_PAIR, APPBIN_RELEASE_ALL);
    struct made_image other = linked_image(APPBIN_BOOT_NEW, 2, 2, 0x40281010 + 0x10);
    put_le32(other.bytes + other.size - 4, 0);
    other.size -= 4; /* without its word */
    if (appbin_release_add_image(one, NULL, other.bytes, other.size, NULL) == APPBIN_OK) {
        assert_not_finished(one, APPBIN_ERR_NOT_VERIFIED, 1);
    }
    appbin_release_free(one);
    free(other.bytes);
}

static void test_release_new_of_no_signed_part_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_release *release = NULL;
    uint32_t size = 0;
    uint8_t longer[APPVERIFY_SIGNED_MAX + 4] = {0};
    add(fixture, &fixture->user[0]);
    describe(fixture);
    const uint8_t *part = appbin_release_signed_part(fixture->release, &size);
    memcpy(longer, part, size);
    const size_t sizes[] = {0, 1, 59, size - 1, size + 1, size + 4, sizeof longer};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct appbin_diagnostic diagnostic = {""};
        assert_int_equal(appbin_release_new_of(&release, longer, sizes[i], &diagnostic),
                         APPBIN_ERR_MANIFEST);
        assert_explained(&diagnostic);
        assert_null(release);
    }
}

static void test_release_free_null_allowed(void **state)
{
    (void)state;
    appbin_release_free(NULL);
}

static const struct CMUnitTest tests[] = {
    TEST_WITH_FIXTURE(test_release_finish_two_images_signed),
    TEST_WITH_FIXTURE(test_release_add_image_damaged_body_refused),
    TEST_WITH_FIXTURE(test_release_add_image_flipped_bit_refused),
    TEST_WITH_FIXTURE(test_release_add_image_linked_for_other_slot_refused),
    TEST_WITH_FIXTURE(test_release_add_image_segments_no_device_takes_refused),
    TEST_WITH_FIXTURE(test_release_add_image_boot_none_refused),
    TEST_WITH_FIXTURE(test_release_add_image_no_image_refused),
    TEST_WITH_FIXTURE(test_release_add_image_same_slot_refused),
    TEST_WITH_FIXTURE(test_release_compare_two_programs_pair),
    TEST_WITH_FIXTURE(test_release_describe_counter_in_upper_half_refused),
    TEST_WITH_FIXTURE(test_release_add_image_other_map_refused),
    TEST_WITH_FIXTURE(test_release_add_image_other_boot_mode_refused),
    TEST_WITH_FIXTURE(test_release_add_image_third_refused),
    TEST_WITH_FIXTURE(test_release_add_image_unknown_map_refused),
    TEST_WITH_FIXTURE(test_release_calls_out_of_order_refused),
    TEST_WITH_FIXTURE(test_release_add_signature_same_key_twice_refused),
    TEST_WITH_FIXTURE(test_release_finish_bad_signature_refused),
    TEST_WITH_FIXTURE(test_release_finish_critical_tlv_is_known_to_its_signer),
    TEST_WITH_FIXTURE(test_release_describe_tlv_out_of_range_refused),
    TEST_WITH_FIXTURE(test_release_describe_bad_build_id_refused),
    TEST_WITH_FIXTURE(test_release_check_keys_bad_keys_refused),
    TEST_WITH_FIXTURE(test_release_new_of_gives_the_same_bytes),
    TEST_WITH_FIXTURE(test_release_new_of_other_images_refused),
    TEST_WITH_FIXTURE(test_release_new_of_no_signed_part_refused),
    TEST(test_release_free_null_allowed),
};

TEST_MAIN(tests)
