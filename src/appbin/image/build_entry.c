/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "base/diagnostic.h"
#include "image/build_plan.h"

/* What is in place when the boot loader jumps: a loaded iram segment, or irom. */
static bool is_code(const struct appbin_build_plan *plan, uint32_t address)
{
    if (address - plan->irom->address < plan->irom->size && address >= plan->irom->address) {
        return true;
    }
    for (unsigned i = 0; i < plan->segment_count; i++) {
        const struct appbin_elf_section *segment = plan->segments[i];
        if (segment->address >= APPVERIFY_IRAM_ADDRESS && address >= segment->address &&
            address - segment->address < segment->size) {
            return true;
        }
    }
    return false;
}

enum appbin_error appbin_build_find_entry(struct appbin_build_plan *plan,
                                          const struct appbin_elf *elf,
                                          struct appbin_diagnostic *diagnostic)
{
    const char *name = plan->options->entry;
    if (!appbin_elf_has_symbols(elf)) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_SYMBOLS,
                           "no symbol table; give the linker's output, not a stripped copy");
    }
    if (name != NULL && !appbin_elf_symbol_find(elf, name, &plan->entry)) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_ENTRY, "no entry symbol %s", name);
    }
    if (name == NULL) {
        static const char *const usual[] = {"call_user_start1", "call_user_start"};
        name = appbin_elf_symbol_find(elf, usual[0], &plan->entry)   ? usual[0]
               : appbin_elf_symbol_find(elf, usual[1], &plan->entry) ? usual[1]
                                                                     : NULL;
    }
    if (name == NULL) {
        plan->entry = appbin_elf_entry(elf);
        if (plan->entry == 0) {
            return appbin_fail(diagnostic, APPBIN_ERR_NO_ENTRY,
                               "no entry symbol: neither call_user_start1 nor call_user_start is "
                               "defined, and the ELF names no entry address");
        }
        name = "the ELF's entry address";
    }
    if (!is_code(plan, plan->entry)) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_ENTRY,
                           "entry %s, 0x%08" PRIx32 ", does not lie in code", name, plan->entry);
    }
    return APPBIN_OK;
}
