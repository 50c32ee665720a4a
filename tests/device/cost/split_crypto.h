/* SPDX-License-Identifier: MIT */
/* A crypto port whose work runs on a stack of its own: the program's stack then shows what the
 * library needs without crypto, the other one what the crypto needs. */
#ifndef DEVICE_SPLIT_CRYPTO_H
#define DEVICE_SPLIT_CRYPTO_H

#include "appverify/crypto.h"

/* Fills in a port that hands on to inner; there is one at a time. Paints the crypto stack. */
void split_crypto_init(struct appverify_crypto *crypto, const struct appverify_crypto *inner);

/* Most bytes of the crypto stack since split_crypto_init. */
uint32_t split_crypto_stack_peak(void);

#endif
