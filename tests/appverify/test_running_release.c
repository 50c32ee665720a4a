/* SPDX-License-Identifier: MIT */
/* What runs, by the manifest in its own slot. */
#include "fixture.h"

#include "appverify/image_format.h"
#include "appverify/running_release.h"

static struct appverify_running_slot running;
static struct appverify_manifest manifest;

static void setup(uint32_t boot_mode)
{
    fixture_setup(boot_mode);
    running = (struct appverify_running_slot){
        .slot = fix.policy.slot,
        .slot_offset = fix.policy.slot_offset,
        .slot_limit = fix.policy.slot_limit,
        .flash_map = fix.policy.flash_map,
        .boot_mode = boot_mode,
        .body_size = boot_mode == BOOT_OLD ? fix.body_size : 0,
    };
}

static enum appverify_result read_release(void)
{
    fill_bytes((uint8_t *)&manifest, 0xA5, sizeof manifest);
    return appverify_read_running_release(&manifest, &fix.storage, &running, fix.manifest,
                                          sizeof fix.manifest);
}

static void release_that_runs_is_read(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        check_note(boot_mode);
        setup(boot_mode);
        CHECK_EQUAL(read_release(), APPVERIFY_OK);
        CHECK_EQUAL(manifest.version_major, fix.spec.major);
        CHECK_EQUAL(manifest.version_minor, fix.spec.minor);
        CHECK_EQUAL(manifest.version_patch, fix.spec.patch);
        CHECK_EQUAL(manifest.version_build, fix.spec.build);
        CHECK_EQUAL(manifest.security_counter, 7);
        CHECK_EQUAL(manifest.size, fix.manifest_size);
        for (uint32_t i = 0; i < APPVERIFY_UUID_SIZE; i++) {
            CHECK_EQUAL(manifest.vendor_id[i], fix.spec.vendor_id[i]);
            CHECK_EQUAL(manifest.class_id[i], fix.spec.class_id[i]);
        }
        CHECK(manifest.bytes == fix.manifest);
        CHECK_EQUAL(fix.flash.violations, 0);
    }
}

/* Of an image that was built, and never signed. */
static void unsigned_image_has_none(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        check_note(boot_mode);
        setup(boot_mode);
        fill_bytes(fix.image + fix.body_size, 0xFF, fix.image_size - fix.body_size);
        CHECK_EQUAL(read_release(), APPVERIFY_ERR_NOT_FOUND);
        fill_bytes(fix.image, 0xFF, fix.image_size);
        CHECK_EQUAL(read_release(), APPVERIFY_ERR_NOT_FOUND);
    }
}

/* The body of a shorter image, with nothing behind it up to a manifest at stale. */
static void write_shorter_body(uint32_t stale)
{
    fix.body.irom_size = 16;
    fix.body.seed++;
    fix.body_size = build_body(fix.image, &fix.body);
    fill_bytes(fix.image + fix.body_size, 0xFF, stale - fix.body_size);
    if (fix.body.boot_mode == BOOT_OLD) {
        running.body_size = fix.body_size;
    }
}

/* A longer image, and the place of its manifest. */
static uint32_t write_longer_image(uint32_t boot_mode)
{
    setup(boot_mode);
    fix.body.irom_size = 1024;
    fixture_build();
    return fix.body_size;
}

/* Of a longer image before the one that runs: whoever searches from the end of the slot finds it,
 * where it says that it is, and with good signatures. */
static void manifest_of_an_older_image_is_not_found(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        check_note(boot_mode);
        uint32_t stale = write_longer_image(boot_mode);
        CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_OK);
        write_shorter_body(stale);
        CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_ERR_DIGEST);
        CHECK_EQUAL(appverify_manifest_parse(&manifest, fix.image + stale, fix.manifest_size),
                    APPVERIFY_OK);
        CHECK_EQUAL(manifest.payloads[0].length, stale);
        CHECK_EQUAL(read_release(), APPVERIFY_ERR_NOT_FOUND);
    }
}

static void manifest_of_the_shorter_image_is_read(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        check_note(boot_mode);
        uint32_t stale = write_longer_image(boot_mode);
        uint32_t end = fix.flash.size;
        write_shorter_body(stale);
        fix.spec.patch = 99;
        fixture_seal();
        fix.flash.size = end;
        CHECK_EQUAL(read_release(), APPVERIFY_OK);
        CHECK_EQUAL(manifest.version_patch, 99);
    }
}

