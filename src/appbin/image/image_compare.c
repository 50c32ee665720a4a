/* SPDX-License-Identifier: MIT */
/*
 * Two links of one source differ in the addresses of irom, and in the little that is compiled with
 * the slot or the time in it. So the segments are the same in number and as long, but for alignment
 * and such words; nearly all strings are in both; and where every length is the same, so are nearly
 * all words. Of the examples' pairs all lengths agree, 1 word in 200 differs and 1 string in 15.
 * Programs that share an SDK share many of its strings, but not their lengths. The limits below lie
 * far from both.
 */
#include "image/image_compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_SLACK 64u      /* bytes by which any length may differ, */
#define LENGTH_FRACTION 64u   /* and this part of it */
#define STRING_MIN 8u         /* shorter runs of printable bytes are chance */
#define STRINGS_MAX 4096u     /* of one image; further ones are not looked at */
#define STRINGS_TELL 16u      /* fewer prove nothing */
#define SHARED_QUARTERS 3u    /* of the strings must be in both */
#define SAME_WORDS_FRACTION 2 /* of the words must be the same, all lengths being equal */

struct strings {
    size_t count;
    uint32_t hashes[STRINGS_MAX];
};

static bool nearly_as_long(uint32_t a, uint32_t b)
{
    uint32_t longer = a > b ? a : b;
    uint32_t shorter = a > b ? b : a;
    return longer - shorter <= LENGTH_SLACK + longer / LENGTH_FRACTION;
}

static bool lengths_differ(char *text, size_t size, const struct appbin_image *first,
                           const struct appbin_image *second)
{
    if (first->segment_count != second->segment_count) {
        (void)snprintf(text, size, "the first has %zu RAM segments, the second %zu",
                       first->segment_count, second->segment_count);
        return true;
    }
    for (size_t i = 0; i < first->segment_count; i++) {
        uint32_t a = first->segments[i].size;
        uint32_t b = second->segments[i].size;
        if (!nearly_as_long(a, b)) {
            (void)snprintf(text, size,
                           "segment %zu has %" PRIu32 " bytes in the first, %" PRIu32
                           " in the second",
                           i + 1, a, b);
            return true;
        }
    }
    if (!nearly_as_long(first->irom_size, second->irom_size)) {
        (void)snprintf(text, size,
                       "irom has %" PRIu32 " bytes in the first, %" PRIu32 " in the second",
                       first->irom_size, second->irom_size);
        return true;
    }
    return false;
}

static int compare_hashes(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

static bool is_printable(uint8_t byte)
{
    return byte >= 0x20 && byte <= 0x7e;
}

static uint32_t hash_of(const uint8_t *bytes, size_t size)
{
    uint32_t hash = 0x811c9dc5u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 0x01000193u; /* FNV-1a */
    }
    return hash;
}

/*
 * A pool of addresses can look like text, but does not end in NUL as strings of C do. So each NUL
 * is looked for, and what is printable before it: few bytes of code come near one.
 */
static void find_strings(struct strings *strings, const uint8_t *bytes, size_t size)
{
    size_t begin = 0;
    strings->count = 0;
    while (begin < size && strings->count < STRINGS_MAX) {
        const uint8_t *nul = memchr(bytes + begin, 0, size - begin);
        if (nul == NULL) {
            break;
        }
        size_t end = (size_t)(nul - bytes);
        size_t start = end;
        while (start > begin && is_printable(bytes[start - 1])) {
            start--;
        }
        if (end - start >= STRING_MIN) {
            strings->hashes[strings->count++] = hash_of(bytes + start, end - start);
        }
        begin = end + 1;
        while (begin < size && bytes[begin] == 0) {
            begin++;
        }
    }
    qsort(strings->hashes, strings->count, sizeof strings->hashes[0], compare_hashes);
}

static size_t count_shared(const struct strings *first, const struct strings *second)
{
    size_t shared = 0;
    for (size_t i = 0, k = 0; i < first->count && k < second->count;) {
        uint32_t a = first->hashes[i];
        uint32_t b = second->hashes[k];
        shared += a == b ? 1 : 0;
        i += a <= b ? 1 : 0;
        k += b <= a ? 1 : 0;
    }
    return shared;
}

static bool strings_differ(char *text, size_t size, const struct appbin_image *first,
                           const uint8_t *first_bytes, const struct appbin_image *second,
                           const uint8_t *second_bytes)
{
    struct strings strings[2];
    find_strings(&strings[0], first_bytes, first->body_size);
    find_strings(&strings[1], second_bytes, second->body_size);
    size_t all = strings[0].count > strings[1].count ? strings[0].count : strings[1].count;
    size_t shared = count_shared(&strings[0], &strings[1]);
    if (all < STRINGS_TELL || shared >= all / 4 * SHARED_QUARTERS) {
        return false;
    }
    (void)snprintf(text, size, "%zu of %zu strings are in both", shared, all);
    return true;
}

static size_t count_words(size_t *same, const uint8_t *first, const uint8_t *second, uint32_t size)
{
    uint32_t found = 0; /* of its own, so that the compiler takes several words at a time */
    for (uint32_t i = 0; i < size / 4; i++) {
        uint32_t a = 0;
        uint32_t b = 0;
        memcpy(&a, first + (size_t)i * 4, sizeof a);
        memcpy(&b, second + (size_t)i * 4, sizeof b);
        found += a == b ? 1 : 0;
    }
    *same += found;
    return size / 4;
}

/* Where every length is the same, the words are compared place by place. */
static bool words_differ(char *text, size_t size, const struct appbin_image *first,
                         const uint8_t *first_bytes, const struct appbin_image *second,
                         const uint8_t *second_bytes)
{
    size_t same = 0;
    size_t all = 0;
    for (size_t i = 0; i <= first->segment_count; i++) {
        bool irom = i == first->segment_count;
        uint32_t a = irom ? first->irom_size : first->segments[i].size;
        uint32_t b = irom ? second->irom_size : second->segments[i].size;
        if (a != b) {
            return false;
        }
        all += count_words(
            &same, first_bytes + (irom ? first->irom_offset : first->segments[i].offset),
            second_bytes + (irom ? second->irom_offset : second->segments[i].offset), a);
    }
    if (same >= all / SAME_WORDS_FRACTION) {
        return false;
    }
    (void)snprintf(text, size, "all lengths agree, but only %zu of %zu words", same, all);
    return true;
}

bool appbin_images_differ(char *text, size_t size, const struct appbin_image *first,
                          const uint8_t *first_bytes, const struct appbin_image *second,
                          const uint8_t *second_bytes)
{
    return lengths_differ(text, size, first, second) ||
           strings_differ(text, size, first, first_bytes, second, second_bytes) ||
           words_differ(text, size, first, first_bytes, second, second_bytes);
}
