/* SPDX-License-Identifier: MIT */
/* Runs an external command that signs a digest. */
#ifndef IMAGETOOL_SIGNER_H
#define IMAGETOOL_SIGNER_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/signature.h"
#include "exit_code.h"

/* Longest output that is read, bytes; every signature is shorter, as text and in JSON too. */
#define SIGNER_OUTPUT_MAX APPBIN_SIGNATURE_TEXT_MAX

/*
 * Runs command by sh -c with the digest on its standard input and reads the signature from its
 * standard output; standard error is the user's. Its environment has no variable secret, which may
 * be NULL. Prints a message on failure.
 */
enum exit_code signer_run(const char *command, const char *secret, const uint8_t digest[32],
                          uint8_t *output, size_t *size);

#endif
