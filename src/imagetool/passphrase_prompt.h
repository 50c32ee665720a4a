/* SPDX-License-Identifier: MIT */
/* The passphrase of a key file, asked for on the terminal. */
#ifndef IMAGETOOL_PASSPHRASE_PROMPT_H
#define IMAGETOOL_PASSPHRASE_PROMPT_H

#include <stdbool.h>

#include "appbin/key.h"
#include "exit_code.h"

/* Longest passphrase in bytes. */
#define PASSPHRASE_MAX 1024u

/* How often it is asked for when it is wrong, or when the two of a new key differ. */
#define PASSPHRASE_TRIES 3u

/* Whether there is a terminal to ask on, with this process in its foreground. */
bool passphrase_prompt_possible(void);

/*
 * Asks for the passphrase of a key that is there; again: the one before was wrong. Prints a message
 * on failure and when nothing was typed, and then there is nothing to free;
 * key_input_passphrase_free otherwise.
 */
enum exit_code passphrase_prompt_ask(struct appbin_passphrase *passphrase, const char *path,
                                     bool again);

/*
 * Asks for the passphrase of a new key, twice. With nothing typed its bytes are NULL: no
 * passphrase. Prints a message on failure, as when the two differ each time.
 */
enum exit_code passphrase_prompt_new(struct appbin_passphrase *passphrase, const char *path);

#endif
