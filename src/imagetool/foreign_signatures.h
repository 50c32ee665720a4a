/* SPDX-License-Identifier: MIT */
/* Signatures that another program made, and the keys they are by. */
#ifndef IMAGETOOL_FOREIGN_SIGNATURES_H
#define IMAGETOOL_FOREIGN_SIGNATURES_H

#include "appbin/release.h"
#include "exit_code.h"

struct foreign_signature {
    const char *name; /* what messages call it */
    const uint8_t *bytes;
    size_t size;
};

struct foreign_key {
    const char *path;
    struct appbin_public_key key;
};

/*
 * Adds count signatures, at most 8, to a release. They may be in another order than their keys, and
 * encoded as text or JSON, which is told by a warning; what is taken has been verified. Prints a
 * message on failure, which names the mistake.
 */
enum exit_code foreign_signatures_add(struct appbin_release *release,
                                      const struct foreign_signature *signatures,
                                      const struct foreign_key *keys, size_t count);

#endif
