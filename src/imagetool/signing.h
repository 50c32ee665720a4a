/* SPDX-License-Identifier: MIT */
/* The keys and signers of the command line, shared by sign and release. */
#ifndef IMAGETOOL_SIGNING_H
#define IMAGETOOL_SIGNING_H

#include "appbin/release.h"
#include "arguments.h"
#include "key_input.h"

/* clang-format off */
#define SIGNING_OPTIONS                                                                            \
    {"key", 0, "KEY.pem", true, "private key to sign with", NULL},                                 \
    KEY_PASSPHRASE_OPTIONS,                                                                        \
    {"pss-salt-from-message", 0, NULL, false,                                                      \
     "RSA: derive the salt from key and message, so that\nthe same inputs give the same bytes",    \
     NULL},                                                                                        \
    {"signer", 0, "COMMAND", true, "program that signs: digest on stdin, signature on stdout",     \
     NULL},                                                                                        \
    {"pubkey", 0, "PUB.pem", true, "public key of a signer; in any order", NULL}
/* clang-format on */

/* Most files that these options name. */
#define SIGNING_INPUTS_MAX (2 * APPVERIFY_SIGNATURES_MAX + 1)

/* Whether keys and signers go together. Prints a message on failure. */
enum exit_code signing_check(const struct arguments *arguments);

/* Whether a signer is to be asked. */
bool signing_asks(const struct arguments *arguments);

/*
 * Adds the signatures that the options ask for; without ask, those of the keys alone, and the
 * public keys of the signers are read. Prints a message on failure.
 */
enum exit_code signing_make(const struct arguments *arguments, struct appbin_release *release,
                            bool ask);

/* The files of keys and passphrase, which no output may replace; returns how many. */
size_t signing_inputs(const char *paths[SIGNING_INPUTS_MAX], const struct arguments *arguments);

#endif
