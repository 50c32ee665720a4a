/* SPDX-License-Identifier: MIT */
/** The crypto of the firmware; one ota_crypto_<name>.c is linked (OTA_CRYPTO). */
#ifndef OTA_CRYPTO_H
#define OTA_CRYPTO_H

#include "appverify/crypto.h"

/**
 * Fills in the port, whose state is static.
 *
 * @param crypto  out
 */
void ota_crypto_init(struct appverify_crypto *crypto);

#endif
