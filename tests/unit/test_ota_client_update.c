/* SPDX-License-Identifier: MIT */
/* The update client of examples/nonos-sdk: what it installs, and what it must not. */
#include <string.h>

#include "fixture.h"
#include "ota_client_fixture.h"
#include "test_support.h"

static void test_ota_client_update_switches(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 7, 255, 256, 257, 1460, 5840, NEVER};
    for (uint32_t slot = 1; slot <= 2; slot++) {
        for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
            ota_fixture_setup_slot(slot);
            server.piece = pieces[i];
            server.close_tries = (uint32_t)i % 3;
            ota_fixture_expect(OTA_SWITCHING, 0);
            assert_int_equal(fix.switched_to, slot);
            const uint8_t *written = flash.bytes + fix.policy.slot_offset;
            assert_memory_equal(written, fix.image, fix.image_size);
            assert_int_equal(written[(size_t)(fix.image_size + SECTOR - 1) / SECTOR * SECTOR], 0);
            assert_int_equal(fixture_stored().security_counter, 7);
            assert_string_equal(
                server.requests,
                slot == 1 ? "GET /lamps/one.manifest HTTP/1.0\r\nHost: server.example:8080\r\n"
                            "Connection: close\r\n\r\n"
                            "GET /lamps/one.user1.bin HTTP/1.0\r\nHost: server.example:8080\r\n"
                            "Connection: close\r\n\r\n"
                          : "GET /lamps/one.manifest HTTP/1.0\r\nHost: server.example:8080\r\n"
                            "Connection: close\r\n\r\n"
                            "GET /lamps/one.user2.bin HTTP/1.0\r\nHost: server.example:8080\r\n"
                            "Connection: close\r\n\r\n");
        }
    }
}

static void test_ota_client_after_the_switch_is_over(void **state)
{
    (void)state;
    ota_fixture_expect(OTA_SWITCHING, 0);
    for (uint32_t i = 0; i < 2 * PERIOD; i++) {
        ota_client_tick(&ota.client);
    }
    assert_int_equal(ota.reports, 1);
    assert_int_equal(server.connections, 2);
}

static void test_ota_client_without_report_works(void **state)
{
    (void)state;
    ota.config.report = NULL;
    for (uint32_t i = 0; i < 1000; i++) {
        ota_fixture_serve();
        ota_client_tick(&ota.client);
    }
    assert_int_equal(fix.switches, 1);
}

static void test_ota_client_odd_image_length_is_padded(void **state)
{
    (void)state;
    fixture_setup(BOOT_OLD);
    fix.body.irom_size = 1001;
    fixture_place(2, 1);
    fix.spec.tlv_size = 0;
    fixture_build();
    ota_fixture_serve_release();
    ota_fixture_start_client();
    assert_int_not_equal(fix.image_size % 4, 0);
    ota_fixture_expect(OTA_SWITCHING, 0);
    assert_memory_equal(flash.bytes + 0x1000, fix.image, fix.image_size);
    assert_int_equal(flash.bytes[0x1000 + fix.image_size], 0xFF);
}

