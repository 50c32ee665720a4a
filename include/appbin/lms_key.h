/* SPDX-License-Identifier: MIT */
/**
 * Private keys of LMS. Such a key is a file with a state: each signature uses one leaf of the key's
 * tree, and the file on the disk is advanced before the signature exists. A leaf that signs two
 * messages gives the key away, so there must be no copy of the file. docs/lms.md has the format and
 * what to do. None of these functions has a bound for its time but where it says so: they wait for
 * whoever holds the lock.
 */
#ifndef APPBIN_LMS_KEY_H
#define APPBIN_LMS_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appbin/key.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Longest signature of LMS, bytes. */
#define APPBIN_LMS_SIGNATURE_MAX APPVERIFY_LMS_H20_SIZE

/** A private key of LMS, read; private to the library. */
struct appbin_lms_key;

/** The state of a key file. */
struct appbin_lms_status {
    struct appbin_public_key public_key; /**< the public half */
    uint32_t height;                     /**< of the tree: 5, 10, 15 or 20 */
    uint32_t first;                      /**< first leaf that was this file's */
    uint32_t next;                       /**< the leaf that the next signature uses */
    uint32_t end; /**< behind the last leaf; end - next signatures are left */
    bool is_copy; /**< no file to sign with: see appbin_lms_key_adopt */
};

/**
 * Who is told how far appbin_lms_key_create has come. The function is called in the thread of the
 * caller, with nothing locked; it may use what stack and memory it wants, and must return. It has
 * no way to end the work, and calls no function of this header for the same path.
 */
struct appbin_lms_progress {
    /**
     * @param context  in, the one below
     * @param leaves   in, leaves that were made since the last call, 32 to 1024; those of all calls
     *                 add up to 2^height
     */
    void (*made)(void *context, uint32_t leaves);
    void *context; /**< for the function */
};

/**
 * Tells whether bytes are a key file of LMS, whole or damaged, or some other file.
 *
 * @param bytes  in, size bytes
 * @param size   in, bytes
 * @return true for a key file of LMS
 */
bool appbin_lms_key_is(const uint8_t *bytes, size_t size);

/**
 * Makes a key from the operating system's random numbers and its file, which only its owner may
 * read. All leaves are made: one second for H15, half a minute to some minutes for H20.
 *
 * @param path        in; a symbolic link to a file that is there is followed, but not one that
 *                    is in a folder that others can write, which is refused
 * @param height      in, 5, 10, 15 or 20: the key has 2^height signatures
 * @param passphrase  in; bytes NULL: not encrypted. Otherwise as appbin_private_key_write_pem
 * @param replace     in, whether a file that is there is replaced
 * @param progress    in; NULL: nobody
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK with the file on the disk; OPTIONS for another height, EXISTS, IO, CRYPTO,
 *         NO_MEMORY, KEY for a file system that a state is not safe on, and when path with ".new"
 *         behind it is a file that is no state
 *
 * Stack below 12 KB, heap below 250 KB.
 */
enum appbin_error appbin_lms_key_create(const char *path, uint32_t height,
                                        const struct appbin_passphrase *passphrase, bool replace,
                                        const struct appbin_lms_progress *progress,
                                        struct appbin_diagnostic *diagnostic);

/**
 * Reads a key file. No leaf is used, nothing is written and no lock is kept.
 *
 * @param key         out, free with appbin_lms_key_free
 * @param path        in
 * @param passphrase  in; ignored for a plain key
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK; PASSPHRASE when it is missing or wrong; KEY for a damaged file, one of several
 *         names (hard links), and one on a file system that a state is not safe on; IO, NO_MEMORY
 *
 * Stack below 4 KB, heap below 300 KB; what was secret of it is wiped.
 */
enum appbin_error appbin_lms_key_open(struct appbin_lms_key **key, const char *path,
                                      const struct appbin_passphrase *passphrase,
                                      struct appbin_diagnostic *diagnostic);

/**
 * Tells whether appbin_lms_key_sign would begin: leaves are left, the file is not a copy, file and
 * folder can be written. Uses no leaf.
 *
 * @param key         in
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK; KEY, IO, NO_MEMORY
 *
 * Stack and heap as appbin_lms_key_open.
 */
