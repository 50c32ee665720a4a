/* SPDX-License-Identifier: MIT */
#include "image/memory_limits.h"

#include <inttypes.h>
#include <stdio.h>

#include "appverify/image_format.h"

/* A section that starts beyond its memory still counts for it, so that the overflow shows. */
static const struct memory {
    const char *name;
    uint32_t start;
    uint32_t size;
    uint32_t claimed; /* bytes from start that are taken for this memory */
} memories[] = {
    {"iram", APPVERIFY_IRAM_ADDRESS, APPVERIFY_IRAM_SIZE,
     APPVERIFY_IROM_ADDRESS - APPVERIFY_IRAM_ADDRESS},
    {"dram", APPVERIFY_DRAM_ADDRESS, APPVERIFY_DRAM_SIZE, 2 * APPVERIFY_DRAM_SIZE},
};

static const struct memory *memory_of(uint32_t address)
{
    for (size_t i = 0; i < sizeof memories / sizeof memories[0]; i++) {
        if (address >= memories[i].start && address - memories[i].start < memories[i].claimed) {
            return &memories[i];
        }
    }
    return NULL;
}

static struct appbin_use use_up_to(const struct memory *memory, uint32_t address, uint32_t length)
{
    return (struct appbin_use){(uint64_t)address - memory->start + length, memory->size};
}

bool appbin_use_exceeded(const struct appbin_use *use)
{
    return use->limit != 0 && use->used > use->limit;
}

bool appbin_ram_misfit(char *text, size_t size, uint32_t address, uint32_t length)
{
    const struct memory *memory = memory_of(address);
    if (memory == NULL || address - memory->start >= memory->size) {
        (void)snprintf(text, size, "does not lie in iram or dram");
        return true;
    }
    struct appbin_use use = use_up_to(memory, address, length);
    if (appbin_use_exceeded(&use)) {
        (void)snprintf(text, size, "ends %" PRIu64 " bytes beyond %s", use.used - use.limit,
                       memory->name);
        return true;
    }
    return false;
}

void appbin_ram_measure(struct appbin_memory_use *use, const struct appbin_elf *elf)
{
    struct appbin_use *uses[] = {&use->iram, &use->dram};
    for (size_t i = 0; i < sizeof memories / sizeof memories[0]; i++) {
        *uses[i] = (struct appbin_use){0, memories[i].size};
    }
    for (size_t i = 0; i < appbin_elf_section_count(elf); i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        const struct memory *memory = memory_of(section->address);
        if (!section->allocated || section->size == 0 || memory == NULL) {
            continue;
        }
        struct appbin_use up_to = use_up_to(memory, section->address, section->size);
        struct appbin_use *total = uses[memory - memories];
        total->used = up_to.used > total->used ? up_to.used : total->used;
    }
}
