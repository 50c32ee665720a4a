/* SPDX-License-Identifier: MIT */
/* The journal: where a transfer goes on after a reset, and that it is never trusted. */
#include "otastream/stream_journal.h"
#include "update_device.h"

#define SECTOR DEVICE_SECTOR
#define SECTORS 2u /* whole ones of the image, which ends in the third */
#define PLACE (DEVICE_SLOT - SECTOR)
#define HEAD 10u
#define CRCS 11u
#define ERASED 0xFFFFFFFFu

static struct otastream_journal journal;

static void setup_slot(uint32_t slot)
{
    device_setup(BOOT_NEW, slot);
    fix.policy.slot_limit = DEVICE_SLOT;
    CHECK(fix.image_size > SECTORS * SECTOR && fix.image_size <= PLACE);
    device.config.journal = &journal;
    otastream_journal_init(&journal);
    device_restart();
}

static void setup(void)
{
    setup_slot(1);
}

static uint32_t *words(void)
{
    return (uint32_t *)(void *)(device.slot + PLACE);
}

/* Takes so many bytes of the image, and resets. */
static void break_off(uint32_t bytes)
{
    CHECK_EQUAL(device_take_manifest(536), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image + device.update.position, bytes, 536), OTASTREAM_MORE);
    device_restart();
}

/* Where the next transfer begins. It is taken, and nothing is wrong with what comes of it. */
static uint32_t go_on(void)
{
    CHECK_EQUAL(device_take_manifest(536), OTASTREAM_MORE);
    uint32_t position = device.update.position;
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_IMAGE);
    CHECK_EQUAL(device_feed(fix.image + position, fix.image_size - position, 536), OTASTREAM_DONE);
    CHECK_EQUAL(device_commit(), OTASTREAM_DONE);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    return position;
}

static void transfer_goes_on_in_whole_sectors(void)
{
    for (uint32_t bytes = 0; bytes < fix.image_size; bytes += 97) {
        check_note(bytes);
        setup();
        break_off(bytes);
        CHECK_EQUAL(go_on(), bytes / SECTOR * SECTOR);
    }
}

static void journal_has_what_its_page_says(void)
{
    setup();
    break_off(fix.image_size - 1);
    /* Little-endian as the chip is: "OTJ1". */
    CHECK_EQUAL(words()[0], 'O' | 'T' << 8 | 'J' << 16 | '1' << 24);
    for (uint32_t i = 0; i < 4; i++) {
        CHECK_EQUAL(device.slot[PLACE + HEAD * 4 + i], fix.image[i]);
        CHECK_EQUAL(device.slot[i], 0xFF);
    }
    CHECK_EQUAL(words()[1], fix.image_size);
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    fake_digest(digest, fixture_manifest(), fix.signed_size);
    for (uint32_t i = 0; i < sizeof digest; i++) {
        CHECK_EQUAL(device.slot[PLACE + 8 + i], digest[i]);
    }
    for (uint32_t i = 0; i < SECTORS; i++) {
        CHECK_EQUAL(words()[CRCS + i], appverify_crc32(0, fix.image + (size_t)i * SECTOR, SECTOR));
    }
    CHECK_EQUAL(words()[CRCS + SECTORS], ERASED);
}

/* One erase of the journal's sector an update, and none of another one. */
static void journal_is_erased_once(void)
{
    uint32_t without[2];
    for (uint32_t with = 0; with <= 1; with++) {
        setup();
        device.config.journal = with ? &journal : NULL;
        CHECK_EQUAL(go_on(), 0);
        without[with] = fix.flash.changes;
    }
    CHECK_EQUAL(without[1] - without[0], 1 + 1 + SECTORS); /* erase, header, CRCs */
    setup();
    break_off(5000);
    CHECK_EQUAL(go_on(), SECTOR);
    uint32_t pages = (fix.image_size - SECTOR + DEVICE_PAGE - 1) / DEVICE_PAGE;
    CHECK_EQUAL(fix.flash.changes, 2 + pages + SECTORS - 1 + 4); /* commit: 4 */
}

/* The journal is in the last sector that is whole. */
static void slot_that_ends_within_a_sector_has_a_journal(void)
{
    setup();
    fix.policy.slot_limit = DEVICE_SLOT + 12;
    device_restart();
    break_off(5000);
    CHECK_EQUAL(go_on(), SECTOR);
}

/* Of an image that fills its sectors: what a journal says of the last one counts for nothing. */
static void last_sector_is_written_again(void)
{
    setup();
    fix.body.irom_size += ((SECTORS + 1) * SECTOR - fix.image_size) & ~15u;
    store_le16(fix.spec.tlvs + fix.spec.tlv_size, 0x0777); /* 8 bytes to the end */
    store_le16(fix.spec.tlvs + fix.spec.tlv_size + 2, 4);
    fix.spec.tlv_size += 8;
    fixture_build();
    fix.flash.bytes = device.slot;
    fix.flash.size = sizeof device.slot;
    CHECK_EQUAL(fix.image_size, (SECTORS + 1) * SECTOR);
    CHECK_EQUAL(device_take_manifest(536), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image, fix.image_size, 536), OTASTREAM_DONE);
    words()[CRCS + SECTORS] = appverify_crc32(0, fix.image + (size_t)SECTORS * SECTOR, SECTOR);
    device_restart();
    CHECK_EQUAL(go_on(), SECTORS * SECTOR);
}

