/* SPDX-License-Identifier: MIT */
/* Looks for what went wrong with a signature that is not valid. */
#ifndef APPBIN_SRC_SIGNATURE_MISTAKE_H
#define APPBIN_SRC_SIGNATURE_MISTAKE_H

#include "appbin/key.h"
#include "appverify/result.h"

/* A signature that was refused. */
struct refused_signature {
    const struct appbin_public_key *key;
    const uint8_t *message; /* size bytes */
    size_t size;
    const uint8_t *bytes; /* wire form */
};

/* What appverify says of a signature of a digest of 32 bytes. */
enum appverify_result appbin_signature_verify(const struct appbin_public_key *key,
                                              const uint8_t *digest, const uint8_t *signature);

#define MISTAKE_PARTS 3u

/* Writes the parts that there are, joined by semicolons; a part that is NULL is left out. */
void appbin_signature_say(struct appbin_diagnostic *diagnostic,
                          const char *const parts[MISTAKE_PARTS]);

/* Each writes a sentence for people: the mistake, or what else may be the reason. */
void appbin_signature_explain_ecdsa(struct appbin_diagnostic *diagnostic,
                                    const struct refused_signature *refused);
void appbin_signature_explain_rsa(struct appbin_diagnostic *diagnostic,
                                  const struct refused_signature *refused);

#endif
