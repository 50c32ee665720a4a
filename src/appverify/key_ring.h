/* SPDX-License-Identifier: MIT */
#ifndef APPVERIFY_SRC_KEY_RING_H
#define APPVERIFY_SRC_KEY_RING_H

#include "appverify/crypto.h"

/* 1 when the ring can decide: known algorithms, a threshold that can be met, no key twice. */
int appverify_key_ring_usable(const struct appverify_key_ring *ring);

#endif
