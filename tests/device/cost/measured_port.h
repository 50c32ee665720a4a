/* SPDX-License-Identifier: MIT */
/* The crypto port that measure and verify_image use; which one is a matter of what they link. It
 * has only the algorithms of DEVICE_ALGORITHM (0: all), as a firmware would. */
#ifndef DEVICE_MEASURED_PORT_H
#define DEVICE_MEASURED_PORT_H

#include "appverify/crypto.h"

/* Fills it in, with a state of its own. */
void measured_port_init(struct appverify_crypto *crypto);

/* Frees what the state holds. */
void measured_port_free(void);

/* Bytes that a firmware gives it: its state, and what else it asks for. */
uint32_t measured_port_memory(void);

/* 1 when it verifies with this key, and its table if there is one. */
int measured_port_uses(const struct appverify_key *key);

#endif
