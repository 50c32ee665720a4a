/* SPDX-License-Identifier: MIT */
/* The signature inside the text or JSON that a program or a key service printed. */
#ifndef IMAGETOOL_SIGNATURE_TEXT_H
#define IMAGETOOL_SIGNATURE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/signature.h"

struct signature_text {
    const char *form; /* what it was, for a message; NULL: neither text nor JSON */
    bool empty;       /* JSON, but without a signature */
    uint8_t bytes[APPBIN_SIGNATURE_TEXT_MAX];
    size_t size;
};

void signature_text_decode(struct signature_text *decoded, const uint8_t *bytes, size_t size);

#endif
