/* SPDX-License-Identifier: MIT */
#include "port_board.h"

#define SECTOR_SIZE 4096u
#define PIECE_WORDS 64u
#define BLANK 0xFFFFFFFFu

#define SLOT_MASK 0x0003u
#define CHOICE_MASK 0x0007u
#define VERSION_MASK 0x1F00u
#define VERSION_17 0x0700u
#define BY_SLOT 0x8000u
#define TEST_MASK 0x6000u
#define TEST 0x2000u
#define NORMAL_BOOT (BY_SLOT | TEST_MASK)
#define DEFAULT_FLAGS 0xFFFFE7FCu

#define CHOICE_SLOT_1 4u
#define CHOICE_SLOT_2 5u

static enum appverify_result read_word(const struct port_board *board, uint32_t offset,
                                       uint32_t *word)
{
    return board->storage->read(board->storage->context, offset, (uint8_t *)word, sizeof *word) ==
                   APPVERIFY_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_READ;
}

/* Which copy holds, and its first word, as the boot loader will have it. */
static enum appverify_result read_choice(const struct port_board *board, uint32_t *copy,
                                         uint32_t *word)
{
    uint32_t flag = 0;
    enum appverify_result result = read_word(board, board->flag, &flag);
    if (result == APPVERIFY_OK) {
        *copy = (flag & 0xFF) == 0 ? 0 : 1;
        result = read_word(board, board->parameters[*copy], word);
    }
    if (result == APPVERIFY_OK &&
        ((*word & VERSION_MASK) != VERSION_17 || (*word & SLOT_MASK) == SLOT_MASK)) {
        *word = DEFAULT_FLAGS;
    }
    return result;
}

static uint32_t chosen_slot(uint32_t word)
{
    if ((word & BY_SLOT) == 0 || (word & TEST_MASK) == TEST) {
        return 0; /* some other address */
    }
    switch (word & CHOICE_MASK) {
    case 1:
    case CHOICE_SLOT_1:
        return 1;
    case 0:
    case CHOICE_SLOT_2:
        return 2;
    default:
        return 0;
    }
}

uint32_t port_board_boot_slot(const struct port_board *board)
{
    uint32_t copy = 0;
    uint32_t word = 0;
    return read_choice(board, &copy, &word) == APPVERIFY_OK ? chosen_slot(word) : 0;
}

static enum appverify_result write_words(const struct port_board *board, uint32_t offset,
                                         const uint32_t *words, uint32_t count)
{
    return board->storage->write(board->storage->context, offset, (const uint8_t *)words,
                                 count * sizeof *words) == APPVERIFY_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_WRITE;
}

static enum appverify_result erase(const struct port_board *board, uint32_t offset)
{
    return board->storage->erase(board->storage->context, offset) == APPVERIFY_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_WRITE;
}

static int is_blank(const uint32_t *words)
{
    uint32_t all = BLANK;
    for (uint32_t i = 0; i < PIECE_WORDS; i++) {
        all &= words[i];
    }
    return all == BLANK;
}

/* The other copy becomes this one, but for its first word. */
static enum appverify_result copy_parameters(const struct port_board *board, uint32_t from,
                                             uint32_t word)
{
    uint32_t source = board->parameters[from];
    uint32_t target = board->parameters[1 - from];
    enum appverify_result result = erase(board, target);
    for (uint32_t at = 0; result == APPVERIFY_OK && at < SECTOR_SIZE; at += PIECE_WORDS * 4) {
        uint32_t piece[PIECE_WORDS];
        if (board->storage->read(board->storage->context, source + at, (uint8_t *)piece,
                                 sizeof piece) != APPVERIFY_OK) {
            return APPVERIFY_ERR_READ;
        }
        if (at == 0) {
            piece[0] = word;
        }
        if (!is_blank(piece)) {
            result = write_words(board, target + at, piece, PIECE_WORDS);
        }
    }
    return result;
}

static enum appverify_result switch_slot(void *context, uint32_t slot)
{
    const struct port_board *board = context;
    uint32_t copy = 0;
    uint32_t word = 0;
    if (slot < 1 || slot > 2) {
        return APPVERIFY_ERR_STORE;
    }
    enum appverify_result result = read_choice(board, &copy, &word);
    if (result != APPVERIFY_OK || chosen_slot(word) == slot) {
        return result;
    }
    word = (word & ~CHOICE_MASK) | NORMAL_BOOT | (slot == 2 ? CHOICE_SLOT_2 : CHOICE_SLOT_1);
    result = copy_parameters(board, copy, word);
    if (result == APPVERIFY_OK) {
        result = erase(board, board->flag); /* the second copy holds */
    }
    uint32_t flag = (BLANK & ~0xFFu) | (1 - copy);
    return result == APPVERIFY_OK ? write_words(board, board->flag, &flag, 1) : result;
}

void port_board_platform(struct appverify_platform *platform, const struct port_board *board)
{
    *platform = (struct appverify_platform){switch_slot, (void *)board};
}
