/* SPDX-License-Identifier: MIT */
/*
 * An image does not record where its irom was linked, but the code in it calls and loads by
 * absolute addresses. There are two witnesses. Functions: where irom is taken to begin at the true
 * address, many words of the image are the address of a function's first instruction, addi a1, a1,
 * -n, and elsewhere few are. Addresses, the weaker one, for images with few functions: most words
 * that point into irom at one of the addresses of the flash maps point into it at the true one.
 */
#include "image/image_origin.h"

#include <string.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "base/bytes.h"

#define PAGE APPVERIFY_SECTOR_SIZE
#define PAGES (APPVERIFY_IROM_SIZE / PAGE)
#define WORDS_OF_PAGE (PAGE / 4)
#define WORD_BITS 64u

/*
 * Real images have 108 hits and more, 5.3 times those of the next address or more. What lies below
 * these limits is not told.
 */
#define HITS_MIN 8u
#define HITS_LEAD 3u
/* So many functions, and none elsewhere, are a doubt in what the addresses say. */
#define HITS_DOUBT 2u

/* Irom begins on a page, or after the two headers of a boot new image. */
static const uint32_t starts[] = {0, APPVERIFY_IROM_OFFSET_NEW};
#define STARTS (sizeof starts / sizeof starts[0])

/* Functions begin at multiples of 4. For each place in a page: the pages that have one there. */
struct functions {
    uint64_t pages[WORDS_OF_PAGE][PAGES / WORD_BITS];
};

#define ORIGINS 3

struct search {
    struct functions functions;
    uint32_t hits[STARTS][PAGES]; /* by what irom is taken to begin with */
    uint32_t origins[ORIGINS];    /* of the flash maps */
    uint32_t irom_size;
    unsigned votes[ORIGINS];
    unsigned total;
};

static bool is_function_start(uint32_t word)
{
    return (word & 0x80FFFFu) == 0x80C112u; /* 12 C1 and a negative byte */
}

static void find_functions(struct functions *functions, const uint8_t *irom, uint32_t size)
{
    if (size > APPVERIFY_IROM_SIZE) {
        size = APPVERIFY_IROM_SIZE;
    }
    for (uint32_t i = 0; size - i >= 4; i += 4) {
        if (is_function_start(load_le32(irom + i))) {
            uint32_t page = i / PAGE;
            functions->pages[i % PAGE / 4][page / WORD_BITS] |= (uint64_t)1 << page % WORD_BITS;
        }
    }
}

/* Each function at the same place of a page is the target of the word for one start of irom. */
static void count_hits(struct search *search, uint32_t word)
{
    for (size_t s = 0; s < STARTS; s++) {
        uint32_t offset = word - APPVERIFY_IROM_ADDRESS - starts[s];
        if (offset >= APPVERIFY_IROM_SIZE || offset % 4 != 0) {
            continue;
        }
        const uint64_t *pages = search->functions.pages[offset % PAGE / 4];
        for (uint32_t page = 0; page <= offset / PAGE; page++) {
            uint64_t rest = pages[page / WORD_BITS] >> page % WORD_BITS;
            if (rest == 0) {
                page |= WORD_BITS - 1; /* none in this word of the map */
            } else if ((rest & 1) != 0) {
                search->hits[s][offset / PAGE - page]++;
            }
        }
    }
}

static void count_votes(struct search *search, uint32_t word)
{
    bool counted = false;
    for (unsigned k = 0; k < ORIGINS; k++) {
        if (word - search->origins[k] < search->irom_size && word >= search->origins[k]) {
            search->votes[k]++;
            counted = true;
        }
    }
    search->total += counted ? 1 : 0;
}

static void count_words(struct search *search, const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; size - i >= 4; i += 4) {
        uint32_t word = load_le32(bytes + i);
        if (word / APPVERIFY_IROM_SIZE == APPVERIFY_IROM_ADDRESS / APPVERIFY_IROM_SIZE) {
            count_hits(search, word);
            count_votes(search, word);
        }
    }
}

static void judge_hits(struct appbin_image *image, const struct search *search)
{
    for (size_t s = 0; s < STARTS; s++) {
        for (uint32_t page = 0; page < PAGES; page++) {
            uint32_t hits = search->hits[s][page];
            uint32_t address = APPVERIFY_IROM_ADDRESS + page * PAGE + starts[s];
            if (hits > image->origin_hits) {
                image->origin_next = image->origin_best;
                image->origin_next_hits = image->origin_hits;
                image->origin_best = address;
                image->origin_hits = hits;
            } else if (hits > image->origin_next_hits) {
                image->origin_next = address;
                image->origin_next_hits = hits;
            }
        }
    }
    if (image->origin_hits >= HITS_MIN &&
        image->origin_hits >= HITS_LEAD * image->origin_next_hits) {
        image->irom_origin = image->origin_best;
        image->origin_witness = APPBIN_WITNESS_FUNCTIONS;
    }
}

/* Addresses in one slot may as well lie in a ROM of rBoot that begins a little behind it. */
static bool functions_contradict(const struct appbin_image *image, uint32_t origin)
{
    return image->origin_hits >= HITS_DOUBT && image->origin_best != origin &&
           image->origin_hits >= HITS_LEAD * image->origin_next_hits;
}

static void judge_votes(struct appbin_image *image, const struct search *search)
{
    unsigned best = 0;
    bool tie = false;
    for (unsigned k = 1; k < ORIGINS; k++) {
        if (search->votes[k] > search->votes[best]) {
            best = k;
            tie = false;
        } else if (search->votes[k] == search->votes[best]) {
            tie = true;
        }
    }
    image->origin_total = search->total;
    /* Chance hits are rare and spread out: a real origin holds a clear majority. */
    if (!tie && search->votes[best] > search->total / 2) {
        image->origin_votes = search->votes[best];
        if (image->origin_witness == APPBIN_WITNESS_NONE &&
            !functions_contradict(image, search->origins[best])) {
            image->irom_origin = search->origins[best];
            image->origin_witness = APPBIN_WITNESS_ADDRESSES;
        }
    }
}

const char *appbin_origin_witness_str(enum appbin_origin_witness witness)
{
    static const char *const names[] = {"none", "functions", "addresses"};
    return (unsigned)witness < sizeof names / sizeof names[0] ? names[witness] : "none";
}

void appbin_image_find_origin(struct appbin_image *image, const uint8_t *bytes)
{
    if (image->irom_size == 0) {
        return;
    }
    const struct appbin_flash_map *small = appbin_flash_map_find(0);
    const struct appbin_flash_map *large = appbin_flash_map_find(2);
    struct search search;
    memset(&search, 0, sizeof search);
    image->irom_origin = 0;
    image->origin_witness = APPBIN_WITNESS_NONE;
    image->origin_best = image->origin_hits = 0;
    image->origin_next = image->origin_next_hits = 0;
    image->origin_votes = 0;
    search.irom_size = image->irom_size;
    search.origins[0] = appbin_flash_map_irom_origin(small, 1, image->boot);
    search.origins[1] = appbin_flash_map_irom_origin(small, 2, image->boot);
    search.origins[2] = appbin_flash_map_irom_origin(large, 2, image->boot);
    find_functions(&search.functions, bytes + image->irom_offset, image->irom_size);
    count_words(&search, bytes + image->irom_offset, image->irom_size);
    for (size_t i = 0; i < image->segment_count; i++) {
        count_words(&search, bytes + image->segments[i].offset, image->segments[i].size);
    }
    judge_hits(image, &search);
    if (image->boot != APPBIN_BOOT_NONE) {
        judge_votes(image, &search);
    }
}
