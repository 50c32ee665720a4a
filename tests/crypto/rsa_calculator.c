/* SPDX-License-Identifier: MIT */
/*
 * Does the RSA arithmetic for test_rsa.py, which knows what must come out. A line of the input is
 *
 *     power N FRIENDLY SIGNATURE             writes SIGNATURE^65537 mod N, or "refused"
 *     verify N FRIENDLY SIGNATURE DIGEST     writes the answers of the own arithmetic and of
 * mbedTLS
 *
 * All are bytes in hexadecimal; the length of N tells the algorithm.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appverify/mbedtls.h"
#include "rsa.h"

#define LINE_SIZE_MAX 8192
#define SIZE_MAX_RSA APPVERIFY_RSA_3072_SIZE

struct job {
    struct appverify_key key;
    uint32_t size;
    uint32_t modulus[SIZE_MAX_RSA / 4];
    uint32_t friendly[2 * SIZE_MAX_RSA / 4];
    uint8_t signature[SIZE_MAX_RSA];
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
};

static void stop(const char *why)
{
    (void)fprintf(stderr, "rsa_calculator: %s\n", why);
    exit(EXIT_FAILURE);
}

static size_t read_hex(uint8_t *bytes, size_t capacity, const char *text)
{
    size_t size = text == NULL ? 0 : strlen(text) / 2;
    if (size > capacity) {
        stop("too many bytes");
    }
    for (size_t i = 0; i < size; i++) {
        char digits[3] = {text[2 * i], text[2 * i + 1], '\0'};
        bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return size;
}

static void read_words(uint32_t *words, size_t size, const char *text)
{
    uint8_t bytes[2 * SIZE_MAX_RSA];
    if (read_hex(bytes, sizeof bytes, text) != size) {
        stop("a number has another length than the modulus");
    }
    for (size_t i = 0; i < size / 4; i++) {
        words[i] = (uint32_t)bytes[4 * i] | (uint32_t)bytes[4 * i + 1] << 8 |
                   (uint32_t)bytes[4 * i + 2] << 16 | (uint32_t)bytes[4 * i + 3] << 24;
    }
}

static void read_job(struct job *job, char **rest)
{
    const char *modulus = strtok_r(NULL, " \n", rest);
    job->size = modulus == NULL ? 0 : (uint32_t)strlen(modulus) / 2;
    job->key.algorithm = job->size == APPVERIFY_RSA_2048_SIZE ? APPVERIFY_ALGORITHM_RSA_2048_PSS
                                                              : APPVERIFY_ALGORITHM_RSA_3072_PSS;
    if (job->size != appverify_signature_size(job->key.algorithm)) {
        stop("the modulus has another length");
    }
    read_words(job->modulus, job->size, modulus);
    read_words(job->friendly, 2 * (size_t)job->size, strtok_r(NULL, " \n", rest));
    job->key.words = job->modulus;
    job->key.table = job->friendly;
    job->key.table_size = 2 * job->size;
    if (read_hex(job->signature, sizeof job->signature, strtok_r(NULL, " \n", rest)) != job->size) {
        stop("the signature has another length");
    }
    (void)read_hex(job->digest, sizeof job->digest, strtok_r(NULL, " \n", rest));
}

/* What is in memory between the remainder and the first piece of the mask. */
static void run_power(const struct job *job)
{
    uint32_t memory[APPVERIFY_RSA_3072_MEMORY_WORDS];
    uint32_t end = job->size == APPVERIFY_RSA_2048_SIZE ? APPVERIFY_RSA_2048_MEMORY_WORDS
                                                        : APPVERIFY_RSA_3072_MEMORY_WORDS;
    struct appverify_rsa rsa;
    enum appverify_result result =
        appverify_rsa_begin(&rsa, &job->key, job->digest, job->signature, memory);
    if (result != APPVERIFY_MORE) {
        (void)printf("refused\n");
        return;
    }
    while (rsa.phase != APPVERIFY_RSA_PHASE_MASK) {
        if (appverify_rsa_step(&rsa) != APPVERIFY_MORE) {
            stop("the check ended early");
        }
    }
    const uint8_t *bytes = (const uint8_t *)(memory + end - job->size / 4);
    for (uint32_t i = 0; i < job->size; i++) {
        (void)printf("%02x", bytes[i]);
    }
    (void)printf("\n");
}

static enum appverify_result verify_own(const struct job *job)
{
    uint32_t memory[APPVERIFY_RSA_3072_MEMORY_WORDS];
    struct appverify_rsa rsa;
    enum appverify_result result =
        appverify_rsa_begin(&rsa, &job->key, job->digest, job->signature, memory);
    while (result == APPVERIFY_MORE) {
        result = appverify_rsa_step(&rsa);
    }
    if (appverify_rsa_step(&rsa) != APPVERIFY_ERR_CRYPTO) {
        stop("a check that is over answers");
    }
    return result;
}

static enum appverify_result verify_mbedtls(const struct job *job)
{
    struct appverify_mbedtls state;
    struct appverify_crypto crypto;
    appverify_mbedtls_init(&crypto, &state);
    enum appverify_result result =
        crypto.operations->signature_start(crypto.state, &job->key, job->digest, job->signature);
    while (result == APPVERIFY_MORE) {
        result = crypto.operations->signature_step(crypto.state);
    }
    appverify_mbedtls_free(&state);
    return result;
}

static const char *word_of(enum appverify_result result)
{
    switch (result) {
    case APPVERIFY_OK:
        return "valid";
    case APPVERIFY_ERR_SIGNATURE:
        return "invalid";
    default:
        return "failed";
    }
}

int main(void)
{
    static char line[LINE_SIZE_MAX];
    static struct job job;
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *rest = NULL;
        const char *command = strtok_r(line, " \n", &rest);
        read_job(&job, &rest);
        if (command != NULL && strcmp(command, "power") == 0) {
            run_power(&job);
        } else {
            const char *own = word_of(verify_own(&job));
            (void)printf("%s %s\n", own, word_of(verify_mbedtls(&job)));
        }
        (void)fflush(stdout);
    }
    return EXIT_SUCCESS;
}
