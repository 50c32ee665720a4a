/* SPDX-License-Identifier: MIT */
/*
 * Verifies RSA signatures on the emulated core. The file rsa_vectors.bin, made by
 * test_rsa_vectors.py, is one record after the other: algorithm, wanted answer (1: valid) and their
 * number as words, then modulus, friendly modulus, digest and signature.
 */
#include <stdio.h>

#include "rsa.h"
#include "semihosting.h"

static struct {
    uint32_t algorithm;
    uint32_t wanted;
    uint32_t number;
} head;
static uint32_t modulus[APPVERIFY_RSA_3072_SIZE / 4];
static uint32_t friendly[2 * APPVERIFY_RSA_3072_SIZE / 4];
static uint8_t digest[APPVERIFY_DIGEST_SIZE];
static uint8_t signature[APPVERIFY_RSA_3072_SIZE];
static uint32_t memory[APPVERIFY_RSA_3072_MEMORY_WORDS];

static int read_bytes(int file, void *buffer, uint32_t length)
{
    return host_read(file, buffer, length) == (int32_t)length;
}

static int read_vector(int file)
{
    uint32_t size = appverify_signature_size(head.algorithm);
    return size != 0 && read_bytes(file, modulus, size) && read_bytes(file, friendly, 2 * size) &&
           read_bytes(file, digest, sizeof digest) && read_bytes(file, signature, size);
}

static enum appverify_result verify(void)
{
    const struct appverify_key key = {
        head.algorithm, {0, 0}, modulus, friendly, 2 * appverify_signature_size(head.algorithm)};
    struct appverify_rsa rsa;
    enum appverify_result result = appverify_rsa_begin(&rsa, &key, digest, signature, memory);
    while (result == APPVERIFY_MORE) {
        result = appverify_rsa_step(&rsa);
    }
    return result;
}

int main(void)
{
    uint32_t valid = 0;
    uint32_t tests = 0;
    uint32_t wrong = 0;
    int file = host_open("rsa_vectors.bin", HOST_READ);
    if (file < 0) {
        (void)printf("no rsa_vectors.bin\n");
        return 1;
    }
    while (read_bytes(file, &head, sizeof head)) {
        if (!read_vector(file)) {
            (void)printf("a record is cut off\n");
            return 1;
        }
        uint32_t answer = verify() == APPVERIFY_OK ? 1 : 0;
        tests++;
        valid += answer;
        if (answer != head.wanted) {
            wrong++;
            (void)printf("test %u is wrong\n", (unsigned)head.number);
        }
    }
    (void)printf("%u tests, %u valid, %u wrong\n", (unsigned)tests, (unsigned)valid,
                 (unsigned)wrong);
    return wrong == 0 && tests > 0 ? 0 : 1;
}
