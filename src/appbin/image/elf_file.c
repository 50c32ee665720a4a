/* SPDX-License-Identifier: MIT */
#include "appbin/elf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "appbin/file.h"
#include "base/diagnostic.h"
#include "image/elf_chip.h"
#include "image/elf_symbol.h"

/*
 * An ELF in memory, or a file of which only what is needed is read: debug information can be a
 * hundred times as long as the firmware. A file is read and not mapped, because one that another
 * program shortens would end this one by a signal.
 */
struct appbin_elf {
    Elf *handle;
    const uint8_t *bytes; /* the whole ELF; NULL when it is read by parts */
    size_t size;
    uint8_t *owned; /* bytes, when they were read here */
    int descriptor; /* -1 without a file */
    uint64_t loaded;
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
    /* The field is at the same place in 64-bit ELFs, which are named too. */
    if (size >= sizeof(Elf32_Ehdr) && bytes[EI_DATA] == ELFDATA2LSB) {
        const uint8_t *machine = bytes + offsetof(Elf32_Ehdr, e_machine);
        enum appbin_error error =
            appbin_elf_check_machine((unsigned)(machine[0] | machine[1] << 8), diagnostic);
        if (error != APPBIN_OK) {
            return error;
        }
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

/* Notes and tables are for tools: nothing in a firmware of this chip reads them. */
static bool is_for_tools(uint32_t type)
{
    switch (type) {
    case SHT_NULL:
    case SHT_SYMTAB:
    case SHT_STRTAB:
    case SHT_RELA:
    case SHT_HASH:
    case SHT_DYNAMIC:
    case SHT_NOTE:
    case SHT_REL:
    case SHT_DYNSYM:
    case SHT_GROUP:
    case SHT_SYMTAB_SHNDX:
    case SHT_GNU_HASH:
    case SHT_GNU_ATTRIBUTES:
        return true;
    default:
        return false;
    }
}

/* The bytes of a section inside the file; NULL when they cannot be read. */
static const uint8_t *section_bytes(const struct appbin_elf *elf, Elf_Scn *section,
                                    const GElf_Shdr *header)
{
    if (elf->bytes != NULL) {
        return elf->bytes + header->sh_offset;
    }
    const Elf_Data *data = elf_rawdata(section, NULL);
    return data != NULL && data->d_size == header->sh_size ? data->d_buf : NULL;
}

/* Sections of one file do not share bytes; without a limit, thousands could claim all of it. */
static enum appbin_error load_section(struct appbin_elf *elf, struct appbin_elf_section *section,
                                      Elf_Scn *handle, const GElf_Shdr *header,
                                      struct appbin_diagnostic *diagnostic)
{
    elf->loaded += header->sh_size;
    if (elf->loaded > elf->size) {
        return malformed(diagnostic, "sections overlap in the file");
    }
    section->bytes = section_bytes(elf, handle, header);
    if (section->bytes == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_IO, "cannot read section %s", section->name);
    }
    return APPBIN_OK;
}

static enum appbin_error read_section(struct appbin_elf *elf, struct appbin_elf_section *section,
                                      Elf_Scn *handle, const GElf_Shdr *header, const char *names,
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
    if (!range_fits(header->sh_offset, header->sh_size, elf->size)) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                           "malformed ELF: section %s lies outside the file", section->name);
    }
    if (section->allocated && (header->sh_flags & SHF_COMPRESSED) != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED, "section %s is compressed",
                           section->name);
    }
    if (!section->allocated || header->sh_size == 0) {
        return APPBIN_OK;
    }
    section->loadable = !is_for_tools(header->sh_type);
    return load_section(elf, section, handle, header, diagnostic);
}

static enum appbin_error find_string_table(const struct appbin_elf *elf, size_t index,
                                           const char **table, size_t *table_size)
{
    Elf_Scn *section = elf_getscn(elf->handle, index);
    GElf_Shdr copy;
    const GElf_Shdr *header = section != NULL ? gelf_getshdr(section, &copy) : NULL;
    if (header == NULL || header->sh_type != SHT_STRTAB ||
        !range_fits(header->sh_offset, header->sh_size, elf->size) || header->sh_size == 0) {
        return APPBIN_ERR_ELF_MALFORMED;
    }
    const uint8_t *bytes = section_bytes(elf, section, header);
    if (bytes == NULL || bytes[header->sh_size - 1] != '\0') {
        return APPBIN_ERR_ELF_MALFORMED;
    }
    *table = (const char *)bytes;
    *table_size = (size_t)header->sh_size; /* fits, as the range does */
    return APPBIN_OK;
}

