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

/* The keys that a release is to be signed with. */
struct signing {
    size_t count;         /* of all keys */
    size_t private_count; /* of those that are here; a signer holds the others */
    struct key_input_private privates[APPVERIFY_SIGNATURES_MAX];
    const char *signers[APPVERIFY_SIGNATURES_MAX];
    const char *paths[APPVERIFY_SIGNATURES_MAX];
    struct appbin_public_key keys[APPVERIFY_SIGNATURES_MAX]; /* in the order of the paths */
    bool salt_from_message;
    const char *passphrase_variable; /* which no signer is to see; NULL without one */
};

/* Reads all keys. Prints a message on failure; signing_end is called in any case. */
enum exit_code signing_begin(struct signing *signing, const struct arguments *arguments);

/*
 * Whether these keys can sign the release: before a signer is asked, who may want a confirmation.
 * images: what messages call them. Prints a message on failure.
 */
enum exit_code signing_allow(const struct signing *signing, const struct appbin_release *release,
                             const char *const *images);

/* Whether a signer has to be asked, or a leaf of an LMS key is used up. */
bool signing_asks(const struct signing *signing);

/*
 * Adds the signatures. LMS keys sign last, when nothing else can refuse, and say how many
 * signatures are left. Without ask no signer is asked and no leaf is used. Prints a message on
 * failure.
 */
enum exit_code signing_make(const struct signing *signing, struct appbin_release *release,
                            bool ask);

/* Wipes and frees the keys. */
void signing_end(struct signing *signing);

/* The files of keys and passphrase, which no output may replace; returns how many. */
size_t signing_inputs(const char *paths[SIGNING_INPUTS_MAX], const struct arguments *arguments);

#endif
