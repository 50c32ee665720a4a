/* SPDX-License-Identifier: MIT */
/* release --flash-args and --slot-args: what esptool takes for the images of a release. */
#ifndef IMAGETOOL_RELEASE_ARGS_H
#define IMAGETOOL_RELEASE_ARGS_H

#include "appbin/boot_loader.h"
#include "appbin/file.h"
#include "appbin/image_build.h"
#include "arguments.h"
#include "input.h"

/* clang-format off */
#define RELEASE_ARGS_OPTIONS                                                                       \
    {"slot-args", 0, "FILE", false, "also write what esptool takes for the slots alone", NULL},    \
    {"flash-args", 0, "FILE", false, "also write what it takes for a first flash", NULL},          \
    {"boot-bin", 0, "FILE", false, "the vendor's boot loader, for --flash-args", NULL},            \
    {"init-data", 0, "FILE", false,                                                                \
     "esp_init_data_default_v08.bin of the SDK, which goes\nwith them (or --no-init-data)", NULL},     \
    {"no-init-data", 0, NULL, false, "leave the init data's sector erased", NULL}
/* clang-format on */

struct release_args {
    const struct appbin_flash_map *map;
    struct input boot_loader; /* bytes NULL: without --flash-args */
    struct input init_data;
    struct appbin_boot_loader loader;
    bool doubtful; /* the boot loader, by: */
    struct appbin_diagnostic doubt;
    char *texts[2];
};

/* Reads and judges the files. Prints a message on failure; release_args_free is called anyway. */
enum exit_code release_args_read(struct release_args *args, const struct arguments *arguments,
                                 const struct appbin_build_options *build);

/* Adds the files that are asked for; images: their paths. Prints a message on failure. */
enum exit_code release_args_add(struct release_args *args, const struct arguments *arguments,
                                const struct appbin_build_options *build, char *const images[2],
                                struct appbin_output *files, size_t *count);

/* When all is done. */
void release_args_warn(const struct release_args *args);

void release_args_free(struct release_args *args);

#endif
