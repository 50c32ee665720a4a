/* SPDX-License-Identifier: MIT */
/* What build and gen_appbin share: one ELF in, an image and perhaps the irom out. */
#ifndef IMAGETOOL_BUILD_RUN_H
#define IMAGETOOL_BUILD_RUN_H

#include "appbin/image_build.h"
#include "exit_code.h"

/* irom_path may be NULL. */
enum exit_code build_run(const char *elf_path, const struct appbin_build_options *options,
                         const char *image_path, const char *irom_path);

#endif