enum appbin_error appbin_lms_key_check(const struct appbin_lms_key *key,
                                       struct appbin_diagnostic *diagnostic);

/**
 * Signs a SHA-256 digest with the next leaf of the file. The file is locked, read again, advanced
 * and on the disk, with its name, before the signature is made: whatever happens a leaf may be
 * lost, and none is used twice. Whoever else signs with the file at the same time gets other
 * leaves. Takes 0.1 seconds after that.
 *
 * @param signature   out, *size bytes in wire form, room for APPBIN_LMS_SIGNATURE_MAX; as it was
 *                    after a failure
 * @param size        out, bytes
 * @param key         in and out, its status becomes that of the file
 * @param digest      in, 32 bytes
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK; KEY when no leaf is left, when the file is a copy, went back, was replaced by
 *         another key or while this function had it, when the name with ".new" behind it is that of
 *         a file that is no state, and for all that appbin_lms_key_open refuses;
 *         IO when the state cannot be written; CRYPTO, NO_MEMORY. A leaf may be lost after each of
 *         them
 *
 * Stack below 4 KB, heap below 400 KB.
 */
enum appbin_error appbin_lms_key_sign(uint8_t *signature, size_t *size, struct appbin_lms_key *key,
                                      const uint8_t *digest, struct appbin_diagnostic *diagnostic);

/**
 * The state of a key as it was last read. That its file is a copy is not found out here.
 *
 * @param status  out
 * @param key     in
 */
void appbin_lms_key_status(struct appbin_lms_status *status, const struct appbin_lms_key *key);

/**
 * Wipes and frees a key.
 *
 * @param key  in, may be NULL
 */
void appbin_lms_key_free(struct appbin_lms_key *key);

/**
 * Reads the state of a key file, for which no passphrase is needed.
 *
 * @param status      out
 * @param path        in
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK; KEY, IO, NO_MEMORY as appbin_lms_key_open
 *
 * Stack below 4 KB, heap below 300 KB.
 */
enum appbin_error appbin_lms_file_status(struct appbin_lms_status *status, const char *path,
                                         struct appbin_diagnostic *diagnostic);

/**
 * The public half of a key file that was read already; its state may be outdated, and its place is
 * not looked at.
 *
 * @param public_key  out
 * @param bytes       in, size bytes
 * @param size        in, bytes
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK; KEY, NO_MEMORY
 *
 * Stack below 2 KB, heap below 200 KB.
 */
enum appbin_error appbin_lms_public_of(struct appbin_public_key *public_key, const uint8_t *bytes,
                                       size_t size, struct appbin_diagnostic *diagnostic);

/**
 * Moves the last leaves of a key file to a new file, for another machine: they are gone from the
 * first file, on the disk, before the second one has them. The new file has the same passphrase. It
 * may be taken elsewhere once: the first signature binds it to the place where it is then.
 *
 * @param path        in
 * @param count       in, 1 or more leaves
 * @param other       in, path of the new file, which must not be there
 * @param other_status  out, state of the new file; may be NULL
 * @param failed      out, path or other: which of them a failure is about; may be NULL
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK; OPTIONS for no leaf or more than there are, EXISTS, and all that
 *         appbin_lms_key_sign returns but CRYPTO. There is room on the disk for the new file before
 *         the first one is changed; when the new one fails after that the leaves are lost, and the
 *         diagnostic says how many. They may also be lost when path fails with IO
 *
 * Stack below 4 KB, heap below 400 KB.
 */
enum appbin_error appbin_lms_key_split(const char *path, uint32_t count, const char *other,
                                       struct appbin_lms_status *other_status, const char **failed,
                                       struct appbin_diagnostic *diagnostic);

/**
 * Takes a copy for the key, because the other file is no more: one that was restored from a backup
 * or moved to another disk. Leaves that the other file has used since it was copied must be given
 * up; the caller knows how many, since no file does.
 *
 * @param path        in
 * @param skip        in, leaves to give up, at most all that are left
 * @param status      out, state after it; may be NULL
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK; OPTIONS, and all that appbin_lms_key_sign returns but CRYPTO
 *
 * Stack below 4 KB, heap below 400 KB.
 */
enum appbin_error appbin_lms_key_adopt(const char *path, uint32_t skip,
                                       struct appbin_lms_status *status,
                                       struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif
