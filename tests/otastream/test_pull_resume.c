/* SPDX-License-Identifier: MIT */
/* Transfers that break off, and go on by Range where the server can. */
#include "otastream/stream_journal.h"
#include "pull_server.h"

#define SECTOR 4096u

static struct otastream_journal journal;

static void use_journal(void)
{
    otastream_journal_init(&journal);
    device.config.journal = &journal;
    fix.policy.slot_limit = DEVICE_SLOT;
    server_restart_device();
}

static void expect_committed(void)
{
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_COMMITTED);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
}

static void cut_image_after(uint32_t bytes)
{
    server.trouble = SERVER_CUTS;
    server.trouble_file = FILE_NAMED;
    server.trouble_after = bytes;
    server.troubles = 1;
}

static void image_goes_on_at_the_byte(void)
{
    for (uint32_t cut = 1; cut < 9500; cut += cut < 4 ? 1 : 331) {
        check_note(cut);
        server_setup(1 + cut % 2);
        cut_image_after(cut);
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
        CHECK_EQUAL(device.update.position, cut);
        CHECK_EQUAL(server_check(), OTASTREAM_DONE);
        expect_committed();
        CHECK_EQUAL(server.offset, cut);
        CHECK_EQUAL(server.requests[FILE_MANIFEST], 1);
        CHECK_EQUAL(server.requests[FILE_NAMED], 2);
        CHECK_EQUAL(server.image_bytes, fix.image_size);
    }
}

static void every_way_to_break_off_is_resumed(void)
{
    static const struct {
        enum server_trouble trouble;
        enum otastream_result result;
    } cases[] = {{SERVER_CUTS, OTASTREAM_ERR_CUT},
                 {SERVER_STALLS, OTASTREAM_ERR_STALLED},
                 {SERVER_TRICKLES, OTASTREAM_ERR_TIME}};
    for (uint32_t i = 0; i < CHECK_COUNT(cases); i++) {
        check_note(i);
        server_setup(1);
        cut_image_after(5000);
        server.trouble = cases[i].trouble;
        CHECK_EQUAL(server_check(), cases[i].result);
        server.trouble = SERVER_REFUSES;
        server.troubles = 5; /* without a network for a while */
        for (uint32_t n = 0; n < 5; n++) {
            CHECK_EQUAL(server_check(), OTASTREAM_ERR_CONNECT);
        }
        for (uint32_t n = 0; n < 4; n++) {
            server.status[FILE_NAMED] = n % 2 ? 503 : 429;
            CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
        }
        server.status[FILE_NAMED] = 0;
        CHECK_EQUAL(server_check(), OTASTREAM_DONE);
        expect_committed();
        CHECK(server.offset >= 5000);
        CHECK_EQUAL(server.requests[FILE_MANIFEST], 1);
        CHECK_EQUAL(server.image_bytes, fix.image_size);
    }
}

/* Python's http.server sends the whole file whatever was asked for. */
static void whole_file_for_a_range_is_read_past(void)
{
    server_setup(1);
    server.ignores_range = 1;
    cut_image_after(5000);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    uint32_t changes = fix.flash.changes;
    cut_image_after(4999);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    CHECK_EQUAL(fix.flash.changes, changes);
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    expect_committed();
    CHECK_EQUAL(server.image_bytes, 5000 + 4999 + fix.image_size);
}

static void tries_in_vain_begin_anew(void)
{
    server_setup(1);
    server.ignores_range = 1;
    cut_image_after(5000);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    for (uint32_t i = 0; i < 3; i++) {
        cut_image_after(4000);
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
        CHECK_EQUAL(server.requests[FILE_MANIFEST], 1);
    }
    cut_image_after(0);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT); /* the first of three again */
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    CHECK_EQUAL(server.requests[FILE_MANIFEST], 2);
    expect_committed();
}

/* The server has another release by now, and nothing but an error for the file of this one. */
static void image_that_never_comes_again_is_given_up(void)
{
    for (uint32_t i = 0; i < 2; i++) {
        check_note(i);
        server_setup(1);
        cut_image_after(5000);
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
        server.status[FILE_NAMED] = 503;
        for (uint32_t n = 0; n < 12; n++) {
            CHECK_EQUAL(server.requests[FILE_MANIFEST], 1);
            server.trouble = SERVER_REFUSES;
            server.troubles = i;
            CHECK_EQUAL(server_check(), i == 0 ? OTASTREAM_ERR_STATUS : OTASTREAM_ERR_CONNECT);
        }
        server.status[FILE_NAMED] = 0;
        CHECK_EQUAL(server_check(), OTASTREAM_DONE);
        CHECK_EQUAL(server.requests[FILE_MANIFEST], 2);
        expect_committed();
    }
}

/* Each byte that was missing gives three tries again. */
static void slow_transfer_does_not_begin_anew(void)
{
    server_setup(1);
    server.ignores_range = 1;
    for (uint32_t i = 1; i <= 9; i++) {
        check_note(i);
        cut_image_after(i % 3 == 1 ? 1000 * i : 500);
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    }
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    CHECK_EQUAL(server.requests[FILE_MANIFEST], 1);
    expect_committed();
}

static void update_of_somebody_else_is_not_gone_on_with(void)
{
    server_setup(1);
    cut_image_after(5000);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    uint32_t connections = server.connections;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_ABORTED);
    CHECK_EQUAL(server.connections, connections);
    CHECK_EQUAL(device.update.result, OTASTREAM_MORE);
    CHECK_EQUAL(device.update.position, 0);
}

