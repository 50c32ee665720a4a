/* SPDX-License-Identifier: MIT */
#include "nearest_word.h"

#include <string.h>

#define WORD_MAX 32u

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Letters to be put in, left out, replaced or swapped with their neighbour. */
static unsigned distance_of(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned rows[WORD_MAX + 1][WORD_MAX + 1];
    for (size_t i = 0; i <= a_length; i++) {
        for (size_t k = 0; k <= b_length; k++) {
            if (i == 0 || k == 0) {
                rows[i][k] = (unsigned)(i + k);
                continue;
            }
            unsigned replaced = rows[i - 1][k - 1] + (a[i - 1] != b[k - 1] ? 1u : 0u);
            rows[i][k] = smaller(replaced, smaller(rows[i - 1][k], rows[i][k - 1]) + 1);
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) {
                rows[i][k] = smaller(rows[i][k], rows[i - 2][k - 2] + 1);
            }
        }
    }
    return rows[a_length][b_length];
}

void nearest_word_try(struct nearest_word *nearest, const char *candidate)
{
    size_t length = strlen(candidate);
    size_t shorter = length < nearest->length ? length : nearest->length;
    if (shorter == 0 || length > WORD_MAX || nearest->length > WORD_MAX) {
        return;
    }
    unsigned distance = distance_of(nearest->word, nearest->length, candidate, length);
    unsigned near = shorter < 5 ? 1 : shorter < 9 ? 2 : 3; /* in short words all are near */
    if (distance <= near && (nearest->found == NULL || distance < nearest->distance)) {
        nearest->found = candidate;
        nearest->distance = distance;
    }
}
