/* SPDX-License-Identifier: MIT */
/* 24. Whatever is cut when: the slot begins with E9 or EA only if what it holds was judged. */
#include "fixture.h"

#include "appverify/head_last.h"
#include "appverify/image_format.h"

#define SECTOR 4096u
#define SLOT_SIZE_NEW (4 * SECTOR)
#define SLOT_SIZE_OLD BUILD_IMAGE_MAX /* whole sectors too */
#define PIECE 256u
#define HEAD_WRITES 2u                    /* the first word without its first byte, and with it */
#define COMMIT_CHANGES (2u + HEAD_WRITES) /* besides, erase and write of the store */
#define TRIAL_BOOTS 3u

/* What goes wrong with the first word, and only with it. */
enum trouble { TROUBLE_NONE, TROUBLE_LOST, TROUBLE_WRONG, TROUBLE_READ, TROUBLES };

/* The flash has an earlier release, fix.image is the new one. */
static struct {
    uint8_t slot[SLOT_SIZE_OLD];
    uint8_t old[SLOT_SIZE_OLD];
    uint32_t size;                  /* of these, by the boot mode */
    struct appverify_storage flash; /* that of the fixture, watched */
    struct appverify_head_last overlay;
    uint32_t head_writes; /* writes of the flash that reach the first word of the slot */
    uint32_t head_bytes;  /* of the last of them */
    uint32_t trouble;
} device;

static enum appverify_result watch_read(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    (void)context;
    enum appverify_result result = fix.storage.read(fix.storage.context, offset, buffer, length);
    int read_back = device.head_writes > 0 && offset == fix.policy.slot_offset;
    return read_back && device.trouble == TROUBLE_READ ? APPVERIFY_ERR_READ : result;
}

static enum appverify_result watch_write(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    uint32_t wrong = 0;
    (void)context;
    if (fix.policy.slot_offset - offset < length) {
        device.head_writes++;
        device.head_bytes = (uint32_t)length;
        switch (device.trouble) {
        case TROUBLE_LOST:
            return APPVERIFY_OK;
        case TROUBLE_WRONG:
            copy_bytes((uint8_t *)&wrong, buffer, sizeof wrong);
            wrong &= wrong - 1; /* a bit more than was asked for is cleared */
            buffer = (const uint8_t *)&wrong;
            break;
        default:
            break;
        }
    }
    return fix.storage.write(fix.storage.context, offset, buffer, length);
}

static enum appverify_result watch_erase(void *context, uint32_t offset)
{
    (void)context;
    return fix.storage.erase(fix.storage.context, offset);
}

/* Power on: what the overlay knew is gone. */
static void restart(void)
{
    fake_flash_reset(&fix.flash);
    fill_bytes((uint8_t *)&device.overlay, 0xA5, sizeof device.overlay);
    appverify_head_last_init(&device.overlay, &device.flash, &fix.policy);
}

static void setup(uint32_t boot_mode, uint32_t slot)
{
    fixture_setup(boot_mode);
    device.flash = (struct appverify_storage){
        .read = watch_read, .crc32 = appverify_crc32, .write = watch_write, .erase = watch_erase};
    device.head_writes = 0;
    device.trouble = TROUBLE_NONE;
    device.size = boot_mode == BOOT_OLD ? SLOT_SIZE_OLD : SLOT_SIZE_NEW;
    fix.body.irom_size = boot_mode == BOOT_OLD ? 16 : 9008;
    fix.body.seed = 2;
    fixture_place(2, slot);
    fill_bytes(device.old, 0xFF, device.size);
    copy_bytes(device.old, fix.image, fix.image_size);
    copy_bytes(device.slot, device.old, device.size);
    fix.body.seed = 3;
    fixture_build();
    CHECK(fix.image_size > 2 * SECTOR && fix.image_size <= device.size);
    fix.flash.bytes = device.slot;
    fix.flash.size = device.size;
    fix.flash.writable = device.size;
    fix.config.storage = &device.overlay.storage;
    restart();
}

static enum appverify_result erase_at(uint32_t at)
{
    const struct appverify_storage *storage = fix.config.storage;
    return storage->erase(storage->context, fix.policy.slot_offset + at);
}

static enum appverify_result write_at(uint32_t at, const void *words, size_t length)
{
    const struct appverify_storage *storage = fix.config.storage;
    return storage->write(storage->context, fix.policy.slot_offset + at, words, length);
}

