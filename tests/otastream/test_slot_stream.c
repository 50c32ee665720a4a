/* SPDX-License-Identifier: MIT */
/* The slot writer: what it writes, what it never touches, and what it says when flash fails. */
#include "otastream/slot_stream.h"

#include "build_image.h"
#include "check.h"
#include "fake_flash.h"

#define SECTOR 4096u
#define SLOT 0x3000u /* three sectors */
#define OFFSET 0x81000u
#define LIMIT 0x7A000u
#define OLD 0x5Au

static struct {
    struct fake_flash flash;
    struct appverify_storage storage; /* that of the fake, watched */
    struct appverify_storage watched;
    struct otastream_slot_target target;
    struct otastream_slot slot;
    uint8_t bytes[SLOT];
    uint8_t image[SLOT + 8];
    uint32_t page[SECTOR / 4];
    uint32_t erases;
} bench;

static enum appverify_result count_erase(void *context, uint32_t offset)
{
    bench.erases++;
    return bench.storage.erase(context, offset);
}

static void setup(uint32_t page_size)
{
    uint32_t seed = 7;
    fake_flash_init(&bench.flash, &bench.storage, bench.bytes, SLOT);
    bench.flash.slot_offset = OFFSET;
    bench.flash.slot_limit = LIMIT;
    bench.flash.writable = SLOT;
    bench.watched = bench.storage;
    bench.watched.erase = count_erase;
    bench.erases = 0;
    bench.target = (struct otastream_slot_target){
        .storage = &bench.watched,
        .offset = OFFSET,
        .limit = LIMIT,
        .running_offset = 0x1000,
        .running_length = LIMIT,
        .page = bench.page,
        .page_size = page_size,
    };
    fill_bytes(bench.bytes, OLD, SLOT);
    for (uint32_t i = 0; i < sizeof bench.image; i++) {
        seed = seed * 1664525u + 1013904223u;
        bench.image[i] = (uint8_t)(seed >> 24);
    }
}

/* One change of the flash a call at most, and no byte lost or taken twice. */
static enum otastream_result feed_piece(uint32_t at, uint32_t size)
{
    struct otastream_span input = {bench.image + at, size};
    enum otastream_result result;
    uint32_t calls = 0;
    do {
        uint32_t changes = bench.flash.changes;
        result = otastream_slot_write(&bench.slot, &input);
        CHECK(bench.flash.changes - changes <= 1);
        CHECK_EQUAL(input.bytes + input.length - bench.image, at + size);
        if (result == OTASTREAM_MORE || result == OTASTREAM_DONE) {
            CHECK_EQUAL(bench.slot.position, input.bytes - bench.image);
        }
    } while ((input.length > 0 || result == OTASTREAM_AGAIN) &&
             (result == OTASTREAM_MORE || result == OTASTREAM_AGAIN) && ++calls < 3 * SLOT);
    CHECK_EQUAL(bench.flash.violations, 0);
    return result;
}

static enum otastream_result begin(uint32_t length)
{
    return otastream_slot_begin(&bench.slot, &bench.target, length);
}

static enum otastream_result feed_pieces(uint32_t size, uint32_t piece)
{
    enum otastream_result result = OTASTREAM_MORE;
    for (uint32_t at = 0; at < size && result <= OTASTREAM_DONE; at += piece) {
        result = feed_piece(at, piece < size - at ? piece : size - at);
    }
    return result;
}

/* The image, FF up to the end of its last sector, and then what was there before. */
static void expect_slot(uint32_t length)
{
    uint32_t end = (length + SECTOR - 1) / SECTOR * SECTOR;
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < SLOT; i++) {
        uint8_t expected = i < length ? bench.image[i] : i < end ? 0xFF : OLD;
        wrong += bench.bytes[i] != expected;
    }
    CHECK_EQUAL(wrong, 0);
    CHECK_EQUAL(bench.erases, end / SECTOR);
}

