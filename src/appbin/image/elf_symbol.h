/* SPDX-License-Identifier: MIT */
/* The symbol table of an opened ELF, entry by entry. */
#ifndef APPBIN_SRC_ELF_SYMBOL_H
#define APPBIN_SRC_ELF_SYMBOL_H

#include "appbin/elf_file.h"

/* A defined symbol that names a place: no file, no section. */
struct appbin_elf_symbol {
    const char *name;
    uint32_t value;
    uint32_t size;
    const struct appbin_elf_section *section; /* NULL: in none, an absolute value */
};

/* The next one; position begins with 0. False after the last. */
bool appbin_elf_next_symbol(const struct appbin_elf *elf, size_t *position,
                            struct appbin_elf_symbol *symbol);

#endif