static enum appbin_error read_symbol_table(struct appbin_elf *elf, Elf_Scn *section,
                                           const GElf_Shdr *header,
                                           struct appbin_diagnostic *diagnostic)
{
    if (elf->symbols != NULL) {
        return APPBIN_OK; /* ELF allows one table; the first counts */
    }
    if (header->sh_entsize != sizeof(Elf32_Sym)) {
        return malformed(diagnostic, "symbol entry size");
    }
    if (find_string_table(elf, header->sh_link, &elf->symbol_names, &elf->symbol_names_size) !=
        APPBIN_OK) {
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

static enum appbin_error read_sections(struct appbin_elf *elf, struct appbin_diagnostic *diagnostic)
{
    size_t count = 0;
    size_t names_index = 0;
    const char *names = NULL;
    size_t names_size = 0;
    if (elf_getshdrnum(elf->handle, &count) != 0 || count > elf->size / sizeof(Elf32_Shdr)) {
        return malformed(diagnostic, "section headers lie outside the file");
    }
    if (count < 2) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_SECTION, "ELF has no sections");
    }
    if (elf_getshdrstrndx(elf->handle, &names_index) != 0 ||
        find_string_table(elf, names_index, &names, &names_size) != APPBIN_OK) {
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
        enum appbin_error error = read_section(elf, &elf->sections[i - 1], section, header, names,
                                               names_size, diagnostic);
        if (error == APPBIN_OK && header->sh_type == SHT_SYMTAB) {
            error = read_symbol_table(elf, section, header, diagnostic);
        }
        if (error != APPBIN_OK) {
            return error;
        }
    }
    return APPBIN_OK;
}

/* Takes opened over: on failure it is closed. identification holds the first bytes of the ELF. */
static enum appbin_error open_handle(struct appbin_elf **elf, struct appbin_elf *opened,
                                     const uint8_t *identification,
                                     struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = check_identification(identification, opened->size, diagnostic);
    if (error == APPBIN_OK && opened->size > APPBIN_ELF_MAX_SIZE) {
        error = appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED, "ELF above %u MiB",
                            APPBIN_ELF_MAX_SIZE >> 20);
    }
    if (error == APPBIN_OK && elf_version(EV_CURRENT) == EV_NONE) {
        error = appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED, "libelf is out of date");
    }
    if (error == APPBIN_OK) {
        /* libelf takes a char * but, opened from memory, only reads. */
        union {
            const uint8_t *in;
            char *out;
        } image = {.in = opened->bytes};
        opened->handle = opened->bytes != NULL ? elf_memory(image.out, opened->size)
                                               : elf_begin(opened->descriptor, ELF_C_READ, NULL);
        GElf_Ehdr copy;
        const GElf_Ehdr *header =
            opened->handle != NULL ? gelf_getehdr(opened->handle, &copy) : NULL;
        error = header == NULL ? malformed(diagnostic, elf_errmsg(-1))
                               : check_header(header, opened->size, diagnostic);
        opened->entry = header != NULL ? (uint32_t)header->e_entry : 0;
    }
    if (error == APPBIN_OK) {
        error = read_sections(opened, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_elf_check_chip(opened, diagnostic);
    }
    if (error != APPBIN_OK) {
        appbin_elf_close(opened);
        return error;
    }
    *elf = opened;
    return APPBIN_OK;
}

static struct appbin_elf *new_elf(struct appbin_diagnostic *diagnostic)
{
    struct appbin_elf *elf = calloc(1, sizeof *elf);
    if (elf == NULL) {
        (void)appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    } else {
        elf->descriptor = -1;
    }
    return elf;
}