static void image_of_any_length_is_written_in_any_pieces(void)
{
    static const uint32_t lengths[] = {1,    2,    3,    4,    5,    255,  256,      257, 260,
                                       1021, 4095, 4096, 4097, 8192, 8195, SLOT - 1, SLOT};
    static const uint32_t pieces[] = {1, 3, 4, 255, 256, 536, 4096, SLOT};
    for (uint32_t page = 4; page <= SECTOR; page *= 4) {
        for (uint32_t i = 0; i < CHECK_COUNT(lengths) * CHECK_COUNT(pieces); i++) {
            check_note(page * 1000 + i);
            setup(page);
            uint32_t length = lengths[i / CHECK_COUNT(pieces)];
            CHECK_EQUAL(begin(length), OTASTREAM_MORE);
            CHECK_EQUAL(bench.flash.changes, 0);
            CHECK_EQUAL(feed_pieces(length, pieces[i % CHECK_COUNT(pieces)]), OTASTREAM_DONE);
            CHECK_EQUAL(otastream_slot_end(&bench.slot), OTASTREAM_DONE);
            CHECK_EQUAL(bench.flash.changes, bench.erases + (length + page - 1) / page);
            expect_slot(length);
        }
    }
}

static void image_split_anywhere_is_the_same(void)
{
    for (uint32_t first = 0; first <= 300; first++) {
        for (uint32_t second = first; second <= 300; second += 7) {
            check_note(first * 1000 + second);
            setup(64);
            CHECK_EQUAL(begin(300), OTASTREAM_MORE);
            (void)feed_piece(0, first);
            (void)feed_piece(first, second - first);
            CHECK_EQUAL(feed_piece(second, 300 - second), OTASTREAM_DONE);
            expect_slot(300);
        }
    }
}

/* The caller may come at any time, with nothing. */
static void calls_without_input_take_and_change_nothing(void)
{
    struct otastream_span nothing = {NULL, 0};
    setup(256);
    CHECK_EQUAL(begin(300), OTASTREAM_MORE);
    CHECK_EQUAL(otastream_slot_write(&bench.slot, NULL), OTASTREAM_MORE);
    CHECK_EQUAL(feed_piece(0, 255), OTASTREAM_MORE);
    CHECK_EQUAL(otastream_slot_write(&bench.slot, &nothing), OTASTREAM_MORE);
    CHECK_EQUAL(bench.flash.changes, 0); /* a sector is erased when there is something for it */
    struct otastream_span input = {bench.image + 255, 45};
    CHECK_EQUAL(otastream_slot_write(&bench.slot, &input), OTASTREAM_AGAIN);
    CHECK_EQUAL(input.length, 44);
    CHECK_EQUAL(bench.erases, 1);
    CHECK_EQUAL(otastream_slot_write(&bench.slot, NULL), OTASTREAM_MORE);
    CHECK_EQUAL(bench.flash.changes, 2);
    CHECK_EQUAL(otastream_slot_write(&bench.slot, &input), OTASTREAM_DONE);
    CHECK_EQUAL(otastream_slot_write(&bench.slot, NULL), OTASTREAM_DONE);
    expect_slot(300);
}

static void next_sector_keeps_its_content_until_it_is_needed(void)
{
    setup(256);
    CHECK_EQUAL(begin(SECTOR + 300), OTASTREAM_MORE);
    CHECK_EQUAL(feed_pieces(SECTOR + 255, 536), OTASTREAM_MORE);
    CHECK_EQUAL(bench.bytes[SECTOR], OLD);
    CHECK_EQUAL(feed_piece(SECTOR + 255, 1), OTASTREAM_MORE);
    CHECK_EQUAL(bench.bytes[SECTOR], bench.image[SECTOR]);
}

static void more_or_less_than_the_image_is_refused(void)
{
    for (uint32_t length = 1; length < 2 * SECTOR; length += length < 600 ? 1 : 509) {
        check_note(length);
        setup(256);
        CHECK_EQUAL(begin(length), OTASTREAM_MORE);
        CHECK_EQUAL(feed_pieces(length + 1, 536), OTASTREAM_ERR_TOO_LONG);
        CHECK_EQUAL(bench.slot.position, length);
        CHECK_EQUAL(begin(length), OTASTREAM_MORE);
        CHECK_EQUAL(feed_pieces(length, length), OTASTREAM_DONE);
        CHECK_EQUAL(feed_piece(0, 1), OTASTREAM_ERR_TOO_LONG);
        CHECK_EQUAL(begin(length), OTASTREAM_MORE);
        CHECK_EQUAL(feed_pieces(length - 1, 536), OTASTREAM_MORE);
        CHECK_EQUAL(otastream_slot_end(&bench.slot), OTASTREAM_ERR_TOO_SHORT);
        CHECK_EQUAL(feed_piece(length - 1, 1), OTASTREAM_ERR_TOO_SHORT);
    }
}

