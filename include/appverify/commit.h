/* SPDX-License-Identifier: MIT */
/**
 * The only way to switch slots: a positive verdict, checked again against the flash at the moment
 * of use; and what the new firmware does when it boots.
 */
#ifndef APPVERIFY_COMMIT_H
#define APPVERIFY_COMMIT_H

#include <stdint.h>

#include "appverify/appverify.h"
#include "appverify/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the platform does. */
struct appverify_platform {
    /**
     * Makes the boot loader start this slot at the next reset, and may reset at once.
     * Returns APPVERIFY_OK; anything else is a failure.
     */
    enum appverify_result (*switch_slot)(void *context, uint32_t slot);
    void *context;
};

/** What a commit works with; it and all it points to must stay until the end. */
struct appverify_commit {
    const struct appverify_store *store;
    const struct appverify_platform *platform;
    uint32_t trial_boots; /**< 0: the security counter is raised now. N: the new firmware has N
                               boots to call appverify_confirm, which raises it then */
};

/**
 * Begins to commit a positive verdict (APPVERIFY_OK of an image). appverify_step then
 *
 * 1. reads the manifest in RAM again: the SHA-256 of its signed part must be the one that was
 *    verified;
 * 2. judges the policy again, as it is now;
 * 3. compares the security counter with the one that is stored now, and refuses while the running
 *    firmware is itself on trial: the slot to be switched to is the one it would fall back to;
 * 4. reads the body in flash once more, in pieces of the budget;
 * 5. does all the rest in the step that read the last piece: point 1 again, digest and structure
 *    of the body, the manifest in flash against the one in RAM, CRC word, point 3 again; then it
 *    writes the store, calls storage->make_bootable if there is one, and platform->switch_slot;
 *
 * and ends with APPVERIFY_COMMITTED. Each byte of the image is read once in this, in order and
 * in whole words. What changes in flash after it was read is not noticed. With a budget as large
 * as the image it is all read in the last step, in which nothing runs but the functions of
 * storage, crypto port and platform. Any failure before the write of the store leaves store and
 * boot loader as they were; a reset in the write or the switch, or an image that cannot be
 * made bootable (WRITE), leaves the old firmware running with the old or the new store, and the
 * same update can be tried again.
 *
 * @param context  in and out, with result APPVERIFY_OK
 * @param commit   in
 * @return APPVERIFY_MORE, CONFIG, STATE without a positive verdict; after STATE an APPVERIFY_OK or
 *         APPVERIFY_COMMITTED of the context is withdrawn: appverify_step says STATE too
 */
enum appverify_result appverify_begin_commit(struct appverify_context *context,
                                             const struct appverify_commit *commit);

/**
 * To be called first thing in every boot of a firmware. Counts down the boots of a trial; when
 * none is left, switches back to the other slot. It cannot help a firmware that crashes before this
 * call, nor one that goes on although the call failed: its boots are not counted. A firmware on
 * trial must not take an update: it would erase the slot to fall back to.
 *
 * Not on trial, it raises the stored counter to the firmware's own where it is below: a firmware
 * that came by another way than a commit, from the factory or by cable, shuts out what is older
 * than itself. On trial it leaves it, for the firmware to fall back to.
 *
 * @param store         in
 * @param platform      in
 * @param running_slot  in, 1 or 2: the slot this firmware runs from
 * @param own_counter   in, the security counter in this firmware's own manifest; a higher one shuts
 *                      out its own release. 0 raises nothing
 * @param on_trial      out, 1 when this firmware runs unconfirmed, else 0
 * @return APPVERIFY_OK, READ, WRITE, STORE, SWITCH; APPVERIFY_COMMITTED when it fell back and
 *         switch_slot returned: then reset
 */
enum appverify_result appverify_boot(const struct appverify_store *store,
                                     const struct appverify_platform *platform,
                                     uint32_t running_slot, uint32_t own_counter,
                                     uint32_t *on_trial);

/**
 * Confirms the running firmware: ends its trial and raises the security counter.
 *
 * @param store         in
 * @param running_slot  in, 1 or 2
 * @return APPVERIFY_OK, also when it is not on trial; READ, WRITE, STORE
 */
enum appverify_result appverify_confirm(const struct appverify_store *store, uint32_t running_slot);

#ifdef __cplusplus
}
#endif
#endif
