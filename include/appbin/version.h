/* SPDX-License-Identifier: MIT */
/** The version of libappbin: that of the verifier inside. */
#ifndef APPBIN_VERSION_H
#define APPBIN_VERSION_H

#include "appverify/version.h"

#ifdef __cplusplus
extern "C" {
#endif

#define APPBIN_VERSION_MAJOR APPVERIFY_VERSION_MAJOR
#define APPBIN_VERSION_MINOR APPVERIFY_VERSION_MINOR
#define APPBIN_VERSION_PATCH APPVERIFY_VERSION_PATCH

/** Grows with each release: 0x00MMmmpp; for #if. */
#define APPBIN_VERSION_NUMBER APPVERIFY_VERSION_NUMBER

/** "MAJOR.MINOR.PATCH" of the headers. */
#define APPBIN_VERSION_STRING APPVERIFY_VERSION_STRING

/**
 * Version of the library that runs; with a shared one it may be another than that of the headers.
 *
 * @return "MAJOR.MINOR.PATCH", a constant string
 */
const char *appbin_version(void);

#ifdef __cplusplus
}
#endif
#endif
