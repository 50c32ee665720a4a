/* SPDX-License-Identifier: MIT */
#include "appverify/store.h"

#include <stddef.h>

#define RECORD_MAGIC 0x54535641u /* bytes 41 56 53 54 */
#define RECORD_BLANK 0xFFFFFFFFu

/* A record in flash: seven words, since flash is read and written by aligned words. */
struct record {
    uint32_t magic;
    uint32_t sequence;
    struct appverify_store_state state;
    uint32_t crc;
};

/*
 * No padding: the bytes of this structure are those in flash. The chip is little-endian; on a
 * processor that is not, a record is no record of the chip.
 */
typedef char record_is_seven_words[sizeof(struct record) == 28 ? 1 : -1];

enum condition { CONDITION_INVALID, CONDITION_BLANK, CONDITION_VALID };

static uint32_t record_crc(const struct appverify_store *store, const struct record *record)
{
    return store->storage->crc32(0, (const uint8_t *)record, offsetof(struct record, crc));
}

static enum condition record_condition(const struct appverify_store *store,
                                       const struct record *record)
{
    const struct appverify_store_state *state = &record->state;
    uint32_t all = record->magic & record->sequence & state->security_counter & state->trial_slot &
                   state->trial_counter & state->boots_left & record->crc;
    if (all == RECORD_BLANK) {
        return CONDITION_BLANK;
    }
    return record->magic == RECORD_MAGIC && record->crc == record_crc(store, record)
               ? CONDITION_VALID
               : CONDITION_INVALID;
}

/*
 * Reads both sectors. *index becomes that of the newest valid record; in a new store one of zeros
 * takes the second place, so that the first to be written goes to the first sector.
 */
static enum appverify_result read_newest(const struct appverify_store *store,
                                         struct record records[2], uint32_t *index)
{
    enum condition conditions[2];
    for (uint32_t i = 0; i < 2; i++) {
        if (store->storage->read(store->storage->context, store->sectors[i], (uint8_t *)&records[i],
                                 sizeof records[i]) != APPVERIFY_OK) {
            return APPVERIFY_ERR_READ;
        }
        conditions[i] = record_condition(store, &records[i]);
    }
    uint32_t current =
        conditions[1] == CONDITION_VALID &&
        (conditions[0] != CONDITION_VALID || records[1].sequence > records[0].sequence);
    if (conditions[current] != CONDITION_VALID) {
        if (conditions[1] != CONDITION_BLANK) {
            return APPVERIFY_ERR_STORE;
        }
        /* A new store, or a power cut damaged its first record. */
        current = 1;
        records[1] = (struct record){0};
    }
    *index = current;
    return APPVERIFY_OK;
}

/* A second look: no record that is whole has a higher counter than the one that was taken. */
static enum appverify_result check_counter(const struct appverify_store *store,
                                           const struct record records[2],
                                           const struct appverify_store_state *state)
{
    for (uint32_t i = 0; i < 2; i++) {
        if (records[i].state.security_counter > state->security_counter &&
            record_condition(store, &records[i]) == CONDITION_VALID) {
            return APPVERIFY_ERR_STORE;
        }
    }
    return APPVERIFY_OK;
}

enum appverify_result appverify_store_read(const struct appverify_store *store,
                                           struct appverify_store_state *state)
{
    struct record records[2];
    uint32_t index;
    enum appverify_result result = read_newest(store, records, &index);
    if (result != APPVERIFY_OK) {
        return result;
    }
    *state = records[index].state;
    return check_counter(store, records, state);
}

static int same_state(const struct appverify_store_state *a, const struct appverify_store_state *b)
{
    return a->security_counter == b->security_counter && a->trial_slot == b->trial_slot &&
           a->trial_counter == b->trial_counter && a->boots_left == b->boots_left;
}

/* Erases a sector, writes a record there, and reads the store back: it must say the same. */
static enum appverify_result write_record(const struct appverify_store *store, uint32_t index,
                                          struct record *record)
{
    const struct appverify_storage *storage = store->storage;
    struct appverify_store_state stored;
    record->magic = RECORD_MAGIC;
    record->crc = record_crc(store, record);
    if (storage->erase(storage->context, store->sectors[index]) != APPVERIFY_OK ||
        storage->write(storage->context, store->sectors[index], (const uint8_t *)record,
                       sizeof *record) != APPVERIFY_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    enum appverify_result result = appverify_store_read(store, &stored);
    if (result != APPVERIFY_OK) {
        return result;
    }
    return same_state(&record->state, &stored) ? APPVERIFY_OK : APPVERIFY_ERR_WRITE;
}

/* To the sector of the older record. */
enum appverify_result appverify_store_write(const struct appverify_store *store,
                                            const struct appverify_store_state *state)
{
    struct record records[2];
    uint32_t index;
    enum appverify_result result = read_newest(store, records, &index);
    if (result != APPVERIFY_OK) {
        return result;
    }
    struct record *record = &records[index];
    if (state->security_counter < record->state.security_counter) {
        return APPVERIFY_ERR_ROLLBACK;
    }
    if (record->magic == RECORD_MAGIC && same_state(state, &record->state)) {
        return APPVERIFY_OK;
    }
    record->sequence++;
    record->state = *state;
    return write_record(store, 1 - index, record);
}

enum appverify_result appverify_store_recover(const struct appverify_store *store,
                                              uint32_t least_counter)
{
    struct record records[2];
    uint32_t index;
    enum appverify_result result = read_newest(store, records, &index);
    if (result == APPVERIFY_ERR_STORE) {
        result = read_newest(store, records, &index); /* to misread it once is no damage */
    }
    if (result != APPVERIFY_ERR_STORE) {
        return result == APPVERIFY_OK ? APPVERIFY_ERR_STATE : result;
    }
    struct record record = {.sequence = 1, .state = {.security_counter = least_counter}};
    /* As long as the second sector is not blank, no power cut makes this a new device. */
    result = write_record(store, 0, &record);
    record.sequence = 2;
    return result == APPVERIFY_OK ? write_record(store, 1, &record) : result;
}
