/* SPDX-License-Identifier: MIT */
/* Input files of a command. */
#ifndef IMAGETOOL_INPUT_H
#define IMAGETOOL_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/bundle.h"
#include "appbin/elf_file.h"
#include "appbin/image.h"
#include "exit_code.h"

struct input {
    const char *path;
    uint8_t *bytes;
    size_t size;
};

/* Each prints a message and returns its exit code on failure; then there is nothing to free. */
enum exit_code input_read(struct input *input, const char *path, size_t max_size);
enum exit_code input_open_elf(struct appbin_elf **elf, const char *path);
enum exit_code input_read_image(struct input *input, const char *path, struct appbin_image *image);

void input_free(struct input *input);

/*
 * An image of a bundle as an input of its own, called "FILE: user1". Its bytes are those of the
 * bundle. False without memory; then nothing is printed and there is nothing to free.
 */
bool input_part(struct input *part, const struct input *bundle,
                const struct appbin_bundle_image *image);

void input_part_free(struct input *part);

#endif
