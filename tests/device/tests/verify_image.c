/* SPDX-License-Identifier: MIT */
/*
 * Verifies the image in a slot of a flash file with the compiled-in key ring, and prints what it
 * cost as JSON. Instructions are those of a first run; a second one measures the stacks.
 * usage: verify_image.elf FLASH_FILE MAP SLOT SLOT_OFFSET SLOT_LIMIT IMAGE_SIZE BUDGET
 * Exit 0 when the image is good, 1 when it is not, 2 when the program was called wrongly.
 */
#include <stdio.h>
#include <stdlib.h>

#include "appverify/appverify.h"
#include "clock.h"
#include "heap.h"
#include "measured_port.h"
#include "memory_report.h"
#include "nor_flash_file.h"
#include "split_crypto.h"
#include "stack.h"

extern const struct appverify_key_ring appverify_key_ring;

/* The ids of verify_images.sh. */
static const uint32_t vendor_id[4] = {0x13121110, 0x17161514, 0x1B1A1918, 0x1F1E1D1C};
static const uint32_t class_id[4] = {0x23222120, 0x27262524, 0x2B2A2928, 0x2F2E2D2C};

static struct nor_flash flash;
static uint8_t manifest[APPVERIFY_MANIFEST_MAX] __attribute__((aligned(4)));
static struct appverify_policy policy = {
    .keys = &appverify_key_ring, .vendor_id = vendor_id, .class_id = class_id};
static struct appverify_context context;

struct cost {
    uint64_t total;
    uint64_t longest;
    uint32_t longest_number; /* of the step, from 1 */
    uint32_t steps;
};

static enum appverify_result read_flash(void *argument, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    return nor_flash_read(argument, offset, buffer, (uint32_t)length) == NOR_FLASH_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_READ;
}

static const struct appverify_storage storage = {
    .read = read_flash, .context = &flash, .crc32 = DEVICE_CRC32};

/* One call of the callback above: what of the total is the test bench's and not the library's. */
static uint32_t read_cost(void)
{
    enum { ROUNDS = 64 };
    uint32_t buffer[64];
    uint32_t start = clock_ticks();
    for (uint32_t i = 0; i < ROUNDS; i++) {
        (void)storage.read(storage.context, policy.slot_offset, (uint8_t *)buffer, sizeof buffer);
    }
    return (uint32_t)(clock_instructions_since(start) / ROUNDS);
}

static enum appverify_result verify(const struct appverify_config *config, uint32_t size,
                                    uint32_t budget, struct cost *cost)
{
    *cost = (struct cost){0, 0, 0, 0};
    uint32_t start = clock_ticks();
    enum appverify_result result = appverify_begin_image(&context, config, size);
    cost->total = clock_instructions_since(start);
    while (result == APPVERIFY_MORE) {
        start = clock_ticks();
        result = appverify_step(&context, budget);
        uint64_t step = clock_instructions_since(start);
        cost->total += step;
        cost->steps++;
        if (step > cost->longest) {
            cost->longest = step;
            cost->longest_number = cost->steps;
        }
    }
    return result;
}

static uint32_t number(const char *text)
{
    return (uint32_t)strtoul(text, NULL, 0);
}

static void print_cost(const struct cost *cost, uint32_t size, uint32_t reads)
{
    uint32_t hundredths = (uint32_t)(cost->total * 100u / size);
    (void)printf("\"instructions\": %llu,\n\"per_byte\": %u.%02u,\n\"steps\": %u,\n"
                 "\"longest_step\": %llu,\n\"longest_step_number\": %u,\n"
                 "\"flash_reads\": %u,\n\"instructions_of_a_flash_read\": %u,\n",
                 (unsigned long long)cost->total, (unsigned)(hundredths / 100),
                 (unsigned)(hundredths % 100), (unsigned)cost->steps,
                 (unsigned long long)cost->longest, (unsigned)cost->longest_number, (unsigned)reads,
                 (unsigned)read_cost());
}

static int run(uint32_t size, uint32_t budget)
{
    struct appverify_crypto crypto;
    struct appverify_crypto split;
    struct appverify_config config = {.storage = &storage,
                                      .policy = &policy,
                                      .crypto = &crypto,
                                      .manifest = manifest,
                                      .manifest_capacity = sizeof manifest};
    struct cost cost;
    struct cost ignored;
    measured_port_init(&crypto);
    heap_reset_peak();
    enum appverify_result result = verify(&config, size, budget, &cost);
    uint32_t reads = flash.reads;

    split_crypto_init(&split, &crypto);
    config.crypto = &split;
    stack_paint();
    enum appverify_result again = verify(&config, size, budget, &ignored);
    uint32_t stack = stack_peak();
    struct heap_use heap = heap_use();
    uint32_t violations = nor_flash_take_violations();

    int good = result == APPVERIFY_OK && again == APPVERIFY_OK && violations == 0;
    (void)printf("{\n\"result\": %u,\n\"image_size\": %u,\n\"budget\": %u,\n", (unsigned)result,
                 (unsigned)size, (unsigned)budget);
    print_cost(&cost, size, reads);
    (void)printf("\"heap_peak\": %u,\n\"heap_left\": %u,\n\"stack_library_and_flash\": %u,\n"
                 "\"stack_crypto\": %u,\n\"flash_violations\": %u,\n\"memory\": {\n",
                 (unsigned)heap.peak, (unsigned)heap.current, (unsigned)stack,
                 (unsigned)split_crypto_stack_peak(), (unsigned)violations);
    memory_report();
    (void)printf("}\n}\n");
    measured_port_free();
    return good ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct nor_flash_file file;
    struct nor_flash_storage content;
    if (argc != 8) {
        (void)printf("usage: verify_image.elf FLASH_FILE MAP SLOT SLOT_OFFSET SLOT_LIMIT "
                     "IMAGE_SIZE BUDGET\n");
        return 2;
    }
    uint32_t flash_size = nor_flash_file_open(&file, &content, argv[1]);
    if (flash_size == 0) {
        (void)printf("cannot open %s\n", argv[1]);
        return 2;
    }
    nor_flash_init(&flash, &content, flash_size);
    policy.boot_mode = 2; /* boot new */
    policy.flash_map = number(argv[2]);
    policy.slot = number(argv[3]);
    policy.slot_offset = number(argv[4]);
    policy.slot_limit = number(argv[5]);
    int status = run(number(argv[6]), number(argv[7]));
    nor_flash_file_close(&file);
    return status;
}
