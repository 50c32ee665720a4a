/* SPDX-License-Identifier: MIT */
/* Bundles of a release of map 2: made, taken apart, judged, and whatever is wrong with one. */
#include "appbin/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/verify.h"
#include "release_fixture.h"
#include "test_support.h"

static const struct appbin_release_info release_info = {
    .vendor_id = {1}, .class_id = {2}, .version_major = 1, .security_counter = 7};
static const struct appbin_release_info next_info = {
    .vendor_id = {1}, .class_id = {2}, .version_major = 2, .security_counter = 8};

/* Two releases of the same images, and the bundle of the first, put together here. */
struct fixture {
    struct made_image user[2];
    struct test_key key;
    struct appbin_release *release;
    struct appbin_release *next;
    size_t manifest_size;
    size_t image_size; /* of both */
    uint8_t *bundle;
    size_t size;
    struct appbin_diagnostic diagnostic;
};

static struct appbin_release *finished_release(struct fixture *fixture,
                                               const struct appbin_release_info *info)
{
    struct appbin_release *release = new_release(fixture->user, info);
    add_signature(release, &fixture->key);
    assert_int_equal(appbin_release_finish(release, NULL, NULL), APPBIN_OK);
    return release;
}

static struct appbin_bundle_part part_of(const struct appbin_release *release, size_t index)
{
    struct appbin_bundle_part part = {NULL, 0};
    part.bytes = appbin_release_image(release, index, &part.size);
    assert_non_null(part.bytes);
    return part;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    for (unsigned slot = 1; slot <= 2; slot++) {
        fixture->user[slot - 1] = slot_image(APPBIN_BOOT_NEW, 2, slot);
    }
    fixture->key = open_ecdsa_key();
    fixture->release = finished_release(fixture, &release_info);
    fixture->next = finished_release(fixture, &next_info);
    struct appbin_bundle_part user1 = part_of(fixture->release, 0);
    struct appbin_bundle_part user2 = part_of(fixture->release, 1);
    const uint8_t *manifest = appbin_release_manifest(fixture->release, &fixture->manifest_size);
    assert_int_equal(user1.size, user2.size);
    fixture->image_size = user1.size;
    fixture->size = fixture->manifest_size + 2 * fixture->image_size;
    fixture->bundle = new_bytes(fixture->size);
    memcpy(fixture->bundle, manifest, fixture->manifest_size);
    memcpy(fixture->bundle + fixture->manifest_size, user1.bytes, user1.size);
    memcpy(fixture->bundle + fixture->manifest_size + user1.size, user2.bytes, user2.size);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    appbin_release_free(fixture->release);
    appbin_release_free(fixture->next);
    close_key(&fixture->key);
    free(fixture->bundle);
    free(fixture->user[0].bytes);
    free(fixture->user[1].bytes);
    free(fixture);
    return 0;
}

/* Of a copy of just this size, so that a byte too far is noticed. */
static enum appbin_error read_bytes(struct fixture *fixture, const uint8_t *bytes, size_t size)
{
    struct appbin_bundle bundle;
    memset(&bundle, 0xA5, sizeof bundle);
    struct appbin_bundle before = bundle;
    uint8_t *exact = copy_bytes(bytes, size);
    enum appbin_error error = appbin_bundle_read(&bundle, exact, size, &fixture->diagnostic);
    if (error != APPBIN_OK) {
        assert_memory_equal(&bundle, &before, sizeof bundle);
        assert_explained(&fixture->diagnostic);
    }
    free(exact);
    return error;
}

static void assert_read_refused(struct fixture *fixture, const uint8_t *bytes, size_t size,
                                enum appbin_error wanted, const char *text)
{
    assert_int_equal(read_bytes(fixture, bytes, size), wanted);
    assert_string_equal(fixture->diagnostic.message, text);
}

/* --- make --- */

