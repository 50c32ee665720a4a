/* SPDX-License-Identifier: MIT */
/* What the tests and figures rest on: the ROM's arithmetic, heap, clock, stack and files. */
#include <string.h>

#include "check.h"
#include "clock.h"
#include "heap.h"
#include "semihosting.h"
#include "stack.h"

/* Operands that the compiler cannot compute with. */
static volatile uint32_t a32;
static volatile uint32_t b32;
static volatile uint64_t a64;
static volatile uint64_t b64;

static void check_equal64(uint64_t left, uint64_t right)
{
    CHECK_EQUAL(left >> 32, right >> 32);
    CHECK_EQUAL(left, right);
}

static void test_division_of_32_bits(void)
{
    static const uint32_t operands[] = {1,          2,          3,          7,          0x1234,
                                        0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF};
    for (uint32_t i = 0; i < CHECK_COUNT(operands); i++) {
        for (uint32_t k = 0; k < CHECK_COUNT(operands); k++) {
            check_note(i * 100 + k);
            a32 = operands[i];
            b32 = operands[k];
            uint32_t quotient = a32 / b32;
            uint32_t remainder = a32 % b32;
            CHECK(remainder < b32);
            CHECK_EQUAL(quotient * b32 + remainder, a32);
        }
    }
    a32 = 0xFFFFFFF9; /* -7 */
    b32 = 2;
    CHECK_EQUAL((int32_t)a32 / (int32_t)b32, -3);
    CHECK_EQUAL((int32_t)a32 % (int32_t)b32, -1);
    b32 = 0xFFFFFFFE;
    CHECK_EQUAL((int32_t)a32 / (int32_t)b32, 3);
}

static void test_products_of_64_bits(void)
{
    a64 = 0xFFFFFFFF;
    b64 = 0xFFFFFFFF;
    check_equal64(a64 * b64, 0xFFFFFFFE00000001);
    a64 = 0x123456789ABCDEF1;
    b64 = 0x0FEDCBA987654321;
    check_equal64(a64 * b64, 0x3224A4396CC6D011);
    a64 = 0xFFFF0001;
    b64 = 0x0001FFFF;
    check_equal64(a64 * b64, 0x1FFFD0002FFFF);
}

static void test_division_of_64_bits(void)
{
    a64 = 0xFEDCBA9876543210;
    b64 = 0x12345;
    check_equal64(a64 / b64, 0xE0004FA01C4D);
    check_equal64(a64 % b64, 0x10A4F);
    b64 = 0x8000000000000001;
    check_equal64(a64 / b64, 1);
    check_equal64(a64 % b64, 0x7EDCBA987654320F);
    a64 = (uint64_t)-1000000000000;
    b64 = 7000000;
    check_equal64((uint64_t)((int64_t)a64 / (int64_t)b64), (uint64_t)-142857);
}

static void test_heap_counts_what_is_held(void)
{
    heap_reset_peak();
    uint32_t before = heap_use().current;
    uint8_t *first = heap_calloc(10, 10);
    uint8_t *second = heap_calloc(1, 50);
    CHECK(first != NULL && second != NULL && first != second);
    CHECK_EQUAL((uint32_t)first % 8, 0);
    memset(first, 0xFF, 100);
    heap_free(first);
    uint8_t *third = heap_calloc(1, 60);
    CHECK(third == first);
    CHECK_EQUAL(third[0] | third[59], 0);
    CHECK_EQUAL(heap_use().current - before, 110);
    CHECK_EQUAL(heap_use().peak - before, 150);
    CHECK_EQUAL(heap_use().allocations, 3);
    heap_free(third);
    heap_free(second);
    heap_free(NULL);
    CHECK_EQUAL(heap_use().current, before);
}

