/* What an image must be to go into a factory image or under a signature. */
#ifndef IMAGETOOL_IMAGE_CONTENT_H
#define IMAGETOOL_IMAGE_CONTENT_H

#include "appbin/image.h"
#include "exit_code.h"

/*
 * Refuses, with a message, what imagetool check refuses but for what concerns only the way over
 * the air: the style of the header, a missing CRC word (boot new) or one that follows another
 * rule.
 */
enum exit_code image_content_check(const char *path, const struct appbin_image *image,
                                   unsigned slot, unsigned map);

#endif
