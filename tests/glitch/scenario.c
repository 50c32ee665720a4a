/* SPDX-License-Identifier: MIT */
#include "scenario.h"

/* A release that nobody has signed: what is left in RAM of the last one is no help. */
static void next_release(void)
{
    fix.spec.patch++;
    fixture_seal();
}

static void spoil_first_signature(void)
{
    uint8_t *signature = fixture_blocks() + APPVERIFY_BLOCK_HEADER_SIZE;
    for (uint32_t i = 0; i < APPVERIFY_ECDSA_P256_SIZE; i++) {
        signature[i] ^= (uint8_t)(0x5A + i);
    }
    fixture_finish();
}

static void garbage_signature(void)
{
    next_release();
    spoil_first_signature();
}

/* Two bytes of a RAM segment, so that the image's own checksum holds. */
static void unsigned_body(void)
{
    uint32_t last = fix.body_size - 17;
    fix.image[last] ^= 0x40;
    fix.image[last - 1] ^= 0x40;
    fixture_finish();
}

/* One bit in the middle, signed by the trusted key. */
static void other_product(void)
{
    fix.spec.class_id[6] ^= 1;
    fixture_seal();
}

static void other_vendor(void)
{
    fix.spec.vendor_id[9] ^= 0x80;
    fixture_seal();
}

static void other_slot(void)
{
    fix.spec.payloads[0] = fix.spec.payloads[1];
    fix.spec.payload_count = 1;
    fixture_seal();
}

static void lower_counter(void)
{
    fix.spec.counter = 4;
    fixture_seal();
}

static void store_counter(uint32_t counter)
{
    const struct appverify_store_state state = {counter, 0, 0, 0};
    CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
}

/* Raised once: the second sector is blank. */
static void raised_store(void)
{
    store_counter(8);
}

static void raised_store_trial(void)
{
    store_counter(8);
    fix.commit.trial_boots = 3;
}

/* The older record would let the release pass. */
static void raised_store_again(void)
{
    store_counter(6);
    store_counter(8);
}

static void raised_store_again_trial(void)
{
    store_counter(6);
    store_counter(8);
    fix.commit.trial_boots = 3;
}

static void sign_with(const struct appverify_key *first, const struct appverify_key *second)
{
    fix.spec.signers[0] = first;
    fix.spec.signers[1] = second;
    fix.spec.signer_count = second != NULL ? 2 : 1;
    next_release();
}

static void one_of_two(void)
{
    sign_with(fixture_key(KEY_P256), NULL);
}

static void one_of_two_twice(void)
{
    sign_with(fixture_key(KEY_P256), fixture_key(KEY_P256));
}

/* The other block is there, and wrong. */
static void one_of_two_and_garbage(void)
{
    sign_with(fixture_key(KEY_P256_B), fixture_key(KEY_P256));
    spoil_first_signature();
}

#define ATTACK(function, allowed, refusal)                                                         \
    {                                                                                              \
#function, function, allowed, refusal                                                      \
    }

const struct glitch_attack glitch_attacks[] = {
    ATTACK(garbage_signature, LEVEL_NOTHING, APPVERIFY_ERR_SIGNATURE),
    ATTACK(unsigned_body, LEVEL_MANIFEST, APPVERIFY_ERR_DIGEST),
    ATTACK(other_product, LEVEL_NOTHING, APPVERIFY_ERR_CLASS),
    ATTACK(other_vendor, LEVEL_NOTHING, APPVERIFY_ERR_VENDOR),
    ATTACK(other_slot, LEVEL_NOTHING, APPVERIFY_ERR_SLOT),
    ATTACK(lower_counter, LEVEL_NOTHING, APPVERIFY_ERR_ROLLBACK),
    ATTACK(raised_store, LEVEL_IMAGE, APPVERIFY_ERR_ROLLBACK),
    ATTACK(raised_store_trial, LEVEL_IMAGE, APPVERIFY_ERR_ROLLBACK),
    ATTACK(raised_store_again, LEVEL_IMAGE, APPVERIFY_ERR_ROLLBACK),
    ATTACK(raised_store_again_trial, LEVEL_IMAGE, APPVERIFY_ERR_ROLLBACK),
    ATTACK(one_of_two, LEVEL_NOTHING, APPVERIFY_ERR_SIGNATURE),
    ATTACK(one_of_two_twice, LEVEL_NOTHING, APPVERIFY_ERR_SIGNATURE),
    ATTACK(one_of_two_and_garbage, LEVEL_NOTHING, APPVERIFY_ERR_SIGNATURE),
};
const uint32_t glitch_attack_count = CHECK_COUNT(glitch_attacks);

static int wants_two(const struct glitch_attack *attack)
{
    return attack->prepare == one_of_two || attack->prepare == one_of_two_twice ||
           attack->prepare == one_of_two_and_garbage;
}

void glitch_prepare(const struct glitch_attack *attack)
{
    fixture_setup(BOOT_NEW);
    if (wants_two(attack)) {
        fix.ring_keys[1] = *fixture_key(KEY_P256_B);
        fix.ring.count = 2;
        fix.ring.threshold = 2;
        sign_with(fixture_key(KEY_P256), fixture_key(KEY_P256_B));
    }
    glitch_verify_release();
    attack->prepare();
    fake_flash_reset(&fix.flash);
}

int glitch_applies(const struct glitch_attack *attack, enum glitch_path path)
{
    return path != PATH_WEAK || attack->prepare == garbage_signature;
}
