/* SPDX-License-Identifier: MIT */
/* A manifest at the front of a file, as a manifest file and a bundle have it. */
#ifndef APPBIN_SRC_MANIFEST_FRONT_H
#define APPBIN_SRC_MANIFEST_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Length of the manifest that the bytes begin with, by its magic and its chain of blocks; 0 when
 * there is none, or it does not end within them. Nothing else of it is judged.
 */
uint32_t appbin_manifest_in_front(const uint8_t *bytes, size_t size);

/*
 * Whether images follow such a manifest: the next byte begins one, or, where it is damaged, as much
 * follows as the first image takes. What is less is a manifest file with bytes behind it.
 */
bool appbin_begins_as_bundle(const uint8_t *bytes, size_t size);

#endif
