/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "appbin/elf_file.h"
#include "base/diagnostic.h"
#include "image/elf_symbol.h"

/* A link may have made a global symbol local (objcopy --keep-global-symbol), so both count. */
static enum appbin_error find_one(const struct appbin_elf *elf, const char *name,
                                  struct appbin_elf_symbol *found, bool *there,
                                  struct appbin_diagnostic *diagnostic)
{
    struct appbin_elf_symbol symbol;
    size_t position = 0;
    *there = false;
    while (appbin_elf_next_symbol(elf, &position, &symbol)) {
        if (strcmp(symbol.name, name) != 0) {
            continue;
        }
        if (*there) {
            return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                               "two symbols are named %s; which one counts is not to be told",
                               name);
        }
        *found = symbol;
        *there = true;
    }
    return APPBIN_OK;
}

/* Nothing of a symbol is true before it is compared with its section. */
static enum appbin_error locate(const struct appbin_elf_symbol *symbol, uint32_t size,
                                const uint8_t **bytes, struct appbin_diagnostic *diagnostic)
{
    const struct appbin_elf_section *section = symbol->section;
    if (symbol->size != size) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                           "symbol %s has %" PRIu32 " bytes; it must have %" PRIu32, symbol->name,
                           symbol->size, size);
    }
    if (section == NULL || !section->allocated || section->size < size ||
        symbol->value < section->address ||
        symbol->value - section->address > section->size - size) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                           "symbol %s at 0x%08" PRIx32 " lies in no section of the firmware",
                           symbol->name, symbol->value);
    }
    if (section->bytes == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                           "symbol %s lies in section %s, which has no bytes in the file",
                           symbol->name, section->name);
    }
    *bytes = section->bytes + (symbol->value - section->address);
    return APPBIN_OK;
}

enum appbin_error appbin_elf_object_find(const struct appbin_elf *elf, const char *name,
                                         uint32_t size, const uint8_t **bytes,
                                         struct appbin_diagnostic *diagnostic)
{
    struct appbin_elf_symbol symbol;
    bool there = false;
    const uint8_t *found = NULL;
    enum appbin_error error = find_one(elf, name, &symbol, &there, diagnostic);
    if (error == APPBIN_OK && there) {
        error = locate(&symbol, size, &found, diagnostic);
    }
    if (error == APPBIN_OK) {
        *bytes = found;
    }
    return error;
}
