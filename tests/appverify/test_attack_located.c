/* SPDX-License-Identifier: MIT */
/* What leads to the manifest in the slot, and the manifest that lies there: none of it is signed.
 */
#include "fixture.h"

/* A segment whose length goes round past 4 GiB, back into irom, to another manifest. */
static void attack_04_segment_that_leads_back_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.body.irom_size = 1024;
    fixture_build();
    copy_bytes(fix.image + 32, fixture_manifest(), fix.manifest_size);
    const uint32_t segments = 16 + fix.body.irom_size + 8;
    const uint32_t last = segments + 8 + fix.body.segments[0].size;
    CHECK_EQUAL(fix.image[last + 4], fix.body.segments[1].size);
    store_le32(fix.image + last + 4, 31 - (last + 8));
    CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_NOT_FOUND);
}

static void attack_01_manifest_without_body_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    copy_bytes(fix.image, fixture_manifest(), fix.manifest_size);
    fix.image_size = fix.flash.size = build_trailer(fix.image, fix.manifest_size);
    CHECK_EQUAL(fixture_verify(fix.image_size, 64), APPVERIFY_ERR_NOT_FOUND);
}

/* On the largest map: what is taken for lengths of blocks in erased flash stays in the slot. */
static void attack_14_nothing_behind_the_body_is_no_manifest(void)
{
    fixture_setup(BOOT_NEW);
    fixture_place(6, 1);
    for (uint32_t more = 0; more <= 8; more++) {
        check_note(more);
        fill_bytes(fixture_manifest(), 0x41, more);
        fix.flash.size = fix.body_size + more;
        fix.flash.reads = 0;
        CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_NOT_FOUND);
        CHECK(fix.flash.reads < 10);
    }
}

/* Blocks of no bytes up to the end of the slot: no more of them are read than there may be. */
static void attack_04_blocks_without_end_are_not_followed(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t at = fix.body_size + fix.signed_size; at + 12 <= BUILD_IMAGE_MAX; at += 12) {
        fill_bytes(fix.image + at, 0, 12);
        fix.image[at] = APPVERIFY_BLOCK_SIGNATURE;
    }
    fix.flash.size = BUILD_IMAGE_MAX;
    CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_FORMAT);
    CHECK(fix.flash.reads < 30);
}

/* The manifest in flash is the judged one to its last byte, in every piece that it is read in. */
static void attack_07_any_byte_of_a_long_manifest_in_flash_counts(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.signer_count = 4;
    for (uint32_t i = 1; i < 4; i++) {
        fix.spec.signers[i] = fixture_key(i);
    }
    fixture_build();
    CHECK(fix.manifest_size > 3 * 256);
    for (uint32_t i = 0; i < fix.manifest_size; i++) {
        check_note(i);
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        fixture_manifest()[i] ^= 0x10;
        fixture_finish(); /* with the right CRC word */
        CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
        CHECK_EQUAL(fixture_run(ALL_AT_ONCE), APPVERIFY_ERR_MANIFEST_COPY);
        fixture_manifest()[i] ^= 0x10;
        fixture_finish();
    }
}

/* Each byte of the digest that the signatures were over is compared in a recheck. */
static void attack_22_every_byte_of_the_signed_digest_counts(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; i < APPVERIFY_DIGEST_SIZE; i++) {
        check_note(i);
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        fix.context.signed_digest[i] ^= 1;
        CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
        CHECK_EQUAL(fixture_run(ALL_AT_ONCE), APPVERIFY_ERR_CHANGED);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(attack_04_segment_that_leads_back_is_refused),
    CHECK_CASE(attack_01_manifest_without_body_is_refused),
    CHECK_CASE(attack_14_nothing_behind_the_body_is_no_manifest),
    CHECK_CASE(attack_04_blocks_without_end_are_not_followed),
    CHECK_CASE(attack_07_any_byte_of_a_long_manifest_in_flash_counts),
    CHECK_CASE(attack_22_every_byte_of_the_signed_digest_counts),
};
CHECK_TABLE(attack_located);
