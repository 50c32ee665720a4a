/* SPDX-License-Identifier: MIT */
#include "otastream/stream_journal.h"

#include "appverify/image_format.h"

#define SECTOR APPVERIFY_SECTOR_SIZE
#define MAGIC 0x314A544Fu
#define ERASED 0xFFFFFFFFu
#define PIECE 64u

enum { WORD_HEAD = 10, WORD_SECTORS = 11, WORDS = SECTOR / 4 };

enum journal_state {
    JOURNAL_SEARCH, /* whatever begins an update sets this, 0 */
    JOURNAL_COMPARE,
    JOURNAL_NONE, /* to be begun behind the first sector */
    JOURNAL_ERASED,
    JOURNAL_OPEN,
    JOURNAL_CLOSED,
};

/* Of a slot that ends within a sector, that one is somebody else's too. */
static uint32_t journal_offset(const struct otastream_slot *slot)
{
    return slot->offset + (slot->limit / SECTOR - 1) * SECTOR;
}

static int read_words(const struct otastream_slot *slot, uint32_t offset, uint32_t *words,
                      size_t size)
{
    const struct appverify_storage *storage = slot->storage;
    return storage->read(storage->context, offset, (uint8_t *)words, size) == APPVERIFY_OK;
}

static void write_words(const struct otastream_slot *slot, uint32_t word, const uint32_t *words,
                        size_t size)
{
    const struct appverify_storage *storage = slot->storage;
    (void)storage->write(storage->context, journal_offset(slot) + word * 4, (const uint8_t *)words,
                         size);
}

static int take_crc(const struct otastream_slot *slot, uint32_t sector, uint32_t *crc)
{
    uint32_t offset = slot->offset + sector * SECTOR;
    uint32_t words[PIECE / 4];
    *crc = 0;
    for (uint32_t at = 0; at < SECTOR; at += PIECE) {
        if (!read_words(slot, offset + at, words, PIECE)) {
            return 0;
        }
        *crc = slot->storage->crc32(*crc, (const uint8_t *)words, PIECE);
    }
    return 1;
}

static void make_header(const struct otastream_update *update, uint32_t *header)
{
    header[0] = MAGIC;
    header[1] = update->image_length;
    (void)__builtin_memcpy(header + 2, update->digest, APPVERIFY_DIGEST_SIZE);
}

static int has_journal(const struct otastream_update *update, const struct otastream_slot *slot,
                       uint32_t *head)
{
    uint32_t wanted[WORD_HEAD];
    uint32_t found[WORD_SECTORS];
    if (!read_words(slot, journal_offset(slot), found, sizeof found)) {
        return 0;
    }
    make_header(update, wanted);
    *head = found[WORD_HEAD];
    uint32_t i = 0;
    while (i < WORD_HEAD && wanted[i] == found[i]) {
        i++;
    }
    return i == WORD_HEAD;
}

/* A slot that has its first word is an old release, whole: it is erased from its begin. */
static int is_begun(const struct otastream_slot *slot)
{
    uint32_t first = 0;
    return read_words(slot, slot->offset, &first, sizeof first) && first == ERASED;
}

static void search(struct otastream_journal *journal, const struct otastream_update *update,
                   const struct otastream_slot *slot)
{
    const struct appverify_storage *storage = slot->storage;
    uint32_t sectors = slot->limit / SECTOR;
    uint32_t head = ERASED;
    journal->sectors = 0;
    journal->state = JOURNAL_NONE;
    if (sectors < 2 || slot->length > (sectors - 1) * SECTOR || storage->crc32 == NULL) {
        journal->state = JOURNAL_CLOSED;
    } else if (is_begun(slot) && has_journal(update, slot, &head)) {
        /* The storage keeps it in RAM: the first sector is read as its CRC was taken. */
        (void)storage->write(storage->context, slot->offset, (const uint8_t *)&head, sizeof head);
        journal->state = JOURNAL_COMPARE;
    }
}

static int sector_is_good(const struct otastream_slot *slot, uint32_t sector, uint32_t *noted)
{
    uint32_t crc = 0;
    return WORD_SECTORS + sector < WORDS &&
           read_words(slot, journal_offset(slot) + (WORD_SECTORS + sector) * 4, noted,
                      sizeof *noted) &&
           *noted != ERASED && take_crc(slot, sector, &crc) && crc == *noted;
}

/* The last sector of an image is written again in any case: then its end is found as always. */
static void compare(struct otastream_journal *journal, struct otastream_slot *slot)
{
    uint32_t noted = 0;
    uint32_t end = (journal->sectors + 1) * SECTOR;
    if (end < slot->length && sector_is_good(slot, journal->sectors, &noted)) {
        journal->sectors++;
        return;
    }
    slot->position = journal->sectors * SECTOR;
    slot->written = slot->position;
    slot->erased = slot->position;
    if (journal->sectors == 0) {
        journal->state = JOURNAL_NONE;
    } else {
        journal->state = noted == ERASED ? JOURNAL_OPEN : JOURNAL_CLOSED;
    }
}

static void note_sector(struct otastream_journal *journal, const struct otastream_slot *slot)
{
    uint32_t crc = ERASED;
    if (WORD_SECTORS + journal->sectors >= WORDS || !take_crc(slot, journal->sectors, &crc)) {
        journal->state = JOURNAL_CLOSED;
        return;
    }
    write_words(slot, WORD_SECTORS + journal->sectors, &crc, sizeof crc);
    journal->sectors++;
}

static void begin(struct otastream_journal *journal, const struct otastream_update *update,
                  const struct otastream_slot *slot)
{
    uint32_t header[WORD_SECTORS];
    make_header(update, header);
    if (read_words(slot, slot->offset, &header[WORD_HEAD], 4)) {
        write_words(slot, 0, header, sizeof header);
        journal->state = JOURNAL_OPEN;
    } else {
        journal->state = JOURNAL_CLOSED;
    }
}

/* What is due when there are more whole sectors than the journal has. */
static void go_on(struct otastream_journal *journal, const struct otastream_update *update,
                  const struct otastream_slot *slot)
{
    const struct appverify_storage *storage = slot->storage;
    switch (journal->state) {
    case JOURNAL_NONE:
        journal->state = storage->erase(storage->context, journal_offset(slot)) == APPVERIFY_OK
                             ? JOURNAL_ERASED
                             : JOURNAL_CLOSED;
        break;
    case JOURNAL_ERASED:
        begin(journal, update, slot);
        break;
    default:
        note_sector(journal, slot);
        break;
    }
}

static enum otastream_result step(struct otastream_journal *journal,
                                  const struct otastream_update *update,
                                  struct otastream_slot *slot)
{
    if (journal->state == JOURNAL_SEARCH) {
        search(journal, update, slot);
    } else if (journal->state == JOURNAL_COMPARE) {
        compare(journal, slot);
    } else if (journal->state != JOURNAL_CLOSED && slot->written / SECTOR > journal->sectors) {
        go_on(journal, update, slot);
    } else {
        return OTASTREAM_MORE;
    }
    return OTASTREAM_AGAIN;
}

/* Where the image has left no sector for it, there is none. */
static void forget(const struct otastream_update *update)
{
    const uint32_t nothing = 0;
    uint32_t head = 0;
    if (has_journal(update, &update->slot, &head)) {
        write_words(&update->slot, 0, &nothing, sizeof nothing);
    }
}

void otastream_journal_init(struct otastream_journal *journal)
{
    journal->step = step;
    journal->forget = forget;
    journal->state = JOURNAL_SEARCH;
    journal->sectors = 0;
}