/* Its end block says another length than its blocks have, that of a manifest in the last signature,
 * which is good but for not being where the body ends. */
static void manifest_with_two_lengths_is_refused(void)
{
    setup(BOOT_OLD);
    uint32_t second = fix.manifest_size;
    fix.spec.signer_count = 2;
    fix.spec.signers[1] = fixture_key(KEY_RSA_2048);
    fixture_build();
    CHECK(second - APPVERIFY_END_SIZE <= APPVERIFY_RSA_2048_SIZE);
    uint32_t at = fix.manifest_size - second;
    fix.spec.signer_count = 1;
    fix.spec.payloads[0].length += at;
    (void)build_signed_part(fixture_manifest() + at, &fix.spec);
    CHECK_EQUAL(build_blocks(fixture_manifest() + at, fix.signed_size, &fix.spec), second);
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_FORMAT);
    running.body_size += at;
    CHECK_EQUAL(read_release(), APPVERIFY_OK);
}

static void malformed_manifest_is_refused(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        check_note(boot_mode);
        setup(boot_mode);
        fix.spec.reserved = 1;
        fixture_seal();
        CHECK_EQUAL(read_release(), APPVERIFY_ERR_FORMAT);
        fix.spec.reserved = 0;
        fix.spec.format_version = 2;
        fixture_seal();
        CHECK_EQUAL(read_release(), APPVERIFY_ERR_VERSION);
    }
}

static void as_many_signatures_as_there_may_be_are_read(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        check_note(boot_mode);
        setup(boot_mode);
        for (uint32_t i = 0; i < BUILD_SIGNERS_MAX; i++) {
            fix.spec.signers[i] = fixture_key(KEY_RSA_3072);
        }
        fix.spec.signer_count = APPVERIFY_SIGNATURES_MAX;
        fixture_build();
        CHECK_EQUAL(read_release(), APPVERIFY_OK);
        CHECK_EQUAL(manifest.signature_count, APPVERIFY_SIGNATURES_MAX);
        fix.spec.signer_count++;
        fixture_build();
        CHECK_EQUAL(read_release(), APPVERIFY_ERR_FORMAT);
    }
}

static void release_for_another_place_is_refused(void)
{
    setup(BOOT_NEW);
    running.flash_map++;
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_MAP);
    setup(BOOT_NEW);
    running.slot = 3;
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_SLOT);
    setup(BOOT_NEW);
    running.slot = 2;
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_SLOT); /* the other image is elsewhere */
    setup(BOOT_NEW);
    fix.spec.flash_map |= APPVERIFY_MAP_OWN_LAYOUT;
    fix.spec.payloads[0].flash_offset += 4096;
    fixture_seal();
    running.flash_map = fix.spec.flash_map;
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_SLOT);
    setup(BOOT_NEW);
    fix.spec.boot_mode = BOOT_OLD;
    fixture_seal();
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_BOOT);
    setup(BOOT_NEW);
    fix.spec.payloads[0].length += 16;
    fix.signed_size = build_signed_part(fixture_manifest(), &fix.spec);
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_LENGTH);
}

static void buffer_that_is_too_short_is_refused(void)
{
    setup(BOOT_NEW);
    for (uint32_t capacity = 0; capacity <= fix.manifest_size; capacity++) {
        check_note(capacity);
        fill_bytes(fix.manifest, 0x77, sizeof fix.manifest);
        CHECK_EQUAL(appverify_read_running_release(&manifest, &fix.storage, &running, fix.manifest,
                                                   capacity),
                    capacity < fix.manifest_size ? APPVERIFY_ERR_LENGTH : APPVERIFY_OK);
        CHECK_EQUAL(fix.manifest[capacity], 0x77);
    }
}

