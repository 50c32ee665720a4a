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
 * @param state  out; undefined after a failure
 * @return APPVERIFY_OK, READ; STORE when no record is valid and the second sector is not blank,
 *         whatever the first is: the first record of a new device goes to the first sector, where
 *         a power cut may have damaged it. Also when the older record has the higher counter
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

/**
 * Makes a damaged store one that works again: no trial, and a counter that the caller must know.
 * It acts on one state only: no record is valid and the second sector is not blank, for which
 * appverify_store_read returns STORE (as it does, without help here, for an older record that has
 * the higher counter; no write of this library leaves one). What the two
 * records said is lost then, and a firmware without this can never again take an update.
 *
 * A trial is lost too: the running firmware counts as confirmed from now on. Call it where
 * appverify_confirm could be called, when this firmware works, and only after appverify_boot has
 * returned STORE.
 *
 * A power cut leaves the store damaged or recovered, never a new device: the first sector is
 * written before the second one is erased. A record that was only misread and can be read after
 * the first write counts as before; then the answer is WRITE.
 *
 * @param store          in
 * @param least_counter  in, the counter that the running firmware was released with
 * @return APPVERIFY_OK; STATE when a record is valid or the device is new: nothing was changed;
 *         READ, WRITE; STORE when the flash did not take the record
 *
 * Stack below 300 bytes. Two erases and two writes.
 */
enum appverify_result appverify_store_recover(const struct appverify_store *store,
                                              uint32_t least_counter);

#ifdef __cplusplus
}
#endif
#endif