/* The first bytes of the image into the slot, as they come. */
static enum appverify_result download(uint32_t length)
{
    enum appverify_result result = APPVERIFY_OK;
    for (uint32_t at = 0; at < length && result == APPVERIFY_OK; at += PIECE) {
        uint32_t words[PIECE / 4];
        uint32_t part = length - at < PIECE ? length - at : PIECE;
        fill_bytes((uint8_t *)words, 0xFF, sizeof words);
        copy_bytes((uint8_t *)words, fix.image + at, part);
        if (at % SECTOR == 0) {
            result = erase_at(at);
        }
        if (result == APPVERIFY_OK) {
            result = write_at(at, words, (part + 3u) & ~3u);
        }
    }
    return result;
}

static enum appverify_result update(void)
{
    enum appverify_result result = download(fix.image_size);
    if (result == APPVERIFY_OK) {
        result = fixture_verify(fix.image_size, SECTOR);
    }
    return result == APPVERIFY_OK ? fixture_commit(SECTOR) : result;
}

static uint32_t count_changes_of_update(void)
{
    return (fix.image_size + PIECE - 1) / PIECE + (fix.image_size + SECTOR - 1) / SECTOR +
           COMMIT_CHANGES;
}

static int begins_bootable(void)
{
    return device.slot[0] == APPVERIFY_IMAGE_MAGIC_RAM ||
           device.slot[0] == APPVERIFY_IMAGE_MAGIC_IROM;
}

static int slot_holds(const uint8_t *image, uint32_t from, uint32_t size)
{
    uint32_t i = from;
    while (i < size && device.slot[i] == image[i]) {
        i++;
    }
    return i == size;
}

static int head_is_erased(void)
{
    static const uint8_t erased[4] = {0xFF, 0xFF, 0xFF, 0xFF};
    return slot_holds(erased, 0, sizeof erased);
}

/* After a reset nothing of what is there is taken, and the update works from its beginning. */
static void expect_retry(void)
{
    device.trouble = TROUBLE_NONE;
    restart();
    CHECK_EQUAL(update(), APPVERIFY_COMMITTED);
    CHECK(slot_holds(fix.image, 0, fix.image_size));
}

static void update_writes_the_head_last(void)
{
    for (uint32_t i = 0; i < 4; i++) {
        check_note(i);
        setup(i < 2 ? BOOT_OLD : BOOT_NEW, 1 + i % 2);
        CHECK(begins_bootable());
        CHECK_EQUAL(download(fix.image_size), APPVERIFY_OK);
        CHECK(head_is_erased());
        CHECK_EQUAL(fixture_verify(fix.image_size, SECTOR), APPVERIFY_OK);
        CHECK(head_is_erased());
        CHECK_EQUAL(device.head_writes, 0);
        CHECK_EQUAL(fixture_commit(SECTOR), APPVERIFY_COMMITTED);
        CHECK_EQUAL(device.head_writes, HEAD_WRITES);
        CHECK_EQUAL(device.head_bytes, 4);
        CHECK_EQUAL(fix.flash.changes, count_changes_of_update());
        CHECK(slot_holds(fix.image, 0, fix.image_size));
        CHECK(begins_bootable());
        CHECK_EQUAL(fix.switches, 1);
    }
}

/* Of a body that nobody signed: as the attack goes without the overlay, and with it. */
static void attack_24_transfer_cut_and_reset_leaves_nothing_bootable(void)
{
    for (uint32_t raw = 0; raw <= 1; raw++) {
        for (uint32_t left = 0; left < 5 + 2 * SECTOR / PIECE; left++) {
            check_note(raw * 1000 + left);
            setup(left % 2 ? BOOT_OLD : BOOT_NEW, 1);
            fix.image[20] ^= 1;
            fix.config.storage = raw ? &fix.storage : fix.config.storage;
            uint32_t length = fix.image_size - (left < 5 ? left : (left - 5) * PIECE);
            CHECK_EQUAL(download(length), APPVERIFY_OK);
            restart();
            CHECK_EQUAL(begins_bootable(), raw);
            CHECK(slot_holds(fix.image, raw ? 0 : 4, length));
        }
    }
}

/* A reset between the last byte and the commit loses the word: the slot is not taken as it is. */
static void slot_after_a_reset_is_refused(void)
{
    setup(BOOT_NEW, 1);
    CHECK_EQUAL(download(fix.image_size), APPVERIFY_OK);
    restart();
    CHECK_EQUAL(fixture_verify(fix.image_size, SECTOR), APPVERIFY_ERR_DIGEST);
    CHECK_EQUAL(fixture_verify(0, SECTOR), APPVERIFY_ERR_NOT_FOUND);
    CHECK(head_is_erased());
    expect_retry();
}

