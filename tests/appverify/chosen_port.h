/* SPDX-License-Identifier: MIT */
/* The crypto port that a program tries; which one is a matter of what it links. */
#ifndef CHOSEN_PORT_H
#define CHOSEN_PORT_H

#include "appverify/crypto.h"

/* Fills it in, with a state of its own. */
void chosen_port_init(struct appverify_crypto *crypto);

/* Frees what the state holds. */
void chosen_port_free(void);

#endif