enum appbin_error appbin_elf_open(struct appbin_elf **elf, const uint8_t *bytes, size_t size,
                                  struct appbin_diagnostic *diagnostic)
{
    struct appbin_elf *opened = new_elf(diagnostic);
    if (opened == NULL) {
        return APPBIN_ERR_NO_MEMORY;
    }
    opened->bytes = bytes;
    opened->size = size;
    return open_handle(elf, opened, bytes, diagnostic);
}

/* What has no size of its own, a pipe, is read to its end. */
static enum appbin_error open_stream(struct appbin_elf **elf, struct appbin_elf *opened,
                                     const char *path, struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error =
        appbin_file_read(&opened->owned, &opened->size, path, APPBIN_ELF_MAX_SIZE, diagnostic);
    if (error != APPBIN_OK) {
        appbin_elf_close(opened);
        return error;
    }
    opened->bytes = opened->owned;
    return open_handle(elf, opened, opened->owned, diagnostic);
}

enum appbin_error appbin_elf_open_file(struct appbin_elf **elf, const char *path,
                                       struct appbin_diagnostic *diagnostic)
{
    struct appbin_elf *opened = new_elf(diagnostic);
    struct stat status;
    uint8_t identification[sizeof(Elf32_Ehdr)] = {0};
    if (opened == NULL) {
        return APPBIN_ERR_NO_MEMORY;
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        return open_stream(elf, opened, path, diagnostic);
    }
    opened->descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (opened->descriptor < 0 || fstat(opened->descriptor, &status) != 0 ||
        pread(opened->descriptor, identification, sizeof identification, 0) < 0) {
        enum appbin_error error =
            appbin_fail(diagnostic, APPBIN_ERR_IO, "cannot open: %s", strerror(errno));
        appbin_elf_close(opened);
        return error;
    }
    /* A file can be longer than a size_t tells. */
    opened->size = status.st_size > (off_t)APPBIN_ELF_MAX_SIZE ? (size_t)APPBIN_ELF_MAX_SIZE + 1
                                                               : (size_t)status.st_size;
    return open_handle(elf, opened, identification, diagnostic);
}

void appbin_elf_close(struct appbin_elf *elf)
{
    if (elf != NULL) {
        (void)elf_end(elf->handle);
        if (elf->descriptor >= 0) {
            (void)close(elf->descriptor);
        }
        free(elf->owned);
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

bool appbin_elf_next_symbol(const struct appbin_elf *elf, size_t *position,
                            struct appbin_elf_symbol *symbol)
{
    for (size_t i = *position + 1; i < elf->symbol_count; i++) { /* the first is none */
        const Elf32_Sym *entry = &elf->symbols[i];
        unsigned type = ELF32_ST_TYPE(entry->st_info);
        if (entry->st_shndx == SHN_UNDEF || type == STT_FILE || type == STT_SECTION) {
            continue;
        }
        bool inside = entry->st_shndx < SHN_LORESERVE && entry->st_shndx <= elf->section_count;
        *symbol = (struct appbin_elf_symbol){
            .name = elf->symbol_names + entry->st_name,
            .value = entry->st_value,
            .size = entry->st_size,
            .section = inside ? &elf->sections[entry->st_shndx - 1] : NULL,
        };
        *position = i;
        return true;
    }
    *position = elf->symbol_count;
    return false;
}

bool appbin_elf_has_function_at(const struct appbin_elf *elf, uint32_t address)
{
    for (size_t i = 1; i < elf->symbol_count; i++) {
        const Elf32_Sym *symbol = &elf->symbols[i];
        if (ELF32_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx != SHN_UNDEF &&
            symbol->st_value == address) {
            return true;
        }
    }
    return false;
}

const char *appbin_elf_next_undefined(const struct appbin_elf *elf, size_t *position)
{
    while (*position < elf->symbol_count) {
        const Elf32_Sym *symbol = &elf->symbols[(*position)++];
        const char *name = elf->symbol_names + symbol->st_name;
        if (ELF32_ST_BIND(symbol->st_info) == STB_GLOBAL && symbol->st_shndx == SHN_UNDEF &&
            name[0] != '\0') {
            return name;
        }
    }
    return NULL;
}

uint32_t appbin_elf_entry(const struct appbin_elf *elf)
{
    return elf->entry;
}
