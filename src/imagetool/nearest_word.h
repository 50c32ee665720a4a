/* SPDX-License-Identifier: MIT */
/* The word that somebody may have meant. */
#ifndef IMAGETOOL_NEAREST_WORD_H
#define IMAGETOOL_NEAREST_WORD_H

#include <stddef.h>

struct nearest_word {
    const char *word; /* as it was typed, length characters */
    size_t length;
    const char *found; /* NULL: none is near */
    unsigned distance;
};

/* Looks at one more of the words that there are; found becomes the first of the nearest. */
void nearest_word_try(struct nearest_word *nearest, const char *candidate);

#endif