static void target_that_makes_no_sense_is_refused(void)
{
    struct appverify_storage part[3];
    setup(256);
    CHECK_EQUAL(begin(0), OTASTREAM_ERR_ARGUMENT);
    for (uint32_t i = 0; i < 15; i++) {
        check_note(i);
        setup(256);
        part[0] = part[1] = part[2] = bench.watched;
        part[0].read = NULL;
        part[1].write = NULL;
        part[2].erase = NULL;
        struct otastream_slot_target *target = &bench.target;
        const uint32_t sizes[] = {0, 1, 2, 3, 6, 257, 8192};
        switch (i) {
        case 0:
            target->storage = NULL;
            break;
        case 4:
            target->page = NULL;
            break;
        case 5:
            target->offset += 4;
            break;
        case 6:
            target->limit = 0u - target->offset;
            break;
        case 7:
            target->running_length = 0;
            break;
        default:
            if (i < 4) {
                target->storage = &part[i - 1];
            } else {
                target->page_size = sizes[i - 8];
            }
        }
        CHECK_EQUAL(begin(300), OTASTREAM_ERR_ARGUMENT);
        CHECK_EQUAL(feed_piece(0, 300), OTASTREAM_ERR_ARGUMENT);
        CHECK_EQUAL(bench.flash.changes, 0);
    }
    setup(256);
    bench.target.running_length = 0u - bench.target.running_offset;
    CHECK_EQUAL(begin(300), OTASTREAM_ERR_ARGUMENT);
}

/* The image ends in the slot, and so does the sector in which it ends. */
static void image_longer_than_the_slot_is_refused(void)
{
    static const struct {
        uint32_t limit;
        uint32_t length;
        enum otastream_result result;
    } cases_of_length[] = {
        {SLOT, SLOT, OTASTREAM_MORE},
        {SLOT, SLOT + 1, OTASTREAM_ERR_SLOT_ROOM},
        {SLOT, UINT32_MAX, OTASTREAM_ERR_SLOT_ROOM},
        {SLOT - 1, 2 * SECTOR, OTASTREAM_MORE},
        {SLOT - 1, 2 * SECTOR + 1, OTASTREAM_ERR_SLOT_ROOM},
        {SECTOR - 1, 1, OTASTREAM_ERR_SLOT_ROOM},
        {0, 1, OTASTREAM_ERR_SLOT_ROOM},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(cases_of_length); i++) {
        check_note(i);
        setup(256);
        bench.target.limit = cases_of_length[i].limit;
        CHECK_EQUAL(begin(cases_of_length[i].length), cases_of_length[i].result);
    }
}

static void attack_running_slot_is_never_written(void)
{
    static const struct {
        uint32_t offset;
        uint32_t length;
        enum otastream_result result;
    } running[] = {
        {OFFSET, LIMIT, OTASTREAM_ERR_RUNNING_SLOT},
        {OFFSET, 1, OTASTREAM_ERR_RUNNING_SLOT},
        {OFFSET + LIMIT - 1, 1, OTASTREAM_ERR_RUNNING_SLOT},
        {OFFSET + LIMIT, 1, OTASTREAM_MORE},
        {0x1000, OFFSET - 0x1000, OTASTREAM_MORE},
        {0x1000, OFFSET - 0x1000 + 1, OTASTREAM_ERR_RUNNING_SLOT},
        {0, UINT32_MAX, OTASTREAM_ERR_RUNNING_SLOT},
        {OFFSET + 0x10, 0x10, OTASTREAM_ERR_RUNNING_SLOT},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(running); i++) {
        check_note(i);
        setup(256);
        bench.target.running_offset = running[i].offset;
        bench.target.running_length = running[i].length;
        CHECK_EQUAL(begin(300), running[i].result);
        if (running[i].result != OTASTREAM_MORE) {
            CHECK_EQUAL(feed_piece(0, 300), running[i].result);
            CHECK_EQUAL(bench.flash.changes, 0);
        }
    }
}

