/* SPDX-License-Identifier: MIT */
/*
 * An image does not record where its irom was linked, but the code in it calls and loads by
 * absolute addresses. Every aligned word that points into irom at a possible origin is a vote.
 */
#include "image/image_origin.h"

#include <string.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "base/bytes.h"

#define ORIGINS 3

struct votes {
    uint32_t origins[ORIGINS];
    uint32_t irom_size;
    unsigned counts[ORIGINS];
    unsigned total;
};

static void count_votes(struct votes *votes, const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; size - i >= 4; i += 4) {
        uint32_t word = load_le32(bytes + i);
        if (word >> 20 != APPVERIFY_IROM_ADDRESS >> 20) {
            continue;
        }
        bool counted = false;
        for (unsigned k = 0; k < ORIGINS; k++) {
            if (word - votes->origins[k] < votes->irom_size && word >= votes->origins[k]) {
                votes->counts[k]++;
                counted = true;
            }
        }
        votes->total += counted ? 1 : 0;
    }
}

void appbin_image_find_origin(struct appbin_image *image, const uint8_t *bytes)
{
    if (image->boot == APPBIN_BOOT_NONE || image->irom_size == 0) {
        return;
    }
    const struct appbin_flash_map *small = appbin_flash_map_find(0);
    const struct appbin_flash_map *large = appbin_flash_map_find(2);
    struct votes votes = {
        .origins = {appbin_flash_map_irom_origin(small, 1, image->boot),
                    appbin_flash_map_irom_origin(small, 2, image->boot),
                    appbin_flash_map_irom_origin(large, 2, image->boot)},
        .irom_size = image->irom_size,
    };
    count_votes(&votes, bytes + image->irom_offset, image->irom_size & ~3u);
    for (size_t i = 0; i < image->segment_count; i++) {
        count_votes(&votes, bytes + image->segments[i].offset, image->segments[i].size & ~3u);
    }
    unsigned best = 0;
    bool tie = false;
    for (unsigned k = 1; k < ORIGINS; k++) {
        if (votes.counts[k] > votes.counts[best]) {
            best = k;
            tie = false;
        } else if (votes.counts[k] == votes.counts[best]) {
            tie = true;
        }
    }
    image->origin_total = votes.total;
    /* Chance hits are rare and spread out: a real origin holds a clear majority. */
    if (!tie && votes.counts[best] > votes.total / 2) {
        image->irom_origin = votes.origins[best];
        image->origin_votes = votes.counts[best];
    }
}
