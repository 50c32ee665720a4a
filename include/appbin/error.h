/* SPDX-License-Identifier: MIT */
/** Error codes and diagnostics shared by every function of the host library. */
#ifndef APPBIN_ERROR_H
#define APPBIN_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/** Result of a library call. The values are pinned: they never change meaning. */
enum appbin_error {
    APPBIN_OK = 0,
    APPBIN_ERR_NO_MEMORY = 1,
    APPBIN_ERR_IO = 2,               /**< a file could not be read or written */
    APPBIN_ERR_OPTIONS = 3,          /**< options that contradict each other */
    APPBIN_ERR_SAME_FILE = 4,        /**< an output is an input, or two outputs are one file */
    APPBIN_ERR_NOT_ELF = 5,          /**< no ELF magic */
    APPBIN_ERR_ELF_UNSUPPORTED = 6,  /**< ELF of another class, byte order, machine or type */
    APPBIN_ERR_ELF_MALFORMED = 7,    /**< truncated, or offsets and sizes that do not fit */
    APPBIN_ERR_NO_SYMBOLS = 8,       /**< no symbol table */
    APPBIN_ERR_NO_ENTRY = 9,         /**< no entry symbol, or one that is not in code */
    APPBIN_ERR_NO_SECTION = 10,      /**< a section that the image needs is missing or empty */
    APPBIN_ERR_SECTION_DROPPED = 11, /**< a section of RAM that the options do not name */
    APPBIN_ERR_PLACEMENT = 12,       /**< a section lies outside its memory or overlaps another */
    APPBIN_ERR_WRONG_SLOT = 13,      /**< irom is linked for another slot or flash map */
    APPBIN_ERR_TOO_LARGE = 14,       /**< beyond the slot, or a RAM part above 0x10000 */
    APPBIN_ERR_NO_PORTABLE_CRC = 15, /**< no pad byte makes the CRC word portable */
    APPBIN_ERR_NOT_IMAGE = 16,       /**< first byte is neither E9 nor EA */
    APPBIN_ERR_IMAGE_MALFORMED = 17, /**< headers or segments that do not fit the file */
    APPBIN_ERR_TRAILER_UNKNOWN = 18, /**< cannot tell whether a CRC word is there */
    APPBIN_ERR_OVERLAP = 19,         /**< two parts of a flash image overlap */
    APPBIN_ERR_KEY = 20,             /**< no usable key */
    APPBIN_ERR_PASSPHRASE = 21,      /**< passphrase missing or wrong */
    APPBIN_ERR_CRYPTO = 22,          /**< the crypto library failed */
    APPBIN_ERR_SIGNATURE = 23,       /**< a signature that is malformed or not valid */
    APPBIN_ERR_MANIFEST = 24,        /**< a manifest that cannot be made, or breaks the format */
    APPBIN_ERR_NOT_VERIFIED = 25,    /**< the verifier refuses */
    APPBIN_ERR_EXISTS = 26,          /**< a file that must not be overwritten exists */
    APPBIN_ERR_UNSOUND = 27,         /**< a damaged image, or one for another slot or map */
    APPBIN_ERR_PAIR = 28,            /**< images that do not make one release */
    APPBIN_ERR_COUNTER = 29,         /**< a security counter that leaps ahead */
    APPBIN_ERR_NO_MAP = 30,          /**< nothing tells the flash map */
    APPBIN_ERR_TRUST = 31,           /**< the firmware trusts another vendor or product */
    APPBIN_ERR_FOREIGN_RING = 32,    /**< signing keys that the firmware's ring does not hold */
};

/** Longest diagnostic message in bytes, terminating NUL included. */
#define APPBIN_DIAGNOSTIC_SIZE 320

/** One line that explains a failure; owned by the caller, written only when a call fails. */
struct appbin_diagnostic {
    char message[APPBIN_DIAGNOSTIC_SIZE]; /**< printable ASCII, no newline */
};

/**
 * Names an error code.
 *
 * @param error  any value
 * @return a constant string, never NULL; "unknown error" for a value outside the enum
 */
const char *appbin_error_str(enum appbin_error error);

#ifdef __cplusplus
}
#endif
#endif