static void update_begun_again_goes_on(void)
{
    setup();
    CHECK_EQUAL(device_take_manifest(536), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image, 5000, 536), OTASTREAM_MORE);
    CHECK_EQUAL(go_on(), SECTOR); /* without a reset */
}

static void sector_that_cannot_be_read_is_not_noted(void)
{
    uint32_t noted = 0;
    for (uint32_t at = 1; at <= 200; at++) {
        check_note(at);
        setup();
        CHECK_EQUAL(device_take_manifest(536), OTASTREAM_MORE);
        fix.flash.fail_at = fix.flash.reads + at;
        if (device_feed(fix.image, SECTOR + 1, 536) == OTASTREAM_MORE) {
            noted += words()[CRCS] != ERASED;
            CHECK(words()[CRCS] == ERASED ||
                  words()[CRCS] == appverify_crc32(0, fix.image, SECTOR));
        }
    }
    CHECK(noted > 0 && noted < 100);
}

static void resumed_twice(void)
{
    setup();
    break_off(5000);
    break_off(1000);
    break_off(SECTOR - 1);
    break_off(SECTOR + 1);
    CHECK_EQUAL(go_on(), 2 * SECTOR);
}

/* Each bit of journal and slot, changed in between: the update is whole in any case. */
static void changed_journal_is_not_trusted(void)
{
    for (uint32_t bit = 0; bit < (CRCS + SECTORS + 1) * 32; bit++) {
        check_note(bit);
        setup();
        break_off(fix.image_size - 1);
        device.slot[PLACE + bit / 8] ^= (uint8_t)(1u << bit % 8);
        uint32_t position = go_on();
        uint32_t word = bit / 32;
        uint32_t good = word < CRCS ? 0 : word - CRCS;
        CHECK_EQUAL(position, (good < SECTORS ? good : SECTORS) * SECTOR);
    }
}

static void changed_sector_is_written_again(void)
{
    for (uint32_t at = 0; at < fix.image_size - 1; at += at < 16 ? 1 : 61) {
        check_note(at);
        setup();
        break_off(fix.image_size - 1);
        device.slot[at] ^= 0x10;
        CHECK_EQUAL(go_on(), (at / SECTOR < SECTORS ? at / SECTOR : SECTORS) * SECTOR);
    }
}

static void journal_of_another_release_is_not_taken(void)
{
    setup();
    break_off(9000);
    fix.spec.build++;
    fixture_seal();
    CHECK_EQUAL(go_on(), 0);
}

/* The sectors of a refused image are as the journal says, and as wrong as before. */
static void refused_image_is_begun_anew(void)
{
    for (uint32_t i = 0; i < 4; i++) {
        check_note(i);
        setup_slot(1 + i % 2);
        fix.image[100] ^= 1;
        if (i >= 2) { /* the next boot goes on with the wrong byte */
            break_off(9000);
        }
        CHECK_EQUAL(device_take_manifest(536), OTASTREAM_MORE);
        uint32_t position = device.update.position;
        CHECK_EQUAL(position, i < 2 ? 0 : SECTORS * SECTOR);
        CHECK_EQUAL(device_feed(fix.image + position, fix.image_size - position, 536),
                    OTASTREAM_REFUSED_DIGEST);
        fix.image[100] ^= 1;
        if (i % 2 == 1) {
            device_restart();
        }
        CHECK_EQUAL(go_on(), 0);
    }
}

/* The slot has its first word: what was committed there may be taken again after its trial. */
static void whole_release_is_begun_anew(void)
{
    setup();
    CHECK_EQUAL(go_on(), 0);
    copy_bytes(device.old, device.slot, sizeof device.slot);
    device_restart();
    CHECK_EQUAL(go_on(), 0);
}

static void image_that_leaves_no_sector_has_no_journal(void)
{
    setup();
    fix.policy.slot_limit = 3 * SECTOR;
    device_restart();
    break_off(9000);
    CHECK_EQUAL(go_on(), 0);
    uint32_t changes_of[2];
    for (uint32_t with = 0; with <= 1; with++) {
        setup();
        fix.policy.slot_limit = 3 * SECTOR;
        device.config.journal = with ? &journal : NULL;
        device_restart();
        CHECK_EQUAL(go_on(), 0);
        changes_of[with] = fix.flash.changes;
    }
    CHECK_EQUAL(changes_of[1], changes_of[0]);
    setup();
    fix.policy.slot_limit = 3 * SECTOR;
    device_restart();
    fix.image[100] ^= 1;
    CHECK_EQUAL(device_take_update(536), OTASTREAM_REFUSED_DIGEST);
    CHECK(device_slot_holds(fix.image, SECTOR, fix.image_size)); /* nothing is noted there */
    setup();
    fix.storage.crc32 = NULL; /* of no use to a verification either */
    device_restart();
    CHECK_EQUAL(device_take_manifest(536), OTASTREAM_MORE);
    uint32_t changes = fix.flash.changes;
    CHECK_EQUAL(device_feed(fix.image, 2 * SECTOR, 536), OTASTREAM_MORE);
    CHECK_EQUAL(fix.flash.changes - changes, 2 + 2 * SECTOR / DEVICE_PAGE);
}

