/* SPDX-License-Identifier: MIT */
/* The crypto of an update; one crypto_port_<name>.c is linked (HELLO_CRYPTO). */
#ifndef CRYPTO_PORT_H
#define CRYPTO_PORT_H

#include "appverify/crypto.h"

/* Ready for one verification. */
void crypto_port_init(struct appverify_crypto *crypto);

/* Frees what it holds. */
void crypto_port_free(void);

#endif