static void test_bundle_make_any_order_manifest_user1_user2(void **state)
{
    struct fixture *fixture = *state;
    for (size_t first = 0; first < 2; first++) {
        const struct appbin_bundle_part parts[2] = {part_of(fixture->release, first),
                                                    part_of(fixture->release, 1 - first)};
        uint8_t *made = NULL;
        size_t size = 0;
        assert_int_equal(appbin_bundle_make(&made, &size, parts, 2, NULL, NULL), APPBIN_OK);
        assert_int_equal(size, fixture->size);
        assert_memory_equal(made, fixture->bundle, size);
        free(made);
    }
}

/* parts, count of them: refused, and nothing is made. */
static void assert_make_refused(struct fixture *fixture, const struct appbin_bundle_part *parts,
                                size_t count, enum appbin_error wanted, size_t wanted_failed)
{
    uint8_t *made = NULL;
    size_t size = 0;
    size_t failed = 7;
    assert_int_equal(appbin_bundle_make(&made, &size, parts, count, &failed, &fixture->diagnostic),
                     wanted);
    assert_explained(&fixture->diagnostic);
    assert_null(made);
    assert_int_equal(size, 0);
    assert_int_equal(failed, wanted_failed);
}

static void test_bundle_make_no_release_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_bundle_part parts[3] = {part_of(fixture->release, 0), part_of(fixture->next, 1),
                                          part_of(fixture->release, 0)};
    assert_make_refused(fixture, parts, 0, APPBIN_ERR_OPTIONS, 7);
    assert_make_refused(fixture, parts, 3, APPBIN_ERR_OPTIONS, 7);
    assert_make_refused(fixture, parts, 1, APPBIN_ERR_PAIR, 0);
    assert_make_refused(fixture, parts, 2, APPBIN_ERR_PAIR, 1);
    parts[1] = parts[0];
    assert_make_refused(fixture, parts, 2, APPBIN_ERR_PAIR, 1);
    assert_string_equal(fixture->diagnostic.message, "the same image is given twice");
    parts[1] = (struct appbin_bundle_part){fixture->user[1].bytes, fixture->user[1].size};
    assert_make_refused(fixture, parts, 2, APPBIN_ERR_MANIFEST, 1);
}

static void test_bundle_make_every_changed_byte_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_bundle_part parts[2] = {part_of(fixture->release, 0),
                                          part_of(fixture->release, 1)};
    size_t size = parts[1].size;
    uint8_t *changed = copy_bytes(parts[1].bytes, size);
    parts[1].bytes = changed;
    for (size_t i = 0; i < size; i++) {
        uint8_t *made = NULL;
        size_t made_size = 0;
        changed[i] ^= 0x10;
        assert_int_not_equal(appbin_bundle_make(&made, &made_size, parts, 2, NULL, NULL),
                             APPBIN_OK);
        changed[i] ^= 0x10;
    }
    free(changed);
}

static void test_bundle_make_cut_image_refused(void **state)
{
    struct fixture *fixture = *state;
    const struct appbin_bundle_part whole = part_of(fixture->release, 0);
    for (size_t size = 0; size < whole.size; size++) {
        uint8_t *made = NULL;
        size_t made_size = 0;
        uint8_t *exact = copy_bytes(whole.bytes, size);
        const struct appbin_bundle_part parts[2] = {part_of(fixture->release, 1), {exact, size}};
        assert_int_not_equal(appbin_bundle_make(&made, &made_size, parts, 2, NULL, NULL),
                             APPBIN_OK);
        free(exact);
    }
}

/* --- read --- */

static void test_bundle_read_whole_gives_its_parts(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_bundle bundle;
    assert_true(appbin_is_bundle(fixture->bundle, fixture->size));
    assert_int_equal(appbin_bundle_read(&bundle, fixture->bundle, fixture->size, NULL), APPBIN_OK);
    assert_int_equal(bundle.image_count, 2);
    assert_int_equal(bundle.manifest.version_major, 1);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(bundle.images[i].slot, i + 1);
        assert_int_equal(bundle.images[i].offset, fixture->manifest_size + i * fixture->image_size);
        assert_int_equal(bundle.images[i].size, fixture->image_size);
    }
}

