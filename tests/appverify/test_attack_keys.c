/* SPDX-License-Identifier: MIT */
/* Attacks 9 to 14 of the list in the design: signatures, digests, keys. */
#include "fixture.h"

/* 9. The arithmetic is the port's, and tested with it. Here: each byte of a signature reaches it.
 */
static void attack_09_every_byte_of_a_signature_counts(void)
{
    for (uint32_t key = 0; key < KEY_COUNT; key++) {
        fixture_setup(BOOT_NEW);
        fix.ring.count = KEY_COUNT;
        fix.spec.signers[0] = fixture_key(key);
        fixture_build();
        uint32_t size = appverify_key_signature_size(fixture_key(key));
        for (uint32_t i = 0; i < size; i++) {
            check_note(key * 10000 + i);
            fixture_blocks()[APPVERIFY_BLOCK_HEADER_SIZE + i] ^= 0x80;
            fixture_finish();
            CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_SIGNATURE);
            fixture_blocks()[APPVERIFY_BLOCK_HEADER_SIZE + i] ^= 0x80;
        }
        fill_bytes(fixture_blocks() + APPVERIFY_BLOCK_HEADER_SIZE, 0, size);
        fixture_finish();
        fixture_expect(APPVERIFY_ERR_SIGNATURE);
    }
}

/* A short or long signature is no block, whatever follows it. */
static void attack_09_short_and_long_signatures_are_refused(void)
{
    static const uint8_t algorithms[] = {1, 2, 3, 4};
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; i < CHECK_COUNT(algorithms); i++) {
        for (uint32_t size = 0; size < 500; size++) {
            check_note(i * 1000 + size);
            fixture_blocks()[1] = algorithms[i];
            store_le16(fixture_blocks() + 2, size);
            fixture_finish();
            CHECK_EQUAL(fixture_verify(fix.image_size, 64) == APPVERIFY_OK, i == 0 && size == 64);
        }
    }
}

/* 10. Salt and padding are the port's too: what it does not call valid is not. */
static void attack_10_only_the_exact_yes_of_the_port_counts(void)
{
    for (uint32_t bit = 0; bit < 32; bit++) {
        check_note(bit);
        fixture_setup(BOOT_NEW);
        fix.fake.fail_at[FAKE_SIGNATURE_STEP] = 1;
        fix.fake.reply = APPVERIFY_OK ^ 1u << bit;
        CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_CRYPTO);
    }
    for (uint32_t reply = 0; reply < 256; reply++) {
        check_note(reply);
        fixture_setup(BOOT_NEW);
        fix.fake.fail_at[FAKE_SIGNATURE_STEP] = 1;
        fix.fake.reply = reply;
        CHECK(fixture_verify(0, 64) != APPVERIFY_OK);
    }
}

/* 11. All 32 bytes of the digest are compared, and there is no shorter kind. */
static void attack_11_every_byte_of_the_digest_counts(void)
{
    fixture_setup(BOOT_NEW);
    uint8_t *digest = fixture_manifest() + APPVERIFY_FIXED_SIZE + APPVERIFY_PAYLOAD_DIGEST;
    for (uint32_t i = 0; i < APPVERIFY_DIGEST_SIZE; i++) {
        check_note(i);
        digest[i] ^= 0x01;
        fixture_sign();
        fixture_expect(APPVERIFY_ERR_DIGEST);
        digest[i] ^= 0x01;
    }
    fixture_sign();
    fixture_expect(APPVERIFY_OK);
}

static void attack_11_other_digest_algorithm_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t algorithm = 0; algorithm < 256; algorithm++) {
        check_note(algorithm);
        fix.spec.payloads[0].algorithm = (uint8_t)algorithm;
        fixture_seal();
        fixture_expect(algorithm == 1 ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
    }
}

/* 12. */
static void attack_12_manifest_without_signatures_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.signer_count = 0;
    fixture_build();
    fixture_expect(APPVERIFY_ERR_FORMAT);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_FORMAT);
}

static void attack_12_ring_that_cannot_decide_is_refused(void)
{
    static const uint32_t counts[][2] = {
        {1, 0}, {0, 0}, {0, 1}, {1, 2}, {4, 5}, {9, 1}, {UINT32_MAX, 1}, {1, UINT32_MAX},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(counts); i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.ring.count = counts[i][0];
        fix.ring.threshold = counts[i][1];
        fixture_expect(APPVERIFY_ERR_CONFIG);
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_CONFIG);
    }
}

/* More keys than a manifest has blocks, each a good one. */
static void attack_12_ring_of_nine_keys_is_refused(void)
{
    static uint32_t words[BUILD_SIGNERS_MAX][16];
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; i < BUILD_SIGNERS_MAX; i++) {
        words[i][7] = i;
        fix.ring_keys[i] = (struct appverify_key){1, {i, 0}, words[i], NULL, 0};
    }
    fix.ring.count = BUILD_SIGNERS_MAX;
    fixture_expect(APPVERIFY_ERR_CONFIG);
    fix.ring.count = BUILD_SIGNERS_MAX - 1;
    fixture_expect(APPVERIFY_ERR_SIGNATURE);
}

