/* SPDX-License-Identifier: MIT */
#include "appbin/elf_file.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"

struct appbin_elf {
    Elf *handle;
    uint32_t entry;
    struct appbin_elf_section *sections;
    size_t section_count;
    const Elf32_Sym *symbols;
    size_t symbol_count;
    const char *symbol_names;
    size_t symbol_names_size;
};

static enum appbin_error malformed(struct appbin_diagnostic *diagnostic, const char *what)
{
    return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED, "malformed ELF: %s", what);
}

/* libelf swaps what is not native, so the identification is judged on the raw bytes. */
static enum appbin_error check_identification(const uint8_t *bytes, size_t size,
                                              struct appbin_diagnostic *diagnostic)
{
    if (size < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_NOT_ELF, "%s",
                           size == 0 ? "the file is empty" : "not an ELF");
    }
    if (size > EI_CLASS && bytes[EI_CLASS] == ELFCLASS64) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED,
                           "64-bit ELF; the firmware of this chip is 32-bit");
    }
    if (size > EI_DATA && bytes[EI_DATA] == ELFDATA2MSB) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED,
                           "big-endian ELF; the firmware of this chip is little-endian");
    }
    if (size < sizeof(Elf32_Ehdr)) {
        return malformed(diagnostic, "truncated header");
    }
    if (bytes[EI_CLASS] != ELFCLASS32 || bytes[EI_DATA] != ELFDATA2LSB) {
        return malformed(diagnostic, "unknown class or byte order");
    }
    return APPBIN_OK;
}

static enum appbin_error check_header(const GElf_Ehdr *header, size_t size,
                                      struct appbin_diagnostic *diagnostic)
{
    if (header->e_machine != EM_XTENSA) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED,
                           "ELF for machine %u; this chip is Xtensa (%u)", header->e_machine,
                           EM_XTENSA);
    }
    if (header->e_type != ET_EXEC) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED,
                           "ELF is not a linked program (type %u); give the linker's output",
                           header->e_type);
    }
    if (header->e_shoff == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_SECTION, "ELF has no sections");
    }
    if (header->e_shentsize != sizeof(Elf32_Shdr)) {
        return malformed(diagnostic, "section header entry size");
    }
    uint64_t headers = (uint64_t)header->e_shnum * sizeof(Elf32_Shdr);
    if (header->e_shoff > size || size - header->e_shoff < sizeof(Elf32_Shdr) ||
        size - header->e_shoff < headers) {
        return malformed(diagnostic, "section headers lie outside the file");
    }
    return APPBIN_OK;
}

/* Every string table ends with NUL (find_string_table), so a name inside it is terminated. */
static const char *checked_name(const char *table, size_t table_size, size_t offset)
{
    return offset < table_size ? table + offset : NULL;
}

static bool range_fits(uint64_t offset, uint64_t length, size_t size)
{
    return offset <= size && length <= size - offset;
}

static enum appbin_error read_section(struct appbin_elf_section *section, const GElf_Shdr *header,
                                      const uint8_t *bytes, size_t size, const char *names,
                                      size_t names_size, struct appbin_diagnostic *diagnostic)
{
    section->name = checked_name(names, names_size, header->sh_name);
    if (section->name == NULL) {
        return malformed(diagnostic, "section name outside its string table");
    }
    section->allocated = (header->sh_flags & SHF_ALLOC) != 0 && header->sh_type != SHT_NULL;
    section->address = (uint32_t)header->sh_addr;
    section->size = (uint32_t)header->sh_size;
    if (section->allocated && header->sh_size > UINT32_MAX - header->sh_addr) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                           "malformed ELF: section %s wraps around the address space",
                           section->name);
    }
    if (header->sh_type == SHT_NOBITS || header->sh_type == SHT_NULL) {
        return APPBIN_OK;
    }
    if (!range_fits(header->sh_offset, header->sh_size, size)) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                           "malformed ELF: section %s lies outside the file", section->name);
    }
    if (section->allocated && (header->sh_flags & SHF_COMPRESSED) != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED, "section %s is compressed",
                           section->name);
    }
    section->bytes = bytes + header->sh_offset;
    return APPBIN_OK;
}

static enum appbin_error find_string_table(Elf *handle, size_t index, const uint8_t *bytes,
                                           size_t size, const char **table, size_t *table_size)
{
    Elf_Scn *section = elf_getscn(handle, index);
    GElf_Shdr copy;
    const GElf_Shdr *header = section != NULL ? gelf_getshdr(section, &copy) : NULL;
    if (header == NULL || header->sh_type != SHT_STRTAB ||
        !range_fits(header->sh_offset, header->sh_size, size) || header->sh_size == 0 ||
        bytes[header->sh_offset + header->sh_size - 1] != '\0') {
        return APPBIN_ERR_ELF_MALFORMED;
    }
    *table = (const char *)bytes + header->sh_offset;
    *table_size = header->sh_size;
    return APPBIN_OK;
}

