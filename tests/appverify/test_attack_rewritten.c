/* SPDX-License-Identifier: MIT */
/* Attack 22 of the list in the design: the buffer of the manifest is rewritten between two steps,
 * and perhaps put right again later. What is judged and used is what was signed, or nothing. */
#include "fixture.h"

#define STEPS_MAX 40u
#define SIGNED_MAX 256u

/* From the first step to the switch; the steps count on from one verdict to the next. */
static struct {
    uint32_t detached; /* 1: manifest, body, commit; 0: image, commit */
    uint32_t from;     /* the step before which the change is made */
    uint32_t until;    /* the step before which it is undone */
    void (*change)(void);
    void (*undo)(void);
    uint32_t step;
    uint32_t image_good;          /* 1: there was a positive verdict on the image */
    uint8_t original[SIGNED_MAX]; /* the signed part as it was signed */
} chain;

static int signed_part_is_original(void)
{
    uint32_t difference = 0;
    for (uint32_t i = 0; i < fix.signed_size; i++) {
        difference |= (uint32_t)(fix.manifest[i] ^ chain.original[i]);
    }
    return difference == 0;
}

/* A positive answer speaks of the signed bytes, whether they are kept as numbers or pointed to. */
static void check_verdict(void)
{
    const struct appverify_manifest *manifest = appverify_get_manifest(&fix.context);
    if (manifest != NULL) {
        CHECK(signed_part_is_original());
        CHECK(manifest->bytes == fix.manifest);
        CHECK(manifest->vendor_id == fix.manifest + APPVERIFY_OFFSET_VENDOR_ID);
        CHECK(manifest->class_id == fix.manifest + APPVERIFY_OFFSET_CLASS_ID);
        CHECK_EQUAL(manifest->signed_size, fix.signed_size);
        CHECK_EQUAL(manifest->size, fix.manifest_size);
        CHECK_EQUAL(manifest->version_major, fix.spec.major);
        CHECK_EQUAL(manifest->version_minor, fix.spec.minor);
        CHECK_EQUAL(manifest->version_patch, fix.spec.patch);
        CHECK_EQUAL(manifest->version_build, fix.spec.build);
        CHECK_EQUAL(manifest->security_counter, fix.spec.counter);
        CHECK_EQUAL(manifest->flash_map, fix.spec.flash_map);
        CHECK_EQUAL(manifest->boot_mode, fix.spec.boot_mode);
        CHECK_EQUAL(manifest->payload_count, fix.spec.payload_count);
        for (uint32_t i = 0; i < fix.spec.payload_count; i++) {
            CHECK_EQUAL(manifest->payloads[i].slot, fix.spec.payloads[i].slot);
            CHECK_EQUAL(manifest->payloads[i].flash_offset, fix.spec.payloads[i].flash_offset);
            CHECK_EQUAL(manifest->payloads[i].length, fix.spec.payloads[i].length);
        }
        CHECK_EQUAL(manifest->build_id_size, 6);
    }
}

static enum appverify_result run_stage(enum appverify_result begun)
{
    enum appverify_result result = begun;
    while (result == APPVERIFY_MORE) {
        if (chain.step == chain.from) {
            chain.change();
        }
        if (chain.step == chain.until) {
            chain.undo();
        }
        chain.step++;
        result = appverify_step(&fix.context, ALL_AT_ONCE);
        check_verdict();
    }
    return result;
}

/* The release is built and the signed part kept; the last answer. */
static enum appverify_result run_chain(void)
{
    enum appverify_result result;
    chain.step = 0;
    chain.image_good = 0;
    copy_bytes(chain.original, fixture_manifest(), fix.signed_size);
    if (chain.detached) {
        copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
        result = run_stage(appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size));
        if (result == APPVERIFY_MANIFEST_OK) {
            result = run_stage(appverify_begin_body(&fix.context, 0));
        }
    } else {
        result = run_stage(appverify_begin_image(&fix.context, &fix.config, 0));
    }
    if (result == APPVERIFY_OK) {
        chain.image_good = 1;
        result = run_stage(appverify_begin_commit(&fix.context, &fix.commit));
    }
    CHECK(fake_crypto_clean(&fix.fake));
    return result;
}

