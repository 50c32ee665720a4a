/* SPDX-License-Identifier: MIT */
/* Files of one release before one verifier: what is judged once, remembered and reported. */
#include "appbin/verify.h"

#include <stdlib.h>
#include <string.h>

#include "release_fixture.h"
#include "test_support.h"

static const struct appbin_release_info release_info = {
    .vendor_id = {1}, .class_id = {2}, .version_major = 1, .security_counter = 7};
static const struct appbin_release_info next_info = {
    .vendor_id = {1}, .class_id = {2}, .version_major = 2, .security_counter = 8};

/* The linker sends those here who begin to judge a manifest; it wants these names. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
static unsigned manifests;
enum appverify_result __real_appverify_begin_manifest(struct appverify_context *context,
                                                      const struct appverify_config *config,
                                                      uint32_t size);
enum appverify_result __wrap_appverify_begin_manifest(struct appverify_context *context,
                                                      const struct appverify_config *config,
                                                      uint32_t size);
enum appverify_result __wrap_appverify_begin_manifest(struct appverify_context *context,
                                                      const struct appverify_config *config,
                                                      uint32_t size)
{
    manifests++;
    return __real_appverify_begin_manifest(context, config, size);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

/* A release signed by both keys, a later one signed by ecdsa alone. */
struct fixture {
    struct made_image user[2];
    struct test_key ecdsa;
    struct test_key rsa;
    struct appbin_release *release;
    struct appbin_release *next;
    struct appbin_public_key keys[2]; /* rsa, ecdsa */
    struct appbin_verify_request request;
    struct appbin_verifier *verifier;
    struct appbin_verify_report report;
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
    fixture->release = new_release(fixture->user, &release_info);
    add_signature(fixture->release, &fixture->ecdsa);
    add_signature(fixture->release, &fixture->rsa);
    assert_int_equal(appbin_release_finish(fixture->release, NULL, NULL), APPBIN_OK);
    fixture->next = new_release(fixture->user, &next_info);
    add_signature(fixture->next, &fixture->ecdsa);
    assert_int_equal(appbin_release_finish(fixture->next, NULL, NULL), APPBIN_OK);
    fixture->keys[0] = fixture->rsa.public_key;
    fixture->keys[1] = fixture->ecdsa.public_key;
    fixture->request = (struct appbin_verify_request){
        .keys = fixture->keys, .key_count = 2, .threshold = 1, .map = -1};
    manifests = 0;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    appbin_verifier_free(fixture->verifier);
    appbin_release_free(fixture->release);
    appbin_release_free(fixture->next);
    close_key(&fixture->ecdsa);
    close_key(&fixture->rsa);
    free(fixture->user[0].bytes);
    free(fixture->user[1].bytes);
    free(fixture);
    return 0;
}

static enum appverify_result judge(struct fixture *fixture, const uint8_t *bytes, size_t size,
                                   unsigned slot)
{
    if (fixture->verifier == NULL) {
        assert_int_equal(appbin_verifier_new(&fixture->verifier, &fixture->request, NULL),
                         APPBIN_OK);
    }
    appbin_verifier_judge(fixture->verifier, &fixture->report, bytes, size, slot);
    return fixture->report.result;
}

static enum appverify_result judge_image(struct fixture *fixture,
                                         const struct appbin_release *release, size_t index)
{
    size_t size = 0;
    const uint8_t *image = appbin_release_image(release, index, &size);
    return judge(fixture, image, size, 0);
}

static enum appverify_result judge_manifest(struct fixture *fixture,
                                            const struct appbin_release *release)
{
    size_t size = 0;
    const uint8_t *manifest = appbin_release_manifest(release, &size);
    return judge(fixture, manifest, size, 0);
}

static void test_verifier_judge_one_image_judges_its_manifest_once(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
    assert_int_equal(manifests, 1);
    assert_int_equal(fixture->report.slot, 1);
    assert_int_equal(fixture->report.manifest.version_major, 1);
    assert_int_equal(fixture->report.manifest.security_counter, 7);
}

