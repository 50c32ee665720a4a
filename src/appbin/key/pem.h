#ifndef APPBIN_SRC_PEM_H
#define APPBIN_SRC_PEM_H

#include "appbin/secret.h"
#include "key/key_file.h"

/* Is there any PEM block in this text? */
bool appbin_pem_present(const char *text);

/* Decodes the block of the wanted half, or else the first one, so that it can be named. */
enum appbin_error appbin_pem_read(struct key_file *file, const char *text, enum key_wanted wanted,
                                  const struct appbin_passphrase *passphrase,
                                  struct appbin_diagnostic *diagnostic);

/* Writes a block; NULL without memory. Free with appbin_secret_free. */
char *appbin_pem_write(const char *label, const uint8_t *der, size_t size);

#endif