static void test_ota_client_same_or_lower_version_stays(void **state)
{
    (void)state;
    static const struct ota_version versions[] = {
        {1, 2, 3, 4}, {1, 2, 3, 5}, {1, 2, 4, 0}, {1, 3, 0, 0}, {2, 0, 0, 0}, {65535, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        ota_fixture_setup_slot(1);
        ota.config.running = versions[i];
        ota_fixture_expect(OTA_UP_TO_DATE, 0);
        ota_fixture_expect_no_erase();
        assert_in_range(ota_fixture_run_check(), PERIOD, PERIOD + 10);
    }
}

static void test_ota_client_higher_version_is_installed(void **state)
{
    (void)state;
    static const struct ota_version versions[] = {
        {1, 2, 3, 3}, {1, 2, 2, 9}, {1, 1, 9, 9}, {0, 9, 9, 9}, {0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        ota_fixture_setup_slot(1);
        ota.config.running = versions[i];
        ota_fixture_expect(OTA_SWITCHING, 0);
    }
}

static void test_ota_client_bad_manifest_erases_nothing(void **state)
{
    (void)state;
    for (uint32_t at = 0; at < fix.manifest_size; at++) {
        ota_fixture_setup_slot(1);
        uint8_t *byte = (uint8_t *)server.answer[0] + server.size[0] - fix.manifest_size + at;
        *byte ^= 0x10;
        (void)ota_fixture_run_check();
        assert_int_equal(ota.outcome, OTA_ERR_REFUSED);
        ota_fixture_expect_no_erase();
        assert_int_equal(fix.switches, 0);
    }
    assert_in_range(ota_fixture_run_check(), PERIOD, PERIOD + 10);
}

static void test_ota_client_stored_counter_is_obeyed(void **state)
{
    (void)state;
    const struct appverify_store_state stored = {.security_counter = 8};
    assert_int_equal(appverify_store_write(&fix.store, &stored), APPVERIFY_OK);
    ota_fixture_expect(OTA_ERR_REFUSED, APPVERIFY_ERR_ROLLBACK);
    ota_fixture_expect_no_erase();
}

static void test_ota_client_own_counter_is_obeyed(void **state)
{
    (void)state;
    fix.policy.min_counter = 8;
    ota_fixture_start_client();
    ota_fixture_expect(OTA_ERR_REFUSED, APPVERIFY_ERR_ROLLBACK);
    ota_fixture_expect_no_erase();
}

static void test_ota_client_first_wait_is_kept(void **state)
{
    (void)state;
    ota.config.first_wait = PERIOD;
    ota_client_start(&ota.client, &ota.config);
    assert_in_range(ota_fixture_run_check(), PERIOD, PERIOD + 99);
    assert_int_equal(ota.outcome, OTA_SWITCHING);
}

static void test_ota_client_on_trial_judges_and_erases_nothing(void **state)
{
    (void)state;
    const struct appverify_store_state stored = {.trial_slot = 2, .boots_left = 1};
    assert_int_equal(appverify_store_write(&fix.store, &stored), APPVERIFY_OK);
    ota_fixture_expect(OTA_ON_TRIAL, 0);
    ota.config.running.build = 4;
    ota_fixture_expect(OTA_UP_TO_DATE, 0);
    server.answer[0][server.size[0] - 1] ^= 1;
    (void)ota_fixture_run_check();
    assert_int_equal(ota.outcome, OTA_ERR_REFUSED);
    ota_fixture_expect_no_erase();
}

/* A switch that never happened, as after a power cut. */
static void test_ota_client_trial_of_the_other_slot_is_no_bar(void **state)
{
    (void)state;
    const struct appverify_store_state stored = {.trial_slot = 1, .boots_left = 1};
    assert_int_equal(appverify_store_write(&fix.store, &stored), APPVERIFY_OK);
    ota_fixture_expect(OTA_SWITCHING, 0);
}

static void test_ota_client_damaged_store_erases_nothing(void **state)
{
    (void)state;
    (void)memset(flash.bytes + STORE, 0x5A, 2 * (size_t)SECTOR);
    ota_fixture_expect(OTA_ERR_REFUSED, APPVERIFY_ERR_STORE);
    ota_fixture_expect_no_erase();
}

static void test_ota_client_damaged_image_is_not_committed(void **state)
{
    (void)state;
    for (uint32_t at = 0; at < fix.image_size; at += at < 64 ? 1 : 97) {
        ota_fixture_setup_slot(1);
        server.answer[1][server.size[1] - fix.image_size + at] ^= 1;
        (void)ota_fixture_run_check();
        assert_int_equal(ota.outcome, OTA_ERR_REFUSED);
        assert_int_equal(fix.switches, 0);
        assert_int_equal(fixture_stored().security_counter, 0);
        ota_fixture_expect_not_bootable();
    }
    assert_in_range(ota_fixture_run_check(), PERIOD, PERIOD + 99);
}

static void test_ota_client_flash_failure_never_switches_early(void **state)
{
    (void)state;
    /* 3 sectors in 36 or 37 pages, erase and write of the store, and the first word in two writes,
       of which the second one makes good what the first one missed */
    ota_fixture_setup_slot(1);
    uint32_t head = 3 + (fix.image_size + 255) / 256 + 2 + 1;
    for (uint32_t at = 1; at <= head + 2; at++) {
        ota_fixture_setup_slot(1);
        flash.fail_at = at;
        (void)ota_fixture_run_check();
        assert_int_equal(ota.outcome == OTA_SWITCHING, at == head || at == head + 2);
        assert_int_equal(fix.switches, ota.outcome == OTA_SWITCHING);
        if (ota.outcome != OTA_SWITCHING) {
            ota_fixture_expect_not_bootable();
        }
    }
}

/* The boot loader may already name the slot: it must stay as it was verified. */
static void test_ota_client_after_a_failed_switch_is_over(void **state)
{
    (void)state;
    fix.switch_reply = APPVERIFY_ERR_WRITE;
    (void)ota_fixture_run_check();
    assert_int_equal(ota.outcome, OTA_ERR_SWITCH);
    for (uint32_t i = 0; i < 2 * PERIOD; i++) {
        ota_fixture_serve();
        ota_client_tick(&ota.client);
    }
    assert_int_equal(ota.reports, 1);
    assert_int_equal(server.connections, 2);
    assert_memory_equal(flash.bytes + fix.policy.slot_offset, fix.image, fix.image_size);
}

#define OTA_TEST(function) cmocka_unit_test_setup(function, ota_fixture_setup)

static const struct CMUnitTest tests[] = {
    OTA_TEST(test_ota_client_update_switches),
    OTA_TEST(test_ota_client_after_the_switch_is_over),
    OTA_TEST(test_ota_client_without_report_works),
    OTA_TEST(test_ota_client_odd_image_length_is_padded),
    OTA_TEST(test_ota_client_same_or_lower_version_stays),
    OTA_TEST(test_ota_client_higher_version_is_installed),
    OTA_TEST(test_ota_client_bad_manifest_erases_nothing),
    OTA_TEST(test_ota_client_stored_counter_is_obeyed),
    OTA_TEST(test_ota_client_own_counter_is_obeyed),
    OTA_TEST(test_ota_client_first_wait_is_kept),
    OTA_TEST(test_ota_client_on_trial_judges_and_erases_nothing),
    OTA_TEST(test_ota_client_trial_of_the_other_slot_is_no_bar),
    OTA_TEST(test_ota_client_damaged_store_erases_nothing),
    OTA_TEST(test_ota_client_damaged_image_is_not_committed),
    OTA_TEST(test_ota_client_flash_failure_never_switches_early),
    OTA_TEST(test_ota_client_after_a_failed_switch_is_over),
};

TEST_MAIN(tests)
