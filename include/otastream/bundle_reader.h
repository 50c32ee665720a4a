/* SPDX-License-Identifier: MIT */
/**
 * Reads a bundle: one file with a whole release, of which every device takes its own part.
 *
 *     manifest | image for the first payload of the manifest | image for the second one
 *
 * There is nothing else: no header, nothing in between, nothing behind. The manifest says where it
 * ends and how long the images are: body, manifest, pad word and CRC word each, as they are in a
 * file of their own. Payloads are in the order of their slots, so user1 comes before user2. A
 * release for one slot makes a bundle with one image.
 *
 * The manifest is judged before the first image arrives, so a bundle that the device does not want
 * erases nothing. The image for the other slot is skipped: it is neither written nor looked at.
 */
#ifndef OTASTREAM_BUNDLE_READER_H
#define OTASTREAM_BUNDLE_READER_H

#include "otastream/stream_update.h"

#ifdef __cplusplus
extern "C" {
#endif

/** State of a reader. The caller owns it and may read all of it. */
struct otastream_bundle {
    struct otastream_update *update;
    uint32_t position; /**< bytes of the bundle taken so far */
    uint32_t start;    /**< where the image for this device begins */
    uint32_t length;   /**< of the bundle, bytes; 0: not known yet */
};

/**
 * Begins a bundle, and its update.
 *
 * @param bundle  out
 * @param update  in and out, set up; must stay
 * @return as otastream_update_begin
 *
 * Stack below 96 bytes.
 */
enum otastream_result otastream_bundle_begin(struct otastream_bundle *bundle,
                                             struct otastream_update *update);

/**
 * Does the next piece of work, as otastream_update_step. Takes nothing while the manifest is
 * judged: the sender has to wait. Commit and abort are those of the update.
 *
 * @param bundle  in and out
 * @param input   in: what arrived; out: what of it was not taken. NULL: nothing
 * @return as otastream_update_step. DONE is the image that is ready, when the bundle is over;
 *         TOO_LONG: more than the bundle
 *
 * Stack below 48 bytes more than otastream_update_step.
 */
enum otastream_result otastream_bundle_step(struct otastream_bundle *bundle,
                                            struct otastream_span *input);

/**
 * Nothing more will come.
 *
 * @param bundle  in and out
 * @return as otastream_update_end. An image that is ready stays so, whatever is missing behind it
 *
 * Stack below 96 bytes.
 */
enum otastream_result otastream_bundle_end(struct otastream_bundle *bundle);

#ifdef __cplusplus
}
#endif
#endif