/* Cut anywhere, with erased flash behind. */
static void truncated_manifest_is_refused(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        setup(boot_mode);
        if (boot_mode == BOOT_OLD) {
            fix.body.irom_size = 17; /* its manifest is not aligned */
            fixture_build();
            running.body_size = fix.body_size;
        }
        uint32_t whole = fix.body_size + fix.manifest_size;
        for (uint32_t size = fix.body_size; size <= whole; size++) {
            check_note(size);
            fix.flash.size = size;
            CHECK_EQUAL(read_release() == APPVERIFY_OK, size == whole);
        }
        for (uint32_t limit = 0; limit <= fix.body_size + fix.manifest_size; limit++) {
            check_note(limit);
            running.slot_limit = limit;
            fix.flash.slot_limit = limit;
            fix.flash.size = whole;
            CHECK_EQUAL(read_release(), limit == whole ? APPVERIFY_OK : APPVERIFY_ERR_NOT_FOUND);
        }
        CHECK_EQUAL(fix.flash.violations, 0);
    }
}

/* Blocks without end, and what is read of them. */
static void blocks_without_end_are_not_followed(void)
{
    setup(BOOT_OLD);
    for (uint32_t at = fix.body_size + fix.signed_size; at + 12 <= BUILD_IMAGE_MAX; at += 12) {
        fill_bytes(fix.image + at, 0, 12);
        fix.image[at] = APPVERIFY_BLOCK_SIGNATURE;
    }
    fix.flash.size = BUILD_IMAGE_MAX;
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_FORMAT);
    CHECK(fix.flash.reads < 20);
}

/* Every byte that counts, changed: nothing is read outside of the slot, and not often. */
static void changed_slot_is_read_within_its_bounds(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        setup(boot_mode);
        for (uint32_t at = boot_mode == BOOT_OLD ? fix.body_size : 0; at < fix.image_size; at++) {
            check_note(at);
            for (uint32_t bit = 0; bit < 8; bit++) {
                fix.image[at] ^= (uint8_t)(1u << bit);
                fix.flash.reads = 0;
                (void)read_release();
                CHECK(fix.flash.reads < 60);
                fix.image[at] ^= (uint8_t)(1u << bit);
            }
            CHECK_EQUAL(fix.flash.violations, 0);
        }
    }
}

static void wrong_end_of_irom_finds_nothing(void)
{
    setup(BOOT_OLD);
    for (uint32_t size = 0; size < fix.image_size; size++) {
        if (size == fix.body_size) {
            continue;
        }
        check_note(size);
        running.body_size = size;
        CHECK_EQUAL(read_release(), APPVERIFY_ERR_NOT_FOUND);
    }
    running.body_size = UINT32_MAX;
    CHECK_EQUAL(read_release(), APPVERIFY_ERR_NOT_FOUND);
    CHECK_EQUAL(fix.flash.violations, 0);
}

static void flash_that_fails_is_told(void)
{
    for (uint32_t boot_mode = BOOT_OLD; boot_mode <= BOOT_NEW; boot_mode++) {
        setup(boot_mode);
        CHECK_EQUAL(read_release(), APPVERIFY_OK);
        uint32_t reads = fix.flash.reads;
        CHECK(reads > 4);
        for (uint32_t at = 1; at <= reads; at++) {
            check_note(at);
            fake_flash_reset(&fix.flash);
            fix.flash.fail_at = at;
            CHECK_EQUAL(read_release(), APPVERIFY_ERR_READ);
            CHECK_EQUAL(fix.flash.reads, at);
        }
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(release_that_runs_is_read),
    CHECK_CASE(unsigned_image_has_none),
    CHECK_CASE(manifest_of_an_older_image_is_not_found),
    CHECK_CASE(manifest_of_the_shorter_image_is_read),
    CHECK_CASE(manifest_with_two_lengths_is_refused),
    CHECK_CASE(malformed_manifest_is_refused),
    CHECK_CASE(as_many_signatures_as_there_may_be_are_read),
    CHECK_CASE(release_for_another_place_is_refused),
    CHECK_CASE(buffer_that_is_too_short_is_refused),
    CHECK_CASE(truncated_manifest_is_refused),
    CHECK_CASE(blocks_without_end_are_not_followed),
    CHECK_CASE(changed_slot_is_read_within_its_bounds),
    CHECK_CASE(wrong_end_of_irom_finds_nothing),
    CHECK_CASE(flash_that_fails_is_told),
};
CHECK_TABLE(running_release);
