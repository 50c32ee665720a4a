/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "base/diagnostic.h"
#include "image/build_plan.h"

static bool is_inside(const struct appbin_elf_section *section, uint32_t address)
{
    return section != NULL && address >= section->address &&
           address - section->address < section->size;
}

/* A loaded iram segment, or irom. */
static bool is_code(const struct appbin_build_plan *plan, uint32_t address)
{
    for (unsigned i = 0; i < plan->segment_count; i++) {
        const struct appbin_elf_section *segment = plan->segments[i];
        if (segment->address >= APPVERIFY_IRAM_ADDRESS && is_inside(segment, address)) {
            return true;
        }
    }
    return is_inside(plan->irom, address);
}

static enum appbin_error check_code(const struct appbin_build_plan *plan, const char *name,
                                    struct appbin_diagnostic *diagnostic)
{
    if (!is_code(plan, plan->entry)) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_ENTRY,
                           "entry %s%s0x%08" PRIx32 ", does not lie in code", name,
                           name[0] != '\0' ? ", " : "", plan->entry);
    }
    return APPBIN_OK;
}

/*
 * The entry of the ELF header is what ENTRY() of the linker script or -e says. Without these it is
 * ld's own choice, the start of .text, where literals are: no function. A stripped ELF does not
 * tell functions, so that only ld's choice is refused.
 */
static bool is_function(const struct appbin_build_plan *plan, const struct appbin_elf *elf)
{
    return appbin_elf_has_symbols(elf) ? appbin_elf_has_function_at(elf, plan->entry)
                                       : plan->entry != plan->segments[0]->address;
}

static enum appbin_error take_entry_of_elf(struct appbin_build_plan *plan,
                                           const struct appbin_elf *elf,
                                           struct appbin_diagnostic *diagnostic)
{
    bool symbols = appbin_elf_has_symbols(elf);
    plan->entry = appbin_elf_entry(elf);
    if (is_code(plan, plan->entry) && is_function(plan, elf)) {
        return APPBIN_OK;
    }
    return appbin_fail(diagnostic, symbols ? APPBIN_ERR_NO_ENTRY : APPBIN_ERR_NO_SYMBOLS,
                       "no entry: %s, and the ELF's own entry, 0x%08" PRIx32 ", is %s",
                       symbols ? "neither call_user_start1 nor call_user_start is defined"
                               : "no symbol table",
                       plan->entry, is_code(plan, plan->entry) ? "no function" : "not in code");
}

enum appbin_error appbin_build_find_entry(struct appbin_build_plan *plan,
                                          const struct appbin_elf *elf,
                                          struct appbin_diagnostic *diagnostic)
{
    const char *name = plan->options->entry;
    if (name == NULL && plan->options->entry_address != 0) {
        plan->entry = plan->options->entry_address;
        return check_code(plan, "", diagnostic);
    }
    if (name != NULL) {
        if (!appbin_elf_symbol_find(elf, name, &plan->entry)) {
            return appbin_fail(diagnostic, APPBIN_ERR_NO_ENTRY, "no entry symbol %s", name);
        }
        return check_code(plan, name, diagnostic);
    }
    static const char *const usual[] = {"call_user_start1", "call_user_start"};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        if (appbin_elf_symbol_find(elf, usual[i], &plan->entry)) {
            return check_code(plan, usual[i], diagnostic);
        }
    }
    return take_entry_of_elf(plan, elf, diagnostic);
}