/* Changes are: erase, 16 writes, erase, 2 writes. */
static void erase_or_write_that_fails_is_told(void)
{
    for (uint32_t at = 1; at <= 20; at++) {
        check_note(at);
        setup(256);
        bench.flash.cut_at = at;
        bench.flash.cut = FAKE_CUT_HALF;
        enum otastream_result expected =
            at == 1 || at == 18 ? OTASTREAM_ERR_ERASE : OTASTREAM_ERR_WRITE;
        CHECK_EQUAL(begin(SECTOR + 300), OTASTREAM_MORE);
        CHECK_EQUAL(feed_pieces(SECTOR + 300, 100), expected);
        uint32_t changes = bench.flash.changes;
        CHECK_EQUAL(feed_piece(0, 1), expected); /* and nothing more is tried */
        CHECK_EQUAL(bench.flash.changes, changes);
    }
}

static void page_that_cannot_be_read_back_is_told(void)
{
    setup(256);
    CHECK_EQUAL(begin(SECTOR + 300), OTASTREAM_MORE);
    CHECK_EQUAL(feed_pieces(SECTOR + 300, 100), OTASTREAM_DONE);
    uint32_t reads = bench.flash.reads;
    for (uint32_t at = 1; at <= reads; at++) {
        check_note(at);
        setup(256);
        bench.flash.fail_at = at;
        CHECK_EQUAL(begin(SECTOR + 300), OTASTREAM_MORE);
        CHECK_EQUAL(feed_pieces(SECTOR + 300, 100), OTASTREAM_ERR_READ_BACK);
    }
}

/* A bit of each word that does not read back as it was written. */
static void page_that_reads_back_wrong_is_told(void)
{
    for (uint32_t at = 0; at < 300; at++) {
        check_note(at);
        setup(256);
        bench.flash.change_at = 1 + at / 64;
        bench.flash.change_offset = at;
        bench.flash.change_mask = (uint8_t)(1u << at % 8);
        CHECK_EQUAL(begin(300), OTASTREAM_MORE);
        CHECK_EQUAL(feed_pieces(300, 100), OTASTREAM_ERR_WRITTEN_WRONG);
    }
    setup(256);
    fill_bytes(bench.bytes, 0xFF, SLOT);
    bench.flash.lose_writes = 1;
    CHECK_EQUAL(begin(300), OTASTREAM_MORE);
    CHECK_EQUAL(feed_pieces(300, 100), OTASTREAM_ERR_WRITTEN_WRONG);
}

static void state_of_zeros_is_no_state(void)
{
    bench.slot = (struct otastream_slot){0};
    struct otastream_span input = {bench.image, 4};
    CHECK_EQUAL(otastream_slot_write(&bench.slot, &input), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(otastream_slot_end(&bench.slot), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(input.length, 4);
}

static const struct check_case cases[] = {
    CHECK_CASE(image_of_any_length_is_written_in_any_pieces),
    CHECK_CASE(image_split_anywhere_is_the_same),
    CHECK_CASE(calls_without_input_take_and_change_nothing),
    CHECK_CASE(next_sector_keeps_its_content_until_it_is_needed),
    CHECK_CASE(more_or_less_than_the_image_is_refused),
    CHECK_CASE(target_that_makes_no_sense_is_refused),
    CHECK_CASE(image_longer_than_the_slot_is_refused),
    CHECK_CASE(attack_running_slot_is_never_written),
    CHECK_CASE(erase_or_write_that_fails_is_told),
    CHECK_CASE(page_that_cannot_be_read_back_is_told),
    CHECK_CASE(page_that_reads_back_wrong_is_told),
    CHECK_CASE(state_of_zeros_is_no_state),
};
CHECK_TABLE(slot_stream);
