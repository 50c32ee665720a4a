/* SPDX-License-Identifier: MIT */
/* PEM: finds, decodes and writes blocks. It knows labels and bytes, not what they mean. */
#ifndef APPBIN_SRC_PEM_H
#define APPBIN_SRC_PEM_H

#include "appbin/key.h"
#include "base/secret_bytes.h"

#define PEM_LABEL_MAX 40

struct pem_block {
    const char *begin; /* at -----BEGIN */
    char label[PEM_LABEL_MAX + 1];
};

/* Drops what editors add: the byte order mark of UTF-8, and blanks at the end of lines. */
void appbin_pem_tidy(char *text);

/*
 * Finds the next line of text that begins a block, at *position (text, to start with) or after it;
 * *position moves past the line.
 */
bool appbin_pem_next_block(struct pem_block *block, const char *text, const char **position);

/* Is the block encrypted as PEM has it (RFC 1421 headers), not inside its bytes? */
bool appbin_pem_is_encrypted(const struct pem_block *block);

/*
 * Decodes a block, and decrypts it where it is encrypted. PEM encryption has no check of its own:
 * after a wrong passphrase the bytes may be anything, and their padding may still be there.
 */
enum appbin_error appbin_pem_decode(struct appbin_secret_bytes *content,
                                    const struct pem_block *block,
                                    const struct appbin_passphrase *passphrase,
                                    struct appbin_diagnostic *diagnostic);

/* Longest padding that decryption may leave at the end, bytes. */
#define PEM_PADDING_MAX 16u

/* Writes a block; NULL without memory. Free with appbin_secret_free. */
char *appbin_pem_write(const char *label, const uint8_t *der, size_t size);

#endif