static void bytes_after_the_connection_are_not_taken(void)
{
    server_setup(1);
    cut_image_after(5000);
    server.trouble = SERVER_STALLS;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_STALLED);
    otastream_pull_received(&server.client, fix.image + 5000, 100);
    CHECK_EQUAL(device.update.position, 5000);
}

/* Another part than the one asked for, or none: the next try begins with the manifest. */
static void other_part_begins_anew(void)
{
    static const char *const ranges[] = {"bytes 0-9503/9504",
                                         "bytes 4999-9503/9504",
                                         "bytes 5001-9503/9504",
                                         "bytes 5000-9503/9505",
                                         "bytes */9504",
                                         "bytes 5000-",
                                         "",
                                         "0-1/2"};
    for (uint32_t i = 0; i <= CHECK_COUNT(ranges); i++) {
        check_note(i);
        server_setup(1);
        cut_image_after(5000);
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
        if (i < CHECK_COUNT(ranges)) {
            server.content_range = ranges[i];
            CHECK_EQUAL(server_check(), OTASTREAM_ERR_CONTENT_RANGE);
        } else {
            server.status[FILE_NAMED] = 416;
            CHECK_EQUAL(server_check(), OTASTREAM_ERR_RANGE);
        }
        server.content_range = NULL;
        server.status[FILE_NAMED] = 0;
        CHECK_EQUAL(server_check(), OTASTREAM_DONE);
        CHECK_EQUAL(server.requests[FILE_MANIFEST], 2);
        expect_committed();
    }
}

static void other_bytes_behind_the_cut_are_refused(void)
{
    server_setup(1);
    cut_image_after(5000);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    fix.image[6000] ^= 1;
    CHECK_EQUAL(server_check(), OTASTREAM_REFUSED_DIGEST);
    CHECK(!device_is_bootable());
    CHECK_EQUAL(server.client.wait, 120000); /* the release is as good as it was */
    fix.image[6000] ^= 1;
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    CHECK_EQUAL(server.requests[FILE_MANIFEST], 2);
    expect_committed();
}

static void missing_file_begins_anew(void)
{
    server_setup(1);
    cut_image_after(5000);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    server.status[FILE_NAMED] = 404; /* another release took its place */
    server.status[FILE_FIXED] = 404;
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_STATUS);
    server.status[FILE_NAMED] = 0;
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    CHECK_EQUAL(server.requests[FILE_MANIFEST], 2);
    CHECK_EQUAL(server.offset, 0);
    expect_committed();
}

/* Cut, reset, and on: what is asked for is what no whole sector has. */
static void journal_goes_on_after_a_reset(void)
{
    for (uint32_t cut = 1000; cut < 9500; cut += 1100) {
        check_note(cut);
        server_setup(1 + cut / 100 % 2);
        use_journal();
        cut_image_after(cut);
        CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
        CHECK(!device_is_bootable());
        server_restart_device();
        CHECK_EQUAL(server_check(), OTASTREAM_DONE);
        CHECK_EQUAL(server.offset, cut / SECTOR * SECTOR);
        CHECK_EQUAL(server.image_bytes, cut + fix.image_size - cut / SECTOR * SECTOR);
        expect_committed();
    }
}

/* What somebody has posted, who has the manifest of the release and other bytes. */
static void journal_with_other_bytes_costs_a_try(void)
{
    server_setup(1);
    use_journal();
    fix.image[100] ^= 1;
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image, 9000, 536), OTASTREAM_MORE);
    fix.image[100] ^= 1;
    otastream_update_abort(&device.update);
    CHECK_EQUAL(server_check(), OTASTREAM_REFUSED_DIGEST);
    CHECK(server.offset > 0);
    CHECK(!device_is_bootable());
    CHECK_EQUAL(server.client.wait, 60000);
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    CHECK_EQUAL(server.offset, 0);
    expect_committed();
}

static void without_a_journal_a_reset_begins_anew(void)
{
    server_setup(1);
    cut_image_after(9000);
    CHECK_EQUAL(server_check(), OTASTREAM_ERR_CUT);
    server_restart_device();
    CHECK_EQUAL(server_check(), OTASTREAM_DONE);
    CHECK_EQUAL(server.offset, 0);
    expect_committed();
}

static const struct check_case cases[] = {
    CHECK_CASE(image_goes_on_at_the_byte),
    CHECK_CASE(every_way_to_break_off_is_resumed),
    CHECK_CASE(whole_file_for_a_range_is_read_past),
    CHECK_CASE(tries_in_vain_begin_anew),
    CHECK_CASE(image_that_never_comes_again_is_given_up),
    CHECK_CASE(slow_transfer_does_not_begin_anew),
    CHECK_CASE(update_of_somebody_else_is_not_gone_on_with),
    CHECK_CASE(bytes_after_the_connection_are_not_taken),
    CHECK_CASE(other_part_begins_anew),
    CHECK_CASE(other_bytes_behind_the_cut_are_refused),
    CHECK_CASE(missing_file_begins_anew),
    CHECK_CASE(journal_goes_on_after_a_reset),
    CHECK_CASE(journal_with_other_bytes_costs_a_try),
    CHECK_CASE(without_a_journal_a_reset_begins_anew),
};
CHECK_TABLE(pull_resume);
