/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/diagnostic.h"
#include "image/build_plan.h"

#define NAMES_SHOWN 3u

static void add(struct appbin_build_result *result, bool warning, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add(struct appbin_build_result *result, bool warning, const char *format, ...)
{
    if (result->remark_count == APPBIN_BUILD_REMARKS_MAX) {
        return;
    }
    struct appbin_build_remark *remark = &result->remarks[result->remark_count++];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(remark->text, sizeof remark->text, format, arguments);
    va_end(arguments);
    appbin_make_printable(remark->text);
    remark->warning = warning;
}

static void remark_entry(struct appbin_build_result *result, const struct appbin_build_plan *plan)
{
    if (plan->entry >= APPVERIFY_IROM_ADDRESS) {
        add(result, true,
            "entry 0x%08" PRIx32 " lies in irom; no boot loader is known to map flash before it "
            "jumps there",
            plan->entry);
    }
}

static void remark_irom_limit(struct appbin_build_result *result,
                              const struct appbin_build_plan *plan)
{
    if (plan->options->boot != APPBIN_BOOT_NONE) {
        const struct appbin_use use = {plan->irom->size, plan->map->irom_limit};
        if (appbin_use_exceeded(&use)) {
            add(result, true,
                "irom, %" PRIu64 " bytes, exceeds what the SDK's linker scripts allow for map %u "
                "by %" PRIu64 " bytes",
                use.used, plan->map->number, use.used - use.limit);
        }
    }
}

/* Start-up code clears .bss, and with it what was loaded there. */
static void remark_overlap(struct appbin_build_result *result, const struct appbin_build_plan *plan,
                           const struct appbin_elf_section *section)
{
    for (unsigned i = 0; i < plan->segment_count; i++) {
        const struct appbin_elf_section *segment = plan->segments[i];
        if (section->address < segment->address + segment->size &&
            segment->address < section->address + section->size) {
            add(result, true,
                "section %s, %" PRIu32 " bytes at 0x%08" PRIx32 ", overlaps section %s, %" PRIu32
                " bytes at 0x%08" PRIx32,
                section->name, section->size, section->address, segment->name, segment->size,
                segment->address);
        }
    }
}

static void remark_sections(struct appbin_build_result *result,
                            const struct appbin_build_plan *plan, const struct appbin_elf *elf)
{
    for (size_t i = 0; i < appbin_elf_section_count(elf); i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        if (!section->allocated || section->size == 0 || appbin_build_has_place(plan, section)) {
            continue;
        }
        if (section->bytes == NULL) {
            remark_overlap(result, plan, section);
        } else {
            add(result, false,
                "section %s, %" PRIu32 " bytes, is left out: a note or table for tools, which the "
                "firmware does not need in memory",
                section->name, section->size);
        }
    }
}

static void remark_undefined(struct appbin_build_result *result, const struct appbin_elf *elf)
{
    char names[160] = "";
    size_t position = 0;
    size_t count = 0;
    size_t used = 0;
    const char *name;
    while ((name = appbin_elf_next_undefined(elf, &position)) != NULL) {
        if (count++ < NAMES_SHOWN) {
            (void)snprintf(names + used, sizeof names - used, "%s%.40s", used > 0 ? ", " : "",
                           name);
            for (; names[used] != '\0'; used++) {
            }
        }
    }
    if (count > 0) {
        add(result, true, "%zu %s, address 0 in the code: %s%s", count,
            count == 1 ? "symbol is unresolved" : "symbols are unresolved", names,
            count > NAMES_SHOWN ? ", ..." : "");
    }
}

void appbin_build_remark(struct appbin_build_result *result, const struct appbin_build_plan *plan,
                         const struct appbin_elf *elf)
{
    remark_entry(result, plan);
    remark_irom_limit(result, plan);
    remark_undefined(result, elf);
    remark_sections(result, plan, elf);
}
