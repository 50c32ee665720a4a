/* SPDX-License-Identifier: MIT */
/* What build, gen_appbin and release share: one ELF in, an image and perhaps the irom out. */
#ifndef IMAGETOOL_BUILD_RUN_H
#define IMAGETOOL_BUILD_RUN_H

#include "appbin/image_build.h"
#include "exit_code.h"

/* Builds in memory; free with appbin_build_result_free. Prints a message on failure. */
enum exit_code build_image(struct appbin_build_result *result, const char *elf_path,
                           const struct appbin_elf *elf,
                           const struct appbin_build_options *options);

/* What is to be said of the options, and of one image, when all is done. */
void build_warn_of_options(const struct appbin_build_options *options);
void build_warn(const char *elf_path, const struct appbin_build_options *options,
                const struct appbin_build_result *result);

/* Builds and writes; irom_path may be NULL. */
enum exit_code build_run(const char *elf_path, const struct appbin_build_options *options,
                         const char *image_path, const char *irom_path);

#endif