static void test_bundle_read_every_cut_refused(void **state)
{
    struct fixture *fixture = *state;
    for (size_t size = 0; size < fixture->size; size++) {
        assert_int_not_equal(read_bytes(fixture, fixture->bundle, size), APPBIN_OK);
    }
    assert_read_refused(fixture, fixture->bundle, fixture->size - 1, APPBIN_ERR_IMAGE_MALFORMED,
                        "a bundle that was cut: user2 has 1227 of 1228 bytes");
    assert_read_refused(fixture, fixture->bundle, fixture->size - fixture->image_size,
                        APPBIN_ERR_IMAGE_MALFORMED, "a bundle that was cut: user2 is missing");
    assert_read_refused(fixture, fixture->bundle, fixture->manifest_size + 10,
                        APPBIN_ERR_IMAGE_MALFORMED,
                        "a bundle that was cut: user1 has 10 of 1228 bytes");
}

static void test_bundle_read_bytes_behind_refused(void **state)
{
    struct fixture *fixture = *state;
    uint8_t *longer = new_bytes(fixture->size + 300);
    memcpy(longer, fixture->bundle, fixture->size);
    memset(longer + fixture->size, 0xFF, 300);
    assert_read_refused(fixture, longer, fixture->size + 1, APPBIN_ERR_IMAGE_MALFORMED,
                        "a bundle with 1 byte behind its last image");
    assert_read_refused(fixture, longer, fixture->size + 300, APPBIN_ERR_IMAGE_MALFORMED,
                        "a bundle with 300 bytes behind its last image");
    free(longer);
}

/* A bundle with other images behind the manifest of the first release. */
static uint8_t *bundle_of(const struct fixture *fixture, struct appbin_bundle_part first,
                          struct appbin_bundle_part second)
{
    uint8_t *made = copy_bytes(fixture->bundle, fixture->size);
    assert_true(first.size == fixture->image_size && second.size == fixture->image_size);
    memcpy(made + fixture->manifest_size, first.bytes, first.size);
    memcpy(made + fixture->manifest_size + first.size, second.bytes, second.size);
    return made;
}

static void test_bundle_read_images_in_the_wrong_place_refused(void **state)
{
    struct fixture *fixture = *state;
    const struct appbin_bundle_part user1 = part_of(fixture->release, 0);
    const struct appbin_bundle_part user2 = part_of(fixture->release, 1);
    uint8_t *swapped = bundle_of(fixture, user2, user1);
    uint8_t *twice = bundle_of(fixture, user1, user1);
    assert_read_refused(fixture, swapped, fixture->size, APPBIN_ERR_WRONG_SLOT,
                        "a bundle with the image for slot 2 in the place of user1");
    assert_read_refused(fixture, twice, fixture->size, APPBIN_ERR_WRONG_SLOT,
                        "a bundle with the image for slot 1 in the place of user2");
    free(swapped);
    free(twice);
}

static void test_bundle_read_image_of_another_release_refused(void **state)
{
    struct fixture *fixture = *state;
    uint8_t *mixed = bundle_of(fixture, part_of(fixture->release, 0), part_of(fixture->next, 1));
    assert_read_refused(fixture, mixed, fixture->size, APPBIN_ERR_PAIR,
                        "a bundle in which user2 is of another release: its manifest says version "
                        "2.0.0, not 1.0.0");
    free(mixed);
}

/* Whatever says how long the parts are. What only changes a body or its trailer is not looked at.
 */