/* The same key is one key, under another id too. */
static void attack_12_same_key_twice_in_the_ring_is_refused(void)
{
    for (uint32_t key = 0; key < KEY_COUNT; key++) {
        check_note(key);
        fixture_setup(BOOT_NEW);
        fix.ring.count = KEY_COUNT + 1;
        fix.ring.threshold = 2;
        fix.ring_keys[KEY_COUNT] = *fixture_key(key);
        fixture_expect(APPVERIFY_ERR_CONFIG);
        fix.ring_keys[KEY_COUNT].id[0] ^= 1;
        fixture_expect(APPVERIFY_ERR_CONFIG);
    }
}

static void attack_12_key_without_algorithm_is_refused(void)
{
    static const uint32_t algorithms[] = {0, 5, 255, 0x101, 0x104, UINT32_MAX};
    for (uint32_t i = 0; i < CHECK_COUNT(algorithms); i++) {
        check_note(algorithms[i]);
        fixture_setup(BOOT_NEW);
        fix.ring.count = 2;
        fix.ring_keys[1].algorithm = algorithms[i];
        fixture_expect(APPVERIFY_ERR_CONFIG);
    }
}

static void attack_12_one_key_never_reaches_threshold_2(void)
{
    for (uint32_t blocks = 1; blocks <= 8; blocks++) {
        check_note(blocks);
        fixture_setup(BOOT_NEW);
        fix.ring.count = KEY_COUNT;
        fix.ring.threshold = 2;
        fix.spec.signer_count = blocks;
        for (uint32_t i = 0; i < blocks; i++) {
            fix.spec.signers[i] = fixture_key(KEY_P256);
        }
        fixture_build();
        fixture_expect(APPVERIFY_ERR_SIGNATURE);
        fix.spec.signers[blocks - 1] = fixture_key(KEY_P256_B);
        fixture_build();
        fixture_expect(blocks >= 2 ? APPVERIFY_OK : APPVERIFY_ERR_SIGNATURE);
    }
}

/* A report must not turn the verdict: blocks that are bad, or nobody's, just do not count. */
static void attack_12_bad_block_after_the_threshold_changes_no_verdict(void)
{
    for (uint32_t all_keys = 0; all_keys <= 1; all_keys++) {
        fixture_setup(BOOT_NEW);
        fix.policy.all_keys = all_keys;
        fix.ring.count = KEY_P256_B; /* the keys before it */
        fix.spec.signer_count = 4;
        fix.spec.signers[1] = fixture_key(KEY_P256_B);
        fix.spec.signers[2] = fixture_key(KEY_RSA_2048);
        fix.spec.signers[3] = fixture_key(KEY_RSA_3072);
        fixture_build();
        fixture_blocks()[2 * (APPVERIFY_BLOCK_HEADER_SIZE + 64) + 100] ^= 1; /* of RSA_2048 */
        fixture_finish();
        fixture_expect(APPVERIFY_OK);
        CHECK_EQUAL(appverify_get_signing_keys(&fix.context),
                    all_keys ? 1u << KEY_P256 | 1u << KEY_RSA_3072 : 1u << KEY_P256);
        fix.ring.threshold = 3;
        fixture_expect(APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 0);
    }
}

/* The same block again, or one that two keys claim, makes no second signer. */
static void attack_12_all_keys_count_each_key_once(void)
{
    fixture_setup(BOOT_NEW);
    fix.policy.all_keys = 1;
    fix.ring.count = KEY_COUNT;
    fix.spec.signer_count = 3;
    fix.spec.signers[1] = fix.spec.signers[2] = fixture_key(KEY_P256);
    fixture_build();
    fixture_expect(APPVERIFY_OK);
    CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 1u << KEY_P256);
    fix.ring.threshold = 2;
    fixture_expect(APPVERIFY_ERR_SIGNATURE);
}

/* Nobody is named before the verdict, nor for a manifest that the policy refuses. */
static void attack_12_signing_keys_of_a_refused_manifest_are_none(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
    do {
        CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 0);
    } while (appverify_step(&fix.context, 64) == APPVERIFY_MORE);
    CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 1u << KEY_P256);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 1u << KEY_P256);
    appverify_abort(&fix.context);
    CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 0);
    fix.policy.min_counter = 8;
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_ROLLBACK);
    CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 0);
}

