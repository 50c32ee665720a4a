/* SPDX-License-Identifier: MIT */
/* What only a fault gets to: the second looks and the sums that stand behind each branch, called by
 * themselves or after a word in RAM was changed. tests/glitch changes the instructions instead. */
#include "context.h"
#include "fixture.h"

#define EQUAL_BYTES 0x2D96E35Au /* and 2 for each byte */
#define LENGTH_MAX 40u

/* Each difference is in the sum twice, once from either end, so that none can be left out. */
static void compare_adds_every_difference_from_both_ends(void)
{
    uint8_t a[LENGTH_MAX];
    uint8_t b[LENGTH_MAX];
    for (uint32_t i = 0; i < LENGTH_MAX; i++) {
        a[i] = b[i] = (uint8_t)(i * 37u);
    }
    for (uint32_t length = 1; length <= LENGTH_MAX; length++) {
        CHECK_EQUAL(appverify_compare(a, b, length), EQUAL_BYTES + 2 * length);
        for (uint32_t bit = 0; bit < 8 * length; bit++) {
            uint32_t difference = 1u << bit % 8;
            check_note(length * 1000 + bit);
            b[bit / 8] ^= (uint8_t)difference;
            CHECK_EQUAL(appverify_compare(a, b, length), EQUAL_BYTES + 2 * (length + difference));
            CHECK_EQUAL(appverify_compare(b, a, length), EQUAL_BYTES + 2 * (length + difference));
            b[bit / 8] ^= (uint8_t)difference;
        }
    }
    for (uint32_t i = 0; i < LENGTH_MAX; i++) {
        b[i] = (uint8_t)~a[i];
    }
    CHECK_EQUAL(appverify_compare(a, b, LENGTH_MAX), EQUAL_BYTES + 2 * LENGTH_MAX * 256);
}

/* Of two pointers one was damaged: nothing was compared. */
static void compare_with_itself_is_not_equal(void)
{
    const uint8_t bytes[LENGTH_MAX] = {1, 2, 3};
    for (uint32_t length = 1; length <= LENGTH_MAX; length++) {
        CHECK(appverify_compare(bytes, bytes, length) != EQUAL_BYTES + 2 * length);
    }
}

static void counter_below_is_that_of_numbers_without_a_sign(void)
{
    static const uint32_t numbers[] = {
        0, 1, 2, 7, 0x7FFFFFFE, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF,
    };
    uint8_t copy[APPVERIFY_FIXED_SIZE] = {0};
    fix.context.manifest.bytes = copy;
    for (uint32_t i = 0; i < CHECK_COUNT(numbers); i++) {
        for (uint32_t k = 0; k < CHECK_COUNT(numbers); k++) {
            check_note(i * 100 + k);
            store_le32(copy + 52, numbers[i]);
            fix.context.manifest.security_counter = numbers[i];
            CHECK_EQUAL(appverify_counter_below(&fix.context, &numbers[k]) != 0, i < k);
        }
    }
}

/* Word of the context and word of the copy: neither is taken for the other. */
static void counter_that_is_not_the_one_of_the_copy_is_below(void)
{
    const uint32_t least = 5;
    for (uint32_t i = 0; i <= 1; i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        CHECK_EQUAL(appverify_counter_below(&fix.context, &least), 0);
        store_le32(fix.manifest + 52, i ? 9 : 4);
        CHECK(appverify_counter_below(&fix.context, &least) != 0);
        store_le32(fix.manifest + 52, 7);
        fix.context.manifest.security_counter = i ? 9 : 4;
        CHECK(appverify_counter_below(&fix.context, &least) != 0);
    }
}

/* Until a signature is under way, or is checked. */
static void begin_and_step_to(uint32_t state, uint32_t valid_keys)
{
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, fix.image_size), APPVERIFY_MORE);
    enum appverify_result result = APPVERIFY_MORE;
    while (result == APPVERIFY_MORE &&
           (fix.context.state != state || fix.context.valid_keys != valid_keys)) {
        result = appverify_step(&fix.context, 64);
    }
    CHECK_EQUAL(result, APPVERIFY_MORE);
}

/* The number of the next key went back to that of the one that has signed. */
static void key_that_is_tried_again_does_not_count_twice(void)
{
    fixture_setup(BOOT_NEW);
    fix.ring.count = KEY_COUNT;
    fix.ring.threshold = 2;
    begin_and_step_to(STATE_PICK_KEY, 1);
    fix.context.key = KEY_P256;
    CHECK_EQUAL(fixture_run(64), APPVERIFY_ERR_STATE);
    CHECK_EQUAL(fix.context.valid_keys, 2);
}

/* The number changed while its signature was checked. */
static void key_that_signs_is_the_one_that_the_port_was_given(void)
{
    fixture_setup(BOOT_NEW);
    fix.ring.count = KEY_COUNT;
    begin_and_step_to(STATE_SIGNATURE, 0);
    fix.context.key = KEY_P256_B;
    CHECK_EQUAL(fixture_run(64), APPVERIFY_OK);
    CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 1u << KEY_P256);
}

static enum appverify_result say_ok(struct appverify_context *context)
{
    (void)context;
    return APPVERIFY_OK;
}

/* The word of the verdict, of a function within, is none without the evidence. */
static void success_within_is_no_verdict(void)
{
    static const struct appverify_commit_stages stages = {say_ok, say_ok};
    for (uint32_t steps = 0; steps <= 1; steps++) {
        check_note(steps);
        fixture_setup(BOOT_NEW);
        CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_OK);
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
        for (uint32_t i = 0; i < steps; i++) {
            CHECK_EQUAL(appverify_step(&fix.context, ALL_AT_ONCE), APPVERIFY_MORE);
        }
        fix.context.commit_stages = &stages;
        CHECK_EQUAL(fixture_run(ALL_AT_ONCE), APPVERIFY_ERR_STATE);
    }
}

/* No store comes to this by itself: a newer record that is whole and has a lower counter. */
static void store_whose_counter_went_down_is_refused(void)
{
    for (uint32_t writes = 2; writes <= 3; writes++) {
        struct appverify_store_state state = {10, 0, 0, 0};
        check_note(writes);
        fixture_setup(BOOT_NEW);
        for (uint32_t i = 0; i < writes; i++) {
            state.security_counter++;
            CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
        }
        uint32_t before = state.security_counter - 1;
        uint8_t *newest = fix.flash.sectors[(writes - 1) % 2];
        fixture_set_record_word(newest, 8, before - 1);
        fixture_set_record_word(newest, 24, appverify_crc32(0, newest, 24));
        CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_ERR_STORE);
        fixture_set_record_word(newest, 8, before);
        fixture_set_record_word(newest, 24, appverify_crc32(0, newest, 24));
        CHECK_EQUAL(fixture_stored().security_counter, before);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(compare_adds_every_difference_from_both_ends),
    CHECK_CASE(compare_with_itself_is_not_equal),
    CHECK_CASE(counter_below_is_that_of_numbers_without_a_sign),
    CHECK_CASE(counter_that_is_not_the_one_of_the_copy_is_below),
    CHECK_CASE(key_that_is_tried_again_does_not_count_twice),
    CHECK_CASE(key_that_signs_is_the_one_that_the_port_was_given),
    CHECK_CASE(success_within_is_no_verdict),
    CHECK_CASE(store_whose_counter_went_down_is_refused),
};
CHECK_TABLE(second_look);