static void test_verifier_judge_whole_release_judges_its_manifest_once(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(judge_image(fixture, fixture->release, 1), APPVERIFY_OK);
    assert_int_equal(fixture->report.slot, 2);
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
    assert_int_equal(fixture->report.slot, 1);
    assert_int_equal(judge_manifest(fixture, fixture->release), APPVERIFY_MANIFEST_OK);
    assert_int_equal(manifests, 1);
}

static void test_verifier_judge_other_release_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
    assert_int_equal(judge_image(fixture, fixture->next, 1), APPVERIFY_ERR_LENGTH);
    assert_int_equal(fixture->report.signing_keys, 0);
    assert_int_equal(fixture->report.refusal, APPBIN_REFUSAL_OTHER_RELEASE);
    assert_string_equal(fixture->report.reason.message,
                        "another release: its manifest says version 2.0.0, not 1.0.0");
    assert_int_equal(judge_manifest(fixture, fixture->next), APPVERIFY_ERR_MANIFEST_COPY);
    assert_int_equal(judge_image(fixture, fixture->release, 1), APPVERIFY_OK);
}

static void test_verifier_judge_refused_file_leaves_no_trace(void **state)
{
    struct fixture *fixture = *state;
    size_t size = 0;
    const uint8_t *image = appbin_release_image(fixture->next, 0, &size);
    uint8_t *forged = copy_bytes(image, size);
    forged[fixture->user[0].size - 4 + 52] ^= 1; /* the security counter of its manifest */
    assert_int_equal(judge(fixture, forged, size, 0), APPVERIFY_ERR_SIGNATURE);
    free(forged);
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
}

static void test_verifier_judge_reports_every_key_that_signed(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
    assert_int_equal(fixture->report.signing_keys, 3);
}

static void test_verifier_judge_reports_which_key_signed(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(judge_image(fixture, fixture->next, 0), APPVERIFY_OK);
    assert_int_equal(fixture->report.signing_keys, 2);
}

static void test_verifier_judge_too_few_signatures_refused(void **state)
{
    struct fixture *fixture = *state;
    fixture->request.threshold = 2;
    assert_int_equal(judge_image(fixture, fixture->next, 0), APPVERIFY_ERR_SIGNATURE);
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
}

static void test_verifier_judge_no_key_refused(void **state)
{
    struct fixture *fixture = *state;
    fixture->request.key_count = 0;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_ERR_CONFIG);
}

static void test_verifier_judge_wanted_manifest_is_the_only_one(void **state)
{
    struct fixture *fixture = *state;
    size_t size = 0;
    fixture->request.manifest = appbin_release_manifest(fixture->next, &size);
    fixture->request.manifest_size = (uint32_t)size;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_ERR_LENGTH);
    assert_int_equal(judge_manifest(fixture, fixture->release), APPVERIFY_ERR_MANIFEST_COPY);
    assert_int_equal(judge_image(fixture, fixture->next, 0), APPVERIFY_OK);
    assert_int_equal(judge_manifest(fixture, fixture->next), APPVERIFY_MANIFEST_OK);
}

static void test_verifier_judge_image_for_other_slot_refused(void **state)
{
    struct fixture *fixture = *state;
    size_t size = 0;
    const uint8_t *image = appbin_release_image(fixture->release, 0, &size);
    assert_int_equal(judge(fixture, image, size, 2), APPVERIFY_ERR_DIGEST);
    assert_int_equal(fixture->report.refusal, APPBIN_REFUSAL_OTHER_SLOT);
    assert_int_equal(judge(fixture, image, size, 1), APPVERIFY_OK);
    assert_int_equal(fixture->report.refusal, APPBIN_REFUSAL_NONE);
}