static void test_heap_refuses_too_much_and_recovers(void)
{
    CHECK(heap_calloc(0x10000, 0x10001) == NULL);
    CHECK(heap_calloc(1, 0x4000) == NULL);
    uint8_t *most = heap_calloc(1, 0x3FF0);
    CHECK(most != NULL);
    CHECK(heap_calloc(1, 8) == NULL);
    heap_free(most);
    heap_reset_peak();
    heap_fail_at(2);
    uint8_t *first = heap_calloc(1, 8);
    CHECK(first != NULL);
    CHECK(heap_calloc(1, 8) == NULL);
    uint8_t *third = heap_calloc(1, 8);
    CHECK(third != NULL);
    heap_free(first);
    heap_free(third);
    heap_reset_peak();
}

static void __attribute__((noinline)) spend(uint32_t rounds)
{
    __asm__ volatile("1: addi %0, %0, -1\n\tbnez %0, 1b" : "+r"(rounds));
}

static void test_clock_counts_instructions(void)
{
    uint32_t start = clock_ticks();
    spend(100000);
    uint64_t counted = clock_instructions_since(start);
    CHECK(counted >= 200000 - CLOCK_INSTRUCTIONS_PER_TICK);
    CHECK(counted <= 200000 + 2 * CLOCK_INSTRUCTIONS_PER_TICK);
    CHECK(clock_instructions_since(clock_ticks() + 1000) > 100000000000); /* as after a wrap */
}

static void __attribute__((noinline)) use_stack(uint32_t words)
{
    volatile uint32_t block[256];
    for (uint32_t i = 0; i < words; i++) {
        block[i] = i;
    }
    (void)block[0];
}

static void test_stack_peak_is_that_of_the_deepest_call(void)
{
    stack_paint();
    uint32_t before = stack_peak();
    use_stack(256);
    uint32_t deep = stack_peak();
    CHECK(before < 64);
    CHECK(deep >= 1024 && deep < 1024 + 64);
    CHECK(!stack_overflowed());
}

static void use_kilobyte(void *argument)
{
    use_stack(256);
    *(uint32_t *)argument = 5;
}

static void test_other_stack_is_measured_apart(void)
{
    static uint32_t other[512] __attribute__((aligned(16)));
    uint32_t mark = 0;
    stack_paint_other(other, CHECK_COUNT(other));
    stack_paint();
    stack_call(use_kilobyte, &mark, other + CHECK_COUNT(other));
    uint32_t own = stack_peak();
    uint32_t used = stack_peak_other(other, CHECK_COUNT(other));
    CHECK_EQUAL(mark, 5);
    CHECK(own < 64);
    CHECK(used >= 1024 && used < 1024 + 64);
}

static void test_files_of_the_host(void)
{
    char text[8] = {0};
    int file = host_open("device-runtime-test.tmp", HOST_READ_WRITE | HOST_CREATE | HOST_TRUNCATE);
    CHECK(file > 2);
    CHECK_EQUAL(host_write(file, "0123456789", 10), 10);
    CHECK_EQUAL(host_seek(file, 0, HOST_SEEK_END), 10);
    CHECK_EQUAL(host_seek(file, 7, HOST_SEEK_SET), 7);
    CHECK_EQUAL(host_read(file, text, 8), 3);
    CHECK_EQUAL(memcmp(text, "789", 4), 0);
    CHECK_EQUAL(host_close(file), 0);
    CHECK_EQUAL(host_open("no/such/file", 0), -1);
}

static const struct check_case cases[] = {
    CHECK_CASE(test_division_of_32_bits),
    CHECK_CASE(test_products_of_64_bits),
    CHECK_CASE(test_division_of_64_bits),
    CHECK_CASE(test_heap_counts_what_is_held),
    CHECK_CASE(test_heap_refuses_too_much_and_recovers),
    CHECK_CASE(test_clock_counts_instructions),
    CHECK_CASE(test_stack_peak_is_that_of_the_deepest_call),
    CHECK_CASE(test_other_stack_is_measured_apart),
    CHECK_CASE(test_files_of_the_host),
};
extern const struct check_table check_table_runtime;
CHECK_TABLE(runtime);
