/* SPDX-License-Identifier: MIT */
/**
 * An update, wherever its bytes come from: HTTP, MQTT, CoAP, a serial line. Takes the manifest,
 * judges it, decides whether the device wants it, takes the image into the other slot, verifies it,
 * and switches when the product says so.
 *
 *     otastream_update_begin(&update);
 *     while (update.result == OTASTREAM_MORE || update.result == OTASTREAM_AGAIN) {
 *         if (update.result == OTASTREAM_MORE && input.length == 0) {
 *             input = ...; the next bytes of the manifest, or of the image, as update.state says
 *         }
 *         otastream_update_step(&update, update.result == OTASTREAM_MORE ? &input : NULL);
 *     }
 *     if (update.result == OTASTREAM_DONE) otastream_update_commit(&update), and step on
 *
 * A step is short: one erase, one page written, one slice of a signature, or 4096 bytes hashed.
 *
 * The manifest ends where it says it ends. What comes of the image is written through
 * appverify/head_last.h: it is not bootable before the commit, and after whatever error nothing
 * has to be cleared away.
 */
#ifndef OTASTREAM_STREAM_UPDATE_H
#define OTASTREAM_STREAM_UPDATE_H

#include "appverify/commit.h"
#include "appverify/head_last.h"
#include "otastream/slot_stream.h"

