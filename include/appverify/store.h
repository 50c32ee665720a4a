/* SPDX-License-Identifier: MIT */
/**
 * The anti-rollback store: security counter and trial state in two flash sectors.
 *
 * Each write goes to the sector that does not hold the current record: erase, then one write of a
 * record with sequence number and CRC. A power cut at any moment leaves the old record or the new
 * one. Both sectors blank is a new device: counter 0, no trial.
 */
#ifndef APPVERIFY_STORE_H
#define APPVERIFY_STORE_H

#include <stdint.h>

#include "appverify/appverify.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where the store is. */
struct appverify_store {
    const struct appverify_storage *storage; /**< with write and erase */
    uint32_t sectors[2];                     /**< flash offsets, multiples of 4096, different */
};

/** What is stored. */
struct appverify_store_state {
    uint32_t security_counter; /**< lowest counter that is accepted */
    uint32_t trial_slot;       /**< slot on trial, 1 or 2; 0: none */
    uint32_t trial_counter;    /**< becomes security_counter when the trial is confirmed */
    uint32_t boots_left;       /**< unconfirmed boots that the trial still has */
};

/**
 * Reads the current state.
 *
 * @param store  in
 * @param state  out, set on success
 * @return APPVERIFY_OK, READ; STORE when no record is valid and the second sector is not blank,
 *         whatever the first is: the first record of a new device goes to the first sector, where
 *         a power cut may have damaged it
 *
 * Stack below 200 bytes.
 */
enum appverify_result appverify_store_read(const struct appverify_store *store,
                                           struct appverify_store_state *state);

/**
 * Writes a new state and reads it back. Nothing is written when it equals the current one.
 *
 * @param store  in
 * @param state  in; its security_counter must not be below the stored one
 * @return APPVERIFY_OK, ROLLBACK, READ, WRITE, STORE
 *
 * Stack below 300 bytes. One erase and one write.
 */
enum appverify_result appverify_store_write(const struct appverify_store *store,
                                            const struct appverify_store_state *state);

#ifdef __cplusplus
}
#endif
#endif
