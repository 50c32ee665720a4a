#ifndef APPVERIFY_SRC_LOCATE_H
#define APPVERIFY_SRC_LOCATE_H

#include "appverify/appverify.h"

/*
 * Finds the manifest of the image in the slot and copies it to config->manifest; sets
 * context->manifest.size and image_size. What it reads is unsigned: it is a proposal of where to
 * look, and the length in the signed payload entry must agree with it later.
 */
enum appverify_result appverify_locate_manifest(struct appverify_context *context);

#endif
