/* SPDX-License-Identifier: MIT */
/** Results of the verifier. The values are pinned. */
#ifndef APPVERIFY_RESULT_H
#define APPVERIFY_RESULT_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Result of a call. The positive answers are wide values: a few flipped bits do not make one out of
 * another, nor out of a refusal. Everything else is a refusal.
 */
enum appverify_result {
    APPVERIFY_OK = 0x3CA5695A,          /**< image and manifest are good */
    APPVERIFY_MANIFEST_OK = 0x65C33A96, /**< the manifest is good; the image was not looked at */
    APPVERIFY_COMMITTED = 0x1F5AC6B3,   /**< verified again, counter stored, slot switched */
    APPVERIFY_MORE = 0x5A3C96C5,        /**< not finished: call appverify_step again */

    APPVERIFY_ERR_UNDECIDED = 1,      /**< nothing has been judged */
    APPVERIFY_ERR_CONFIG = 2,         /**< missing callback, empty key ring, threshold 0 */
    APPVERIFY_ERR_READ = 3,           /**< the flash could not be read */
    APPVERIFY_ERR_NOT_FOUND = 4,      /**< there is no manifest */
    APPVERIFY_ERR_FORMAT = 5,         /**< the manifest breaks a rule of the format */
    APPVERIFY_ERR_VERSION = 6,        /**< format version unknown */
    APPVERIFY_ERR_CRITICAL = 7,       /**< a critical or reserved TLV is not known */
    APPVERIFY_ERR_CRYPTO = 8,         /**< the crypto port failed, or another context took it */
    APPVERIFY_ERR_SIGNATURE = 9,      /**< fewer valid signatures by trusted keys than wanted */
    APPVERIFY_ERR_VENDOR = 10,        /**< another vendor */
    APPVERIFY_ERR_CLASS = 11,         /**< another product */
    APPVERIFY_ERR_MAP = 12,           /**< another flash map */
    APPVERIFY_ERR_SLOT = 13,          /**< no payload for this slot, or at another flash offset */
    APPVERIFY_ERR_LENGTH = 14,        /**< the image does not fit, or is not where it should end */
    APPVERIFY_ERR_ROLLBACK = 15,      /**< security counter below the stored one */
    APPVERIFY_ERR_DIGEST = 16,        /**< the body is not the one that was signed */
    APPVERIFY_ERR_STRUCTURE = 17,     /**< the body is no image that boots */
    APPVERIFY_ERR_MANIFEST_COPY = 18, /**< the manifest in the image is not the judged one */
    APPVERIFY_ERR_CRC = 19,           /**< the CRC word is wrong */
    APPVERIFY_ERR_STATE = 20,         /**< a call out of order */
    APPVERIFY_ERR_CHANGED = 21,       /**< the manifest in RAM changed after it was verified */
    APPVERIFY_ERR_WRITE = 22,         /**< the flash could not be written or erased */
    APPVERIFY_ERR_STORE = 23,         /**< no record of the store is valid, and it is not new: its
                                           second sector is not blank */
    APPVERIFY_ERR_SWITCH = 24,        /**< the platform could not switch the slot */
    APPVERIFY_ERR_BOOT = 25,          /**< for another boot mode */
};

#ifdef __cplusplus
}
#endif
#endif