static void test_bundle_read_changed_manifest_or_copy_refused(void **state)
{
    struct fixture *fixture = *state;
    const size_t copies[2] = {fixture->image_size - 8, 2 * fixture->image_size - 8};
    uint8_t *changed = copy_bytes(fixture->bundle, fixture->size);
    for (size_t at = 0; at < fixture->size; at++) {
        bool matters = at < fixture->manifest_size;
        for (size_t i = 0; i < 2; i++) {
            matters = matters || (at >= copies[i] && at - copies[i] < fixture->manifest_size);
        }
        for (unsigned bit = 0; bit < 8; bit += matters ? 1 : 8) {
            changed[at] ^= (uint8_t)(1u << bit);
            enum appbin_error error = read_bytes(fixture, changed, fixture->size);
            assert_int_equal(error != APPBIN_OK, matters);
            changed[at] ^= (uint8_t)(1u << bit);
        }
    }
    changed[copies[0]] ^= 1; /* its magic */
    assert_read_refused(fixture, changed, fixture->size, APPBIN_ERR_IMAGE_MALFORMED,
                        "a bundle in which user1 does not carry the manifest");
    free(changed);
}

static void test_bundle_read_no_bundle_refused(void **state)
{
    struct fixture *fixture = *state;
    const struct appbin_bundle_part image = part_of(fixture->release, 0);
    assert_read_refused(fixture, image.bytes, image.size, APPBIN_ERR_MANIFEST,
                        "not a bundle: it does not begin with a manifest");
    assert_int_equal(read_bytes(fixture, (const uint8_t *)"", 0), APPBIN_ERR_MANIFEST);
    assert_int_equal(read_bytes(fixture, fixture->bundle, fixture->manifest_size),
                     APPBIN_ERR_IMAGE_MALFORMED);
}

static bool is_bundle(const struct fixture *fixture, size_t size, uint8_t next)
{
    uint8_t *exact = new_bytes(size);
    memset(exact, next, size);
    memcpy(exact, fixture->bundle, size < fixture->manifest_size ? size : fixture->manifest_size);
    bool answer = appbin_is_bundle(exact, size);
    free(exact);
    return answer;
}

/* A manifest file, and one that a few bytes follow, stay what they were. */
static void test_is_bundle_needs_an_image_behind_the_manifest(void **state)
{
    struct fixture *fixture = *state;
    for (size_t size = 1; size <= fixture->manifest_size; size++) {
        assert_false(is_bundle(fixture, size, 0));
    }
    const uint8_t starts[] = {0xE9, 0xEA};
    for (size_t i = 0; i < 2; i++) {
        assert_true(is_bundle(fixture, fixture->manifest_size + 1, starts[i]));
    }
    size_t body = fixture->user[0].size - 4; /* without its CRC word */
    assert_false(is_bundle(fixture, fixture->manifest_size + body - 1, 0));
    assert_true(is_bundle(fixture, fixture->manifest_size + body, 0));
    assert_false(appbin_is_bundle(part_of(fixture->release, 0).bytes, fixture->image_size));
}

/* --- judge --- */

static enum appverify_result judge(const struct fixture *fixture,
                                   struct appbin_verify_report *report, const uint8_t *bytes,
                                   size_t size, unsigned slot)
{
    const struct appbin_verify_request request = {
        .keys = &fixture->key.public_key, .key_count = 1, .threshold = 1, .map = -1};
    struct appbin_verifier *verifier = NULL;
    uint8_t *exact = copy_bytes(bytes, size);
    assert_int_equal(appbin_verifier_new(&verifier, &request, NULL), APPBIN_OK);
    appbin_verifier_judge(verifier, report, exact, size, slot);
    appbin_verifier_free(verifier);
    free(exact);
    return report->result;
}

static void test_verifier_judge_bundle_all_or_one_slot(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_verify_report report;
    assert_int_equal(judge(fixture, &report, fixture->bundle, fixture->size, 0), APPVERIFY_OK);
    assert_int_equal(report.slots, 3);
    assert_int_equal(report.slot, 0);
    assert_int_equal(report.signing_keys, 1);
    for (unsigned slot = 1; slot <= 2; slot++) {
        assert_int_equal(judge(fixture, &report, fixture->bundle, fixture->size, slot),
                         APPVERIFY_OK);
        assert_int_equal(report.slots, slot);
    }
}

