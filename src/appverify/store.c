/* SPDX-License-Identifier: MIT */
#include "appverify/store.h"

#define RECORD_MAGIC 0x54535641u /* bytes 41 56 53 54 */
#define RECORD_BLANK 0xFFFFFFFFu

/* A record in flash, in words: flash is read and written by aligned words. */
enum field {
    FIELD_MAGIC,
    FIELD_SEQUENCE,
    FIELD_SECURITY_COUNTER,
    FIELD_TRIAL_SLOT,
    FIELD_TRIAL_COUNTER,
    FIELD_BOOTS_LEFT,
    FIELD_CRC,
    FIELD_COUNT,
};

struct record {
    uint32_t words[FIELD_COUNT];
};

enum condition { CONDITION_INVALID, CONDITION_BLANK, CONDITION_VALID };

static uint32_t record_crc(const struct appverify_store *store, const struct record *record)
{
    return store->storage->crc32(0, (const uint8_t *)record->words, FIELD_CRC * sizeof(uint32_t));
}

static enum condition record_condition(const struct appverify_store *store,
                                       const struct record *record)
{
    uint32_t all = RECORD_BLANK;
    for (uint32_t i = 0; i < FIELD_COUNT; i++) {
        all &= record->words[i];
    }
    if (all == RECORD_BLANK) {
        return CONDITION_BLANK;
    }
    return record->words[FIELD_MAGIC] == RECORD_MAGIC &&
                   record->words[FIELD_CRC] == record_crc(store, record)
               ? CONDITION_VALID
               : CONDITION_INVALID;
}

/*
 * Reads both sectors. *current becomes the index of the newest valid record, or 2 when the store is
 * new and has none.
 */
static enum appverify_result find_current(const struct appverify_store *store,
                                          struct record records[2], uint32_t *current)
{
    enum condition conditions[2];
    for (uint32_t i = 0; i < 2; i++) {
        if (store->storage->read(store->storage->context, store->sectors[i],
                                 (uint8_t *)records[i].words,
                                 sizeof records[i].words) != APPVERIFY_OK) {
            return APPVERIFY_ERR_READ;
        }
        conditions[i] = record_condition(store, &records[i]);
    }
    if (conditions[0] == CONDITION_VALID && conditions[1] == CONDITION_VALID) {
        *current = records[1].words[FIELD_SEQUENCE] > records[0].words[FIELD_SEQUENCE];
    } else if (conditions[0] == CONDITION_VALID || conditions[1] == CONDITION_VALID) {
        *current = conditions[1] == CONDITION_VALID;
    } else if (conditions[1] == CONDITION_BLANK) {
        /* A new store: its first record goes to sector 0, where a power cut may have damaged it. */
        *current = 2;
    } else {
        return APPVERIFY_ERR_STORE;
    }
    return APPVERIFY_OK;
}

enum appverify_result appverify_store_read(const struct appverify_store *store,
                                           struct appverify_store_state *state)
{
    struct record records[2];
    uint32_t current = 0;
    enum appverify_result result = find_current(store, records, &current);
    if (result != APPVERIFY_OK) {
        return result;
    }
    *state = (struct appverify_store_state){0};
    if (current < 2) {
        const uint32_t *words = records[current].words;
        state->security_counter = words[FIELD_SECURITY_COUNTER];
        state->trial_slot = words[FIELD_TRIAL_SLOT];
        state->trial_counter = words[FIELD_TRIAL_COUNTER];
        state->boots_left = words[FIELD_BOOTS_LEFT];
    }
    return APPVERIFY_OK;
}

static void fill_record(const struct appverify_store *store, struct record *record,
                        uint32_t sequence, const struct appverify_store_state *state)
{
    record->words[FIELD_MAGIC] = RECORD_MAGIC;
    record->words[FIELD_SEQUENCE] = sequence;
    record->words[FIELD_SECURITY_COUNTER] = state->security_counter;
    record->words[FIELD_TRIAL_SLOT] = state->trial_slot;
    record->words[FIELD_TRIAL_COUNTER] = state->trial_counter;
    record->words[FIELD_BOOTS_LEFT] = state->boots_left;
    record->words[FIELD_CRC] = record_crc(store, record);
}

static int same_state(const struct appverify_store_state *a, const struct appverify_store_state *b)
{
    return a->security_counter == b->security_counter && a->trial_slot == b->trial_slot &&
           a->trial_counter == b->trial_counter && a->boots_left == b->boots_left;
}

/* Erases the sector of the older record and writes the new one there. */
static enum appverify_result replace_record(const struct appverify_store *store, uint32_t index,
                                            const struct record *record)
{
    const struct appverify_storage *storage = store->storage;
    if (storage->erase(storage->context, store->sectors[index]) != APPVERIFY_OK ||
        storage->write(storage->context, store->sectors[index], (const uint8_t *)record->words,
                       sizeof record->words) != APPVERIFY_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    return APPVERIFY_OK;
}

enum appverify_result appverify_store_write(const struct appverify_store *store,
                                            const struct appverify_store_state *state)
{
    struct record records[2];
    struct appverify_store_state stored;
    uint32_t current = 0;
    enum appverify_result result = appverify_store_read(store, &stored);
    if (result == APPVERIFY_OK) {
        result = find_current(store, records, &current);
    }
    if (result != APPVERIFY_OK) {
        return result;
    }
    if (state->security_counter < stored.security_counter) {
        return APPVERIFY_ERR_ROLLBACK;
    }
    if (current < 2 && same_state(state, &stored)) {
        return APPVERIFY_OK;
    }
    uint32_t sequence = current < 2 ? records[current].words[FIELD_SEQUENCE] + 1 : 1;
    uint32_t target = current == 0 ? 1 : 0;
    fill_record(store, &records[0], sequence, state);
    result = replace_record(store, target, &records[0]);
    if (result == APPVERIFY_OK) {
        result = appverify_store_read(store, &stored);
    }
    if (result != APPVERIFY_OK) {
        return result;
    }
    return same_state(state, &stored) ? APPVERIFY_OK : APPVERIFY_ERR_WRITE;
}