/* 13. */
static void attack_13_untrusted_key_is_refused(void)
{
    for (uint32_t key = KEY_RSA_2048; key < KEY_COUNT; key++) {
        check_note(key);
        fixture_setup(BOOT_NEW);
        fix.spec.signers[0] = fixture_key(key);
        fixture_build();
        fixture_expect(APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(fix.fake.calls[FAKE_SIGNATURE_START], 0);
    }
}

/* Under a trusted id, the trusted key's own words decide. */
static void attack_13_untrusted_key_with_trusted_id_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    struct appverify_key disguised = *fixture_key(KEY_P256_B);
    disguised.id[0] = fixture_key(KEY_P256)->id[0];
    disguised.id[1] = fixture_key(KEY_P256)->id[1];
    fix.spec.signers[0] = &disguised;
    fixture_build();
    fixture_expect(APPVERIFY_ERR_SIGNATURE);
    CHECK_EQUAL(fix.fake.calls[FAKE_SIGNATURE_START], 2);
}

static void attack_13_trusted_key_with_other_id_is_refused(void)
{
    for (uint32_t byte = 0; byte < APPVERIFY_KEY_ID_SIZE; byte++) {
        check_note(byte);
        fixture_setup(BOOT_NEW);
        fixture_blocks()[4 + byte] ^= 0x40;
        fixture_finish();
        fixture_expect(APPVERIFY_ERR_SIGNATURE);
    }
}

/* The algorithm is that of the trusted record, never that of the block. */
static void attack_13_key_of_another_algorithm_is_refused(void)
{
    for (uint32_t from = 0; from < KEY_COUNT; from++) {
        for (uint32_t to = 0; to < KEY_COUNT; to++) {
            check_note(from * 10 + to);
            fixture_setup(BOOT_NEW);
            fix.ring_keys[0] = *fixture_key(from);
            struct appverify_key disguised = fixture_disguise(from, to);
            fix.spec.signers[0] = &disguised;
            fixture_build();
            fixture_expect(disguised.algorithm == fixture_key(from)->algorithm
                               ? APPVERIFY_OK
                               : APPVERIFY_ERR_SIGNATURE);
        }
    }
}

static void attack_13_reserved_algorithm_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t algorithm = 4; algorithm < 256; algorithm++) {
        check_note(algorithm);
        fixture_blocks()[1] = (uint8_t)algorithm;
        fixture_finish();
        fixture_expect(APPVERIFY_ERR_FORMAT);
    }
    fixture_blocks()[1] = 0;
    fixture_finish();
    fixture_expect(APPVERIFY_ERR_FORMAT);
}

/* 14. */
static void attack_14_hash_only_image_is_refused(void)
{
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        fixture_setup(boot);
        store_le32(fixture_manifest(), ~appverify_crc32(0, fix.image, fix.body_size));
        fix.image_size = fix.flash.size = fix.body_size + 4;
        fixture_expect(APPVERIFY_ERR_NOT_FOUND);
        fix.image_size = fix.flash.size = build_trailer(fix.image, fix.body_size);
        fixture_expect(APPVERIFY_ERR_NOT_FOUND);
    }
}

/* The signed part alone, right digest and all. */
static void attack_14_signed_part_without_blocks_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.manifest_size = fix.signed_size;
    fixture_finish();
    CHECK(fixture_verify(fix.image_size, 64) != APPVERIFY_OK);
    CHECK(fixture_verify(0, 64) != APPVERIFY_OK);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_FORMAT);
}

static const struct check_case cases[] = {
    CHECK_CASE(attack_09_every_byte_of_a_signature_counts),
    CHECK_CASE(attack_09_short_and_long_signatures_are_refused),
    CHECK_CASE(attack_10_only_the_exact_yes_of_the_port_counts),
    CHECK_CASE(attack_11_every_byte_of_the_digest_counts),
    CHECK_CASE(attack_11_other_digest_algorithm_is_refused),
    CHECK_CASE(attack_12_manifest_without_signatures_is_refused),
    CHECK_CASE(attack_12_ring_that_cannot_decide_is_refused),
    CHECK_CASE(attack_12_ring_of_nine_keys_is_refused),
    CHECK_CASE(attack_12_same_key_twice_in_the_ring_is_refused),
    CHECK_CASE(attack_12_key_without_algorithm_is_refused),
    CHECK_CASE(attack_12_one_key_never_reaches_threshold_2),
    CHECK_CASE(attack_12_bad_block_after_the_threshold_changes_no_verdict),
    CHECK_CASE(attack_12_all_keys_count_each_key_once),
    CHECK_CASE(attack_12_signing_keys_of_a_refused_manifest_are_none),
    CHECK_CASE(attack_13_untrusted_key_is_refused),
    CHECK_CASE(attack_13_untrusted_key_with_trusted_id_is_refused),
    CHECK_CASE(attack_13_trusted_key_with_other_id_is_refused),
    CHECK_CASE(attack_13_key_of_another_algorithm_is_refused),
    CHECK_CASE(attack_13_reserved_algorithm_is_refused),
    CHECK_CASE(attack_14_hash_only_image_is_refused),
    CHECK_CASE(attack_14_signed_part_without_blocks_is_refused),
};
CHECK_TABLE(attack_keys);
