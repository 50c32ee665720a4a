/* SPDX-License-Identifier: MIT */
/*
 * Verifies the cases of a file that make_lms_cases.py wrote, on the host or on the emulated core,
 * and says what a check takes.
 *
 * The file: for each case a byte 'C', the public key, the digest, a byte that is 1 when it is
 * valid, and the signature, as long as the key's are. 'E' ends it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lms.h"
#include "machine.h"

#if !defined(STEP_MAX)
#define STEP_MAX 50000u
#define CHECK_MAX 1700000u /* the most of 10,000 random messages is 1.6 million */
#endif
#define STACK_MAX 500u

static struct {
    uint32_t key[APPVERIFY_LMS_KEY_SIZE / 4];
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    uint8_t valid;
} test;
static uint8_t signature[APPVERIFY_LMS_H20_SIZE];

static struct {
    uint64_t instructions; /* of the valid ones */
    uint32_t most;
    uint32_t longest_step;
    uint32_t stack;
} cost;

struct call {
    struct appverify_lms check;
    const struct appverify_key *key;
    enum appverify_result result;
};

static void begin(void *argument)
{
    struct call *call = argument;
    call->result = appverify_lms_begin(&call->check, call->key, test.digest, signature);
}

static void step(void *argument)
{
    struct call *call = argument;
    call->result = appverify_lms_step(&call->check);
}

static void raise_to(uint32_t *most, uint32_t value)
{
    *most = value > *most ? value : *most;
}

static enum appverify_result verify(const struct appverify_key *key)
{
    static struct call call;
    uint32_t sum = 0;
    void (*next)(void *) = begin;
    call.key = key;
    do {
        uint32_t stack = 0;
        uint32_t instructions = machine_run(next, &call, &stack);
        sum += instructions;
        raise_to(&cost.longest_step, instructions);
        raise_to(&cost.stack, stack);
        next = step;
    } while (call.result == APPVERIFY_MORE);
    if (call.result == APPVERIFY_OK) {
        cost.instructions += sum;
        raise_to(&cost.most, sum);
    }
    enum appverify_result result = call.result;
    step(&call); /* a check that is over has no other answer */
    return call.result == APPVERIFY_ERR_CRYPTO ? result : APPVERIFY_ERR_CRYPTO;
}

/* Returns 0 at the end of the file, or when a case is cut off. */
static int read_case(struct appverify_key *key)
{
    char kind = 0;
    *key = (struct appverify_key){APPVERIFY_ALGORITHM_LMS, {0, 0}, test.key, NULL, 0};
    if (!machine_read(&kind, 1) || kind != 'C' ||
        !machine_read(&test, sizeof test.key + sizeof test.digest + 1)) {
        return kind == 'E' ? 0 : -1;
    }
    uint32_t size = appverify_key_signature_size(key);
    if (size > sizeof signature || size < APPVERIFY_LMS_H5_SIZE) {
        size = APPVERIFY_LMS_H5_SIZE; /* a key that is refused */
    }
    return machine_read(signature, size) ? 1 : -1;
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    unsigned valid = 0;
    unsigned wrong = 0;
    struct appverify_key key;
    if (argc != 2 || !machine_open(argv[1])) {
        (void)printf("usage: lms_cases FILE\n");
        return EXIT_FAILURE;
    }
    int more = read_case(&key);
    for (; more > 0; more = read_case(&key)) {
        enum appverify_result wanted = test.valid == 1 ? APPVERIFY_OK : APPVERIFY_ERR_SIGNATURE;
        if (verify(&key) != wanted) {
            (void)printf("case %u should be %s\n", count, test.valid == 1 ? "valid" : "invalid");
            wrong++;
        }
        valid += test.valid;
        count++;
    }
    (void)printf("state %u bytes, %lu instructions, at most %lu, longest step %lu, stack %lu\n",
                 (unsigned)sizeof(struct appverify_lms),
                 (unsigned long)(cost.instructions / (valid > 0 ? valid : 1)),
                 (unsigned long)cost.most, (unsigned long)cost.longest_step,
                 (unsigned long)cost.stack);
    (void)printf("%u cases, %u valid, %u wrong\n", count, valid, wrong);
    int good = cost.longest_step <= STEP_MAX && cost.most <= CHECK_MAX && cost.stack <= STACK_MAX;
    return good && more == 0 && valid > 0 && wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