static void attack_power_cut_at_every_change_leaves_nothing_unjudged_bootable(void)
{
    setup();
    CHECK_EQUAL(go_on(), 0);
    uint32_t changes = fix.flash.changes;
    for (uint32_t i = 0; i < changes * FAKE_CUTS; i++) {
        check_note(i);
        setup();
        fix.flash.cut_at = 1 + i / FAKE_CUTS;
        fix.flash.cut = i % FAKE_CUTS;
        enum otastream_result result = device_take_update(536);
        CHECK(result != OTASTREAM_DONE && result != OTASTREAM_MORE);
        CHECK_EQUAL(fix.switches, 0);
        if (i / FAKE_CUTS == changes - 1 && i % FAKE_CUTS != FAKE_CUT_BEFORE) {
            CHECK(device_slot_holds(fix.image, 0, fix.image_size));
        } else if (i > 0) {
            CHECK(!device_is_bootable());
        }
        device_restart();
        (void)go_on();
    }
}

/* The journal's own writes do nothing: the update does not mind. */
static void worn_journal_is_no_error(void)
{
    setup();
    CHECK_EQUAL(device_take_manifest(536), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image, SECTOR, 536), OTASTREAM_MORE);
    fill_bytes(device.slot + PLACE, 0, SECTOR); /* bits that cannot be set any more */
    device_restart();
    CHECK_EQUAL(go_on(), 0);
}

static enum appverify_result (*erase)(void *context, uint32_t offset);

static enum appverify_result erase_all_but_journal(void *context, uint32_t offset)
{
    return offset == fix.policy.slot_offset + PLACE ? APPVERIFY_ERR_WRITE : erase(context, offset);
}

static void journal_that_cannot_be_erased_is_not_written(void)
{
    setup();
    fill_bytes(device.slot + PLACE, 0, SECTOR);
    erase = fix.storage.erase;
    fix.storage.erase = erase_all_but_journal;
    device_restart();
    CHECK_EQUAL(go_on(), 0);
}

/* The slot may be the next to run: nothing in it is written any more. */
static void attack_journal_stays_after_a_switch_that_failed(void)
{
    setup();
    fix.switch_reply = APPVERIFY_ERR_WRITE;
    CHECK_EQUAL(device_take_update(536), OTASTREAM_REFUSED_SWITCH);
    CHECK_EQUAL(words()[0], 0x314A544F);
}

/* A bundle comes from its begin: what is there already is read past. */
static void bundle_is_read_past(void)
{
    for (uint32_t slot = 1; slot <= 2; slot++) {
        setup_slot(slot);
        break_off(9000);
        device.is_bundle = 1;
        CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
        uint8_t file[APPVERIFY_MANIFEST_MAX];
        copy_bytes(file, fixture_manifest(), fix.manifest_size);
        CHECK_EQUAL(device_feed(file, fix.manifest_size, 700), OTASTREAM_MORE);
        if (slot == 2) {
            uint32_t other = fix.spec.payloads[0].length + fix.manifest_size + 8;
            for (uint32_t at = 0; at < other; at += 32) {
                uint32_t part = other - at < 32 ? other - at : 32;
                (void)device_feed(device.old, part, 32);
            }
        }
        CHECK_EQUAL(device_feed(fix.image, 2 * SECTOR, 700), OTASTREAM_MORE);
        CHECK_EQUAL(fix.flash.changes, 0); /* since the reset */
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(transfer_goes_on_in_whole_sectors),
    CHECK_CASE(journal_has_what_its_page_says),
    CHECK_CASE(journal_is_erased_once),
    CHECK_CASE(slot_that_ends_within_a_sector_has_a_journal),
    CHECK_CASE(last_sector_is_written_again),
    CHECK_CASE(update_begun_again_goes_on),
    CHECK_CASE(sector_that_cannot_be_read_is_not_noted),
    CHECK_CASE(resumed_twice),
    CHECK_CASE(changed_journal_is_not_trusted),
    CHECK_CASE(changed_sector_is_written_again),
    CHECK_CASE(journal_of_another_release_is_not_taken),
    CHECK_CASE(refused_image_is_begun_anew),
    CHECK_CASE(whole_release_is_begun_anew),
    CHECK_CASE(image_that_leaves_no_sector_has_no_journal),
    CHECK_CASE(attack_power_cut_at_every_change_leaves_nothing_unjudged_bootable),
    CHECK_CASE(worn_journal_is_no_error),
    CHECK_CASE(journal_that_cannot_be_erased_is_not_written),
    CHECK_CASE(attack_journal_stays_after_a_switch_that_failed),
    CHECK_CASE(bundle_is_read_past),
};
CHECK_TABLE(stream_journal);
