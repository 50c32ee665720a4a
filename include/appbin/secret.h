/* SPDX-License-Identifier: MIT */
/** Overwrites what must not stay in memory. */
#ifndef APPBIN_SECRET_H
#define APPBIN_SECRET_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Wipes and frees a NUL-terminated secret.
 *
 * @param secret  in, may be NULL
 */
void appbin_secret_free(char *secret);

/**
 * Overwrites memory in a way that the compiler keeps.
 *
 * @param bytes  out
 * @param size   in, bytes
 */
void appbin_wipe(void *bytes, size_t size);

#ifdef __cplusplus
}
#endif
#endif