static void nothing(void)
{
}

/* How many steps an unchanged release takes. */
static uint32_t steps_of_a_good_chain(void)
{
    chain.from = chain.until = UINT32_MAX;
    chain.change = chain.undo = nothing;
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(run_chain(), APPVERIFY_COMMITTED);
    CHECK(fix.signed_size <= SIGNED_MAX && chain.step < STEPS_MAX);
    return chain.step;
}

/* Calls a test for every pair of steps, in either chain; of until below from, one. */
static void for_every_window(void (*test)(void), void (*change)(void), void (*undo)(void))
{
    for (chain.detached = 0; chain.detached <= 1; chain.detached++) {
        uint32_t steps = steps_of_a_good_chain();
        for (chain.from = chain.detached ? 0 : 1; chain.from < steps; chain.from++) {
            for (chain.until = chain.from + 1; chain.until <= steps; chain.until++) {
                check_note(chain.detached * 10000 + chain.from * 100 + chain.until);
                chain.change = change;
                chain.undo = undo;
                test();
            }
        }
    }
}

/* Any byte of the copy becomes another; the checks of every verdict are in run_stage. */
static struct {
    uint32_t at;
    uint8_t mask;
} flip;

static void flip_byte(void)
{
    fix.manifest[flip.at] ^= flip.mask;
}

static void run_with_flip(void)
{
    fixture_setup(BOOT_NEW);
    enum appverify_result result = run_chain();
    CHECK(fix.switches == (result == APPVERIFY_COMMITTED));
}

static void attack_22_any_byte_rewritten_is_no_verdict(void)
{
    static const uint8_t masks[] = {0x01, 0x80};
    fixture_setup(BOOT_NEW);
    for (flip.at = 0; flip.at < fix.signed_size; flip.at++) {
        flip.mask = masks[flip.at % 2];
        for_every_window(run_with_flip, flip_byte, flip_byte);
    }
}

/*
 * A release of the vendor that is not for this device: one field is what the device refuses, and is
 * rewritten to what it wants.
 */
enum wrong_field {
    WRONG_VENDOR,
    WRONG_CLASS,
    WRONG_MAP,
    WRONG_COUNTER,
    WRONG_TYPE,
    WRONG_DIGEST, /* the body is not the signed one */
    WRONG_FIELDS,
};

static struct {
    uint32_t field;
    uint8_t wanted[SIGNED_MAX]; /* a signed part that the device would take */
} wrong;

static void write_wanted(void)
{
    copy_bytes(fix.manifest, wrong.wanted, fix.signed_size);
}

static void write_original(void)
{
    copy_bytes(fix.manifest, chain.original, fix.signed_size);
}

static void make_field_wrong(void)
{
    fix.spec.vendor_id[3] ^= wrong.field == WRONG_VENDOR;
    fix.spec.class_id[15] ^= wrong.field == WRONG_CLASS;
    fix.spec.flash_map = wrong.field == WRONG_MAP ? 3 : 2; /* the slots are at the same offsets */
    fix.spec.counter = wrong.field == WRONG_COUNTER ? 4 : 7;
    fix.spec.tlvs[fix.spec.tlv_size - 7] ^= wrong.field == WRONG_TYPE ? 0x80 : 0;
}

