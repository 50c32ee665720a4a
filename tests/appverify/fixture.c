/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define STEPS_MAX 200000u

struct fixture fix;

static uint32_t key_words[KEY_COUNT][APPVERIFY_RSA_3072_SIZE / 4];
static struct appverify_key keys[KEY_COUNT];

static void make_keys(void)
{
    static const uint32_t algorithms[KEY_COUNT] = {
        APPVERIFY_ALGORITHM_ECDSA_P256,   APPVERIFY_ALGORITHM_RSA_2048_PSS,
        APPVERIFY_ALGORITHM_RSA_3072_PSS, APPVERIFY_ALGORITHM_ECDSA_P256,
        APPVERIFY_ALGORITHM_LMS,
    };
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        uint32_t seed = i + 1;
        for (uint32_t k = 0; k < APPVERIFY_RSA_3072_SIZE / 4; k++) {
            seed = seed * 1664525u + 1013904223u;
            key_words[i][k] = seed;
        }
        keys[i].algorithm = algorithms[i];
        keys[i].id[0] = 0xA0B0C000u + i;
        keys[i].id[1] = ~i;
        keys[i].words = key_words[i];
    }
    key_words[KEY_LMS][0] = (APPVERIFY_LMS_TYPE_H5 + 1) << 24;
    key_words[KEY_LMS][1] = APPVERIFY_LMS_ONE_TIME << 24;
}

const struct appverify_key *fixture_key(uint32_t number)
{
    return &keys[number];
}

struct appverify_key fixture_disguise(uint32_t number, uint32_t as)
{
    struct appverify_key disguised = keys[number];
    disguised.algorithm = keys[as].algorithm;
    if (as == KEY_LMS) {
        disguised.words = keys[as].words; /* the length is in them */
    }
    return disguised;
}

/* "vendor of device" and "the product, one" */
static const uint32_t vendor_words[] = {0x646E6576, 0x6F20726F, 0x65642066, 0x65636976};
static const uint32_t class_words[] = {0x20656874, 0x646F7270, 0x2C746375, 0x656E6F20};

static void make_device(void)
{
    fake_crypto_init(&fix.crypto, &fix.fake);
    fake_flash_init(&fix.flash, &fix.storage, fix.image, 0);
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        fix.ring_keys[i] = keys[i];
    }
    fix.ring = (struct appverify_key_ring){fix.ring_keys, 1, 1};
    fix.policy = (struct appverify_policy){
        .keys = &fix.ring,
        .vendor_id = vendor_words,
        .class_id = class_words,
        .min_counter = 5,
    };
    fix.config = (struct appverify_config){
        .storage = &fix.storage,
        .crypto = &fix.crypto,
        .policy = &fix.policy,
        .manifest = fix.manifest,
        .manifest_capacity = sizeof fix.manifest,
    };
}

static enum appverify_result switch_slot(void *context, uint32_t slot)
{
    struct fixture *fixture = context;
    fixture->switches++;
    fixture->switched_to = slot;
    return (enum appverify_result)fixture->switch_reply;
}

static void make_commit(void)
{
    fix.store =
        (struct appverify_store){&fix.storage, {FAKE_FLASH_SECTORS, FAKE_FLASH_SECTORS + 4096}};
    fix.platform = (struct appverify_platform){switch_slot, &fix};
    fix.commit = (struct appverify_commit){&fix.store, &fix.platform, 0};
    fix.switches = 0;
    fix.switched_to = 0;
    fix.switch_reply = APPVERIFY_OK;
}

static void make_release(uint32_t boot_mode)
{
    fix.body = (struct build_body){
        .boot_mode = boot_mode,
        .irom_size = 16,
        .entry = 0x40100004,
        .segment_count = 2,
        .segments = {{0x40100000, 16}, {0x3FFE8000, 8}},
        .seed = 1,
    };
    fix.spec = (struct build_manifest){
        .magic = 0x4D425041,
        .format_version = 1,
        .payload_count = 2,
        .major = 1,
        .minor = 2,
        .patch = 3,
        .build = 4,
        .counter = 7,
        .boot_mode = (uint8_t)boot_mode,
        .payloads = {{.slot = 1, .algorithm = 1, .length = 200},
                     {.slot = 2, .algorithm = 1, .length = 300}},
        .signers = {&keys[KEY_P256]},
        .signer_count = 1,
    };
    copy_bytes(fix.spec.vendor_id, (const uint8_t *)"vendor of device", APPVERIFY_UUID_SIZE);
    copy_bytes(fix.spec.class_id, (const uint8_t *)"the product, one", APPVERIFY_UUID_SIZE);
    build_tlv(&fix.spec, APPVERIFY_TLV_BUILD_ID, 6, 'b');
}

