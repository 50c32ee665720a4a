/* Throughput of reading and checking a 1 MB image that is in memory, beside CRC-32 alone. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "appbin/crc.h"
#include "appbin/image_check.h"

#define IROM_SIZE 0xF0000u
#define RAM_SIZE 0x8000u
#define ROUNDS 200

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void put32(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
}

static size_t make_image(uint8_t *image)
{
    uint32_t state = 1;
    for (size_t i = 0; i < 16 + IROM_SIZE + 16 + RAM_SIZE; i++) {
        state = state * 1103515245u + 12345u;
        image[i] = (uint8_t)(state >> 16);
    }
    put32(image, 0x010004EA);
    put32(image + 4, 0x40100004);
    put32(image + 8, 0);
    put32(image + 12, IROM_SIZE);
    uint8_t *ram = image + 16 + IROM_SIZE;
    put32(ram, 0x500001E9);
    put32(ram + 4, 0x40100004);
    put32(ram + 8, 0x40100000);
    put32(ram + 12, RAM_SIZE);
    uint8_t checksum = 0xEF;
    for (size_t i = 0; i < RAM_SIZE; i++) {
        checksum ^= ram[16 + i];
    }
    size_t size = 16 + IROM_SIZE + 16 + RAM_SIZE + 16;
    image[size - 1] = checksum;
    put32(image + size, ~appbin_crc32(0, image, size));
    return size + 4;
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
    printf("(%zu findings, %08x)\n", findings_seen, (unsigned)crc);
    free(bytes);
    return EXIT_SUCCESS;
}
