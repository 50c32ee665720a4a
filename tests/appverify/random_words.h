/* SPDX-License-Identifier: MIT */
/* Random words for tests: the same after the same seed, on every machine. */
#ifndef APPVERIFY_TESTS_RANDOM_WORDS_H
#define APPVERIFY_TESTS_RANDOM_WORDS_H

#include <stdint.h>

/* Starts a sequence; seed is not 0. */
void random_seed(uint32_t seed);

/* The next word: Marsaglia's xorshift, multiplied so that its low bits are good as well. */
uint32_t random_word(void);

#endif
