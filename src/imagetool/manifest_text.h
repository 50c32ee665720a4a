/* SPDX-License-Identifier: MIT */
/* A manifest for people and for machines. */
#ifndef IMAGETOOL_MANIFEST_TEXT_H
#define IMAGETOOL_MANIFEST_TEXT_H

#include <jansson.h>

#include "appverify/manifest.h"

/*
 * Prints the fields of the signed part, one a line. vendor, product: the names that were asked for
 * and are those of the manifest, or NULL.
 */
void manifest_text_print(const struct appverify_manifest *manifest, const char *vendor,
                         const char *product);

/* Prints the signature blocks, which are claims. */
void manifest_text_print_claims(const struct appverify_manifest *manifest);

json_t *manifest_text_json(const struct appverify_manifest *manifest);

/* Key ids and other bytes as hexadecimal text; text has 2 * size + 1 bytes. */
void manifest_text_hex(char *text, const uint8_t *bytes, size_t size);

#endif