void fixture_setup(uint32_t boot_mode)
{
    make_keys();
    make_device();
    make_commit();
    make_release(boot_mode);
    fix.policy.boot_mode = boot_mode;
    fixture_place(2, 1);
}

void fixture_place(uint32_t map, uint32_t slot)
{
    uint32_t second = map == 0 ? 0x41000u : map <= 4 ? 0x81000u : 0x101000u;
    uint32_t limit = map == 0 ? 0x3A000u : map <= 4 ? 0x7A000u : 0xFA000u;
    fix.spec.flash_map = (uint8_t)map;
    fix.spec.payloads[0].flash_offset = 0x1000;
    fix.spec.payloads[1].flash_offset = second;
    fix.policy.flash_map = map;
    fix.policy.slot = slot;
    fix.policy.slot_offset = slot == 1 ? 0x1000 : second;
    fix.policy.slot_limit = limit;
    fix.flash.slot_offset = fix.policy.slot_offset;
    fix.flash.slot_limit = limit;
    fixture_build();
}

void fixture_build(void)
{
    fix.body_size = build_body(fix.image, &fix.body);
    fixture_seal();
}

void fixture_seal(void)
{
    uint32_t index = fix.policy.slot == 2 ? 1 : 0;
    fix.spec.payloads[index].length = fix.body_size;
    fake_digest(fix.spec.payloads[index].digest, fix.image, fix.body_size);
    fix.signed_size = build_signed_part(fixture_manifest(), &fix.spec);
    fixture_sign();
}

void fixture_sign(void)
{
    fix.manifest_size = build_blocks(fixture_manifest(), fix.signed_size, &fix.spec);
    fixture_finish();
}

void fixture_finish(void)
{
    fix.image_size = build_trailer(fix.image, fix.body_size + fix.manifest_size);
    fix.flash.size = fix.image_size;
}

uint8_t *fixture_manifest(void)
{
    return fix.image + fix.body_size;
}

uint8_t *fixture_blocks(void)
{
    return fixture_manifest() + fix.signed_size;
}

int fixture_is_free(uint32_t at)
{
    return at >= fix.signed_size + 4 && at < fix.manifest_size - APPVERIFY_END_SIZE;
}

enum appverify_result fixture_run(uint32_t budget)
{
    uint32_t steps = 0;
    enum appverify_result result;
    do {
        int over = fix.context.result != APPVERIFY_MORE;
        CHECK(over || appverify_get_manifest(&fix.context) == NULL);
        result = appverify_step(&fix.context, budget);
    } while (result == APPVERIFY_MORE && ++steps < STEPS_MAX);
    int good =
        result == APPVERIFY_OK || result == APPVERIFY_MANIFEST_OK || result == APPVERIFY_COMMITTED;
    CHECK(steps < STEPS_MAX);
    CHECK(fake_crypto_clean(&fix.fake));
    CHECK_EQUAL(fix.flash.violations, 0);
    CHECK_EQUAL(appverify_step(&fix.context, budget), result);
    CHECK_EQUAL(appverify_get_manifest(&fix.context) != NULL, good);
    return result;
}

enum appverify_result fixture_verify(uint32_t image_size, uint32_t budget)
{
    enum appverify_result begun = appverify_begin_image(&fix.context, &fix.config, image_size);
    enum appverify_result result = fixture_run(budget);
    CHECK(begun == APPVERIFY_MORE || begun == result);
    return result;
}

enum appverify_result fixture_verify_manifest(void)
{
    copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
    enum appverify_result begun =
        appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size);
    enum appverify_result result = fixture_run(ALL_AT_ONCE);
    CHECK(begun == APPVERIFY_MORE || begun == result);
    return result;
}

enum appverify_result fixture_commit(uint32_t budget)
{
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
    return fixture_run(budget);
}

struct appverify_store_state fixture_stored(void)
{
    struct appverify_store_state state = {0, 0, 0, 0};
    CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_OK);
    return state;
}

void fixture_set_record_word(uint8_t *record, uint32_t at, uint32_t word)
{
    copy_bytes(record + at, (const uint8_t *)&word, sizeof word);
}

void fixture_expect(enum appverify_result expected)
{
    CHECK_EQUAL(fixture_verify(fix.image_size, 64), expected);
    if (fix.body.boot_mode == BOOT_NEW) {
        CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), expected);
    }
}