static void cut_update(uint32_t at, uint32_t cut)
{
    uint32_t changes = count_changes_of_update();
    fix.flash.cut_at = at;
    fix.flash.cut = cut;
    CHECK(update() != APPVERIFY_COMMITTED);
    CHECK_EQUAL(fix.switches, 0);
    restart();
    if (at == 1 && cut == FAKE_CUT_BEFORE) {
        CHECK(slot_holds(device.old, 0, device.size));
    } else if (at == changes && cut != FAKE_CUT_BEFORE) {
        CHECK(slot_holds(fix.image, 0, fix.image_size));
    } else {
        CHECK(!begins_bootable());
        CHECK(at >= changes - 1 || head_is_erased());
    }
}

/* With the counter raised at once, on trial, and of a body that is refused when all is written. */
static void attack_24_power_cut_at_every_change_leaves_nothing_unjudged_bootable(void)
{
    for (uint32_t kind = 0; kind < 3; kind++) {
        setup(BOOT_NEW, 1);
        uint32_t changes = count_changes_of_update() - (kind == 2 ? COMMIT_CHANGES : 0);
        for (uint32_t i = 0; i < changes * FAKE_CUTS; i++) {
            check_note(kind * 1000 + i);
            setup(BOOT_NEW, 1);
            fix.commit.trial_boots = kind == 1 ? TRIAL_BOOTS : 0;
            fix.image[fix.body_size - 1] ^= kind == 2;
            cut_update(1 + i / FAKE_CUTS, i % FAKE_CUTS);
            fix.image[fix.body_size - 1] ^= kind == 2;
            expect_retry();
        }
    }
}

static void attack_24_refused_image_is_not_bootable(void)
{
    for (uint32_t at = 0; at < 12000; at += at < 20 ? 1 : 97) {
        check_note(at);
        setup(BOOT_NEW, 1);
        if (at >= fix.image_size) {
            break;
        }
        fix.image[at] ^= 0x40;
        enum appverify_result result = update();
        CHECK(result != APPVERIFY_OK && result != APPVERIFY_COMMITTED);
        CHECK(head_is_erased());
        CHECK_EQUAL(device.head_writes, 0);
        fix.image[at] ^= 0x40;
        CHECK_EQUAL(update(), APPVERIFY_COMMITTED); /* in the same boot */
        CHECK_EQUAL(device.head_writes, HEAD_WRITES);
    }
}

/* The last thing that can refuse is the store: its counter rose while the body was read. */
static void attack_24_image_refused_in_the_commit_is_not_bootable(void)
{
    const struct appverify_store_state raised = {8, 0, 0, 0};
    setup(BOOT_NEW, 1);
    CHECK_EQUAL(download(fix.image_size), APPVERIFY_OK);
    CHECK_EQUAL(fixture_verify(fix.image_size, SECTOR), APPVERIFY_OK);
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
    CHECK_EQUAL(appverify_step(&fix.context, SECTOR), APPVERIFY_MORE);
    CHECK_EQUAL(appverify_store_write(&fix.store, &raised), APPVERIFY_OK);
    CHECK_EQUAL(fixture_run(SECTOR), APPVERIFY_ERR_ROLLBACK);
    CHECK(head_is_erased());
}

/* With evidence that lacks any share, the word stays where it is. */
static void commit_with_other_evidence_leaves_the_head(void)
{
    for (uint32_t bit = 0; bit < 32; bit++) {
        check_note(bit);
        setup(BOOT_NEW, 1);
        CHECK_EQUAL(download(fix.image_size), APPVERIFY_OK);
        CHECK_EQUAL(fixture_verify(fix.image_size, SECTOR), APPVERIFY_OK);
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
        CHECK_EQUAL(appverify_step(&fix.context, SECTOR), APPVERIFY_MORE);
        fix.context.evidence ^= 1u << bit;
        CHECK_EQUAL(fixture_run(SECTOR), APPVERIFY_ERR_STATE);
        CHECK(head_is_erased());
    }
}

