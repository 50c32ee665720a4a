/* SPDX-License-Identifier: MIT */
/*
 * Verifies the cases of a file that make_p256_cases.py wrote, on the host or on the emulated core,
 * and says what a check takes.
 *
 * usage: p256_cases FILE [rotate]
 * With rotate a case is tried with one table, each in its turn, instead of with all of them.
 *
 * The file: for each key a byte 'K', x and y, the tables of 256, 512, 1024 and 2048 bytes; then for
 * each case of it a byte 'C', the digest, r and s, and a byte: 1 when it is valid. 'E' ends it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "p256.h"

#if !defined(STEP_MAX)
#define STEP_MAX 50000u
#endif
#define STACK_MAX 1250u
#define TABLES 4
#define TABLE_SIZE(number) (256u << (number)) /* all tables together: 4096 - 256 bytes */

static struct {
    uint32_t key[16];
    uint32_t tables[(4096 - 256) / 4];
} key;

static struct {
    uint8_t digest[32];
    uint8_t signature[64];
    uint8_t valid;
} test;

/* What the checks with one table took, and with none. */
static struct {
    uint64_t instructions;
    uint32_t most;
    uint32_t longest_step;
    uint32_t stack;
    uint32_t valid;
} costs[TABLES + 1];

struct call {
    struct p256_check check;
    const uint32_t *table;
    uint32_t size;
    uint32_t result;
};

static void begin(void *argument)
{
    struct call *call = argument;
    appverify_p256_begin(&call->check, key.key, call->table, call->size, test.digest,
                         test.signature);
}

static void step(void *argument)
{
    struct call *call = argument;
    call->result = appverify_p256_step(&call->check);
}

/* 0: no table. */
static uint32_t verify(unsigned number)
{
    static struct call call;
    uint32_t sum = 0;
    uint32_t stack = 0;
    call.table = number == 0 ? NULL : key.tables + (TABLE_SIZE(number - 1) - 256) / 4;
    call.size = number == 0 ? 0 : TABLE_SIZE(number - 1);
    call.result = P256_MORE;
    sum += machine_run(begin, &call, &stack);
    while (call.result == P256_MORE) {
        uint32_t instructions = machine_run(step, &call, &stack);
        sum += instructions;
        if (instructions > costs[number].longest_step) {
            costs[number].longest_step = instructions;
        }
        if (stack > costs[number].stack) {
            costs[number].stack = stack;
        }
    }
    if (call.result == P256_VALID) {
        costs[number].valid++;
        costs[number].instructions += sum;
        if (sum > costs[number].most) {
            costs[number].most = sum;
        }
    }
    uint32_t result = call.result;
    step(&call); /* a check that is over has no other answer */
    return call.result == P256_INVALID ? result : P256_MORE;
}

static unsigned run_case(unsigned number, int rotate)
{
    unsigned wrong = 0;
    for (unsigned i = APPVERIFY_P256_BARE_KEYS ? 0 : 1; i <= TABLES; i++) {
        if (rotate && i != number % (TABLES + 1)) {
            continue;
        }
        if (verify(i) != (test.valid == 1 ? P256_VALID : P256_INVALID)) {
            (void)printf("case %u, table %u: should be %s\n", number, i,
                         test.valid == 1 ? "valid" : "invalid");
            wrong++;
        }
    }
    return wrong;
}

/* Returns 0 when a step took more than a device may be held up for, or more stack than it has. */
static int print_costs(void)
{
    int good = 1;
    (void)printf("state %u bytes\n", (unsigned)sizeof(struct p256_check));
    for (unsigned i = 0; i <= TABLES; i++) {
        uint32_t valid = costs[i].valid > 0 ? costs[i].valid : 1;
        (void)printf("table %4u: %lu instructions, at most %lu, longest step %lu, stack %lu\n",
                     i == 0 ? 0 : TABLE_SIZE(i - 1), (unsigned long)(costs[i].instructions / valid),
                     (unsigned long)costs[i].most, (unsigned long)costs[i].longest_step,
                     (unsigned long)costs[i].stack);
        good = good && costs[i].longest_step <= STEP_MAX && costs[i].stack <= STACK_MAX;
    }
    return good;
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    unsigned valid = 0;
    unsigned wrong = 0;
    char kind = 0;
    if (argc < 2 || !machine_open(argv[1])) {
        (void)printf("usage: p256_cases FILE [rotate]\n");
        return EXIT_FAILURE;
    }
    while (machine_read(&kind, 1) && (kind == 'K' || kind == 'C')) {
        if (kind == 'K' ? !machine_read(&key, sizeof key) : !machine_read(&test, 32 + 64 + 1)) {
            break;
        }
        if (kind == 'C') {
            wrong += run_case(count, argc > 2);
            count++;
            valid += test.valid;
        }
    }
    int good = print_costs();
    (void)printf("%u cases, %u valid, %u wrong\n", count, valid, wrong);
    return good && kind == 'E' && count > 0 && wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
