/* SPDX-License-Identifier: MIT */
/* Keys and passphrases of a command; what was read is wiped once it is parsed. */
#ifndef IMAGETOOL_KEY_INPUT_H
#define IMAGETOOL_KEY_INPUT_H

#include "appbin/key.h"
#include "appbin/lms_key.h"
#include "arguments.h"
#include "exit_code.h"

/* Two rows for the option table of every command that takes a passphrase. */
/* clang-format off */
#define KEY_PASSPHRASE_OPTIONS                                                                     \
    {"passphrase-file", 0, "FILE", false, "the passphrase is the first line of FILE", NULL},       \
    {"passphrase-env", 0, "VAR", false, "the passphrase is the environment variable VAR", NULL}
/* clang-format on */

/* Whether there is one source of the passphrase at most. Prints a message on failure. */
enum exit_code key_input_check_passphrase(const struct arguments *arguments);

/*
 * Reads the passphrase that the options name; its bytes are NULL when there is no such option.
 * Prints a message on failure; then there is nothing to free.
 */
enum exit_code key_input_passphrase(struct appbin_passphrase *passphrase,
                                    const struct arguments *arguments);
void key_input_passphrase_free(struct appbin_passphrase *passphrase);

/* A private key: one of the two. */
struct key_input_private {
    struct appbin_private_key *plain;
    struct appbin_lms_key *lms; /* a file with a state */
};

/*
 * Reads a private key with the passphrase of the options, or with the one that is asked for on the
 * terminal; warns when others may read or write its file. Prints a message on failure.
 */
enum exit_code key_input_read_private(struct key_input_private *key, const char *path,
                                      const struct arguments *arguments);
void key_input_private_free(struct key_input_private *key);

/* Reads a public key. Prints a message on failure. */
enum exit_code key_input_read_public(struct appbin_public_key *key, const char *path);

/* Reads all the public keys of a file, 1 to capacity. Prints a message on failure. */
enum exit_code key_input_read_publics(struct appbin_public_key *keys, size_t capacity,
                                      size_t *count, const char *path);

/* Refuses a key that comes twice; paths: the file of each key, the same pointer for one file. */
enum exit_code key_input_check_twins(const struct appbin_public_key *keys, const char *const *paths,
                                     size_t count);

/*
 * Reads the public keys of several files, 1 to APPVERIFY_SIGNATURES_MAX in all, each once. Prints a
 * message on failure.
 */
enum exit_code key_input_read_all_publics(struct appbin_public_key *keys, size_t *count,
                                          const char *const *paths, size_t path_count);

/*
 * Reads all the public keys of a file, or the public half of the private key that is in it, whose
 * passphrase is asked for when none is given. Prints a message on failure.
 */
enum exit_code key_input_read_public_halves(struct appbin_public_key *keys, size_t capacity,
                                            size_t *count, const char *path,
                                            const struct appbin_passphrase *passphrase);

#endif
