/* SPDX-License-Identifier: MIT */
/* The crypto that OTA_CRYPTO names, as a port whose state is static. */
#ifndef OTA_CRYPTO_H
#define OTA_CRYPTO_H

#include "appverify/crypto.h"

void ota_crypto_init(struct appverify_crypto *crypto);

#endif
