/* SPDX-License-Identifier: MIT */
/* What may have been signed: the digest that is wanted, and what gets signed by mistake. */
#ifndef APPBIN_SRC_SIGNATURE_SUBJECT_H
#define APPBIN_SRC_SIGNATURE_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "key/key_mbedtls.h"

struct signature_hash {
    mbedtls_md_type_t type;
    size_t size; /* of a digest, bytes */
    const char *name;
};

/* SHA-256, which is wanted, comes first. */
#define SIGNATURE_HASHES ((size_t)5)
extern const struct signature_hash appbin_signature_hashes[SIGNATURE_HASHES];

struct signature_subject {
    uint8_t digest[MBEDTLS_MD_MAX_SIZE];
    size_t size;
    const char *mistake; /* what was done, as a sentence; NULL: nothing but perhaps another hash */
};

#define SIGNATURE_SUBJECTS_MAX 9u

/*
 * Lists what a program with this hash may have signed of a message; its true digest comes first.
 * Returns how many, 0 when the hash cannot be calculated.
 */
size_t appbin_signature_list_subjects(struct signature_subject subjects[SIGNATURE_SUBJECTS_MAX],
                                      const struct signature_hash *hash, const uint8_t *message,
                                      size_t size);

#endif