static void old_content_is_made_unbootable_first(void)
{
    setup(BOOT_NEW, 1);
    for (uint32_t at = SECTOR; at < device.size; at += SECTOR) {
        CHECK_EQUAL(erase_at(at), APPVERIFY_ERR_WRITE);
    }
    CHECK_EQUAL(fix.flash.changes, 0);
    fix.flash.lose_writes = 1; /* an erase that does nothing, and says it did */
    CHECK_EQUAL(erase_at(0), APPVERIFY_OK);
    fix.flash.lose_writes = 0;
    CHECK_EQUAL(erase_at(SECTOR), APPVERIFY_ERR_WRITE);
    fix.flash.fail_at = fix.flash.reads + 1;
    CHECK_EQUAL(erase_at(SECTOR), APPVERIFY_ERR_WRITE);
    CHECK(slot_holds(device.old, 0, device.size));
    CHECK_EQUAL(erase_at(0), APPVERIFY_OK);
    CHECK_EQUAL(erase_at(2 * SECTOR), APPVERIFY_OK);
}

/* An update after the commit, in the same boot, or after a commit that failed late. */
static void committed_image_is_made_unbootable_first(void)
{
    for (uint32_t failed = 0; failed <= 1; failed++) {
        check_note(failed);
        setup(BOOT_NEW, 1);
        device.trouble = failed ? TROUBLE_READ : TROUBLE_NONE;
        CHECK_EQUAL(update(), failed ? APPVERIFY_ERR_WRITE : APPVERIFY_COMMITTED);
        device.trouble = TROUBLE_NONE;
        CHECK_EQUAL(erase_at(SECTOR), APPVERIFY_ERR_WRITE);
        CHECK_EQUAL(update(), APPVERIFY_COMMITTED);
        CHECK_EQUAL(device.head_writes, 2 * HEAD_WRITES);
        CHECK(slot_holds(fix.image, 0, fix.image_size));
    }
}

static void head_that_cannot_be_written_does_not_switch(void)
{
    for (uint32_t trouble = TROUBLE_LOST; trouble < TROUBLES; trouble++) {
        check_note(trouble);
        setup(BOOT_NEW, 1);
        device.trouble = trouble;
        CHECK_EQUAL(update(), APPVERIFY_ERR_WRITE);
        CHECK_EQUAL(fix.switches, 0);
        CHECK_EQUAL(device.head_writes, HEAD_WRITES);
        device.trouble = TROUBLE_NONE;
        /* A second try in the same boot writes the bits that are missing, but repairs none. */
        enum appverify_result result = fixture_verify(fix.image_size, SECTOR);
        CHECK_EQUAL(result, trouble == TROUBLE_WRONG ? APPVERIFY_ERR_DIGEST : APPVERIFY_OK);
        CHECK(trouble == TROUBLE_WRONG || fixture_commit(SECTOR) == APPVERIFY_COMMITTED);
        expect_retry();
    }
}

static void head_is_not_written_again_after_a_failed_switch(void)
{
    setup(BOOT_NEW, 1);
    fix.switch_reply = APPVERIFY_ERR_WRITE;
    CHECK_EQUAL(update(), APPVERIFY_ERR_SWITCH);
    fix.switch_reply = APPVERIFY_OK;
    CHECK_EQUAL(fixture_verify(fix.image_size, SECTOR), APPVERIFY_OK);
    CHECK_EQUAL(fixture_commit(SECTOR), APPVERIFY_COMMITTED);
    CHECK_EQUAL(device.head_writes, HEAD_WRITES);
}

/* An overlay that nothing was written through shows the flash, and the commit has nothing to add.
 */
static void image_from_before_is_committed_as_it_is(void)
{
    setup(BOOT_NEW, 1);
    copy_bytes(device.slot, fix.image, fix.image_size);
    CHECK_EQUAL(fixture_verify(fix.image_size, SECTOR), APPVERIFY_OK);
    CHECK_EQUAL(fixture_commit(SECTOR), APPVERIFY_COMMITTED);
    CHECK_EQUAL(device.head_writes, 0);
}

static void verifier_without_the_overlay_refuses(void)
{
    setup(BOOT_NEW, 1);
    CHECK_EQUAL(download(fix.image_size), APPVERIFY_OK);
    fix.config.storage = &fix.storage;
    CHECK_EQUAL(fixture_verify(fix.image_size, SECTOR), APPVERIFY_ERR_DIGEST);
    CHECK(head_is_erased());
}