#ifdef __cplusplus
extern "C" {
#endif

#define OTASTREAM_UPDATE_BUDGET 4096u /**< bytes hashed in a step, some 4 ms */
#define OTASTREAM_NAME_SIZE 9u        /**< of otastream_update_name, with its NUL */

/** How far an update is, or where it ended. The values are pinned. */
enum otastream_update_state {
    OTASTREAM_UPDATE_IDLE = 0,       /**< none was begun */
    OTASTREAM_UPDATE_MANIFEST = 1,   /**< takes the manifest */
    OTASTREAM_UPDATE_JUDGING = 2,    /**< judges and decides; nothing was erased so far */
    OTASTREAM_UPDATE_IMAGE = 3,      /**< takes the image for the slot of the policy */
    OTASTREAM_UPDATE_VERIFYING = 4,  /**< reads it back */
    OTASTREAM_UPDATE_READY = 5,      /**< waits for otastream_update_commit */
    OTASTREAM_UPDATE_COMMITTING = 6, /**< reads it once more, writes the store, switches */
    OTASTREAM_UPDATE_COMMITTED = 7,  /**< the new firmware starts at the next reset */
};

struct otastream_journal; /* otastream/stream_journal.h */

/** What an update works with. It and all it points to must stay. otastream/update_identity.h fills
 * in policy and running_... by the manifest of the firmware that runs. */
struct otastream_update_config {
    const struct appverify_storage *flash; /**< the flash's own, with all but make_bootable */
    struct appverify_crypto *crypto;
    const struct appverify_policy *policy; /**< for the other slot. min_counter: that of the running
                                                firmware; a higher stored one counts */
    const struct appverify_commit *commit; /**< its store is read when a manifest is judged */
    uint8_t *manifest;          /**< RAM for the manifest, as in struct appverify_config */
    uint32_t manifest_capacity; /**< bytes */
    uint32_t *page;             /**< RAM of page_size bytes, as in struct otastream_slot_target; */
    uint32_t page_size;         /**< bytes */
    uint32_t running_offset;    /**< where the running firmware is, likewise */
    uint32_t running_length;
    uint32_t running_version[4]; /**< major, minor, patch, build: only a higher one is installed */
    uint32_t trial_failed; /**< 1: the release in the other slot failed its trial. So it is when
                                appverify_store_read, called before appverify_boot, has that slot
                                on trial, also when the power was cut within the commit. The same
                                release is not taken again before this is 0: a period later */
    uint8_t *known_digest; /**< RAM of 32 bytes, zeros at first, or NULL. The digest of the last
                                release that was found not to be newer is kept here, and its
                                manifest not judged again. Kept over a reset it saves signature
                                checks to a device that sleeps: then clear it when another
                                firmware runs than the one that kept it */
    struct otastream_journal *journal; /**< set up, to go on after a reset; NULL: without */
    /**
     * Called at the end of each step: bytes done in this state, of so many; total is 0 where it is
     * not known. May call otastream_update_abort. NULL: not wanted.
     */
    void (*progress)(void *context, enum otastream_update_state state, uint32_t done,
                     uint32_t total);
    void *context; /**< for progress */
};

/** State of an update. The caller owns it, it stays where it is, and the first fields may be read.
 */
struct otastream_update {
    enum otastream_result result;      /**< so far */
    enum otastream_update_state state; /**< after an error: where it happened */
    uint32_t position;     /**< bytes taken of the manifest or image: a transfer goes on here. With
                                a journal that of an image may begin above 0, and is final with
                                the first OTASTREAM_MORE */
    uint32_t image_length; /**< bytes; set from OTASTREAM_UPDATE_IMAGE on */
    uint8_t digest[APPVERIFY_DIGEST_SIZE]; /**< SHA-256 of the signed part, set likewise */
    uint32_t number; /**< changes with each begin: who began one sees whether it is still his */

    const struct otastream_update_config *config; /* from here on private */
    uint32_t verified;                            /* bytes read back */
    uint32_t is_judging;
    uint32_t trial_slot; /* as stored when the manifest was judged */
    struct appverify_policy policy;
    struct appverify_head_last overlay;
    struct appverify_config verify;
    struct appverify_context context;
    struct otastream_slot slot;
};

/**
 * Sets an update up; once in a boot. Touches no flash.
 *
 * @param update  out
 * @param config  in
 * @return OTASTREAM_DONE; ARGUMENT: flash, crypto, policy, commit or manifest is missing, or part
 *         of crypto and commit; then every begin ends with STATE
 *
 * Stack below 64 bytes.
 */
enum otastream_result otastream_update_init(struct otastream_update *update,
                                            const struct otastream_update_config *config);

/**
 * Begins with a manifest, at any time: what was under way is given up.
 *
 * @param update  in and out
 * @return OTASTREAM_MORE; STATE after a commit that switched or may have (REFUSED_SWITCH): the
 *         other slot may be the next to run, so it is not written any more in this boot
 *
 * Stack below 64 bytes.
 */
enum otastream_result otastream_update_begin(struct otastream_update *update);

/**
 * Does the next piece of work. Takes what it can of the input: nothing but where the last result
 * was OTASTREAM_MORE.
 *
 * @param update  in and out
 * @param input   in: what arrived of the manifest or image; out: what of it was not taken. NULL:
 *                nothing
 * @return OTASTREAM_MORE: give more of the file that state says; AGAIN: call again without input;
 *         DONE in OTASTREAM_UPDATE_READY and OTASTREAM_UPDATE_COMMITTED;
 *         of the decision: UP_TO_DATE, UNCHANGED, LOWER_VERSION, ON_TRIAL, TRIAL_FAILED;
 *         TOO_LONG: input after the end of a file, while another one was not wanted;
 *         what otastream_slot_begin and otastream_slot_write return, and with REFUSED what
 *         appverify_step and appverify_store_read do. Other than MORE and AGAIN it stays.
 *
 * Stack below 200 bytes beside that of appverify_step.
 */
enum otastream_result otastream_update_step(struct otastream_update *update,
                                            struct otastream_span *input);

/**
 * Nothing more will come. A caller that goes on later, with the byte at position, does not call it.
 *
 * @param update  in and out
 * @return TOO_SHORT instead of OTASTREAM_MORE, else as otastream_update_step
 *
 * Stack below 64 bytes.
 */
enum otastream_result otastream_update_end(struct otastream_update *update);

/**
 * Begins to switch to the verified image. Steps do it, then reset.
 *
 * @param update  in and out, in OTASTREAM_UPDATE_READY
 * @return OTASTREAM_AGAIN; STATE in any other state, which changes nothing; REFUSED_CONFIG,
 *         REFUSED_STATE
 *
 * Stack below 100 bytes.
 */
enum otastream_result otastream_update_commit(struct otastream_update *update);

/**
 * Gives an update up: it ends with ABORTED. Does nothing when it has ended, or is committed.
 *
 * @param update  in and out
 *
 * Stack below 64 bytes.
 */
void otastream_update_abort(struct otastream_update *update);

/**
 * The name of a release: the first 8 hexadecimal digits of the digest of its signed part. A file
 * that has it in its name never changes, and every server and cache has the right one or none.
 *
 * @param update  in, from OTASTREAM_UPDATE_IMAGE on
 * @param text    out, OTASTREAM_NAME_SIZE bytes such as "3fa94c01", ended by NUL
 *
 * Stack below 32 bytes.
 */
void otastream_update_name(const struct otastream_update *update, char *text);

#ifdef __cplusplus
}
#endif
#endif
