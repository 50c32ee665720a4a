/* SPDX-License-Identifier: MIT */
/* What building an image decides before the first byte is written. */
#ifndef APPBIN_SRC_BUILD_PLAN_H
#define APPBIN_SRC_BUILD_PLAN_H

#include "appbin/image_build.h"
#include "appbin/memory_use.h"
#include "appverify/image_format.h"
#include "image/layout.h"

struct appbin_build_plan {
    const struct appbin_build_options *options;
    const struct appbin_flash_map *map;
    const struct appbin_elf_section *segments[APPVERIFY_SEGMENTS_MAX];
    unsigned segment_count;
    const struct appbin_elf_section *irom; /* NULL without one, for boot none */
    unsigned slot;                         /* 0 for boot none */
    uint32_t entry;
    struct appbin_layout layout;
};

/* Sets the entry address of a plan whose segments and irom are known. */
enum appbin_error appbin_build_find_entry(struct appbin_build_plan *plan,
                                          const struct appbin_elf *elf,
                                          struct appbin_diagnostic *diagnostic);

/* Tells whether the image holds a section, or it is the irom. */
bool appbin_build_has_place(const struct appbin_build_plan *plan,
                            const struct appbin_elf_section *section);

/* Adds to a result what deserves a word though the image could be built. */
void appbin_build_remark(struct appbin_build_result *result, const struct appbin_build_plan *plan,
                         const struct appbin_elf *elf);

#endif
