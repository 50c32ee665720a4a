/* SPDX-License-Identifier: MIT */
/**
 * The version of both libraries and of imagetool, which are released together. The build reads it
 * from here. It is another one than the format version of a manifest.
 */
#ifndef APPVERIFY_VERSION_H
#define APPVERIFY_VERSION_H

#define APPVERIFY_VERSION_MAJOR 0
#define APPVERIFY_VERSION_MINOR 2
#define APPVERIFY_VERSION_PATCH 0

/** Grows with each release: 0x00MMmmpp; for #if. */
#define APPVERIFY_VERSION_NUMBER                                                                   \
    (APPVERIFY_VERSION_MAJOR * 0x10000L + APPVERIFY_VERSION_MINOR * 0x100L +                       \
     APPVERIFY_VERSION_PATCH)

/** "MAJOR.MINOR.PATCH" */
#define APPVERIFY_VERSION_STRING                                                                   \
    APPVERIFY_VERSION_TEXT_(APPVERIFY_VERSION_MAJOR, APPVERIFY_VERSION_MINOR,                      \
                            APPVERIFY_VERSION_PATCH)

/* Two steps: the numbers first, then their text. */
#define APPVERIFY_VERSION_TEXT_(major, minor, patch) APPVERIFY_VERSION_JOIN_(major, minor, patch)
#define APPVERIFY_VERSION_JOIN_(major, minor, patch) #major "." #minor "." #patch

#endif
