/* SPDX-License-Identifier: MIT */
/* Throughput of reading and checking a 1 MB image that is in memory, beside CRC-32 alone. */
#include <stdio.h>
#include <stdlib.h>

#include "appbin/crc.h"
#include "appbin/image_check.h"
#include "bench_support.h"

#define ROUNDS 200

/* As many function starts and addresses of functions as firmware has. */
static void make_functions(uint8_t *irom)
{
    for (uint32_t i = 0; i < IROM_SIZE; i += 64 * 4) {
        put32(irom + i, 0x01F0C112);
        put32(irom + i + 4, 0x40201010 + i * 7 % IROM_SIZE / 256 * 256);
    }
}

static size_t make_image(uint8_t *image)
{
    make_body(image);
    make_functions(image + 16);
    put32(image + BODY_SIZE, ~appbin_crc32(0, image, BODY_SIZE));
    return BODY_SIZE + 4;
}

int main(void)
{
    uint8_t *bytes = calloc(1, 2u << 20);
    if (bytes == NULL) {
        return EXIT_FAILURE;
    }
    size_t size = make_image(bytes);
    const struct appbin_check_target target = {.map = -1};
    struct appbin_image image;
    size_t findings_seen = 0;
    double start = seconds();
    for (int i = 0; i < ROUNDS; i++) {
        struct appbin_findings findings = {0};
        if (appbin_image_read(&image, bytes, size, NULL) != APPBIN_OK) {
            return EXIT_FAILURE;
        }
        appbin_image_check(&findings, &image, &target);
        findings_seen += findings.count;
    }
    double read_time = seconds() - start;
    uint32_t crc = 0;
    start = seconds();
    for (int i = 0; i < ROUNDS; i++) {
        crc ^= appbin_crc32(0, bytes, size);
    }
    double crc_time = seconds() - start;
    double megabytes = (double)size * ROUNDS / 1e6;
    printf(
        "read and check, 1 MB image   %7.0f MB/s   %.2f x the time of CRC-32 alone (%.0f MB/s)\n",
        megabytes / read_time, read_time / crc_time, megabytes / crc_time);
    printf("(%zu findings, %08x, irom at 0x%08x)\n", findings_seen, (unsigned)crc,
           (unsigned)image.irom_origin);
    free(bytes);
    return EXIT_SUCCESS;
}