static void read_shows_the_head_wherever_it_begins(void)
{
    const struct appverify_storage *storage = &device.overlay.storage;
    const uint32_t nothing = 0xFFFFFFFFu;
    setup(BOOT_NEW, 2);
    fix.flash.slot_offset -= SECTOR; /* so that what lies below the slot can be read */
    fix.flash.slot_limit += SECTOR;
    fix.flash.bytes = device.old;
    copy_bytes(device.old + SECTOR, device.slot, device.size - SECTOR);
    CHECK_EQUAL(erase_at(0), APPVERIFY_OK);
    CHECK_EQUAL(write_at(0, fix.image, 16), APPVERIFY_OK);
    CHECK_EQUAL(write_at(0, &nothing, 4), APPVERIFY_OK); /* clears no bit */
    for (uint32_t before = 0; before <= 12; before += 4) {
        for (uint32_t length = 4; length <= 24; length += 4) {
            uint32_t words[8];
            const uint8_t *bytes = (const uint8_t *)words;
            check_note(before * 100 + length);
            fill_bytes((uint8_t *)words, 0x77, sizeof words);
            CHECK_EQUAL(storage->read(storage->context, fix.policy.slot_offset - before,
                                      (uint8_t *)words, length),
                        APPVERIFY_OK);
            for (uint32_t i = 0; i < sizeof words; i++) {
                uint32_t at = i - before; /* in the slot */
                uint8_t flash = at < 16 ? fix.image[at] : device.old[SECTOR - before + i];
                CHECK_EQUAL(bytes[i], i < length ? flash : 0x77);
            }
        }
    }
}

static void read_error_is_that_of_the_flash(void)
{
    const struct appverify_storage *storage = &device.overlay.storage;
    uint32_t words[2];
    setup(BOOT_NEW, 1);
    for (uint32_t at = 0; at <= SECTOR; at += SECTOR) {
        fix.flash.fail_at = fix.flash.reads + 1;
        CHECK_EQUAL(storage->read(storage->context, fix.policy.slot_offset + at, (uint8_t *)words,
                                  sizeof words),
                    APPVERIFY_ERR_READ);
    }
}

static void write_that_reaches_into_the_slot_is_refused(void)
{
    setup(BOOT_NEW, 1);
    CHECK_EQUAL(erase_at(0), APPVERIFY_OK);
    for (uint32_t below = 4; below <= 16; below += 4) {
        check_note(below);
        CHECK_EQUAL(write_at(0u - below, fix.image, below + 4), APPVERIFY_ERR_WRITE);
    }
    CHECK_EQUAL(write_at(0, fix.image, 4), APPVERIFY_OK); /* the word alone: no write at all */
    CHECK_EQUAL(fix.flash.changes, 1);
}

static void erase_forgets_the_head(void)
{
    const struct appverify_storage *storage = &device.overlay.storage;
    for (uint32_t fails = 0; fails <= 1; fails++) {
        uint32_t word = 0;
        check_note(fails);
        setup(BOOT_NEW, 1);
        CHECK_EQUAL(download(SECTOR), APPVERIFY_OK);
        fix.flash.cut_at = fails ? fix.flash.changes + 1 : 0;
        fix.flash.cut = FAKE_CUT_BEFORE;
        CHECK_EQUAL(erase_at(0) == APPVERIFY_OK, !fails);
        fake_flash_reset(&fix.flash);
        CHECK_EQUAL(
            storage->read(storage->context, fix.policy.slot_offset, (uint8_t *)&word, sizeof word),
            APPVERIFY_OK);
        CHECK_EQUAL(word, 0xFFFFFFFFu);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(update_writes_the_head_last),
    CHECK_CASE(attack_24_transfer_cut_and_reset_leaves_nothing_bootable),
    CHECK_CASE(slot_after_a_reset_is_refused),
    CHECK_CASE(attack_24_power_cut_at_every_change_leaves_nothing_unjudged_bootable),
    CHECK_CASE(attack_24_refused_image_is_not_bootable),
    CHECK_CASE(attack_24_image_refused_in_the_commit_is_not_bootable),
    CHECK_CASE(commit_with_other_evidence_leaves_the_head),
    CHECK_CASE(old_content_is_made_unbootable_first),
    CHECK_CASE(committed_image_is_made_unbootable_first),
    CHECK_CASE(head_that_cannot_be_written_does_not_switch),
    CHECK_CASE(head_is_not_written_again_after_a_failed_switch),
    CHECK_CASE(image_from_before_is_committed_as_it_is),
    CHECK_CASE(verifier_without_the_overlay_refuses),
    CHECK_CASE(read_shows_the_head_wherever_it_begins),
    CHECK_CASE(read_error_is_that_of_the_flash),
    CHECK_CASE(write_that_reaches_into_the_slot_is_refused),
    CHECK_CASE(erase_forgets_the_head),
};
CHECK_TABLE(head_last);