static void test_verifier_judge_manifest_of_another_slot_refused_again(void **state)
{
    struct fixture *fixture = *state;
    struct appbin_release *one = NULL;
    size_t size = 0;
    assert_int_equal(appbin_release_new(&one, -1, NULL), APPBIN_OK);
    assert_int_equal(
        appbin_release_add_image(one, NULL, fixture->user[0].bytes, fixture->user[0].size, NULL),
        APPBIN_OK);
    assert_int_equal(appbin_release_describe(one, &release_info, NULL), APPBIN_OK);
    add_signature(one, &fixture->ecdsa);
    assert_int_equal(appbin_release_finish(one, NULL, NULL), APPBIN_OK);
    const uint8_t *manifest = appbin_release_manifest(one, &size);
    assert_int_equal(judge(fixture, manifest, size, 2), APPVERIFY_ERR_SLOT);
    assert_int_equal(judge(fixture, manifest, size, 0), APPVERIFY_MANIFEST_OK);
    assert_int_equal(fixture->report.slot, 1);
    assert_int_equal(judge(fixture, manifest, size, 2), APPVERIFY_ERR_SLOT);
    assert_int_equal(judge(fixture, manifest, size, 77), APPVERIFY_ERR_SLOT);
    assert_int_equal(judge(fixture, manifest, size, 1), APPVERIFY_MANIFEST_OK);
    appbin_release_free(one);
}

static void test_verifier_judge_second_image_for_a_slot_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_ERR_SLOT);
    assert_int_equal(fixture->report.refusal, APPBIN_REFUSAL_SLOT_TWICE);
    assert_int_equal(fixture->report.signing_keys, 0);
    assert_int_equal(judge_image(fixture, fixture->release, 1), APPVERIFY_OK);
    assert_int_equal(manifests, 1);
}

/* The signatures count again, and no slot is taken. */
static void test_verifier_next_release_begins_anew(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
    appbin_verifier_next_release(fixture->verifier);
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_OK);
    assert_int_equal(manifests, 2);
}

/* What cannot be read as an image was judged all the same, and is not called something else. */
static void test_verifier_judge_first_byte_changed_no_image(void **state)
{
    struct fixture *fixture = *state;
    size_t size = 0;
    const uint8_t *image = appbin_release_image(fixture->release, 0, &size);
    uint8_t *changed = copy_bytes(image, size);
    changed[0] ^= 1;
    assert_int_equal(judge(fixture, changed, size, 0), APPVERIFY_ERR_STRUCTURE);
    assert_int_equal(fixture->report.refusal, APPBIN_REFUSAL_NO_IMAGE);
    free(changed);
}

static void test_verdict_str_every_result_has_a_name_of_its_own(void **state)
{
    (void)state;
    const char *names[64];
    size_t count = 0;
    for (int i = APPVERIFY_ERR_UNDECIDED; i <= APPVERIFY_ERR_CRC; i++) {
        names[count++] =
            appbin_verdict_str(&(struct appbin_verify_report){.result = (enum appverify_result)i});
    }
    for (int i = APPBIN_REFUSAL_EMPTY; i <= APPBIN_REFUSAL_SLOT_TWICE; i++) {
        names[count++] = appbin_verdict_str(&(struct appbin_verify_report){
            .result = APPVERIFY_ERR_SLOT, .refusal = (enum appbin_refusal)i});
    }
    names[count++] = appbin_verdict_str(&(struct appbin_verify_report){.result = APPVERIFY_OK});
    names[count++] =
        appbin_verdict_str(&(struct appbin_verify_report){.result = APPVERIFY_MANIFEST_OK});
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(names[i], names[k]);
        }
    }
    assert_string_equal(
        appbin_verdict_str(&(struct appbin_verify_report){.result = (enum appverify_result)99}),
        "undecided");
}

