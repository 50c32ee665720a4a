/* SPDX-License-Identifier: MIT */
/* The emulated board without a network: its ROM has the files of a release, and cuts them up as a
 * network does. Any transport of your own is driven like this. */
#include "board.h"
#include "print.h"
#include "receive.h"
#include "rom.h"
#include "update.h"

#define PIECE 512u

struct otastream_journal *receive_journal(void)
{
    return NULL;
}

static int is_under_way(const struct otastream_update *update)
{
    return update->result == OTASTREAM_MORE || update->result == OTASTREAM_AGAIN;
}

/* Not NULL when there is something. Whether a connection ends or breaks: nothing more comes. */
static struct otastream_span *read_piece(struct otastream_span *input)
{
    static uint8_t piece[PIECE];
    if (input->length == 0) {
        int32_t count = rom_fetch_read(piece, sizeof piece);
        *input = (struct otastream_span){piece, count > 0 ? (size_t)count : 0};
    }
    return input->length > 0 ? input : NULL;
}

/* A file, up to its end. What is longer than announced is refused by the update itself. */
static void give_file(struct otastream_update *update)
{
    enum otastream_update_state file = update->state;
    struct otastream_span input = {NULL, 0};
    while (update->state == file && is_under_way(update)) {
        if (update->result == OTASTREAM_AGAIN) {
            (void)otastream_update_step(update, NULL);
        } else if (read_piece(&input) != NULL) {
            (void)otastream_update_step(update, &input);
        } else {
            (void)otastream_update_end(update);
        }
    }
    if (is_under_way(update) && read_piece(&input) != NULL) {
        (void)otastream_update_step(update, &input);
    }
}

/* Until the next file is wanted, or nothing more is to be done. */
static void work(struct otastream_update *update)
{
    while (update->result == OTASTREAM_AGAIN) {
        (void)otastream_update_step(update, NULL);
    }
}

void receive_run(struct otastream_update *update)
{
    if (rom_fetch_open(ROM_FILE_MANIFEST) != 0) {
        print("update: none\n");
        return;
    }
    (void)otastream_update_begin(update);
    give_file(update);
    work(update);
    if (update->state == OTASTREAM_UPDATE_IMAGE && update->result == OTASTREAM_MORE) {
        if (rom_fetch_open(board_slot() == 1 ? ROM_FILE_USER2 : ROM_FILE_USER1) != 0) {
            print("update refused: download: NOT_FOUND\n");
            return;
        }
        give_file(update);
        work(update);
    }
    if (update->state == OTASTREAM_UPDATE_READY && update->result == OTASTREAM_DONE) {
        (void)otastream_update_commit(update);
        work(update);
    }
    update_report(update, update->result, 0);
}