/* The pad words too, which the CRC words cover. */
static void test_verifier_judge_bundle_every_changed_byte_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_verify_report report;
    uint8_t *changed = copy_bytes(fixture->bundle, fixture->size);
    for (size_t at = 0; at < fixture->size; at++) {
        changed[at] ^= 0x10;
        enum appverify_result result = judge(fixture, &report, changed, fixture->size, 0);
        assert_int_not_equal(result, APPVERIFY_OK);
        assert_int_not_equal(result, APPVERIFY_MANIFEST_OK);
        assert_explained(&report.reason);
        changed[at] ^= 0x10;
    }
    changed[fixture->size - fixture->image_size + 100] ^= 1;
    assert_int_equal(judge(fixture, &report, changed, fixture->size, 0), APPVERIFY_ERR_DIGEST);
    assert_string_equal(report.reason.message, "user2: the body is not the one that was signed");
    assert_int_equal(judge(fixture, &report, changed, fixture->size, 1), APPVERIFY_OK);
    assert_int_equal(report.slots, 1);
    free(changed);
}

static void test_verifier_judge_bundle_cut_or_longer_refused(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_verify_report report;
    for (size_t size = fixture->manifest_size + 1; size < fixture->size; size += 13) {
        assert_int_equal(judge(fixture, &report, fixture->bundle, size, 0), APPVERIFY_ERR_LENGTH);
        assert_int_equal(judge(fixture, &report, fixture->bundle, size, 1), APPVERIFY_ERR_LENGTH);
        assert_string_equal(appbin_verdict_str(&report), "length");
    }
    uint8_t *longer = new_bytes(fixture->size + 1);
    memcpy(longer, fixture->bundle, fixture->size);
    longer[fixture->size] = 0xFF;
    assert_int_equal(judge(fixture, &report, longer, fixture->size + 1, 0), APPVERIFY_ERR_LENGTH);
    free(longer);
}

static void test_verifier_judge_bundle_beside_its_images_allowed(void **state)
{
    struct fixture *fixture = *state;
    const struct appbin_verify_request request = {
        .keys = &fixture->key.public_key, .key_count = 1, .threshold = 1, .map = -1};
    const struct appbin_bundle_part user1 = part_of(fixture->release, 0);
    const struct appbin_bundle_part other = part_of(fixture->next, 1);
    struct appbin_verifier *verifier = NULL;
    struct appbin_verify_report report;
    assert_int_equal(appbin_verifier_new(&verifier, &request, NULL), APPBIN_OK);
    appbin_verifier_judge(verifier, &report, user1.bytes, user1.size, 0);
    assert_int_equal(report.result, APPVERIFY_OK);
    appbin_verifier_judge(verifier, &report, fixture->bundle, fixture->size, 0);
    assert_int_equal(report.result, APPVERIFY_OK);
    appbin_verifier_judge(verifier, &report, user1.bytes, user1.size, 0);
    assert_int_equal(report.refusal, APPBIN_REFUSAL_SLOT_TWICE);
    appbin_verifier_judge(verifier, &report, other.bytes, other.size, 0);
    assert_int_equal(report.refusal, APPBIN_REFUSAL_OTHER_RELEASE);
    appbin_verifier_free(verifier);
}

/* --- name --- */