static void test_verifier_judge_map_and_counter_of_the_request(void **state)
{
    struct fixture *fixture = *state;
    fixture->request.map = 3;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_ERR_MAP);
    appbin_verifier_free(fixture->verifier);
    fixture->verifier = NULL;
    fixture->request.map = 2;
    fixture->request.min_counter = 8;
    assert_int_equal(judge_image(fixture, fixture->release, 0), APPVERIFY_ERR_ROLLBACK);
    assert_int_equal(judge_image(fixture, fixture->next, 0), APPVERIFY_OK);
}

static void test_verifier_judge_unsigned_or_no_image_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(judge(fixture, fixture->user[0].bytes, fixture->user[0].size, 0),
                     APPVERIFY_ERR_NOT_FOUND);
    assert_string_equal(appbin_verdict_str(&fixture->report), "not-signed");
    assert_int_equal(judge(fixture, (const uint8_t *)"", 0, 0), APPVERIFY_ERR_STRUCTURE);
    assert_int_equal(fixture->report.refusal, APPBIN_REFUSAL_EMPTY);
    assert_int_equal(judge(fixture, (const uint8_t *)"hello", 5, 0), APPVERIFY_ERR_STRUCTURE);
    assert_int_equal(fixture->report.refusal, APPBIN_REFUSAL_NO_IMAGE);
    assert_string_equal(appbin_verdict_str(&fixture->report), "no-image");
    assert_int_equal(judge(fixture, (const uint8_t *)"APBM", 4, 0), APPVERIFY_ERR_FORMAT);
}

static void test_verifier_judge_erased_flash_after_the_image_allowed(void **state)
{
    struct fixture *fixture = *state;
    size_t size = 0;
    const uint8_t *image = appbin_release_image(fixture->release, 0, &size);
    uint8_t *dump = new_bytes(size + 1000);
    memcpy(dump, image, size);
    memset(dump + size, 0xFF, 1000);
    assert_int_equal(judge(fixture, dump, size + 1000, 0), APPVERIFY_OK);
    free(dump);
}

static void test_verifier_free_null_allowed(void **state)
{
    (void)state;
    appbin_verifier_free(NULL);
}

static const struct CMUnitTest tests[] = {
    TEST_WITH_FIXTURE(test_verifier_judge_one_image_judges_its_manifest_once),
    TEST_WITH_FIXTURE(test_verifier_judge_whole_release_judges_its_manifest_once),
    TEST_WITH_FIXTURE(test_verifier_judge_other_release_refused),
    TEST_WITH_FIXTURE(test_verifier_judge_refused_file_leaves_no_trace),
    TEST_WITH_FIXTURE(test_verifier_judge_reports_every_key_that_signed),
    TEST_WITH_FIXTURE(test_verifier_judge_reports_which_key_signed),
    TEST_WITH_FIXTURE(test_verifier_judge_too_few_signatures_refused),
    TEST_WITH_FIXTURE(test_verifier_judge_no_key_refused),
    TEST_WITH_FIXTURE(test_verifier_judge_wanted_manifest_is_the_only_one),
    TEST_WITH_FIXTURE(test_verifier_judge_image_for_other_slot_refused),
    TEST_WITH_FIXTURE(test_verifier_judge_manifest_of_another_slot_refused_again),
    TEST_WITH_FIXTURE(test_verifier_judge_second_image_for_a_slot_refused),
    TEST_WITH_FIXTURE(test_verifier_next_release_begins_anew),
    TEST_WITH_FIXTURE(test_verifier_judge_first_byte_changed_no_image),
    TEST(test_verdict_str_every_result_has_a_name_of_its_own),
    TEST_WITH_FIXTURE(test_verifier_judge_map_and_counter_of_the_request),
    TEST_WITH_FIXTURE(test_verifier_judge_unsigned_or_no_image_refused),
    TEST_WITH_FIXTURE(test_verifier_judge_erased_flash_after_the_image_allowed),
    TEST(test_verifier_free_null_allowed),
};

TEST_MAIN(tests)
