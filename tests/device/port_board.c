#include "port_board.h"

#define RECORD_MAGIC 0x54424F42u
#define NO_SECTOR 2u

enum field { FIELD_MAGIC, FIELD_SEQUENCE, FIELD_SLOT, FIELD_CRC, FIELD_COUNT };

struct record {
    uint32_t words[FIELD_COUNT];
};

static enum appverify_result read_flash(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    return nor_flash_read(context, offset, buffer, (uint32_t)length) == NOR_FLASH_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_READ;
}

static enum appverify_result write_flash(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    return nor_flash_program(context, offset, buffer, (uint32_t)length) == NOR_FLASH_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_WRITE;
}

static enum appverify_result erase_flash(void *context, uint32_t offset)
{
    return nor_flash_erase(context, offset) == NOR_FLASH_OK ? APPVERIFY_OK : APPVERIFY_ERR_WRITE;
}

void port_board_storage(struct appverify_storage *storage, struct nor_flash *flash)
{
    *storage = (struct appverify_storage){
        .read = read_flash,
        .context = flash,
        .crc32 = appverify_crc32,
        .write = write_flash,
        .erase = erase_flash,
    };
}

static uint32_t record_crc(const struct record *record)
{
    return appverify_crc32(0, (const uint8_t *)record->words, FIELD_CRC * sizeof(uint32_t));
}

static int is_valid(const struct record *record)
{
    return record->words[FIELD_MAGIC] == RECORD_MAGIC && record->words[FIELD_SLOT] >= 1 &&
           record->words[FIELD_SLOT] <= 2 && record->words[FIELD_CRC] == record_crc(record);
}

/* *newest: the sector whose record holds, NO_SECTOR without one; record is then left as it was. */
static enum appverify_result find_newest(const struct port_board *board, struct record *record,
                                         uint32_t *newest)
{
    *newest = NO_SECTOR;
    for (uint32_t i = 0; i < 2; i++) {
        struct record found;
        if (nor_flash_read(board->flash, board->sectors[i], found.words, sizeof found.words) !=
            NOR_FLASH_OK) {
            return APPVERIFY_ERR_READ;
        }
        if (is_valid(&found) &&
            (*newest == NO_SECTOR || found.words[FIELD_SEQUENCE] > record->words[FIELD_SEQUENCE])) {
            *record = found;
            *newest = i;
        }
    }
    return APPVERIFY_OK;
}

uint32_t port_board_boot_slot(const struct port_board *board)
{
    struct record record = {.words = {[FIELD_SLOT] = 1}};
    uint32_t newest = NO_SECTOR;
    return find_newest(board, &record, &newest) == APPVERIFY_OK ? record.words[FIELD_SLOT] : 0;
}

static enum appverify_result switch_slot(void *context, uint32_t slot)
{
    const struct port_board *board = context;
    struct record record = {.words = {0}};
    uint32_t newest = NO_SECTOR;
    if (slot < 1 || slot > 2) {
        return APPVERIFY_ERR_STORE;
    }
    enum appverify_result result = find_newest(board, &record, &newest);
    if (result != APPVERIFY_OK || record.words[FIELD_SLOT] == slot) {
        return result;
    }
    record.words[FIELD_MAGIC] = RECORD_MAGIC;
    record.words[FIELD_SEQUENCE]++;
    record.words[FIELD_SLOT] = slot;
    record.words[FIELD_CRC] = record_crc(&record);
    uint32_t sector = board->sectors[newest == 0 ? 1 : 0];
    if (nor_flash_erase(board->flash, sector) != NOR_FLASH_OK ||
        nor_flash_program(board->flash, sector, record.words, sizeof record.words) !=
            NOR_FLASH_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    return APPVERIFY_OK;
}

void port_board_platform(struct appverify_platform *platform, const struct port_board *board)
{
    *platform = (struct appverify_platform){switch_slot, (void *)board};
}