static void run_with_wrong_field(void)
{
    fixture_setup(BOOT_NEW);
    build_tlv(&fix.spec, 0x4001, 1, 0);
    fixture_build();
    copy_bytes(wrong.wanted, fixture_manifest(), fix.signed_size);
    if (wrong.field == WRONG_DIGEST) {
        fix.body.seed = 9;
        fixture_build();
        copy_bytes(wrong.wanted, fixture_manifest(), fix.signed_size);
        fix.body.seed = 1;
    }
    make_field_wrong();
    fixture_build();
    if (wrong.field == WRONG_DIGEST) {
        fix.body.seed = 9;
        (void)build_body(fix.image, &fix.body);
        fixture_finish();
    }
    enum appverify_result result = run_chain();
    CHECK(result != APPVERIFY_COMMITTED && !chain.image_good);
    CHECK(wrong.field == WRONG_DIGEST || fix.flash.counts[21] == 0); /* the body was not hashed */
    CHECK_EQUAL(fix.switches, 0);
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void attack_22_release_made_to_fit_is_refused(void)
{
    for (wrong.field = 0; wrong.field < WRONG_FIELDS; wrong.field++) {
        for_every_window(run_with_wrong_field, write_wanted, write_original);
    }
}

/*
 * Copy and slot are exchanged for another release, complete but unsigned; later the copy and the
 * manifest in flash are put right, and the CRC word, but not the body.
 */
static struct {
    uint8_t image[BUILD_IMAGE_MAX];
    uint8_t manifest[APPVERIFY_MANIFEST_MAX];
} unsigned_release;

static void exchange_release(void)
{
    copy_bytes(fix.image, unsigned_release.image, fix.image_size);
    copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
}

static void put_manifest_right(void)
{
    copy_bytes(fix.manifest, unsigned_release.manifest, fix.manifest_size);
    copy_bytes(fixture_manifest(), unsigned_release.manifest, fix.manifest_size);
    fixture_finish();
}

static void run_with_exchanged_release(void)
{
    fixture_setup(BOOT_NEW);
    fix.body.seed = 9;
    fix.spec.signers[0] = fixture_key(KEY_P256_B);
    fixture_build();
    copy_bytes(unsigned_release.image, fix.image, fix.image_size);
    fixture_setup(BOOT_NEW);
    copy_bytes(unsigned_release.manifest, fixture_manifest(), fix.manifest_size);
    CHECK(run_chain() != APPVERIFY_COMMITTED);
    CHECK_EQUAL(fix.switches, 0);
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void attack_22_release_exchanged_is_not_committed(void)
{
    for_every_window(run_with_exchanged_release, exchange_release, put_manifest_right);
}

/*
 * The headers of blocks lead from one block to the next. Where they are rewritten while keys are
 * tried, nothing beyond the manifest may be taken for a signature.
 */
static void attack_22_block_headers_rewritten_stay_in_the_buffer(void)
{
    for (uint32_t from = 1; from < 12; from++) {
        check_note(from);
        fixture_setup(BOOT_NEW);
        fix.ring.count = 2; /* KEY_RSA_2048 */
        fix.policy.all_keys = 1;
        fix.spec.signer_count = 2;
        fix.spec.signers[1] = fixture_key(KEY_P256_B);
        fixture_build();
        copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
        fill_bytes(fix.manifest + fix.manifest_size, 0, sizeof fix.manifest - fix.manifest_size);
        CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size),
                    APPVERIFY_MORE);
        for (uint32_t i = 0; i < from; i++) {
            (void)appverify_step(&fix.context, 1);
        }
        if (fix.context.result == APPVERIFY_MORE) {
            uint8_t *second = fix.manifest + fix.signed_size + 76;
            second[1] = APPVERIFY_ALGORITHM_RSA_2048_PSS; /* longer than what is left */
            appverify_copy_words(second + 4, fixture_key(KEY_RSA_2048)->id, 8);
            enum appverify_result result;
            do {
                result = appverify_step(&fix.context, 1);
                CHECK(fix.fake.calls[FAKE_SIGNATURE_START] <= 1); /* none for the second block */
            } while (result == APPVERIFY_MORE);
            CHECK_EQUAL(result, APPVERIFY_ERR_CHANGED);
        }
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(attack_22_any_byte_rewritten_is_no_verdict),
    CHECK_CASE(attack_22_release_made_to_fit_is_refused),
    CHECK_CASE(attack_22_release_exchanged_is_not_committed),
    CHECK_CASE(attack_22_block_headers_rewritten_stay_in_the_buffer),
};
CHECK_TABLE(attack_rewritten);