static void test_release_name_first_digits_of_the_digest(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_bundle bundle;
    char name[APPBIN_RELEASE_NAME_SIZE];
    char wanted[APPBIN_RELEASE_NAME_SIZE];
    const uint8_t *digest = appbin_release_digest(fixture->release);
    assert_int_equal(appbin_bundle_read(&bundle, fixture->bundle, fixture->size, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_name(name, &bundle.manifest, NULL), APPBIN_OK);
    (void)snprintf(wanted, sizeof wanted, "%02x%02x%02x%02x", digest[0], digest[1], digest[2],
                   digest[3]);
    assert_string_equal(name, wanted);
}

/* The bundle of a release is that of the fixture, which was put together by hand. */
static void assert_release_bundle(struct fixture *fixture, const struct appbin_release *release)
{
    struct appbin_bundle bundle;
    struct appbin_bundle read;
    size_t size = 0;
    const uint8_t *bytes = appbin_release_bundle(release, &size, &bundle);
    assert_int_equal(size, fixture->size);
    assert_memory_equal(bytes, fixture->bundle, size);
    assert_int_equal(appbin_bundle_read(&read, bytes, size, NULL), APPBIN_OK);
    assert_int_equal(bundle.image_count, 2);
    assert_memory_equal(bundle.images, read.images, sizeof read.images);
    assert_ptr_equal(bundle.manifest.bytes, bytes);
    assert_int_equal(bundle.manifest.size, fixture->manifest_size);
}

static void test_release_bundle_any_order_manifest_user1_user2(void **state)
{
    struct fixture *fixture = *state;
    assert_release_bundle(fixture, fixture->release);
    const struct made_image swapped[2] = {fixture->user[1], fixture->user[0]};
    struct appbin_release *release = new_release(swapped, &release_info);
    add_signature(release, &fixture->key);
    assert_int_equal(appbin_release_finish(release, NULL, NULL), APPBIN_OK);
    assert_release_bundle(fixture, release);
    /* The images keep the order in which they were added. */
    struct appbin_bundle_part user2 = part_of(release, 0);
    assert_int_equal(user2.size, fixture->image_size);
    assert_memory_equal(user2.bytes, fixture->bundle + fixture->size - user2.size, user2.size);
    appbin_release_free(release);
}

static void test_release_bundle_not_finished_none(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_bundle bundle = {.image_count = 7};
    size_t size = 7;
    struct appbin_release *release = new_release(fixture->user, &release_info);
    add_signature(release, &fixture->key);
    assert_null(appbin_release_bundle(release, &size, &bundle));
    assert_int_equal(size, 0);
    assert_int_equal(bundle.image_count, 7);
    appbin_release_free(release);
}

static const struct CMUnitTest tests[] = {
    TEST_WITH_FIXTURE(test_release_bundle_any_order_manifest_user1_user2),
    TEST_WITH_FIXTURE(test_release_bundle_not_finished_none),
    TEST_WITH_FIXTURE(test_bundle_make_any_order_manifest_user1_user2),
    TEST_WITH_FIXTURE(test_bundle_make_no_release_refused),
    TEST_WITH_FIXTURE(test_bundle_make_every_changed_byte_refused),
    TEST_WITH_FIXTURE(test_bundle_make_cut_image_refused),
    TEST_WITH_FIXTURE(test_bundle_read_whole_gives_its_parts),
    TEST_WITH_FIXTURE(test_bundle_read_every_cut_refused),
    TEST_WITH_FIXTURE(test_bundle_read_bytes_behind_refused),
    TEST_WITH_FIXTURE(test_bundle_read_images_in_the_wrong_place_refused),
    TEST_WITH_FIXTURE(test_bundle_read_image_of_another_release_refused),
    TEST_WITH_FIXTURE(test_bundle_read_changed_manifest_or_copy_refused),
    TEST_WITH_FIXTURE(test_bundle_read_no_bundle_refused),
    TEST_WITH_FIXTURE(test_is_bundle_needs_an_image_behind_the_manifest),
    TEST_WITH_FIXTURE(test_verifier_judge_bundle_all_or_one_slot),
    TEST_WITH_FIXTURE(test_verifier_judge_bundle_every_changed_byte_refused),
    TEST_WITH_FIXTURE(test_verifier_judge_bundle_cut_or_longer_refused),
    TEST_WITH_FIXTURE(test_verifier_judge_bundle_beside_its_images_allowed),
    TEST_WITH_FIXTURE(test_release_name_first_digits_of_the_digest),
};

TEST_MAIN(tests)