static enum appbin_error read_symbol_table(struct appbin_elf *elf, Elf_Scn *section,
                                           const GElf_Shdr *header, const uint8_t *bytes,
                                           size_t size, struct appbin_diagnostic *diagnostic)
{
    if (elf->symbols != NULL) {
        return APPBIN_OK; /* ELF allows one table; the first counts */
    }
    if (header->sh_entsize != sizeof(Elf32_Sym)) {
        return malformed(diagnostic, "symbol entry size");
    }
    if (find_string_table(elf->handle, header->sh_link, bytes, size, &elf->symbol_names,
                          &elf->symbol_names_size) != APPBIN_OK) {
        return malformed(diagnostic, "symbol table without string table");
    }
    const Elf_Data *data = elf_getdata(section, NULL);
    if (data == NULL || data->d_buf == NULL || data->d_size % sizeof(Elf32_Sym) != 0) {
        return header->sh_size == 0 ? APPBIN_OK : malformed(diagnostic, "symbol table");
    }
    elf->symbols = data->d_buf;
    elf->symbol_count = data->d_size / sizeof(Elf32_Sym);
    for (size_t i = 0; i < elf->symbol_count; i++) {
        if (checked_name(elf->symbol_names, elf->symbol_names_size, elf->symbols[i].st_name) ==
            NULL) {
            return malformed(diagnostic, "symbol name outside its string table");
        }
    }
    return APPBIN_OK;
}

static enum appbin_error read_sections(struct appbin_elf *elf, const uint8_t *bytes, size_t size,
                                       struct appbin_diagnostic *diagnostic)
{
    size_t count = 0;
    size_t names_index = 0;
    const char *names = NULL;
    size_t names_size = 0;
    if (elf_getshdrnum(elf->handle, &count) != 0 || count > size / sizeof(Elf32_Shdr)) {
        return malformed(diagnostic, "section headers lie outside the file");
    }
    if (count < 2) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_SECTION, "ELF has no sections");
    }
    if (elf_getshdrstrndx(elf->handle, &names_index) != 0 ||
        find_string_table(elf->handle, names_index, bytes, size, &names, &names_size) !=
            APPBIN_OK) {
        return malformed(diagnostic, "no section names");
    }
    elf->sections = calloc(count - 1, sizeof *elf->sections);
    if (elf->sections == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    elf->section_count = count - 1;
    for (size_t i = 1; i < count; i++) {
        Elf_Scn *section = elf_getscn(elf->handle, i);
        GElf_Shdr copy;
        const GElf_Shdr *header = section != NULL ? gelf_getshdr(section, &copy) : NULL;
        if (header == NULL) {
            return malformed(diagnostic, "section header");
        }
        enum appbin_error error =
            read_section(&elf->sections[i - 1], header, bytes, size, names, names_size, diagnostic);
        if (error == APPBIN_OK && header->sh_type == SHT_SYMTAB) {
            error = read_symbol_table(elf, section, header, bytes, size, diagnostic);
        }
        if (error != APPBIN_OK) {
            return error;
        }
    }
    return APPBIN_OK;
}

enum appbin_error appbin_elf_open(struct appbin_elf **elf, const uint8_t *bytes, size_t size,
                                  struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = check_identification(bytes, size, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    if (size > APPBIN_ELF_MAX_SIZE) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED, "ELF above %u MiB",
                           APPBIN_ELF_MAX_SIZE >> 20);
    }
    if (elf_version(EV_CURRENT) == EV_NONE) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED, "libelf is out of date");
    }
    struct appbin_elf *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    /* libelf takes a char * but, opened from memory, only reads. */
    union {
        const uint8_t *in;
        char *out;
    } image = {.in = bytes};
    opened->handle = elf_memory(image.out, size);
    GElf_Ehdr copy;
    const GElf_Ehdr *header = opened->handle != NULL ? gelf_getehdr(opened->handle, &copy) : NULL;
    if (header == NULL) {
        error = malformed(diagnostic, elf_errmsg(-1));
    } else {
        opened->entry = (uint32_t)header->e_entry;
        error = check_header(header, size, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = read_sections(opened, bytes, size, diagnostic);
    }
    if (error != APPBIN_OK) {
        appbin_elf_close(opened);
        return error;
    }
    *elf = opened;
    return APPBIN_OK;
}

void appbin_elf_close(struct appbin_elf *elf)
{
    if (elf != NULL) {
        (void)elf_end(elf->handle);
        free(elf->sections);
        free(elf);
    }
}

size_t appbin_elf_section_count(const struct appbin_elf *elf)
{
    return elf->section_count;
}

const struct appbin_elf_section *appbin_elf_section_at(const struct appbin_elf *elf, size_t index)
{
    return &elf->sections[index];
}

const struct appbin_elf_section *appbin_elf_section_find(const struct appbin_elf *elf,
                                                         const char *name)
{
    for (size_t i = 0; i < elf->section_count; i++) {
        if (strcmp(elf->sections[i].name, name) == 0) {
            return &elf->sections[i];
        }
    }
    return NULL;
}

bool appbin_elf_has_symbols(const struct appbin_elf *elf)
{
    return elf->symbol_count > 1; /* the first entry of every table is the null symbol */
}

bool appbin_elf_symbol_find(const struct appbin_elf *elf, const char *name, uint32_t *value)
{
    for (size_t i = 1; i < elf->symbol_count; i++) {
        const Elf32_Sym *symbol = &elf->symbols[i];
        if (ELF32_ST_BIND(symbol->st_info) != STB_LOCAL && symbol->st_shndx != SHN_UNDEF &&
            strcmp(elf->symbol_names + symbol->st_name, name) == 0) {
            *value = symbol->st_value;
            return true;
        }
    }
    return false;
}

uint32_t appbin_elf_entry(const struct appbin_elf *elf)
{
    return elf->entry;
}
